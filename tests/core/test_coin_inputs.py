"""What rounds and coins accept, and what they refuse in which words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import CoinMixture, CoinParams, Responsibilities, Rounds


@pytest.mark.parametrize(
    ("heads", "flips", "message"),
    [
        ([3, -1], 5, "heads of round 2 must be at least 0, got -1"),
        ([3, 1.5], 5, "heads of round 2 must be a whole number, got 1.5"),
        ([3, math.nan], 5, "heads of round 2 must be a finite number, got nan"),
        ([3, math.inf], 5, "heads of round 2 must be a finite number, got inf"),
        ([3, True], 5, "heads of round 2 must be a finite number, got True"),
        (np.array([True, False]), 5, "heads of round 1 must be a finite number, got True"),
        ([3, "1"], 5, "heads of round 2 must be a finite number, got '1'"),
        ([3, None], 5, "heads of round 2 must be a finite number, got None"),
        ([3, 10**400], 5, "heads of round 2 must be a finite number, got 1"),
        ([3, 2**60], 2**61, "heads of round 2 must be at most"),
        ([3, [1]], 5, "heads of round 2 must be a finite number"),
        ([[3, 1]], 5, "heads must be a list with one number for each round"),
        ([], 5, r"heads must be a list with one number for each round, got \[\]"),
        (3, 5, "heads must be a list with one number for each round, got 3"),
        ("31", 5, "heads must be a list with one number for each round, got '31'"),
        ([3, 6], 5, "heads must not exceed flips, got 6 of 5 in round 2"),
        ([3, 2], [5], "heads and flips must have the same length, got 2 and 1"),
        ([3], [-5], "flips of round 1 must be at least 0, got -5"),
        ([3], "5", "flips must be a finite number, got '5'"),
        ([3], True, "flips must be a finite number, got True"),
        ([3], None, "flips must be a list with one number for each round, got None"),
    ],
)
def test_rounds_refuse(heads: Any, flips: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Rounds(heads, flips)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, -2], "labels of round 2 must be at least -1, got -2"),
        ([0, 0.5], "labels of round 2 must be a whole number, got 0.5"),
        ([0, True], "labels of round 2 must be a finite number, got True"),
        ([0, "A"], "labels of round 2 must be a finite number, got 'A'"),
        ([0, None], "labels of round 2 must be a finite number, got None"),
        ([0], "labels must have one entry per round, got 1 for 2 rounds"),
        (0, "labels must be a list with one number for each round, got 0"),
    ],
)
def test_labels_refuse(labels: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Rounds([3, 1], 5, labels)


def test_a_label_that_is_no_coin_is_refused_by_its_round() -> None:
    data = Rounds([3, 1], 5, [-1, 2])
    at = CoinParams([0.5, 0.5], [0.6, 0.4])
    message = "labels must be from 0 to 1, or -1 for a round without one, got 2 in round 2"
    for call in (CoinMixture().infer, CoinMixture().log_likelihood):
        with pytest.raises(ValueError, match=message):
            call(data, at)
    with pytest.raises(ValueError, match=message):
        CoinMixture().expected_stats(data, Responsibilities([[0.5, 0.5]] * 2))


def test_labels_are_kept_and_shown() -> None:
    source = np.array([1, -1, 0])
    data = Rounds([5, 9, 8], 10, source)
    source[0] = 0
    assert data.labels.tolist() == [1, -1, 0]
    assert data.labels.dtype == np.int64
    assert not data.labels.flags.writeable
    assert len(data) == 3
    assert "labels=array([ 1, -1,  0])" in repr(data)
    assert Rounds([5], 10).labels is None


@pytest.mark.parametrize("flips", [10, 10.0, np.int64(10), [10, 10.0, 10], np.full(3, 10, dtype=np.int8)])
def test_rounds_accept_whole_numbers_of_any_kind(flips: Any) -> None:
    data = Rounds([5.0, np.float32(9), 8], flips)
    assert (data.heads.tolist(), data.flips.tolist()) == ([5, 9, 8], [10, 10, 10])
    assert data.heads.dtype == data.flips.dtype == np.int64
    assert len(data) == 3


def test_rounds_do_not_follow_the_array_they_came_from() -> None:
    source = np.array([5, 9])
    data = Rounds(source, 10)
    source[0] = 7
    assert data.heads.tolist() == [5, 9]


@pytest.mark.parametrize(
    ("weights", "p_heads", "message"),
    [
        ([0.5, 0.4], [0.1, 0.2], r"weights must add up to 1, got \[0.5, 0.4\] with the sum 0.9"),
        ([0.5, 0.5 + 1e-8], [0.1, 0.2], "weights must add up to 1"),
        ([1.5, -0.5], [0.1, 0.2], "weights of coin 1 must be at most 1, got 1.5"),
        ([0.5, 0.5], [0.1, 1.2], "p_heads of coin 2 must be at most 1, got 1.2"),
        ([0.5, 0.5], [-0.1, 0.2], "p_heads of coin 1 must be at least 0, got -0.1"),
        ([0.5, 0.5], [0.1, math.nan], "p_heads of coin 2 must be a finite number, got nan"),
        ([0.5, 0.5], [0.1], "weights and p_heads must have the same length, got 2 and 1"),
        ([], [], r"weights must be a list with one number for each coin, got \[\]"),
        (1.0, 0.5, "weights must be a list with one number for each coin, got 1.0"),
        (["1"], [0.5], "weights of coin 1 must be a finite number, got '1'"),
        ([True], [0.5], "weights of coin 1 must be a finite number, got True"),
    ],
)
def test_params_refuse(weights: Any, p_heads: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        CoinParams(weights, p_heads)


def test_params_accept_weights_that_add_up_within_1e_9() -> None:
    assert CoinParams([1 / 3, 1 / 3, 1 / 3 + 9e-10], [0, 0.5, 1]).p_heads.tolist() == [0, 0.5, 1]


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf, -0.01, 1.01])
def test_an_array_of_floats_is_refused_in_the_words_of_a_list(wrong: float) -> None:
    said = []
    for p in ([0.5, wrong], np.array([0.5, wrong])):
        with pytest.raises(ValueError, match="p_heads of coin 2") as refused:
            CoinParams([0.5, 0.5], p)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_an_array_is_copied() -> None:
    mine = np.array([0.6, 0.5])
    params = CoinParams([0.5, 0.5], mine)
    mine[0] = 0.9
    assert params.p_heads.tolist() == [0.6, 0.5] and not params.p_heads.flags.writeable
