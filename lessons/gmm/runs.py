"""Lesson 09's runs: the one on the screen, those from many starts and of many sizes; and the code."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np

from em_core import Fit, Recipe, widened
from em_core.fit_many import fit_many
from em_core.models.gaussian.mixture import GaussianMixture
from em_core.models.gaussian.params import GaussianParams
from em_core.models.gaussian.statistics import GaussianStatistics, normal_inverse_wishart
from em_core.protocol import Floats
from em_core.steps import maximize
from em_figures.mixtures.run import run as frames
from em_figures.trace import record
from em_lesson.lesson import Ranges
from em_lesson.remembered import remembered
from lessons.common import plane
from lessons.common.plane import DRAWN, MOST, by_hand, ids, in_code, most, points_used, shorter
from lessons.gmm.data import DATA, SIMULATED, prepared, shown, spots, spread, start
from lessons.gmm.record import BY, MixtureRun, Restart, Size
from lessons.gmm.settings import Settings

SEEDS = tuple(range(1, 13))
SIZES = tuple(range(1, 7))
TRIES, LONGEST = 8, 300  # starts of each size, and iterations,
ALONE, SHORTER = 3, 60  # where they take longer: with a prior, with wider covariances, on MANY points
MANY = 500
MODEL = ("c", "shape", "width", "prior", "added")


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


def recipe(s: Settings, x: Floats, c: int) -> Recipe:
    """Plain EM, with the weak prior (but not for numbers whose fourth powers are no floats), with wider
    covariances."""
    prior = weak_prior(x, c) if s.prior and np.abs(x).max() < 1e70 else None
    return Recipe(m_step=widened(BY) if s.added else maximize, prior=prior)


def first(s: Settings) -> GaussianParams:
    """The start; means by hand lie at most ten widths of the picture away from it."""
    on = prepared(s)
    x = on.points.x
    if s.rule == "hand":
        low, high = np.array(on.box).T
        far = 10 * (high - low)
        means = np.clip(by_hand(s), low - far, high + far)
    else:
        means = spots(x, s.rule, s.c, s.seed)
    return start(means, x, s.shape, s.width)


@remembered(*DATA, *MODEL, "rule", "seed", "open", *ids(MOST), most=8)
def _made(s: Settings) -> MixtureRun:
    on = prepared(s)
    x = on.points.x
    trace = record(model(s.shape), on.points, first(s), recipe(s, x, s.c), max_iter=most(len(x)))
    made = frames(trace, on, opened=s.open)
    return MixtureRun(made.trace, on, made.parts, made.since)


def run(s: Settings) -> MixtureRun:
    """The run that the settings describe."""
    return replace(_made(s), settings=s)


def within(s: Settings) -> Ranges:
    """Means lie on the axes; what starts nothing here moves nothing: a seed by hand, a fourth of three."""
    here = plane.within(ids(s.c), prepared(s))
    nowhere = [*ids(MOST)[2 * s.c :], *(["seed"] if s.rule == "hand" else [])]
    return {**here, **dict.fromkeys(nowhere)}


def _collapsed(fit: Fit[GaussianParams]) -> bool:
    return any(event.stops for event in fit.events)


def restarts(s: Settings) -> tuple[Restart, ...]:
    """The ends of the rule's first seeds. (By hand there are no seeds: k-means++ then.)"""
    return _restarts(s, "plusplus" if s.rule == "hand" else s.rule)


@remembered(*DATA, *MODEL, most=256)
def _restarts(s: Settings, rule: str) -> tuple[Restart, ...]:
    points, _ = points_used(prepared(s), DRAWN)
    starts = [start(spots(points.x, rule, s.c, seed), points.x, s.shape, s.width) for seed in SEEDS]
    by = recipe(s, points.x, s.c)
    fits = fit_many(model(s.shape), points, starts, by, max_iter=most(len(points)))
    return tuple(Restart(seed, f.log_likelihood, f.iterations, _collapsed(f))
                 for seed, f in zip(SEEDS, fits, strict=True))  # fmt: skip


def tried(s: Settings) -> tuple[int, int]:
    """How many starts the table of sizes tries for each, and how many iterations they may take."""
    slow = s.prior or s.added or len(prepared(s).points) > MANY
    return (min(TRIES, ALONE), min(LONGEST, SHORTER)) if slow else (TRIES, LONGEST)


@remembered(*DATA, "shape", "prior", "added", most=256)
def sizes(s: Settings) -> tuple[Size, ...]:
    """The best of some k-means++ starts for every number of components, and its BIC."""
    points, _ = points_used(prepared(s), DRAWN)
    gmm, out = model(s.shape), []
    tries, longest = tried(s)
    for c in SIZES:
        starts = [
            start(spots(points.x, "plusplus", c, seed), points.x, s.shape, 1.0)
            for seed in range(1, tries + 1)
        ]
        fits = fit_many(gmm, points, starts, recipe(s, points.x, c), max_iter=longest, tol=1e-8)
        found = max((f.log_likelihood for f in fits if not _collapsed(f)), default=None)
        p = gmm.free_parameters(c, 2)
        out.append(Size(c, p, found, None if found is None else -2 * found + p * log(len(points))))
    return tuple(out)


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    at, what = first(s), shown(s)
    names, data = {"GaussianMixture", "GaussianParams", "run"}, "x = ...  # (N, 2)"
    if what == "faithful":
        names, data = names | {"datasets"}, "x = datasets.OLD_FAITHFUL.x"
    elif what in SIMULATED:
        names, data = names | {"gaussian_samples"}, f"x = gaussian_samples.{SIMULATED[what]}()"
    rules = []
    if s.added:
        names.add("widened")
        rules.append(f"m_step=widened({BY})")
    if s.prior:
        names.add("normal_inverse_wishart")
        scatter = f"np.cov(x.T, bias=True) / {s.c}"
        rules.append(f"prior=normal_inverse_wishart(x.mean(axis=0), 0.01, {scatter}, 4)")
    names |= {"Recipe"} if rules else set()
    which = f", Recipe({', '.join(rules)})" if rules else ""
    which += shorter(len(prepared(s).points))
    return (
        f"import numpy as np\n\nfrom em_core import {', '.join(sorted(names))}\n\n"
        f"{data}\n{in_code(s.own_rows(2)) if what == 'own' else ''}"
        f"model = GaussianMixture(covariance={s.shape!r})\n"
        f"start = GaussianParams(\n    weights={at.weights.tolist()},\n"
        f"    means={at.means.tolist()},\n"
        f"    covariances={at.covariances.tolist()},\n)\n\n"
        f"half_steps = list(run(model, x, start{which}))\n"
    )
