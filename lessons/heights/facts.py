"""The results quoted in lesson 08, most of them from the lesson's own screens."""

from __future__ import annotations

from functools import cache
from math import log, sqrt
from typing import Any

import numpy as np

from em_core import GaussianMixture, GaussianParams, Points, datasets, two_normals
from em_core.protocol import Floats
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
Facts = dict[str, float]
ASKED, NEAR, TALL, SMALL = 175.0, (172.5, 177.5), 190.0, 155.0  # cm
BIN, SEEDS = 80, range(20)  # people in a bin, seeds of the regions


def facts() -> Facts:
    found = _histogram() | _run() | _person() | _labels() | _humps() | _variants() | _choice() | _regions()
    return {name: value if isinstance(value, int) else float(value) for name, value in found.items()}


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
        "n": len(X),
        "chance": sqrt(BIN * (1 - BIN / len(X))),
        "half": (np.round(2 * X) == 2 * X).mean(),
        **{f"bin_{i}": count for i, count in enumerate(counts.tolist(), 1)},
    }


def _run() -> Facts:
    run, end = screen_run(), normals(limit())
    return {
        "ll_0": run[0].log_likelihood,
        "ll_1": run[2].log_likelihood,
        "ll_end": run[-1].log_likelihood,
        "em_n": run[-1].iteration,
        "w_a": end.weights[0],
        "w_b": end.weights[1],
        "m_a": end.means[0],
        "m_b": end.means[1],
        "sd": end.sds[0],
        "ll": TIED.log_likelihood(GALTON.x, limit()),
        "m_a_cm": end.means[0] * INCH,
        "m_b_cm": end.means[1] * INCH,
        "sd_cm": end.sds[0] * INCH,
    }


def _person() -> Facts:
    trace = screen_run(unit="cm", m1=65 * INCH, m2=69 * INCH)
    end, x = normals(trace[-1].params), np.array([ASKED, TALL, SMALL])
    gamma, joint = end.responsibilities(x), end.densities(x)
    return {
        "g_a": gamma[0, 0],
        "g_b": gamma[1, 0],
        "j_a": joint[0, 0],  # per cm
        "j_b": joint[1, 0],
        "j_a_m": 100 * joint[0, 0],  # per metre
        "j_b_m": 100 * joint[1, 0],
        "g_190": gamma[1, 1],
        "g_155": gamma[1, 2],
        "j_190": joint[1, 1],
    }


def _labels() -> Facts:
    true, end, n = normals(by_label()), normals(limit()), len(X)
    found = right(screen_run()[-1].params)
    near: Any = np.logical_and(NEAR[0] <= X * INCH, NEAR[1] > X * INCH)
    return {
        "men": int(np.sum(LABELS == MALE)),
        "women": int(np.sum(LABELS == FEMALE)),
        "women_mean": true.means[0],
        "men_mean": true.means[1],
        "women_share": true.weights[0],
        "off_a": end.means[0] - true.means[0],
        "off_b": end.means[1] - true.means[1],
        "right": found,
        "wrong": n - found,
        "acc": found / n,
        "acc_labels": right(by_label()) / n,
        "ll_labels": FULL.log_likelihood(GALTON.x, by_label()),
        "near": int(near.sum()),
        "near_men": (LABELS[near] == MALE).mean(),
        "women_108": 1.08 * true.means[0],
    }


def _humps() -> Facts:
    true, end = normals(by_label()), normals(limit())
    gap, pooled = true.means[1] - true.means[0], sqrt(float(true.weights @ true.sds**2))
    needs = two_normals.humps_from(true.weights[0])
    (top,), _ = turns(true)
    (_, second), (valley,) = turns(end)
    return {
        "gap": gap,
        "gap_cm": gap * INCH,
        "pooled": pooled,
        "pooled_cm": pooled * INCH,
        "apart": gap / pooled,
        "needs": needs,
        "needs_cm": needs * pooled * INCH,
        "top": top,
        "em_apart": (end.means[1] - end.means[0]) / end.sds[0],
        "em_needs": two_normals.humps_from(end.weights[0]),
        "valley": per_inch(end, valley),
        "second": per_inch(end, second),
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
        "free_gain": gain,
        "sd_free_a": free.sds[0],
        "sd_free_b": free.sds[1],
        "sd_women": true.sds[0],
        "sd_men": true.sds[1],
        "free_n": screen_run(variances="free")[-1].iteration,
        "ll_fixed": fixed.log_likelihood,
        "acc_fixed": right(fixed.params) / len(X),
    }


def _choice() -> Facts:
    rows = {row.kind: row for row in heights_runs.candidates(settings())}
    known: Facts = {}
    for kind, row in rows.items():
        assert row.log_likelihood is not None and row.bic is not None
        known |= {
            f"ll_{kind}": row.log_likelihood,
            f"p_{kind}": row.parameters,
            f"bic_{kind}": row.bic,
        }
    one, equal = (rows[kind].log_likelihood or 0.0 for kind in ("one", "equal"))
    race = heights_runs.direct(settings())
    return known | {
        "gain": equal - one,
        "unit_shift": len(X) * log(INCH),
        "lb_n": race.iterations,
        "lb_passes": race.evaluations,
        "em_passes": screen_run()[-1].iteration + 1,
    }


def simulated(seed: int = 1, **truth: float) -> tuple[float, Any]:
    """EM's accuracy in two simulated regions, and the run, as the page shows them."""

    s = settings(data="regions", seed=seed, **truth)
    h = heights_runs.heights(s)
    found = score(h.column, h.trace[-1].params, h.component_of)
    return found.right / found.all, h


def _regions() -> Facts:
    default, needs = settings(), two_normals.humps_from(0.9)
    known = {"r_n": default.n, "r10_apart": 10 / default.spread}
    for name, distance, share in (("r10", 10.0, 0.5), ("r15", 15.0, 0.5), ("r9", 15.0, 0.9)):
        known[f"{name}_em"] = simulated(distance=distance, share=share)[0]
        known[f"{name}_best"] = two_normals.best_accuracy(distance / default.spread, share)
    many = [simulated(seed, distance=10.0, share=0.5)[0] for seed in SEEDS]
    _, h = simulated(distance=15.0, share=0.9)
    return known | {
        "r10_least": min(many),
        "r10_most": max(many),
        "r9_needs": needs,
        "r9_cm": needs * default.spread,
        "r9_mean": h.trace[-1].params.means[:, 0].max(),
        "r9_true": 168 + 15 / 2,
    }
