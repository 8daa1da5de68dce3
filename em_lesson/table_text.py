"""A table of numbers from a file or from typed text: what can be read, and what is wrong with the rest.

Nothing is guessed in silence: which rows were left out and why a column cannot be used are part of the
answer. Decimal points and decimal commas, thousands in groups of three, full-width digits and the real
minus sign are understood.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from em_lesson import number_text
from em_lesson.number_text import Unreadable
from em_lesson.table_rows import TextRows, Unclosed, has_heading
from em_lesson.visible import visible

MOST_BYTES = 10 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 60
WIDEST = 500  # columns of a table that is used whole
FIRST = 1000  # rows that tell how many cells a row has
PART = 1000  # rows whose cells are in memory at a time
QUOTED = 60  # characters of a value in a message


class TableError(ValueError):
    """What is wrong with a table: an English template (translated by the page) and its short values.

    To be kept, it is written down as a Notice: an exception holds all that its functions held, the
    whole table too.
    """

    def __init__(self, text: str, **values: int | str) -> None:
        self.text = text
        self.values = {
            name: visible(value[:QUOTED]) if isinstance(value, str) else value
            for name, value in values.items()
        }
        super().__init__(text.format(**self.values))


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


def read_bytes(content: bytes, wanted: int = 2, most: int = MOST_COLUMNS) -> Table:
    """The table in an uploaded file. Raises TableError for what is too large or no text, and as read_text."""
    if len(content) > MOST_BYTES:
        raise TableError(
            "The file has {size} MB; at most {most} MB can be read here. Save fewer rows or columns.",
            size=megabytes(len(content)),
            most=MOST_BYTES // 2**20,
        )
    text, encoding = decoded(content)
    return _table(text, encoding, wanted, most)


def megabytes(size: int) -> str:
    """Rounded up: what is above 10.0 is not told as 10.0."""
    return f"{math.ceil(size / 2**20 * 10) / 10:.1f}"


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file, and the encoding that was found. Raises TableError for what is no text."""
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
    found = re.finditer(rb"[\x81-\xfe][\x40-\xfe]|[\x80-\xff]", content)
    pairs = [pair[0] for pair in islice(found, 10_000)]  # more would tell nothing new
    common = [p for p in pairs if len(p) == 2 and 0xA1 <= p[0] <= 0xD7 and p[1] >= 0xA1]
    return len(common) >= 0.8 * len(pairs)


def read_text(text: str, wanted: int = 2, most: int = MOST_COLUMNS) -> Table:
    """The table in a text: cells parted by commas, semicolons, tabs, bars or blanks.

    One number per line with commas in it ("1,5") is one column where one is wanted or the heading is one
    word, else two. Raises TableError when there is nothing in it, too much, or no column of numbers.
    """
    size = len(text)
    if size > MOST_BYTES // 4:  # no character has more than four bytes
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise TableError(
            "The text has {size} MB; at most {most} MB can be read here. Paste fewer rows or columns.",
            size=megabytes(size),
            most=MOST_BYTES // 2**20,
        )
    return _table(text, "", wanted, most)


def _table(text: str, encoding: str, wanted: int, most: int) -> Table:
    rows = TextRows(text, wanted)
    _few(rows.count() or 0)
    try:
        width = _width(rows, most)
        _, tops = next(_parts(rows, width, 0))
        heading = has_heading(tops)
        names = [_name(cells[0] if heading else "", i) for i, cells in enumerate(tops)]
        read = number_text.columns(lambda: _parts(rows, width, heading), width)
    except Unclosed as error:
        raise TableError(
            "The text cannot be read as a table around line {line}: a quotation mark may be missing.",
            line=error.line,
        ) from error
    _few(read.rows + heading)
    return _made(read, names, encoding)


def _few(rows: int) -> None:
    if rows - 1 > MOST_ROWS:
        raise TableError(
            "There are {rows} rows; at most {most} can be read here. Save a part of them.",
            rows=rows,
            most=MOST_ROWS,
        )


def _width(rows: TextRows, most: int) -> int:
    """How many cells most of the first rows have, at most so many."""
    counts = Counter(rows.width(line, row) for line, row in islice(rows, FIRST))
    if not counts:
        raise TableError(
            "There are no numbers here: the text is empty. Write one row per line, "
            "the numbers parted by a comma or a blank."
        )
    width = counts.most_common(1)[0][0]
    if width > most:
        raise TableError(
            "There are {columns} columns; at most {most} can be read here.", columns=width, most=most
        )
    return width


def _parts(rows: TextRows, width: int, heading: int) -> Iterator[number_text.Part]:
    """The rows below the heading, some at a time, each with ``width`` cells."""
    left = islice(rows, heading, None)
    while part := [
        (line, row if len(row) == width else _fitted(rows, line, row, width))
        for line, row in islice(left, PART)
    ]:
        yield [line for line, _ in part], list(zip(*(row for _, row in part), strict=True))


def _fitted(rows: TextRows, line: int, row: list[str], width: int) -> list[str]:
    if any(map(str.strip, row[width:])):
        raise TableError(
            "Line {line} has {cells} cells and most lines have {width}; every line must have as many.",
            line=line,
            cells=rows.width(line, row),
            width=width,
        )
    return row[:width] + [""] * (width - len(row))


def _made(read: number_text.Columns, names: Sequence[str], encoding: str) -> Table:
    if not read.rows:
        raise TableError("There is a line of headings and no numbers below it.")
    if all(np.isnan(values).all() for values in read.numbers.values()):
        if not read.others:
            raise TableError("All cells below the headings are empty.")
        first = min(read.others)
        raise TableError(
            "No column holds numbers only. The first cell that is no number is “{cell}” in line {line}, "
            "column “{column}”.",
            cell=read.others[first].cell,
            line=read.others[first].line,
            column=names[first],
        )
    none = np.broadcast_to(np.nan, read.rows)
    columns = (Column(name, read.numbers.get(i, none), read.others.get(i)) for i, name in enumerate(names))
    return Table(tuple(columns), read.rows, encoding)


def _name(cell: str, i: int) -> str:
    return re.sub(r"\s+", " ", cell).strip()[:40] or str(i + 1)
