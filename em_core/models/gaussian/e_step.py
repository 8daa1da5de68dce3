"""The E-step of a Gaussian mixture and its statistics, in one pass over the points.

Arrays are components first, (K, M) for a block of M points, so that a sum over components adds up
rows; further axes may follow K (many starts at once).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from em_core.mixture import TIE
from em_core.models.gaussian.frame import Features, Frame, with_products
from em_core.models.gaussian.local import Local, localise, localised
from em_core.models.gaussian.shapes import LOG_ZERO, Natural, greatest, loss
from em_core.protocol import Floats

ONES = np.ones(64)
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
        near = TIE * (1.0 + largest) if local is None else math.inf
        deep = deep or largest > -DEEPEST
    totals: Sweep | None = None
    each = ONES[: shape[0]] if shape[0] <= len(ONES) else np.ones(shape[0])
    start, flat = 0, None
    for phi in features.blocks():
        if flat is None or flat.shape[1] != phi.shape[1]:  # large arrays cost the system time: made once
            joint, flat = np.empty((len(rows), phi.shape[1])), np.empty((len(rows), phi.shape[1]))
            low, q = joint.reshape(*shape, -1), flat.reshape(*shape, -1)
        own = _joint(rows, phi, features, local, joint)
        top = np.maximum(low[0], low[1]) if len(low) == 2 else np.maximum.reduce(low, axis=0)
        if deep or not hard:
            low -= top
        _exp(low, q, deep)
        total = np.dot(each, q) if q.ndim == 2 else np.dot(each, q.reshape(len(q), -1)).reshape(top.shape)
        excess = np.dot(np.log(total), phi[0])  # phi[0] is 1 everywhere: BLAS adds up sooner than a sum
        evidence = excess + np.dot(top, phi[0]) if deep or not hard else excess
        entropy: Any = 0.0
        ties: Any = 0
        if hard:
            ties = _one_hot(low, top, near, deep, q)
        elif beta == 1.0:
            q /= total
            entropy = excess - _dot(q, low)
        else:
            entropy = _tempered(low, beta, q, each)
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


def _sums(phi: Floats, q: Floats) -> Floats:
    """phi (F, M) @ q.T (M, K), in the same way as ``_joint``."""
    if not (1 < len(q) <= FEW and len(phi) >= LONG):
        return np.asarray(np.dot(q, phi.T).T)
    return np.stack([np.dot(phi, row) for row in q], axis=1)


def apart(frame: Frame, mean: Floats, cov: Floats, at: Natural) -> tuple[Floats, Local | None, bool]:
    """What ``sweep`` needs: theta, with the components that would lose digits in coordinates of their own."""
    # tr P times this is at least (z - m)' P (z - m) / 2, and where C is of data, at least ``loss``.
    most = greatest(at.trace_p) * (frame.reach + float(np.vdot(mean, mean)))
    if most <= LOSES:
        return at.theta, None, most > DEEP
    grows = loss(frame, mean, cov, at.trace_p)
    if grows.max() <= LOSES:
        return at.theta, None, True
    flat = Natural(*(part.reshape(*part.shape[: part.ndim - grows.ndim], -1) for part in at))
    mean, cov = mean.reshape(len(mean), -1), cov.reshape(len(cov), -1)
    local = localise(frame, mean, cov, np.flatnonzero(grows > LOSES))
    return localised(frame, local, mean, cov, flat).theta.reshape(at.theta.shape), local, True


def log_joints(theta: Floats, features: Features, local: Local | None) -> Floats:
    """<theta_k, phi_n> = log p(x_n, z_n = k), shape (K, N)."""
    blocks = []
    for phi in features.blocks():
        blocks.append(np.empty((theta.shape[1], phi.shape[1])))
        _joint(theta.T, phi, features, local, blocks[-1])
    return np.concatenate(blocks, axis=1)


def _joint(
    rows: Floats, phi: Floats, features: Features, local: Local | None, out: Floats
) -> Sequence[tuple[int, Floats]]:
    """The log joints of a block, into ``out``; and the features of components with coordinates of their own.

    BLAS is sooner done with a few long rows one by one.
    """
    if 1 < len(rows) <= FEW and len(phi) >= LONG:
        for row, line in zip(rows, out, strict=True):
            np.dot(row, phi, out=line)
    else:
        np.dot(rows, phi, out=out)
    if local is None:
        return ()
    own = own_features(features.frame, phi, local)
    for j, phi_j in own:
        out[j] = rows[j] @ phi_j
    return own


def own_features(frame: Frame, phi: Floats, local: Local) -> list[tuple[int, Floats]]:
    """The features of a block in the coordinates of each component that has its own."""
    z = phi[1 : 1 + frame.size]
    return [
        (int(j), with_products(frame, inverse @ (z - mean[:, None])))
        for j, mean, inverse in zip(local.rows, local.mean.T, local.inverse, strict=True)
    ]


def _exp(low: Floats, out: Floats, deep: bool) -> None:
    """exp(low); 0 below exp(DEEPEST): where it underflows, numpy takes up to fifty times as long."""
    if not deep or np.minimum.reduce(low, axis=None) > DEEPEST:
        np.exp(low, out=out)
        return
    np.maximum(low, np.full(low.shape[1:], DEEPEST), out=out)
    np.exp(out, out=out)
    out *= low > DEEPEST


def _dot(q: Floats, low: Floats) -> Any:
    """sum over components and points of q * low, for every start."""
    return np.vdot(q, low) if q.ndim == 2 else np.einsum("ksm,ksm->s", q, low)


def _tempered(low: Floats, beta: float, q: Floats, each: Floats) -> Any:
    """q proportional to exp(beta low), into ``q``, and its entropy; ``low`` is used up."""
    with np.errstate(over="ignore"):  # a large beta may send ``low`` to -inf, which is what it means
        low *= beta
    np.maximum(low, LOG_ZERO, out=low)
    _exp(low, q, True)
    total = np.dot(each, q.reshape(len(q), -1)).reshape(q.shape[1:])
    q /= total
    return np.add.reduce(np.log(total), axis=-1) - _dot(q, low)


def _one_hot(low: Floats, top: Floats, near: float, shifted: bool, q: Floats) -> Any:
    """Each point wholly to the first of its best components, into ``q``; how many points were tied.

    shifted: whether ``top`` is subtracted already. ``near`` is at least every point's allowance
    TIE (1 + |top|): nothing that near, no ties.
    """
    best = low >= (-near if shifted else top - near)
    if np.count_nonzero(best) == top.size:
        q[...] = best
        return 0
    best = (low if shifted else low - top) >= -TIE * (1.0 + np.abs(top))
    first = best.argmax(axis=0)
    q[...] = np.arange(len(best)).reshape(-1, *(1,) * first.ndim) == first
    return np.add.reduce(np.add.reduce(best, axis=0) > 1, axis=-1)
