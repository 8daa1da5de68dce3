"""Responsibilities from a table of log joints, and what counts as a q."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import Responsibilities
from em_core.mixture import responsibilities


def test_joints_far_below_the_smallest_double_still_share_out() -> None:
    q = responsibilities(np.array([[-5000.0, -5000.0 + math.log(3)]]), 1.0)
    np.testing.assert_allclose(q.probs, [[0.25, 0.75]], rtol=1e-12)  # 5000 x 1e-16
    assert q.log_evidence == pytest.approx(-5000 + math.log(4), rel=1e-15)


def test_a_small_beta_revives_what_underflows_at_beta_1() -> None:
    table = np.array([[0.0, -800.0]])
    assert responsibilities(table, 1.0).probs.tolist() == [[1, 0]]
    q = responsibilities(table, 0.001)
    np.testing.assert_allclose(q.probs[0, 1], 1 / (1 + math.exp(0.8)), rtol=1e-15)  # one exp, one quotient


def test_beta_from_0_to_infinity_goes_from_uniform_to_one_hot() -> None:
    table = np.array([[-1.0, -2.0, -math.inf]])
    # exp(-1e-9) differs from 1 by 1e-9.
    np.testing.assert_allclose(responsibilities(table, 1e-9).probs, [[0.5, 0.5, 0]], rtol=0, atol=1e-9)
    for beta in (1e308, math.inf):
        assert responsibilities(table, beta).probs.tolist() == [[1, 0, 0]]


def test_every_beta_hands_over_the_same_log_marginal_and_only_the_exact_one_calls_it_evidence() -> None:
    table = np.log([[0.1, 0.3], [0.2, 0.2]])
    for beta in (0.5, 1.0, 2.0, math.inf):
        q = responsibilities(table, beta)
        assert q.log_marginal == pytest.approx(2 * math.log(0.4), rel=1e-15)  # two logarithms
        assert q.log_evidence == (q.log_marginal if beta == 1 else None)


def test_close_is_not_a_tie_but_rounding_is() -> None:
    assert responsibilities(np.array([[-30.0, -30.0 + 1e-9]]), math.inf).probs.tolist() == [[0, 1]]
    q = responsibilities(np.array([[-30.0, math.nextafter(-30.0, 0)]]), math.inf)
    assert q.probs.tolist() == [[1, 0]]
    assert [e.value for e in q.events] == [1]


@pytest.mark.parametrize(
    ("probs", "message"),
    [
        ([0.5, 0.5], r"probs must have shape \(N, K\) with N, K >= 1, got \(2,\)"),
        (np.empty((0, 2)), r"probs must have shape .* got \(0, 2\)"),
        (np.empty((2, 0)), r"probs must have shape .* got \(2, 0\)"),
        ([[1, 0], [0.5, 0.4]], r"a distribution in every row, got \[0.5 0.4\] in row 2"),
        ([[1.5, -0.5]], r"a distribution in every row, got \[ 1.5 -0.5\] in row 1"),
        ([[1, 0], [math.nan, 1]], r"a distribution in every row, got \[nan  1.\] in row 2"),
    ],
)
def test_a_q_that_is_none_is_refused(probs: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Responsibilities(probs)


def test_labels_are_a_q_without_entropy() -> None:
    q = Responsibilities.from_labels([1, 0, 2], 3)
    assert q.probs.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1]]
    assert (q.entropy(), q.log_evidence, q.events) == (0.0, None, ())
    assert math.copysign(1, q.entropy()) == 1  # 0, not -0


@pytest.mark.parametrize("labels", [[0, 2], [-1], [0.5], [[0]], ["A"], [True]])
def test_labels_outside_the_components_are_refused(labels: Any) -> None:
    with pytest.raises(ValueError, match="labels must be whole numbers from 0 to 1"):
        Responsibilities.from_labels(labels, 2)


def test_entropy_in_nats() -> None:
    # Two terms.
    assert Responsibilities([[0.5, 0.5], [1, 0]]).entropy() == pytest.approx(math.log(2), rel=1e-15)


def test_kl_by_hand() -> None:
    q = Responsibilities([[0.5, 0.5], [0, 1], [0.25, 0.75]])
    p = Responsibilities([[0.25, 0.75], [0.5, 0.5], [0.25, 0.75]])
    # Five logarithms; log 2 - log(3) / 2, log 2, and nothing.
    assert q.kl(p) == pytest.approx(2 * math.log(2) - 0.5 * math.log(3), rel=1e-14)
    assert p.kl(q) == math.inf
    assert (q.kl(q), p.kl(p)) == (0.0, 0.0)
    with pytest.raises(ValueError, match=r"the same shape \(N, K\), got \(3, 2\) and \(1, 2\)"):
        q.kl(Responsibilities([[0.5, 0.5]]))


def test_kl_to_what_is_too_small_for_a_float_is_large_and_not_infinite() -> None:
    half = Responsibilities([[0.5, 0.5]])
    for far in (-700.0, -740.0, -5000.0):  # a normal float, one with few digits, none
        p = responsibilities(np.array([[0.0, far]]), 1.0)
        assert half.kl(p) == pytest.approx(-far / 2 - math.log(2), rel=1e-12)
    impossible = responsibilities(np.array([[0.0, -math.inf]]), 1.0)
    assert half.kl(impossible) == math.inf
    assert Responsibilities([[1.0, 0.0]]).kl(impossible) == 0.0
