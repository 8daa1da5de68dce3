"""Tables of counts and of conditional probabilities: what they must be, and rows over their sums."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.checks import MOST as MOST_COUNT
from em_core.checks import number, shown, unmasked, whole
from em_core.protocol import Floats, Ints, frozen

LEAST = float(np.nextafter(0.0, 1.0))  # the float next to 0


def _entries(name: str, values: Any, row: str, column: str, kinds: str) -> tuple[Any, bool]:
    """A table with at least one entry, and whether numpy already knows that its entries are ``kinds``.

    Where it does not they stay Python objects, so that True and "3" are not quietly taken for numbers.
    """
    unmasked(name, values)
    known = isinstance(values, np.ndarray) and values.dtype.kind in kinds
    try:
        array = np.asarray(values, dtype=None if known else object)
    except ValueError:  # lists of unequal shapes
        array = np.empty(0)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(
            f"{name} must be a table with a row for each {row} and a column for each {column}, "
            f"got {shown(values)}"
        )
    return array, known


def whole_table(name: str, values: Any, row: str, column: str) -> Ints:
    """A read-only int table (rows, columns) of whole numbers >= 0, with at least one entry.

    Raises ValueError naming the entry by its row and column, counted from 1.
    """
    array, known = _entries(name, values, row, column, "iu")
    if known and array.min() >= 0 and array.max() <= MOST_COUNT:
        return frozen(array, np.int64)
    cells = [
        [whole(f"{name} of {row} {i}, {column} {j}", value) for j, value in enumerate(line, 1)]
        for i, line in enumerate(array.tolist(), 1)
    ]
    return frozen(cells, np.int64)


def count_table(name: str, values: Any, row: str, column: str) -> Floats:
    """A read-only float table of finite numbers >= 0. Raises ValueError naming the entry."""
    array, known = _entries(name, values, row, column, "f")
    if known and array.min() >= 0 and array.max() < np.inf:
        return frozen(array)
    return frozen([
        [number(f"{name} of {row} {i}, {column} {j}", v, 0) for j, v in enumerate(line, 1)]
        for i, line in enumerate(array.tolist(), 1)
    ])  # fmt: skip


def finite_rows(name: str, values: Any, row: str, largest: float) -> Floats:
    """A read-only float table of numbers of at most this size; a list of numbers is a table of one column.

    Raises ValueError naming the entry.
    """
    unmasked(name, values)
    if isinstance(values, (list, tuple, np.ndarray)) and len(values) and np.ndim(values[0]) == 0:
        values = [[value] for value in values]
    array, known = _entries(name, values, row, "column", "iuf")
    if known and np.all(np.abs(array) <= largest):
        return frozen(array)
    return frozen([
        [number(f"{name} of {row} {i}, column {j}", v, -largest, largest) for j, v in enumerate(line, 1)]
        for i, line in enumerate(array.tolist(), 1)
    ])  # fmt: skip


def distributions(name: str, values: Any, row: str, column: str) -> Floats:
    """A read-only float table whose rows are probabilities that add up to 1 (within 1e-9).

    Raises ValueError naming the entry, or the row that does not add up, counted from 1.
    """
    array, known = _entries(name, values, row, column, "f")
    if known and array.min() >= 0 and array.max() <= 1:
        table = frozen(array)
    else:
        table = frozen([
            [number(f"{name} of {row} {i}, {column} {j}", v, 0, 1) for j, v in enumerate(line, 1)]
            for i, line in enumerate(array.tolist(), 1)
        ])  # fmt: skip
    sums = table.sum(axis=1)
    for i in np.flatnonzero(abs(sums - 1.0) > 1e-9)[:1]:
        raise ValueError(
            f"{name} of {row} {i + 1} must add up to 1, got {shown(table[i].tolist())} "
            f"with the sum {float(sums[i])!r}"
        )
    return table


def shares(counts: Floats, previous: Floats) -> Floats:
    """Every row of ``counts`` (R, C) over its sum; a row without anything is that of ``previous``.

    A count above 0 is never a share of 0, rounding or not, because log 0 is no rounding error.
    """
    total = counts.sum(axis=1, keepdims=True)
    empty = total <= 0
    if not empty.any():
        return kept_above_0(counts / total, counts)
    quotient = kept_above_0(counts / np.where(empty, 1.0, total), counts)
    return np.where(empty, previous, quotient)


def kept_above_0(quotient: Floats, counts: Floats) -> Floats:
    """The quotients, with the float next to 0 where one of a count above 0 was rounded to 0."""
    if quotient.min() > 0:
        return quotient
    return np.asarray(np.where(counts > 0, np.maximum(quotient, LEAST), 0.0))


def without_zeros(table: Floats) -> tuple[Floats, Any]:
    """log of the entries with 0 in place of log 0, and where they are 0 (None where none is)."""
    if table.min() > 0:
        return np.log(table), None
    zero = table <= 0
    return np.log(np.where(zero, 1.0, table)), zero


def expected_log(counts: Floats, logs: tuple[Floats, Any]) -> float:
    """sum of counts log p with 0 log 0 = 0, from ``without_zeros`` of p; -inf where a count meets p = 0."""
    log_p, zero = logs
    if zero is not None and (counts[zero] > 0).any():
        return -np.inf
    return float(np.vdot(counts, log_p))
