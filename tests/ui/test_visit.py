"""A visitor's stay: own rows in the session, and what goes with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from em_lesson import answers
from em_lesson.rows import Rows
from em_lesson.table_text import read_text
from em_ui import own_controls, visit
from em_ui.visit import KEPT, OwnTable, Visit, held
from lessons import GROUPS

LESSONS = {lesson.name: lesson for group in GROUPS.values() for lesson in group}


def rows(i: int, n: int = 100) -> Rows:
    return Rows(np.arange(2.0 * n).reshape(-1, 2) + i, ("x", "y"))


@pytest.fixture(autouse=True)
def session() -> Iterator[dict[str, Any]]:
    """A session of its own for every test, seen by every module that asks Streamlit for it."""
    state: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visit.st, "session_state", state)
        yield state


@pytest.fixture
def stay() -> Visit:
    return Visit(LESSONS["gmm"], LESSONS["gmm"].settings())


def test_the_latest_large_sets_are_kept_and_small_ones_take_none_of_their_places(stay: Visit) -> None:
    for i in range(KEPT + 2):
        stay.take(rows(i))
    assert list(held()) == [rows(i).name for i in range(2, KEPT + 2)]
    for i in range(KEPT + 2):
        stay.take(rows(i, 3))
    assert list(held()) == [rows(i, n).name for n in (100, 3) for i in range(2, KEPT + 2)]


def test_rows_that_the_lesson_still_shows_are_found_by_their_name(stay: Visit) -> None:
    """Newer sets of other lessons have taken their place in the session; then comes the browser's Back."""
    stay.take(rows(0))
    link = stay.settings.to_link()
    other = Visit(LESSONS["kmeans"], LESSONS["kmeans"].settings())
    for i in range(1, KEPT + 1):
        other.take(rows(i))
    assert rows(0).name not in held()
    settings, notices = stay.lesson.settings.from_link(link, stay.rows_by_name())
    assert notices == [] and settings.points == rows(0) and settings.lacking(2) is None


def test_rows_that_a_click_on_the_stage_has_made_stay_if_the_link_can_only_name_them(stay: Visit) -> None:
    few, many = Rows([[1.0, 2.0]]), rows(0)
    for found in (few, many):
        stay.know(stay.settings.with_rows(found))
    assert list(held()) == [many.name] == list(stay.named)
    stay.know(LESSONS["coin_mle"].settings())
    stay.drop()
    assert list(held()) == []


def test_removed_rows_are_gone_with_all_their_versions(stay: Visit) -> None:
    other = Visit(LESSONS["kmeans"], LESSONS["kmeans"].settings())
    other.take(rows(9))
    stay.take(rows(0))
    stay.take(rows(1))
    stay.own = OwnTable(table=read_text("1,2\n3,4"), dropped=2)
    stay.drop()
    assert list(held()) == [rows(9).name]
    assert len(stay.settings.points) == 0 and stay.settings.held == ""
    assert stay.own == OwnTable(removals=1)


def test_what_can_be_read_takes_the_refusal_away_and_a_refused_column_changes_nothing(
    stay: Visit, session: dict[str, Any]
) -> None:
    session["text"] = "a\nb"
    own_controls._pasted(stay, 2, "text")
    assert stay.own.refused and not len(stay.settings.points)
    session["text"] = "1,2\n3,4\n5,\n"
    own_controls._pasted(stay, 2, "text")
    assert stay.own.refused is None and (len(stay.settings.points), stay.own.dropped) == (2, 1)
    before = stay.settings
    session["text"] = "u,v\n1,\n,2\n3,\n"
    own_controls._pasted(stay, 2, "text")
    assert stay.own.refused and stay.settings == before and stay.own.dropped == 1


def test_results_beside_a_preset_are_everybodys(stay: Visit) -> None:
    """Rows that are not shown change nothing: a preset's run is shared and none of it is kept with them."""
    stay.take(rows(0))
    stay.settings = stay.settings.with_(data="faithful").after("data")
    mine = stay.settings.points
    before = {look: list(results) for look, results in mine.memo.items()}
    assert answers.drawn(stay.lesson.all, stay.lesson.all.run(stay.settings), str)
    assert len(mine) == 100 and {look: list(results) for look, results in mine.memo.items()} == before
