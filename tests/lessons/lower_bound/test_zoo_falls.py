"""The bug zoo marks a fall from one part in a thousand million on, and nothing smaller."""

from __future__ import annotations

import pytest

from lessons.lower_bound.zoo import falls


@pytest.mark.parametrize("height", [0.0, -1.0, -31.5, 1000.0, -1e6])
def test_a_fall_is_more_than_1e_9_of_the_height_and_one(height: float) -> None:
    slack = 1e-9 * (1 + abs(height))
    assert falls([height, height - 0.9 * slack]) == []
    assert falls([height, height + 5.0 * slack, height + 4.2 * slack]) == []
    (fall,) = falls([None, height, height - 1.2 * slack])
    assert fall.k == 2 and fall.size == pytest.approx(1.2 * slack, rel=0.05, abs=0)


def test_small_steps_down_are_judged_one_by_one() -> None:
    """Each against the value before it: the column is a program's, and its rounding does not add up."""
    values = [-30.0 - k * 1e-8 for k in range(50)]
    assert falls(values) == []
    assert [fall.k for fall in falls([*values, -31.0, -31.0, -30.0, -30.5])] == [50, 53]
