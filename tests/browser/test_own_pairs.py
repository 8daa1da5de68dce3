"""Sentence pairs, pages and counts of a learner's own in a real browser, in the lessons that take them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Learner
from tests.browser.seat import DESKTOP, Seat
from tests.browser.server import Server
from tests.lessons.largest import counts_of, pairs_of

PAIRS, PAGES = "word-alignment?lang=en&scene=own", "plsa?lang=en&scene=own"


@pytest.fixture
def make_seat(browser: Browser, server: Server) -> Iterator[Any]:
    """A visitor's window; in the end nothing has failed in it."""
    made: list[tuple[Any, Seat]] = []

    def make() -> Seat:
        context = browser.new_context(**DESKTOP, locale="en-US")
        made.append((context, Seat(Learner(context, server))))
        return made[-1][1]

    yield make
    for context, seat in made:
        assert seat.learner.errors == []
        context.close()


def paste(seat: Seat, lesson: str, text: str) -> None:
    box = seat.page.locator(f".st-key-{lesson}-pasted textarea")
    box.fill(text)
    box.press("Control+Enter")


def until(seat: Seat, panel: str, text: str) -> Seat:
    """Wait until a panel of the stage says so."""
    seat.page.locator(f"[data-em-stage] [data-panel={panel}]").filter(has_text=text).wait_for(timeout=20_000)
    return seat.rest()


def upload(seat: Seat, path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    seat.page.locator("input[type=file]").set_input_files(path)


@pytest.mark.faults
def test_a_pasted_pair_is_aligned_and_stands_in_the_link(make_seat: Any) -> None:
    seat = make_seat().open(PAIRS)
    until(seat, "threads", "water")
    paste(seat, "word_alignment", "la casa / the house\n la flor/the flower")
    until(seat, "threads", "casa")
    assert seat.params()["lines"] == "la casa / the house\nla flor/the flower"
    paste(seat, "word_alignment", "la casa")
    seat.page.get_by_role("alert").filter(has_text="Line 1").wait_for(timeout=20_000)
    until(seat.reload(), "threads", "flower")


@pytest.mark.faults
def test_two_hundred_pairs_and_a_whole_table_are_the_sessions(make_seat: Any, tmp_path: Path) -> None:
    for link, panel, text, says, held in (
        (PAIRS, "threads", pairs_of(200), "of 200 pairs", "200-"),
        (PAGES, "page_places", counts_of(50, 500), "page 1", "51-"),
    ):
        seat = make_seat().open(link)
        upload(seat, tmp_path / "own.txt", text)
        until(seat, panel, says)
        assert seat.params()["held"].startswith(held) and not seat.params().get("lines")
        seat.page.get_by_role("button", name="Remove my data").click()
        seat.page.get_by_text("Until there are").wait_for(timeout=20_000)
        assert not {"lines", "held"} & set(seat.rest().params())


def test_a_pasted_table_of_counts_is_read(make_seat: Any) -> None:
    seat = make_seat().open(PAGES)
    until(seat, "top_words", "rain")
    paste(seat, "plsa", "page,goal,win\nsport,4,0\nmixed,2,1\npolitics,0,5")
    until(seat, "top_words", "goal")
    assert seat.params()["lines"].startswith("page,goal,win")
    paste(seat, "plsa", "page,goal,win\nsport,4,0\nmixed,2,0.5")
    seat.page.get_by_role("alert").filter(has_text="0.5").wait_for(timeout=20_000)
