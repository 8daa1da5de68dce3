"""Lesson 09's runs from many starts and of many sizes; each is computed once for its data and model."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import Any

from em_core import Fit
from em_core.fit_many import fit_many
from em_lesson.own_rows import runs
from lessons.gmm.many import Restart, Size
from lessons.gmm.runs import model, most, prepared, recipe, spots, start

SEEDS = tuple(range(1, 13))
SIZES = tuple(range(1, 7))
TRIES = 8  # starts of each size
FEW = 5000  # points up to which all are used


def points_used(s: Any) -> tuple[Any, tuple[int, int] | None]:
    """The points for many runs: all, or the drawn ones of a large set, and (how many, of how many)."""
    plane = prepared(s)
    if len(plane.points) <= FEW:
        return plane.points, None
    return plane.drawn, (len(plane.drawn), len(plane.points))


def _collapsed(fit: Fit[Any]) -> bool:
    return any(event.stops for event in fit.events)


@runs
def restarts(s: Any) -> tuple[Restart, ...]:
    """The ends of the rule's first seeds. (By hand there are no seeds: k-means++ then.)"""
    points, _ = points_used(_data(s))
    rule = "plusplus" if s.rule == "hand" else s.rule
    starts = [start(spots(points.x, rule, s.c, seed), points.x, s.shape, s.width) for seed in SEEDS]
    fits = fit_many(model(s.shape), points, starts, recipe(s, points.x), max_iter=most(len(points)))
    return tuple(Restart(seed, f.log_likelihood, f.iterations, _collapsed(f))
                 for seed, f in zip(SEEDS, fits, strict=True))  # fmt: skip


@runs
def sizes(s: Any) -> tuple[Size, ...]:
    """The best of TRIES k-means++ starts for every number of components, and its BIC."""
    points, _ = points_used(_data(s))
    gmm, out = model(s.shape), []
    for c in SIZES:
        starts = [
            start(spots(points.x, "plusplus", c, seed), points.x, s.shape, 1.0)
            for seed in range(1, TRIES + 1)
        ]
        rule = recipe(replace(s, c=c), points.x)
        fits = fit_many(gmm, points, starts, rule, max_iter=300, tol=1e-8)
        found = max((f.log_likelihood for f in fits if not _collapsed(f)), default=None)
        p = gmm.free_parameters(c, 2)
        out.append(Size(c, p, found, None if found is None else -2 * found + p * log(len(points))))
    return tuple(out)


def _data(s: Any) -> Any:
    return type(s)(data=s.data, points=s.points, held=s.held)


def for_restarts(s: Any) -> Any:
    """The settings that the restarts depend on."""
    rule = "plusplus" if s.rule == "hand" else s.rule
    return replace(_data(s), c=s.c, shape=s.shape, rule=rule, width=s.width, prior=s.prior)


def for_sizes(s: Any) -> Any:
    """The settings that BIC depends on."""
    return replace(_data(s), shape=s.shape, prior=s.prior)
