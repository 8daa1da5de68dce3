"""The results quoted in lesson 09, most of them from the lesson's own runs."""

from __future__ import annotations

from math import factorial, log, pi
from typing import Any

import numpy as np

from em_figures.words import NAMES
from lessons.gmm.climb import sums
from lessons.gmm.facts_runs import (
    FULL,
    GEYSER,
    TIED,
    best_fit,
    hit,
    in_the_middle,
    limit,
    needle,
    screen_run,
    screen_table,
    shown,
    slip,
)
from lessons.gmm.record import MixtureRun
from lessons.gmm.slip import slips

SURE = 0.99
NEAR = 0.1  # nats
SEEN = 1e-4  # nats: the last decimal of the table of what is raised
WIDTHS = (0, 2, 4, 8)  # powers of 1/10
HALVES = (1, 2, 3, 6)  # numbers of components
Facts = dict[str, Any]


def facts() -> Facts:
    found = (
        _geyser() | _slip() | _least_sure() | _ring() | _many() | _sizes() | _halves() | _collapse()
        | _gallery() | _prior() | _added()
    )  # fmt: skip
    return {name: value if isinstance(value, (int, str)) else float(value) for name, value in found.items()}


def _geyser() -> Facts:
    steps, end, wrong = screen_run("GEYSER"), limit(), slip()
    first, known = steps[2], {}
    for k, name in enumerate("ab"):
        mean, cov = end.means[k], end.covariances[k]
        row = (end.weights[k], *mean, cov[0, 0], cov[0, 1], cov[1, 1])
        for what, value in zip(("w", "mx", "my", "cxx", "cxy", "cyy"), row, strict=True):
            known[f"{what}_{name}"] = value
    return known | {
        "n": len(GEYSER),
        "pi": pi,
        "first_na": first.stats.weight_n[0],
        "first_nb": first.stats.weight_n[1],
        "first_wa": first.params.weights[0],
        "first_var": first.params.covariances[0, 1, 1],
        "first_ll1": first.log_likelihood,
        "first_n": steps[-1].iteration,
        "slip_var": wrong.covariances[0, 1, 1],
        "slip_ll": FULL.log_likelihood(GEYSER, wrong),
        "geyser_ll": FULL.log_likelihood(GEYSER, end),
        "stretch": GEYSER[:, 1].std() / GEYSER[:, 0].std(),
    }


def _slip() -> Facts:
    found = slips()
    assert found.fell == 0  # the text says so
    return {"slip_starts": found.starts, "slip_ends": found.elsewhere}


def _least_sure() -> Facts:
    q = screen_run("GEYSER")[-1].posterior.probs
    at = int(q.max(axis=1).argmin())
    tied = best_fit(GEYSER, 2, "tied").params
    again = TIED.infer(GEYSER, tied).probs[at, int(tied.means[:, 0].argmin())]  # the short eruptions
    return {
        "u_x": GEYSER[at, 0],
        "u_y": GEYSER[at, 1],
        "u_a": q[at, 0],
        "u_b": q[at, 1],
        "u_percent": 100 * q[at, 1],
        "u_tied": again,
        "sure": int((q.max(axis=1) > SURE).sum()),
    }


def _ring() -> Facts:
    ends = [r.log_likelihood for r in screen_table("restarts", "RING")]
    return {
        "ring_n": len(screen_run("RING")[-1].posterior.probs),
        "ring_ends": len({round(end, 1) for end in ends}),
        "ring_ll1": screen_run("RING", c=1)[-1].log_likelihood,
        "ring_ll6": screen_run("RING")[-1].log_likelihood,
        "hole_1": in_the_middle(1),
        "hole_2": in_the_middle(2),
    }


def _many() -> Facts:
    three = np.array([r.log_likelihood for r in screen_table("restarts", "THREE")])
    low = np.sort(three)[len(three) // 2]
    two = screen_table("restarts", "GEYSER")
    return {
        "two_ll": max(r.log_likelihood for r in two),
        "three_best": three.max(),
        "three_good": int((three > three.max() - NEAR).sum()),
        "three_low": low,
        "three_low_count": int((np.abs(three - low) < NEAR).sum()),
    }


def _sizes() -> Facts:
    known = {}
    for size in screen_table("sizes", "GEYSER"):
        if size.k == 1:
            known["ll_1"] = size.log_likelihood
        if size.k in (2, 3, 6):
            known[f"bic_{size.k}"] = size.bic
    tied, p = best_fit(GEYSER, 3, "tied"), TIED.free_parameters(3, 2)
    return known | {
        "bic_tied_3": -2 * tied.log_likelihood + p * log(len(GEYSER)),
        "sph_ll": best_fit(GEYSER, 2, "spherical").log_likelihood,
    }


def _halves() -> Facts:
    known: Facts = {}
    for c in HALVES:
        found = best_fit(GEYSER[::2], c, "full")
        known[f"train_{c}"] = found.log_likelihood
        known[f"test_{c}"] = FULL.log_likelihood(GEYSER[1::2], found.params)
    return known


def _collapse() -> Facts:
    last = screen_run("COLLAPSE")[-1]
    k = next(e.component for e in last.events if e.stops)
    best = max(r.log_likelihood for r in screen_table("restarts", "COLLAPSE") if not r.collapsed)
    q = last.posterior.probs[:, k]
    on = int((q > 0.5).sum())
    return {
        "col_ll": last.log_likelihood,
        "col_best": best,
        "col_lead": last.log_likelihood - best,
        "col_name": NAMES[k],
        "col_count": q.sum(),
        "col_points": on,
        "col_rest": len(q) - on,
    }


def _gallery() -> Facts:
    point, many = screen_run("POINT")[-1], screen_run("MANY")[-1]
    k = next(e.component for e in point.events if e.stops)
    return {
        "pt_n": point.iteration,
        "pt_rest": len(GEYSER) - 1,
        "twin_n": screen_run("IDENTICAL")[-1].iteration,
        "pt_count": point.posterior.probs[:, k].sum(),
        "pt_x": GEYSER[hit(), 0],
        "pt_y": GEYSER[hit(), 1],
        "pt_ll": point.log_likelihood,
        "empty_weight": screen_run("EMPTY")[-1].params.weights[1],
        "copies": factorial(len(many.params.weights)),
        "many_ll": many.log_likelihood,
        "many_n": many.iteration,
        "per_ten": 2 * log(10),
        **{f"s_{power}": needle(power) for power in WIDTHS},
    }


def _prior() -> Facts:
    run = shown("POINT", prior=True)
    last = run.trace[-1]
    return {
        "pr_n": last.iteration,
        "pr_ll": last.log_likelihood,
        "pr_falls": _falls(run),
        "pr_two": screen_run("GEYSER", prior=True)[-1].log_likelihood,
    }


def _falls(run: MixtureRun) -> int:
    """In how many iterations the log-likelihood falls so far that it can be seen."""
    return sum(run.fell(i) > SEEN for i in range(len(run)))


def _added() -> Facts:
    run, each = shown("ADDED"), shown("COLLAPSE", added=True)
    before, after = sums(run, 2), sums(run, 4)
    assert before and after
    ends = [s[2] for i in range(2, len(each), 2) if (s := sums(each, i))]
    return {
        "ad_ll1": before[0],
        "ad_fall": before[0] - after[0],
        "ad_rise": after[2] - before[2],
        "ad_falls": _falls(run),
        "ad_n": run.trace[-1].iteration,
        "each_n": each.trace[-1].iteration,
        "each_falls": _falls(each),
        "each_sums": int((np.diff(ends) < -SEEN).sum()),
    }
