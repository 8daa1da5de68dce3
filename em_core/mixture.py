"""What all finite mixtures share: the E-step from a table of log joints, and its posterior."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, rel_entr

from em_core.checks import positive_beta, unmasked
from em_core.protocol import Event, Floats, Ints, frozen
from em_core.sealed import Sealed

# Two log joints this close, relative to their size, are a tie: equal numbers that were added up in
# another order differ by a few units in the sixteenth digit, and must not decide a label.
TIE = 1e-12
SMALL = 1e-290  # floats below some 1e-308 have fewer digits, and below 5e-324 they are 0


@dataclass(frozen=True, eq=False)
class Responsibilities(Sealed):
    """q(z) of a mixture: probs (N, K), rows on the simplex; can be built from any q.

    log_evidence = sum_n log sum_k p(x_n, z_n = k | params), None unless probs is the exact posterior.
    log_marginal is the same number wherever it fell out of making q, exact or not, so that an
    annealed or a hard E-step costs one pass too. events: what the E-step has to tell (ties).
    log_probs (N, K): log q_nk where the E-step knows it, which is finite where q_nk is too small for a float.
    Raises ValueError when probs is not a table of distributions (rows add up to 1 within 1e-9).
    """

    probs: Floats
    log_evidence: float | None = None
    log_marginal: float | None = None
    events: tuple[Event, ...] = ()
    log_probs: Floats | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        unmasked("probs", self.probs)
        probs = frozen(self.probs)
        if probs.ndim != 2 or 0 in probs.shape:
            raise ValueError(f"probs must have shape (N, K) with N, K >= 1, got {probs.shape}")
        sums = probs.sum(axis=1)
        if not (probs.min() >= 0 and abs(sums - 1.0).max() <= 1e-9):
            n = int(np.argmin((probs.min(axis=1) >= 0) & (abs(sums - 1.0) <= 1e-9)))
            raise ValueError(f"probs must hold a distribution in every row, got {probs[n]} in row {n + 1}")
        object.__setattr__(self, "probs", probs)
        if self.log_probs is not None:
            object.__setattr__(self, "log_probs", frozen(self.log_probs))

    @classmethod
    def from_labels(cls, labels: ArrayLike, components: int) -> Responsibilities:
        """The one-hot q of known labels (N,). Raises ValueError unless they are whole numbers from 0 to
        components - 1."""
        unmasked("labels", labels)
        array: Any = np.asarray(labels)
        if array.ndim != 1 or array.dtype.kind not in "iu" or not np.all((array >= 0) & (array < components)):
            raise ValueError(f"labels must be whole numbers from 0 to {components - 1}, got {array.tolist()}")
        return cls(np.eye(components)[array])

    def alone(self) -> Responsibilities:
        """The same q without what its E-step knew besides."""
        return Responsibilities(self.probs)

    def entropy(self) -> float:
        """H(q) = -sum_nk q_nk log q_nk, in nats, with 0 log 0 = 0."""
        return float(entr(self.probs).sum())

    def kl(self, other: Responsibilities) -> float:
        """KL(q || other) = sum_nk q_nk log(q_nk / other_nk), in nats; infinite where q > 0 = other.

        Where ``other`` is below 1e-290 its log_probs count, if it has them: too small is not impossible.
        Raises ValueError unless both are of the same N and K.
        """
        return float(_kl_terms(self, other).sum())


@dataclass(frozen=True, eq=False)
class CountedResponsibilities(Sealed):
    """q(z) where data that look alike are one row: the times (R,) of a row all have its probs (R, K).

    log_evidence and log_marginal are those of all data, as in :class:`Responsibilities`.
    """

    one: Responsibilities
    times: Floats | Ints
    log_evidence: float | None = None
    log_marginal: float | None = None

    @property
    def probs(self) -> Floats:
        """q of one datum of each row, (R, K)."""
        return self.one.probs

    @property
    def events(self) -> tuple[Event, ...]:
        """Ties, counted by rows."""
        return self.one.events

    def alone(self) -> CountedResponsibilities:
        """The same q without what its E-step knew besides."""
        return CountedResponsibilities(self.one.alone(), self.times)

    def entropy(self) -> float:
        """H(q) = -sum_r times_r sum_k q_rk log q_rk, in nats."""
        return float(self.times @ entr(self.probs).sum(axis=1))

    def kl(self, other: CountedResponsibilities) -> float:
        """KL(q || other) = sum_r times_r sum_k q_rk log(q_rk / other_rk), in nats.

        As in :class:`Responsibilities`, row by row; a row without data counts nothing.
        """
        terms, seen = _kl_terms(self.one, other.one).sum(axis=1), self.times > 0
        return float(self.times[seen] @ terms[seen])


def _kl_terms(one: Responsibilities, other: Responsibilities) -> Any:
    """q_nk log(q_nk / p_nk), (N, K)."""
    q, p = one.probs, other.probs
    if q.shape != p.shape:
        raise ValueError(f"q and p must have the same shape (N, K), got {q.shape} and {p.shape}")
    terms = rel_entr(q, p)
    if (small := (p < SMALL) & (q > 0)).any() and other.log_probs is not None:
        terms[small] = q[small] * (np.log(q[small]) - other.log_probs[small])
    return terms


def responsibilities(log_joint: Floats, beta: float) -> Responsibilities:
    """q_nk proportional to exp(beta * log_joint_nk) from log joints (N, K), every row with a finite entry.

    beta = 1: the exact posterior. beta = inf: one-hot at the largest, a tie (within a relative
    1e-12) goes to the lowest index and is counted in a "tie" event. Raises ValueError unless beta is
    above 0.
    """
    beta = positive_beta(beta)
    top = log_joint.max(axis=1, keepdims=True)
    below = log_joint - top  # 0 for the largest, -inf for the impossible
    ratio = np.exp(below)
    total = ratio.sum(axis=1, keepdims=True)
    log_total = np.log(total)
    evidence = float((top + log_total).sum())
    if beta == 1.0:
        return Responsibilities(ratio / total, evidence, evidence, log_probs=below - log_total)
    if math.isinf(beta):
        return _one_hot(below >= -TIE * (1.0 + abs(top)), evidence)
    with np.errstate(over="ignore"):  # a large beta may send ``below`` to -inf, which is what it means
        heated = np.exp(beta * below)
    return Responsibilities(heated / heated.sum(axis=1, keepdims=True), None, evidence)


def _one_hot(best: Any, evidence: float) -> Responsibilities:
    """Each row wholly to the first of its best components (N, K), with the ties counted."""
    probs = np.zeros(best.shape)
    probs[np.arange(len(best)), best.argmax(axis=1)] = 1.0
    ties = int((best.sum(axis=1) > 1).sum())
    events = (Event("tie", None, float(ties), False),) if ties else ()
    return Responsibilities(probs, None, evidence, events)
