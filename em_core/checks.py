"""Refusing bad input in plain words: which value, what it must be, what came instead."""

from __future__ import annotations

import inspect
import math
from numbers import Real
from typing import Any

import numpy as np

from em_core.protocol import Floats, Ints, frozen

MOST = 2**53  # the largest whole number up to which floats count one by one


def _real(value: Any) -> float:
    """A real number as a float, anything else as nan."""
    try:
        return float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    except OverflowError:  # an int that no float can hold
        return math.inf


def number(name: str, value: Any, low: float = -math.inf, high: float = math.inf) -> float:
    """``value`` as a float; ValueError unless it is a finite number with low <= value <= high."""
    x = _real(value)
    if not math.isfinite(x):
        raise ValueError(f"{name} must be a finite number, got {value!r}")
    if x < low:
        raise ValueError(f"{name} must be at least {low:g}, got {value!r}")
    if x > high:
        raise ValueError(f"{name} must be at most {high:g}, got {value!r}")
    return x


def positive_beta(beta: Any, name: str = "beta") -> float:
    """``beta`` as a float; ValueError unless it is above 0, infinity allowed: the weight of log p in q."""
    x = _real(beta)
    if not (x > 0 and 1 / x < math.inf):
        raise ValueError(f"{name} must be a number above 0 (infinity is the hard E-step), got {shown(beta)}")
    return x


def shown(value: Any) -> str:
    """``value`` as an error shows it: on one line, and not all of a large table."""
    text = value.__name__ if inspect.isroutine(value) else " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:60]}..."


def unmasked(name: str, values: Any) -> None:
    """ValueError for a masked entry: numpy would read the number that lies under the mask."""
    parts = values if isinstance(values, (list, tuple)) else (values,)
    if any(isinstance(part, np.ma.MaskedArray) and np.ma.is_masked(part) for part in parts):
        raise ValueError(f"{name} must be without masked entries, got {shown(values)}; leave those data out")


def whole(name: str, value: Any, low: int = 0, high: int = MOST) -> int:
    """``value`` as an int; a float that is a whole number will do. ValueError otherwise."""
    if number(name, value, low, high) % 1:
        raise ValueError(f"{name} must be a whole number, got {value!r}")
    return int(value)


def _entries(name: str, values: Any, each: str) -> list[Any]:
    """The entries as Python objects, so that True and "3" are not quietly taken for numbers."""
    unmasked(name, values)
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
    if type(values) is np.ndarray and values.dtype == np.float64 and values.ndim == 1 and values.size:
        lowest, highest = values.min(), values.max()
        if low <= lowest and highest <= high and math.isfinite(lowest) and math.isfinite(highest):
            return frozen(values)
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
