"""Where a mixture's means or k-means' centres start: by rule, with a seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import number, unmasked, whole
from em_core.models.gaussian.frame import Points, points
from em_core.models.gaussian.mixture import KINDS, Covariance
from em_core.models.gaussian.params import GaussianParams
from em_core.protocol import Floats, frozen

Data = Points | ArrayLike


def random_points(data: Data, components: int, seed: int) -> Floats:
    """K different rows of the data, (K, D), each choice as likely. Raises ValueError unless N >= K."""
    x, k, random = _problem(data, components, seed)
    return frozen(x[random.choice(len(x), k, replace=False)])


def kmeans_plus_plus(data: Data, components: int, seed: int) -> Floats:
    """K rows of the data, (K, D), each as likely as its squared distance from those before is large.

    The first one uniformly, and so the next where nothing but copies of the chosen is left. Arthur &
    Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007, section 2.2. Raises
    ValueError unless N >= K.
    """
    x, k, random = _problem(data, components, seed)
    chosen, nearest = [int(random.integers(len(x)))], _squares(x, x[:0])
    while len(chosen) < k:
        nearest = np.minimum(nearest, _squares(x, x[chosen[-1:]]))
        total = np.cumsum(nearest)
        if total[-1] > 0:
            chosen.append(int(np.searchsorted(total, random.random() * total[-1], side="right")))
        else:
            chosen.append(int(random.integers(len(x))))
    return frozen(x[chosen])


def farthest(data: Data, components: int, seed: int) -> Floats:
    """K rows of the data, (K, D): a random one, then each the farthest from those before.

    A tie goes to the first row. Gonzalez, Clustering to minimize the maximum intercluster distance,
    Theoretical Computer Science 38 (1985). Raises ValueError unless N >= K.
    """
    x, k, random = _problem(data, components, seed)
    chosen, nearest = [int(random.integers(len(x)))], _squares(x, x[:0])
    while len(chosen) < k:
        nearest = np.minimum(nearest, _squares(x, x[chosen[-1:]]))
        chosen.append(int(np.argmax(nearest)))
    return frozen(x[chosen])


def around(
    data: Data, means: ArrayLike, covariance: Covariance = "full", *, variance: float | None = None
) -> GaussianParams:
    """Equal weights, the given means (K, D), and for each component the data's own covariance.

    In the shape asked for, divided by N; or ``variance`` times the identity. Where that is singular,
    the columns' mean variance times the identity (1 where nothing varies): the first M-step then tells
    of the collapse. Raises ValueError when the means do not fit the data.
    """
    x = points(data)
    unmasked("means", means)
    m = np.asarray(means, dtype=np.float64)
    if m.ndim != 2 or m.shape[1] != x.x.shape[1]:
        raise ValueError(f"means must have shape (K, {x.x.shape[1]}), got {m.shape}")
    if covariance not in KINDS:
        raise ValueError(f"covariance must be one of {', '.join(KINDS)}, got {covariance!r}")
    k, size = m.shape
    weights = np.full(k, 1.0 / k)
    features = x.features("full")
    frame, total = features.frame, sum(phi.sum(axis=1) for phi in features.blocks())
    average = np.asarray(total) / len(x)
    mean = average[1 : 1 + size]
    cov = frame.matrices((average[1 + size :] - frame.products(mean)) * frame.units[:, 0])
    level = float(np.trace(cov)) / size or 1.0
    if variance is not None:
        cov = number("variance", variance) * np.eye(size)
        return GaussianParams(weights, m, np.tile(cov, (k, 1, 1)))
    if covariance == "diag":
        cov = np.diag(np.diagonal(cov))
    elif covariance == "spherical":
        cov = level * np.eye(size)
    sd = np.sqrt(np.maximum(np.diagonal(cov), 0.0))
    spread = sd.min() > 0 and np.linalg.eigvalsh(cov / np.outer(sd, sd))[0] > 1e-10
    return GaussianParams(weights, m, np.tile(cov if spread else level * np.eye(size), (k, 1, 1)))


def _problem(data: Data, components: int, seed: int) -> tuple[Floats, int, np.random.Generator]:
    x, k = points(data).x, whole("components", components, 1)
    if k > len(x):
        raise ValueError(f"components must be at most the number of points, got {k} for {len(x)} points")
    return x, k, np.random.Generator(np.random.PCG64(whole("seed", seed)))


def _squares(x: Floats, to: Floats) -> Floats:
    """Squared distances (N,) from one row, infinite from none."""
    return np.asarray(np.square(x - to).sum(axis=1)) if len(to) else np.full(len(x), np.inf)
