"""Entropy, KL divergence and the bound."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import CoinMixture, CoinParams, Responsibilities, bound, datasets


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
