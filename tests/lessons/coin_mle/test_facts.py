"""Lesson 01 quotes its own numbers, to the printed digits, and what it says of them holds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from em_core import single_coin
from tests.lessons.files import facts

KNOWN = facts("coin_mle")

# Worked out from the published data by hand or in an independent program.
PUBLISHED = {"count_p5": "0.2461", "count_p6": "0.2007", "count_p7": "0.1029"}


def test_published_numbers_are_quoted() -> None:
    assert {name: f"{KNOWN[name]:.4f}" for name in PUBLISHED} == PUBLISHED
    assert [KNOWN[name] for name in ("counts", "area_sequence", "ways", "sequences")] == [11, 2772, 252, 1024]


@pytest.mark.parametrize(("count", "name"), [(True, "counts"), (False, "area_sequence")])
def test_the_area_under_the_likelihood(count: bool, name: str) -> None:
    area, _ = quad(lambda p: np.exp(single_coin.log_likelihood(p, 5, 10, count=count)), 0, 1, epsabs=1e-14)
    # quad is exact to rounding on a polynomial of degree 10
    assert area * KNOWN[name] == pytest.approx(1, rel=1e-10)


def test_the_sequence_and_the_count_are_a_factor_apart() -> None:
    assert KNOWN["count_p5"] * KNOWN["sequences"] == pytest.approx(KNOWN["ways"], rel=1e-12)
    assert KNOWN["times_p7"] == pytest.approx(0.2461 / 0.1029, rel=1e-3)  # of four printed digits


def test_a_hundred_heads_in_two_hundred_are_less_probable_than_any_small_number() -> None:
    assert KNOWN["many_log"] == pytest.approx(200 * np.log(0.5), rel=1e-12)
    assert KNOWN["many_log"] < np.log(1e-60)
    assert (KNOWN["many_heads"], KNOWN["many_flips"]) == (100, 200)


def test_a_hundred_times_as_many_tosses_narrow_the_interval() -> None:
    few, many = (KNOWN[f"high_{n}"] - KNOWN[f"low_{n}"] for n in (10, 1000))
    assert KNOWN["narrower"] == pytest.approx(few / many) and 9 < KNOWN["narrower"] < 10


def test_the_area_can_be_guessed_from_height_and_width() -> None:
    p = np.linspace(0, 1, 1001)
    high = np.exp(single_coin.log_likelihood(p, 5, 10, count=True)) > KNOWN["count_p5"] / 2
    assert 0.3 < high.mean() < 0.4  # the width at half the height
    assert 0.3 * 0.25 < 1 / KNOWN["counts"] < 0.4 * 0.25
