"""Lesson 08: whose heights, in which unit, which mixture, and where EM starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from em_lesson.fields import Notice, choice, flag, number, outside, whole
from em_lesson.own_data import OwnData
from em_lesson.rows import Rows
from lessons.heights.data import CM, RACED, column, races, shown, varies
from lessons.heights.record import Range
from lessons.heights.simulation import MOST

STARTS = ("m1", "m2", "m3")
PLACES = (*STARTS, "x")  # what lies on the column's axis
WITHIN: dict[str, Any] = {"low": -1e9, "high": 1e9, "live": True}
SIMULATED: dict[str, Any] = {"live": True, "when": ("data", "regions")}


@dataclass(frozen=True)
class Settings(OwnData):
    """The column, the mixture and its start, the height asked about, and the simulation's truth."""

    data: str = choice(
        "galton",
        {
            "galton": "Galton 1886: 934 adults",
            "regions": "Two simulated regions",
            "own": "My own column",
        },
        label="Data",
    )
    unit: str = choice("in", {"in": "inches", "cm": "centimetres"}, label="Unit", when=("data", "galton"))
    groups: int = whole(2, 1, 3, label="Groups")
    variances: str = choice(
        "equal", {"equal": "one for all", "free": "one for each"}, label="Standard deviations"
    )
    weights: str = choice(
        "free", {"free": "estimated", "fixed": "fixed, all equal"}, label="Mixing weights"
    )
    m1: float = number(65.0, **WITHIN, label="start of A")
    m2: float = number(69.0, **WITHIN, label="start of B")
    m3: float = number(67.0, **WITHIN, label="start of C", when=("groups", 3))
    x: float = number(68.9, **WITHIN, label="ask about")
    reveal: bool = flag(False, label="Reveal who was a man and who a woman")
    distance: float = number(10.0, 0, MOST, step=0.1, label="distance of the means (cm)", **SIMULATED)
    spread: float = number(6.0, 2, 12, step=0.1, label="SD in each region (cm)", **SIMULATED)
    share: float = number(0.5, 0.05, 0.95, step=0.01, label="share of region 1", **SIMULATED)
    n: int = whole(400, 20, 2000, label="people", **SIMULATED)
    seed: int = whole(1, 0, 999, label="Seed", **SIMULATED)

    @classmethod
    def from_link(
        cls, params: Mapping[str, str], held: Mapping[str, Rows] | None = None, base: Self | None = None
    ) -> tuple[Self, list[Notice]]:
        """As every lesson's; what the link leaves open follows its data and its unit."""
        base = base or cls()
        settings, notices = super().from_link(params, held, base)
        moved = any(getattr(settings, name) != getattr(base, name) for name in ("data", "unit", "points"))
        settled = settings.after("data") if moved else settings
        if settings.data == "regions" or settings.data != shown(settings):  # its starts are other data's
            return settled, notices
        given = {name: getattr(settings, name) for name in PLACES if name in params}
        inside = settled.with_(**given)._inside()
        for name in given:
            if getattr(inside, name) != getattr(settings, name):
                low, high = box(inside)
                notices.append(outside(name, getattr(settings, name), low, high, getattr(inside, name)))
        return inside, notices

    def after(self, name: str) -> Self:
        """Other data and another unit come with starts of their own."""
        if name in ("data", "points"):
            if shown(self) == "galton":
                default = type(self)()
                factor = CM if column(self).unit == "cm" else 1.0  # of what is drawn; ``unit`` is of Galton's
                return self.with_(**{at: round(getattr(default, at) * factor, 3) for at in PLACES})
            if self.data == "regions":
                return self
            x = column(self).x
            digits = max(0, 5 - int(np.floor(np.log10(np.ptp(x)))))  # six, of the spread and not of the size
            spots = np.percentile(x, [20, 80, 50, 60]).round(digits).tolist()
            return self.with_(**dict(zip(PLACES, spots, strict=True)))._inside()
        if name == "unit":
            factor = CM if self.unit == "cm" else 1 / CM
            moved = {at: round(getattr(self, at) * factor, 3) for at in PLACES}
            return self.with_(**moved)._inside()
        return self

    def lacking(self, columns: int) -> Notice | None:
        """What is said where the learner's column is loaded."""
        notice = super().lacking(columns)
        if notice or self.data != "own" or columns != 1:
            return notice
        if self.own_rows(1) is None:
            return Notice("Until there are rows, the figures show Galton’s heights.", {})
        if not varies(self):
            return Notice(
                "All values are equal, so there is nothing to split; the figures show Galton’s heights.", {}
            )
        if not races(self):
            return Notice("L-BFGS is left out: it runs beside EM on at most {n} rows.", {"n": RACED})
        return None

    def _inside(self) -> Self:
        if self.data == "regions":
            return self
        low, high = box(self)
        return self.with_(**{at: min(max(getattr(self, at), low), high) for at in PLACES})


def box(s: Settings) -> Range:
    """Where the starts and the height asked about may lie."""
    return column(s).box
