"""Runs that the figures' tests look at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from em_core import CoinMixture, CoinParams, Recipe, Rounds, datasets, hard, soft
from em_figures.trace import Trace, record

DB, FIVE = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE
THREE = (0.2, 0.5, 0.3), (0.9, 0.5, 0.2)  # weights and coins of a run with three coins


def run_of(rounds: Rounds, weights: Sequence[float], p_heads: Sequence[float], *, hard_e: bool = False,
           learn: bool = False, **more: Any) -> Trace:
    recipe = Recipe(e_step=hard if hard_e else soft())
    return record(CoinMixture(learn_weights=learn), rounds, CoinParams(weights, p_heads), recipe, **more)


@lru_cache
def traces() -> dict[str, Trace]:
    """By name: both data sets, soft and hard, learned weights, three coins, coins without rounds, edges."""
    half = (0.5, 0.5)
    many = datasets.simulate_rounds((0.7, 0.4), half, 40, 1000, 3)[0]
    odd = Rounds([0, 3, 10, 0], [0, 3, 10, 4])
    return {
        "db": run_of(DB.rounds, half, (0.6, 0.5)),
        "db hard": run_of(DB.rounds, half, (0.6, 0.5), hard_e=True),
        "db learn": run_of(DB.rounds, (0.4, 0.6), (0.7, 0.3), learn=True),
        "db saddle": run_of(DB.rounds, half, (0.6, 0.6)),
        "db hard tie": run_of(DB.rounds, half, (0.6, 0.6), hard_e=True),
        "five": run_of(FIVE.rounds, half, (0.7, 0.3)),
        "five hard": run_of(FIVE.rounds, half, (0.7, 0.3), hard_e=True),
        "five learn": run_of(FIVE.rounds, half, (0.7, 0.3), learn=True),
        "three": run_of(DB.rounds, *THREE, learn=True),
        "three hard": run_of(DB.rounds, *THREE, hard_e=True, learn=True),
        "many": run_of(many, half, (0.6, 0.5)),
        "odd": run_of(odd, half, (0.999, 0.001), max_iter=20),
        "odd hard": run_of(odd, half, (0.3, 0.001), hard_e=True),
        "one round": run_of(Rounds([7], [10]), half, (0.6, 0.5)),
        "none": run_of(DB.rounds, half, (0.6, 0.5), max_iter=0),
    }


def two_coins() -> list[str]:
    """The names of the runs with two coins."""
    return [name for name, trace in traces().items() if len(trace[0].params.p_heads) == 2]
