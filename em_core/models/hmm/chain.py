"""Products along a chain: all prefixes v W_1 ... W_t of thousands of K x K tables, without a loop over days.

Pairs of tables are multiplied, all at once, until few are left; then the vectors between are filled in, all
of one length at once: the scan of G. E. Blelloch, "Prefix sums and their applications", technical report
CMU-CS-90-190 (1990), section 1.2, with log2 T rounds.

What "product" means is an :class:`Arithmetic`: sums of products (the forward-backward recursion), the same
in logarithms, or maxima of sums of logarithms (Viterbi's recursion).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from em_core.protocol import Floats, Ints

SHORT = 32  # at most so many steps are done one by one
AT_ONCE = 1024  # days: their tables fit into a processor's memory
FLOOR = 1e-100  # three such numbers multiplied are still a float


class OutOfRange(ArithmeticError):
    """A number other than 0 is so small that plain floats might lose it."""


class Arithmetic(Protocol):
    """How tables are multiplied, and how products are kept within the range of floats."""

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
        flat = x.reshape(-1, x.shape[-1] ** axes)
        total = flat @ np.ones(flat.shape[1])
        if x.size and x.min() < FLOOR:
            if ((x < FLOOR) & (x > 0)).any():
                raise OutOfRange
            total[total == 0] = 1.0
        return np.asarray((flat / total[:, None]).reshape(x.shape))


class Logs:
    """The same in logarithms, for numbers of any size; -inf is 0."""

    def __init__(self, ordered: bool) -> None:
        self.ordered = ordered

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


def sweep(
    how: Arithmetic, first: Floats, last: Floats, tables: Floats, steps: Ints
) -> tuple[Floats, Floats]:
    """What is before and what is after each of S + 1 days: first tables[steps_1] ... tables[steps_t] and
    tables[steps_(t+1)] ... tables[steps_S] last for t = 0, ..., S, levelled, (S + 1, K) each.

    first, last (K,); tables (U, K, K); steps (S,): which of them leads to the next day.
    """
    before, after = _swept(how, first, last, tables, steps)
    return how.level(before, 1), how.level(after, 1)


def _swept(
    how: Arithmetic, first: Floats, last: Floats, tables: Floats, steps: Ints
) -> tuple[Floats, Floats]:
    """The same, as it comes: every second day is one of the half as long chain whose tables are pairs, and
    the others are one step away from those."""
    length = len(steps)
    if length <= SHORT:
        ways = np.stack([tables[steps], tables[steps[::-1]].swapaxes(1, 2)], axis=1)
        reached = [np.stack([first, last])]
        for way in ways:
            reached.append(how.advance(reached[-1], way))
        found = np.stack(reached)
        return found[:, 0], found[::-1, 1]
    pairs, odd = divmod(length, 2)
    out, back = steps[::2], steps[1::2]
    if len(tables) ** 2 <= pairs:  # few different tables: all their pairs at once
        joined = how.join(tables[:, None], tables).reshape(-1, *tables.shape[1:])
        which = out[:pairs] * len(tables) + back
    else:
        joined, which = how.join(tables[out[:pairs]], tables[back]), np.arange(pairs)
    end = how.advance(last, tables[steps[-1]].T) if odd else last
    before, after = np.empty((length + 1, first.size)), np.empty((length + 1, first.size))
    before[::2], after[: 2 * pairs + 1 : 2] = _swept(how, first, end, how.level(joined, 2), which)
    _fill(how, before[1::2], before[::2], tables, out)
    _fill(how, after[1 : 2 * pairs : 2], after[2::2], tables.swapaxes(1, 2), back)
    if odd:
        after[-1] = last
    return before, after


def _fill(how: Arithmetic, into: Floats, known: Floats, tables: Floats, steps: Ints) -> None:
    """into_t = known_t tables[steps_t] for all t."""
    for at in range(0, len(steps), AT_ONCE):
        ways = tables[steps[at : at + AT_ONCE]]
        into[at : at + len(ways)] = how.advance(known[at : at + len(ways)], ways)
