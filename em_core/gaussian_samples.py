"""Points drawn from a Gaussian mixture by its own two-step story."""

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
