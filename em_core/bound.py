"""Entropy, KL divergence, and the evidence lower bound for any q."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr, xlogy

from em_core.protocol import LatentModel


def entropy(q: ArrayLike) -> float:
    """H(q) = -sum q log q, in nats, with 0 log 0 = 0."""
    return -float(xlogy(q, q).sum())


def kl(q: ArrayLike, p: ArrayLike) -> float:
    """KL(q || p) = sum q log(q / p) >= 0, in nats; infinite where q > 0 = p.

    Kullback & Leibler, On information and sufficiency, Ann. Math. Stat. 22 (1951).
    """
    return float(np.sum(rel_entr(q, p)))


def elbo(model: LatentModel[Any, Any, Any, Any], data: Any, posterior: Any, params: Any) -> float:
    """E_q log p(x, z | params) + H(q) <= log p(x | params), for any q (Neal & Hinton 1998, eq. 7)."""
    stats = model.expected_stats(data, posterior)
    return model.expected_log_joint(stats, params) + float(posterior.entropy())
