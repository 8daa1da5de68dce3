"""Lesson 04's points as data: what the four moves find, in numbers and in sentences.

The frames are the moves: 0 the points on the curve, 1 their average, 2 the point of the curve
there, 3 the average of the points' values, 4 the gap between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from em_core import jensen
from em_core.protocol import Floats
from em_figures.filmstrip import Translate
from em_figures.numbers import fixed, short
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on

POINTS, AVERAGE, ON_CURVE, ON_CHORD, GAP = range(5)
LOW, HIGH = 0.1, 4.0  # where the points can be, for every function
X_AXIS = (-0.08, 4.3)
NAMES = {"log": "log x", "sqrt": "√x", "square": "x²", "exp": "eˣ", "xlogx": "x log x",
         "-log": "−log x", "-sqrt": "−√x", "-square": "−x²", "-exp": "−eˣ", "-xlogx": "−x log x"}  # fmt: skip
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SAME = 1e-12  # two points are one when they differ by rounding only


class Corner(NamedTuple):
    """Where a word stands beside its mark."""

    height: str
    side: str

    @property
    def opposite(self) -> Corner:
        """The corner across the mark."""
        other = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}
        return Corner(other.get(self.height, self.height), other[self.side])  # "middle" stays

    def __str__(self) -> str:
        return f"{self.height} {self.side}"


@dataclass(frozen=True, eq=False)
class Picture:
    """A function and what Jensen's inequality says of some points on its curve.

    heights: of the weights, as the learner set them; the weights are their shares of the sum.
    """

    f: jensen.Function
    at: jensen.Jensen
    heights: tuple[float, ...]

    @property
    def alike(self) -> bool:
        """Whether all heights are 0, so that the points count alike."""
        return not any(self.heights)

    @property
    def sign(self) -> int:
        """+1 for a concave function, -1 for a convex one: the side of the chord that the curve is on."""
        return 1 if self.f.concave else -1

    @property
    def free(self) -> Corner:
        """The corner beside a point of the curve that neither the curve nor its chords go through."""
        first, last = self.f.value(np.array([LOW, HIGH])).tolist()
        rises = last > first
        return Corner("top" if self.f.concave else "bottom", "left" if rises == self.f.concave else "right")

    @property
    def together(self) -> bool:
        """Whether all points with weight coincide, up to rounding; only then there is no gap."""
        x = self.at.x[self.at.w > 0]
        return float(np.ptp(x)) <= SAME * float(np.abs(x).max())

    def __len__(self) -> int:
        return GAP + 1

    def frame(self, k: int, tr: Translate) -> Frame:
        """Move k."""
        names = (tr("points"), tr("average"), tr("curve"), tr("chord"), tr("gap"))
        return Frame(names[k], "start", caption(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """The outcome."""
        return outcome(self, tr)


on_a_curve = drawn_on(lambda run: isinstance(run, Picture))


def picture(name: str, x: Sequence[float], heights: Sequence[float]) -> Picture:
    """The points x (n,) on the curve of FUNCTIONS[name], weighted by heights / sum(heights).

    Heights that are all 0 give every point the same weight.
    Raises ValueError as :func:`em_core.jensen.jensen` and :func:`em_core.jensen.shares` do.
    """
    f = jensen.FUNCTIONS[name]
    return Picture(f, jensen.jensen(f, x, jensen.shares("w", counted(heights))), tuple(heights))


def counted(heights: Sequence[float]) -> Sequence[float]:
    """The heights that count: as they are, or all 1 where all of them are 0."""
    return heights if any(heights) else [1.0] * len(heights)


def mirrored(one: Picture) -> Picture:
    """The same points on the curve of -f."""
    f = jensen.twin(one.f)
    return Picture(f, jensen.jensen(f, one.at.x, one.at.w), one.heights)


@lru_cache(maxsize=16)
def curve(f: jensen.Function) -> tuple[Floats, Floats]:
    """The curve for the picture: x (G,), denser towards 0 where log is steep, and f(x) (G,)."""
    x = 0.02 + (X_AXIS[1] - 0.02) * np.linspace(0.0, 1.0, 161) ** 2
    return x, np.asarray(f.value(x), dtype=np.float64)


def heights(f: jensen.Function) -> tuple[float, float]:
    """The y axis: f over all points there can be, with room for what is written beside them."""
    y = np.asarray(f.value(np.linspace(LOW, HIGH, 200)))
    low, high = float(y.min()), float(y.max())
    room = high - low
    return low - 0.2 * room, high + 0.2 * room


def subscript(letter: str, i: int) -> str:
    """ "x₁" """
    return letter + str(i).translate(_SUBSCRIPT)


def say(value: float, digits: int = 3) -> str:
    """A result: ``digits`` decimals and a real minus sign; 0 is 0, and small ones keep two digits."""
    if abs(value) < SAME:
        return "0"
    text = fixed(value, digits) if abs(value) >= 0.5 * 10.0**-digits else short(value, 2)
    return text.replace("-", "\u2212")


def given(value: float, digits: int = 3) -> str:
    """A number that the learner set: as ``say``, without zeros at the end."""
    text = say(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text and "×" not in text else text


def bracketed(text: str) -> str:
    """A number in brackets when it is negative, to stand behind a sign."""
    return f"({text})" if text.startswith("\u2212") else text


def difference(value: float, none: bool) -> str:
    """A gap: 0 when there is ``none``, never 0 otherwise."""
    return "0" if none else say(value) if abs(value) >= SAME else "< 10⁻¹²"


def caption(one: Picture, k: int, tr: Translate = str) -> str:
    """Move k in a sentence with its numbers."""
    said = _caption(one, k, tr)
    return f"{said} {tr('All weights are 0, so the points count alike.')}" if one.alike else said


def _caption(one: Picture, k: int, tr: Translate) -> str:
    at = one.at
    values = {"f": NAMES[one.f.name], "n": at.x.size, "x": given(at.mean_x), "curve": say(at.f_mean),
              "chord": say(at.mean_f), "gap": difference(at.gap, one.together)}  # fmt: skip
    if k == POINTS:
        each = (
            tr("({x}, {y}) with weight {w}").format(x=given(x), y=say(y), w=given(w))
            for x, y, w in zip(at.x, at.y, at.w, strict=True)
        )
        return tr("Points on the curve {f}: {points}.").format(points=tr("; ").join(each), **values)
    if k == AVERAGE:
        return tr("The weighted average of the points on the x axis is {x}.").format(**values)
    if k == ON_CURVE:
        return tr("At this average, {x}, the curve {f} has the height {curve}.").format(**values)
    if k == ON_CHORD:
        text = (
            tr("The average of the points’ heights is {chord}: the point of the chord at x = {x}.")
            if at.x.size == 2
            else tr("The average of the points’ heights is {chord}: a point inside the polygon, at x = {x}.")
        )
        return text.format(**values)
    return outcome(one, tr)


def outcome(one: Picture, tr: Translate = str) -> str:
    """What the gap is, and what it can never be."""
    at = one.at
    values = {"f": NAMES[one.f.name], "curve": say(at.f_mean), "chord": bracketed(say(at.mean_f)),
              "gap": difference(at.gap, one.together)}  # fmt: skip
    if one.together:
        text = tr("All points that have weight coincide, so both averages are {curve} and the gap is 0.")
    elif one.f.concave:
        text = tr("The gap is {curve} − {chord} = {gap}: {f} is concave, so it cannot be negative.")
    else:
        text = tr("The gap is {curve} − {chord} = {gap}: {f} is convex, so it cannot be positive.")
    return text.format(**values)
