"""The E-step of a Gaussian mixture and its statistics, in one pass over the points.

Arrays are components first, (K, M) for a block of M points, so that a sum over components adds up
rows; further axes may follow K (many starts at once).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from em_core.mixture import TIE, Responsibilities
from em_core.models.gaussian_frame import BLOCK, Features, Frame, Points, with_products
from em_core.models.gaussian_params import State
from em_core.models.gaussian_shapes import LOG_ZERO, loss
from em_core.models.gaussian_statistics import GaussianStatistics, Local, localise, localised
from em_core.protocol import Event, Floats

DEEPEST = -700.0  # exp of less is (almost) no float
DEEP = 500.0
FEW, LONG = 4, 24  # rows, and features, of which
LOSES = 1e5  # a rounding error may grow by this much before a component gets coordinates of its own


class Sweep(NamedTuple):
    """log p(x), H(q) and the number of ties, a number or (S,); statistics (F, K); q (K, N) if kept."""

    evidence: Any
    entropy: Any
    ties: Any
    table: Floats
    probs: Floats | None


def sweep(
    theta: Floats, features: Features, beta: float, local: Local | None, deep: bool, out: Floats | None = None
) -> Sweep:
    """q_kn proportional to exp(beta <theta_k, phi_n>), and sum_n q_kn phi_n; theta (F, K) or (F, K, S).

    local.rows count through (K, S) flattened. deep: whether a log joint may lie far below the largest.
    q of a single block is kept, and else written to ``out``.
    """
    shape = theta.shape[1:]
    rows = theta.reshape(len(theta), -1).T
    hard, near = math.isinf(beta), 0.0
    if hard:  # no log joint is larger than this
        largest = float(np.abs(theta).sum(axis=0).max()) * max(1.0, features.frame.reach)
        near, deep = TIE * (1.0 + largest), deep or largest > -DEEPEST
    totals: Sweep | None = None
    start = 0
    for phi in features.blocks():
        joint, own = _joint(rows, phi, features, local)
        low = joint.reshape(*shape, -1)
        top = np.maximum(low[0], low[1]) if len(low) == 2 else np.maximum.reduce(low, axis=0)
        if deep or not hard:
            low -= top
        q = _exp(low) if deep else np.exp(low)
        total = q[0] + q[1] if len(q) == 2 else np.add.reduce(q, axis=0)
        excess = np.add.reduce(np.log(total), axis=-1)
        evidence = excess + np.add.reduce(top, axis=-1) if deep or not hard else excess
        ties: Any = 0
        if hard:
            q, ties = _one_hot(low, top, near, deep)
            entropy = 0.0
        elif beta == 1.0:
            q /= total
            entropy = excess - _dot(q, low)
        else:
            q, entropy = _tempered(low, beta)
        flat = q.reshape(joint.shape)
        table = _sums(phi, flat)
        for j, phi_j in own:
            table[:, j] = phi_j @ flat[j]
        if out is not None:
            out[..., start : start + phi.shape[1]] = q
        start += phi.shape[1]
        if totals is None:
            totals = Sweep(evidence, entropy, ties, table, q if start == features.count else None)
        else:
            was = totals
            totals = Sweep(
                was.evidence + evidence, was.entropy + entropy, was.ties + ties, was.table + table, None
            )
    assert totals is not None
    return totals if len(shape) == 1 else totals._replace(table=totals.table.reshape(theta.shape))


def _products(rows: Floats, phi: Floats) -> Floats:
    """rows (K, F) @ phi (F, M); BLAS is sooner done with a few long rows one by one."""
    if not (1 < len(rows) <= FEW and len(phi) >= LONG):
        return np.dot(rows, phi)
    joint = np.empty((len(rows), phi.shape[1]))
    for row, out in zip(rows, joint, strict=True):
        np.dot(row, phi, out=out)
    return joint


def _sums(phi: Floats, q: Floats) -> Floats:
    """phi (F, M) @ q.T (M, K), in the same way."""
    if not (1 < len(q) <= FEW and len(phi) >= LONG):
        return np.dot(q, phi.T).T
    return np.stack([np.dot(phi, row) for row in q], axis=1)


def apart(frame: Frame, state: State) -> tuple[Floats, Local | None, bool]:
    """What ``sweep`` needs: theta, with the components that would lose digits in coordinates of their own."""
    at = state.natural
    # tr P times this is at least (z - m)' P (z - m) / 2, and where C is of data, at least ``loss``.
    most = state.steepest * (frame.reach + float(np.vdot(state.mean, state.mean)))
    if most <= LOSES:
        return at.theta, None, most > DEEP
    grows = loss(frame, state.mean, state.cov, at.trace_p)
    if grows.max() <= LOSES:
        return at.theta, None, True
    local = localise(frame, state.mean, state.cov, np.flatnonzero(grows > LOSES))
    return localised(frame, local, state.mean, state.cov, at).theta, local, True


def tabulate(probs: Floats, features: Features) -> Floats:
    """sum_n q_nk phi_n for any q (N, K), shape (F, K)."""
    ends = range(0, features.count, BLOCK)
    parts = [phi @ probs[a : a + BLOCK] for a, phi in zip(ends, features.blocks(), strict=True)]
    return np.asarray(sum(parts[1:], parts[0]))


def log_joints(theta: Floats, features: Features, local: Local | None) -> Floats:
    """<theta_k, phi_n> = log p(x_n, z_n = k), shape (K, N)."""
    blocks = [_joint(theta.T, phi, features, local)[0] for phi in features.blocks()]
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks, axis=1)


def _joint(
    rows: Floats, phi: Floats, features: Features, local: Local | None
) -> tuple[Floats, Sequence[tuple[int, Floats]]]:
    """The log joints of a block, and the features of the components with coordinates of their own."""
    joint = _products(rows, phi)
    if local is None:
        return joint, ()
    own = []
    z = phi[1 : 1 + features.frame.size]
    for j, mean, inverse in zip(local.rows, local.mean.T, local.inverse, strict=True):
        phi_j = with_products(features.frame, inverse @ (z - mean[:, None]))
        joint[j] = rows[j] @ phi_j
        own.append((j, phi_j))
    return joint, own


def _exp(low: Floats) -> Floats:
    """exp(low), 0 below exp(DEEPEST): where it underflows, numpy takes up to fifty times as long."""
    if np.minimum.reduce(low, axis=None) > DEEPEST:
        return np.exp(low)
    q = np.exp(np.maximum(low, DEEPEST))
    q *= low > DEEPEST
    return q


def _dot(q: Floats, low: Floats) -> Any:
    """sum over components and points of q * low, for every start."""
    return np.vdot(q, low) if q.ndim == 2 else np.einsum("ksm,ksm->s", q, low)


def _tempered(low: Floats, beta: float) -> tuple[Floats, Any]:
    with np.errstate(over="ignore"):  # a large beta may send ``low`` to -inf, which is what it means
        heated = np.maximum(beta * low, LOG_ZERO)
    q = _exp(heated)
    total = np.add.reduce(q, axis=0)
    q /= total
    return q, np.add.reduce(np.log(total), axis=-1) - _dot(q, heated)


def _one_hot(low: Floats, top: Floats, near: float, shifted: bool) -> tuple[Floats, Any]:
    """Each point wholly to the first of its best components, with the ties counted.

    shifted: whether ``top`` is subtracted already. ``near`` is at least every point's allowance
    TIE (1 + |top|): nothing that near, no ties.
    """
    best = low >= (-near if shifted else top - near)
    if np.count_nonzero(best) == top.size:
        return best.astype(np.float64), 0
    best = (low if shifted else low - top) >= -TIE * (1.0 + np.abs(top))
    ties = np.add.reduce(np.add.reduce(best, axis=0) > 1, axis=-1)
    first = best.argmax(axis=0)
    return (np.arange(len(best)).reshape(-1, *(1,) * first.ndim) == first).astype(np.float64), ties


class GaussianPosterior(Responsibilities):
    """Responsibilities that carry the statistics of the pass in which they were made.

    probs (N, K) of more than one block of points are made anew whenever they are asked for.
    """

    stats: GaussianStatistics
    points: Points

    def __init__(self, points: Points, features: Features, state: State, beta: float) -> None:
        frame = features.frame
        theta, local, deep = apart(frame, state)
        found = sweep(theta, features, beta, local, deep)
        evidence = float(found.evidence)
        self.__dict__.update(
            log_evidence=evidence if beta == 1.0 else None,
            log_marginal=evidence,
            events=(Event("tie", None, float(found.ties), False),) if found.ties else (),
            points=points,
            stats=GaussianStatistics.of(frame, local, found.table),
            _entropy=float(found.entropy),
            _again=None if found.probs is not None else (theta, features, beta, local, deep),
            _probs=found.probs,
        )

    @property
    def probs(self) -> Floats:  # type: ignore[override]
        q = self.__dict__["_probs"]
        if q is None:
            theta, features, *rest = self.__dict__["_again"]
            q = np.empty((theta.shape[1], features.count))
            sweep(theta, features, *rest, q)
        q.setflags(write=False)
        return np.asarray(q.T)

    def entropy(self) -> float:
        """H(q), in nats, from the E-step itself."""
        value: float = self.__dict__["_entropy"]
        return value
