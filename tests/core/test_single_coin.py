"""One coin: its likelihood, estimates and interval, also without heads, tails or flips."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from em_core.single_coin import likelihood_interval, log_likelihood, map_estimate, mle, score

counts = st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
GRID = np.linspace(0, 1, 1001)


def test_by_hand() -> None:
    # One or two logarithms.
    assert log_likelihood(0.6, 3, 5) == pytest.approx(math.log(0.6**3 * 0.4**2), rel=1e-14)
    assert log_likelihood(0.6, 3, 5, count=True) == pytest.approx(math.log(10 * 0.6**3 * 0.4**2), rel=1e-14)
    assert score(0.6, 3, 5) == pytest.approx(0.0, abs=1e-14)  # 5 - 5
    assert score(0.5, 3, 5) == 3 / 0.5 - 2 / 0.5
    assert mle(3, 5) == 0.6
    assert map_estimate(3, 5, 2, 4) == pytest.approx(4 / 9, rel=1e-15)


@given(counts)
def test_counts_are_a_distribution_over_the_heads_and_a_constant_factor_of_sequences(
    hn: tuple[int, int],
) -> None:
    h, n = hn
    total = math.fsum(math.exp(log_likelihood(0.3, k, n, count=True)) for k in range(n + 1))
    assert total == pytest.approx(1, rel=1e-11)  # gammaln of 300 is some 1400, good to 1e-16 of that
    gap = log_likelihood([0.2, 0.7], h, n, count=True) - log_likelihood([0.2, 0.7], h, n)
    assert gap == pytest.approx(math.log(math.comb(n, h)), rel=1e-11, abs=1e-11)  # likewise


@given(counts)
def test_no_p_beats_the_estimate_and_the_score_changes_sign_there(hn: tuple[int, int]) -> None:
    h, n = hn
    best = mle(h, n)
    if best is None:
        assert n == 0
        assert not log_likelihood(GRID, h, n).any() and not score(GRID, h, n).any()
        return
    assert log_likelihood(GRID, h, n).max() <= log_likelihood(best, h, n) + 1e-10  # 300 terms
    # A hundred-thousandth aside, so that rounding at the zero itself decides nothing.
    assert (score(GRID[best - 1e-5 > GRID], h, n) > 0).all()
    assert (score(GRID[best + 1e-5 < GRID], h, n) < 0).all()


@given(counts, st.floats(0.05, 0.95))
def test_the_score_is_the_slope_of_the_log_likelihood(hn: tuple[int, int], p: float) -> None:
    h, n = hn
    step = 1e-5
    slope = (log_likelihood(p + step, h, n) - log_likelihood(p - step, h, n)) / (2 * step)
    # step^2 x a third derivative of up to 300 x 2 / .05^3, and 1e-13 of rounding / step.
    assert slope == pytest.approx(float(score(p, h, n)), abs=2e-4)


@pytest.mark.parametrize(("h", "n"), [(0, 0), (0, 5), (5, 5), (2, 5)])
def test_the_ends_of_the_curve_are_no_accident(h: int, n: int) -> None:
    low, high = log_likelihood([0.0, 1.0], h, n)
    assert (low, high) == (0.0 if h == 0 else -math.inf, 0.0 if h == n else -math.inf)
    down, up = score([0.0, 1.0], h, n)
    assert down == (math.inf if h else -(n - h))
    assert up == (-math.inf if h < n else h)


@given(counts, st.floats(1, 50), st.floats(1, 50))
def test_the_map_estimate_is_that_of_pseudo_flips(hn: tuple[int, int], a: float, b: float) -> None:
    h, n = hn
    best = map_estimate(h, n, a, b)
    assert map_estimate(h, n, 1, 1) == mle(h, n)
    if best is None:
        assert n == 0 and a == b == 1
        return
    inside = GRID[1:-1]
    posterior = log_likelihood(inside, h, n) + (a - 1) * np.log(inside) + (b - 1) * np.log1p(-inside)
    assert abs(inside[posterior.argmax()] - best) <= 0.001 + 1e-12  # the grid's own step


@given(counts, st.floats(0.001, 0.9))
def test_the_interval_is_where_the_likelihood_ratio_is_high_enough(hn: tuple[int, int], ratio: float) -> None:
    h, n = hn
    low, high = likelihood_interval(h, n, ratio=ratio)
    assert 0 <= low <= (h / n if n else 0.5) <= high <= 1
    best = log_likelihood(h / n, h, n) if n else 0.0
    for end, at_edge in ((low, h == 0), (high, h == n)):
        if at_edge:
            assert end in (0.0, 1.0)
        else:
            # Bisected to the last digit of p or of 1 - p; the slope there is below 1e6.
            assert math.exp(log_likelihood(end, h, n) - best) == pytest.approx(ratio, rel=1e-9)


@given(counts, st.floats(0.001, 0.9))
def test_the_interval_mirrors_with_the_coin_and_narrows_with_flips(hn: tuple[int, int], ratio: float) -> None:
    h, n = hn
    low, high = likelihood_interval(h, n, ratio=ratio)
    assert likelihood_interval(n - h, n, ratio=ratio) == pytest.approx(
        (1 - high, 1 - low), abs=1e-15
    )  # 1 - x
    assume(n > 0)
    more = likelihood_interval(4 * h, 4 * n, ratio=ratio)
    assert more[1] - more[0] < high - low


def test_the_interval_of_five_in_ten() -> None:
    # Royall's 1/8: (p (1 - p) / .25)^5 = 1/8, so p = 1/2 -+ sqrt(1/4 - .25 / 8^(1/5)).
    half = math.sqrt(0.25 - 0.25 * 8 ** (-1 / 5))
    assert likelihood_interval(5, 10) == pytest.approx((0.5 - half, 0.5 + half), rel=1e-12)  # bisection
    assert likelihood_interval(0, 0) == (0.0, 1.0)
    assert likelihood_interval(3, 3) == pytest.approx((0.5, 1.0), rel=1e-15)
    assert likelihood_interval(0, 3) == pytest.approx((0.0, 0.5), rel=1e-15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mle(6, 5), "heads must not exceed flips, got 6 heads of 5 flips"),
        (lambda: mle(-1, 5), "heads must be at least 0, got -1"),
        (lambda: mle(2.5, 5), "heads must be a whole number, got 2.5"),
        (lambda: mle(math.nan, 5), "heads must be a finite number, got nan"),
        (lambda: score(1.2, 3, 5), "p must be between 0 and 1, got 1.2"),
        (lambda: log_likelihood([0.5, math.nan], 3, 5), "p must be between 0 and 1"),
        (lambda: map_estimate(3, 5, 0.5, 1), "a must be at least 1, got 0.5"),
        (lambda: map_estimate(3, 5, 1, math.inf), "b must be a finite number, got inf"),
        (lambda: likelihood_interval(3, 5, ratio=1.0), "ratio must lie between 0 and 1, got 1.0"),
        (lambda: likelihood_interval(3, 5, ratio=0.0), "ratio must lie between 0 and 1, got 0.0"),
    ],
)
def test_bad_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
