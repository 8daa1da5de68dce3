"""A cell's number as people write it: decimal commas, thousands, full-width digits, the real minus."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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


def column(cells: Sequence[str]) -> tuple[NDArray[np.float64], int | None]:
    """A column's values, NaN where one is missing, and the place of the first cell that is no number.

    One column has one notation. When both read all of it ("1,234") and cells have more commas than
    points, the commas are decimal ones.
    """
    values = _fast(cells)
    if values is not None:
        return values, None
    tidy = [plain(cell) for cell in cells]
    commas = sum("," in cell for cell in tidy) > sum("." in cell for cell in tidy)
    first, wrong = _read(tidy, commas)
    if wrong is None:
        return first, None
    other, later = _read(tidy, not commas)
    return other, None if later is None else max(wrong, later)


def _read(cells: Sequence[str], comma: bool) -> tuple[NDArray[np.float64], int | None]:
    values = np.full(len(cells), np.nan)
    for i, cell in enumerate(cells):
        if not missing(cell):
            value = number(cell, comma)
            if value is None:
                return np.full(len(cells), np.nan), i
            values[i] = value
    return values, None


def _fast(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """A column of plain numbers, a hundred thousand in some hundredths of a second; None for any other."""
    try:
        values = np.array([float(cell) for cell in cells])
    except ValueError:
        return None
    return values if np.isfinite(values).all() and not any("_" in cell for cell in cells) else None
