"""A general optimiser, told nothing of EM, climbs the same log-likelihood to the same place."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp

from em_core import CoinMixture, CoinParams, Recipe, Rounds, beta_prior, datasets, fit
from tests.core.truths import record

DB = datasets.DO_BATZOGLOU.rounds
WIDE = Rounds([2, 17, 9, 3, 16, 11, 1], [20, 20, 20, 15, 20, 18, 12])


def climb(data: Rounds, start: list[float], weights: list[float] | None, prior: tuple[float, float]) -> Any:
    """Minimise -log p(heads) - log prior over logits, by BFGS; weights None: estimated, also as logits."""
    heads, tails = data.heads, data.flips - data.heads
    size = len(start)

    def loss(x: np.ndarray) -> float:
        logit, w = x[:size], np.log(weights) if weights else x[size:] - logsumexp(x[size:])
        joint = w + np.outer(heads, log_expit(logit)) + np.outer(tails, log_expit(-logit))
        pseudo = prior[0] * log_expit(logit).sum() + prior[1] * log_expit(-logit).sum()
        return -float(logsumexp(joint, axis=1).sum() + pseudo)

    x0 = np.concatenate([np.log(start) - np.log1p(-np.array(start)), [] if weights else np.zeros(size)])
    # gtol asks for more than differences of doubles can show; where that stops the climb is good enough.
    found = minimize(loss, x0, method="BFGS", options={"gtol": 1e-7})
    return -found.fun, expit(found.x[:size])


@pytest.mark.parametrize("prior", [(0.0, 0.0), (3.0, 1.5)], ids=["likelihood", "with a prior"])
@pytest.mark.parametrize(
    ("data", "start", "weights"),
    [
        (DB, [0.6, 0.5], [0.5, 0.5]),
        (DB, [0.6, 0.5], None),
        (WIDE, [0.7, 0.4], [0.3, 0.7]),
        (WIDE, [0.8, 0.5, 0.2], None),
    ],
)
def test_bfgs_finds_the_optimum_of_em(data: Rounds, start: list[float], weights: Any, prior: Any) -> None:
    size = len(start)
    model = CoinMixture(learn_weights=weights is None)
    pseudo = beta_prior(prior[0] + 1, prior[1] + 1, coins=size)
    first = CoinParams(weights or [1 / size] * size, start)
    _, mine = record(model, data, first, Recipe(prior=pseudo), max_iter=20_000, tol=0)
    value, p_heads = climb(data, start, weights, prior)
    # A difference quotient stops about 1e-8 x curvature from the top: 1e-5 in p, its square in the value.
    assert mine.log_likelihood + model.expected_log_joint(pseudo, mine.params) == pytest.approx(
        value, abs=1e-8
    )
    np.testing.assert_allclose(mine.params.p_heads, p_heads, rtol=0, atol=1e-4)


def test_em_ends_where_the_observed_gradient_vanishes() -> None:
    end = fit(
        CoinMixture(learn_weights=False), DB, CoinParams([0.5, 0.5], [0.6, 0.5]), max_iter=5000, tol=0
    ).params
    a, b = (float(p) for p in end.p_heads)

    def top(x: float, y: float) -> float:
        terms = (
            (x**h * (1 - x) ** (n - h) + y**h * (1 - y) ** (n - h)) / 2
            for h, n in zip(DB.heads, DB.flips, strict=True)
        )
        return math.fsum(map(math.log, terms))

    step = 1e-5
    slope = (
        (top(a + step, b) - top(a - step, b)) / (2 * step),
        (top(a, b + step) - top(a, b - step)) / (2 * step),
    )
    # A central difference errs by step^2 x the third derivative (some 1e3), and 1e-14 / step of rounding.
    assert slope == pytest.approx((0.0, 0.0), abs=1e-6)
