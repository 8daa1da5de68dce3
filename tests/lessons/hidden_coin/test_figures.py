"""Lesson 02's rounds, with and without labels."""

from __future__ import annotations

import re

import pytest

from em_core import Rounds
from lessons.hidden_coin.labelled import labelled, totals
from tests.figures.html import shown, text, tree
from tests.figures.samples import DB, FIVE


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
