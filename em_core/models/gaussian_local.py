"""Coordinates of their own for components that lose their digits in the data's frame."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from em_core.models.gaussian_frame import Frame
from em_core.models.gaussian_shapes import Natural, natural
from em_core.protocol import Floats


class Local(NamedTuple):
    """Coordinates of their own, y = root^-1 (z - mean), for the components ``rows`` (J,).

    A component that is narrow for its distance from the frame's origin would lose its digits to
    cancellation. mean (D, J), root and inverse (J, D, D), log_det (J,) = log |root|.
    """

    rows: Any
    mean: Floats
    root: Floats
    inverse: Floats
    log_det: Floats

    def of(self, which: Any) -> Local:
        """The same for the starts ``which`` (S,) only, of components counted through (K, S) flattened."""
        k, s = np.divmod(self.rows, len(which))
        stay = which[s]
        rows = k[stay] * np.count_nonzero(which) + (np.cumsum(which) - 1)[s[stay]]
        return Local(rows, self.mean[:, stay], self.root[stay], self.inverse[stay], self.log_det[stay])


def localise(frame: Frame, mean: Floats, cov: Floats, rows: Any) -> Local:
    """Coordinates for the components ``rows`` in which they are standard normal."""
    root = np.asarray(np.linalg.cholesky(frame.matrices(cov[:, rows])), dtype=np.float64)
    log_det = np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1)
    return Local(rows, mean[:, rows], root, np.asarray(np.linalg.inv(root), dtype=np.float64), log_det)


def localised(frame: Frame, local: Local, mean: Floats, cov: Floats, at: Natural) -> Natural:
    """theta with the columns of ``local.rows`` in their own coordinates."""
    rows = local.rows
    moved = (local.inverse @ (mean[:, rows] - local.mean).T[..., None])[..., 0].T
    turned = local.inverse @ frame.matrices(cov[:, rows]) @ np.swapaxes(local.inverse, -1, -2)
    own = natural(frame, moved, frame.entries(turned), at.log_weights[rows])
    if own is None:
        raise ValueError("covariances must be positive definite by more than rounding errors")
    theta, of_mean, of_cov = at.theta.copy(), at.of_mean.copy(), at.of_cov.copy()
    theta[:, rows], of_mean[rows] = own.theta, own.of_mean
    theta[0, rows] -= local.log_det
    of_cov[rows] = own.of_cov - local.log_det
    return at._replace(theta=theta, of_mean=of_mean, of_cov=of_cov)
