"""Soft and hard EM for two coins with weights 1/2, from every start of a grid at once.

The same algorithm as ``run`` on ``CoinMixture(learn_weights=False)``, one array column per start.
Inside, p is (2, S), both coins' probability of heads from S starts, and tables over the R distinct
rounds are (R, S) or (2, R, S).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from em_core.checks import number, whole
from em_core.mixture import TIE
from em_core.models.coins import LEAST, MOST, Rounds
from em_core.protocol import Floats, Ints, frozen
from em_core.sealed import Sealed

NEAR = 1e-3  # ends this close, in both coins, are looked at as one, and belong to a point this close
SAME = 1e-6  # points this close are one, and so are the ends of hard EM, which are exact
LOG_ZERO = -1e290  # stands for log 0: times any number of flips it is finite, times none it is 0


class EndKind(IntEnum):
    """What EM ended in: the classes of ``CoinGrid.kind``."""

    OPTIMUM = 0  # theta_A > theta_B, both coins used
    MIRROR = 1  # theta_A < theta_B: the same story with the coins' names swapped
    DIAGONAL = 2  # theta_A = theta_B: two coins, one story
    UNUSED = 3  # the last M-step credited a coin with no flips: it kept its value, a continuum of ends
    UNFINISHED = 4  # not NEAR any point: cut off at max_iter, or stopped on a plateau


@dataclass(frozen=True, eq=False)
class CoinGrid(Sealed):
    """Where EM ends from every start; [i, j] started at theta_A = starts[i], theta_B = starts[j].

    starts (size,): the cell centres (i + 1/2) / size. ends (size, size, 2): the last theta_A, theta_B.
    iterations (size, size): the M-steps made, counted as ``run`` counts. kind (size, size): an EndKind.
    points (M, 2): the distinct limits of the ends, highest objective first, an optimum before its
    mirror image; none for UNUSED and UNFINISHED. Rounds of one flip each have a ridge of optima: there
    points samples it, NEAR apart. which (size, size): an end's row in points, or -1.
    """

    starts: Floats
    ends: Floats
    iterations: Ints
    kind: NDArray[np.int8]
    points: Floats
    which: Ints


def coin_grid(
    rounds: Rounds, *, size: int = 201, max_iter: int = 100, tol: float = 1e-10, hard: bool = False
) -> CoinGrid:
    """EM for K = 2 and weights 1/2 from every start of a size x size grid; ``hard`` picks the E-step.

    A start stops as in ``run``, when |objective_t - objective_(t-1)| <= tol (1 + |objective_t|), t >= 2.
    Raises ValueError when size < 1, max_iter < 0 or tol < 0, or when rounds carry labels.
    """
    if rounds.labels is not None:
        raise ValueError(f"rounds must be without labels here, got labels {rounds.labels.tolist()}")
    size, max_iter, tol = whole("size", size, 1), whole("max_iter", max_iter), number("tol", tol, 0)
    problem = _Problem(rounds, hard)
    starts = (np.arange(size) + 0.5) / size
    # Swapping the coins swaps a soft run. A hard run gives its ties to coin A, so it is not mirrored.
    i, j = np.indices((size, size)).reshape(2, -1) if hard else np.tril_indices(size)
    last, count, lost = _climb(problem, starts[np.stack([i, j])], max_iter, tol)
    ends = np.empty((size, size, 2))
    iterations = np.empty((size, size), dtype=np.int64)
    unused = np.empty((size, size), dtype=bool)
    if not hard:
        ends[j, i], iterations[j, i], unused[j, i] = last[::-1].T, count, lost
    ends[i, j], iterations[i, j], unused[i, j] = last.T, count, lost

    points, which = _points(problem, ends.reshape(-1, 2).T, unused.ravel())
    split = points[0] - points[1]
    classes = np.select([split > SAME, split < -SAME], [EndKind.OPTIMUM, EndKind.MIRROR], EndKind.DIAGONAL)
    kind = np.append(classes, EndKind.UNFINISHED)[which].reshape(size, size)  # row -1 is the last
    kind[unused] = EndKind.UNUSED
    return CoinGrid(
        starts=frozen(starts), ends=frozen(ends), iterations=frozen(iterations, np.int64),
        kind=frozen(kind, np.int8), points=frozen(points.T),
        which=frozen(which.reshape(size, size), np.int64),
    )


class _Problem:
    """The distinct rounds with their multiplicities, and one EM step for many starts at once."""

    def __init__(self, rounds: Rounds, hard: bool) -> None:
        self.hard = hard
        self.counts, times = np.unique(rounds.counts, axis=0, return_counts=True)  # (R, 2): heads, tails
        self.times = times.astype(float)
        self.weighted = np.ascontiguousarray((self.counts * self.times[:, None]).T)
        self.log_weights = len(rounds) * math.log(0.5)
        total = self.weighted.sum(axis=1)
        pooled = float(xlogy(total, total).sum() - xlogy(total.sum(), total.sum()))
        # With q fixed, the best two coins do at least as well as the pooled coin twice, and no
        # log-probability is above 0: after any M-step |objective| is at most this.
        self.largest_objective = -pooled - self.log_weights

    def logs(self, p: Floats) -> Floats:
        """log p and log(1 - p) of each coin, shape (2 coins, 2, S)."""
        with np.errstate(divide="ignore"):
            table = np.log(np.stack([p, 1 - p], axis=1))
        return np.asarray(np.maximum(table, LOG_ZERO, out=table))

    def responsibilities(self, p: Floats) -> Floats:
        """Each coin's share of each distinct round, shape (2, R, S).

        Soft: the sigmoid of the log-odds h log(a / b) + (n - h) log((1 - a) / (1 - b)), written so that
        the smaller share keeps its relative precision, for it alone decides where a faint coin goes.
        Hard: a tie goes to coin A.
        """
        logs = self.logs(p)
        if self.hard:
            second = self.counts @ logs[1]
            first = self.counts @ logs[0] - second >= -TIE * (1 + np.abs(second))
            return np.stack([first, ~first]).astype(float)
        odds = self.counts @ (logs[0] - logs[1])
        q = np.empty((2, *odds.shape))
        np.minimum(odds, 0, out=q[0])
        np.subtract(q[0], odds, out=q[1])  # now the log-odds of each coin against the likelier one
        np.exp(q, out=q)
        q /= q[0] + q[1]
        return q

    def step(self, p: Floats) -> tuple[Floats, Floats]:
        """One E-step and M-step: the next p (2, S), and the flips credited to each coin (2, S)."""
        tallies = np.concatenate([self.weighted @ self.responsibilities(part) for part in _parts(p)], axis=2)
        flips = tallies.sum(axis=1)
        new = np.divide(tallies[:, 0], flips, out=p.copy(), where=flips > 0)
        # As CoinMixture.maximize: a coin with some heads and some tails stays strictly inside (0, 1).
        np.clip(new, LEAST, MOST, out=new, where=(tallies > 0).all(axis=1))
        return new, flips

    def objective(self, before: Floats, after: Floats) -> Floats:
        """E_q log p(x, z | after) + H(q), with q made at ``before`` (one-hot if hard); nats, (S,)."""
        values = []
        for old, new in zip(_parts(before), _parts(after), strict=True):
            q = self.responsibilities(old)
            joint = ((self.weighted @ q) * self.logs(new)).sum(axis=(0, 1)) + self.log_weights
            logs = np.log(np.maximum(q, LEAST))  # 0 log 0 = 0
            values.append(joint - self.times @ (q * logs).sum(axis=0))
        return np.concatenate(values)


def _parts(p: Floats) -> list[Floats]:
    """p (2, S) in pieces whose tables stay in the processor's cache, which is faster."""
    return [p[:, k : k + 2048] for k in range(0, max(p.shape[1], 1), 2048)]


def _climb(problem: _Problem, p: Floats, max_iter: int, tol: float) -> tuple[Floats, Ints, NDArray[np.bool_]]:
    """From starts p (2, S): ends (2, S), iterations (S,), and whether a coin ended without flips (S,).

    The objective is worked out only where it can have stopped rising: an M-step that moves coin k by
    d_k raises it by flips_k KL(new || old), and that is at least 2 flips_k d_k^2 (Pinsker).
    """
    ends = np.empty_like(p)
    iterations = np.full(p.shape[1], max_iter)
    unused = np.zeros(p.shape[1], dtype=bool)
    alive = np.arange(p.shape[1])
    possible = (tol + 1e-12) * (1 + problem.largest_objective)  # 1e-12: an objective's rounding
    older = now = p
    for t in range(1, max_iter + 1):
        new, flips = problem.step(now)
        if t > 1:
            moved = new - now
            some = np.flatnonzero((flips * moved * moved).sum(axis=0) <= possible / 2)
            before = now.take(some, axis=1)
            objective = problem.objective(before, new.take(some, axis=1))
            rise = objective - problem.objective(older.take(some, axis=1), before)
            done = some[np.abs(rise) <= tol * (1 + np.abs(objective))]
            if done.size:
                ends[:, alive[done]] = new[:, done]
                iterations[alive[done]] = t
                unused[alive[done]] = (flips[:, done] == 0).any(axis=0)
                keep = np.delete(np.arange(alive.size), done)
                alive, now, new = alive[keep], now.take(keep, axis=1), new.take(keep, axis=1)
        older, now = now, new
        if not alive.size:
            break
    ends[:, alive] = now
    return ends, iterations, unused


def _points(problem: _Problem, ends: Floats, unused: NDArray[np.bool_]) -> tuple[Floats, Ints]:
    """The distinct limits (2, M) of the ends (2, S), and each end's limit (S,), -1 for none."""
    which = np.full(ends.shape[1], -1)
    used = np.flatnonzero(~unused)
    grain = SAME if problem.hard else NEAR
    first, cell = _distinct(ends[:, used], grain)
    samples = ends[:, used[first]]
    points = _limits(problem, samples)
    points = points[:, _distinct(points, SAME)[0]]
    if points.size:
        high, low = points.max(axis=0), points.min(axis=0)  # of a mirror image: its optimum's
        pair = np.stack([high, low])
        value = problem.objective(pair, pair).round(6)
        points = points[:, np.lexsort((points[1] > points[0], -low.round(9), -high.round(9), -value))]
        gaps = np.abs(samples[:, :, None] - points[:, None, :]).max(axis=0)
        which[used] = np.where(gaps.min(axis=1) <= grain, gaps.argmin(axis=1), -1)[cell]
    return points, which


def _distinct(p: Floats, grain: float) -> tuple[Ints, Ints]:
    """One column of p (2, S) for every occupied cell of that grain, and the cell of each column."""
    cells = np.rint(p / grain).astype(np.int64)
    _, first, cell = np.unique(cells[0] * 2**32 + cells[1], return_index=True, return_inverse=True)
    return first, cell


def _limits(problem: _Problem, p: Floats, most: int = 1000) -> Floats:
    """Where EM from p (2, S) settles, to 1e-12, with both coins used; what does not settle is left out."""
    settled = [p[:, :0]]
    for _ in range(most):
        new, flips = problem.step(p)
        still = np.abs(new - p).max(axis=0) > 1e-12
        settled.append(new[:, ~still & (flips > 0).all(axis=0)])
        p = new[:, still]
        if not p.size:
            break
    return np.concatenate(settled, axis=1)
