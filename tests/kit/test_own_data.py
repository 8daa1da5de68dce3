"""The learner's own rows: a value in the settings, in the link when they are few, named there when not."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass, replace

import numpy as np
import pytest

from em_lesson.fields import choice, number
from em_lesson.own_data import OwnData
from em_lesson.remembered import MINE, remembered
from em_lesson.rows import IN_LINK, NO_ROWS, Rows, parse


@dataclass(frozen=True)
class Lesson(OwnData):
    data: str = choice("a", {"a": "A", "own": "My own"}, label="Data")
    t: float = number(1.0, 0, 9)


def test_rows_survive_the_link() -> None:
    rows = Rows([[1.5, -2.25], [3e-7, 4e9]])
    assert parse(rows.text) == rows
    settings, notices = Lesson.from_link({"data": "own", "points": "1.5,-2.25;3,4"})
    assert notices == [] and settings.to_link()["points"] == "1.5,-2.25;3,4"
    found = settings.own_rows(2)
    assert found is not None and found.values.tolist() == [[1.5, -2.25], [3, 4]]
    assert settings.own_rows(1) is None
    lacking = settings.lacking(1)
    assert lacking is not None and lacking.values == {"found": 2, "needed": 1}


def test_many_rows_and_fine_numbers_are_only_named_in_the_link() -> None:
    for rows in (Rows(np.arange(2 * IN_LINK + 2.0).reshape(-1, 2)), Rows([[1 / 3, 1.0]])):
        s = Lesson().with_rows(rows)
        link = s.to_link()
        assert (link["points"], link["held"]) == ("", rows.name)
        assert Lesson.from_link(link, {rows.name: rows})[0] == s
        without = Lesson.from_link(link)[0]
        assert without.own_rows(2) is None and without != s
        lacking = without.lacking(2)
        assert lacking is not None and lacking.values == {"n": str(len(rows))}


def test_few_rows_with_headings_stand_in_the_link_and_their_headings_in_the_session() -> None:
    rows = Rows([[1.0, 2.0]], ("x", "y"))
    s = Lesson().with_rows(rows)
    link = s.to_link()
    assert (link["points"], link["held"]) == ("1,2", rows.name)
    assert Lesson.from_link(link, {rows.name: rows})[0] == s
    elsewhere = Lesson.from_link(link)[0]
    assert elsewhere.points == Rows([[1.0, 2.0]]) and elsewhere.lacking(2) is None


def test_rows_are_what_they_hold() -> None:
    rows = Rows([[1.0, 2.0], [3.0, 4.0]], ("x", "y"))
    same = Rows([[1, 2], [3, 4]], ("x", "y"))
    assert rows == same and hash(rows) == hash(same)
    others = [Rows([[1, 2, 3, 4]]), Rows([[1, 2], [3, 4]]), Rows([[1, 2], [3, 5]], ("x", "y")),
              Rows([[1, 2], [3, 4]], ("x", "z")), Rows([[1, 2], [3, 4]], ("x,", "y"))]  # fmt: skip
    assert rows not in others and len({other.name for other in [rows, *others]}) == 6
    with pytest.raises(ValueError, match="read-only"):
        rows.values[0, 0] = 9
    assert NO_ROWS.name == NO_ROWS.text == "" and len(NO_ROWS) == 0
    for values, names in ([1.0, 2.0], ()), ([[1.0, 2.0]], ("x",)):
        with pytest.raises(ValueError, match=r"rows must be \(N, D\)"):
            Rows(values, names)


@pytest.mark.parametrize(
    "text", ["x", "1,2;3", "1,nan", "1,inf", "1e200,2", "1,2;" * 61, ";", "1,,2", "<b>,1", "1e999,1"]
)
def test_points_that_cannot_be_read_are_told(text: str) -> None:
    settings, (notice,) = Lesson.from_link({"data": "own", "points": text})
    assert settings.points == NO_ROWS and "cannot be read" in notice.text


@pytest.mark.parametrize("text", ["../x", "12", "1x2-<b>", "x-" + "a" * 60, "-"])
def test_a_strange_name_is_refused(text: str) -> None:
    settings, notices = Lesson.from_link({"data": "own", "held": text})
    assert settings.held == "" and len(notices) == 1


def test_the_link_says_nothing_of_own_data_beside_a_preset() -> None:
    assert set(Lesson(points=Rows([[1.0, 2.0]])).to_link()) == {"data", "t", "k"}


# ---- what is computed from them ------------------------------------------------------------------


class Table:
    """A result large enough to be looked for."""


def made() -> tuple[list[Lesson], object]:
    calls: list[Lesson] = []

    @remembered("data", "points")
    def table(s: Lesson, extra: int = 0) -> Table:
        calls.append(s)
        return Table()

    return calls, table


def test_a_run_sees_only_the_settings_that_it_names_and_is_made_once_for_them() -> None:
    calls, table = made()
    first = table(Lesson(t=3.0, k=4, held="1x1-ab"))  # type: ignore[operator]
    assert calls == [Lesson()]
    assert table(Lesson(t=5.0)) is first and len(calls) == 1  # type: ignore[operator]
    assert table(Lesson(t=5.0), 1) is not first  # type: ignore[operator]
    assert table(Lesson(data="own")) is not first  # type: ignore[operator]


def test_results_on_own_rows_go_with_the_rows() -> None:
    calls, table = made()
    s = Lesson().with_rows(Rows([[1.0, 2.0]]))
    kept = weakref.ref(table(s))  # type: ignore[operator]
    assert table(replace(s, t=7.0)) is kept() and len(calls) == 1  # type: ignore[operator]
    assert table(Lesson().with_rows(Rows([[1.0, 3.0]]))) is not kept()  # type: ignore[operator]
    calls.clear()
    del s
    gc.collect()
    assert kept() is None


def test_only_the_latest_results_on_own_rows_are_kept() -> None:
    calls, table = made()
    s = Lesson().with_rows(Rows([[1.0, 2.0]]))
    first = table(s, 0)  # type: ignore[operator]
    for extra in range(1, MINE + 1):
        table(s, extra)  # type: ignore[operator]
    assert table(s, MINE) is table(s, MINE) and len(calls) == MINE + 1  # type: ignore[operator]
    assert table(s, 0) is not first  # type: ignore[operator]
