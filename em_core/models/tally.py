"""Rounds that look alike, counted: half a million rounds of five flips are six rows.

The same model as ``CoinMixture``, and the same EM half-step by half-step: rounds with as many heads and as
many flips have the same posterior, so each distinct round is looked at once, and counts as often as it was
seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, rel_entr

from em_core.checks import shown, whole_numbers
from em_core.mixture import Responsibilities
from em_core.models.coins import CoinMixture, CoinParams, CoinStatistics, Rounds
from em_core.protocol import Event, Floats, Ints, frozen
from em_core.sealed import Sealed


@dataclass(frozen=True, eq=False)
class Tally(Sealed):
    """R >= 1 rounds, and how often each was seen: times (R,), whole numbers >= 0.

    Raises ValueError unless there is one number for every round.
    """

    rounds: Rounds
    times: Ints

    def __init__(self, rounds: Rounds, times: ArrayLike) -> None:
        if not isinstance(rounds, Rounds):
            raise ValueError(f"rounds must be Rounds, got {type(rounds).__name__}")
        n = whole_numbers("times", times, "round")
        if n.size != len(rounds):
            raise ValueError(f"times must have one entry per round, got {n.size} for {len(rounds)} rounds")
        object.__setattr__(self, "rounds", rounds)
        object.__setattr__(self, "times", n)

    @classmethod
    def of_heads(cls, heads: ArrayLike, flips: int) -> Tally:
        """Rounds of so many flips each by their numbers of heads: a row for each of 0, 1, ..., flips.

        Raises ValueError unless these are whole numbers in 0..flips.
        """
        seen: Any = np.asarray(heads)  # half a million are looked at together and not one by one
        if seen.ndim != 1 or seen.dtype.kind not in "iu" or not np.all((seen >= 0) & (seen <= flips)):
            raise ValueError(f"heads must be whole numbers from 0 to {flips}, got {shown(heads)}")
        return cls(Rounds(np.arange(flips + 1), flips), np.bincount(seen, minlength=flips + 1))

    def __len__(self) -> int:
        return len(self.rounds)

    @property
    def heads(self) -> Ints:
        """Of the distinct rounds, (R,)."""
        return self.rounds.heads

    @property
    def flips(self) -> Ints:
        """Of the distinct rounds, (R,)."""
        return self.rounds.flips

    @property
    def counts(self) -> Floats:
        """Heads and tails of the distinct rounds, (R, 2)."""
        return self.rounds.counts


@dataclass(frozen=True, eq=False)
class TalliedResponsibilities(Sealed):
    """q(z): each of the times (R,) rounds of a row has the row's probabilities, probs (R, K)."""

    one: Responsibilities
    times: Floats
    log_evidence: float | None = None
    log_marginal: float | None = None

    @property
    def probs(self) -> Floats:
        """q of one round of each row, (R, K)."""
        return self.one.probs

    @property
    def events(self) -> tuple[Event, ...]:
        """Ties, counted by rows."""
        return self.one.events

    def alone(self) -> TalliedResponsibilities:
        """The same q without what its E-step knew besides."""
        return TalliedResponsibilities(self.one.alone(), self.times)

    def entropy(self) -> float:
        """H(q) = -sum_r times_r sum_k q_rk log q_rk, in nats."""
        return float(self.times @ entr(self.probs).sum(axis=1))

    def kl(self, other: TalliedResponsibilities) -> float:
        """KL(q || other) = sum_r times_r sum_k q_rk log(q_rk / other_rk), in nats."""
        terms = rel_entr(self.probs, other.probs).sum(axis=1)
        return float(self.times[self.times > 0] @ terms[self.times > 0])


@dataclass(frozen=True)
class TalliedCoins:
    """``CoinMixture`` for a :class:`Tally`."""

    learn_weights: bool = True
    takes: ClassVar = {"data": Tally, "params": CoinParams, "prior": CoinStatistics}

    @property
    def _coins(self) -> CoinMixture:
        return CoinMixture(self.learn_weights)

    def log_joint(self, data: Tally, params: CoinParams) -> Floats:
        """log p(x_r, z = k) of one round of each row, (R, K)."""
        return self._coins.log_joint(data.rounds, params)

    def infer(self, data: Tally, params: CoinParams, beta: float = 1.0) -> TalliedResponsibilities:
        """The responsibilities of one round of each row; see ``CoinMixture.infer``.

        A row that nobody saw and no coin could have produced is wholly the coin's that is taken most often.
        Raises ValueError naming the row (counted from 1) that was seen and that no coin could have produced.
        """
        one = self._coins.infer(self._asked(data, params), params, beta)
        value = self.log_likelihood(data, params)
        return TalliedResponsibilities(one, frozen(data.times), value if beta == 1.0 else None, value)

    def _asked(self, data: Tally, params: CoinParams) -> Rounds:
        """The rounds, with one without flips in place of each that nobody saw and that would be refused."""
        rounds = data.rounds
        out = (data.times == 0) & (self.log_joint(data, params).max(axis=1) == -np.inf)
        if not out.any():
            return rounds
        noted = -1 if rounds.labels is None else rounds.labels
        labels = np.where(out, params.weights.argmax(), noted)
        return Rounds(np.where(out, 0, rounds.heads), np.where(out, 0, rounds.flips), labels)

    def expected_stats(self, data: Tally, posterior: Any) -> CoinStatistics:
        """sum_r times_r gamma_rk, and sum_r times_r gamma_rk (h_r, n_r - h_r).

        Raises ValueError unless there is a row of the posterior for every row of the data.
        """
        q = posterior.probs
        if len(q) != len(data):
            raise ValueError(f"posterior must have one row per round, got {len(q)} for {len(data)} rounds")
        weighted = q * data.times[:, None]
        return CoinStatistics(frozen(weighted.sum(axis=0)), frozen(weighted.T @ data.counts))

    def maximize(self, stats: CoinStatistics, previous: CoinParams) -> CoinParams:
        """As ``CoinMixture``."""
        return self._coins.maximize(stats, previous)

    def expected_log_joint(self, stats: CoinStatistics, params: CoinParams) -> float:
        """As ``CoinMixture``."""
        return self._coins.expected_log_joint(stats, params)

    def log_likelihood(self, data: Tally, params: CoinParams) -> float:
        """sum_r times_r log sum_k w_k p_k^h_r (1 - p_k)^(n_r - h_r), in nats."""
        rows = np.logaddexp.reduce(self.log_joint(data, params), axis=1)
        seen = data.times > 0
        return float(data.times[seen] @ rows[seen])

    def check(self, stats: CoinStatistics, previous: CoinParams, params: CoinParams) -> tuple[Event, ...]:
        """As ``CoinMixture``."""
        return self._coins.check(stats, previous, params)
