"""Points in the plane, as the lessons on k-means and on Gaussian mixtures show them.

A sample to draw, axes that stay, a learner's own numbers in a handy form, rules for starts, and starts that
are dragged. The functions of settings take any that have ``data``, ``rule``, ``c`` and places m1x, m1y, ...
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from em_core import Points, starts
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Handle, Translate
from em_figures.mixtures.run import Plane, Range
from em_lesson.fields import number, symbol
from em_lesson.rows import LARGEST, Rows
from lessons.common.handy import Handy, handy

DRAWN = 1000  # points that a picture shows at most
FEW = 5000  # points up to which all posteriors are looked at,
SIDE_BY_SIDE = 2000  # and up to which many runs use all
LONG, LONGER = 20_000, 60_000  # points from which a run is kept shorter, and shorter again
MARGIN = 0.12
MOST = 6  # places that can be dragged
FAR = 1e12  # how far they may lie from zero
LOW, HIGH = 1e-2, 1e6  # a spread outside is measured in a power of ten,
LOST, PLAIN = 1e-4, 1e8  # unless it is at most PLAIN and the other column would spread by less than LOST
GEYSER = ("", "")  # names of Old Faithful's columns, which ``titles`` says in words
RULES = {"random": starts.random_points, "plusplus": starts.kmeans_plus_plus, "farthest": starts.farthest}


# ---- which points --------------------------------------------------------------------------------


def in_hand(x: Floats) -> Handy:
    """How a learner's points (N, 2) are shown: one scale for both columns, so that distances stay in
    proportion, and an offset for each that lies far from zero for its own spread."""
    spans = np.ptp(x, axis=0)
    size, least = float(spans.max()), float(spans.min(where=spans > 0, initial=np.inf))
    scale = handy(x, size, LOW, HIGH).scale
    if scale > 1 and size <= PLAIN and least / scale < LOST:
        scale = 1.0
    columns = zip(x.T[:, :, None], spans.tolist(), strict=True)
    return Handy(tuple(handy(column, span or size, LOW, HIGH).offset[0] for column, span in columns), scale)


def raw_point(rows: Rows | None, x: float, y: float) -> tuple[float, float]:
    """A place in the picture in the numbers of the learner's rows, without the last digits' noise."""
    if rows is None:
        return x, y
    a, b = (min(max(value, -LARGEST), LARGEST) for value in in_hand(rows.values).raw(x, y))
    return float(f"{a:.15g}"), float(f"{b:.15g}")


def in_code(rows: Rows | None) -> str:
    """The line that makes of the learner's own x what the screen shows; empty where it shows x itself."""
    way = Handy((0.0, 0.0)) if rows is None else in_hand(rows.values)
    text = f"x - {list(way.offset)}" if any(way.offset) else "x"
    if way.scale != 1:
        text = f"({text}) / {way.scale!r}" if any(way.offset) else f"x / {way.scale!r}"
    return "" if text == "x" else f"x = {text}\n"


def own_plane(rows: Rows, like: Floats) -> Plane:
    """The learner's points as they are shown; such as lie on the set ``like`` keep its axes."""
    way, unit = in_hand(rows.values), in_hand(rows.values).unit()
    names = []
    for i, name in enumerate(rows.names or ("x", "y")):
        said = way.name(i, name)
        names.append(said if not unit else f"{name} {unit}" if said == name else f"{said} ({unit})")
    return plane_of(way.shown(rows.values), (names[0], names[1]), like)


def plane_of(x: Floats, names: tuple[str, str], like: Floats | None = None) -> Plane:
    """The points, a sample of them to draw, and axes that stay; ``like``: as in ``own_plane``."""
    points = drawn = Points(x)
    if len(x) > DRAWN:
        random = np.random.Generator(np.random.PCG64(1))
        drawn = Points(x[np.sort(random.choice(len(x), DRAWN, replace=False))])
    return Plane(points, drawn, names, box(x, like))


def box(x: Floats, like: Floats | None) -> tuple[Range, Range]:
    """The axes' ranges: the points with a margin, or those of ``like`` if they lie on it."""
    if like is not None:
        low, high = like.min(axis=0), like.max(axis=0)
        wide = MARGIN * (high - low)
        if (x >= low - wide).all() and (x <= high + wide).all():
            x = like
    low, high = x.min(axis=0), x.max(axis=0)
    wide = np.where(high > low, MARGIN * (high - low), np.maximum(np.abs(low), 1.0))
    (a, c), (b, d) = (low - wide).tolist(), (high + wide).tolist()
    return (a, b), (c, d)


def titles(names: tuple[str, str], tr: Translate) -> tuple[str, str]:
    """The axes' titles: what Old Faithful's measure, in minutes; a learner's headings as plain text."""
    if names == GEYSER:
        return tr("eruption (minutes)"), tr("waiting time (minutes)")
    return theme.plain(names[0]), theme.plain(names[1])


def points_used(plane: Plane, most: int = SIDE_BY_SIDE) -> tuple[Points, tuple[int, int] | None]:
    """The points for many runs: all, or the drawn ones of more than ``most``, and (how many, of how many)."""
    if len(plane.points) <= most:
        return plane.points, None
    return plane.drawn, (len(plane.drawn), len(plane.points))


def most(n: int) -> int:
    """How many iterations a run on n points may take."""
    return 100 if n <= LONG else 30 if n <= LONGER else 8


def shorter(n: int) -> str:
    """What the code that is shown says of that, where it is not what ``run`` does by itself."""
    return "" if most(n) == 100 else f", max_iter={most(n)}"


# ---- where a run starts --------------------------------------------------------------------------


def spots(x: Floats, rule: str, c: int, seed: int, unit: Floats) -> Floats:
    """c of the points (c, 2): at random, spread out by k-means++, or each the farthest from the others.

    Distances count in ``unit`` (2,) along the axes, from the first point, so that the choice does not
    depend on where zero is. Fewer points than c are used again.
    """
    if len(x) < c:
        return np.asarray(x[np.arange(c) % len(x)])
    return np.asarray(RULES[rule]((x - x[0]) / unit, c, seed) * unit + x[0])


def place(value: float, label: str) -> Any:
    """The field of a coordinate that is dragged, in the numbers that are shown."""
    return number(value, -FAR, FAR, step=1e-12, label=symbol(label), live=True, when=("rule", "hand"))


def ids(c: int) -> list[str]:
    """The settings that hold the first c places: "m1x", "m1y", "m2x", ..."""
    return [f"m{i}{axis}" for i in range(1, c + 1) for axis in "xy"]


def by_hand(s: Any) -> Floats:
    """The places that the settings hold (c, 2)."""
    return np.array([getattr(s, at) for at in ids(s.c)]).reshape(-1, 2)


def moved(places: Floats, plane: Plane) -> dict[str, float]:
    """Settings for places (C, 2): to three decimals, or to a thousandth of an axis that needs more."""
    digits = [max(3, 3 - math.floor(math.log10(high - low))) for low, high in plane.box]
    rows = np.clip(places, -FAR, FAR).tolist()
    values = (round(value, n) for row in rows for value, n in zip(row, digits, strict=True))
    return dict(zip(ids(len(rows)), values, strict=True))


def within(
    names: Sequence[str],
    plane: Plane,
    down: Callable[[float], int] = round,
    up: Callable[[float], int] = round,
) -> dict[str, tuple[float, float, float]]:
    """The ranges and steps of sliders for places: the axes, to whole steps by ``down`` and ``up``."""
    out = {}
    for name in names:
        low, high = plane.box["xy".index(name[-1])]
        exponent = math.floor(math.log10((high - low) / 200))
        step, digits = float(f"1e{exponent}"), max(6, -exponent)  # sliders count from their lower end
        out[name] = (round(step * down(low / step), digits), round(step * up(high / step), digits), step)
    return out


def clicks(s: Any) -> Literal["add"] | tuple[Handle, ...] | None:
    """What a click does: it moves a start by hand, or it adds a point to the learner's own."""
    if s.rule == "hand":
        return tuple(Handle(f"m{i}x", f"m{i}y") for i in range(1, s.c + 1))
    return "add" if s.data == "own" else None
