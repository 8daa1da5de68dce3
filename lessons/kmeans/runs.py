"""Lesson 07's points: simulated groups, Old Faithful, the learner's own; the first centres among them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from em_core import GaussianParams, Points, datasets, kmeans, starts
from em_core.gaussian_samples import draw
from em_core.protocol import Floats, frozen
from em_figures.filmstrip import Translate
from em_figures.mixtures.run import Plane, Range
from em_figures.numbers import power
from em_lesson.own_rows import rows_of, runs
from lessons.kmeans.many import Attempt, Race
from lessons.kmeans.record import Clusters, Pair, run
from lessons.kmeans.story import Story

DRAWN = 1000  # points that a picture shows at most
FEW = 5000  # points up to which the attempts and the race use all
MANY = 2000  # simulated points for the race
LONG = 20_000  # points from which a run is kept shorter
TOLD = 30  # points of the story
STAGE = ((-4.5, 12.7), (-4.5, 11.3))  # its axes
SEEDS = tuple(range(1, 11))
MARGIN = 0.12

# weights, means, standard deviations along the axes, points
TRUTHS: dict[str, tuple[Any, Any, Any, int]] = {
    "blobs": ([0.25] * 4, [[0, 0.4], [3.4, 0], [2, 6.8], [8.2, 4.4]], [[0.8, 0.8]] * 4, 160),
    "long": ([0.5, 0.5], [[4, 1.2], [4, 4.2]], [[3.2, 0.45]] * 2, 140),
    "sizes": ([0.7, 0.15, 0.15], [[0, 0], [5.4, 1.6], [5.4, -1.6]], [[2, 2], [0.4, 0.4], [0.4, 0.4]], 200),
    "outlier": ([0.5, 0.5], [[0, 0], [4, 0.5]], [[0.6, 0.6]] * 2, 50),
}
FAR_POINT = (15.0, 11.0)
CLUSTERS = {"blobs": 4, "long": 2, "sizes": 3, "outlier": 2, "faithful": 2}


def truth(name: str) -> GaussianParams:
    """The mixture that a simulated set is drawn from."""
    weights, means, sd, _ = TRUTHS[name]
    return GaussianParams(weights, np.array(means, float), [np.diag(np.square(s)) for s in sd])


@lru_cache(maxsize=16)
def simulated(name: str, n: int) -> Floats:
    """n points of the set; "outlier" has one more, far from the others."""
    x, _ = draw(truth(name), n, 2)
    return frozen(np.vstack([x, FAR_POINT])) if name == "outlier" else x


@runs
def prepared(s: Any, many: bool = False) -> Plane:
    """The points that the settings choose, a sample of them to draw, and axes that stay."""
    names = ("x", "y")
    own = rows_of(s, 2) if s.data == "own" else None
    if own is not None:
        x, names = _handy(own.rows, (own.names[0], own.names[1]) if own.names else names)
    elif s.data == "faithful":
        x, names = datasets.OLD_FAITHFUL.x, ("eruption", "waiting")
    else:
        name = preset(s)
        x = simulated(name, MANY if many else TRUTHS[name][3])
    points = Points(x)
    drawn = points
    if len(x) > DRAWN:
        random = np.random.Generator(np.random.PCG64(1))
        drawn = Points(x[np.sort(random.choice(len(x), DRAWN, replace=False))])
    return Plane(points, drawn, names, _box(x, own is not None))


def _handy(x: Floats, names: tuple[str, str]) -> tuple[Floats, tuple[str, str]]:
    """The rows, divided by a power of ten where they spread by very much or very little; the names say so."""
    size = float(np.ptp(x, axis=0).max())
    if size == 0 or 1e-2 <= size <= 1e6:
        return x, names
    exponent = int(np.floor(np.log10(size)))
    power_of_ten = power(10.0**exponent, 1).replace("1 ", "")
    return x / 10.0**exponent, (f"{names[0]} {power_of_ten}", f"{names[1]} {power_of_ten}")


def sigma_range(s: Any) -> Range:
    """Between which values sigma lies: of the story, or of the points on the screen."""
    if s.view == "story":
        return 0.1, 1.5
    x = prepared(bare(s)).points.x
    scale = spread(x, unit(s, x))
    return float(f"{scale / 100:.1g}"), float(f"{scale:.1g}")


def preset(s: Any) -> str:
    """The simulated set on the screen; without points of one's own yet it is the lesson's first."""
    return s.data if s.data in TRUTHS else "blobs"


def _box(x: Floats, own: bool) -> tuple[Range, Range]:
    """The axes' ranges: the data with a margin; own points that lie on the first set keep its axes."""
    if own:
        first = simulated("blobs", TRUTHS["blobs"][3])
        low, high = first.min(axis=0), first.max(axis=0)
        wide = MARGIN * (high - low)
        if (x >= low - wide).all() and (x <= high + wide).all():
            x = first
    low, high = x.min(axis=0), x.max(axis=0)
    wide = np.where(high > low, MARGIN * (high - low), np.maximum(np.abs(low), 1.0))
    (a, c), (b, d) = (low - wide).tolist(), (high + wide).tolist()
    return (a, b), (c, d)


def titles(names: tuple[str, str], tr: Translate) -> tuple[str, str]:
    """The axes' titles; Old Faithful's say what they measure, and in minutes."""
    if names == ("eruption", "waiting"):
        return tr("eruption (minutes)"), tr("waiting time (minutes)")
    return names


def unit(s: Any, x: Floats) -> Floats:
    """In what distances count along each axis (2,): as it is, or each column's standard deviation."""
    if not s.scaled:
        return np.ones(2)
    spread = x.std(axis=0)
    return np.where(spread > 0, spread, 1.0)


def square(s: Any) -> bool:
    """Whether a unit is drawn as long on both axes: for simulated points."""
    return not s.scaled and (s.data in TRUTHS or rows_of(s, 2) is None) and s.data != "faithful"


def spread(x: Floats, unit: Floats) -> float:
    """The points' standard deviation over both columns, in ``unit``; 1 where they do not differ."""
    found = float(np.sqrt((x / unit).var(axis=0).mean()))
    return found if found > 0 else 1.0


def spots(x: Floats, rule: str, c: int, seed: int, unit: Floats) -> Floats:
    """The first centres (c, 2) by the rule; too few points are used more than once."""
    if len(x) < c:
        return np.asarray(x[np.arange(c) % len(x)])
    place = {"random": starts.random_points, "farthest": starts.farthest}.get(rule, starts.kmeans_plus_plus)
    return np.asarray(place(x / unit, c, seed) * unit)


def most(n: int) -> int:
    """How many iterations a run on n points may take."""
    return 100 if n <= LONG else 30


def hard_run(plane: Plane, centres: Floats, unit: Floats) -> Clusters:
    """k-means from these centres."""
    x = plane.points.x
    return run(plane, centres, unit, known_variance(x, unit), max_iter=most(len(x)))


def known_variance(x: Floats, unit: Floats) -> float:
    """The variance that k-means is told: it changes no step, and only scales the lower bound."""
    return float(f"{spread(x, unit) ** 2:.2g}")


def soft_run(plane: Plane, centres: Floats, unit: Floats, sigma: float) -> Pair:
    """Soft EM with the known standard deviation, and k-means, from the same centres."""
    hard = hard_run(plane, centres, unit)
    return Pair(run(plane, centres, unit, sigma**2, soft=True, max_iter=most(len(plane.points))), hard)


def points_used(plane: Plane) -> tuple[Floats, tuple[int, int] | None]:
    """The points for many runs: all, or the drawn ones of a large set, and (how many, of how many)."""
    x = plane.points.x
    if len(x) <= FEW:
        return x, None
    return plane.drawn.x, (len(plane.drawn), len(x))


@lru_cache(maxsize=64)
def tell(seed: int, sigma: float) -> Story:
    """The first set's mixture with standard deviation sigma draws its points."""
    at = truth("blobs")
    params = GaussianParams(at.weights, at.means, np.tile(sigma**2 * np.eye(2), (len(at.weights), 1, 1)))
    x, labels = draw(params, TOLD, seed)
    points = Points(x)
    return Story(params, x, labels, Plane(points, points, ("x", "y"), STAGE))


@runs
def attempts(s: Any) -> tuple[Attempt, ...]:
    """Where k-means ends from the rule's first seeds. (By hand there are no seeds: random points then.)"""
    x, _ = points_used(prepared(bare(s)))
    u = unit(s, prepared(bare(s)).points.x)
    rule = "random" if s.rule == "hand" else s.rule
    points, out = Points(x / u), []
    for seed in SEEDS:
        end = kmeans.lloyd(points, spots(x, rule, s.c, seed, u) / u)
        sizes = np.bincount(end.labels[-1], minlength=s.c)
        out.append(Attempt(seed, float(end.inertia[-1]), len(end.inertia), int((sizes == 0).sum())))
    return tuple(out)


@runs
def race(s: Any, centres: tuple[tuple[float, float], ...]) -> Race:
    """The distances that three ways to run k-means compute, from the same centres."""
    plane = prepared(bare(s), True)
    x, sample = points_used(plane)
    u = unit(s, plane.points.x)
    points, at = Points(x / u), np.array(centres) / u
    ends = [way(points, at) for way in (kmeans.lloyd, kmeans.hamerly, kmeans.filtering)]
    same = all(np.array_equal(end.labels, ends[0].labels) for end in ends)
    counts = tuple(tuple((end.of_points + end.of_others).tolist()) for end in ends)
    return Race(len(x), sample, counts, same)


def bare(s: Any) -> Any:
    """The settings that say which points there are, and nothing else."""
    return type(s)(data=s.data, points=s.points, held=s.held)
