"""The runs that lesson 07 tells of: those of its own screens."""

from __future__ import annotations

from itertools import permutations
from math import log, pi
from typing import Any

import numpy as np

from em_core.gaussian_samples import draw
from em_core.protocol import Floats, Ints
from lessons.kmeans import data, presets
from lessons.kmeans.record import Clusters, Pair
from lessons.kmeans.runs import hard_run, soft_run
from lessons.kmeans.settings import Settings

Facts = dict[str, float]


def settings(preset: str, **changes: Any) -> Settings:
    """A preset of the page ("START", "LOCAL", ...)."""
    return Settings(**getattr(presets, preset) | changes)


def screen_run(preset: str, **changes: Any) -> Clusters:
    """The run of k-means that a preset shows."""
    s = settings(preset, **changes)
    plane = data.prepared(s)
    return hard_run(plane, data.centres(s, plane), data.unit(s, plane.points.x))


def soft_runs(sigma: float) -> Pair:
    """Soft and hard from the first start."""
    s = settings("SOFT")
    plane = data.prepared(s)
    at, unit = data.centres(s, plane), np.ones(2)
    return Pair(soft_run(plane, at, unit, sigma), hard_run(plane, at, unit))


def simulated(name: str) -> tuple[Floats, Ints]:
    """A simulated set's points, and the groups that they were drawn from (the outlier is in none)."""
    n = data.TRUTHS[name][3]
    return data.simulated(name, n), draw(data.truth(name), n, 2)[1]


def inertia_of(x: Floats, labels: Ints) -> float:
    """J of these labels, with every centre at the mean of its points."""
    parts = [x[labels == k] for k in np.unique(labels)]
    return float(sum(((part - part.mean(axis=0)) ** 2).sum() for part in parts))


def right(labels: Ints, drawn: Ints) -> int:
    """How many points are in the cluster that holds the most of their group, each cluster once."""
    table = np.zeros((labels.max() + 1, drawn.max() + 1), dtype=np.int64)
    np.add.at(table, (labels, drawn), 1)
    few, many = sorted(table.shape)
    wide = table if table.shape[0] == few else table.T  # a handful of groups: every pairing is tried
    return max(int(wide[range(few), chosen].sum()) for chosen in permutations(range(many), few))


def end(run: Clusters) -> int:
    return len(run) - 1


def final_j(run: Clusters) -> float:
    return float(run.inertia[-1] or 0.0)


def last_labels(run: Clusters) -> Ints:
    """The cluster of every point at the end."""
    found = run.labels(end(run))
    assert found is not None
    return found


def constant(sigma: float, k: int, d: int) -> float:
    """c = -log K - D/2 log(2 pi sigma^2)."""
    return -log(k) - d / 2 * log(2 * pi * sigma**2)
