"""Rounds of flips with known properties, the log-odds that go with them, and the expected counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import number, numbers, simplex, whole
from em_core.flat import Block
from em_core.models.coins import Rounds
from em_core.protocol import Floats, Ints, frozen
from em_core.sealed import Sealed
from em_core.tables import finite_rows

LARGEST, SMALLEST = 1e6, 1e-6  # of a feature other than 0
FARTHEST = 1e12  # of an intercept and a slope


@dataclass(frozen=True, eq=False)
class FeatureRounds(Sealed):
    """N >= 1 rounds: heads (N,), flips (N,) or one number for all, and features (N, J), J >= 1.

    A list of N features is one column. kinds (R, J) are the distinct rows of the features in order, kind (N,)
    which of them a round has. Raises ValueError as ``Rounds`` and for features that are not finite, larger
    than a million or, if not 0, smaller than a millionth in size.
    """

    heads: Ints
    flips: Ints
    features: Floats
    counts: Floats = field(init=False, repr=False)  # (N, 2): heads and tails, as floats
    kinds: Floats = field(init=False, repr=False)
    kind: Ints = field(init=False, repr=False)

    def __init__(self, heads: ArrayLike, flips: ArrayLike, features: ArrayLike) -> None:
        rounds = Rounds(heads, flips)
        table = finite_rows("features", features, "round", LARGEST)
        if len(table) != len(rounds):
            raise ValueError(f"features must have one row per round, got {len(table)} for {len(rounds)}")
        for n, j in np.argwhere((table != 0) & (np.abs(table) < SMALLEST))[:1]:
            raise ValueError(
                f"features of round {n + 1}, column {j + 1} must be 0 or at least {SMALLEST:g} in size, "
                f"got {table[n, j]}; take another unit"
            )
        kinds, kind = np.unique(table, axis=0, return_inverse=True)
        for name, values in (("heads", rounds.heads), ("flips", rounds.flips), ("features", table),
                             ("counts", rounds.counts), ("kinds", frozen(kinds))):  # fmt: skip
            object.__setattr__(self, name, values)
        object.__setattr__(self, "kind", frozen(kind.ravel(), np.int64))

    def __len__(self) -> int:
        return int(self.heads.size)


@dataclass(frozen=True, eq=False)
class FeatureCoinParams(Sealed):
    """weights (K,): how often each coin is taken; intercepts (K,) and slopes (J,): the log-odds of heads of
    coin k in a round with features f are intercepts_k + slopes . f.

    Raises ValueError when the weights are not on the simplex (within 1e-9), a number is not finite or larger
    than 1e12, or the lengths differ.
    """

    weights: Floats
    intercepts: Floats
    slopes: Floats
    blocks: ClassVar = (Block("weights", "simplex"), Block("intercepts", "real"), Block("slopes", "real"))

    def __init__(self, weights: ArrayLike, intercepts: ArrayLike, slopes: ArrayLike) -> None:
        w, a = numbers("weights", weights, "coin", 0, 1), self._numbers("intercepts", intercepts, "coin")
        if w.shape != a.shape:
            raise ValueError(f"weights and intercepts must have the same length, got {w.size} and {a.size}")
        simplex("weights", w)
        object.__setattr__(self, "weights", w)
        object.__setattr__(self, "intercepts", a)
        object.__setattr__(self, "slopes", self._numbers("slopes", slopes, "feature"))

    @staticmethod
    def _numbers(name: str, values: ArrayLike, each: str) -> Floats:
        return numbers(name, values, each, -FARTHEST, FARTHEST)

    @property
    def sizes(self) -> tuple[int, int]:
        """K and J."""
        return self.intercepts.size, self.slopes.size

    def log_odds(self, kinds: Floats) -> Floats:
        """Of heads, for features (R, J) and each coin: (R, K). Raises ValueError unless J agrees."""
        if kinds.shape[1] != self.slopes.size:
            raise ValueError(f"slopes must have one entry for each of {kinds.shape[1]} features, "
                             f"got {self.slopes.size}")  # fmt: skip
        return np.asarray(self.intercepts + (kinds @ self.slopes)[:, None])

    def p_heads(self, features: ArrayLike) -> Floats:
        """The probability of heads in rounds with these features (R, J), for each coin: (R, K)."""
        eta = self.log_odds(finite_rows("features", features, "round", LARGEST))
        return np.asarray(np.exp(-np.logaddexp(0.0, -eta)))


@dataclass(frozen=True, eq=False)
class FeatureStatistics(Sealed):
    """Expected rounds (K,), and expected heads and tails (R, K, 2) of each coin in rounds with kinds (R, J).

    ridge, of a prior: (kappa of the slopes, kappa of the intercepts), which count -kappa |b|^2.
    """

    rounds: Floats
    kinds: Floats
    counts: Floats
    ridge: tuple[float, float] = (0.0, 0.0)

    def __add__(self, other: FeatureStatistics) -> FeatureStatistics:
        same_coins(self, other.rounds.size)
        if self.kinds.shape[1] != other.kinds.shape[1]:
            raise ValueError(
                f"statistics must be of {self.kinds.shape[1]} features like what they meet, "
                f"got {other.kinds.shape[1]}"
            )
        ridge = self.ridge[0] + other.ridge[0], self.ridge[1] + other.ridge[1]
        kinds, counts = self.kinds, self.counts
        if np.array_equal(kinds, other.kinds):
            counts = counts + other.counts
        elif len(other.kinds):
            kinds, at = np.unique(np.concatenate([kinds, other.kinds]), axis=0, return_inverse=True)
            counts = np.zeros((len(kinds), *counts.shape[1:]))
            np.add.at(counts, at.ravel(), np.concatenate([self.counts, other.counts]))
        return FeatureStatistics(frozen(self.rounds + other.rounds), frozen(kinds), frozen(counts), ridge)

    def __mul__(self, factor: float) -> FeatureStatistics:
        ridge, counts = (self.ridge[0] * factor, self.ridge[1] * factor), frozen(self.counts * factor)
        return FeatureStatistics(frozen(self.rounds * factor), self.kinds, counts, ridge)


def ridge_prior(
    kappa: float, *, coins: int, features: int = 1, intercepts: float = 0.0, concentration: float = 1.0
) -> FeatureStatistics:
    """-kappa |slopes|^2 - intercepts |intercepts|^2 as a log prior, and a Dirichlet on the weights.

    A Gaussian around 0 with variance 1 / (2 kappa) on each, without its constant: the penalty of
    Berg-Kirkpatrick, Bouchard-Cote, DeNero & Klein, Painless unsupervised learning with features, NAACL
    (2010), section 2. With both above 0 the M-step has a finite maximum whatever the data.
    Raises ValueError unless kappa, intercepts >= 0, concentration, coins and features >= 1.
    """
    k, j = whole("coins", coins, 1), whole("features", features, 1)
    rounds = np.full(k, number("concentration", concentration, 1) - 1)
    return FeatureStatistics(
        frozen(rounds), frozen(np.zeros((0, j))), frozen(np.zeros((0, k, 2))),
        (number("kappa", kappa, 0), number("intercepts", intercepts, 0)),
    )  # fmt: skip


def same_coins(stats: FeatureStatistics, coins: int) -> None:
    """Raises ValueError unless the statistics are of so many coins."""
    if stats.rounds.size != coins:
        raise ValueError(f"statistics must be of {coins} coins like what they meet, got {stats.rounds.size}")
