"""Rounds and tosses made by a seed: the same seed gives the same, and the first do not depend on how many."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import number, whole
from em_core.models.coins import CoinParams, Rounds
from em_core.protocol import Ints, frozen


def simulate_rounds(
    p_heads: ArrayLike, weights: ArrayLike, n_rounds: int, flips: int, seed: int
) -> tuple[Rounds, Ints]:
    """n_rounds rounds of ``flips`` flips, and the labels (N,) of the coins that made them.

    z_n ~ weights, then each flip is heads with probability p_heads[z_n]. The same seed gives the
    same rounds, and the first ones do not depend on n_rounds. Raises ValueError for bad arguments.
    """
    heads, labels = simulate_heads(p_heads, weights, n_rounds, flips, seed)
    return Rounds(heads, flips), frozen(labels, np.int64)


def simulate_heads(
    p_heads: ArrayLike, weights: ArrayLike, n_rounds: int, flips: int, seed: int
) -> tuple[Ints, Ints]:
    """The heads (N,) of ``simulate_rounds``, and the labels (N,), for as many rounds as fit in memory.

    Raises ValueError for bad arguments.
    """
    coins = CoinParams(weights, p_heads)
    shape = whole("n_rounds", n_rounds, 1), whole("flips", flips) + 1
    uniform = np.random.Generator(np.random.PCG64(whole("seed", seed))).random(shape)
    steps = np.cumsum(coins.weights)
    labels = np.searchsorted(steps / steps[-1], uniform[:, 0], side="right")
    return (uniform[:, 1:] < coins.p_heads[labels, None]).sum(axis=1), labels


def toss(p: float, n: int, seed: int) -> Ints:
    """n tosses (1 = heads) of a coin with probability p; the first tosses do not depend on n.

    Raises ValueError unless p is in [0, 1] and n and seed are whole numbers >= 0.
    """
    random = np.random.Generator(np.random.PCG64(whole("seed", seed)))
    return frozen(random.random(whole("n", n)) < number("p", p, 0, 1), np.int64)
