"""Bad tables, files and lines of text: taken or refused in words, and what was there before is kept."""

from __future__ import annotations

from collections import Counter

import pytest
import streamlit as st

from tests.bad.inputs import LANGS, LARGE, large, parted, table, table_file, typed
from tests.bad.own import OF_LINES, OF_NUMBERS, wrong

TABLES, LINES, FEW = 1200, 1200, 15


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})


def of_table(n: int) -> list[str]:
    what = table_file(n // 3) if n % 3 == 0 else table(n)
    lesson = OF_NUMBERS[n % len(OF_NUMBERS)]
    return [f"{n}, {lesson.name}: {one}" for one in wrong(lesson, what, LANGS[n // 7 % 2])]


def of_lines(n: int) -> list[str]:
    what = typed(n).encode("utf-8", "replace") if n % 4 == 0 else typed(n)
    lesson = OF_LINES[n % len(OF_LINES)]
    return [f"{n}, {lesson.name}: {one}" for one in wrong(lesson, what, LANGS[n // 7 % 2])]


def test_some_bad_tables_and_lines_are_taken_or_refused() -> None:
    assert [one for n in range(FEW) for one in of_table(n) + of_lines(n)] == []


@pytest.mark.faults
@pytest.mark.parametrize("numbers", parted(TABLES, 6),
    ids=lambda numbers: f"{len(numbers)} from {numbers[0]}")
def test_bad_tables_are_taken_or_refused(numbers: list[int]) -> None:
    assert [one for n in numbers for one in of_table(n)] == []


@pytest.mark.faults
@pytest.mark.parametrize("numbers", parted(LINES, 3), ids=lambda numbers: f"{len(numbers)} from {numbers[0]}")
def test_bad_lines_are_taken_or_refused(numbers: list[int]) -> None:
    assert [one for n in numbers for one in of_lines(n)] == []


@pytest.mark.faults
@pytest.mark.parametrize("number", range(LARGE))
def test_ten_megabytes_are_read_or_refused(number: int) -> None:
    text = large(number)
    for lesson, what in ((OF_NUMBERS[number % 3], text), (OF_NUMBERS[(number + 1) % 3], text.encode()),
                         (OF_LINES[number % 2], text)):  # fmt: skip
        assert wrong(lesson, what, LANGS[number % 2], seconds=20) == []


def test_a_learners_words_are_no_markup_of_a_figure() -> None:
    """Plotly takes <b> for bold and <a href> for a link, in headings, words and the names of pages."""
    bold, way = "<b>emcanary</b>", '<a href="https://emcanary.example/">emcanary</a>'
    for lesson in OF_NUMBERS:
        assert wrong(lesson, f"{bold};{way}\n1;2\n3;5\n9;7", "en") == []
    for lesson in OF_LINES:
        for rows in (3, 4):
            table = "\n".join(f"{bold}{n};1;2;3;{n}" for n in range(rows))
            assert wrong(lesson, f";{bold};{way};x;{bold}\n{table}", "zh") == []
            assert wrong(lesson, f";{bold};{bold}2;x\n" + table.replace(";3", ""), "en") == []


def test_the_bad_ones_are_of_many_kinds() -> None:
    """Else the counts would say little: neither nearly all refused, nor all for one reason."""
    from em_lesson.table_text import TableError, read_text

    said: Counter[str] = Counter()
    for n in range(300):
        try:
            read_text(table(n))
            said["taken"] += 1
        except TableError as error:
            said[error.text] += 1
    assert 50 < said["taken"] < 200 and len(said) >= 7, said
