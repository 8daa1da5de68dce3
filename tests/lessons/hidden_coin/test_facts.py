"""Lesson 02 quotes its own numbers, to the printed digits, and what it says of them holds."""

from __future__ import annotations

import numpy as np
import pytest

from em_core import CoinMixture, CoinParams, datasets, fit
from tests.lessons.files import facts

KNOWN = facts("hidden_coin")
DB = datasets.DO_BATZOGLOU.rounds
MODEL = CoinMixture(learn_weights=False)

# Worked out from the published data by hand or in an independent program.
PUBLISHED = {
    "db_heads_a": 24, "db_flips_a": 30, "db_a": 0.80, "db_heads_b": 9, "db_flips_b": 20, "db_b": 0.45,
    "five_a": 0.50, "five_b": 0.40,
}  # fmt: skip
# Do and Batzoglou's limit, one coin for all rounds, hard EM's end and the first responsibility of round 2.
DIGITS = {
    "peak_a": "0.796789", "peak_b": "0.519583", "peak_ll": "-31.570200", "pooled_ll": "-32.051774",
    "filled_a": "0.800000", "filled_b": "0.450000", "filled_ll": "-31.707113", "weight_05": "0.804986",
}  # fmt: skip


def height(a: float, b: float) -> float:
    return MODEL.log_likelihood(DB, CoinParams((0.5, 0.5), (a, b)))


def test_published_numbers_are_quoted() -> None:
    assert {name: KNOWN[name] for name in PUBLISHED} == PUBLISHED
    rounds = [[KNOWN[f"{of}{i}"] for i in range(1, n + 1)] for of, n in (("db_a", 3), ("db_b", 2))]
    assert rounds == [[2, 3, 5], [1, 4]]
    rounds = [[KNOWN[f"{of}{i}"] for i in range(1, n + 1)] for of, n in (("five_a", 2), ("five_b", 3))]
    assert rounds == [[2, 4], [1, 3, 5]]
    printed = {name: f"{KNOWN[name]:.6f}" for name in DIGITS}
    assert printed == DIGITS


def test_four_labelings_give_the_coins_of_the_five_rounds() -> None:
    # by counting: A needs 5 heads in two rounds, which is one round of 3 and one of 2
    assert KNOWN["labelings_fit"] == 2 * 2 and KNOWN["labelings"] == 2**5


def test_the_likelier_coin_of_every_round_is_the_one_that_was_used() -> None:
    peak = fit(MODEL, DB, CoinParams((0.5, 0.5), (KNOWN["peak_a"], KNOWN["peak_b"]))).params
    winner = MODEL.infer(DB, peak).probs.argmax(axis=1)
    assert winner.tolist() == datasets.DO_BATZOGLOU.labels.tolist()


@pytest.mark.parametrize(("b", "name"), [(0.3, "best_03"), (0.7, "best_07")])
def test_the_best_coin_a_depends_on_coin_b(b: float, name: str) -> None:
    grid = np.linspace(0.001, 0.999, 999)
    best = float(grid[np.argmax([height(a, b) for a in grid])])
    assert KNOWN[name] == pytest.approx(best, abs=1e-3)  # the grid's step


def test_exchanging_the_coins_changes_nothing_that_can_be_observed() -> None:
    assert height(KNOWN["peak_b"], KNOWN["peak_a"]) == pytest.approx(KNOWN["peak_ll"], abs=1e-12)
