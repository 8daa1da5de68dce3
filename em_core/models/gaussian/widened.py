"""An M-step that adds the same number to the diagonal of every covariance, as many libraries do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from em_core.checks import number
from em_core.models.gaussian.m_step import NO_MASS
from em_core.models.gaussian.mixture import KINDS, GaussianMixture
from em_core.models.gaussian.params import GaussianParams
from em_core.models.gaussian.statistics import GaussianStatistics
from em_core.protocol import Floats
from em_core.steps import MStep


@dataclass(frozen=True)
class _Widened:
    by: float

    def __repr__(self) -> str:
        return f"widened({self.by:g})"

    def __call__(
        self, model: GaussianMixture, stats: GaussianStatistics, params: GaussianParams
    ) -> GaussianParams:
        if model.known_variance is not None:  # it would grow by as much at every M-step
            raise ValueError("known_variance must be None: widened changes the covariances")
        best = model.maximize(stats, params)
        components, size = params.size
        frame = stats.of_kind(KINDS[model.covariance], components).frame
        more = np.where((stats.cov_n > NO_MASS) | (model.covariance == "tied"), self.by, 0.0)
        mean, cov = frame.into(best.means, best.covariances + more[:, None, None] * np.eye(size))
        return GaussianParams.made(best.weights, frame, mean, cov, model.covariance)

    def penalty(self, model: GaussianMixture, stats: GaussianStatistics, params: GaussianParams) -> float:
        """-(by / 2) sum_k n_k tr C_k^-1."""
        traces = np.trace(np.linalg.inv(params.covariances), axis1=1, axis2=2)
        return -0.5 * self.by * float(_counts(model, stats) @ traces)


def _counts(model: GaussianMixture, stats: GaussianStatistics) -> Floats:
    """What the scatters are divided by (K,); under "tied" all of it stands at the first component."""
    if model.covariance != "tied":
        return stats.cov_n
    again = 0.0 if stats.once is None else (len(stats.cov_n) - 1) * stats.once.n
    shared = np.zeros_like(stats.cov_n)
    shared[0] = stats.cov_n.sum() - again
    return shared


def widened(by: float) -> MStep:
    """C_k = xx_k / n_k - m_k m_k' + by I: scikit-learn's ``reg_covar``, with any shape of covariance.

    It is the exact argmax of E_q log p(x, z) - (by / 2) sum_k n_k tr C_k^-1, n_k the counts that the
    covariances are divided by. With one covariance for all ("tied") these add up to a constant, so this is
    EM for a penalised likelihood, which never falls. With one for each they depend on q, and the E-step
    knows nothing of the penalty: then neither the likelihood nor this sum has to rise. A component without
    mass keeps its covariance. Raises ValueError unless by is a number >= 0, and in the M-step when the
    model's variance is known.
    """
    return _Widened(number("by", by, 0))
