"""Long texts are read part by part, and what is found is what reading them whole would find."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson import table_rows
from em_lesson.table_text import MOST_ROWS, TableError, read_text


@given(st.text(st.sampled_from("1, \n\r\x0b\x1c\u2028")), st.integers(1, 9))
def test_lines_are_those_of_splitlines(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_rows, "PIECE", piece)
        assert list(table_rows.lines(text)) == text.splitlines()


@given(st.text(st.sampled_from("12,; \n\u00a0\t")))
def test_rows_are_counted_without_being_split(text: str) -> None:
    rows = table_rows.TextRows(text, 2)
    assert rows.count() == len(list(rows))


def test_rows_in_quotation_marks_are_counted_too() -> None:
    assert table_rows.TextRows('"1\n2",3\n4,5', 2).count() is None
    with pytest.raises(TableError, match=f"There are {MOST_ROWS + 2} rows; at most {MOST_ROWS}"):
        read_text('"1"\n' * (MOST_ROWS + 2))
    assert read_text('a\n"1"\n' + "2\n" * (MOST_ROWS - 1)).rows == MOST_ROWS


@pytest.mark.parametrize(("sign", "cells"), [(",", 300_000), (";", 300_000), (" ", 300_000), ("\t", 65_536)])
def test_the_cells_of_a_long_line_are_counted_without_being_split(sign: str, cells: int) -> None:
    long = sign.join(["12"] * cells)
    with pytest.raises(TableError, match=f"There are {cells} columns"):
        read_text(long)
    with pytest.raises(TableError, match=f"Line 3 has {cells} cells and most lines have 2;"):
        read_text(f"1{sign}2\n3{sign}4\n{long}\n" + f"5{sign}6\n" * 9)


def test_empty_cells_at_the_end_of_a_long_line_are_no_columns() -> None:
    rest = "\n5,6" * 9
    assert read_text("1,2\n3,4" + "," * 300_000 + rest).usable == (0, 1)
    with pytest.raises(TableError, match="Line 2 has 300001 cells"):
        read_text("1,2\n3,4" + "," * 299_999 + " 7" + rest)


LATE = 2500  # rows of plain numbers before something else comes


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("1.5", "NA", 1.5),
        ("1.5", "−2", 1.5),
        ("1", "2,5", 1),  # decimal commas
        ("1.234", "2,5", 1234),  # so this was a thousand
        ("1.234", "1,234.5", 1.234),
    ],
)
def test_a_column_that_is_plain_for_long_is_read_as_one_all_the_same(
    first: str, last: str, expected: float
) -> None:
    table = read_text("x;y\n" + f"{first};1\n" * LATE + f"{last};2\n")
    assert table.columns[0].values[0] == table.columns[0].values[LATE - 1] == expected
    assert table.columns[1].values.tolist() == [1] * LATE + [2]


def test_the_whole_column_tells_what_its_commas_are() -> None:
    column = read_text("x;y\n" + "1,234;1\n" * LATE + "2.345;1\n" * (LATE - 1)).columns[0]
    assert (column.values[0], column.values[-1]) == (1.234, 2345)
    column = read_text("x;y\n" + "1,234;1\n" * LATE + "2.345;1\n" * (LATE + 1)).columns[0]
    assert (column.values[0], column.values[-1]) == (1234, 2.345)


def test_a_word_after_many_plain_numbers_is_found_in_its_line() -> None:
    table = read_text("x,y,z\n" + "1,2,3\n" * LATE + "1,two,3\n" + "1,2,3\n" * LATE + "one,2,3\n")
    assert [column.bad for column in table.columns] == [(2 * LATE + 3, "one"), (LATE + 2, "two"), None]
    assert np.isnan(table.columns[0].values).all() and len(table.columns[0].values) == table.rows
    assert table.usable == (2,)


WORDS = " ".join(f"word{i % 977}" for i in range(5000))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (WORDS.replace(" ", "\n") + "\n", "rows; at most"),
        (WORDS + " ", "columns; at most"),
        ("12," * 1000, "columns; at most"),
        ("1\n", "rows; at most"),
        ("the second word,\n", "No column holds numbers only"),
        ("a word, " * 20 + "the end\n", "No column holds numbers only"),
    ],
)
def test_a_refused_text_takes_little_beside_itself(line: str, says: str) -> None:
    text = (line * (2 * 2**20 // len(line) + 1))[: 2 * 2**20]
    tracemalloc.start()
    try:
        with pytest.raises(TableError, match=says):
            read_text(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(text)  # the cells of all rows are some 40 times as large
