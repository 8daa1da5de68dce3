"""Gaussian mixtures for the tests: starts, synthetic points, and the formulas written out plainly."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from em_core import GaussianParams, datasets, starts

SHAPES = ("full", "diag", "tied", "spherical")
FAITHFUL, GALTON = datasets.OLD_FAITHFUL.x, datasets.GALTON.x


def clouds(n: int, dimensions: int, components: int, seed: int) -> np.ndarray:
    """n points of groups that overlap, each with a covariance of its own."""
    random = np.random.default_rng(seed)
    centers = random.normal(size=(components, dimensions)) * 2
    turns = random.normal(size=(components, dimensions, dimensions)) / np.sqrt(dimensions)
    z = random.integers(components, size=n)
    noise = random.normal(size=(n, dimensions))
    return centers[z] + np.einsum("nij,nj->ni", turns[z] + np.eye(dimensions), noise)


def begin(x: np.ndarray, components: int, shape: str, seed: int = 0) -> GaussianParams:
    """Different weights, random points as means, the data's own covariance."""
    at: Any = starts.around(x, starts.random_points(x, components, seed), shape)
    weights = np.arange(1, components + 1) / np.arange(1, components + 1).sum()
    return GaussianParams(weights, at.means, at.covariances)


def plain_log_joint(x: np.ndarray, params: GaussianParams) -> np.ndarray:
    """log w_k + log N(x_n | m_k, C_k), (N, K), by scipy, one component after the other."""
    columns = [
        np.log(w) + multivariate_normal(m, c).logpdf(x).reshape(-1)
        for w, m, c in zip(params.weights, params.means, params.covariances, strict=True)
    ]
    return np.stack(columns, axis=1)


def plain_step(x: np.ndarray, params: GaussianParams, shape: str) -> tuple[np.ndarray, GaussianParams]:
    """Responsibilities and the next parameters as the formulas say, with weighted squares about the mean."""
    joint = plain_log_joint(x, params)
    q = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
    n = q.sum(axis=0)
    means = (q.T @ x) / n[:, None]
    away = x[None] - means[:, None]
    cov = np.einsum("nk,kni,knj->kij", q, away, away) / n[:, None, None]
    size = x.shape[1]
    if shape == "diag":
        cov = cov * np.eye(size)
    elif shape == "spherical":
        cov = np.trace(cov, axis1=1, axis2=2)[:, None, None] / size * np.eye(size)
    elif shape == "tied":
        cov = np.tile((n[:, None, None] * cov).sum(axis=0) / len(x), (len(n), 1, 1))
    return q, GaussianParams(n / n.sum(), means, cov)


def close(a: GaussianParams, b: GaussianParams, rtol: float, atol: float = 0.0) -> None:
    for name in ("weights", "means", "covariances"):
        np.testing.assert_allclose(getattr(a, name), getattr(b, name), rtol=rtol, atol=atol, err_msg=name)
