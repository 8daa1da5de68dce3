"""The presets are what they say, and simulations repeat and grow without changing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core.datasets import (
    DO_BATZOGLOU,
    FIVE_OF_FIVE,
    HARD_FALLS,
    STREAM,
    THREE_COINS,
    TWO_TOSSES,
    WORN_COIN,
    CoinData,
    simulate_heads,
    simulate_rounds,
    toss,
)

PRESETS = [DO_BATZOGLOU, FIVE_OF_FIVE, HARD_FALLS, STREAM, THREE_COINS, TWO_TOSSES, WORN_COIN]


@pytest.mark.parametrize("data", PRESETS, ids=[d.name for d in PRESETS])
def test_every_preset_has_a_name_a_source_a_licence_and_labels_that_fit(data: CoinData) -> None:
    assert data.name and data.source and data.licence
    assert len({d.name for d in PRESETS}) == len(PRESETS)
    assert data.labels is None or data.labels.shape == data.rounds.heads.shape


def test_the_rounds_as_published() -> None:
    assert DO_BATZOGLOU.rounds.heads.tolist() == [5, 9, 8, 4, 7]
    assert DO_BATZOGLOU.rounds.flips.tolist() == [10] * 5
    assert np.flatnonzero(DO_BATZOGLOU.labels == 0).tolist() == [1, 2, 4]  # A: rounds 2, 3, 5
    assert FIVE_OF_FIVE.rounds.heads.tolist() == [3, 2, 1, 3, 2]
    assert FIVE_OF_FIVE.rounds.flips.tolist() == [5] * 5
    assert np.flatnonzero(FIVE_OF_FIVE.labels == 0).tolist() == [1, 3]  # A: rounds 2, 4


def test_a_seed_gives_the_same_rounds_and_more_rounds_only_add_to_them() -> None:
    few, labels = simulate_rounds([0.8, 0.45], [0.5, 0.5], 5, 10, 1)
    many, more_labels = simulate_rounds([0.8, 0.45], [0.5, 0.5], 50, 10, 1)
    assert few.heads.tolist() == many.heads[:5].tolist()
    assert labels.tolist() == more_labels[:5].tolist()
    other, _ = simulate_rounds([0.8, 0.45], [0.5, 0.5], 50, 10, 2)
    assert other.heads.tolist() != many.heads.tolist()
    # Links carry a seed, so these rounds are part of what must not change.
    assert few.heads.tolist() == [5, 7, 7, 3, 3]


def test_simulated_rounds_follow_their_coins() -> None:
    data, labels = simulate_rounds([0.8, 0.3, 0.1], [0.2, 0.0, 0.8], 4000, 25, 7)
    assert set(labels.tolist()) == {0, 2}
    # Five standard errors: sqrt(.2 x .8 / 4000) for the share, sqrt(p (1 - p) / flips) for the coins.
    assert np.mean(labels == 0) == pytest.approx(0.2, abs=5 * math.sqrt(0.16 / 4000))
    for k, p in ((0, 0.8), (2, 0.1)):
        flips = data.flips[labels == k].sum()
        assert data.heads[labels == k].sum() / flips == pytest.approx(
            p, abs=5 * math.sqrt(p * (1 - p) / flips)
        )


def test_certain_coins_and_empty_rounds_can_be_simulated() -> None:
    data, labels = simulate_rounds([1.0, 0.0], [0.5, 0.5], 20, 7, 3)
    assert data.heads.tolist() == [7 if k == 0 else 0 for k in labels]
    assert simulate_rounds([0.5], [1.0], 3, 0, 3)[0].flips.tolist() == [0, 0, 0]


def test_tosses_repeat_and_grow() -> None:
    assert toss(0.6, 30, 4)[:10].tolist() == toss(0.6, 10, 4).tolist()
    # Links carry a seed here too.
    assert toss(0.6, 10, 4).tolist() == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]
    assert toss(0.0, 50, 4).sum() == 0
    assert toss(1.0, 50, 4).sum() == 50
    assert toss(0.5, 0, 4).size == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: toss(1.2, 3, 1), "p must be at most 1, got 1.2"),
        (lambda: toss(0.5, -3, 1), "n must be at least 0, got -3"),
        (lambda: toss(0.5, 3, 1.5), "seed must be a whole number, got 1.5"),
        (
            lambda: simulate_rounds([0.5, 1.5], [0.5, 0.5], 3, 5, 1),
            "p_heads of coin 2 must be at most 1, got 1.5",
        ),
        (lambda: simulate_rounds([0.5], [0.9], 3, 5, 1), "weights must add up to 1"),
        (lambda: simulate_rounds([0.5], [1.0], 0, 5, 1), "n_rounds must be at least 1, got 0"),
        (lambda: simulate_rounds([0.5], [1.0], 3, -5, 1), "flips must be at least 0, got -5"),
    ],
)
def test_bad_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_half_a_million_heads_are_those_of_the_rounds() -> None:
    heads, labels = simulate_heads((0.5, 0.4), (0.5, 0.5), 500_000, 5, 3)
    few, coins = simulate_rounds((0.5, 0.4), (0.5, 0.5), 40, 5, 3)
    assert (heads[:40] == few.heads).all() and (labels[:40] == coins).all()
    # 2.5 million flips of mean .45: the standard deviation of their share is .00031
    assert heads.size == 500_000 and abs(heads.mean() / 5 - 0.45) < 0.0016
