"""CASES: model x data x start, one table. A new model adds its rows here and meets every truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from em_core import CoinMixture, CoinParams, Recipe, Rounds, beta_prior, datasets, hard, soft

E_RULES = {"soft": soft(), "beta=0.5": soft(0.5), "beta=2": soft(2.0), "hard": hard}


@dataclass(frozen=True, eq=False)
class Case:
    """model, data and start; a conjugate prior for them; relabel: the start with its components reversed."""

    name: str
    model: Any
    data: Any
    start: Any
    prior: Any
    relabel: Callable[[Any], Any]


def reverse_coins(params: CoinParams) -> CoinParams:
    return CoinParams(params.weights[::-1], params.p_heads[::-1])


def coins(name: str, data: Rounds, weights: list[float], p_heads: list[float], *, learn: bool) -> Case:
    prior = beta_prior(2.5, 1.5, coins=len(weights), concentration=2.0)
    return Case(
        name, CoinMixture(learn_weights=learn), data, CoinParams(weights, p_heads), prior, reverse_coins
    )


DB, FIVE = datasets.DO_BATZOGLOU.rounds, datasets.FIVE_OF_FIVE.rounds
MIXED = Rounds([0, 4, 0, 9, 2, 0, 7], [0, 4, 5, 9, 3, 0, 11])

CASES = [
    coins("two coins, Do & Batzoglou", DB, [0.5, 0.5], [0.6, 0.5], learn=False),
    coins("two coins and their weights", DB, [0.3, 0.7], [0.6, 0.5], learn=True),
    coins("five rounds of five", FIVE, [0.5, 0.5], [0.7, 0.3], learn=False),
    coins("five rounds of five, weights", FIVE, [0.8, 0.2], [0.7, 0.3], learn=True),
    coins(
        "hard EM lowers the log-likelihood", datasets.HARD_FALLS.rounds, [0.5, 0.5], [0.6, 0.4], learn=False
    ),
    coins("one coin", DB, [1.0], [0.2], learn=True),
    coins("three coins", DB, [0.2, 0.3, 0.5], [0.3, 0.55, 0.8], learn=True),
    coins("three coins, weights fixed", MIXED, [0.2, 0.3, 0.5], [0.3, 0.55, 0.8], learn=False),
    coins("identical coins", DB, [0.5, 0.5], [0.6, 0.6], learn=True),
    coins("empty rounds, all heads and all tails", MIXED, [0.4, 0.6], [0.35, 0.75], learn=True),
    coins("only empty rounds", Rounds([0, 0], 0), [0.4, 0.6], [0.35, 0.75], learn=True),
    coins("all heads", Rounds([5, 5, 5], 5), [0.5, 0.5], [0.9, 0.2], learn=True),
    coins("all heads against all tails", Rounds([40, 0], 40), [0.5, 0.5], [0.999, 0.001], learn=True),
    coins("a coin that always shows heads", MIXED, [0.5, 0.5], [1.0, 0.5], learn=True),
    coins("a coin that never does", MIXED, [0.5, 0.5], [0.0, 0.5], learn=False),
    coins("a coin that nobody takes", DB, [1.0, 0.0], [0.6, 0.5], learn=True),
    coins("a thousand flips", Rounds([310, 694, 302], 1000), [0.5, 0.5], [0.999, 0.001], learn=True),
]

RUNS = [
    (
        f"{case.name}, {rule}{', prior' if prior else ''}",
        case,
        Recipe(E_RULES[rule], prior=case.prior if prior else None),
    )
    for case in CASES
    for rule in E_RULES
    for prior in (False, True)
]
