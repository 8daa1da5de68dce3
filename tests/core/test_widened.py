"""The M-step that adds to every covariance: what it maximises, what rises with it, and what may fall."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from em_core import (
    GaussianMixture,
    GaussianParams,
    Points,
    Recipe,
    datasets,
    fit,
    normal_inverse_wishart,
    run,
    starts,
    widened,
)
from tests.core.gaussians import SHAPES

X = datasets.OLD_FAITHFUL.x
BY = 0.01
RULE = widened(BY)


def start(shape: str, k: int = 2, seed: int = 1, width: float = 1.0) -> GaussianParams:
    variances = X.var(axis=0) * width**2
    cov = np.eye(2) * (variances.mean() if shape == "spherical" else variances)
    means = starts.kmeans_plus_plus(X / X.std(axis=0), k, seed) * X.std(axis=0)
    return GaussianParams([1 / k] * k, means, [cov] * k)


def penalised(model: GaussianMixture, params: GaussianParams) -> float:
    """log L - (by N / 2) tr C^-1, of one covariance for all."""
    trace = float(np.trace(np.linalg.inv(params.covariances[0])))
    return model.log_likelihood(X, params) - BY * len(X) * trace / 2


@pytest.mark.parametrize("shape", SHAPES)
def test_the_diagonal_is_wider_by_as_much_and_nothing_else_moves(shape: str) -> None:
    model = GaussianMixture(shape)  # type: ignore[arg-type]
    begun = start(shape)
    stats = model.infer(X, begun).stats
    plain, wide = model.maximize(stats, begun), RULE(model, stats, begun)
    assert (wide.weights == plain.weights).all()
    assert wide.means == pytest.approx(plain.means, rel=1e-12)
    assert wide.covariances == pytest.approx(plain.covariances + BY * np.eye(2), rel=1e-12)
    assert widened(0)(model, stats, begun).covariances == pytest.approx(plain.covariances, rel=1e-12)


@pytest.mark.parametrize("prior", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_the_best_of_the_penalised_expectation(shape: str, prior: bool) -> None:
    """No small step of the means or the covariances in any direction is better."""
    model = GaussianMixture(shape)  # type: ignore[arg-type]
    begun = start(shape)
    stats = model.infer(X, begun).stats
    if prior:
        stats = stats + normal_inverse_wishart(X.mean(axis=0), 0.01, np.cov(X.T, bias=True), 4.0)
    best = RULE(model, stats, begun)

    def value(means: np.ndarray, covs: np.ndarray) -> float:
        params = GaussianParams(best.weights, means, covs)
        return model.expected_log_joint(stats, params) + RULE.penalty(model, stats, params)  # type: ignore[attr-defined]

    top = value(best.means, best.covariances)
    ways = {
        "full": [[[1, 0], [0, 0]], [[0, 0], [0, 1]], [[0, 1], [1, 0]]],
        "diag": [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
        "spherical": [np.eye(2)],
    }
    for sign in (1e-3, -1e-3):
        for k in (0, 1):
            for i in (0, 1):
                means = best.means.copy()
                means[k, i] *= 1 + sign
                assert value(means, best.covariances) < top
            for way in ways["full" if shape == "tied" else shape]:
                off = sign * best.covariances[k] * np.array(way)
                covs = best.covariances.copy()
                covs[slice(None) if shape == "tied" else k] += off
                assert value(best.means, covs) < top


@pytest.mark.parametrize("k", [1, 2, 3, 6])
@pytest.mark.parametrize("seed", [1, 2, 4])
def test_with_one_matrix_the_penalised_likelihood_never_falls(k: int, seed: int) -> None:
    model = GaussianMixture("tied")
    for width in (1.0, 0.3):
        steps = list(run(model, X, start("tied", k, seed, width), Recipe(m_step=RULE)))
        values = [penalised(model, s.params) for s in steps[2::2]]
        assert np.diff(values).min(initial=0) >= -1e-9 * abs(values[-1])
        # and it is what the driver watches: the bound touches after each E-step
        for s in steps[1::2]:
            assert s.objective == pytest.approx(penalised(model, s.params), rel=1e-12)
        assert not any(event.kind == "objective_fell" for s in steps for event in s.events)


def test_the_likelihood_alone_falls_on_the_way() -> None:
    model = GaussianMixture("tied")
    begun = GaussianParams([0.5, 0.5], [[2.6, 82.0], [4.2, 58.0]], [np.diag(X.var(axis=0))] * 2)
    steps = list(run(model, X, begun, Recipe(m_step=RULE)))
    values = [s.log_likelihood for s in steps[2::2]]
    assert (np.diff(values) < 0).sum() == 13
    plain = [s.log_likelihood for s in list(run(model, X, begun))[2::2]]
    assert np.diff(plain).min() > 0


def test_with_a_matrix_each_neither_has_to_rise() -> None:
    """The penalty of a component grows with its points, and the E-step knows nothing of it."""
    model = GaussianMixture("full")
    begun = GaussianParams([1 / 3] * 3, [[4.3, 80.0], [2.0, 54.5], [2.2, 85.0]],
                           [np.diag(X.var(axis=0)) * 0.04] * 3)  # fmt: skip
    steps = list(run(model, X, begun, Recipe(m_step=RULE)))
    objectives = [s.objective for s in steps[1:]]
    e_steps = np.diff(objectives)[1::2]
    m_steps = np.diff(objectives)[::2]
    assert m_steps.min() > -1e-9 and e_steps.min() < -1e-4
    assert any(event.kind == "objective_fell" for s in steps for event in s.events)
    assert not any(event.stops for s in steps for event in s.events)  # which without it collapses
    assert fit(model, X, begun).events[-1].kind == "collapse"


def test_the_end_is_a_maximum_of_the_penalised_likelihood() -> None:
    model = GaussianMixture("tied")
    found = fit(model, X, start("tied"), Recipe(m_step=RULE), max_iter=2000, tol=0.0).params

    def loss(v: np.ndarray) -> float:
        root = np.array([[np.exp(v[0]), 0], [v[1], np.exp(v[2])]])
        w = 1 / (1 + np.exp(-v[3]))
        return -penalised(model, GaussianParams([w, 1 - w], v[4:].reshape(2, 2), [root @ root.T] * 2))

    root = np.linalg.cholesky(found.covariances[0])
    at = np.array([np.log(root[0, 0]), root[1, 0], np.log(root[1, 1]),
                   np.log(found.weights[0] / found.weights[1]), *found.means.ravel()])  # fmt: skip
    assert minimize(loss, at, method="Nelder-Mead", options={"maxiter": 400}).fun > loss(at) - 1e-6


def test_a_component_without_mass_keeps_its_covariance() -> None:
    model = GaussianMixture()
    narrow = np.diag(X.var(axis=0)) * 0.0025
    begun = GaussianParams([0.5, 0.5], [[3.5, 71.0], [5.5, 40.0]], [narrow] * 2)
    end = fit(model, Points(X), begun, Recipe(m_step=RULE), max_iter=5).params
    assert end.weights[1] == 0 and end.covariances[1] == pytest.approx(narrow)


@pytest.mark.parametrize("by", [-1, float("nan"), "a"])
def test_what_is_added_is_a_number_from_0_on(by: object) -> None:
    with pytest.raises(ValueError, match="by must be"):
        widened(by)  # type: ignore[arg-type]


def test_a_known_variance_is_not_widened() -> None:
    """It would be another one after every M-step."""
    model = GaussianMixture("spherical", learn_weights=False, known_variance=4.0)
    begun = starts.around(X, [[2.0, 55.0], [4.3, 80.0]], "spherical", variance=4.0)
    with pytest.raises(ValueError, match="known_variance must be None: widened changes the covariances"):
        fit(model, X, begun, Recipe(m_step=RULE), max_iter=1)
