"""Entropy, KL divergence, and the evidence lower bound for any q."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike
from scipy.special import entr, rel_entr

from em_core.checks import numbers, simplex
from em_core.protocol import Floats, LatentModel


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
