"""Jensen's inequality and KL divergence as its gap."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from em_core import bound
from em_core.jensen import FUNCTIONS, jensen, kl_gap, shares, summands, twin

# x (n,) inside every domain, w (n,) that add up to 1, and q, p (m,) above 0
POINTS = st.integers(1, 8).flatmap(lambda n: st.tuples(
    st.lists(st.floats(0.05, 5), min_size=n, max_size=n),
    st.lists(st.floats(0.01, 1), min_size=n, max_size=n),
))  # fmt: skip
PAIRS = st.integers(1, 6).flatmap(lambda m: st.tuples(
    st.lists(st.floats(0.01, 1), min_size=m, max_size=m),
    st.lists(st.floats(0.01, 1), min_size=m, max_size=m),
))  # fmt: skip
# values are below exp(5) = 148, and a mean of eight of them is rounded in its last digits
ROUNDING = 1e-12


def second_derivative(name: str, x: float) -> float:
    return {"log": -1 / x**2, "sqrt": -(x**-1.5) / 4, "square": 2.0, "exp": math.exp(x), "xlogx": 1 / x}[name]


def test_two_points_on_the_log_curve_by_hand() -> None:
    at = jensen(FUNCTIONS["log"], [1, 4], [0.5, 0.5])
    assert at.mean_x == 2.5
    assert at.f_mean == pytest.approx(math.log(2.5), rel=1e-15)
    assert at.mean_f == pytest.approx(math.log(2), rel=1e-15)  # the log of the geometric mean
    assert at.gap == pytest.approx(math.log(1.25), rel=1e-14)


def test_the_gap_of_the_square_is_minus_the_variance() -> None:
    x, w = np.array([0.5, 1.5, 4.0]), np.array([0.2, 0.5, 0.3])
    at = jensen(FUNCTIONS["square"], x, w)
    assert at.gap == pytest.approx(-(w @ (x - w @ x) ** 2), rel=1e-13)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_bends_as_it_says(name: str) -> None:
    f, x, h = FUNCTIONS[name], np.linspace(0.2, 4, 20), 1e-3
    bend = (f.value(x + h) - 2 * f.value(x) + f.value(x - h)) / h**2
    expected = [second_derivative(name, float(value)) for value in x]
    assert bend == pytest.approx(expected, rel=1e-3)  # differences over 1/1000
    assert bool(np.all(bend < 0)) == f.concave
    assert twin(f).concave != f.concave and twin(f).value(x) == pytest.approx(-f.value(x), abs=0)


@pytest.mark.parametrize("name", FUNCTIONS)
@given(POINTS)
def test_the_chord_is_on_its_side(name: str, drawn: tuple[list[float], list[float]]) -> None:
    x, w = drawn[0], shares("w", drawn[1])
    f = FUNCTIONS[name]
    at, other = jensen(f, x, w), jensen(twin(f), x, w)
    side = 1 if f.concave else -1
    assert side * at.gap >= -ROUNDING and side * other.gap <= ROUNDING
    assert other.gap == pytest.approx(-at.gap, abs=ROUNDING)
    assert at.gap == pytest.approx(at.f_mean - at.mean_f, abs=ROUNDING)
    assert at.mean_f == pytest.approx(float(w @ at.y), abs=ROUNDING)
    # strictly: half the smallest bend times the variance is in the gap
    least = min(abs(second_derivative(name, value)) for value in np.linspace(min(x), max(x), 50))
    variance = float(w @ (np.array(x) - at.mean_x) ** 2)
    assert abs(at.gap) >= 0.5 * least * variance - ROUNDING


@pytest.mark.parametrize("name", FUNCTIONS)
@given(st.floats(0.05, 5), st.lists(st.floats(0.01, 1), min_size=1, max_size=8))
def test_points_that_meet_leave_no_gap(name: str, x: float, heights: list[float]) -> None:
    at = jensen(FUNCTIONS[name], [x] * len(heights), shares("w", heights))
    assert at.mean_x == x
    assert at.gap == pytest.approx(0, abs=1e-13)  # f of one number and of a row may differ in the last digit


def test_only_points_with_weight_count() -> None:
    at = jensen(FUNCTIONS["log"], [3.3, 0.1, 0.1], [0, 0.3, 0.7])
    assert at.mean_x == 0.1  # exactly, although 3.3 is among the points
    assert at.gap == pytest.approx(0, abs=1e-15)


def test_shares_are_heights_over_their_sum() -> None:
    assert shares("w", [1, 2, 5]).tolist() == [0.125, 0.25, 0.625]
    assert shares("w", [0, 3]).tolist() == [0, 1]


@given(PAIRS)
def test_kl_is_the_gap_of_log_at_the_ratios(drawn: tuple[list[float], list[float]]) -> None:
    q, p = shares("q", drawn[0]), shares("p", drawn[1])
    at = kl_gap(q, p)
    assert at.mean_x == pytest.approx(1, abs=1e-14) and at.f_mean == pytest.approx(0, abs=1e-14)
    # both sum terms up to log(600), each rounded
    assert at.gap == pytest.approx(bound.kl(q, p), abs=1e-13)
    assert math.fsum(summands(q, p)) == pytest.approx(bound.kl(q, p), abs=1e-14)
    assert at.gap >= -1e-13


@given(PAIRS)
def test_kl_is_zero_only_for_equals(drawn: tuple[list[float], list[float]]) -> None:
    q, p = shares("q", drawn[0]), shares("p", drawn[1])
    assert kl_gap(q, q).gap == 0
    apart = float(np.abs(q - p).sum())
    assume(apart > 1e-6)
    # Pinsker's inequality: KL >= |q - p|_1^2 / 2
    assert kl_gap(q, p).gap >= apart**2 / 2 - 1e-13


def test_kl_is_not_symmetric_and_keeps_no_triangle() -> None:
    q, p = [0.5, 0.4, 0.1], [0.05, 0.8, 0.15]
    there = 0.5 * math.log(10) - 0.4 * math.log(2) - 0.1 * math.log(1.5)
    back = -0.05 * math.log(10) + 0.8 * math.log(2) + 0.15 * math.log(1.5)
    assert kl_gap(q, p).gap == pytest.approx(there, rel=1e-13)
    assert kl_gap(p, q).gap == pytest.approx(back, rel=1e-13)
    assert summands(q, p) == pytest.approx([0.5 * math.log(10), -0.4 * math.log(2), -0.1 * math.log(1.5)])
    a, b, c = [0.5, 0.5], [0.75, 0.25], [0.9, 0.1]
    assert bound.kl(a, c) > bound.kl(a, b) + bound.kl(b, c)


def test_summands_where_a_probability_is_zero() -> None:
    assert summands([0, 1], [0.5, 0.5]).tolist() == [0, math.log(2)]
    assert summands([0.5, 0.5], [0, 1])[0] == math.inf


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: jensen(FUNCTIONS["log"], [1, 0], [0.5, 0.5]), "x of point 2 must be above 0 for log, got 0"),
        (lambda: jensen(FUNCTIONS["sqrt"], [-1], [1]), "x of point 1 must be at least 0 for sqrt, got -1"),
        (lambda: jensen(FUNCTIONS["exp"], [math.nan], [1]), "x of point 1 must be a finite number, got nan"),
        (lambda: jensen(FUNCTIONS["square"], [1, 2], [0.5, 0.4]), "w must add up to 1"),
        (lambda: jensen(FUNCTIONS["square"], [1, 2], [1]), "x and w must have the same length, got 2 and 1"),
        (lambda: jensen(FUNCTIONS["square"], [1, 2], [1.5, -0.5]), "w of point 1 must be at most 1"),
        (lambda: jensen(FUNCTIONS["square"], [], []), "x must be a list with one number for each point"),
        (lambda: shares("w", [0, 0]), "w must have at least one height above 0"),
        (lambda: shares("q", [1, -1]), "q of outcome 2 must be at least 0"),
        (lambda: kl_gap([0.5, 0.5], [1, 0]), "p must be above 0 for every outcome"),
        (lambda: kl_gap([1, 0], [0.5, 0.5]), "q must be above 0 for every outcome"),
        (lambda: kl_gap([1], [0.5, 0.5]), "the same number of outcomes, got 1 and 2"),
        (lambda: summands([0.5, 0.4], [0.5, 0.5]), "q must add up to 1"),
    ],
)
def test_bad_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_a_value_that_no_float_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="exp of every point must be finite"):
        jensen(FUNCTIONS["exp"], [1, 1000], [0.5, 0.5])
