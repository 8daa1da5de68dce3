"""The runs that lesson 09's facts are taken from, most of them its own."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from em_core import Fit, datasets
from em_core.fit_many import fit_many
from em_core.models.gaussian.frame import Points
from em_core.models.gaussian.mixture import Covariance, GaussianMixture
from em_core.models.gaussian.params import GaussianParams
from em_core.protocol import Floats
from lessons.gmm import presets
from lessons.gmm.data import spots, start
from lessons.gmm.record import MixtureRun
from lessons.gmm.runs import LONGEST, TRIES, restarts, run, sizes
from lessons.gmm.settings import Settings
from lessons.gmm.slip import around_old

GEYSER = datasets.OLD_FAITHFUL.x
FULL, TIED = GaussianMixture("full"), GaussianMixture("tied")
MIDDLE = 1.5  # radius of the ring's empty middle


def shown(preset: str, **changes: Any) -> MixtureRun:
    """The run that a preset ("GEYSER", "POINT", ...) plays."""
    return run(Settings(**getattr(presets, preset) | changes))


def screen_run(preset: str, **changes: Any) -> list[Any]:
    """Its half-steps."""
    return list(shown(preset, **changes).trace)


def screen_table(which: str, preset: str, **changes: Any) -> Any:
    """The rows of the table "restarts" or "sizes" with a preset's settings."""
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
    fits = fit_many(GaussianMixture(shape), x, starts, max_iter=LONGEST, tol=1e-8)
    return max((f for f in fits if not any(e.stops for e in f.events)), key=lambda f: f.log_likelihood)


def slip() -> GaussianParams:
    """The first M-step with covariances taken around the old means, and the rest as it should be."""
    start, e, _ = screen_run("GEYSER")[:3]
    return around_old(FULL, e.stats, start.params)


def in_the_middle(c: int) -> float:
    """The probability that c components put within MIDDLE of the ring's centre: midpoints of a fine grid."""
    side = np.linspace(-MIDDLE, MIDDLE, 301)
    side = (side[1:] + side[:-1]) / 2
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    points = points[np.hypot(*points.T) < MIDDLE]
    params = screen_run("RING", c=c)[-1].params
    return float(np.exp(FULL.log_joint(points, params)).sum() * (side[1] - side[0]) ** 2)


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
