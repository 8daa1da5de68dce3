"""Products along a chain: all prefixes v W_1 ... W_t of thousands of K x K tables, without a loop over days.

A chain is cut into blocks. The product of each block is made first, all blocks together, by halving; the
vectors at the blocks' beginnings are the same problem with fewer and longer steps; then all blocks advance
together, one day at a time. With blocks of some sqrt(T) days that is the two-level scan of G. E. Blelloch,
"Prefix sums and their applications" (1990), section 1.3.

What "product" means is an :class:`Arithmetic`: sums of products (the forward-backward recursion), the same
in logarithms, or maxima of sums of logarithms (Viterbi's recursion).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from em_core.protocol import Floats, Ints

SHORT = 8  # at most so many steps are done one by one
LONGEST = 32  # days of a block
FLOOR = 1e-100  # three such numbers multiplied are still a float


class OutOfRange(ArithmeticError):
    """A number other than 0 is so small that plain floats might lose it."""


class Arithmetic(Protocol):
    """How tables are multiplied, and how products are kept within the range of floats."""

    def one(self, size: int) -> Floats:
        """The table (K, K) that changes nothing."""
        ...

    def join(self, a: Floats, b: Floats) -> Floats:
        """The products (..., K, K) of tables (..., K, K)."""
        ...

    def advance(self, v: Floats, w: Floats) -> Floats:
        """The products (..., K) of vectors (..., K) and tables (..., K, K)."""
        ...

    def level(self, x: Floats, axes: int) -> Floats:
        """x, but each of its vectors (axes = 1) or tables (axes = 2) at a size of about 1."""
        ...


class Plain:
    """Sums of products; every number other than 0 is at least 1e-100 of its vector, or OutOfRange is raised.

    ordered: the terms of a sum are added up by size, so that the names of the states do not decide the last
    digit: with a sum from left to right two states that are alike could come apart by rounding.
    """

    def __init__(self, ordered: bool) -> None:
        self.ordered = ordered

    def one(self, size: int) -> Floats:
        return np.eye(size)

    def join(self, a: Floats, b: Floats) -> Floats:
        if self.ordered:
            return self._sum(a[..., :, :, None] * b[..., None, :, :])
        return np.asarray(a @ b)

    def advance(self, v: Floats, w: Floats) -> Floats:
        if self.ordered:
            return self._sum(v[..., :, None] * w)
        return np.asarray(np.einsum("...i,...ij->...j", v, w))

    def _sum(self, terms: Floats) -> Floats:
        terms.sort(axis=-2)
        return np.asarray(terms.sum(axis=-2))

    def level(self, x: Floats, axes: int) -> Floats:
        if ((x < FLOOR) & (x > 0)).any():
            raise OutOfRange
        flat = x.reshape(-1, x.shape[-1] ** axes)
        total = flat @ np.ones(flat.shape[1])
        total[total == 0] = 1.0
        return np.asarray((flat / total[:, None]).reshape(x.shape))


class Logs:
    """The same in logarithms, for numbers of any size; -inf is 0."""

    def __init__(self, ordered: bool) -> None:
        self.ordered = ordered

    def one(self, size: int) -> Floats:
        return np.where(np.eye(size) > 0, 0.0, -np.inf)

    def join(self, a: Floats, b: Floats) -> Floats:
        return self._sum(a[..., :, :, None] + b[..., None, :, :])

    def advance(self, v: Floats, w: Floats) -> Floats:
        return self._sum(v[..., :, None] + w)

    def _sum(self, terms: Floats) -> Floats:
        if self.ordered:
            terms.sort(axis=-2)
        return log_sum(terms, -2)

    def level(self, x: Floats, axes: int) -> Floats:
        return below_top(x, axes)


class Maxima:
    """Maxima of sums of logarithms: the best path instead of all paths."""

    def one(self, size: int) -> Floats:
        return np.where(np.eye(size) > 0, 0.0, -np.inf)

    def join(self, a: Floats, b: Floats) -> Floats:
        return np.asarray((a[..., :, :, None] + b[..., None, :, :]).max(axis=-2))

    def advance(self, v: Floats, w: Floats) -> Floats:
        return np.asarray((v[..., :, None] + w).max(axis=-2))

    def level(self, x: Floats, axes: int) -> Floats:
        return below_top(x, axes)


def log_sum(x: Floats, axis: int | tuple[int, ...]) -> Floats:
    """log sum exp(x) over an axis; -inf where all is."""
    top = x.max(axis=axis, keepdims=True)
    top = np.where(top == -np.inf, 0.0, top)
    with np.errstate(divide="ignore"):  # the log of a sum without terms
        return np.asarray(np.log(np.exp(x - top).sum(axis=axis)) + top.squeeze(axis))


def below_top(x: Floats, axes: int) -> Floats:
    """x minus its largest entry over the last axes, where that is finite."""
    top = x.max(axis=tuple(range(-axes, 0)), keepdims=True)
    return np.asarray(x - np.where(top == -np.inf, 0.0, top))


def sweep(how: Arithmetic, begin: Floats, tables: Floats, steps: Ints) -> Floats:
    """begin_c tables[steps_1c] ... tables[steps_tc] for t = 0, ..., S and all chains c, levelled: (S + 1, C, K).

    begin (C, K): where each chain begins; tables (U, K, K); steps (S, C): which table is next.
    """
    length, chains, size = len(steps), len(begin), begin.shape[1]
    if length <= SHORT:
        reached = [begin]
        for step in steps:
            reached.append(how.advance(reached[-1], tables[step]))
        return how.level(np.stack(reached), 1)
    days = min(LONGEST, 2 ** round(np.log2(length) / 2))
    blocks = -(-length // days)
    padded = np.full((blocks * days, chains), len(tables))  # the last block ends with steps that do nothing
    padded[:length] = steps
    with_one = np.concatenate([tables, how.one(size)[None]])
    ways = with_one[padded.reshape(blocks, days, chains).swapaxes(0, 1)]
    products = ways
    while len(products) > 1:
        products = how.level(how.join(products[0::2], products[1::2]), 2)
    longer = np.arange(blocks * chains).reshape(blocks, chains)
    begins = sweep(how, begin, products.reshape(-1, size, size), longer)
    found = np.empty((blocks, days, chains, size))
    found[:, 0] = v = begins[:-1]
    for day in range(1, days):
        found[:, day] = v = how.advance(v, ways[day - 1])
    every = np.concatenate([found.reshape(-1, chains, size), begins[-1:]])
    return how.level(every[: length + 1], 1)
