"""A table that is used whole: as many columns as it has, under their headings."""

from __future__ import annotations

import numpy as np
import pytest

from em_lesson.answers import said
from em_lesson.rows import IN_LINK, LONGEST, Rows
from em_lesson.scene import EVERY_COLUMN
from em_lesson.table_text import MOST_COLUMNS, WIDEST, TableError, read_bytes, read_text
from em_lesson.typed_error import link_size
from tests.kit.pairs import Counts


def table(rows: int, columns: int, wide: str = "") -> str:
    head = ",".join(f"word{i}{wide}" for i in range(columns))
    return head + "\n" + "\n".join(",".join(str((i * j) % 7) for j in range(columns)) for i in range(rows))


@pytest.mark.parametrize("wide", ["", "x" * 300])  # a heading of more than 131072 characters
def test_a_wide_table_is_read_whole(wide: str) -> None:
    found = read_bytes(table(50, WIDEST, wide).encode(), 2, WIDEST)
    assert (len(found.usable), found.rows, found.columns[-1].name[:7]) == (WIDEST, 50, "word499")
    assert found.columns[3].values[:4].tolist() == [0, 3, 6, 2]


@pytest.mark.parametrize(("columns", "most"), [(MOST_COLUMNS + 1, MOST_COLUMNS), (WIDEST + 1, WIDEST)])
def test_a_column_too_many_is_told(columns: int, most: int) -> None:
    with pytest.raises(TableError, match=f"{columns} columns; at most {most}"):
        read_text(table(3, columns), 2, most)


def test_rows_of_any_number_of_columns_are_the_lessons_own() -> None:
    rows = Rows(np.ones((50, 400)), tuple(f"w{i}" for i in range(400)))
    s = Counts().with_own(rows)
    assert s.own_rows(EVERY_COLUMN) is rows and s.own_rows(2) is None
    assert s.lacking(EVERY_COLUMN) is None and s.lacking(2) is not None
    assert s.to_link()["points"] == "" and s.held == rows.name == s.to_link()["held"]
    assert Counts.from_link(s.to_link(), {rows.name: rows}) == (s, [])


def test_a_link_carries_what_two_columns_may_need_and_not_much_more() -> None:
    assert Rows(-np.ones((IN_LINK, 2)) * 1.23456789012e-99).text, "as before"
    for columns in range(1, 60):
        text = Rows(np.ones((IN_LINK, columns))).text
        assert link_size(text) <= LONGEST and bool(text) is (columns <= 16)
    _, (notice,) = Counts.from_link({"data": "own", "points": ";".join([",".join(["1"] * 60)] * 60)})
    assert "cannot be read" in notice.text


def test_the_lessons_own_check_refuses_a_table_in_words() -> None:
    why = Counts.refuses(Rows([[1, 2], [3, 4.5]]))
    assert why is not None and said(why, str) == "Row 2 has 4.5, not a whole number."
    settings, (notice,) = Counts.from_link({"data": "own", "points": "1,2;3,4.5"})
    assert len(settings.points) == 0 and notice == why
