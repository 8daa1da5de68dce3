"""The results quoted in lesson 08, most of them from the lesson's own screens."""

from __future__ import annotations

from functools import cache
from math import log, sqrt
from typing import Any

import numpy as np

from em_core import GaussianMixture, GaussianParams, Points, datasets, two_normals
from em_core.protocol import Floats
from lessons.common.tell import Facts, digits
from lessons.heights import runs as heights_runs
from lessons.heights.data import column
from lessons.heights.histogram import peaks
from lessons.heights.record import Normals, normals
from lessons.heights.settings import Settings
from lessons.heights.tables import score

GALTON = datasets.GALTON
X = GALTON.x[:, 0]
assert GALTON.labels is not None
LABELS = GALTON.labels
MALE, FEMALE = (GALTON.groups.index(name) for name in ("male", "female"))
TIED, FULL = GaussianMixture("tied"), GaussianMixture("full")
INCH = 2.54  # cm
ASKED, NEAR, TALL, SMALL = 175.0, (172.5, 177.5), 190.0, 155.0  # cm
BIN, SEEDS = 80, range(20)  # people in a bin, seeds of the regions


def facts() -> Facts:
    return _histogram() | _run() | _person() | _labels() | _humps() | _variants() | _choice() | _regions()


def settings(**changes: Any) -> Any:
    """The page's settings with these changes."""
    return Settings(**changes)


def screen_run(**changes: Any) -> Any:
    """The run that the page shows with these settings."""
    return heights_runs.trace(settings(**changes))


@cache
def limit() -> GaussianParams:
    """One standard deviation, free weights, as far as floats go; the run ends with three right decimals."""
    points = Points(GALTON.x)
    params: GaussianParams = screen_run()[-1].params
    for _ in range(200):  # each leaves 0.84 of the error
        params = TIED.maximize(TIED.infer(points, params).stats, params)
    return params


@cache
def by_label() -> GaussianParams:
    """The women's and the men's own shares, means and variances."""
    own = [X[np.equal(LABELS, g)] for g in (FEMALE, MALE)]
    return GaussianParams(
        [len(v) / len(X) for v in own], [[v.mean()] for v in own], [[[v.var()]] for v in own]
    )


def right(params: GaussianParams) -> int:
    """How many the winner gets right, the smaller mean being the women's."""

    component_of = [0, 0]
    component_of[FEMALE], component_of[MALE] = np.argsort(params.means[:, 0]).tolist()
    return score(column(settings()), params, component_of).right


def turns(now: Normals) -> tuple[Floats, Floats]:
    """Where the mixture's density has its humps and its valleys, inches."""
    x = np.linspace(50, 85, 70_001)
    f = now.densities(x).sum(axis=0)
    return x[peaks(f)], x[peaks(-f)]


def per_inch(now: Normals, x: float) -> float:
    """People per inch under the mixture."""
    return float(len(X) * now.densities(np.array([x])).sum())


def _histogram() -> Facts:
    counts = np.histogram(X[X < 74], np.arange(60, 75, 2))[0]
    return {
        "n": str(len(X)),
        "chance": digits(sqrt(BIN * (1 - BIN / len(X))), 0),
        "half": digits(100 * (np.round(2 * X) == 2 * X).mean(), 0),
        **{f"bin_{i}": str(count) for i, count in enumerate(counts.tolist(), 1)},
    }


def _run() -> Facts:
    run, end = screen_run(), normals(limit())
    return {
        "ll_0": digits(run[0].log_likelihood, 3),
        "ll_1": digits(run[2].log_likelihood, 3),
        "ll_end": digits(run[-1].log_likelihood, 3),
        "em_n": str(run[-1].iteration),
        "w_a": digits(end.weights[0], 5),
        "w_b": digits(end.weights[1], 5),
        "m_a": digits(end.means[0], 5),
        "m_b": digits(end.means[1], 5),
        "sd": digits(end.sds[0], 5),
        "ll": digits(TIED.log_likelihood(GALTON.x, limit()), 5),
        "m_a_cm": digits(end.means[0] * INCH, 2),
        "m_b_cm": digits(end.means[1] * INCH, 2),
        "sd_cm": digits(end.sds[0] * INCH, 2),
    }


def _person() -> Facts:
    end = normals(screen_run()[-1].params)
    x = np.array([ASKED, TALL, SMALL]) / INCH
    gamma, joint = end.responsibilities(x), end.densities(x)
    return {
        "g_a": digits(gamma[0, 0], 2),
        "g_b": digits(gamma[1, 0], 2),
        "j_a": digits(joint[0, 0], 4),
        "j_b": digits(joint[1, 0], 4),
        "g_190": digits(gamma[1, 1], 3),
        "g_155": digits(gamma[1, 2], 3),
        "j_190": digits(joint[1, 1], 4),
    }


def _labels() -> Facts:
    true, end, n = normals(by_label()), normals(limit()), len(X)
    found = right(screen_run()[-1].params)
    near: Any = np.logical_and(NEAR[0] <= X * INCH, NEAR[1] > X * INCH)
    return {
        "men": str(int(np.sum(LABELS == MALE))),
        "women": str(int(np.sum(LABELS == FEMALE))),
        "women_mean": digits(true.means[0], 3),
        "men_mean": digits(true.means[1], 3),
        "women_share": digits(true.weights[0], 3),
        "w_a_short": digits(end.weights[0], 3),
        "m_a_short": digits(end.means[0], 3),
        "m_b_short": digits(end.means[1], 3),
        "off_a": digits(end.means[0] - true.means[0], 2),
        "off_b": digits(end.means[1] - true.means[1], 2),
        "right": str(found),
        "wrong": str(n - found),
        "acc": digits(found / n, 3),
        "acc_labels": digits(right(by_label()) / n, 3),
        "ll_labels": digits(FULL.log_likelihood(GALTON.x, by_label()), 5),
        "near": str(int(near.sum())),
        "near_men": digits(100 * (LABELS[near] == MALE).mean(), 0),
        "women_108": digits(1.08 * true.means[0], 3),
    }


def _humps() -> Facts:
    true, end = normals(by_label()), normals(limit())
    gap, pooled = true.means[1] - true.means[0], sqrt(float(true.weights @ true.sds**2))
    needs = two_normals.humps_from(true.weights[0])
    (top,), _ = turns(true)
    (_, second), (valley,) = turns(end)
    return {
        "gap": digits(gap, 2),
        "gap_cm": digits(gap * INCH, 1),
        "pooled": digits(pooled, 2),
        "pooled_short": digits(pooled, 1),
        "pooled_cm": digits(pooled * INCH, 1),
        "apart": digits(gap / pooled, 2),
        "needs": digits(needs, 2),
        "needs_cm": digits(needs * pooled * INCH, 1),
        "top": digits(top, 1),
        "em_apart": digits((end.means[1] - end.means[0]) / end.sds[0], 3),
        "em_needs": digits(two_normals.humps_from(end.weights[0]), 3),
        "valley": digits(per_inch(end, valley), 2),
        "second": digits(per_inch(end, second), 2),
    }


@cache
def free_limit() -> GaussianParams:
    """A standard deviation for each, free weights: where L-BFGS comes to rest and EM does not within 250."""
    return heights_runs.direct(settings(variances="free")).params


def _variants() -> Facts:
    free, fixed = normals(free_limit()), screen_run(weights="fixed")[-1]
    gain = FULL.log_likelihood(GALTON.x, free_limit()) - TIED.log_likelihood(GALTON.x, limit())
    true = normals(by_label())
    return {
        "free_gain": digits(gain, 4),
        "sd_free_a": digits(free.sds[0], 2),
        "sd_free_b": digits(free.sds[1], 2),
        "sd_women": digits(true.sds[0], 2),
        "sd_men": digits(true.sds[1], 2),
        "free_n": str(screen_run(variances="free")[-1].iteration),
        "ll_fixed": digits(fixed.log_likelihood, 3),
        "acc_fixed": digits(right(fixed.params) / len(X), 3),
    }


def _choice() -> Facts:
    rows = {row.kind: row for row in heights_runs.candidates(settings())}
    known: Facts = {}
    for kind, row in rows.items():
        assert row.log_likelihood is not None and row.bic is not None
        known |= {
            f"ll_{kind}": digits(row.log_likelihood, 5),
            f"p_{kind}": str(row.parameters),
            f"bic_{kind}": digits(row.bic, 2),
        }
    one, equal = (rows[kind].log_likelihood or 0.0 for kind in ("one", "equal"))
    race = heights_runs.direct(settings())
    return known | {
        "gain": digits(equal - one, 1),
        "unit_shift": digits(len(X) * log(INCH), 2),
        "lb_n": str(race.iterations),
        "lb_passes": str(race.evaluations),
        "em_passes": str(screen_run()[-1].iteration + 1),
    }


def simulated(seed: int = 1, **truth: float) -> tuple[float, Any]:
    """EM's accuracy in two simulated regions, and the run, as the page shows them."""

    s = settings(data="regions", seed=seed, **truth)
    h = heights_runs.heights(s, column(s))
    found = score(h.column, h.trace[-1].params, h.component_of)
    return found.right / found.all, h


def _regions() -> Facts:
    default, needs = settings(), two_normals.humps_from(0.9)
    known = {"r_n": str(default.n), "r10_apart": digits(10 / default.spread, 2)}
    for name, distance, share in (("r10", 10.0, 0.5), ("r15", 15.0, 0.5), ("r9", 15.0, 0.9)):
        known[f"{name}_em"] = digits(simulated(distance=distance, share=share)[0], 3)
        known[f"{name}_best"] = digits(two_normals.best_accuracy(distance / default.spread, share), 3)
    many = [simulated(seed, distance=10.0, share=0.5)[0] for seed in SEEDS]
    _, h = simulated(distance=15.0, share=0.9)
    return known | {
        "r10_least": digits(min(many), 3),
        "r10_most": digits(max(many), 3),
        "r9_needs": digits(needs, 2),
        "r9_cm": digits(needs * default.spread, 1),
        "r9_mean": digits(h.trace[-1].params.means[:, 0].max(), 1),
        "r9_true": digits(168 + 15 / 2, 1),
    }
