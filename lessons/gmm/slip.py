"""A slip that programs make: covariances around the old means. Where it leads, and that it looks well."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from em_core import GaussianMixture, GaussianParams, Points, Recipe, fit, run
from lessons.gmm.data import simulated, spots, start

STARTS, LONG = 30, 1000
APART = 0.01  # nats: two ends are not the same place


def around_old(model: Any, stats: Any, params: Any) -> GaussianParams:
    """The M-step but for the covariances, which are taken around the means before it."""
    best = model.maximize(stats, params)
    off = best.means - params.means
    wide = best.covariances + off[:, :, None] * off[:, None, :]
    frame = stats.of_kind("full", len(off)).frame
    mean, cov = frame.into(best.means, wide)
    return GaussianParams.made(best.weights, frame, mean, cov, model.covariance)


class Slips(NamedTuple):
    """Of so many starts: how many end elsewhere by the slip, and in how many the log-likelihood fell."""

    starts: int
    elsewhere: int
    fell: int


def slips() -> Slips:
    """Three components on the three simulated groups, from random points."""
    model, x = GaussianMixture(), Points(simulated("blobs"))
    elsewhere = fell = 0
    for seed in range(1, STARTS + 1):
        begun = start(spots(x.x, "random", 3, seed), x.x, "full", 1.0)
        right = fit(model, x, begun, max_iter=LONG).log_likelihood
        steps = [s.log_likelihood for s in run(model, x, begun, Recipe(m_step=around_old), max_iter=LONG)]
        elsewhere += abs(steps[-1] - right) > APART
        fell += bool(np.diff(steps).min() < -1e-6)
    return Slips(STARTS, elsewhere, fell)
