"""The cook who shares one dish between two bowls by guessing and correcting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from em_core.checks import number, whole
from em_core.protocol import Floats, frozen
from em_core.sealed import Sealed

VISIBLE = 0.01  # of the dish: a smaller difference between the bowls nobody sees


@dataclass(frozen=True, eq=False)
class Sharing(Sealed):
    """left and right (T,): grams in the bowls after the first guess and after each correction.

    total: grams in the dish. even: whether the last difference is too small to be seen.
    """

    left: Floats
    right: Floats
    total: float
    even: bool


def share_dish(total: float, first: float, moved: float, *, most: int = 60) -> Sharing:
    """left_0 = first * total; left_(t+1) = left_t - moved * (left_t - right_t), until the bowls look even.

    first: the left bowl's part of the first guess, in [0, 1]. moved: the part of the difference that
    goes across each time, in [0, 1]; one half would settle it at once, more overshoots, and 0 or 1
    never ends. Stops when |left - right| < 1 % of the dish, or after ``most`` corrections. Raises
    ValueError unless total > 0 (grams) and the arguments are in their ranges.
    """
    dish = number("total", total, np.nextafter(0.0, 1.0))
    part, most = number("moved", moved, 0, 1), whole("most", most)
    left = [number("first", first, 0, 1) * dish]
    while (visible := abs(2 * left[-1] - dish) >= VISIBLE * dish) and len(left) <= most:
        left.append(left[-1] - part * (2 * left[-1] - dish))
    grams = np.array(left)
    return Sharing(frozen(grams), frozen(dish - grams), dish, not visible)
