"""Lesson 07's runs: k-means and its soft sister, many starts, three ways counted, and the story."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np

from em_core import GaussianParams, Points, kmeans
from em_core.gaussian_samples import draw
from em_core.protocol import Floats
from em_figures.filmstrip import Translate
from em_figures.mixtures.run import Plane
from em_figures.trace import label
from em_lesson.lesson import Ranges
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from lessons.common.plane import MOST, ids, most, points_used, spots
from lessons.common.plane import within as on_the_axes
from lessons.kmeans.data import (
    DATA,
    STAGE,
    TOLD,
    centres,
    prepared,
    sigma_range,
    spread,
    truth,
    unit,
)
from lessons.kmeans.many import Attempt, Race
from lessons.kmeans.one_gaussian import Guess
from lessons.kmeans.record import Clusters, Pair
from lessons.kmeans.record import run as clusters
from lessons.kmeans.settings import Settings
from lessons.kmeans.story import Story
from lessons.kmeans.words import both, sentence, stop_pair, stop_sentence

SEEDS = tuple(range(1, 11))
START = (*DATA, "scaled", "c", "rule", "seed", *ids(MOST))  # from which centres, on which points


class KMeansRun:
    """A run of k-means, half-step by half-step, with the settings that it was made from."""

    def __init__(self, run: Clusters, settings: Settings) -> None:
        self.run, self.settings = run, settings

    def __len__(self) -> int:
        return len(self.run)

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self.run.trace[k]
        return Frame(label(step, tr), step.phase, sentence(self.run, k, tr))

    def stop(self, tr: Translate) -> str:
        return stop_sentence(self.run, tr)


class Counted(KMeansRun):
    """The same on more points, with the distances counted."""


class SoftAndHard:
    """Soft EM beside k-means; the shorter run stays at its end."""

    def __init__(self, runs: Pair, settings: Settings) -> None:
        self.runs, self.settings = runs, settings
        self._longer = max((run.trace for run in runs), key=len)

    def __len__(self) -> int:
        return len(self.runs)

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self._longer[k]
        return Frame(label(step, tr), step.phase, both(self.runs, tr)[k])

    def stop(self, tr: Translate) -> str:
        return stop_pair(self.runs, tr)


Shown = KMeansRun | SoftAndHard | Guess | Story


def run(s: Settings) -> Shown:
    """The run of any settings, by what is to be shown."""
    if s.view == "lloyd":
        return KMeansRun(lloyd(s), s)
    if s.view == "count":
        return Counted(counted(s), s)
    if s.view == "soft":
        return SoftAndHard(Pair(softly(s), lloyd(s)), s)
    return Guess(s.mu, s.sd, s.left, s.right) if s.view == "one" else tell(s.seed, s.sigma)


def known_variance(x: Floats, unit: Floats) -> float:
    """The variance that k-means is told: it changes no step, and only scales the lower bound."""
    return float(f"{spread(x, unit) ** 2:.2g}")


def hard_run(plane: Plane, at: Floats, unit: Floats) -> Clusters:
    """k-means from these centres."""
    x = plane.points.x
    return clusters(plane, at, unit, known_variance(x, unit), max_iter=most(len(x)))


def soft_run(plane: Plane, at: Floats, unit: Floats, sigma: float) -> Clusters:
    """Soft EM with the known standard deviation from these centres."""
    return clusters(plane, at, unit, sigma**2, soft=True, max_iter=most(len(plane.points)))


@remembered(*START, most=24)
def lloyd(s: Settings) -> Clusters:
    """k-means on the points of the settings."""
    plane = prepared(s)
    return hard_run(plane, centres(s, plane), unit(s, plane.points.x))


@remembered(*START, most=12)
def counted(s: Settings) -> Clusters:
    """The run whose distances are counted: on more points where they are simulated; of very many, on those
    that are drawn."""
    plane = prepared(s, True)
    start, u = centres(s, plane), unit(s, plane.points.x)
    if points_used(plane)[1] is not None:
        plane = replace(plane, points=plane.drawn)
    return hard_run(plane, start, u)


@remembered(*START, "sigma", most=24)
def softly(s: Settings) -> Clusters:
    """Soft EM on the points of the settings."""
    plane = prepared(s)
    return soft_run(plane, centres(s, plane), unit(s, plane.points.x), s.sigma)


@lru_cache(maxsize=64)
def tell(seed: int, sigma: float) -> Story:
    """The first set's mixture with standard deviation sigma draws its points."""
    at = truth("blobs")
    params = GaussianParams(at.weights, at.means, np.tile(sigma**2 * np.eye(2), (len(at.weights), 1, 1)))
    x, labels = draw(params, TOLD, seed)
    points = Points(x)
    return Story(params, x, labels, Plane(points, points, ("x", "y"), STAGE))


def attempts(s: Settings) -> tuple[Attempt, ...]:
    """Where k-means ends from the rule's first seeds. (By hand there are no seeds: random points then.)"""
    return _attempts(s, "random" if s.rule == "hand" else s.rule)


@remembered(*DATA, "c", "scaled", most=256)
def _attempts(s: Settings, rule: str) -> tuple[Attempt, ...]:
    plane = prepared(s)
    x = points_used(plane)[0].x
    u = unit(s, plane.points.x)
    points, out = Points(x / u), []
    for seed in SEEDS:
        end = kmeans.lloyd(points, spots(x, rule, s.c, seed, u) / u)
        sizes = np.bincount(end.labels[-1], minlength=s.c)
        out.append(Attempt(seed, float(end.inertia[-1]), len(end.inertia), int((sizes == 0).sum())))
    return tuple(out)


def race(s: Settings) -> Race:
    """The distances that three ways to run k-means compute, from the same centres."""
    at = centres(s, prepared(s, True))
    return _race(s, tuple(map(tuple, at.tolist())))


@remembered(*DATA, "scaled", most=256)
def _race(s: Settings, start: tuple[tuple[float, float], ...]) -> Race:
    plane = prepared(s, True)
    used, sample = points_used(plane)
    u = unit(s, plane.points.x)
    points, at = Points(used.x / u), np.array(start) / u
    ends = [way(points, at) for way in (kmeans.lloyd, kmeans.hamerly, kmeans.filtering)]
    same = all(np.array_equal(end.labels, ends[0].labels) for end in ends)
    counts = tuple(tuple((end.of_points + end.of_others).tolist()) for end in ends)
    return Race(len(used), sample, counts, same)


def within(s: Settings) -> Ranges:
    """What is not read moves nothing; places move along the axes, sigma over the size of what is shown."""
    out: dict[str, tuple[float, float, float] | None] = dict.fromkeys(("seed", "sigma", *ids(MOST)))
    low, high = sigma_range(s)
    if s.view in ("soft", "story"):
        out["sigma"] = low, high, 0.05 if s.view == "story" else float(f"{low / 2:.0e}")
    if s.view == "story" or (s.view != "one" and s.rule != "hand"):
        del out["seed"]
    if s.view in ("lloyd", "soft") and s.rule == "hand":
        for name, (low, high, step) in on_the_axes(ids(s.c), prepared(s), math.floor, math.ceil).items():
            at = getattr(s, name)  # a link may lead off the axes
            out[name] = min(low, at), max(high, at), step
    return out
