"""The level points of the hill as marks, their names where neither a name nor a mark is in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from em_core.climbers import Kind
from em_core.coin_hill import LevelPoint
from em_figures import theme
from em_figures.filmstrip import Translate
from lessons.coordinate_ascent.climbs import CROWD, SIGNS, Climbs, short_name

NAME, LINE = 0.27, 0.09  # how wide and high words are on a phone, in units of theta
MARK, CLEAR = 0.035, 0.075  # half a mark there; from its middle to its name
OVER = 0.05  # that a name may reach over the picture's right edge
Json = dict[str, Any]


class Box(NamedTuple):
    """What a word or a mark covers of the square."""

    left: float
    right: float
    low: float
    high: float

    def meets(self, other: Box) -> bool:
        return (self.left < other.right and other.left < self.right
                and self.low < other.high and other.low < self.high)  # fmt: skip

    @property
    def inside(self) -> bool:
        return self.left >= 0 and self.right <= 1 + OVER and self.low >= 0 and self.high <= 1


def mark(point: LevelPoint) -> Box:
    """What the point's mark covers."""
    a, b = (float(v) for v in point.at)
    return Box(a - MARK, a + MARK, b - MARK, b + MARK)


def word(point: LevelPoint, side: str) -> Box:
    """What the point's name covers on this side of it."""
    height, across = side.split()
    a, b = (float(v) for v in point.at)
    apart = CLEAR if height == "middle" else MARK
    left = {"left": a - apart - NAME, "center": a - NAME / 2, "right": a + apart}[across]
    low = {"bottom": b - CLEAR - LINE, "middle": b - LINE / 2, "top": b + CLEAR}[height]
    return Box(left, left + NAME, low, low + LINE)


def _wanted(point: LevelPoint) -> Iterator[str]:
    """Sides from the best on: a peak's away from the diagonal, where the climbers come from."""
    a, b = point.at
    if point.kind == "flat" and point.edge:
        yield "top center" if b < a else "middle right"
    elif point.kind == "peak":
        yield from (("bottom center", "middle right") if a > b else ("top center",))
    else:
        yield "middle right" if a < 0.75 else "middle left"
    for height in ("bottom", "top") if a > b and point.kind == "peak" else ("top", "bottom"):
        yield from (f"{height} center", f"{height} left", f"{height} right")
    yield from ("middle right", "middle left")


def sides(points: Sequence[LevelPoint], named: Sequence[bool]) -> list[str]:
    """Where each point's name stands: peaks choose first; the best side if none is free."""
    found, taken = [""] * len(points), [mark(point) for point in points]
    for i in sorted(range(len(points)), key=lambda i: points[i].kind != "peak"):
        wanted = list(_wanted(points[i]))
        found[i] = wanted[0]
        if not named[i]:
            continue
        free = (side for side in wanted if (box := word(points[i], side)).inside
                and not any(box.meets(other) for other in taken))  # fmt: skip
        found[i] = next(free, wanted[0])
        taken.append(word(points[i], found[i]))
    return found


def shown(run: Climbs, named: Sequence[Kind]) -> tuple[list[LevelPoint], list[bool]]:
    """The points that are drawn and whether each has a name.

    Of a crowd of flat ones, found wherever one looked, only a ridge at the very top is drawn, unnamed.
    """
    crowd, top = len(run.points) > CROWD, run.points[0].value
    points = [q for q in run.points if not crowd or q.kind != "flat" or q.value > top - 1e-6]
    return points, [q.kind in named and not (crowd and q.kind == "flat") for q in points]


def covered(run: Climbs, named: Sequence[Kind]) -> list[Box]:
    """What all marks and names cover."""
    points, having = shown(run, named)
    places = sides(points, having)
    words = [word(q, side) for q, side, named in zip(points, places, having, strict=True) if named]
    return [*map(mark, points), *words]


def marks(run: Climbs, tr: Translate, *, named: Sequence[Kind] = tuple(SIGNS)) -> Json:
    """The level points, those of the kinds ``named`` with their names (mirror images: a prime)."""
    points, having = shown(run, named)
    names = [short_name(q, run.points, tr) * has for q, has in zip(points, having, strict=True)]
    return theme.scatter(
        "markers+text", x=[round(q.at[0], 5) for q in points], y=[round(q.at[1], 5) for q in points],
        text=names, textposition=sides(points, having), textfont={"color": "@ink", "size": 13},
        cliponaxis=False, hoverinfo="skip", meta="level",
        marker={"size": 10, "color": "@muted", "symbol": [SIGNS[q.kind] for q in points],
                "line": {"width": 2, "color": "@muted"}},
    )
