"""Gaussians as an exponential family: log w_k N(z | m_k, C_k) = <theta_k, phi(z)>, array by array.

All arrays are features first and components last: means (D, K), covariance entries (Q, K), theta
(F, K); further axes may follow K (many starts at once).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from em_core.models.gaussian.frame import Frame
from em_core.protocol import Floats

LOG_2_PI = math.log(2 * math.pi)
SINGULAR = 1e-15  # a determinant this small, relative to the product of the variances, is rounding
FEW = 8  # components
LOG_ZERO = -1e290  # stands for log 0: times any weight it is finite, times none it is 0


class Natural(NamedTuple):
    """theta (F, K) = [log w + of_mean + of_cov, P m, -P / 2 (doubled off the diagonal)], P = C^-1.

    of_mean = -m'Pm / 2, of_cov = -(log |2 pi C|) / 2 in the data's own units, trace_p = tr P, all (K,).
    """

    theta: Floats
    log_weights: Floats
    of_mean: Floats
    of_cov: Floats
    trace_p: Floats


def least(values: Floats) -> float:
    """The smallest entry; of a few numbers a list finds it sooner."""
    return float(min(values.tolist()) if values.ndim == 1 else np.minimum.reduce(values, axis=None))


def greatest(values: Floats) -> float:
    """The largest entry, in the same way."""
    return float(max(values.tolist()) if values.ndim == 1 else np.maximum.reduce(values, axis=None))


def log_weights(weights: Floats) -> Floats:
    """log w, with a large negative number for log 0."""
    if least(weights) > 0:
        return np.log(weights)
    with np.errstate(divide="ignore"):
        return np.maximum(np.log(weights), LOG_ZERO)


def natural(frame: Frame, mean: Floats, cov: Floats, log_w: Floats) -> Natural | None:
    """theta from means (D, K) and covariance entries (Q, K); None unless all are positive definite."""
    size = frame.size
    if frame.kind == "full" and size == 2 and mean.ndim == 2 and mean.shape[1] <= FEW:
        return _few(frame, mean, cov, log_w)
    if frame.kind == "full" and size > 1:
        found = _plane(mean, cov) if size == 2 else _space(frame, mean, cov)
    else:
        found = _axes(size, mean, cov)
    if found is None:
        return None
    theta, of_mean, log_det, trace_p = found
    of_cov = log_det * -0.5 - (0.5 * size * LOG_2_PI + frame.log_volume)
    theta[0] = log_w + of_mean + of_cov
    return Natural(theta, log_w, of_mean, of_cov, trace_p)


def _few(frame: Frame, mean: Floats, cov: Floats, log_w: Floats) -> Natural | None:
    """A few components in two dimensions: Python's own floats are sooner done than small arrays."""
    constant = LOG_2_PI + frame.log_volume
    columns, of_mean, of_cov, trace_p = [], [], [], []
    for (x, y), (a, b, c), log_weight in zip(mean.T.tolist(), cov.T.tolist(), log_w.tolist(), strict=True):
        both = a * c
        det = both - b * b
        if not (det > SINGULAR * both and a > 0):
            return None
        p, q, r = c / det, b / det, a / det  # the precision is [p, -q; -q, r]
        u, v = p * x - q * y, r * y - q * x
        in_mean, in_cov = -0.5 * (u * x + v * y), -0.5 * math.log(det) - constant
        columns.append((log_weight + in_mean + in_cov, u, v, -0.5 * p, q, -0.5 * r))
        of_mean.append(in_mean)
        of_cov.append(in_cov)
        trace_p.append(p + r)
    return Natural(np.array(columns).T, log_w, np.array(of_mean), np.array(of_cov), np.array(trace_p))


Parts = tuple[Floats, Floats, Floats, Floats]  # theta (but for its first row), of_mean, log |C|, tr P


def _plane(mean: Floats, cov: Floats) -> Parts | None:
    """Two dimensions: what a formula says at once takes LAPACK longer."""
    a, b, c = cov
    x, y = mean
    both = a * c
    det = both - b * b
    if not (least(det - SINGULAR * both) > 0 and least(a) > 0):
        return None
    theta = np.empty((6, *det.shape))
    p, q, r = c / det, b / det, a / det  # the precision is [p, -q; -q, r]
    u, v = np.subtract(p * x, q * y, out=theta[1]), np.subtract(r * y, q * x, out=theta[2])
    np.multiply(p, -0.5, out=theta[3])
    theta[4] = q
    np.multiply(r, -0.5, out=theta[5])
    return theta, (u * x + v * y) * -0.5, np.log(det), p + r


def _axes(size: int, mean: Floats, cov: Floats) -> Parts | None:
    """Variances along the axes, (D, K), or one for all of them, (1, K)."""
    if not least(cov) > 0:
        return None
    precision, logs = 1.0 / cov, np.log(cov)
    theta = np.empty((1 + size + len(cov), *mean.shape[1:]))
    linear = np.multiply(precision, mean, out=theta[1 : 1 + size])
    np.multiply(precision, -0.5, out=theta[1 + size :])
    of_mean = np.add.reduce(linear * mean, axis=0) * -0.5
    if len(cov) == 1:
        return theta, of_mean, logs[0] * size, precision[0] * size
    return theta, of_mean, np.add.reduce(logs, axis=0), np.add.reduce(precision, axis=0)


def _space(frame: Frame, mean: Floats, cov: Floats) -> Parts | None:
    try:
        root = np.linalg.cholesky(frame.matrices(cov))
    except np.linalg.LinAlgError:
        return None
    inverse = np.linalg.inv(root)
    precision = np.swapaxes(inverse, -1, -2) @ inverse
    theta = np.empty((1 + frame.size + len(cov), *mean.shape[1:]))
    linear = theta[1 : 1 + frame.size]
    linear[...] = np.einsum("...ij,j...->i...", precision, mean)
    twice = frame.twice.reshape(-1, *(1,) * (cov.ndim - 1))
    theta[1 + frame.size :] = frame.entries(precision) * (-0.5 * twice)
    log_det = 2.0 * np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1)
    of_mean = np.add.reduce(linear * mean, axis=0) * -0.5
    return theta, of_mean, log_det, np.trace(precision, axis1=-2, axis2=-1)


def loss(frame: Frame, mean: Floats, cov: Floats, trace_p: Floats) -> Floats:
    """tr(P) (|m|^2 + tr C), (K,): how much a rounding error grows in <theta, phi>."""
    if frame.kind == "spherical":
        trace_c = frame.size * cov[0]
    else:
        trace_c = cov[frame.rows == frame.columns].sum(axis=0)
    return np.asarray(trace_p * (np.add.reduce(mean * mean, axis=0) + trace_c))


def smallest_eigenvalues(frame: Frame, cov: Floats) -> Floats:
    """The smallest eigenvalue of every covariance (K, ...), in the frame's coordinates."""
    if frame.kind == "full":
        return np.asarray(np.linalg.eigvalsh(frame.matrices(cov))[..., 0])
    return np.asarray(cov.min(axis=0))
