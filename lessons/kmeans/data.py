"""Lesson 07's points: simulated groups, Old Faithful, the learner's own; the first centres among them.

The functions take the lesson's settings, which stand above this file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from em_core import GaussianParams, datasets
from em_core.gaussian_samples import draw
from em_core.protocol import Floats, frozen
from em_figures.mixtures.run import Plane, Range
from em_lesson.remembered import remembered
from lessons.common import plane
from lessons.common.plane import GEYSER, MOST, by_hand, spots

MANY = 2000  # simulated points for the race
TOLD = 30  # points of the story
SEED = 2  # of the simulated sets
STAGE = ((-4.5, 12.7), (-4.5, 11.3))  # its axes
DATA = ("data", "points")  # which points there are

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
    x, _ = draw(truth(name), n, SEED)
    return frozen(np.vstack([x, FAR_POINT])) if name == "outlier" else x


def shown(s: Any) -> str:
    """Which data are on the screen: the learner's own only when there are any."""
    return "blobs" if s.data == "own" and s.own_rows(2) is None else str(s.data)


def size(name: str, many: bool) -> int:
    """How many points of a simulated set are drawn."""
    return MANY if many else TRUTHS[name][3]


@remembered(*DATA)
def prepared(s: Any, many: bool = False) -> Plane:
    """The points that the settings choose, a sample of them to draw, and axes that stay."""
    what = shown(s)
    if what == "own":
        return plane.own_plane(s.own_rows(2), simulated("blobs", TRUTHS["blobs"][3]))
    if what == "faithful":
        return plane.plane_of(datasets.OLD_FAITHFUL.x, GEYSER)
    return plane.plane_of(simulated(what, size(what, many)), ("x", "y"))


def square(s: Any) -> bool:
    """Whether a unit is drawn as long on both axes: for simulated points."""
    return not s.scaled and shown(s) in TRUTHS


def unit(s: Any, x: Floats) -> Floats:
    """In what distances count along each axis (2,): as it is, or each column's standard deviation."""
    if not s.scaled:
        return np.ones(2)
    spread = (x - x[0]).std(axis=0)
    return np.where(spread > 0, spread, 1.0)


def spread(x: Floats, unit: Floats) -> float:
    """The points' standard deviation over both columns, in ``unit``; 1 where they do not differ."""
    found = float(np.sqrt(((x - x[0]) / unit).var(axis=0).mean()))
    return found if found > 0 else 1.0


def sigma_range(s: Any) -> Range:
    """Between which values sigma lies: of the story, or of the points on the screen."""
    if s.view == "story":
        return 0.1, 1.5
    x = prepared(s).points.x
    scale = spread(x, unit(s, x))
    return float(f"{scale / 100:.1g}"), float(f"{scale:.1g}")


def own_sigma(s: Any) -> float:
    """A sigma of the points' size."""
    x = prepared(s).points.x
    return float(f"{spread(x, unit(s, x)) / 3:.2g}")


def first_centres(s: Any) -> dict[str, float]:
    """Settings for centres that lie among the points, before any is dragged."""
    at = prepared(s)
    return plane.moved(spots(at.points.x, "random", MOST, 3, np.ones(2)), at)


def centres(s: Any, shown: Plane) -> Floats:
    """The start's centres (c, 2)."""
    if s.rule == "hand":
        return by_hand(s)
    x = shown.points.x
    return spots(x, s.rule, s.c, s.seed, unit(s, x))
