"""EM of two components datum by datum, in plain floats: as ``em_core.online``, at a fiftieth of the price.

A thousand rounds with several rates at once have to follow a slider. The numbers are those of
``em_core.online`` to the last digits; a test holds the two side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np

from em_core.protocol import Floats
from lessons.online_em.kinds import Numbers, Two

CLOSE = 1e-8  # nats below the maximum where a run rests
MOST_PASSES, MOST_UPDATES = 40, 12_000


@dataclass(frozen=True, eq=False)
class Update:
    """One piece read: the pass it belongs to, its first datum and the one after its last (places in the
    stream), the weight of the piece in S, q_A of its data, S of A and of B, what the piece gave to S before
    and now, theta after the M-step and whether there was one; F after the E-step and after the M-step."""

    passes: int
    first: int
    last: int
    rho: float | None
    q: tuple[float, ...]
    before: Numbers
    piece_before: Numbers
    piece: Numbers
    stats: Numbers
    theta: Numbers
    moved: bool
    f: tuple[float, float] | None


@dataclass(frozen=True, eq=False)
class Walk:
    """All updates from a start, and why they ended: "data" (all read), "close", "passes" or "collapse"."""

    start: Numbers
    updates: tuple[Update, ...]
    why: str

    def thetas(self) -> Floats:
        """(U + 1, P), the start first."""
        return np.array([self.start, *(u.theta for u in self.updates)])


def _give(rows: Sequence[Numbers], q: Sequence[float]) -> Numbers:
    """What some data give to S: the sums of A, then those of B."""
    width = len(rows[0])
    sums = [0.0] * (2 * width)
    for row, share in zip(rows, q, strict=True):
        rest = 1 - share
        for j, value in enumerate(row):
            sums[j] += share * value
            sums[width + j] += rest * value
    return tuple(sums)


def _entropy(q: Sequence[float]) -> float:
    return -sum(p * log(p) for share in q for p in (share, 1 - share) if p > 0)


def _rows(two: Two) -> list[Numbers]:
    return [tuple(row) for row in two.features.tolist()]


def _cuts(n: int, size: int) -> list[tuple[int, int]]:
    return [(at, min(at + size, n)) for at in range(0, n, size)]


def peak(two: Two, start: Numbers) -> tuple[float, Numbers]:
    """The log-likelihood and the theta in which batch EM ends from here, as far as floats go."""
    distinct, theta = Counter(_rows(two)), start
    kinds, times = list(distinct), np.array(list(distinct.values()), dtype=float)
    table = np.array(kinds)
    for _ in range(600):
        q = np.array(two.shares(kinds, theta)) * times
        after = two.best((q @ table).tolist(), ((times - q) @ table).tolist(), theta)
        if after is None:
            break
        moved = max(abs(a - b) for a, b in zip(theta, after, strict=True))
        theta = after
        if moved <= 1e-14:
            break
    return float(two.log_likelihood(np.array([theta]))[0]), theta


def incremental(two: Two, start: Numbers, size: int, limit: float, most: int = MOST_PASSES) -> Walk:
    """One full pass, then piece by piece S <- S + s_new - s_old and an M-step after each; ``size`` = all
    the data: batch EM. Rests when a pass ends within 1e-8 of ``limit``."""
    rows, width, theta = _rows(two), two.features.shape[1], start
    cuts = _cuts(len(rows), size)
    parts = [rows[i:j] for i, j in cuts]
    most = max(2, min(most, MOST_UPDATES // len(cuts)))
    updates: list[Update] = []
    kept = [two.shares(part, theta) for part in parts]
    given = [_give(part, q) for part, q in zip(parts, kept, strict=True)]
    entropies = [_entropy(q) for q in kept]
    nothing = (0.0,) * (2 * width)
    stats, entropy = tuple(map(sum, zip(*given, strict=True))), sum(entropies)
    reads: list[tuple[int, int | None]] = [(1, None)]
    reads += [(p, i) for p in range(2, most + 1) for i in range(len(cuts))]
    at_e: list[tuple[Numbers, float]] = []  # theta before the M-step, and H(q)
    why = "passes"
    for passes, i in reads:
        before, was = (nothing, nothing) if i is None else (stats, given[i])
        if i is not None:
            kept[i] = two.shares(parts[i], theta)
            given[i] = _give(parts[i], kept[i])
            stats = tuple(s + new - old for s, new, old in zip(stats, given[i], was, strict=True))
            now = _entropy(kept[i])
            entropy, entropies[i] = entropy + now - entropies[i], now
        q = tuple(kept[i]) if i is not None else tuple(share for part in kept for share in part)
        first, last = cuts[i] if i is not None else (0, len(rows))
        after = two.best(stats[:width], stats[width:], theta)
        at_e.append((theta, entropy))
        theta = after or theta
        piece = stats if i is None else given[i]
        updates.append(Update(passes, first, last, None, q, before, was, piece, stats, theta,
                              after is not None, None))  # fmt: skip
        if after is None:
            why = "collapse"
            break
        ended = i is None or i == len(cuts) - 1
        if ended and limit - float(two.log_likelihood(np.array([theta]))[0]) < CLOSE:
            why = "close"
            break
    sums = np.array([u.stats for u in updates]).reshape(len(updates), 2, width)
    h = np.array([entropy for _, entropy in at_e])
    of_e = (two.joint(sums, np.array([theta for theta, _ in at_e])) + h).tolist()
    of_m = (two.joint(sums, np.array([u.theta for u in updates])) + h).tolist()
    both = zip(updates, zip(of_e, of_m, strict=True), strict=True)
    return Walk(start, tuple(replace(u, f=f) for u, f in both), why)


def stepwise(two: Two, start: Numbers, size: int, rates: Sequence[float], warm: int) -> Walk:
    """S <- (1 - rho_k) S + rho_k s_k, and an M-step from the piece ``warm`` on; once through the data."""
    rows, width, theta = _rows(two), two.features.shape[1], start
    nothing = (0.0,) * (2 * width)
    stats: Numbers = nothing
    updates: list[Update] = []
    for k, (first, last) in enumerate(_cuts(len(rows), size), 1):
        rho = float(rates[k - 1])
        part = rows[first:last]
        q = two.shares(part, theta)
        piece, before = _give(part, q), stats
        if rho == 1:
            stats = piece
        else:
            stats = tuple((1 - rho) * s + rho * new for s, new in zip(stats, piece, strict=True))
        after = two.best(stats[:width], stats[width:], theta) if k >= warm else theta
        theta = after or theta
        updates.append(Update(1, first, last, rho, tuple(q), before, nothing, piece, stats, theta,
                              k >= warm and after is not None, None))  # fmt: skip
        if after is None:
            return Walk(start, tuple(updates), "collapse")
    return Walk(start, tuple(updates), "data")

