"""Numbers as people write them: decimal commas, thousands, full-width digits, the real minus.

One column has one notation, so a cell is read by itself and a column as a whole.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Part = tuple[Sequence[int], Sequence[Sequence[str]]]  # some rows: their lines, their cells by column

MOST = 200  # characters; a longer cell is no number
MISSING = frozenset(
    ["", "na", "n/a", "nan", "null", "none", "nil", "?", ".", "-", "--", "\u2013", "\u2014", "缺失", "无"]
)
_POINT = re.compile(r"[+-]?(?:\d{1,3}(?:[, '\u00a0\u202f]\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d{1,4})?")
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. '\u00a0\u202f]\d{3})+|\d+)?(?:,\d*)?(?:[eE][+-]?\d{1,4})?")
_MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\ufe63": "-"})
_DIGIT = re.compile(r"[0-9]")


def plain(cell: str) -> str:
    """The cell with full-width signs and real minus signs as their plain forms, without blanks around it."""
    if cell.isascii():
        return cell[: MOST + 1].strip()
    return unicodedata.normalize("NFKC", cell[: MOST + 1]).translate(_MINUS).strip()


def missing(cell: str) -> bool:
    """Whether a plain cell is empty or one of the usual words for nothing."""
    return cell.lower() in MISSING


def shaped(cell: str) -> bool:
    """Whether a plain cell is written as a number, too large ones included."""
    return bool(_DIGIT.search(cell) and (_POINT.fullmatch(cell) or _COMMA.fullmatch(cell)))


def number(cell: str, comma: bool) -> float | None:
    """A plain cell's number with decimal points, or with decimal commas; None for others and infinities."""
    if len(cell) > MOST or not _DIGIT.search(cell) or not (_COMMA if comma else _POINT).fullmatch(cell):
        return None
    bare = re.sub(r"[ '\u00a0\u202f]", "", cell)
    bare = bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", "")
    try:
        value = float(bare)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _plain_numbers(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """Cells of plain numbers, a hundred thousand in some hundredths of a second; None for any others."""
    try:
        values = np.array([float(cell) for cell in cells])
    except ValueError:
        return None
    return values if np.isfinite(values).all() and not any("_" in cell for cell in cells) else None


class Unreadable(NamedTuple):
    """The first cell of a column that is no number: its line in the file (from 1) and what it says."""

    line: int
    cell: str


class Columns(NamedTuple):
    """What columns hold, by place: numbers, NaN where one is missing, or something else."""

    numbers: dict[int, NDArray[np.float64]]
    others: dict[int, Unreadable]
    rows: int


def columns(parts: Callable[[], Iterable[Part]], width: int) -> Columns:
    """Read the columns of a table that is given part by part, twice if need be: only parts are in memory.

    Most columns hold plain numbers, which are read quickly. Where they end late, after plain parts, the
    column is read once more from its beginning.
    """
    plain: dict[int, list[NDArray[np.float64]]] = {i: [] for i in range(width)}
    readers: dict[int, _Reader] = {}
    others: dict[int, Unreadable] = {}
    rows = 0
    for lines, cells in parts():
        for i in list(plain):
            values = _plain_numbers(cells[i])
            if values is not None:
                plain[i].append(values)
            else:
                del plain[i]
                if not rows:
                    readers[i] = _Reader()
        _read_on(readers, others, lines, cells)
        rows += len(lines)
    late = {i: _Reader() for i in range(width) if not (i in plain or i in readers or i in others)}
    for lines, cells in parts() if late else ():
        _read_on(late, others, lines, cells)
        if not late:
            break
    numbers = {i: np.concatenate(found) for i, found in plain.items() if found}
    numbers |= {i: reader.values() for i, reader in (readers | late).items()}
    return Columns(numbers, others, rows)


def _read_on(
    readers: dict[int, _Reader],
    others: dict[int, Unreadable],
    lines: Sequence[int],
    cells: Sequence[Sequence[str]],
) -> None:
    """Read one more part; a column that holds something else leaves ``readers`` for ``others``."""
    for i in list(readers):
        place = readers[i].add(cells[i])
        if place is not None:
            del readers[i]
            others[i] = Unreadable(lines[place], cells[i][place].strip()[:20])


class _Reader:
    """Reads a column in each notation for as long as that reads all cells.

    When both read all of it ("1,234") and cells have more commas than points, the commas are decimal ones.
    """

    def __init__(self) -> None:
        self._parts: dict[bool, list[NDArray[np.float64]]] = {False: [], True: []}  # decimal commas?
        self._more = 0  # cells with a comma, less those with a point

    def add(self, cells: Sequence[str]) -> int | None:
        """Read on. The place among these cells of the one with which the last notation fails, or None."""
        tidy = [plain(cell) for cell in cells]
        commas, points = sum("," in cell for cell in tidy), sum("." in cell for cell in tidy)
        self._more += commas - points
        wrong = 0
        for turn, comma in enumerate(list(self._parts)):
            if turn == 0 or commas or points:  # else the notations read the same
                values, place = _read(tidy, comma)
            if place is None:
                self._parts[comma].append(values)
            else:
                del self._parts[comma]
                wrong = max(wrong, place)
        return None if self._parts else wrong

    def values(self) -> NDArray[np.float64]:
        """The column's numbers, NaN where one is missing. Only while a notation is left."""
        comma = self._more > 0 if len(self._parts) == 2 else next(iter(self._parts))
        return np.concatenate(self._parts[comma])


def _read(cells: Sequence[str], comma: bool) -> tuple[NDArray[np.float64], int | None]:
    values = np.full(len(cells), np.nan)
    for i, cell in enumerate(cells):
        if not missing(cell):
            value = number(cell, comma)
            if value is None:
                return values, i
            values[i] = value
    return values, None
