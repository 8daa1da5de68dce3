"""K coins, N rounds, and nobody noted which coin was flipped in which round.

z_n ~ weights, then the flips of round n are heads with probability p_heads[z_n]. Log-likelihoods
are of the sequence of flips: the binomial coefficient, which no parameter moves, is left out.
The example of Do & Batzoglou, "What is the expectation maximization algorithm?", Nature
Biotechnology 26 (2008) 897-899.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from em_core.mixture import Responsibilities, responsibilities
from em_core.protocol import Event, Floats, Ints, frozen


def _whole(name: str, values: Any) -> Ints:
    """A read-only 1-d array of whole numbers >= 0, or a ValueError that says which is not one."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a 1-d sequence of whole numbers, got shape {array.shape}")
    if array.size and array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must hold whole numbers, got {array.dtype} values such as {array[0]!r}")
    for n, value in enumerate(array.tolist(), 1):
        if not (value >= 0 and value == value and value < 2**53 and value == int(value)):
            raise ValueError(f"{name} must hold whole numbers >= 0, got {value} in round {n}")
    return frozen(array, np.int64)


@dataclass(frozen=True, eq=False)
class Rounds:
    """N rounds of flips: heads (N,) and flips (N,), whole numbers, 0 <= heads <= flips.

    A single number of flips serves for all rounds. Raises ValueError naming the round.
    """

    heads: Ints
    flips: Ints
    counts: Floats = field(init=False, repr=False)  # (N, 2): heads and tails, as floats

    def __init__(self, heads: ArrayLike, flips: ArrayLike) -> None:
        h = _whole("heads", heads)
        n = _whole("flips", np.full(h.shape, flips) if np.ndim(flips) == 0 else flips)
        if h.shape != n.shape:
            raise ValueError(f"heads and flips must have the same length, got {h.size} and {n.size}")
        if h.size == 0:
            raise ValueError("rounds must hold at least one round, got none")
        for i in np.flatnonzero(h > n)[:1]:
            raise ValueError(f"heads must not exceed flips, got {h[i]} heads in {n[i]} flips in round {i + 1}")
        object.__setattr__(self, "heads", h)
        object.__setattr__(self, "flips", n)
        object.__setattr__(self, "counts", frozen(np.stack([h, n - h], axis=1)))

    def __len__(self) -> int:
        return int(self.heads.size)


@dataclass(frozen=True, eq=False)
class CoinParams:
    """weights (K,): how often each coin is taken; p_heads (K,): its probability of heads; K >= 1.

    Raises ValueError when the weights are not on the simplex (within 1e-9) or a probability is
    outside [0, 1].
    """

    weights: Floats
    p_heads: Floats

    def __init__(self, weights: ArrayLike, p_heads: ArrayLike) -> None:
        for name, value in (("weights", weights), ("p_heads", p_heads)):
            array = frozen(value)
            if array.ndim != 1 or array.size == 0:
                raise ValueError(f"{name} must be a 1-d sequence with one entry per coin, got shape {array.shape}")
            if not np.all((array >= 0) & (array <= 1)):
                raise ValueError(f"{name} must lie between 0 and 1, got {array.tolist()}")
            object.__setattr__(self, name, array)
        if self.weights.shape != self.p_heads.shape:
            raise ValueError(f"weights and p_heads must have the same length, got {self.weights.size} and {self.p_heads.size}")
        if abs(float(self.weights.sum()) - 1) > 1e-9:
            raise ValueError(f"weights must add up to 1, got {self.weights.tolist()} with the sum {float(self.weights.sum())}")


@dataclass(frozen=True, eq=False)
class CoinStatistics:
    """Expected rounds (K,), and expected heads and tails (K, 2), credited to each coin."""

    rounds: Floats
    counts: Floats

    def __add__(self, other: CoinStatistics) -> CoinStatistics:
        return CoinStatistics(frozen(self.rounds + other.rounds), frozen(self.counts + other.counts))

    def __mul__(self, factor: float) -> CoinStatistics:
        return CoinStatistics(frozen(self.rounds * factor), frozen(self.counts * factor))


@dataclass(frozen=True)
class CoinMixture:
    """The hidden-coin model; ``learn_weights=False`` keeps the mixing weights of the start."""

    learn_weights: bool = True

    def log_joint(self, data: Rounds, params: CoinParams) -> Floats:
        """log p(x_n, z_n = k) = log w_k + h_n log p_k + (n_n - h_n) log(1 - p_k), shape (N, K).

        Raises ValueError naming the round when no coin could have produced it.
        """
        p = params.p_heads
        inner = (p > 0) & (p < 1) & (params.weights > 0)
        with np.errstate(divide="ignore"):
            logs = np.log(np.stack([p, 1 - p]))
            weight = np.log(params.weights)
        if inner.all():
            return data.counts @ logs + weight
        heads, tails = data.counts[:, :1], data.counts[:, 1:]
        table = xlogy(heads, p) + xlogy(tails, 1 - p) + weight
        for n in np.flatnonzero(np.isneginf(table).all(axis=1))[:1]:
            raise ValueError(
                f"round {n + 1} ({data.heads[n]} heads in {data.flips[n]} flips) is impossible for every coin: "
                f"weights {params.weights.tolist()}, p_heads {p.tolist()}; no coin that is used allows it"
            )
        return np.asarray(table)

    def infer(self, data: Rounds, params: CoinParams, beta: float = 1.0) -> Responsibilities:
        """gamma_nk proportional to (w_k p_k^h_n (1 - p_k)^(n_n - h_n))^beta, shape (N, K)."""
        return responsibilities(self.log_joint(data, params), beta)

    def expected_stats(self, data: Rounds, posterior: Responsibilities) -> CoinStatistics:
        """sum_n gamma_nk, and sum_n gamma_nk (h_n, n_n - h_n)."""
        q = posterior.probs
        return CoinStatistics(frozen(q.sum(axis=0)), frozen(q.T @ data.counts))

    def maximize(self, stats: CoinStatistics, previous: CoinParams) -> CoinParams:
        """p_k = heads_k / flips_k and w_k = rounds_k / N; a coin without flips keeps its p_k."""
        flips = stats.counts.sum(axis=1)
        used = flips > 0
        p = np.where(used, stats.counts[:, 0] / np.where(used, flips, 1.0), previous.p_heads)
        if not self.learn_weights:
            return CoinParams(previous.weights, np.clip(p, 0.0, 1.0))
        return CoinParams(stats.rounds / stats.rounds.sum(), np.clip(p, 0.0, 1.0))

    def expected_log_joint(self, stats: CoinStatistics, params: CoinParams) -> float:
        """sum_k rounds_k log w_k + heads_k log p_k + tails_k log(1 - p_k), with 0 log 0 = 0."""
        p = params.p_heads
        return float(
            xlogy(stats.rounds, params.weights).sum()
            + xlogy(stats.counts[:, 0], p).sum() + xlogy(stats.counts[:, 1], 1 - p).sum()
        )

    def log_likelihood(self, data: Rounds, params: CoinParams) -> float:
        """sum_n log sum_k w_k p_k^h_n (1 - p_k)^(n_n - h_n), in nats."""
        return float(np.logaddexp.reduce(self.log_joint(data, params), axis=1).sum())

    def check(self, stats: CoinStatistics, previous: CoinParams, params: CoinParams) -> tuple[Event, ...]:
        """ "no_mass" for every coin that was credited with no flips and so keeps its p."""
        empty = np.flatnonzero(stats.counts.sum(axis=1) <= 0)
        return tuple(Event("no_mass", int(k), 0.0, False) for k in empty)


def beta_prior(a: float, b: float, *, coins: int, concentration: float = 1.0) -> CoinStatistics:
    """Beta(a, b) on every coin and a Dirichlet on the weights, as pseudo-counts.

    a - 1 heads and b - 1 tails for each coin, concentration - 1 rounds for each weight; a = b = 1
    is the flat prior. Raises ValueError unless a, b, concentration >= 1 and coins >= 1.
    """
    for name, value in (("a", a), ("b", b), ("concentration", concentration)):
        if not (np.isfinite(value) and value >= 1):
            raise ValueError(f"{name} must be a number >= 1 (pseudo-counts + 1), got {value!r}")
    if isinstance(coins, bool) or int(coins) != coins or coins < 1:
        raise ValueError(f"coins must be a whole number >= 1, got {coins!r}")
    counts = np.tile([a - 1.0, b - 1.0], (int(coins), 1))
    return CoinStatistics(frozen(np.full(int(coins), concentration - 1.0)), frozen(counts))
