"""Simulated points: drawn from a Gaussian mixture by its own two-step story, and two sets that are kept."""

from __future__ import annotations

import numpy as np

from em_core.checks import whole
from em_core.models.gaussian.params import GaussianParams
from em_core.protocol import Floats, Ints, frozen


def draw(params: GaussianParams, n: int, seed: int) -> tuple[Floats, Ints]:
    """n points (n, D) and the components (n,) that they came from.

    z_i ~ weights, then x_i = m_z + L_z e with L_z L_z' = C_z and e ~ N(0, I). The same seed gives the
    same points, and the first ones do not depend on n. Raises ValueError unless n >= 1 and seed >= 0.
    """
    random = np.random.Generator(np.random.PCG64(whole("seed", seed)))
    n, size = whole("n", n, 1), params.means.shape[1]
    steps = np.cumsum(params.weights)
    roots = np.linalg.cholesky(params.covariances)
    uniform, normal = random.spawn(2)
    labels = np.searchsorted(steps / steps[-1], uniform.random(n), side="right")
    x = params.means[labels] + (roots[labels] @ normal.standard_normal((n, size))[..., None])[..., 0]
    return frozen(x), frozen(labels, np.int64)


def three_groups() -> Floats:
    """60 + 50 + 40 points (150, 2) of three Gaussians, group by group; always the same ones."""
    random, parts = np.random.Generator(np.random.PCG64(3)), []
    for n, mean, root in (
        (60, (0.0, 0.0), ((1.0, 0.0), (0.6, 0.7))),
        (50, (4.0, 1.5), ((0.7, 0.0), (-0.4, 0.9))),
        (40, (1.0, 4.5), ((1.3, 0.0), (0.2, 0.4))),
    ):
        parts.append(np.array(mean) + random.standard_normal((n, 2)) @ np.array(root).T)
    return frozen(np.vstack(parts))


def ring() -> Floats:
    """200 points (200, 2) on a circle of radius 3, with noise; always the same ones."""
    random = np.random.Generator(np.random.PCG64(3))
    turn = random.uniform(0, 2 * np.pi, 200)
    circle = np.column_stack([np.cos(turn), np.sin(turn)]) * 3
    return frozen(circle + random.standard_normal((200, 2)) * 0.25)
