"""The cook's bowls, and the rounds with and without labels."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import Rounds
from em_core.bowls import VISIBLE, share_dish
from lessons.hidden_coin.labelled import labelled, totals
from lessons.home.figures import bowls, labels, stop
from tests.figures.html import shown, text, tree
from tests.figures.samples import DB, FIVE


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
    assert "gives up" in stop(run)


@pytest.mark.parametrize(
    ("arguments", "name"), [((0, 0.5, 0.3), "total"), ((100, 1.2, 0.3), "first"), ((100, 0.5, -1), "moved")]
)
def test_bad_arguments_are_named(arguments: tuple[float, float, float], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        share_dish(*arguments)


@given(st.floats(0, 1), st.floats(0.01, 0.99))
def test_the_printed_grams_agree(first: float, moved: float) -> None:
    strip = bowls(share_dish(1000, first, moved))
    for frame in strip.frames:
        left, right, gap = map(float, frame.slots[2:])
        # tenths of a gram are printed
        assert (left + right, abs(left - right)) == pytest.approx((1000, gap), abs=1e-9)
        assert sum(frame.slots[:2]) == pytest.approx(1, abs=1.01e-4)  # levels have four digits


def test_the_bowls_strip() -> None:
    run = share_dish(1000, 0.7, 0.3)
    strip = bowls(run)
    assert labels(run) == ["guess", "1", "2", "3", "4", "5"] and len(strip.frames) == 6
    assert strip.captions[0].startswith("The first guess: 700.0 g on the left, 300.0 g on the right")
    assert strip.captions[-1].endswith("Nobody can see a difference any more: 5 corrections were enough.")
    assert "700.0" in text(shown(strip, 0))


def test_labels_give_the_published_estimates() -> None:
    a, b = totals(DB.rounds, DB.labels.tolist())
    assert (a.rounds, a.heads, a.flips, a.estimate) == ((2, 3, 5), 24, 30, 0.8)
    assert (b.rounds, b.heads, b.flips, b.estimate) == ((1, 4), 9, 20, 0.45)
    assert [c.estimate for c in totals(FIVE.rounds, FIVE.labels.tolist())] == [0.5, 0.4]


def test_shown_and_hidden() -> None:
    seen, hidden = (labelled(DB.rounds, DB.labels, shown=s) for s in (True, False))
    assert "24 / 30 = 0.800" in text(shown(seen, 0)) and "θ_A = 0.800" in seen.captions[0]
    assert [text(row[1]) for row in list(shown(seen, 0).iter("tr"))[1:]] == ["B", "A", "A", "B", "A"]
    assert [text(row[1]) for row in list(shown(hidden, 0).iter("tr"))[1:]] == ["?"] * 5
    assert "0.8" not in text(shown(hidden, 0))


def test_the_circle_has_a_text_alternative() -> None:
    (svg,) = shown(labelled(DB.rounds, None, shown=False), 0).iter("svg")
    assert svg.get("role") == "img" and svg.findtext("title")
    assert "labels" in svg.findtext("desc", "")


def test_labels_that_nobody_knows_cannot_be_shown() -> None:
    strip = labelled(DB.rounds, None, shown=True)
    assert "Nobody knows" in text(shown(strip, 0)) and "?" in text(shown(strip, 0))


def test_a_coin_that_was_never_taken() -> None:
    strip = labelled(Rounds([3, 4], [5, 5]), [0, 0], shown=True)
    assert "Coin B was flipped in no round" in text(shown(strip, 0))
    assert not re.search("nan|None", strip.captions[0])


def test_labels_must_fit_the_rounds() -> None:
    with pytest.raises(ValueError, match="labels"):
        totals(DB.rounds, [0, 1])
    with pytest.raises(ValueError, match="labels"):
        totals(DB.rounds, [0, 1, 2, 0, 1])


def test_words_are_escaped() -> None:
    strip = labelled(DB.rounds, DB.labels, shown=False, tr=lambda s: f"<i>&{s}</i>")
    assert not list(tree(strip.base["views"]["rounds"]).iter("i"))
