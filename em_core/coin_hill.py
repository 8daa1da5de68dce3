"""The log-likelihood of two coins with weights 1/2 as a hill: its slope, its curvature, its level points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from em_core.climbers import Hill, Kind, kind_of
from em_core.coin_grid import SAME, coin_grid
from em_core.models.coins import Rounds
from em_core.protocol import Floats, Ints, frozen
from em_core.sealed import Sealed

NEARLY = 1e-5  # a curvature this small beside the other one is that of a plateau
MOST = 40  # level points that are told apart: on a ridge there are as many as one looks for
NEAR_0, NEAR_1 = 1e-100, 1 - 2.0**-53  # stand for p = 0 and p = 1: the limits there, without 0 / 0


class Slopes(NamedTuple):
    """At P pairs of coins: value (P,), gradient (2, P), curvatures d2/da2, d2/dadb, d2/db2 (3, P)."""

    value: Floats
    gradient: Floats
    curvature: Floats


def slopes(rounds: Rounds, p: Floats) -> Slopes:
    """Log-likelihood (nats) and its derivatives at coins p (2, P).

    Gradient by Fisher's identity, sum_n gamma_nk s_nk with s_nk = h_n / p_k - t_n / (1 - p_k); curvature by
    Louis (JRSS B 44, 1982, 226-233): the complete data's minus the variance of their score,
    sum_n gamma_nk (s_nk^2 + s'_nk) - gamma_nk^2 s_nk^2 and, across, - gamma_nA gamma_nB s_nA s_nB.
    """
    heads, tails = (rounds.counts[:, [side]] for side in (0, 1))  # (N, 1)
    inside = np.clip(p, NEAR_0, NEAR_1)
    first, second = heads / inside[:, None], tails / (1 - inside)[:, None]  # (2, N, P)
    joint = heads * np.log(inside)[:, None] + tails * np.log1p(-inside)[:, None] + math.log(0.5)
    evidence = np.logaddexp(joint[0], joint[1])
    gamma = np.exp(joint - evidence)
    score = first - second
    # s^2 + s' without its cancellation
    bend = first * (heads - 1) / inside[:, None] - 2 * first * second
    bend += second * (tails - 1) / (1 - inside)[:, None]
    credited = gamma * score
    own = (gamma * bend - credited**2).sum(axis=1)
    across = -(credited[0] * credited[1]).sum(axis=0)
    return Slopes(evidence.sum(axis=0), credited.sum(axis=1), np.stack([own[0], across, own[1]]))


def coin_hill(rounds: Rounds) -> Hill:
    """The observed-data log-likelihood over the square of (p_A, p_B), with weights 1/2.

    Raises ValueError for rounds with labels: theirs is another hill.
    """
    if rounds.labels is not None:
        raise ValueError(f"rounds must be without labels, got {rounds.labels.tolist()}")
    at = _At(rounds)
    return Hill(at.value, at.gradient, at.hessian, frozen([0, 0]), frozen([1, 1]))


@lru_cache(maxsize=32)  # a climber asks for height, slope and curvature of the same point
def _known(rounds: Rounds, a: float, b: float) -> Slopes:
    return slopes(rounds, np.array([[a], [b]]))


@dataclass(frozen=True, eq=False)
class _At:
    """The hill's height, slope and curvature at x = (p_A, p_B)."""

    rounds: Rounds

    def known(self, x: Floats) -> Slopes:
        return _known(self.rounds, float(x[0]), float(x[1]))

    def value(self, x: Floats) -> float:
        return float(self.known(x).value[0])

    def gradient(self, x: Floats) -> Floats:
        return self.known(x).gradient[:, 0].copy()

    def hessian(self, x: Floats) -> Floats:
        aa, ab, bb = self.known(x).curvature[:, 0]
        return np.array([[aa, ab], [ab, bb]])


@dataclass(frozen=True)
class LevelPoint:
    """A point where the slope is zero or, on a wall of the square, leads out: its height, kind and name.

    Each kind is counted from 1, highest first; a mirror image (coins swapped) has its optimum's number.
    edge: on a wall. A peak there need not have slope zero; a flat point there is a plateau, where one coin
    is so far from all rounds that it gets none of the credit.
    """

    at: tuple[float, float]
    value: float
    kind: Kind
    edge: bool
    number: int
    mirror: bool


def level_points(rounds: Rounds) -> tuple[LevelPoint, ...]:
    """The hill's level points, highest first: EM's limits, the pooled coin, and where Newton ends.

    The pooled coin (both coins alike) is level for all data: there the responsibilities are the weights.
    Found from a grid of starts, so one with a tiny catchment may be missing. Flips that cannot tell coins
    apart (rounds of one flip) have a ridge of level points: those found on it are "flat".
    """
    pooled = rounds.heads.sum() / max(int(rounds.flips.sum()), 1)
    limits, newton = coin_grid(rounds, size=41).points, newton_grid(rounds, size=31)
    ends = _on_the_wall(rounds, newton.ends[newton.settled])
    points = np.concatenate([limits, [[pooled, pooled]], ends])
    points = points[_first_of_each(points)]
    at = slopes(rounds, points.T)
    mirrored = points[:, 1] > points[:, 0] + SAME
    out: list[LevelPoint] = []
    for i in np.lexsort((mirrored, -at.value.round(7))):
        a, b = (float(p) for p in points[i])
        edge = min(a, b, 1 - a, 1 - b) < SAME
        aa, ab, bb = at.curvature[:, i]
        kind: Kind = kind_of([[aa, ab], [ab, bb]], NEARLY)
        if edge and i < len(limits):  # EM climbs to it, so it is no saddle
            kind = "peak"
        twins = [q.number for q in out if max(abs(q.at[0] - b), abs(q.at[1] - a)) < 10 * SAME and mirrored[i]]
        count = 1 + max((q.number for q in out if q.kind == kind), default=0)
        out.append(LevelPoint((a, b), float(at.value[i]), kind, edge, [*twins, count][0], bool(twins)))
    return tuple(out)


def nearest(points: tuple[LevelPoint, ...], at: Floats, near: float = 2e-3) -> LevelPoint | None:
    """The level point closest to ``at`` (2,), if it is within ``near`` in both coins."""
    best = min(points, key=lambda point: float(np.abs(np.subtract(point.at, at)).max()))
    return best if np.abs(np.subtract(best.at, at)).max() <= near else None


@dataclass(frozen=True, eq=False)
class NewtonGrid(Sealed):
    """Where Newton's method ends; [i, j] started at theta_A = starts[i], theta_B = starts[j].

    starts (size,): the cell centres. ends (size, size, 2); settled (size, size): whether the slope is zero
    there; left (size, size): whether a step left the square (ends is the point before); iterations
    (size, size): the steps made inside of it.
    """

    starts: Floats
    ends: Floats
    settled: NDArray[np.bool_]
    left: NDArray[np.bool_]
    iterations: Ints


def newton_grid(rounds: Rounds, *, size: int = 101, max_iter: int = 50, tol: float = 1e-8) -> NewtonGrid:
    """Newton's method on the hill from every start of a size x size grid at once, as ``climbers.newton``."""
    starts = (np.arange(size) + 0.5) / size
    p = np.stack([g.ravel() for g in np.meshgrid(starts, starts, indexing="ij")])
    ends = p.copy()
    settled, left = np.zeros(p.shape[1], dtype=bool), np.zeros(p.shape[1], dtype=bool)
    iterations = np.zeros(p.shape[1], dtype=np.int64)
    alive = np.arange(p.shape[1])
    for t in range(max_iter + 1):
        at = slopes(rounds, p)
        ends[:, alive], iterations[alive] = p, t
        flat = np.abs(at.gradient).max(axis=0) <= tol * (1 + np.abs(at.value))
        settled[alive[flat]] = True
        aa, ab, bb = at.curvature
        g, h = at.gradient
        with np.errstate(all="ignore"):  # a curvature of 0 gives no step
            det = aa * bb - ab * ab
            step = np.stack([ab * h - bb * g, ab * g - aa * h]) / det
            after = p + step
        usable = np.isfinite(after).all(axis=0)
        inside = usable & ((after >= 0) & (after <= 1)).all(axis=0)
        left[alive[~flat & usable & ~inside]] = True
        keep = ~flat & inside
        alive, p = alive[keep], after[:, keep]
        if not alive.size:
            break
    square = (size, size)
    return NewtonGrid(
        frozen(starts), frozen(ends.T.reshape(*square, 2)), frozen(settled.reshape(square), np.bool_),
        frozen(left.reshape(square), np.bool_), frozen(iterations.reshape(square), np.int64),
    )  # fmt: skip


def _on_the_wall(rounds: Rounds, points: Floats, near: float = 2e-3) -> Floats:
    """Points (M, 2) with those moved to the wall that are next to one and as level there.

    Towards a coin without credit the hill is so flat that Newton stops on the way.
    """
    moved = np.where(points < near, 0.0, np.where(points > 1 - near, 1.0, points))
    at = slopes(rounds, moved.T)
    flat = np.abs(at.gradient).max(axis=0) <= 1e-6 * (1 + np.abs(at.value))
    return np.where(flat[:, None], moved, points)


def _first_of_each(points: Floats, near: float = 1e-5) -> list[int]:
    """One index of every cluster of points (M, 2)."""
    kept: list[int] = []
    for i, point in enumerate(points):
        if len(kept) < MOST and (not kept or np.abs(points[kept] - point).max(axis=1).min() > near):
            kept.append(i)
    return kept
