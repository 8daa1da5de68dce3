"""Numbers in the five boxes: parts that sum to their total as printed, ticks, and what has changed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from em_core import Conserved
from em_core.protocol import Floats
from em_figures import numbers
from em_figures.numbers import short

NOTHING = "–"  # a cell that no half-step has filled yet
SLACK = 1e-6  # relative: what is printed has at most six digits


def text(value: float, digits: int = 4) -> str:
    """A number with a real minus sign and ``digits`` significant digits."""
    return short(value, digits).replace("-", "\u2212")


def decimals(size: float, most: int = 3) -> int:
    """How many decimals numbers up to ``size`` get: six digits in all, at most ``most`` after the point."""
    order = math.floor(math.log10(size)) if size > 0 and math.isfinite(size) else 0
    return most if size < 1 else max(0, min(most, 5 - order))


def column(values: Sequence[float] | Floats, total: float) -> list[str]:
    """Parts of a total, with as many decimals each; as printed they sum to the total as printed."""
    parts = np.asarray(values, dtype=float)
    size = float(np.abs([*parts, total]).max(initial=0))
    if not size < 1e9 or 0 < size < 1e-3:
        return [text(value, 6) for value in parts.tolist()]
    digits = 0 if np.array_equal(parts, np.round(parts)) else decimals(size)
    units = parts * 10**digits
    whole = np.floor(units)
    missing = round(total * 10**digits) - int(whole.sum())
    if 0 <= missing <= len(parts):  # the rest is dealt out by largest remainder
        whole[np.argsort(whole - units, kind="stable")[:missing]] += 1
    else:
        whole = np.round(units)
    return [numbers.fixed(value / 10**digits, digits).replace("-", "\u2212") for value in whole.tolist()]


def sum_text(one: Conserved) -> str:
    """A total as printed, with a tick where it is the data's, else beside what it ought to be."""
    size = abs(one.expected)
    if abs(one.value - one.expected) > SLACK * (1 + size):
        return f"{text(one.value, 6)} ≠ {text(one.expected, 6)}"
    if size >= 1e9 or 0 < size < 1e-3:
        return f"{text(one.expected, 6)} ✓"
    digits = 0 if one.expected == round(one.expected) else decimals(size)
    return f"{numbers.fixed(one.expected, digits)} ✓".replace("-", "\u2212")


def marked(now: str, before: str) -> str:
    """A cell's text, with an arrow where it is larger or smaller than it was, a dot where it is new."""
    if now in (before, NOTHING):
        return now
    try:
        a, b = (numbers.read(cell.replace("\u2212", "-")) for cell in (before, now))
    except ValueError:
        return f"{now} •"
    return f"{now} {'↑' if b > a else '↓'}"
