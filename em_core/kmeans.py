"""k-means three times: the same centres and labels, and how many distances each way computes.

``lloyd`` compares every point with every centre. ``hamerly`` keeps two bounds per point and skips the
points for which the triangle inequality settles the matter. ``filtering`` sends the centres down a
k-d tree of the points and gives whole cells away at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from em_core.checks import unmasked, whole
from em_core.mixture import TIE
from em_core.models.gaussian.frame import Points, points
from em_core.protocol import Conserved, Floats, Ints, frozen
from em_core.sealed import Sealed

SURE = 1e-9  # by how much, relatively, a bound must win: far more than rounding, and than a tie
Data = Points | ArrayLike


@dataclass(frozen=True, eq=False)
class KMeans(Sealed):
    """centers (T + 1, K, D); labels (T, N) and inertia (T,): the assignment to centers[t], and its J.

    of_points (T,): distances from a point to a centre computed in iteration t. of_others (T,): between
    centres, or from a centre to a place in a tree's cell. converged: the last labels moved no centre.
    """

    centers: Floats
    labels: Ints
    inertia: Floats
    of_points: Ints
    of_others: Ints
    converged: bool


class Assigned(NamedTuple):
    """Of one iteration: labels (N,) and how many distances it took, as :class:`KMeans` counts them."""

    labels: Ints
    of_points: int
    of_others: int


Assign = Callable[[Floats], Assigned]


def lloyd(data: Data, centers: ArrayLike, *, max_iter: int = 300) -> KMeans:
    """Assign every point to its nearest centre, move every centre to the mean of its points, repeat.

    A tie (within a relative 1e-12) goes to the lowest index; a centre without points stays. Lloyd, Least
    squares quantization in PCM, IEEE Trans. Information Theory 28 (1982). Raises ValueError unless the
    centres fit the data.
    """
    x = points(data).x

    def assign(at: Floats) -> Assigned:
        return Assigned(_nearest(_squares(x, at)), x.shape[0] * len(at), 0)

    return _run(x, centers, assign, max_iter)


def conserved(data: Data, run: KMeans, t: int) -> tuple[Conserved, ...]:
    """Of iteration t: sum_k N_k = N, and the sums of a centre's points, N_k m_k, add up to sum_n x_n."""
    x = points(data).x
    sizes = np.bincount(run.labels[t], minlength=run.centers.shape[1]).astype(np.float64)
    sums = zip((sizes @ run.centers[t + 1]).tolist(), x.sum(axis=0).tolist(), strict=True)
    return (
        Conserved("points", float(sizes.sum()), float(len(x))),
        *(Conserved(f"sum of column {j}", value, of_all) for j, (value, of_all) in enumerate(sums, 1)),
    )


def hamerly(data: Data, centers: ArrayLike, *, max_iter: int = 300) -> KMeans:
    """The same as :func:`lloyd`; a point keeps its centre unseen while bounds prove it the nearest.

    u(n) >= the distance to its own centre, l(n) <= that to the second nearest; both are widened by how
    far the centres moved. Hamerly, Making k-means even faster, SDM 2010, algorithm 1.
    """
    x = points(data).x
    labels, upper, lower, before = np.zeros(len(x), dtype=np.int64), np.zeros(0), np.zeros(0), None

    def look(rows: Ints, at: Floats) -> None:
        squares = _squares(x[rows], at)
        labels[rows] = best = _nearest(squares)
        upper[rows] = np.sqrt(squares[np.arange(len(rows)), best])
        squares[np.arange(len(rows)), best] = np.inf
        lower[rows] = np.sqrt(squares.min(axis=1))

    def assign(at: Floats) -> Assigned:
        nonlocal upper, lower, before
        k = len(at)
        if before is None:
            upper, lower, before = np.zeros(len(x)), np.zeros(len(x)), at
            look(np.arange(len(x)), at)
            return Assigned(labels.copy(), len(x) * k, 0)
        moved = np.sqrt(np.square(at - before).sum(axis=1))
        before = at
        order = np.argsort(moved)
        others = np.full(k, moved[order[-1]])  # the farthest that any other centre moved
        others[order[-1]] = moved[order[-2]] if k > 1 else 0.0
        upper += moved[labels]
        lower -= others[labels]
        between = np.sqrt(_squares(at, at))
        np.fill_diagonal(between, np.inf)
        half = between.min(axis=1) / 2
        enough = np.maximum(half[labels], lower)
        doubtful = np.flatnonzero(~(upper * (1 + SURE) < enough))
        upper[doubtful] = np.sqrt(np.square(x[doubtful] - at[labels[doubtful]]).sum(axis=1))
        still = doubtful[~(upper[doubtful] * (1 + SURE) < enough[doubtful])]
        look(still, at)
        return Assigned(labels.copy(), len(doubtful) + len(still) * (k - 1), k + k * (k - 1) // 2)

    return _run(x, centers, assign, max_iter)


class Cell(NamedTuple):
    """Points order[start:stop] of a k-d tree in their smallest box; a box of one place has no children."""

    low: Floats
    high: Floats
    start: int
    stop: int
    left: int
    right: int


def grow(x: Floats) -> tuple[list[Cell], Ints]:
    """A k-d tree: boxes split at the median of their longest side, down to one place; and order (N,)."""
    order = np.arange(len(x))
    cells: list[Cell] = []
    waiting = [(0, len(x), -1, False)]
    while waiting:
        start, stop, parent, right = waiting.pop()
        mine = x[order[start:stop]]
        low, high = mine.min(axis=0), mine.max(axis=0)
        cells.append(Cell(low, high, start, stop, -1, -1))
        here = len(cells) - 1
        if parent >= 0:
            above = cells[parent]
            cells[parent] = above._replace(right=here) if right else above._replace(left=here)
        if (high > low).any():
            axis = int(np.argmax(high - low))
            values = mine[:, axis]
            by = np.argsort(values, kind="stable")
            order[start:stop] = order[start:stop][by]
            middle = len(by) // 2
            # Equal values stay together: a box of one place must not be split.
            if values[by[middle]] == values[by[0]]:
                middle = int(np.searchsorted(values[by], values[by[0]], side="right"))
            else:
                middle = int(np.searchsorted(values[by], values[by[middle]], side="left"))
            waiting += [(start + middle, stop, here, True), (start, start + middle, here, False)]
    return cells, order


def filtering(data: Data, centers: ArrayLike, *, max_iter: int = 300) -> KMeans:
    """The same as :func:`lloyd`; a centre is no candidate for a cell if another is nearer to all of it.

    Kanungo, Mount, Netanyahu, Piatko, Silverman & Wu, An efficient k-means clustering algorithm, IEEE
    Trans. PAMI 24 (2002), figure 1. Growing the tree is not counted: it is done once.
    """
    x = points(data).x
    cells, order = grow(x)
    low, high = (np.array([getattr(cell, name) for cell in cells]) for name in ("low", "high"))
    links = np.array([cell[2:] for cell in cells])

    def assign(at: Floats) -> Assigned:
        labels = np.empty(len(x), dtype=np.int64)
        of_points = of_others = 0
        nodes, candidates = np.zeros(1, dtype=np.int64), np.ones((1, len(at)), dtype=bool)
        while nodes.size:
            leaf = links[nodes, 2] < 0
            squares = np.where(candidates, _squares((low[nodes] + high[nodes]) / 2, at), np.inf)
            best = _nearest(squares)
            asked = candidates.sum(axis=1)
            of_points += int(asked[leaf].sum())
            rivals = candidates & ~leaf[:, None]
            rivals[np.arange(len(nodes)), best] = False
            of_others += int(asked[~leaf].sum()) + 2 * int(rivals.sum())
            candidates = candidates & ~(rivals & _farther(low[nodes], high[nodes], at, best))
            settled = leaf | (candidates.sum(axis=1) == 1)
            for node, label in zip(nodes[settled], best[settled], strict=True):
                labels[order[links[node, 0] : links[node, 1]]] = label
            open_, kept = nodes[~settled], candidates[~settled]
            nodes = np.concatenate([links[open_, 2], links[open_, 3]])
            candidates = np.concatenate([kept, kept])
        return Assigned(labels, of_points, of_others)

    return _run(x, centers, assign, max_iter)


def _farther(low: Floats, high: Floats, at: Floats, best: Ints) -> NDArray[np.bool_]:
    """Whether centre k is farther than the cell's best one from every place in the cell, (M, K).

    It is enough to ask the corner that lies farthest in the direction from the best one to k.
    """
    ours = at[best][:, None, :]
    corner = np.where(at[None] > ours, high[:, None, :], low[:, None, :])
    theirs, mine = np.square(at[None] - corner).sum(axis=2), np.square(ours - corner).sum(axis=2)
    size = np.square(high - low).sum(axis=1)[:, None]
    return np.asarray(theirs > mine + SURE * (mine + size))


def _squares(x: Floats, at: Floats) -> Floats:
    """Squared distances (N, K)."""
    return np.asarray(np.square(x[:, None, :] - at[None]).sum(axis=2))


def _nearest(squares: Floats) -> Ints:
    """The first of the nearest centres (N,)."""
    return np.asarray(np.argmax(squares <= squares.min(axis=1, keepdims=True) * (1 + TIE), axis=1))


def _run(x: Floats, centers: ArrayLike, assign: Assign, max_iter: int) -> KMeans:
    unmasked("centers", centers)
    at = np.array(centers, dtype=np.float64)
    if at.ndim != 2 or len(at) == 0 or at.shape[1] != x.shape[1] or not np.isfinite(at).all():
        raise ValueError(f"centers must be finite numbers of shape (K, {x.shape[1]}), got {at.tolist()}")
    places, steps, inertia, converged = [at], [], [], False
    for _ in range(whole("max_iter", max_iter, 1)):
        step = assign(at)
        inertia.append(float(np.square(x - at[step.labels]).sum()))
        steps.append(step)
        counts = np.bincount(step.labels, minlength=len(at))[:, None]
        # Measured from the old centre, so that points far from 0 keep their digits.
        away = x - at[step.labels]
        shift = np.stack([np.bincount(step.labels, column, len(at)) for column in away.T], axis=1)
        following = np.where(counts > 0, at + shift / np.maximum(counts, 1), at)
        converged = len(steps) > 1 and bool((steps[-1].labels == steps[-2].labels).all())
        places.append(following)
        if converged:
            break
        at = following
    labels, of_points, of_others = zip(*steps, strict=True)
    return KMeans(
        frozen(places), frozen(labels, np.int64), frozen(inertia),
        frozen(of_points, np.int64), frozen(of_others, np.int64), converged,
    )  # fmt: skip
