"""Lesson 01 quotes its own numbers, to the printed digits, and what it says of them holds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from em_core import single_coin
from tests.lessons.files import facts

# Worked out from the published data by hand or in an independent program.
PUBLISHED = "0.2461 0.2007 0.1029 1/11 1/2772 252"


def test_published_numbers_are_quoted() -> None:
    quoted = {value.replace(" ", "") for value in facts("coin_mle").values()}
    assert set(PUBLISHED.split()) - quoted == set()


@pytest.mark.parametrize(("count", "name"), [(True, "area_count"), (False, "area_sequence")])
def test_the_area_under_the_likelihood(count: bool, name: str) -> None:
    area, _ = quad(lambda p: np.exp(single_coin.log_likelihood(p, 5, 10, count=count)), 0, 1, epsabs=1e-14)
    over = int(facts("coin_mle")[name].removeprefix("1/"))
    # quad is exact to rounding on a polynomial of degree 10
    assert area * over == pytest.approx(1, rel=1e-10)
