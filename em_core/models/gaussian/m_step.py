"""The M-step of a Gaussian mixture: weights, means and covariances from the statistics."""

from __future__ import annotations

import math

import numpy as np

from em_core.models.gaussian.frame import Frame
from em_core.models.gaussian.local import Local
from em_core.models.gaussian.statistics import Once
from em_core.protocol import Floats

NO_MASS = 1e-290  # below this a sum of responsibilities has lost its digits


def shares(weight_n: Floats) -> Floats:
    """w_k = n_k / sum_j n_j, (K, ...)."""
    total = math.fsum(weight_n.tolist()) if weight_n.ndim == 1 else np.add.reduce(weight_n, axis=0)
    return np.asarray(weight_n / total)


def moments(
    frame: Frame, local: Local | None, table: Floats, mean_n: Floats, cov_n: Floats,
    tied: bool, once: Once | None,
) -> tuple[Floats, Floats]:  # fmt: skip
    """m_k = x_k / mean_n_k (D, K, ...), C_k = (xx_k - mean_n_k m_k m_k') / cov_n_k as entries (Q, K, ...).

    Tied: the sums over k instead, with ``once`` counted once. Every mean_n must be above NO_MASS.
    """
    size = frame.size
    if cov_n is mean_n and local is None and not tied:  # data alone: averages
        averages = table[1:] / mean_n
        mean, cov = averages[:size], averages[size:]
        cov -= frame.products(mean)
        if frame.kind == "spherical":
            cov *= 1.0 / size
        return mean, cov
    first = table[1 : 1 + size]
    mean = first / mean_n
    scatter = table[1 + size :] - frame.products(first) / mean_n
    if frame.kind == "spherical":
        scatter *= 1.0 / size
    if local is not None:
        mean, scatter = _home(frame, local, mean, scatter)
    if not tied:
        scatter /= cov_n
        return mean, scatter
    pooled, n = scatter.sum(axis=1), cov_n.sum(axis=0)
    if once is not None:
        again = len(mean_n) - 1
        n = n - again * once.n
        pooled -= again * once.moments(frame).reshape(-1, *(1,) * n.ndim)
    return mean, np.repeat((pooled / n)[:, None], len(mean_n), axis=1)


def _home(frame: Frame, local: Local, mean: Floats, scatter: Floats) -> tuple[Floats, Floats]:
    """Means and scatters of the components in ``local`` back in the frame's coordinates."""
    shape = mean.shape[1:]
    mean, scatter = mean.reshape(len(mean), -1).copy(), scatter.reshape(len(scatter), -1).copy()
    rows, root = local.rows, local.root
    mean[:, rows] = local.mean + (root @ mean[:, rows].T[..., None])[..., 0].T
    turned = root @ frame.matrices(scatter[:, rows]) @ np.swapaxes(root, -1, -2)
    scatter[:, rows] = frame.entries(turned)
    return mean.reshape(-1, *shape), scatter.reshape(-1, *shape)
