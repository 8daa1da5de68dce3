"""A table of numbers from a file or from typed text: what can be read, and what is wrong with the rest.

Nothing is guessed in silence: which rows were left out and why a column cannot be used are part of the
answer. Decimal points and decimal commas, thousands in groups of three, full-width digits and the real
minus sign are understood.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from em_lesson import number_text

MOST_BYTES = 10 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 60


class TableError(ValueError):
    """What is wrong with a table: an English template (translated by the page) and its values."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values))
        self.text, self.values = text, values


class Unreadable(NamedTuple):
    """The first cell of a column that is no number: its line in the file (from 1) and what it says."""

    line: int
    cell: str


class Column(NamedTuple):
    """A column's name and values (R,), NaN where one is missing; ``bad`` says why it cannot be used."""

    name: str
    values: NDArray[np.float64]
    bad: Unreadable | None

    @property
    def missing(self) -> int:
        """How many cells are empty, or stand for nothing."""
        return int(np.isnan(self.values).sum())


class Table(NamedTuple):
    """All columns, the number of rows, and the encoding that was found."""

    columns: tuple[Column, ...]
    rows: int
    encoding: str

    @property
    def usable(self) -> tuple[int, ...]:
        """The columns of numbers, by place."""
        return tuple(i for i, c in enumerate(self.columns) if c.bad is None and not np.isnan(c.values).all())


def read_bytes(content: bytes, wanted: int = 2) -> Table:
    """The table in an uploaded file. Raises TableError for what is too large or no text, and as read_text."""
    if len(content) > MOST_BYTES:
        raise TableError(
            "The file has {size} MB; at most {most} MB can be read here. Save fewer rows or columns.",
            size=f"{len(content) / 2**20:.1f}",
            most=MOST_BYTES // 2**20,
        )
    text, encoding = _decoded(content)
    return read_text(text, encoding, wanted)


def _decoded(content: bytes) -> tuple[str, str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise TableError(
                "The file says that it is UTF-16 text and is not. Save it as CSV in UTF-8."
            ) from error
    if b"\0" in content or content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or content[:5] == b"%PDF-":
        raise TableError(
            "This is not a text file (a spreadsheet, perhaps). In the spreadsheet program choose "
            "“Save as” and “CSV UTF-8”."
        )
    for encoding in ("utf-8-sig", "gb18030", "cp1252", "latin-1"):
        if encoding == "gb18030" and not _chinese(content):
            continue
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 reads every byte")


def _chinese(content: bytes) -> bool:
    """Whether the bytes beyond ASCII look like Chinese: pairs, nearly all of them common characters."""
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]|[\x80-\xff]", content)
    common = [p for p in pairs if len(p) == 2 and 0xA1 <= p[0] <= 0xD7 and p[1] >= 0xA1]
    return len(common) >= 0.8 * len(pairs)


def read_text(text: str, encoding: str = "", wanted: int = 2) -> Table:
    """The table in a text: cells parted by commas, semicolons, tabs, bars or blanks.

    One number per line with commas in it ("1,5") is one column where one is wanted or the heading is one
    word, else two. Raises TableError when there is nothing in it, too much, or no column of numbers.
    """
    written = text.splitlines()
    delimiter = _delimiter([line for line in written if line.strip()][:50], wanted)
    lines, rows = _cells(written, delimiter)
    if not rows:
        raise TableError(
            "There are no numbers here: the text is empty. Write one row per line, "
            "the numbers parted by a comma or a blank."
        )
    if len(rows) - 1 > MOST_ROWS:
        raise TableError(
            "There are {rows} rows; at most {most} can be read here. Save a part of them.",
            rows=len(rows),
            most=MOST_ROWS,
        )
    width = Counter(map(len, rows[:1000])).most_common(1)[0][0]
    if width > MOST_COLUMNS:
        raise TableError(
            "There are {columns} columns; at most {most} can be read here.", columns=width, most=MOST_COLUMNS
        )
    for n, row in zip(lines, rows, strict=True):
        if len(row) != width and any(cell.strip() for cell in row[width:]):
            raise TableError(
                "Line {line} has {cells} cells and most lines have {width}; every line must have as many.",
                line=n,
                cells=len(row),
                width=width,
            )
    columns = [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]
    heading = _has_heading(columns)
    numbers = lines[heading:]
    names = [_name(c[0] if heading else "", i) for i, c in enumerate(columns)]
    made = tuple(_column(name, cells[heading:], numbers) for name, cells in zip(names, columns, strict=True))
    table = Table(made, len(numbers), encoding)
    if not table.rows:
        raise TableError("There is a line of headings and no numbers below it.")
    if not table.usable:
        first = next((c for c in made if c.bad), None)
        if first is None or first.bad is None:
            raise TableError("All cells below the headings are empty.")
        raise TableError(
            "No column holds numbers only. The first cell that is no number is “{cell}” in line {line}, "
            "column “{column}”.",
            cell=first.bad.cell,
            line=first.bad.line,
            column=first.name,
        )
    return table


def _cells(written: Sequence[str], delimiter: str) -> tuple[list[int], list[list[str]]]:
    """The rows that hold anything, and the line in which each ends."""
    if delimiter == " ":
        found = [(n, line.split()) for n, line in enumerate(written, 1) if line.strip()]
    else:
        reader = csv.reader(written, delimiter=delimiter, skipinitialspace=True, strict=True)
        try:
            found = [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
        except csv.Error as error:
            raise TableError(
                "The text cannot be read as a table around line {line}: a quotation mark may be missing.",
                line=reader.line_num,
            ) from error
    return [n for n, _ in found], [row for _, row in found]


def _delimiter(sample: Sequence[str], wanted: int) -> str:
    """The sign that parts every sampled line into equally many cells; a blank or a tab when none does."""
    if _one_column(sample, wanted):
        return ";"
    for sign in ("\t", ";", "|", ","):
        counts = Counter(line.count(sign) for line in sample)
        common, times = counts.most_common(1)[0] if counts else (0, 0)
        if common > 0 and times >= 0.8 * len(sample) and not _decimal_commas(sign, sample):
            return sign
    return " " if any(" " in line.strip() for line in sample) else ","


def _one_column(sample: Sequence[str], wanted: int) -> bool:
    """Whether every line is one number with at most a decimal comma."""
    heading = bool(sample) and not any(map(str.isdigit, sample[0]))
    lines = sample[1:] if heading else sample
    if not any("," in line for line in lines):
        return False
    numbers = all(re.fullmatch(r"\s*[+-]?\d+(,\d+)?\s*", line) for line in lines)
    return numbers and (("," not in sample[0]) if heading else wanted == 1)


def _decimal_commas(sign: str, sample: Sequence[str]) -> bool:
    """Whether the commas of "1,5 2,25" are decimal commas: blanks part the cells, each has at most one."""
    if sign != ",":
        return False
    cells = [line.split() for line in sample[1:] or sample]
    return all(len(row) > 1 and all(re.fullmatch(r"[+-]?\d+(,\d+)?", cell) for cell in row) for row in cells)


def _has_heading(columns: Sequence[Sequence[str]]) -> bool:
    """The first line is a heading when it is all words, or a cell of it is a word above numbers."""
    tops = [number_text.plain(cells[0]) for cells in columns if cells]
    for top, cells in zip(tops, columns, strict=True):
        word = not number_text.missing(top) and not number_text.shaped(top)
        if word and any(number_text.shaped(number_text.plain(cell)) for cell in cells[1:20]):
            return True
    return not any(number_text.missing(top) or any(map(str.isdigit, top)) for top in tops)


def _name(cell: str, i: int) -> str:
    return re.sub(r"\s+", " ", cell).strip()[:40] or str(i + 1)


def _column(name: str, cells: Sequence[str], lines: Sequence[int]) -> Column:
    values, wrong = number_text.column(cells)
    return Column(
        name, values, None if wrong is None else Unreadable(lines[wrong], cells[wrong].strip()[:20])
    )
