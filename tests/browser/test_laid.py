"""What was laid in a deck of cards is in the link: a reload, another reader and a presentation have it."""

from __future__ import annotations

from typing import Any

import pytest

CHOSEN = """() => [...document.querySelectorAll('[data-em-stage] input[data-keep]:not([data-keep=page]):checked')]
    .map(e => e.name.replace('concepts-', '') + '=' + e.value)"""
PUT = """([name, value]) => document.querySelector(`[data-em-stage] input[name="concepts-${name}"][value="${value}"]`).click()"""


@pytest.mark.faults
def test_cards_lie_where_they_were_put(make_seat: Any) -> None:
    seat = make_seat().open("concepts?scene=play&lang=en")
    assert "laid" not in seat.params() and seat.page.evaluate(CHOSEN) == ["model=0"]
    for choice in (["model", "2"], ["deal-2-0", "1"], ["deal-2-3", "0"]):
        seat.page.evaluate(PUT, choice)
    link, laid = seat.page.url, ["model=2", "deal-2-0=1", "deal-2-3=0"]
    assert seat.params()["laid"] == "deal.2------------1--0" and seat.page.evaluate(CHOSEN) == laid
    seat.page.reload()
    seat.rest()
    assert seat.page.evaluate(CHOSEN) == laid
    seat.page.evaluate("document.querySelector('[data-em-stage] .em-b-next').click()")
    assert seat.page.evaluate(CHOSEN)[0] == "model=0", "the row that is turned over is shown"
    other = make_seat().open(link.partition("/concepts")[2].join(["concepts", "&present=1"]))
    assert other.page.evaluate(CHOSEN) == laid, "somebody else"
    other.page.evaluate("document.querySelector('[data-em-stage] .em-dealt.em-open [data-clear]').click()")
    assert other.params()["laid"] == "deal.2" and other.page.evaluate(CHOSEN) == ["model=2"]
    strange = make_seat().open("concepts?scene=not&lang=zh&laid=not.19x_cards.0")
    assert strange.page.evaluate(CHOSEN) == ["not-0=1"] and strange.params()["laid"] == "not.1"
    assert seat.learner.errors == other.learner.errors == strange.learner.errors == []


@pytest.mark.parametrize(("link", "says", "read"), [
    ("concepts?scene=not&lang=en&laid=not.19x_cards.0", "The link says laid = not.19x_cards.0; what cannot", "not.1"),
    ("concepts?scene=not&lang=zh&laid=not.1_cards.0", "链接里写的是 laid = cards.0，其中无法读取的部分已略去。", "not.1"),
    ("concepts?scene=not&lang=en&laid=" + "9" * 5000, "laid = " + "9" * 40 + ";", None),
    ("concepts?scene=not&lang=en&laid=%3Cb%3E%E2%80%AE%00$%26.1.2", "laid = <b>⟨U+202E⟩", None),
    ("heights?lang=en&laid=not.1", "The link says laid = not.1;", None),
    ("concepts?scene=not&lang=en&laid=not.1", None, "not.1"), ("heights?lang=en&laid=", None, None),
])  # fmt: skip
def test_what_cannot_be_read_of_it_is_told(make_seat: Any, link: str, says: str | None, read: str | None) -> None:
    seat = make_seat().open(link)
    notes = seat.stage.locator(".em-note-line").inner_text()
    assert says in notes if says else "laid" not in notes
    assert seat.params().get("laid") == read
    assert seat.learner.errors == []


def test_what_was_told_to_be_left_out_does_not_come_later(make_seat: Any) -> None:
    seat = make_seat().open("concepts?scene=not&lang=en&laid=deal.2")
    assert "laid = deal.2;" in seat.stage.locator(".em-note-line").inner_text()
    seat.go("play")
    assert seat.page.evaluate(CHOSEN) == ["model=0"] and "laid" not in seat.params()
