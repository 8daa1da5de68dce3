"""Refusing bad input in plain words: which value, what it must be, what came instead."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import numpy as np

from em_core.protocol import Floats, Ints, frozen

MOST = 2**53  # the largest whole number up to which floats count one by one


def number(name: str, value: Any, low: float = -math.inf, high: float = math.inf) -> float:
    """``value`` as a float; ValueError unless it is a finite number with low <= value <= high."""
    try:
        x = float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    except OverflowError:  # an int that no float can hold
        x = math.inf
    if not math.isfinite(x):
        raise ValueError(f"{name} must be a finite number, got {value!r}")
    if x < low:
        raise ValueError(f"{name} must be at least {low:g}, got {value!r}")
    if x > high:
        raise ValueError(f"{name} must be at most {high:g}, got {value!r}")
    return x


def whole(name: str, value: Any, low: int = 0, high: int = MOST) -> int:
    """``value`` as an int; a float that is a whole number will do. ValueError otherwise."""
    if number(name, value, low, high) % 1:
        raise ValueError(f"{name} must be a whole number, got {value!r}")
    return int(value)


def _entries(name: str, values: Any, each: str) -> list[Any]:
    """The entries as Python objects, so that True and "3" are not quietly taken for numbers."""
    try:
        array = np.asarray(values, dtype=object)
    except ValueError:  # lists of unequal shapes
        array = np.empty(0, dtype=object)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} must be a list with one number for each {each}, got {values!r}")
    entries: list[Any] = array.tolist()
    return entries


def numbers(name: str, values: Any, each: str, low: float = -math.inf, high: float = math.inf) -> Floats:
    """A read-only float array of at least one finite number in [low, high], one per ``each``."""
    entries = _entries(name, values, each)
    return frozen([number(f"{name} of {each} {i}", v, low, high) for i, v in enumerate(entries, 1)])


def whole_numbers(name: str, values: Any, each: str, low: int = 0) -> Ints:
    """A read-only int array of at least one whole number >= low, one per ``each``."""
    entries = _entries(name, values, each)
    return frozen([whole(f"{name} of {each} {i}", v, low) for i, v in enumerate(entries, 1)], np.int64)


def simplex(name: str, values: Floats) -> None:
    """ValueError unless the entries, each in [0, 1], add up to 1 within 1e-9."""
    total = math.fsum(values)
    if abs(total - 1.0) > 1e-9:
        raise ValueError(f"{name} must add up to 1, got {values.tolist()} with the sum {total!r}")
