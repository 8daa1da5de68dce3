"""K coins whose log-odds of heads depend on a known property of the round, and nobody noted the coin.

z_n ~ weights, then the flips of round n are heads with log-odds intercepts[z_n] + slopes . features[n]. The
M-step is a weighted logistic regression, which has no closed form. EM with features: Berg-Kirkpatrick,
Bouchard-Cote, DeNero & Klein, "Painless unsupervised learning with features", NAACL (2010) 582-590.
Log-likelihoods are of the sequence of flips.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import expit, xlogy

from em_core.mixture import Responsibilities, responsibilities
from em_core.models.coins import LEAST
from em_core.models.feature_climb import climb, endless
from em_core.models.feature_rounds import FeatureCoinParams, FeatureRounds, FeatureStatistics, same_coins
from em_core.protocol import Conserved, Event, Floats, frozen

LONGEST = 5.0  # of one Newton step, in log-odds of flips: beyond, curvature says nothing about them


@dataclass(frozen=True)
class FeatureCoins:
    """The hidden-coin model with features; ``learn_weights=False`` keeps the weights of the start.

    It climbs in (intercepts, slopes), S = K + J coordinates; the weights have a closed form.
    """

    learn_weights: bool = False
    takes: ClassVar = {"data": FeatureRounds, "params": FeatureCoinParams, "prior": FeatureStatistics}

    def log_joint(self, data: FeatureRounds, params: FeatureCoinParams) -> Floats:
        """log w_k + h_n log p_nk + (n_n - h_n) log(1 - p_nk), log(p / (1 - p)) = a_k + b . f_n: (N, K)."""
        sides = _log_sides(data.kinds, params)[data.kind]
        return np.asarray(np.einsum("ns,nks->nk", data.counts, sides) + xlogy(1.0, params.weights))

    def infer(self, data: FeatureRounds, params: FeatureCoinParams, beta: float = 1.0) -> Responsibilities:
        """gamma_nk proportional to (w_k p_nk^h_n (1 - p_nk)^(n_n - h_n))^beta, shape (N, K)."""
        return responsibilities(self.log_joint(data, params), beta)

    def expected_stats(self, data: FeatureRounds, posterior: Responsibilities) -> FeatureStatistics:
        """sum_n gamma_nk, and sum_n gamma_nk (h_n, n_n - h_n) over the rounds of each kind.

        Raises ValueError unless N agrees.
        """
        q = posterior.probs
        if len(q) != len(data):
            raise ValueError(f"posterior must have one row per round, got {len(q)} for {len(data)} rounds")
        counts = np.zeros((len(data.kinds), q.shape[1], 2))
        np.add.at(counts, data.kind, q[:, :, None] * data.counts[:, None, :])
        return FeatureStatistics(frozen(q.sum(axis=0)), data.kinds, frozen(counts))

    def maximize(self, stats: FeatureStatistics, previous: FeatureCoinParams) -> FeatureCoinParams:
        """The weighted logistic regression by Newton steps to the end, and w_k = rounds_k / N.

        A coin without flips keeps its intercept, a feature that is always 0 its slope. Where the maximum is
        infinite, as when all flips are heads, it goes as far as floats can tell and ``check`` says so.
        """
        return self.climb(stats, previous)[0]

    def climb(self, stats: FeatureStatistics, previous: FeatureCoinParams) -> tuple[FeatureCoinParams, int]:
        """The M-step, and how many Newton steps it took inside."""
        same_coins(stats, previous.intercepts.size)
        return climb(self, stats, previous)

    def moved(self, stats: FeatureStatistics, params: FeatureCoinParams, by: Floats) -> FeatureCoinParams:
        """(intercepts, slopes) moved by (S,), and the weights at their maximum if they are learned."""
        coins, total = params.intercepts.size, stats.rounds.sum()
        weights = params.weights
        if self.learn_weights and total > 0:
            weights = np.where(stats.rounds > 0, np.maximum(stats.rounds / total, LEAST), 0.0)
        return FeatureCoinParams(weights, params.intercepts + by[:coins], params.slopes + by[coins:])

    def longest(self, stats: FeatureStatistics, by: Floats) -> float:
        """The share of a step by (S,) that changes no log-odds of flips by more than 5."""
        coins = stats.rounds.size
        change = np.abs(by[:coins] + (stats.kinds @ by[coins:])[:, None])
        return min(1.0, LONGEST / max(float(change[stats.counts.sum(axis=2) > 0].max(initial=0.0)), 1.0))

    def gradient(self, stats: FeatureStatistics, params: FeatureCoinParams) -> Floats:
        """sum_r (h_rk - n_rk p_rk), then sum_rk (h_rk - n_rk p_rk) f_r, less those of kappa: (S,)."""
        same_coins(stats, params.intercepts.size)
        p = expit(params.log_odds(stats.kinds))
        left = stats.counts[..., 0] * (1 - p) - stats.counts[..., 1] * p
        a = left.sum(axis=0) - 2 * stats.ridge[1] * params.intercepts
        return np.concatenate([a, left.sum(axis=1) @ stats.kinds - 2 * stats.ridge[0] * params.slopes])

    def hessian(self, stats: FeatureStatistics, params: FeatureCoinParams) -> Floats:
        """-sum_rk n_rk p_rk (1 - p_rk) d d' with d = (coin k, f_r), less 2 kappa: (S, S), at most 0."""
        same_coins(stats, params.intercepts.size)
        eta = params.log_odds(stats.kinds)
        weight = stats.counts.sum(axis=2) * expit(eta) * expit(-eta)
        across = weight.T @ stats.kinds
        slopes = stats.kinds.T @ (weight.sum(axis=1)[:, None] * stats.kinds)
        a = np.diag(weight.sum(axis=0) + 2 * stats.ridge[1])
        b = slopes + 2 * stats.ridge[0] * np.eye(params.slopes.size)
        return -np.block([[a, across], [across.T, b]])

    def expected_log_joint(self, stats: FeatureStatistics, params: FeatureCoinParams) -> float:
        """sum_k rounds_k log w_k + sum_rk heads_rk log p_rk + tails_rk log(1 - p_rk) - kappa |b|^2."""
        same_coins(stats, params.intercepts.size)
        penalty = stats.ridge[0] * params.slopes @ params.slopes
        penalty += stats.ridge[1] * params.intercepts @ params.intercepts
        flips = (stats.counts * _log_sides(stats.kinds, params)).sum()
        return float(xlogy(stats.rounds, params.weights).sum() + flips - penalty)

    def log_likelihood(self, data: FeatureRounds, params: FeatureCoinParams) -> float:
        """sum_n log sum_k w_k p_nk^h_n (1 - p_nk)^(n_n - h_n), in nats."""
        return float(np.logaddexp.reduce(self.log_joint(data, params), axis=1).sum())

    def check(
        self, stats: FeatureStatistics, previous: FeatureCoinParams, params: FeatureCoinParams
    ) -> tuple[Event, ...]:
        """ "no_mass" for a coin without flips, which keeps its intercept; "collapse" (where: "log-odds"),
        which ends the run, for one whose log-odds have no finite maximum: they are beyond 20 or -20, and
        Newton wants them half a unit further though all others stay; or a parameter is at the edge of what it
        may be, which keeps the log-odds from their maximum."""
        empty = () if stats.ridge[1] else np.flatnonzero(stats.counts.sum(axis=(0, 2)) <= 0)
        events = tuple(Event("no_mass", int(k), 0.0, False) for k in empty)
        worst = endless(stats, params)
        return events + tuple(
            Event("collapse", int(k), float(worst[k]), True, "log-odds") for k in np.flatnonzero(worst >= 0)
        )

    def conserved(self, data: FeatureRounds, stats: FeatureStatistics) -> tuple[Conserved, ...]:
        """Every round, head and tail is some coin's: sum_k rounds_k = N, sum_rk heads_rk = all heads."""
        (heads, tails), (of_heads, of_tails) = stats.counts.sum(axis=(0, 1)), data.counts.sum(axis=0)
        return (
            Conserved("rounds", float(stats.rounds.sum()), float(len(data))),
            Conserved("heads", float(heads), float(of_heads)),
            Conserved("tails", float(tails), float(of_tails)),
        )


def _log_sides(kinds: Floats, params: FeatureCoinParams) -> Floats:
    """log p and log(1 - p) of each kind and coin, (R, K, 2)."""
    eta = params.log_odds(kinds)
    return -np.logaddexp(0.0, np.stack([-eta, eta], axis=-1))
