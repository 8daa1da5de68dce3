"""The lessons' data: named or seeded, each with its source and licence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from em_core.models.coins import Rounds
from em_core.protocol import Ints, frozen


@dataclass(frozen=True, eq=False)
class CoinData:
    """Rounds, the coin behind each (0 = A, 1 = B) where it is known, and where they come from.

    truth: (theta_A, theta_B) of the coins, None when nobody knows. start: the first guess that the
    source uses.
    """

    rounds: Rounds
    labels: Ints | None
    truth: tuple[float, float] | None
    start: tuple[float, float]
    source: str
    licence: str


FACTS = "Counts are facts and free to use."

DO_BATZOGLOU = CoinData(
    Rounds([5, 9, 8, 4, 7], 10),
    frozen([1, 0, 0, 1, 0], np.int64),
    None,
    (0.6, 0.5),
    "Do & Batzoglou, What is the expectation maximization algorithm?, Nature Biotechnology 26 (2008) 897-899, figure 1",
    FACTS,
)

FIVE_OF_FIVE = CoinData(
    Rounds([3, 2, 1, 3, 2], 5),
    frozen([1, 0, 1, 0, 1], np.int64),  # chosen to fit: the write-up's own table of labels is lost
    (0.5, 0.4),
    (0.7, 0.3),
    "A widely read Chinese write-up of EM; heads and coins as printed there, the labels chosen to fit its coins",
    FACTS,
)


def simulate_rounds(p_heads: tuple[float, ...], weights: tuple[float, ...], n_rounds: int, flips: int,
                    seed: int) -> tuple[Rounds, Ints]:
    """Rounds (N,) and the labels (N,) of the coins that made them, the same for the same seed.

    Raises ValueError through the checks of numpy and of Rounds.
    """
    random = np.random.default_rng(seed)
    labels = random.choice(len(p_heads), size=n_rounds, p=weights)
    heads = random.binomial(flips, np.asarray(p_heads)[labels])
    return Rounds(heads, flips), frozen(labels, np.int64)


def toss(p: float, n: int, seed: int) -> Ints:
    """n tosses (1 = heads) of a coin with probability p; the first tosses do not depend on n."""
    return frozen(np.random.default_rng(seed).random(n) < p, np.int64)
