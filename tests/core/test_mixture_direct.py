"""L-BFGS on the mixture's likelihood: EM's optimum, a gradient that is one, and clear refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from em_core import GaussianMixture, GaussianParams, datasets, fit
from em_core.mixture_direct import maximise_directly

X = datasets.GALTON.x
START = GaussianParams([0.5, 0.5], [[65.0], [69.0]], [[[X.var()]]] * 2)


@pytest.mark.parametrize("covariance", ["tied", "full"])
@pytest.mark.parametrize("learn", [True, False])
def test_both_reach_the_same_optimum(covariance: Any, learn: bool) -> None:
    model = GaussianMixture(covariance, learn_weights=learn)
    end = maximise_directly(model, X, START, tol=1e-13)
    em = fit(model, X, START, max_iter=3000, tol=1e-13)
    assert end.converged and em.converged and not end.collapsed
    # both stop when a step gains less than 1e-13 of 2500 nats; EM, linear, may be some tens of steps short
    assert end.log_likelihood == pytest.approx(em.log_likelihood, abs=1e-7)
    assert model.log_likelihood(X, end.params) == pytest.approx(end.log_likelihood, abs=1e-9)
    # a flat top: a distance goes with the root of what is missing, 3e-4 for 1e-7
    np.testing.assert_allclose(end.params.means, em.params.means, atol=3e-3)


def test_galtons_numbers() -> None:
    end = maximise_directly(GaussianMixture("tied"), X, START, tol=1e-14)
    assert end.log_likelihood == pytest.approx(-2499.15286, abs=1e-5)  # as printed
    np.testing.assert_allclose(end.params.means[:, 0], [64.29746, 69.69134], atol=1e-3)
    np.testing.assert_allclose(end.params.weights, [0.54607, 0.45393], atol=1e-4)
    assert np.sqrt(end.params.covariances[0, 0, 0]) == pytest.approx(2.36338, abs=1e-3)


def test_fixed_weights_stay_and_one_spread_stays_one() -> None:
    start = GaussianParams([0.3, 0.7], START.means, START.covariances)
    end = maximise_directly(GaussianMixture("tied", learn_weights=False), X, start)
    assert np.array_equal(end.params.weights, start.weights)
    assert end.params.covariances[0, 0, 0] == end.params.covariances[1, 0, 0]


def test_the_path_begins_at_the_start_rises_and_counts_every_evaluation() -> None:
    model = GaussianMixture("tied")
    end = maximise_directly(model, X, START)
    counts = [look.evaluations for look in end.path]
    values = [look.log_likelihood for look in end.path]
    assert values[0] == pytest.approx(model.log_likelihood(X, START), abs=1e-9)
    assert counts[0] == 1 and counts[-1] == end.evaluations and len(counts) == end.iterations + 1
    assert min(np.diff(counts)) >= 1 and min(np.diff(values)) >= 0
    assert end.evaluations < fit(model, X, START).iterations  # it is not slower here, and the page says so


def test_three_groups_and_one() -> None:
    one = maximise_directly(GaussianMixture("tied"), X, GaussianParams([1.0], [[60.0]], [[[1.0]]]), tol=1e-14)
    assert one.log_likelihood == pytest.approx(-2515.78180, abs=1e-5)
    three = GaussianParams([0.2, 0.3, 0.5], [[62.0], [66.0], [70.0]], [[[9.0]]] * 3)
    end = maximise_directly(GaussianMixture("tied"), X, three, max_iter=500)
    assert end.log_likelihood > -2499.1529  # at least as good as two


def test_the_unit_changes_the_log_likelihood_by_a_constant() -> None:
    cm = GaussianParams(START.weights, START.means * 2.54, START.covariances * 2.54**2)
    one = maximise_directly(GaussianMixture("full"), X, START)
    other = maximise_directly(GaussianMixture("full"), X * 2.54, cm)
    # standardised data are the same but for rounding, which L-BFGS may carry into its last steps
    assert one.log_likelihood - other.log_likelihood == pytest.approx(len(X) * np.log(2.54), abs=1e-5)


def test_a_collapse_is_told() -> None:
    x = np.array([[0.0], [1.0], [2.0], [3.0], [50.0]])
    start = GaussianParams([0.8, 0.2], [[1.5], [50.0]], [[[2.0]], [[0.01]]])
    end = maximise_directly(GaussianMixture("full"), x, start)
    assert end.collapsed and not end.converged
    assert np.isfinite(end.log_likelihood)


@pytest.mark.parametrize(
    ("model", "data", "start", "words"),
    [
        (GaussianMixture("tied"), np.zeros((5, 2)), START, "shape"),
        (GaussianMixture("tied"), np.full((5, 1), 3.0), START, "vary"),
        (GaussianMixture("tied"), X, GaussianParams([1.0, 0.0], START.means, START.covariances), "above 0"),
        (GaussianMixture("spherical", known_variance=float(X.var())), X, START, "known_variance"),
    ],
)
def test_what_cannot_be_done_is_refused(model: Any, data: Any, start: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        maximise_directly(model, data, start)
