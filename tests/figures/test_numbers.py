"""Numbers as they are printed, and read back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_figures import numbers


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [(0.6, 6, "0.6"), (0.71301218, 6, "0.713012"), (-4.166666, 4, "-4.167"), (0.0, 6, "0"),
     (1000000.0, 4, "1000000"), (3.2e-7, 4, "3.2 × 10⁻⁷"), (0.00000999996, 3, "0.00001"),
     (1e9, 4, "1 × 10⁹"), (252, 6, "252")],
)  # fmt: skip
def test_short(value: float, digits: int, printed: str) -> None:
    assert numbers.short(value, digits) == printed


def test_fixed_has_no_negative_zero() -> None:
    assert (numbers.fixed(-0.0001), numbers.fixed(-0.0006)) == ("0.000", "-0.001")


def test_plain_has_no_exponent() -> None:
    assert numbers.plain(1.23456789e-9, 4) == "0.000000001235"


def test_what_is_raised_or_divided_by_has_brackets_where_it_is_a_power_of_ten() -> None:
    assert (numbers.bracketed(0.25), numbers.bracketed(2e-9)) == ("0.25", "(2 × 10⁻⁹)")


@given(st.floats(-1e12, 1e12))
def test_what_is_printed_reads_back(value: float) -> None:
    # ten significant digits: half a unit in the tenth
    assert math.isclose(numbers.read(numbers.short(value, 10)), value, rel_tol=5.01e-10)


@pytest.mark.parametrize("log_value", [-0.5, -12.9, -13.1, -700.0, -6907.755278982137, -5 * math.log(10)])
def test_exponential_reaches_below_the_smallest_float(log_value: float) -> None:
    mantissa, _, power = numbers.exponential(log_value, 8).partition(" × 10")
    exponent = numbers.read(f"1 × 10{power}") if power and log_value > -700 else None
    if not power:
        assert float(mantissa) == pytest.approx(math.exp(log_value), rel=1e-7)
    elif exponent:
        assert float(mantissa) * exponent == pytest.approx(math.exp(log_value), rel=1e-7)
    else:
        assert 1 <= float(mantissa) < 10
    assert numbers.exponential(-math.inf) == "0"


@given(st.integers(0, 1000), st.lists(st.floats(0.0, 1.0), min_size=1, max_size=5))
def test_parts_sum_to_the_whole(total: int, weights: list[float]) -> None:
    whole = sum(weights)
    shares = [w / whole for w in weights] if whole > 1e-300 else [1.0] + [0.0] * (len(weights) - 1)
    printed = numbers.parts(total, shares)
    # thousandths: exact but for the float sum of their decimal forms
    assert sum(map(float, printed)) == pytest.approx(total, abs=1e-9)
    for part, share in zip(printed, shares, strict=True):
        assert abs(float(part) - total * share) <= 1.001e-3  # one unit, as documented


@given(st.lists(st.floats(allow_nan=False)), st.integers(1, 9))
def test_rounded_alone_in_a_list_or_in_an_array_it_is_the_same(values: list[float], digits: int) -> None:
    alone = [numbers.sig(value, digits) for value in values]
    together = numbers.sigs(np.array(values), digits)
    assert alone == numbers.sigs(values, digits) == together and set(map(type, together)) <= {float}
