"""Lesson 08's column of data: Galton's heights, two simulated regions, the learner's own numbers.

The functions take the lesson's settings, which stand above this file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from em_core import Points, datasets, two_normals
from em_core.protocol import frozen
from em_lesson.remembered import remembered
from lessons.common.handy import Handy, handy
from lessons.heights.histogram import histogram, tidy
from lessons.heights.record import Column, Range
from lessons.heights.simulation import Regions, means_of

CM = 2.54  # per inch
GALTON_BOX = (54.0, 81.0)  # in
REGIONS_BOX = (136.0, 200.0)  # cm
RACED = 20_000  # data up to which L-BFGS runs beside EM
DATA = ("data", "points", "unit", "distance", "spread", "share", "n", "seed")  # which column there is


def varies(s: Any) -> bool:
    """Whether the learner's own column has two different values."""
    own = s.own_rows(1)
    return own is not None and bool(np.ptp(own.values) > 0)


def shown(s: Any) -> str:
    """Which data are on the screen: the learner's own only when there are any that vary."""
    return "galton" if s.data == "own" and not varies(s) else str(s.data)


def regions(s: Any) -> Regions:
    """The simulation's truth."""
    return Regions(s.distance, s.spread, s.share)


@remembered(*DATA)
def column(s: Any) -> Column:
    """The data of these settings; its names are English (``Heights.told`` translates)."""
    what = shown(s)
    if what == "own":
        return _own(s)
    if what == "regions":
        return _simulated(regions(s), s.n, s.seed)
    return _galton("in" if s.data == "own" else s.unit)


@remembered(*DATA, most=24)
def points(s: Any) -> Points:
    """The column, prepared for EM."""
    return Points(column(s).data)


def races(s: Any) -> bool:
    """Whether L-BFGS is run too: on more data a drag would have to wait for it."""
    return len(column(s).x) <= RACED


@lru_cache(maxsize=2)
def _galton(unit: str) -> Column:
    factor = CM if unit == "cm" else 1.0
    x = frozen(datasets.GALTON.x[:, 0] * factor)
    bins = histogram(datasets.GALTON.x[:, 0], 1.0)
    bins = bins._replace(edges=bins.edges * factor)
    low, high = (round(edge * factor, 1) for edge in GALTON_BOX)
    return Column(x, bins, (low, high), "height", unit, datasets.GALTON.labels, datasets.GALTON.groups)


def _simulated(at: Regions, n: int, seed: int) -> Column:
    x, labels = two_normals.simulate(means_of(at), at.spread, at.share, n, seed)
    box = (min(REGIONS_BOX[0], float(x.min()) - 1), max(REGIONS_BOX[1], float(x.max()) + 1))
    return Column(frozen(x), histogram(x, 2.0), box, "height", "cm", labels, ("region 1", "region 2"))


def in_hand(s: Any) -> Handy:
    """How the learner's column is shown: sliders count in thousandths, so the numbers are made handier."""
    values = s.own_rows(1).values
    return handy(values, float(values.std()), 0.01, 1e5)


def _own(s: Any) -> Column:
    own, way = s.own_rows(1), in_hand(s)
    x = way.shown(own.values)[:, 0]
    bins = histogram(x)
    low, high = float(bins.edges[0]), float(bins.edges[-1])
    room = tidy((high - low) / 20)
    box: Range = (
        float(np.floor(low / room) * room - 2 * room),
        float(np.ceil(high / room) * room + 2 * room),
    )
    name = way.name(0, own.names[0] if own.names else "value")
    return Column(frozen(x), bins, box, name, way.unit())
