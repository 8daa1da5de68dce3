"""What can be read from a file or typed text, and what a learner is told about the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson.table_text import MOST_BYTES, MOST_ROWS, TableError, read_bytes, read_text


def values(text: str) -> list[list[float]]:
    return [column.values.tolist() for column in read_text(text).columns]


@pytest.mark.parametrize(
    "text",
    [
        "1.5,2.25\n3,4",
        "1.5, 2.25\r\n3, 4\r\n",
        "x,y\n1.5,2.25\n3,4",
        "1,5;2,25\n3;4",
        "x;y\n1,5;2,25\n3;4",
        "1.5\t2.25\n3\t4",
        "1.5 2.25\n3 4",
        "1,5 2,25\n3 4",
        "1.5|2.25\n3|4",
        '"1,5","2,25"\n"3","4"',
        "１．５，２．２５\n３，４".replace("，", ","),
        "\n\n1.5,2.25\n\n3,4\n\n",
        "15e-1,2.25E0\n+3,4.",
    ],
)
def test_the_same_numbers_in_many_notations(text: str) -> None:
    assert values(text) == [[1.5, 3], [2.25, 4]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1,234.5;1\n2.5;1", [1234.5, 2.5]),
        ("1.234,5;1\n2,5;1", [1234.5, 2.5]),
        ("1 234,5;1\n2,5;1", [1234.5, 2.5]),
        ("1,234;1\n2,345;1", [1.234, 2.345]),  # parted by semicolons: a decimal comma
        ("\u22123,1\n4,1", [-3, 4]),
    ],
)
def test_thousands_decimal_commas_and_the_real_minus(text: str, first: list[float]) -> None:
    assert values(text)[0] == first


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("1,5\n2,25\n3\n", 1, [[1.5, 2.25, 3]]),
        ("1,5\n2,25\n3,7\n", 2, [[1, 2, 3], [5, 25, 7]]),
        ("Größe\n1,5\n2,5", 2, [[1.5, 2.5]]),
        ("a,b\n1,5\n2,5", 1, [[1, 2], [5, 5]]),
    ],
)
def test_commas_in_a_single_column(text: str, wanted: int, expected: list[list[float]]) -> None:
    assert [column.values.tolist() for column in read_text(text, wanted=wanted).columns] == expected


def test_headings_are_names_and_missing_cells_are_counted() -> None:
    table = read_text("身高,体重\n175,NA\n,60\n180,-\n")
    assert [c.name for c in table.columns] == ["身高", "体重"]
    assert [c.missing for c in table.columns] == [1, 2]
    assert table.rows == 3 and table.usable == (0, 1)


def test_a_text_column_says_which_cell_is_no_number() -> None:
    table = read_text("name,height,age\nAnn,175,41\nBea,168,forty\nCyn,170,39")
    assert table.usable == (1,)
    assert table.columns[2].bad == (3, "forty")
    assert table.columns[0].bad is not None and table.columns[0].bad.line == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "latin-1"])
def test_encodings(encoding: str) -> None:
    name = "höhe" if encoding == "latin-1" else "身高"
    table = read_bytes(f"{name};x\n1,5;2\n2,5;3".encode(encoding))
    assert [c.values.tolist() for c in table.columns] == [[1.5, 2.5], [2, 3]]
    assert table.columns[0].name == name


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the text is empty"),
        (b" \n\n ", "the text is empty"),
        (b"PK\x03\x04rest", "not a text file"),
        (b"a\0b", "not a text file"),
        (b"\xff\xfea", "UTF-16"),
        (b"x,y\n", "No column holds numbers only|no numbers below"),
        (b"a,b\nc,d\ne,f", "No column holds numbers only"),
        (b"1,2\n3,4,5\n6,7", "Line 2 has 3 cells and most lines have 2"),
        (b",\n,\n", "the text is empty"),
        (b"1\n" * (MOST_ROWS + 2), f"at most {MOST_ROWS}"),
        (b"1," * 80 + b"1\n" + b"1," * 80 + b"1\n", "columns; at most"),
        (b"x" * (MOST_BYTES + 1), "at most 10 MB"),
        (b'1,2\n"3\n4,5\n', "a quotation mark may be missing"),
        (b"1e999\n2", "no number|No column"),
        (b"inf\nnan\n1_000", "No column"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, says: str) -> None:
    with pytest.raises(TableError, match=says):
        read_bytes(content)


@given(st.text(max_size=200))
def test_any_text_gives_finite_numbers_or_an_answer(text: str) -> None:
    try:
        table = read_text(text)
    except TableError as error:
        assert str(error)
        return
    for i in table.usable:
        assert all(math.isfinite(v) or math.isnan(v) for v in table.columns[i].values)
        assert len(table.columns[i].values) == table.rows


@given(st.binary(max_size=200))
def test_any_bytes_give_a_table_or_an_answer(content: bytes) -> None:
    try:
        read_bytes(content)
    except TableError as error:
        assert str(error)


def test_a_long_file_is_read_as_it_is() -> None:
    numbers = np.random.default_rng(1).normal(size=(1000, 2)).round(6)
    text = "x,y\n" + "\n".join(f"{a},{b}" for a, b in numbers)
    np.testing.assert_array_equal(np.array(values(text)).T, numbers)


def test_pasted_text_has_the_same_limit_as_a_file_counted_in_bytes() -> None:
    few = "身高,体重\n" * (MOST_BYTES // 14 + 1)  # 14 bytes and 6 characters a line
    for text in (few, "x" * (MOST_BYTES + 1)):
        with pytest.raises(TableError, match=r"^The text has 10\.1 MB; at most 10 MB can be read here\."):
            read_text(text)
    with pytest.raises(TableError, match="rows; at most"):
        read_text(few[:-30])
    read_bytes("身高,体重\n".encode("gb18030") + b"1,2\n" * 9)  # a file's bytes are its own, not UTF-8's


def test_a_file_that_fits_is_not_measured_in_another_encoding() -> None:
    text = "身高,体重\n" + ("甲" * 80 + ",1\n") * 50_000  # 8.2 MB as GB 18030, 12.2 MB as UTF-8
    assert read_bytes(text.encode("gb18030")).usable == (1,)
    with pytest.raises(TableError, match="The text has"):
        read_text(text)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("1\u200b2", "“1⟨U+200B⟩2” in line 2, column “x”"),
        ("\ufeff12", "“⟨U+FEFF⟩12” in line 2"),
        ("1\u00ad2", "“1⟨U+00AD⟩2”"),
        ("\u202e12", "“⟨U+202E⟩12”"),
        ("1\x002", "“1⟨U+0000⟩2”"),
    ],
)
def test_an_invisible_character_in_a_cell_is_named(cell: str, shown: str) -> None:
    with pytest.raises(TableError) as caught:
        read_text(f"x\n{cell}\n3\n")
    assert shown in str(caught.value)
    assert shown.split("”")[0] in "“" + str(caught.value.values["cell"])


def test_an_invisible_character_in_a_heading_is_named() -> None:
    with pytest.raises(TableError, match="column “x⟨U\\+200D⟩y”"):
        read_text("x\u200dy,z\n" + "no,no\n" * 3)


def test_a_no_break_space_is_a_blank() -> None:
    assert values("\u00a01.5,\u00a02\n3\u00a0,4") == [[1.5, 3], [2, 4]]


def test_a_long_cell_is_not_quoted_whole() -> None:
    with pytest.raises(TableError) as caught:
        read_text("y" * 100_000 + "\n" + "x" * 100_000)
    assert len(str(caught.value)) < 300
