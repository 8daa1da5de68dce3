"""K coins, N rounds, and nobody noted which coin was flipped in which round.

z_n ~ weights, then the flips of round n are heads with probability p_heads[z_n]. Log-likelihoods
are of the sequence of flips: the binomial coefficient, which no parameter moves, is left out.
The example of Do & Batzoglou, "What is the expectation maximization algorithm?", Nature
Biotechnology 26 (2008) 897-899.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from numbers import Real
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from em_core.checks import number, numbers, simplex, whole, whole_numbers
from em_core.flat import Block
from em_core.mixture import Responsibilities, responsibilities
from em_core.protocol import Conserved, Event, Floats, Ints, frozen
from em_core.sealed import Sealed

# The floats next to 0 and to 1, on the inside.
LEAST, MOST = float(np.nextafter(0.0, 1.0)), float(np.nextafter(1.0, 0.0))


@dataclass(frozen=True, eq=False)
class Rounds(Sealed):
    """N >= 1 rounds of flips: heads (N,) and flips (N,), whole numbers, 0 <= heads <= flips.

    A single number of flips serves for all rounds; a round without flips is allowed. labels (N,),
    None when nobody noted any: the coin of each round (0 = the first), -1 where nobody noted it.
    Raises ValueError naming the round (counted from 1).
    """

    heads: Ints
    flips: Ints
    labels: Ints | None
    counts: Floats = field(init=False, repr=False)  # (N, 2): heads and tails, as floats

    def __init__(self, heads: ArrayLike, flips: ArrayLike, labels: ArrayLike | None = None) -> None:
        h = whole_numbers("heads", heads, "round")
        shared = isinstance(flips, (Real, str))  # one number; a string is refused by name
        n = (
            frozen(np.full(h.shape, whole("flips", flips)), np.int64)
            if shared
            else whole_numbers("flips", flips, "round")
        )
        if h.shape != n.shape:
            raise ValueError(f"heads and flips must have the same length, got {h.size} and {n.size}")
        for i in np.flatnonzero(h > n)[:1]:
            raise ValueError(f"heads must not exceed flips, got {h[i]} of {n[i]} in round {i + 1}")
        z = None if labels is None else whole_numbers("labels", labels, "round", -1)
        if z is not None and z.shape != h.shape:
            raise ValueError(f"labels must have one entry per round, got {z.size} for {h.size} rounds")
        object.__setattr__(self, "heads", h)
        object.__setattr__(self, "flips", n)
        object.__setattr__(self, "labels", z)
        object.__setattr__(self, "counts", frozen(np.stack([h, n - h], axis=1)))

    def __len__(self) -> int:
        return int(self.heads.size)

    def excluded(self, coins: int) -> NDArray[np.bool_] | None:
        """(N, coins): True where the label says that it was another coin; None without labels.

        Raises ValueError naming the round whose label is not one of the coins.
        """
        if self.labels is None:
            return None
        for i in np.flatnonzero(self.labels >= coins)[:1]:
            raise ValueError(
                f"labels must be from 0 to {coins - 1}, or -1 for a round without one, "
                f"got {self.labels[i]} in round {i + 1}"
            )
        return np.asarray((self.labels[:, None] >= 0) & (self.labels[:, None] != np.arange(coins)))


@dataclass(frozen=True, eq=False)
class CoinParams(Sealed):
    """weights (K,): how often each coin is taken; p_heads (K,): its probability of heads; K >= 1.

    Raises ValueError when the weights are not on the simplex (within 1e-9) or a probability is
    outside [0, 1].
    """

    weights: Floats
    p_heads: Floats
    blocks: ClassVar = (Block("weights", "simplex"), Block("p_heads", "unit"))

    def __init__(self, weights: ArrayLike, p_heads: ArrayLike) -> None:
        w, p = numbers("weights", weights, "coin", 0, 1), numbers("p_heads", p_heads, "coin", 0, 1)
        if w.shape != p.shape:
            raise ValueError(f"weights and p_heads must have the same length, got {w.size} and {p.size}")
        simplex("weights", w)
        object.__setattr__(self, "weights", w)
        object.__setattr__(self, "p_heads", p)


@dataclass(frozen=True, eq=False)
class CoinStatistics(Sealed):
    """Expected rounds (K,), and expected heads and tails (K, 2), credited to each coin."""

    rounds: Floats
    counts: Floats

    def __add__(self, other: CoinStatistics) -> CoinStatistics:
        _same_coins(self, other.rounds.size)
        return CoinStatistics(frozen(self.rounds + other.rounds), frozen(self.counts + other.counts))

    def __mul__(self, factor: float) -> CoinStatistics:
        return CoinStatistics(frozen(self.rounds * factor), frozen(self.counts * factor))


@dataclass(frozen=True)
class CoinMixture:
    """The hidden-coin model; ``learn_weights=False`` keeps the mixing weights of the start.

    A label is data like the flips: the log-likelihood is then log p(x, known z), and z_n takes no
    other value.
    """

    learn_weights: bool = True
    takes: ClassVar = {"data": Rounds, "params": CoinParams, "prior": CoinStatistics}

    def log_joint(self, data: Rounds, params: CoinParams) -> Floats:
        """log p(x_n, z_n = k) = log w_k + h_n log p_k + (n_n - h_n) log(1 - p_k), shape (N, K).

        -inf where the round is labelled with another coin.
        """
        table, excluded = self._unlabelled(data, params), data.excluded(params.p_heads.size)
        if excluded is not None:
            table[excluded] = -np.inf
        return table

    def _unlabelled(self, data: Rounds, params: CoinParams) -> Floats:
        w, p = params.weights, params.p_heads
        sides = np.stack([p, 1 - p])
        if w.min() > 0 and sides.min() > 0:
            return np.asarray(data.counts @ np.log(sides) + np.log(w))
        heads, tails = data.counts[:, :1], data.counts[:, 1:]
        return np.asarray(xlogy(heads, sides[0]) + xlogy(tails, sides[1]) + xlogy(1.0, w))

    def infer(self, data: Rounds, params: CoinParams, beta: float = 1.0) -> Responsibilities:
        """gamma_nk proportional to (w_k p_k^h_n (1 - p_k)^(n_n - h_n))^beta, shape (N, K).

        Raises ValueError naming the round (counted from 1) that no coin could have produced.
        """
        table = self.log_joint(data, params)
        for i in np.flatnonzero(table.max(axis=1) == -np.inf)[:1]:
            noted = -1 if data.labels is None else int(data.labels[i])
            whom = "all coins" if noted < 0 else f"coin {noted + 1}, the one noted for it,"
            raise ValueError(
                f"round {i + 1} ({data.heads[i]} heads of {data.flips[i]} flips) is impossible for {whom} "
                f"with weights {params.weights.tolist()} and p_heads {params.p_heads.tolist()}"
            )
        return responsibilities(table, beta)

    def expected_stats(self, data: Rounds, posterior: Responsibilities) -> CoinStatistics:
        """sum_n gamma_nk, and sum_n gamma_nk (h_n, n_n - h_n).

        Raises ValueError unless N agrees and every labelled round is wholly its coin's.
        """
        q = posterior.probs
        if len(q) != len(data):
            raise ValueError(f"posterior must have one row per round, got {len(q)} for {len(data)} rounds")
        excluded = data.excluded(q.shape[1])
        if excluded is not None:
            for i, k in np.argwhere(excluded & (q > 0))[:1]:
                raise ValueError(
                    f"posterior must give round {i + 1} to coin {k + 1} with probability 0, "
                    f"for another is noted, got {q[i, k]}"
                )
        return CoinStatistics(frozen(q.sum(axis=0)), frozen(q.T @ data.counts))

    def maximize(self, stats: CoinStatistics, previous: CoinParams) -> CoinParams:
        """p_k = heads_k / flips_k and w_k = rounds_k / N; a coin without flips keeps its p_k.

        A coin with some heads and some tails has its maximum strictly between 0 and 1: where the
        quotient rounds to 0 or 1 the next float inside is taken, because log 0 is no rounding error.
        """
        _same_coins(stats, previous.p_heads.size)
        flips = stats.counts.sum(axis=1)
        p = np.where(flips > 0, stats.counts[:, 0] / np.where(flips > 0, flips, 1.0), previous.p_heads)
        some = stats.counts > 0
        p = np.where(some.all(axis=1), np.clip(p, LEAST, MOST), p)
        total = stats.rounds.sum()
        if not self.learn_weights or total == 0:
            return CoinParams(previous.weights, p)
        return CoinParams(np.where(stats.rounds > 0, np.maximum(stats.rounds / total, LEAST), 0.0), p)

    def expected_log_joint(self, stats: CoinStatistics, params: CoinParams) -> float:
        """sum_k rounds_k log w_k + heads_k log p_k + tails_k log(1 - p_k), with 0 log 0 = 0.

        -inf where something is expected of a coin that cannot do it.
        """
        _same_coins(stats, params.p_heads.size)
        sides = np.stack([params.p_heads, 1 - params.p_heads], axis=1)
        return float(xlogy(stats.rounds, params.weights).sum() + xlogy(stats.counts, sides).sum())

    def log_likelihood(self, data: Rounds, params: CoinParams) -> float:
        """sum_n log sum_k w_k p_k^h_n (1 - p_k)^(n_n - h_n), in nats; -inf for an impossible round."""
        return float(np.logaddexp.reduce(self.log_joint(data, params), axis=1).sum())

    def check(self, stats: CoinStatistics, previous: CoinParams, params: CoinParams) -> tuple[Event, ...]:
        """ "no_mass" for every coin that was credited with no flips and so keeps its p."""
        empty = np.flatnonzero(stats.counts.sum(axis=1) <= 0)
        return tuple(Event("no_mass", int(k), 0.0, False) for k in empty)

    def conserved(self, data: Rounds, stats: CoinStatistics) -> tuple[Conserved, ...]:
        """Every round, head and tail is some coin's: sum_k rounds_k = N, sum_k heads_k = all heads."""
        (heads, tails), (of_heads, of_tails) = stats.counts.sum(axis=0), data.counts.sum(axis=0)
        return (
            Conserved("rounds", float(stats.rounds.sum()), float(len(data))),
            Conserved("heads", float(heads), float(of_heads)),
            Conserved("tails", float(tails), float(of_tails)),
        )


def beta_prior(a: float, b: float, *, coins: int, concentration: float = 1.0) -> CoinStatistics:
    """Beta(a, b) on every coin and a Dirichlet on the weights, as pseudo-counts.

    a - 1 heads and b - 1 tails for each coin, concentration - 1 rounds for each weight; a = b = 1
    is the flat prior. Raises ValueError unless a, b, concentration >= 1 and coins >= 1.
    """
    counts = np.tile([number("a", a, 1) - 1, number("b", b, 1) - 1], (whole("coins", coins, 1), 1))
    rounds = np.full(len(counts), number("concentration", concentration, 1) - 1)
    return CoinStatistics(frozen(rounds), frozen(counts))


def _same_coins(stats: CoinStatistics, coins: int) -> None:
    if stats.rounds.size != coins:
        raise ValueError(f"statistics must be of {coins} coins like what they meet, got {stats.rounds.size}")
