"""K coins of lesson 03 whose probabilities of heads are hidden too, under Beta priors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import logsumexp

from em_core.checks import shown
from em_core.mixture import Responsibilities, responsibilities
from em_core.models.coins import Rounds
from em_core.protocol import Floats
from em_core.variational_bayes.ascent import assignments
from em_core.variational_bayes.dirichlet import Dirichlets, few, log_beta, positive


@dataclass(frozen=True)
class BetaCoins:
    """theta_k ~ Beta(a, b), z_n takes each coin alike, then the flips of round n; z and theta are hidden.

    q(theta): Dirichlets of a row (heads, tails) per coin. Data are Rounds, with labels if there are any;
    log-likelihoods are of the sequence. Raises ValueError unless a and b are in [1e-6, 1e6].
    """

    a: float = 1.0
    b: float = 1.0

    def __post_init__(self) -> None:
        positive("a", self.a)
        positive("b", self.b)

    @property
    def _prior(self) -> Floats:
        return np.array([self.a, self.b], dtype=np.float64)

    def admit(self, data: Any, q_z: Any) -> tuple[Rounds, Responsibilities]:
        """Raises ValueError unless data are Rounds and q(z) has a row for each, wholly its label's."""
        if not isinstance(data, Rounds):
            raise ValueError(f"data must be Rounds, got {shown(data)}; write Rounds(heads, flips)")
        if not isinstance(q_z, Responsibilities):
            raise ValueError(f"q_z must be Responsibilities, got {shown(q_z)}; write Responsibilities(probs)")
        if len(q_z.probs) != len(data):
            raise ValueError(f"q_z must have one row per round, got {len(q_z.probs)} for {len(data)} rounds")
        few("flips", float(data.counts.sum()))
        excluded = data.excluded(q_z.probs.shape[1])
        if excluded is not None:
            for i, k in np.argwhere(excluded & (q_z.probs > 0))[:1]:
                raise ValueError(
                    f"q_z must give round {i + 1} to coin {k + 1} with probability 0, for another is noted"
                )
        return data, q_z.alone()

    def believe(self, data: Rounds, q_z: Responsibilities) -> Dirichlets:
        """Beta(a + sum_n q_nk h_n, b + sum_n q_nk t_n) for every coin."""
        return Dirichlets(self._prior + q_z.probs.T @ data.counts)

    def _log_joint(self, data: Rounds, q_theta: Dirichlets) -> Floats:
        """E log p(x_n, z_n = k | theta), (N, K); -inf where the label is another coin."""
        table = data.counts @ q_theta.expected_logs().T - np.log(len(q_theta.alpha))
        excluded = data.excluded(len(q_theta.alpha))
        if excluded is not None:
            table[excluded] = -np.inf
        return np.asarray(table)

    def infer(self, data: Rounds, q_theta: Dirichlets) -> Responsibilities:
        """q_nk proportional to exp(h_n E log theta_k + t_n E log(1 - theta_k))."""
        return responsibilities(self._log_joint(data, q_theta), 1.0).alone()

    def bound(self, data: Rounds, q_z: Responsibilities, q_theta: Dirichlets) -> float:
        """E_q log p(x, z | theta) + H(q(z)) - KL(q(theta) || p(theta)), in nats."""
        joint = np.where(q_z.probs > 0, self._log_joint(data, q_theta), 0.0)
        return float((q_z.probs * joint).sum()) + q_z.entropy() - q_theta.kl(self._prior)

    def log_evidence(self, data: Rounds, components: int) -> float | None:
        """log sum_z K^-N prod_k B(a + heads_k(z), b + tails_k(z)) / B(a, b) over the K^N possible z."""
        z = assignments(len(data), components)
        if z is None:
            return None
        totals = np.stack([(z == k) @ data.counts for k in range(components)], axis=1)  # (K^N, K, 2)
        terms = (log_beta(self._prior + totals) - log_beta(self._prior)).sum(axis=1)
        if data.labels is not None:
            terms = np.where(((data.labels < 0) | (z == data.labels)).all(axis=1), terms, -np.inf)
        return float(logsumexp(terms) - len(data) * np.log(components))
