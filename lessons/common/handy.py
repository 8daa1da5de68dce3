"""A learner's own numbers in a form that fits a screen: short, whatever their unit and their origin.

A step of EM does not care where zero is or how long a unit is; six digits on a slider do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from em_core.protocol import Floats
from em_figures.numbers import power

FAR = 1e3  # how many times its spread a column may lie from zero
EQUAL = 1e12  # equal numbers, which have no spread, are shown as they are up to here


@dataclass(frozen=True)
class Handy:
    """The screen shows (x - offset) / scale, with an offset for every column and one scale."""

    offset: tuple[float, ...]
    scale: float = 1.0

    def shown(self, x: Floats) -> Floats:
        """The numbers (N, D) as the screen shows them."""
        return np.asarray((x - np.array(self.offset)) / self.scale)

    def raw(self, *place: float) -> tuple[float, ...]:
        """A place on the screen in the learner's own numbers."""
        return tuple(at * self.scale + offset for at, offset in zip(place, self.offset, strict=True))

    def unit(self) -> str:
        """What a shown number counts in: "", or "× 10⁶"."""
        return "" if self.scale == 1 else power(self.scale, 1).replace("1 ", "", 1)

    def name(self, column: int, name: str) -> str:
        """A column's name that says what was subtracted: "x − 1000000"."""
        offset = self.offset[column]
        if offset == 0:
            return name
        sign = "−" if offset > 0 else "+"
        said = np.format_float_positional(abs(offset), trim="-") if abs(offset) < 1e15 else power(abs(offset))
        return f"{name} {sign} {said}"


def handy(x: Floats, size: float, low: float, high: float) -> Handy:
    """How to show the columns of x (N, D), which spread by ``size``.

    A spread outside [low, high] is measured in a power of ten; a column that lies farther from zero than
    1000 times the spread is counted from a round number near it. Numbers that are all equal and very large
    are measured in a power of ten, too: their squares go into the covariances.
    """
    columns = x.shape[1]
    if not size > 0:
        size = float(np.abs(x).max(initial=0.0))
        if size <= EQUAL:
            return Handy((0.0,) * columns)
    exponent = int(np.floor(np.log10(size)))
    scale = 1.0 if low <= size <= high else 10.0**exponent
    step = 10.0 ** (exponent + 2)
    offsets = []
    for middle in (x.min(axis=0) / 2 + x.max(axis=0) / 2).tolist():
        far = abs(middle) > FAR * size
        offsets.append(float(f"{round(middle / step) * step:.15g}") if far else 0.0)
    return Handy(tuple(offsets), scale)
