"""The cook's bowls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core.bowls import VISIBLE, share_dish
from lessons.home.figures import bowls
from lessons.home.runs import Corrections
from tests.figures.html import shown, text


@given(st.floats(1, 5000), st.floats(0, 1), st.floats(0, 1))
def test_nothing_is_spilled_and_the_rule_is_kept(total: float, first: float, moved: float) -> None:
    run = share_dish(total, first, moved)
    assert run.left + run.right == pytest.approx(total, rel=1e-12)
    gaps = run.left - run.right
    # the difference shrinks by the factor 1 - 2 moved, up to float rounding
    assert gaps[1:] == pytest.approx(gaps[:-1] * (1 - 2 * moved), abs=1e-9 * total)
    assert all(abs(gap) >= VISIBLE * total for gap in gaps[:-1])
    assert run.even == (abs(2 * run.left[-1] - total) < VISIBLE * total)
    assert len(run.left) <= 61 and (run.even or len(run.left) == 61)


def test_half_of_the_difference_settles_it_at_once() -> None:
    run = share_dish(1000, 0.7, 0.5)
    assert run.left.tolist() == [700.0, 500.0] and run.even


@pytest.mark.parametrize("moved", [0, 1])
def test_who_moves_nothing_or_everything_never_ends(moved: float) -> None:
    run = share_dish(1000, 0.7, moved, most=10)
    assert not run.even and len(run.left) == 11
    assert "gives up" in Corrections(run).stop(str)


@pytest.mark.parametrize(
    ("arguments", "name"), [((0, 0.5, 0.3), "total"), ((100, 1.2, 0.3), "first"), ((100, 0.5, -1), "moved")]
)
def test_bad_arguments_are_named(arguments: tuple[float, float, float], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        share_dish(*arguments)


@given(st.floats(0, 1), st.floats(0.01, 0.99))
def test_the_printed_grams_agree(first: float, moved: float) -> None:
    strip = bowls(Corrections(share_dish(1000, first, moved)))
    for frame in strip.frames:
        left, right, gap = map(float, frame.slots[2:])
        # tenths of a gram are printed
        assert (left + right, abs(left - right)) == pytest.approx((1000, gap), abs=1e-9)
        assert sum(frame.slots[:2]) == pytest.approx(1, abs=1.01e-4)  # levels have four digits


def test_the_bowls_strip() -> None:
    run = share_dish(1000, 0.7, 0.3)
    strip = bowls(Corrections(run))
    cook = Corrections(run)
    names = [cook.frame(k, str).label for k in range(len(cook))]
    assert names == ["guess", "1", "2", "3", "4", "5"] and len(strip.frames) == 6
    assert strip.captions[0].startswith("The first guess: 700.0 g on the left, 300.0 g on the right")
    assert strip.captions[-1].endswith("Nobody can see a difference any more: 5 corrections were enough.")
    assert "700.0" in text(shown(strip, 0))
