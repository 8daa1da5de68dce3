"""Lesson 09's points: Old Faithful, simulated sets, the learner's own; and the starts on them.

The functions take the lesson's settings, which stand above this file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from em_core import datasets, gaussian_samples
from em_core.models.gaussian.params import GaussianParams
from em_core.protocol import Floats
from em_figures.mixtures.run import Plane
from em_lesson.remembered import remembered
from lessons.common import plane
from lessons.common.plane import GEYSER, MOST

DATA = ("data", "points")  # which points there are


SIMULATED = {"blobs": "three_groups", "ring": "ring"}  # and what makes them, in em_core.gaussian_samples


@lru_cache(maxsize=8)
def simulated(name: str) -> Floats:
    """The points of a simulated set."""
    made: Floats = getattr(gaussian_samples, SIMULATED[name])()
    return made


def shown(s: Any) -> str:
    """Which data are on the screen: the learner's own only when there are any."""
    return "faithful" if s.data == "own" and s.own_rows(2) is None else str(s.data)


@remembered(*DATA)
def prepared(s: Any) -> Plane:
    """The points that the settings choose, a sample of them to draw, and axes that stay."""
    what = shown(s)
    if what == "own":
        return plane.own_plane(s.own_rows(2), datasets.OLD_FAITHFUL.x)
    if what == "faithful":
        return plane.plane_of(datasets.OLD_FAITHFUL.x, GEYSER)
    return plane.plane_of(simulated(what), ("x", "y"))


def spread(x: Floats) -> Floats:
    """The data's covariance (2, 2), kept from being singular where points are too few or in line."""
    cov = np.cov((x - x[0]).T, bias=True) if len(x) > 1 else np.zeros((2, 2))
    sd = np.sqrt(np.diagonal(cov))
    small = max(float(np.abs(x).max()), 1.0) * 1e-2
    sd = np.where(sd > 0, sd, sd.max() if sd.max() > 0 else small)
    correlation = np.clip(cov[0, 1] / sd[0] / sd[1], -0.999, 0.999)
    return np.asarray(np.array([[1.0, correlation], [correlation, 1.0]]) * np.outer(sd, sd))


def spots(x: Floats, rule: str, c: int, seed: int) -> Floats:
    """c of the points as means, by a rule; columns count in units of their own spread."""
    return plane.spots(x, rule, c, seed, np.sqrt(np.diagonal(spread(x))))


def first_means(s: Any) -> dict[str, float]:
    """Settings for means that lie among the data, before any is dragged."""
    at = prepared(s)
    return plane.moved(spots(at.points.x, "farthest", MOST, 1), at)


def start(means: Floats, x: Floats, shape: str, width: float) -> GaussianParams:
    """Equal weights, these means, and the data's variances along the axes, times width^2."""
    k, variances = len(means), np.diagonal(spread(x)) * width**2
    cov = np.eye(2) * (variances.mean() if shape == "spherical" else variances)
    return GaussianParams(np.full(k, 1 / k), means, np.tile(cov, (k, 1, 1)))
