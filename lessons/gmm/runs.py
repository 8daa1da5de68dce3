"""Lesson 09's points: Old Faithful, simulated sets, the learner's own; and the starts on them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from em_core import Recipe, datasets, starts
from em_core.models.gaussian.frame import Points
from em_core.models.gaussian.mixture import GaussianMixture
from em_core.models.gaussian.params import GaussianParams
from em_core.models.gaussian.statistics import GaussianStatistics, normal_inverse_wishart
from em_core.protocol import Floats
from em_figures.filmstrip import Translate
from em_figures.mixtures.run import Plane, Range
from em_lesson.own_rows import rows_of, runs

LONG = 20_000  # points from which a run is kept shorter
DRAWN = 1000  # points that a picture shows at most
MARGIN = 0.12
RULES = {"random": starts.random_points, "plusplus": starts.kmeans_plus_plus, "farthest": starts.farthest}


def _random(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@lru_cache(maxsize=8)
def simulated(name: str) -> Floats:
    """ "blobs": 60 + 50 + 40 points of three Gaussians; "ring": 200 points on a circle with noise."""
    random = _random(3)
    if name == "ring":
        turn = random.uniform(0, 2 * np.pi, 200)
        return np.column_stack([np.cos(turn), np.sin(turn)]) * 3 + random.standard_normal((200, 2)) * 0.25
    parts = []
    for n, mean, root in (
        (60, (0.0, 0.0), ((1.0, 0.0), (0.6, 0.7))),
        (50, (4.0, 1.5), ((0.7, 0.0), (-0.4, 0.9))),
        (40, (1.0, 4.5), ((1.3, 0.0), (0.2, 0.4))),
    ):
        parts.append(np.array(mean) + random.standard_normal((n, 2)) @ np.array(root).T)
    return np.vstack(parts)


@runs
def prepared(s: Any) -> Plane:
    """The points that the settings choose, a sample of them to draw, and axes that stay."""
    names = ("x", "y")
    own = rows_of(s, 2) if s.data == "own" else None
    if own is not None:
        x = own.rows
        names = (own.names[0], own.names[1]) if own.names else names
    elif s.data in ("blobs", "ring"):
        x = simulated(s.data)
    else:
        x = datasets.OLD_FAITHFUL.x
        names = ("", "")
    points = Points(x)
    drawn = points
    if len(x) > DRAWN:
        drawn = Points(x[np.sort(_random(1).choice(len(x), DRAWN, replace=False))])
    return Plane(points, drawn, names, _box(x, own is not None))


def _box(x: Floats, own: bool) -> tuple[Range, Range]:
    """The axes' ranges: the data with a margin; own points that lie on the preset keep its axes."""
    if own:
        preset = datasets.OLD_FAITHFUL.x
        low, high = preset.min(axis=0), preset.max(axis=0)
        wide = MARGIN * (high - low)
        if (x >= low - wide).all() and (x <= high + wide).all():
            x = preset
    low, high = x.min(axis=0), x.max(axis=0)
    wide = np.where(high > low, MARGIN * (high - low), np.maximum(np.abs(low), 1.0))
    (a, c), (b, d) = (low - wide).tolist(), (high + wide).tolist()
    return (a, b), (c, d)


def titles(names: tuple[str, str], tr: Translate) -> tuple[str, str]:
    """The axes' titles; Old Faithful's, which are empty, say what they measure, and in minutes."""
    if names == ("", ""):
        return tr("eruption (minutes)"), tr("waiting time (minutes)")
    return names


def spread(x: Floats) -> Floats:
    """The data's covariance (2, 2), kept from being singular where points are too few or in line."""
    cov = np.cov(x.T, bias=True) if len(x) > 1 else np.zeros((2, 2))
    sd = np.sqrt(np.diagonal(cov))
    small = max(float(np.abs(x).max()), 1.0) * 1e-2
    sd = np.where(sd > 0, sd, sd.max() if sd.max() > 0 else small)
    correlation = np.clip(cov[0, 1] / sd[0] / sd[1], -0.999, 0.999)
    return np.asarray(np.array([[1.0, correlation], [correlation, 1.0]]) * np.outer(sd, sd))


def start(means: Floats, x: Floats, shape: str, width: float) -> GaussianParams:
    """Equal weights, these means, and the data's variances along the axes, times width^2."""
    k, variances = len(means), np.diagonal(spread(x)) * width**2
    cov = np.eye(2) * (variances.mean() if shape == "spherical" else variances)
    return GaussianParams(np.full(k, 1 / k), means, np.tile(cov, (k, 1, 1)))


def spots(x: Floats, rule: str, c: int, seed: int) -> Floats:
    """c of the points as means: at random, spread out by k-means++, or each the farthest from the others.

    Columns count in units of their own spread. Fewer points than c are used again.
    """
    if len(x) < c:
        return np.asarray(x[np.arange(c) % len(x)])
    scale = np.sqrt(np.diagonal(spread(x)))
    return np.asarray(RULES[rule](x / scale, c, seed) * scale)


def weak_prior(x: Floats, c: int) -> GaussianStatistics:
    """A prior that keeps covariances from collapsing and hardly says anything else.

    Fraley & Raftery, Bayesian regularization for normal mixture estimation and model-based clustering,
    Journal of Classification 24 (2007) 155-181, section 3.2: strength 0.01, D + 2 degrees of freedom,
    the data's covariance divided by K^(2/D) as the scale.
    """
    return normal_inverse_wishart(x.mean(axis=0), 0.01, spread(x) / c, 4.0)


def model(shape: str) -> GaussianMixture:
    """The mixture with covariances of this shape."""
    return GaussianMixture(covariance=shape)  # type: ignore[arg-type]


def recipe(s: Any, x: Floats) -> Recipe:
    """Plain EM, or with the weak prior (but not for numbers whose fourth powers are no floats)."""
    usable = s.prior and np.abs(x).max() < 1e70
    return Recipe(prior=weak_prior(x, s.c)) if usable else Recipe()


def most(n: int) -> int:
    """How many iterations a run on n points may take."""
    return 100 if n <= LONG else 30
