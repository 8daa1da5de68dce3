"""Lesson 08: the settings, the column of data, the runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np

from em_core import datasets, two_normals
from em_core.protocol import Floats, frozen
from em_figures.numbers import power
from em_lesson.own_rows import OwnData, rows_of, runs
from em_lesson.settings import Notice, choice, flag, number, whole
from lessons.heights.histogram import histogram, tidy
from lessons.heights.record import Column, Range
from lessons.heights.regions import MOST, Regions, means_of

CM = 2.54  # per inch
FAR = 1e9
GALTON_BOX = (54.0, 81.0)  # in
REGIONS_BOX = (136.0, 200.0)  # cm
STARTS = ("m1", "m2", "m3")
WITHIN = {"low": -FAR, "high": FAR, "live": True}
SIMULATED: dict[str, Any] = {"live": True, "when": ("data", "regions")}


@dataclass(frozen=True)
class HeightsSettings(OwnData):
    """Whose heights, in which unit, which mixture, and where EM starts."""

    data: str = choice("galton", "galton", "regions", "own")
    unit: str = choice("in", "in", "cm", when=("data", "galton"))
    groups: int = whole(2, 1, 3)
    variances: str = choice("equal", "equal", "free")
    weights: str = choice("free", "free", "fixed")
    m1: float = number(65.0, **WITHIN)
    m2: float = number(69.0, **WITHIN)
    m3: float = number(67.0, when=("groups", 3), **WITHIN)
    x: float = number(68.9, **WITHIN)
    reveal: bool = flag(False)
    distance: float = number(10.0, 0, MOST, step=0.1, **SIMULATED)
    spread: float = number(6.0, 2, 12, step=0.1, **SIMULATED)
    share: float = number(0.5, 0.05, 0.95, step=0.01, **SIMULATED)
    n: int = whole(400, 20, 2000, **SIMULATED)
    seed: int = whole(1, 0, 999, **SIMULATED)

    @classmethod
    def from_link(cls, params: Mapping[str, str]) -> tuple[Self, list[Notice]]:
        """As every lesson's; what the link leaves open follows its data and its unit."""
        settings, notices = super().from_link(params)
        settled = settings.after("data")
        if settings.data == "regions" or settings.data != shown(settings):  # its starts are other data's
            return settled, notices
        given = {name: getattr(settings, name) for name in (*STARTS, "x") if name in params}
        inside = settled.with_(**given)._inside()
        for name in given:
            if getattr(inside, name) != getattr(settings, name):
                low, high = box(inside)
                values = {"name": name, "given": getattr(settings, name), "low": low, "high": high}
                values["used"] = getattr(inside, name)
                notices.append(
                    Notice(
                        "The link says {name} = {given}; it must lie between {low} and {high}, "
                        "so {used} is used.",
                        values,
                    )
                )
        return inside, notices

    def after(self, name: str) -> Self:
        """Other data and another unit come with starts of their own."""
        if name in ("data", "own"):
            if shown(self) == "galton":
                default = type(self)()
                factor = CM if self.unit == "cm" else 1.0
                return self.with_(**{at: round(getattr(default, at) * factor, 3) for at in (*STARTS, "x")})
            if self.data == "regions":
                return self
            spots = np.percentile(column(self).x, [20, 80, 50, 60])
            return self.with_(**dict(zip((*STARTS, "x"), _near(spots), strict=True)))._inside()
        if name == "unit":
            factor = CM if self.unit == "cm" else 1 / CM
            moved = {at: round(getattr(self, at) * factor, 3) for at in (*STARTS, "x")}
            return self.with_(**moved)._inside()
        return self

    def _inside(self) -> Self:
        if self.data == "regions":
            return self
        low, high = box(self)
        return self.with_(**{at: min(max(getattr(self, at), low), high) for at in (*STARTS, "x")})


def _near(values: Floats) -> list[float]:
    return [min(max(float(f"{v:.6g}"), -FAR), FAR) for v in values.tolist()]


# ---- the data ------------------------------------------------------------------------------------


def varies(s: HeightsSettings) -> bool:
    """Whether the learner's own column has two different values."""
    own = rows_of(s, 1)
    return own is not None and bool(np.ptp(own.rows) > 0)


def shown(s: HeightsSettings) -> str:
    """Which data are on the screen: the learner's own only when there are any that vary."""
    return "galton" if s.data == "own" and not varies(s) else s.data


def regions(s: HeightsSettings) -> Regions:
    """The simulation's truth."""
    return Regions(s.distance, s.spread, s.share)


def column(s: HeightsSettings) -> Column:
    """The data of these settings, in English; ``named`` translates."""
    what = shown(s)
    if what == "own":
        found: Column = _own(bare(s))
        return found
    if what == "regions":
        return _simulated(regions(s), s.n, s.seed)
    return _galton("in" if s.data == "own" else s.unit)


def bare(s: HeightsSettings) -> HeightsSettings:
    """The settings that say which data there are, and nothing else."""
    return HeightsSettings(data=s.data, points=s.points, held=s.held)


@lru_cache(maxsize=2)
def _galton(unit: str) -> Column:
    factor = CM if unit == "cm" else 1.0
    x = frozen(datasets.GALTON.x[:, 0] * factor)
    bins = histogram(datasets.GALTON.x[:, 0], 1.0)
    bins = bins._replace(edges=bins.edges * factor)
    low, high = (round(edge * factor, 1) for edge in GALTON_BOX)
    return Column(x, bins, (low, high), "height", unit, datasets.GALTON.labels, datasets.GALTON.groups)


@lru_cache(maxsize=64)
def _simulated(at: Regions, n: int, seed: int) -> Column:
    x, labels = two_normals.simulate(means_of(at), at.spread, at.share, n, seed)
    box = (min(REGIONS_BOX[0], float(x.min()) - 1), max(REGIONS_BOX[1], float(x.max()) + 1))
    return Column(frozen(x), histogram(x, 2.0), box, "height", "cm", labels, ("region 1", "region 2"))


def _own_column(s: HeightsSettings) -> Column:
    own = rows_of(s, 1)
    assert own is not None
    x, unit = own.rows[:, 0], ""
    spread = float(x.std())
    if not 0.01 <= spread <= 1e5:  # the sliders count in thousandths, so the numbers are made handier
        exponent = int(np.floor(np.log10(spread)))
        x, unit = x / 10.0**exponent, power(10.0**exponent, 1).replace("1 ", "")
    bins = histogram(x)
    low, high = float(bins.edges[0]), float(bins.edges[-1])
    room = tidy((high - low) / 20)
    box = (np.floor(low / room) * room - 2 * room, np.ceil(high / room) * room + 2 * room)
    name = own.names[0] if own.names else "value"
    return Column(frozen(x), bins, (float(box[0]), float(box[1])), name, unit)


_own = runs(_own_column)


def box(s: HeightsSettings) -> Range:
    """Where the starts and the height asked about may lie."""
    return column(s).box
