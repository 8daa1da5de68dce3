"""The conjugate prior as pseudo-data: MAP estimates, against a general optimiser on the log posterior."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logsumexp, multigammaln
from scipy.stats import dirichlet, invwishart, multivariate_normal

from em_core import GaussianMixture, GaussianParams, Recipe, fit, normal_inverse_wishart
from tests.core.gaussians import FAITHFUL, SHAPES, begin, clouds, plain_log_joint
from tests.core.truths import record

X = clouds(60, 2, 2, seed=21)
M0, KAPPA, PSI, NU, ALPHA = np.array([0.5, -0.2]), 0.7, np.array([[2.0, 0.4], [0.4, 1.0]]), 5.0, 2.5
PRIOR = normal_inverse_wishart(M0, KAPPA, PSI, NU, ALPHA)


def log_prior(params: GaussianParams, shape: str) -> float:
    """Dirichlet x normal x inverse Wishart by scipy; a tied covariance has one inverse Wishart density."""
    k = len(params.weights)
    value = float(dirichlet(np.full(k, ALPHA)).logpdf(params.weights))
    for m, c in zip(params.means, params.covariances, strict=True):
        value += float(multivariate_normal(M0, c / KAPPA).logpdf(m))
    covariances = params.covariances[:1] if shape == "tied" else params.covariances
    return value + sum(float(invwishart(NU, PSI).logpdf(c)) for c in covariances)


def unpacked(theta: np.ndarray, shape: str, k: int, size: int) -> GaussianParams:
    """Any real numbers as weights (softmax), means, and covariances by the logs of their Cholesky factors."""
    w, theta = theta[: k - 1], theta[k - 1 :]
    logits = np.append(w, 0.0)
    means, theta = theta[: k * size].reshape(k, size), theta[k * size :]
    if shape == "spherical":
        covs = np.exp(2 * theta)[:, None, None] * np.eye(size)
    elif shape == "diag":
        covs = np.exp(2 * theta).reshape(k, size, 1) * np.eye(size)
    else:
        rows, columns = np.tril_indices(size)
        lower = np.zeros((1 if shape == "tied" else k, size, size))
        lower[:, rows, columns] = theta.reshape(len(lower), -1)
        diagonal = np.arange(size)
        lower[:, diagonal, diagonal] = np.exp(lower[:, diagonal, diagonal])
        covs = np.broadcast_to(lower @ np.swapaxes(lower, 1, 2), (k, size, size))
    return GaussianParams(np.exp(logits - logsumexp(logits)), means, covs)


def packed(params: GaussianParams, shape: str) -> np.ndarray:
    k, size = params.means.shape
    log_sd = 0.5 * np.log(np.diagonal(params.covariances, axis1=1, axis2=2))
    if shape == "spherical":
        last = log_sd[:, 0]
    elif shape == "diag":
        last = log_sd.ravel()
    else:
        lower = np.linalg.cholesky(params.covariances[:1] if shape == "tied" else params.covariances)
        diagonal = np.arange(size)
        lower[:, diagonal, diagonal] = np.log(lower[:, diagonal, diagonal])
        last = lower[:, *np.tril_indices(size)].ravel()
    logits = np.log(params.weights)
    return np.concatenate([logits[:-1] - logits[-1], params.means.ravel(), last])


def test_fields_are_pseudo_data() -> None:
    size = 2
    assert PRIOR.weight_n.tolist() == [ALPHA - 1]
    assert PRIOR.mean_n.tolist() == [KAPPA]
    assert PRIOR.cov_n.tolist() == [NU + size + 2]
    np.testing.assert_allclose(PRIOR.x, [KAPPA * M0], rtol=1e-15)
    np.testing.assert_allclose(PRIOR.xx, [PSI + KAPPA * np.outer(M0, M0)], rtol=1e-15)
    stats = GaussianMixture().infer(X, begin(X, 3, "full")).stats
    total = stats + PRIOR
    for name in ("weight_n", "mean_n", "cov_n", "x", "xx"):
        both = getattr(stats, name) + getattr(PRIOR, name)
        np.testing.assert_allclose(getattr(total, name), both, rtol=1e-11, atol=1e-11)
        np.testing.assert_allclose(getattr(PRIOR + stats, name), both, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_log_prior_is_a_density_up_to_a_constant(shape: Any) -> None:
    model = GaussianMixture(shape)
    at = [begin(X, 3, shape, seed) for seed in (1, 2)]
    at.append(GaussianParams([0.2, 0.3, 0.5], at[0].means * 3, at[0].covariances * 0.2))
    gaps = [model.expected_log_joint(PRIOR, p) - log_prior(p, shape) for p in at]
    np.testing.assert_allclose(gaps, gaps[0], rtol=1e-12)  # a few dozen terms of up to 1e2
    if shape == "full":  # and the constant is the one it should be
        norm = NU / 2 * math.log(np.linalg.det(PSI)) - NU * math.log(2) - float(multigammaln(NU / 2, 2))
        # of_cov carries log 2 pi for all nu + D + 2 pseudo-data, of which one belongs to the mean.
        each = norm + math.log(KAPPA) - math.log(2 * math.pi) + (NU + 4) * math.log(2 * math.pi)
        middle = float(dirichlet(np.full(3, ALPHA)).logpdf([1 / 3] * 3)) + 3 * (ALPHA - 1) * math.log(3)
        assert gaps[0] == pytest.approx(-3 * each - middle, rel=1e-11)


@pytest.mark.parametrize("shape", SHAPES)
def test_map_is_where_a_general_optimiser_ends(shape: Any) -> None:
    start = begin(X, 2, shape, seed=3)
    trace, end = record(GaussianMixture(shape), X, start, Recipe(prior=PRIOR), max_iter=5000, tol=1e-15)
    assert end.converged and end.events == ()

    def loss(theta: np.ndarray) -> float:
        at = unpacked(theta, shape, 2, 2)
        return -float(logsumexp(plain_log_joint(X, at), axis=1).sum()) - log_prior(at, shape)

    # From somewhere else nearby, for there are several maxima.
    nearby = packed(end.params, shape)
    nearby = nearby + 0.1 * np.random.default_rng(1).normal(size=nearby.shape)
    best = minimize(loss, nearby, method="BFGS", options={"gtol": 1e-6})
    assert loss(nearby) > best.fun + 0.1
    # BFGS takes differences: its gradient is good to 1e-6 or so of a curvature of some tens.
    there = unpacked(best.x, shape, 2, 2)
    np.testing.assert_allclose(end.params.weights, there.weights, rtol=0, atol=2e-5)
    np.testing.assert_allclose(end.params.means, there.means, rtol=0, atol=2e-4)
    np.testing.assert_allclose(end.params.covariances, there.covariances, rtol=0, atol=5e-4)
    # No direction leads up from where EM stopped.
    here, value = packed(end.params, shape), loss(packed(end.params, shape))
    assert value <= best.fun + 1e-9 * abs(best.fun)
    for i in range(len(here)):
        for step in (1e-3, -1e-3):
            moved = here.copy()
            moved[i] += step
            assert loss(moved) >= value - 1e-9
    # The objective is the log posterior, up to the constant of the prior.
    shift = GaussianMixture(shape).expected_log_joint(PRIOR, end.params) - log_prior(end.params, shape)
    assert end.log_likelihood + trace[-1].log_prior == pytest.approx(-value + shift, rel=1e-12)


def test_a_prior_alone_has_its_mode() -> None:
    at = begin(X, 3, "full")
    mode = GaussianMixture().maximize(PRIOR, at)
    np.testing.assert_allclose(mode.weights, [1 / 3] * 3, rtol=1e-15)
    np.testing.assert_allclose(mode.means, [M0] * 3, rtol=1e-15)
    np.testing.assert_allclose(mode.covariances, [PSI / (NU + 4)] * 3, rtol=1e-14)


@pytest.mark.parametrize("shape", ["full", "diag", "spherical"])
def test_with_the_prior_nothing_collapses(shape: Any) -> None:
    x = np.array([[0.0, 0.0], [1.0, 0.2], [0.3, 1.0], [1.1, 0.9], [9.0, 9.0]])
    start = GaussianParams([0.8, 0.2], [[0.5, 0.5], [9, 9]], np.tile(0.5 * np.eye(2), (2, 1, 1)))
    model = GaussianMixture(shape)
    assert [e.kind for e in fit(model, x, start).events] == ["collapse"]
    prior = normal_inverse_wishart(x.mean(axis=0), 0.01, 0.1 * np.cov(x.T), 4.0)
    trace, end = record(model, x, start, Recipe(prior=prior))
    assert end.converged and end.events == ()
    objectives = [s.objective for s in trace[1:]]
    assert all(b >= a - 1e-10 * (1 + abs(a)) for a, b in zip(objectives, objectives[1:], strict=False))
    assert trace[-1].objective == pytest.approx(trace[-1].elbo + trace[-1].log_prior, rel=1e-12)
    # A component with one point: the scatter is the prior's, and kappa / (1 + kappa) of the way to m0.
    if shape == "full":
        n, kappa, size = 1.0, 0.01, 2
        away = x[4] - x.mean(axis=0)
        alone = (0.1 * np.cov(x.T) + n * kappa / (n + kappa) * np.outer(away, away)) / (n + 4.0 + size + 2)
        np.testing.assert_allclose(end.params.covariances[1], alone, rtol=1e-3)  # others lend it a trace


@pytest.mark.parametrize("k", [1, 3])
def test_all_points_equal_are_no_collapse_under_a_prior(k: int) -> None:
    x = np.full((6, 2), 3.0)
    prior = normal_inverse_wishart([0.0, 0.0], 1.0, np.eye(2), 3.0, 2.0)
    start = GaussianParams(np.full(k, 1 / k), np.arange(2.0 * k).reshape(k, 2), np.tile(np.eye(2), (k, 1, 1)))
    end = fit(GaussianMixture(), x, start, Recipe(prior=prior), max_iter=2000)
    assert end.converged and not any(e.stops for e in end.events)


def test_a_weak_prior_far_below_the_data_s_scale_is_still_no_collapse() -> None:
    """1e-16 of the data's variance: less than the limit of a collapse, and still the maximum."""
    x = np.concatenate([FAITHFUL, [[40.0, 400.0]]])
    prior = normal_inverse_wishart(x.mean(axis=0), 1e-20, 1e-16 * np.cov(x.T), 3.0)
    start = GaussianParams([0.9, 0.1], [[3.5, 70], [40, 400]], [np.cov(FAITHFUL.T), np.cov(FAITHFUL.T)])
    trace, end = record(GaussianMixture(), x, start, Recipe(prior=prior), max_iter=60)
    assert not any(e.stops for e in end.events)
    assert np.linalg.eigvalsh(end.params.covariances[1])[0] < 1e-15 * np.linalg.eigvalsh(np.cov(x.T))[0]
    values = [s.objective for s in trace[1:]]
    assert all(b >= a - 1e-9 * (1 + abs(a)) for a, b in zip(values, values[1:], strict=False))


@pytest.mark.parametrize("nu", [0.5, 1.0, 3.0])
def test_three_and_fewer_invented_points_are_a_prior_times_a_factor(nu: float) -> None:
    """v = (S + nu s^2) / (N + nu) around the mean, s = 0.5; the density itself begins above three points."""
    x = np.array([[1.0], [2.0], [4.0], [7.0]])
    prior = normal_inverse_wishart([0.0], strength=0, scatter=[[4 * 0.25]], dof=1) * (nu / 4)
    start = GaussianParams([1.0], [[0.0]], [[[1.0]]])
    end = fit(GaussianMixture(), x, start, Recipe(prior=prior)).params
    squares = float(np.square(x - x.mean()).sum())
    assert end.means[0, 0] == pytest.approx(x.mean(), rel=1e-12)
    assert end.covariances[0, 0, 0] == pytest.approx((squares + nu * 0.25) / (4 + nu), rel=1e-12)


@pytest.mark.parametrize(("arguments", "message"), [
    (([0.0], 1.0, [[1.0]], 0.0), "dof must be above D - 1 = 0 for a density, got 0.0; .* multiply"),
    (([0.0, 0.0], 1.0, [[1.0, 0.0], [0.0, 0.0]], 4.0), "positive definite"),
    (([0.0, 0.0], -1.0, np.eye(2), 4.0), "strength must be at least 0"),
    (([0.0, 0.0], 1.0, np.eye(2), 4.0, 0.5), "concentration must be at least 1"),
    (([0.0, 0.0], 1.0, np.eye(3), 4.0), r"scatter must be numbers of shape \(2, 2\)"),
])  # fmt: skip
def test_priors_that_are_none_are_refused(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        normal_inverse_wishart(*arguments)
