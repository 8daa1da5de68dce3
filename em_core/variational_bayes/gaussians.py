"""A Gaussian mixture whose weights, means and covariances are hidden too: Dirichlet and normal-Wishart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln, logsumexp

from em_core.checks import number, shown
from em_core.mixture import Responsibilities, responsibilities
from em_core.models.gaussian.frame import Points, points
from em_core.protocol import Floats, frozen
from em_core.sealed import Sealed
from em_core.variational_bayes.ascent import assignments
from em_core.variational_bayes.dirichlet import Dirichlets, log_beta, positive

Data = Points | ArrayLike  # a table is prepared anew by every call, Points are not
FAR = 1e5  # of a coordinate: its square beside a scatter of 1 still leaves digits
LOG_2, LOG_PI = float(np.log(2.0)), float(np.log(np.pi))


@dataclass(frozen=True, eq=False)
class GaussianBeliefs(Sealed):
    """q(theta) of K components in D dimensions: weights ~ Dir(weights), one row (1, K); precision P_k ~
    Wishart(scatter_k^-1, dof_k); mean m_k | P_k ~ N(means_k, (strength_k P_k)^-1).

    means (K, D), strength (K,), scatter (K, D, D), dof (K,).
    """

    weights: Dirichlets
    means: Floats
    strength: Floats
    scatter: Floats
    dof: Floats

    @property
    def covariances(self) -> Floats:
        """scatter_k / dof_k, the inverse of the expected precision, (K, D, D)."""
        return frozen(self.scatter / self.dof[:, None, None])


@dataclass(frozen=True)
class BayesGaussians:
    """weights ~ Dir(concentration), P_k ~ Wishart(scatter^-1, dof), m_k | P_k ~ N(mean, (strength P_k)^-1).

    mean: one number for all columns; scatter: a number times the identity; dof: D where None. Data (N, D),
    not beyond 1e5: see ``standardised``. Raises ValueError unless concentration, strength and scatter are in
    [1e-6, 1e6] and dof > D - 1.
    Bishop, Pattern Recognition and Machine Learning (2006), section 10.2.
    """

    concentration: float = 1.0
    mean: float = 0.0
    strength: float = 1.0
    scatter: float = 1.0
    dof: float | None = None

    def __post_init__(self) -> None:
        for name in ("concentration", "strength", "scatter"):
            positive(name, getattr(self, name))
        number("mean", self.mean, -FAR, FAR)
        if self.dof is not None:
            number("dof", self.dof, 1e-6, 1e6)

    def admit(self, data: Any, q_z: Any) -> tuple[Points, Responsibilities]:
        """Raises ValueError unless data are a table of numbers up to 1e5, and q(z) has a row for each."""
        found = points(data)
        for n, j in np.argwhere(np.abs(found.x) > FAR)[:1]:
            raise ValueError(
                f"data must be numbers up to {FAR:g} in size, got {found.x[n, j]} in row {n + 1}, "
                f"column {j + 1}; write standardised(data)"
            )
        if not isinstance(q_z, Responsibilities):
            raise ValueError(f"q_z must be Responsibilities, got {shown(q_z)}; write Responsibilities(probs)")
        if len(q_z.probs) != len(found):
            raise ValueError(f"q_z must have one row per point, got {len(q_z.probs)} for {len(found)} points")
        if self._dof(found.x.shape[1]) <= found.x.shape[1] - 1:
            raise ValueError(f"dof must be above D - 1 = {found.x.shape[1] - 1}, got {self.dof!r}")
        return found, q_z.alone()

    def _dof(self, size: int) -> float:
        return float(size if self.dof is None else self.dof)

    def _beliefs(self, x: Floats, q: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Means, strengths, scatters and degrees of freedom from q (K, N). Bishop, eqs. 10.60-10.63."""
        n, size = q.sum(axis=1), x.shape[1]
        here = (q @ x) / np.where(n > 0, n, 1.0)[:, None]  # (K, D), 0 without mass
        apart = x - here[:, None]  # (K, N, D)
        inner = np.einsum("kn,kni,knj->kij", q, apart, apart)
        strength = self.strength + n
        pull = here - self.mean
        outer = (self.strength * n / strength)[:, None, None] * pull[:, :, None] * pull[:, None, :]
        means = (self.strength * self.mean + n[:, None] * here) / strength[:, None]
        return means, strength, self.scatter * np.eye(size) + inner + outer, self._dof(size) + n

    def believe(self, data: Data, q_z: Responsibilities) -> GaussianBeliefs:
        """The conjugate posterior of the data, counted by q(z). Bishop, eqs. 10.58 and 10.60-10.63."""
        q = q_z.probs.T
        return GaussianBeliefs(
            Dirichlets((self.concentration + q.sum(axis=1))[None]),
            *(frozen(values) for values in self._beliefs(points(data).x, q)),
        )

    def _log_joint(self, data: Points, q_theta: GaussianBeliefs) -> Floats:
        """E log p(x_n, z_n = k | theta), (N, K). Bishop, eq. 10.46."""
        size = data.x.shape[1]
        apart = data.x - q_theta.means[:, None]  # (K, N, D)
        solved = np.linalg.solve(np.linalg.cholesky(q_theta.scatter), np.swapaxes(apart, 1, 2))
        far = q_theta.dof[:, None] * np.square(solved).sum(axis=1) + size / q_theta.strength[:, None]
        each = (_log_det(q_theta) - size * (LOG_2 + LOG_PI))[:, None] - far
        return np.asarray((q_theta.weights.expected_logs().T + each / 2).T)

    def infer(self, data: Data, q_theta: GaussianBeliefs) -> Responsibilities:
        """q_nk proportional to exp(E log w_k + E log N(x_n | m_k, P_k^-1)). Bishop, eqs. 10.46-10.49."""
        return responsibilities(self._log_joint(points(data), q_theta), 1.0).alone()

    def bound(self, data: Data, q_z: Responsibilities, q_theta: GaussianBeliefs) -> float:
        """E_q log p(x, z | theta) + H(q(z)) - KL(q(theta) || p(theta)), in nats. Bishop, eq. 10.70."""
        size, log_det = q_theta.means.shape[1], _log_det(q_theta)
        solved = np.linalg.inv(q_theta.scatter)
        pull = q_theta.means - self.mean
        quad = q_theta.dof * np.einsum("ki,kij,kj->k", pull, solved, pull)
        ratio = self.strength / q_theta.strength
        kl_means = (size * (ratio - 1 - np.log(ratio)) + self.strength * quad) / 2
        more = q_theta.dof - self._dof(size)
        trace = self.scatter * np.trace(solved, axis1=1, axis2=2) - size
        mine = _log_wishart(q_theta.scatter, q_theta.dof)
        prior = _log_wishart(self.scatter * np.eye(size)[None], np.array([self._dof(size)]))
        kl_precisions = mine - prior + (more * log_det + q_theta.dof * trace) / 2
        apart = q_theta.weights.kl(self.concentration) + float((kl_means + kl_precisions).sum())
        return float((q_z.probs * self._log_joint(points(data), q_theta)).sum()) + q_z.entropy() - apart

    def log_evidence(self, data: Data, components: int) -> float | None:
        """log p(x), every z with its weights, means and covariances integrated out; few points only."""
        x = points(data).x
        z = assignments(len(x), components)
        if z is None:
            return None
        count, size = x.shape
        chosen = (z[:, None, :] == np.arange(components)[:, None]).astype(np.float64)  # (Z, K, N)
        n = chosen.sum(axis=2)
        _, strength, scatter, dof = self._beliefs(x, chosen.reshape(-1, count))
        prior = _log_wishart(self.scatter * np.eye(size)[None], np.array([self._dof(size)]))
        alone = prior - _log_wishart(scatter, dof) + size / 2 * np.log(self.strength / strength)
        alone -= n.ravel() * size / 2 * (LOG_2 + LOG_PI)
        shares = np.full(components, float(self.concentration))
        weights = log_beta(shares + n) - log_beta(shares)
        return float(logsumexp(weights + alone.reshape(-1, components).sum(axis=1)))


def standardised(data: ArrayLike) -> Floats:
    """(x - mean) / sd column by column, the sd with N in the denominator; a constant column becomes 0."""
    x = points(data).x
    sd = x.std(axis=0)
    return frozen((x - x.mean(axis=0)) / np.where(sd > 0, sd, 1.0))


def _log_det(q_theta: GaussianBeliefs) -> Floats:
    """E log |P_k|, (K,). Bishop, eq. 10.65."""
    size = q_theta.means.shape[1]
    halves = digamma((q_theta.dof[:, None] - np.arange(size)) / 2).sum(axis=1)
    return np.asarray(halves + size * LOG_2 - np.linalg.slogdet(q_theta.scatter)[1])


def _log_wishart(scatter: Floats, dof: Floats) -> Floats:
    """log of the Wishart's constant, (K,), of W = scatter^-1, less D (D - 1) / 4 log pi. Bishop, B.79."""
    size = scatter.shape[-1]
    gammas = gammaln((dof[:, None] - np.arange(size)) / 2).sum(axis=1)
    return np.asarray(dof / 2 * np.linalg.slogdet(scatter)[1] - dof * size / 2 * LOG_2 - gammas)
