"""Coordinates of their own for components that lose their digits in the data's frame."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from em_core.models.gaussian.frame import Frame
from em_core.models.gaussian.shapes import LOG_2_PI, Natural
from em_core.protocol import Floats


class Local(NamedTuple):
    """Coordinates of their own, y = root^-1 (z - mean), for the components ``rows`` (J,).

    A component that is narrow for its distance from the frame's origin would lose its digits to
    cancellation. mean (D, J), root and its inverse (J, D, D).
    """

    rows: Any
    mean: Floats
    root: Floats
    inverse: Floats

    def items(self) -> dict[int, Local]:
        """Row by row."""
        each = ([i] for i in range(len(self.rows)))
        parts = [Local(self.rows[i], self.mean[:, i], self.root[i], self.inverse[i]) for i in each]
        return {int(part.rows[0]): part for part in parts}


def localise(frame: Frame, mean: Floats, cov: Floats, rows: Any) -> Local:
    """Coordinates for the components ``rows`` in which they are standard normal."""
    root = np.asarray(np.linalg.cholesky(frame.matrices(cov[:, rows])), dtype=np.float64)
    return Local(rows, mean[:, rows], root, np.asarray(np.linalg.inv(root), dtype=np.float64))


def localised(frame: Frame, local: Local, mean: Floats, cov: Floats, at: Natural) -> Natural:
    """theta with the columns of ``local.rows`` in their own coordinates.

    With C = L L', X = L^-1 root and v = L^-1 (m - local.mean) the quadratic form is |X y - v|^2: sums of
    squares, whether the parameters are as narrow as the coordinates or much wider.
    """
    rows, size = local.rows, frame.size
    lower = np.linalg.cholesky(frame.matrices(cov[:, rows]))
    x = np.linalg.solve(lower, local.root)
    v = np.linalg.solve(lower, (mean[:, rows] - local.mean).T[..., None])
    theta, of_mean, of_cov = at.theta.copy(), at.of_mean.copy(), at.of_cov.copy()
    across = np.swapaxes(x, -1, -2)
    theta[1 : 1 + size, rows] = (across @ v)[..., 0].T
    theta[1 + size :, rows] = -0.5 * frame.twice * frame.entries(across @ x)
    of_mean[rows] = -0.5 * np.square(v).sum(axis=(-1, -2))
    log_det = np.log(np.diagonal(lower, axis1=-2, axis2=-1)).sum(axis=-1)
    of_cov[rows] = -log_det - (0.5 * size * LOG_2_PI + frame.log_volume)
    theta[0, rows] = at.log_weights[rows] + of_mean[rows] + of_cov[rows]
    return at._replace(theta=theta, of_mean=of_mean, of_cov=of_cov)
