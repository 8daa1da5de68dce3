"""The results quoted in lesson 09, most of them from the lesson's own screens."""

from __future__ import annotations

from functools import cache
from math import factorial, log, pi
from typing import Any

import numpy as np

from em_core import Fit, datasets
from em_core.fit_many import fit_many
from em_core.models.gaussian.frame import Points
from em_core.models.gaussian.mixture import Covariance, GaussianMixture
from em_core.models.gaussian.params import GaussianParams
from em_core.protocol import Floats
from em_figures.words import NAMES
from lessons.common.tell import Facts, digits
from lessons.gmm import presets
from lessons.gmm.data import spots, start
from lessons.gmm.runs import TRIES, restarts, run, sizes
from lessons.gmm.settings import Settings

GEYSER = datasets.OLD_FAITHFUL.x
FULL, TIED = GaussianMixture("full"), GaussianMixture("tied")
SURE = 0.99
NEAR = 0.1  # nats
MIDDLE = 1.5  # radius of the ring's empty middle
WIDTHS = (0, 2, 4, 8)  # powers of 1/10
HALVES = (1, 2, 3, 6)  # numbers of components


def facts() -> Facts:
    return (
        _geyser()
        | _least_sure()
        | _ring()
        | _many()
        | _sizes()
        | _halves()
        | _collapse()
        | _gallery()
        | _prior()
    )


def screen_run(preset: str, **changes: Any) -> list[Any]:
    """The half-steps that a preset of the page ("GEYSER", "POINT", ...) shows."""
    return list(run(Settings(**getattr(presets, preset) | changes)).trace)


def screen_table(which: str, preset: str, **changes: Any) -> Any:
    """The rows of the page's table "restarts" or "sizes" with a preset's settings."""
    s = Settings(**getattr(presets, preset) | changes)
    return restarts(s) if which == "restarts" else sizes(s)


@cache
def limit() -> GaussianParams:
    """Two components with full covariances on Old Faithful, as far as floats go; a stopping rule on the
    log-likelihood would end with means right to six digits only."""
    points = Points(GEYSER)
    params: GaussianParams = screen_run("GEYSER")[-1].params
    for _ in range(60):  # the error shrinks to less than a half with each
        params = FULL.maximize(FULL.infer(points, params).stats, params)
    return params


def best_fit(x: Floats, c: int, shape: Covariance) -> Fit[Any]:
    """The best of the BIC table's starts that does not collapse."""
    starts = [start(spots(x, "plusplus", c, seed), x, shape, 1.0) for seed in range(1, TRIES + 1)]
    fits = fit_many(GaussianMixture(shape), x, starts, max_iter=300, tol=1e-8)
    return max((f for f in fits if not any(e.stops for e in f.events)), key=lambda f: f.log_likelihood)


def slip() -> GaussianParams:
    """The first M-step with covariances taken around the old means, and the rest as it should be."""
    start, e, m = screen_run("GEYSER")[:3]
    q, off = e.posterior.probs, GEYSER[:, None, :] - start.params.means
    cov = np.einsum("nk,nki,nkj->kij", q, off, off) / q.sum(axis=0)[:, None, None]
    return GaussianParams(m.params.weights, m.params.means, cov)


def _geyser() -> Facts:
    steps, end, wrong = screen_run("GEYSER"), limit(), slip()
    first, known = steps[2], {}
    for k, name in enumerate("ab"):
        mean, cov = end.means[k], end.covariances[k]
        row = (end.weights[k], *mean, cov[0, 0], cov[0, 1], cov[1, 1])
        for what, value in zip(("w", "mx", "my", "cxx", "cxy", "cyy"), row, strict=True):
            known[f"{what}_{name}"] = digits(value)
    return known | {
        "n": str(len(GEYSER)),
        "pi": digits(pi, 2),
        "first_na": digits(first.stats.weight_n[0], 2),
        "first_nb": digits(first.stats.weight_n[1], 2),
        "first_wa": digits(first.params.weights[0], 4),
        "first_var": digits(first.params.covariances[0, 1, 1], 1),
        "first_ll1": digits(first.log_likelihood, 2),
        "first_n": str(steps[-1].iteration),
        "slip_var": digits(wrong.covariances[0, 1, 1], 1),
        "slip_ll": digits(FULL.log_likelihood(GEYSER, wrong), 2),
        "geyser_ll": digits(FULL.log_likelihood(GEYSER, end), 5),
        "stretch": digits(GEYSER[:, 1].std() / GEYSER[:, 0].std(), 0),
    }


def _least_sure() -> Facts:
    q = screen_run("GEYSER")[-1].posterior.probs
    at = int(q.max(axis=1).argmin())
    tied = best_fit(GEYSER, 2, "tied").params
    again = TIED.infer(GEYSER, tied).probs[at, int(tied.means[:, 0].argmin())]  # the short eruptions
    return {
        "u_x": digits(GEYSER[at, 0], 1),
        "u_y": digits(GEYSER[at, 1], 0),
        "u_a": digits(q[at, 0], 2),
        "u_b": digits(q[at, 1], 2),
        "u_percent": digits(100 * q[at, 1], 0),
        "u_tied": digits(again, 2),
        "sure": str(int((q.max(axis=1) > SURE).sum())),
    }


def in_the_middle(c: int) -> float:
    """The probability that c components put within MIDDLE of the ring's centre: midpoints of a fine grid."""
    side = np.linspace(-MIDDLE, MIDDLE, 301)
    side = (side[1:] + side[:-1]) / 2
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    points = points[np.hypot(*points.T) < MIDDLE]
    params = screen_run("RING", c=c)[-1].params
    return float(np.exp(FULL.log_joint(points, params)).sum() * (side[1] - side[0]) ** 2)


def _ring() -> Facts:
    ends = [r.log_likelihood for r in screen_table("restarts", "RING")]
    return {
        "ring_n": str(len(screen_run("RING")[-1].posterior.probs)),
        "ring_ends": str(len({round(end, 1) for end in ends})),
        "ring_ll1": digits(screen_run("RING", c=1)[-1].log_likelihood, 2),
        "ring_ll6": digits(screen_run("RING")[-1].log_likelihood, 2),
        "hole_1": digits(100 * in_the_middle(1), 0),
        "hole_2": digits(100 * in_the_middle(2), 0),
    }


def _many() -> Facts:
    three = np.array([r.log_likelihood for r in screen_table("restarts", "THREE")])
    low = np.sort(three)[len(three) // 2]
    two = screen_table("restarts", "GEYSER")
    return {
        "two_ll": digits(max(r.log_likelihood for r in two), 3),
        "three_best": digits(three.max(), 2),
        "three_good": str(int((three > three.max() - NEAR).sum())),
        "three_low": digits(low, 2),
        "three_low_count": str(int((np.abs(three - low) < NEAR).sum())),
    }


def _sizes() -> Facts:
    known = {}
    for size in screen_table("sizes", "GEYSER"):
        known[f"ll_{size.k}"] = digits(size.log_likelihood, 2)
        if size.k in (2, 3, 6):
            known[f"bic_{size.k}"] = digits(size.bic, 2)
    tied, p = best_fit(GEYSER, 3, "tied"), TIED.free_parameters(3, 2)
    return known | {
        "bic_tied_3": digits(-2 * tied.log_likelihood + p * log(len(GEYSER)), 2),
        "sph_ll": digits(best_fit(GEYSER, 2, "spherical").log_likelihood, 2),
    }


def _halves() -> Facts:
    known: Facts = {}
    for c in HALVES:
        found = best_fit(GEYSER[::2], c, "full")
        known[f"train_{c}"] = digits(found.log_likelihood, 1)
        known[f"test_{c}"] = digits(FULL.log_likelihood(GEYSER[1::2], found.params), 1)
    return known


def _collapse() -> Facts:
    last = screen_run("COLLAPSE")[-1]
    k = next(e.component for e in last.events if e.stops)
    best = max(r.log_likelihood for r in screen_table("restarts", "COLLAPSE") if not r.collapsed)
    q = last.posterior.probs[:, k]
    on = int((q > 0.5).sum())
    return {
        "col_ll": digits(last.log_likelihood, 2),
        "col_best": digits(best, 2),
        "col_lead": digits(last.log_likelihood - best, 2),
        "col_name": NAMES[k],
        "col_count": digits(q.sum(), 2),
        "col_points": str(on),
        "col_rest": str(len(q) - on),
    }


def needle(power: int) -> float:
    """Log-likelihood of the best two components and a third of weight 1/N, 10^-power times as wide as the
    data, on the eruption that the page's collapse ends on."""
    n, two = len(GEYSER), limit()
    return FULL.log_likelihood(
        GEYSER,
        GaussianParams(
            np.append(two.weights * (n - 1) / n, 1 / n),
            np.vstack([two.means, GEYSER[hit()]]),
            np.concatenate([two.covariances, [np.diag(GEYSER.var(axis=0)) * 10.0 ** (-2 * power)]]),
        ),
    )


def hit() -> int:
    """The row of the eruption that the page's collapse ends on."""
    last = screen_run("POINT")[-1]
    k = next(e.component for e in last.events if e.stops)
    return int(last.posterior.probs[:, k].argmax())


def _gallery() -> Facts:
    point, many = screen_run("POINT")[-1], screen_run("MANY")[-1]
    k = next(e.component for e in point.events if e.stops)
    return {
        "pt_n": str(point.iteration),
        "pt_count": digits(point.posterior.probs[:, k].sum(), 2),
        "pt_x": digits(GEYSER[hit(), 0], 3),
        "pt_y": digits(GEYSER[hit(), 1], 0),
        "pt_ll": digits(point.log_likelihood, 2),
        "empty_weight": digits(screen_run("EMPTY")[-1].params.weights[1], 0),
        "swap_ll": digits(screen_run("SWAPPED")[-1].log_likelihood, 5),
        "copies": str(factorial(len(many.params.weights))),
        "many_ll": digits(many.log_likelihood, 2),
        "many_n": str(many.iteration),
        "per_ten": digits(2 * log(10), 3),
        **{f"s_{power}": digits(needle(power), 2) for power in WIDTHS},
    }


def _prior() -> Facts:
    last = screen_run("POINT", prior=True)[-1]
    return {
        "pr_n": str(last.iteration),
        "pr_ll": digits(last.log_likelihood, 2),
        "pr_two": digits(screen_run("GEYSER", prior=True)[-1].log_likelihood, 3),
    }
