"""What all finite mixtures share: the E-step from a table of log joints, and its posterior."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from em_core.protocol import Event, Floats, frozen


@dataclass(frozen=True, eq=False)
class Responsibilities:
    """q(z) of a mixture: probs (N, K), rows on the simplex; can be built from any q.

    log_evidence = sum_n log sum_k p(x_n, z_n = k | params), None unless probs is the exact posterior.
    log_marginal is the same number wherever it fell out of making q, exact or not, so that a hard
    E-step costs one pass too. Raises ValueError when probs is not a table of distributions.
    """

    probs: Floats
    log_evidence: float | None = None
    log_marginal: float | None = None
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        probs = frozen(self.probs)
        if probs.ndim != 2 or probs.shape[1] == 0:
            raise ValueError(f"probs must have shape (N, K) with K >= 1, got {probs.shape}")
        if not (np.all(probs >= 0) and np.allclose(probs.sum(axis=1), 1.0, rtol=0, atol=1e-9)):
            raise ValueError("probs must hold a distribution over the K components in every row")
        object.__setattr__(self, "probs", probs)

    def entropy(self) -> float:
        """H(q) = -sum_nk q_nk log q_nk, in nats, with 0 log 0 = 0."""
        return -float(xlogy(self.probs, self.probs).sum())


def responsibilities(log_joint: Floats, beta: float) -> Responsibilities:
    """q_nk proportional to exp(beta * log_joint_nk) from log joints (N, K), every row with a finite entry.

    beta = 1: the exact posterior. beta = inf: one-hot at the largest, a tie goes to the lowest
    index and is counted in a "tie" event.
    """
    top = log_joint.max(axis=1, keepdims=True, initial=-math.inf)
    ratio = np.exp(log_joint - top)  # the largest is 1, the impossible 0
    total = ratio.sum(axis=1, keepdims=True)
    evidence = float(top.sum() + np.log(total).sum())
    if math.isinf(beta):
        best = log_joint == top
        probs = np.zeros_like(log_joint)
        probs[np.arange(len(best)), best.argmax(axis=1)] = 1.0
        ties = int((best.sum(axis=1) > 1).sum())
        events = (Event("tie", None, ties, False),) if ties else ()
        return Responsibilities(probs, None, evidence, events)
    if beta == 1.0:
        return Responsibilities(ratio / total, evidence, evidence)
    heated = np.where(ratio > 0, np.exp(np.where(ratio > 0, beta * (log_joint - top), 0.0)), 0.0)
    return Responsibilities(heated / heated.sum(axis=1, keepdims=True), None, evidence)
