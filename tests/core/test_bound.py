"""Entropy, KL divergence and the bound."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import CoinMixture, CoinParams, Responsibilities, Rounds, bound, datasets


@st.composite
def pairs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    size, random = draw(st.integers(1, 6)), np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return random.dirichlet(np.ones(size)), random.dirichlet(np.ones(size))


def test_by_hand() -> None:
    # Two or three logarithms each.
    assert bound.entropy([0.25, 0.75, 0]) == pytest.approx(math.log(4) - 0.75 * math.log(3), rel=1e-14)
    assert bound.kl([0.5, 0.5], [0.25, 0.75]) == pytest.approx(math.log(2) - 0.5 * math.log(3), rel=1e-14)
    assert bound.kl([1, 0], [0.25, 0.75]) == pytest.approx(math.log(4), rel=1e-14)
    assert bound.kl([0.5, 0.5], [1, 0]) == math.inf
    assert (bound.entropy([1, 0]), bound.kl([1, 0], [1, 0])) == (0, 0)


@given(pairs())
def test_kl_is_never_negative_and_zero_for_equals(qp: tuple[np.ndarray, np.ndarray]) -> None:
    q, p = qp
    assert bound.kl(q, p) >= -1e-15 * len(q)  # terms of both signs, each rounded
    assert bound.kl(q, q) == 0
    assert bound.entropy(q) <= math.log(len(q)) + 1e-15 * len(q)


def test_the_bound_touches_at_the_posterior_and_sinks_away_from_it() -> None:
    model, data, at = CoinMixture(), datasets.DO_BATZOGLOU.rounds, CoinParams([0.5, 0.5], [0.6, 0.5])
    top = model.log_likelihood(data, at)
    q = model.infer(data, at)
    assert bound.elbo(model, data, q, at) == pytest.approx(top, rel=1e-14)  # some 30 terms
    away = Responsibilities(q.probs[:, ::-1])
    assert bound.elbo(model, data, away, at) < top - 1


@pytest.mark.parametrize("bad", [[0.5, 0.4], [-0.1, 1.1], [math.nan, 1], [], 1.0, ["a"]])
def test_what_is_no_distribution_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="q .*must"):
        bound.entropy(bad)
    with pytest.raises(ValueError, match="p .*must"):
        bound.kl([0.5, 0.5], bad)


def test_kl_needs_the_same_outcomes() -> None:
    with pytest.raises(ValueError, match="q and p must have the same number of outcomes, got 2 and 3"):
        bound.kl([0.5, 0.5], [0.5, 0.25, 0.25])


MODEL, ROUNDS, START = (
    CoinMixture(learn_weights=False), datasets.DO_BATZOGLOU.rounds, CoinParams([0.5, 0.5], [0.6, 0.5])
)  # fmt: skip


def known_b(u: float) -> CoinParams:
    return CoinParams([0.5, 0.5], [u, 0.5])


def test_the_curves_of_one_round_by_hand() -> None:
    """One head: p(x, z) = u / 2 and 1/4."""
    data, q = Rounds([1], 1), Responsibilities([[0.25, 0.75]])
    points = [known_b(u) for u in (0.2, 0.9)]
    joint = [0.25 * math.log(u / 2) + 0.75 * math.log(0.25) for u in (0.2, 0.9)]
    entropy = -0.25 * math.log(0.25) - 0.75 * math.log(0.75)
    # A few logarithms each.
    assert bound.q_curve(MODEL, data, q, points) == pytest.approx(joint, rel=1e-14)
    assert bound.bound_curve(MODEL, data, q, points) == pytest.approx([j + entropy for j in joint], rel=1e-14)
    assert bound.log_likelihood_curve(MODEL, data, points) == pytest.approx(
        [math.log(0.1 + 0.25), math.log(0.45 + 0.25)], rel=1e-14
    )
    assert bound.divergence(MODEL, data, q, points[0]) == pytest.approx(
        bound.kl([0.25, 0.75], [0.1 / 0.35, 0.25 / 0.35]), rel=1e-12
    )


def test_no_points_give_an_empty_curve() -> None:
    q = MODEL.infer(ROUNDS, START)
    for curve in (bound.q_curve(MODEL, ROUNDS, q, []), bound.log_likelihood_curve(MODEL, ROUNDS, [])):
        assert curve.shape == (0,)


def test_a_tangent_bound_has_the_slope_of_fishers_identity() -> None:
    q = MODEL.infer(ROUNDS, START)
    heads, tails = ROUNDS.counts.T
    slope = float(q.probs[:, 0] @ (heads / 0.6 - tails / 0.4))
    at = bound.tangency(MODEL, ROUNDS, q, known_b, 0.6)
    assert at.gap == pytest.approx(0, abs=1e-12)
    # 1e-10 x a third derivative of some 1000, and 1e-14 x 33 / 1e-5.
    assert at[1:] == pytest.approx((slope, slope), abs=1e-6)
    away = bound.tangency(MODEL, ROUNDS, q, known_b, 0.7)
    assert away.gap > 0.1
    assert abs(away.slope_bound - away.slope_log_likelihood) > 1


def test_the_bound_from_the_learners_q_crosses_no_curve_and_touches_where_q_is_the_posterior() -> None:
    q = MODEL.infer(ROUNDS, CoinParams([0.5, 0.5], [0.3, 0.5]))
    points = [known_b(u) for u in np.linspace(0.05, 0.95, 19)]
    gap = bound.log_likelihood_curve(MODEL, ROUNDS, points) - bound.bound_curve(MODEL, ROUNDS, q, points)
    assert gap.argmin() == 5  # u = .3
    assert abs(gap[5]) < 1e-12
    assert np.delete(gap, 5).min() > 0.01
    apart = [bound.divergence(MODEL, ROUNDS, q, params) for params in points]
    assert gap == pytest.approx(apart, abs=1e-12)  # differences of sums near 60


@pytest.mark.parametrize("step", [0, -1e-5, math.nan, math.inf])
def test_a_step_of_no_size_is_refused(step: float) -> None:
    with pytest.raises(ValueError, match="step must be"):
        bound.tangency(MODEL, ROUNDS, MODEL.infer(ROUNDS, START), known_b, 0.6, step)
