"""Entropy, KL divergence, and the evidence lower bound for any q, as a number and as a curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, rel_entr

from em_core.checks import number, numbers, simplex
from em_core.protocol import Floats, LatentModel

P = TypeVar("P")


def _distribution(name: str, values: ArrayLike) -> Floats:
    probs = numbers(name, values, "outcome", 0, 1)
    simplex(name, probs)
    return probs


def entropy(q: ArrayLike) -> float:
    """H(q) = -sum q log q of a distribution, in nats, with 0 log 0 = 0. Raises ValueError for others."""
    return float(entr(_distribution("q", q)).sum())


def kl(q: ArrayLike, p: ArrayLike) -> float:
    """KL(q || p) = sum q log(q / p) >= 0, in nats; infinite where q > 0 = p.

    Kullback & Leibler, On information and sufficiency, Ann. Math. Stat. 22 (1951), eq. 2.2. Raises
    ValueError unless both are distributions over the same number of outcomes.
    """
    a, b = _distribution("q", q), _distribution("p", p)
    if a.shape != b.shape:
        raise ValueError(f"q and p must have the same number of outcomes, got {a.size} and {b.size}")
    return float(rel_entr(a, b).sum())


def elbo(model: LatentModel[Any, Any, Any, Any], data: Any, posterior: Any, params: Any) -> float:
    """E_q log p(x, z | params) + H(q) <= log p(x | params), in nats, for any q.

    Neal & Hinton, A view of the EM algorithm that justifies incremental, sparse, and other variants
    (1998), the function F.
    """
    stats = model.expected_stats(data, posterior)
    return model.expected_log_joint(stats, params) + float(posterior.entropy())


def divergence(model: LatentModel[Any, Any, Any, Any], data: Any, posterior: Any, params: Any) -> float:
    """KL(q || p(z | x, params)) >= 0, in nats, term by term and not as log p(x) - ELBO.

    Raises ValueError when a datum is impossible under the parameters.
    """
    return float(posterior.kl(model.infer(data, params)))


def q_curve(model: LatentModel[Any, P, Any, Any], data: Any, posterior: Any, points: Sequence[P]) -> Floats:
    """E_q log p(x, z | params) at every one of ``points`` (G,): with the posterior at theta_old as q,
    Q(theta | theta_old) of Dempster, Laird & Rubin (1977), eq. 2.17. Shape (G,), in nats.
    """
    stats = model.expected_stats(data, posterior)
    return np.array([model.expected_log_joint(stats, params) for params in points], dtype=np.float64)


def bound_curve(
    model: LatentModel[Any, P, Any, Any], data: Any, posterior: Any, points: Sequence[P]
) -> Floats:
    """The ELBO of one fixed q at every one of ``points`` (G,): q_curve + H(q). Shape (G,), in nats."""
    return q_curve(model, data, posterior, points) + float(posterior.entropy())


def log_likelihood_curve(model: LatentModel[Any, P, Any, Any], data: Any, points: Sequence[P]) -> Floats:
    """log p(x | params) at every one of ``points`` (G,): shape (G,), in nats."""
    return np.array([model.log_likelihood(data, params) for params in points], dtype=np.float64)


class Tangency(NamedTuple):
    """How a bound lies at one u of a path: log p(x) - ELBO (nats), and both slopes (nats per u).

    gap = 0 and equal slopes: it touches there, as it does where its q is the posterior.
    """

    gap: float
    slope_bound: float
    slope_log_likelihood: float


def tangency(
    model: LatentModel[Any, P, Any, Any],
    data: Any,
    posterior: Any,
    path: Callable[[float], P],
    at: float,
    step: float = 1e-5,
) -> Tangency:
    """The gap at path(at), and central differences (f(at + step) - f(at - step)) / (2 step) of both curves.

    The path must reach from at - step to at + step. Raises ValueError unless step > 0.
    """
    u, h = number("at", at), number("step", step, math.ulp(0.0))
    points = [path(u - h), path(u), path(u + h)]
    below = bound_curve(model, data, posterior, points)
    above = log_likelihood_curve(model, data, points)
    return Tangency(
        float(above[1] - below[1]),
        float(below[2] - below[0]) / (2 * h),
        float(above[2] - above[0]) / (2 * h),
    )
