"""Every start at once: on which peak EM ends, and where Newton's method gets to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from em_core import CoinGrid, Rounds
from em_core.climbers import Kind
from em_core.coin_grid import EndKind
from em_core.coin_hill import LevelPoint, NewtonGrid, nearest, newton_grid
from em_figures import theme
from em_figures.coins.start_map import DEPTHS, HUES, LOWER, Region, start_map, start_regions
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.typed import packed
from lessons.coordinate_ascent.climbs import (
    CROWD,
    NEWTON,
    Climbs,
    point_name,
    points_of,
    sentence,
    short_name,
)
from lessons.coordinate_ascent.marks import LINE, covered, marks

# classes of the Newton map that are no level point
LEFT, UNSETTLED = -1, -2
Name = Callable[[LevelPoint, tuple[LevelPoint, ...], Translate], str]
NAMED: tuple[Kind, ...] = ("saddle", "valley")  # the peaks are named by the regions
NOTE = 0.36  # how wide an arrow and a name are on a phone, in units of theta
GREY = HUES[EndKind.UNFINISHED]


def em_map(run: Climbs, grid: CoinGrid, *, tr: Translate = str) -> Filmstrip:
    """Where EM ends from every start, with the level points named; frames are iterations."""
    strip = start_map(grid, run.trace, title=tr("EM from every start"), lower=True, tr=tr)
    layout = strip.base["layout"]
    named = [_clear(_named(note, region, run, tr), region, grid, run) for note, region in zip(
        layout["annotations"], (r for r in start_regions(grid).regions if r.share > 0.02), strict=True)]
    data = [*strip.base["data"], marks(run, tr, named=NAMED)]
    base = {**strip.base, "data": data, "layout": layout | {"annotations": named}}
    last = len(strip.frames) - 1
    return replace(
        strip, base=base,
        frames=Lazy(len(run), lambda k: strip.frames[min(2 * k, last)]),
        captions=Lazy(len(run), lambda k: strip.captions[min(2 * k, last)]),
    )


def _named(note: Mapping[str, Any], region: Region, run: Climbs, tr: Translate) -> dict[str, Any]:
    """A region's note with the name of the point where its starts end."""
    point = None if region.point is None else nearest(run.points, np.array(region.point))
    return dict(note) if point is None else dict(note) | {"text": f"→ {short_name(point, run.points, tr)}"}


def _clear(note: dict[str, Any], region: Region, grid: CoinGrid, run: Climbs) -> dict[str, Any]:
    """The note at the nearest start that ends alike and lets the points' marks and names be seen."""
    boxes = np.array([*covered(run, NAMED), (9.0, 9.0, 9.0, 9.0)])
    starts = np.argwhere(_alike(region, grid))
    places = grid.starts[starts]
    places = places[(places[:, 0] >= 0.16) & (places[:, 0] <= 0.84)]
    x, y = places[:, :1], places[:, 1:]
    free = places[((x + NOTE / 2 < boxes[:, 0]) | (x - NOTE / 2 > boxes[:, 1])
                   | (y + LINE / 2 < boxes[:, 2]) | (y - LINE / 2 > boxes[:, 3])).all(axis=1)]  # fmt: skip
    if not len(free):
        return note
    at = free[np.abs(free - (note["x"], note["y"])).sum(axis=1).argmin()]
    return note | {"x": float(at[0]), "y": float(at[1])}


def _alike(region: Region, grid: CoinGrid) -> NDArray[np.bool_]:
    """The starts (size, size) of a region; of a ridge, all of its kind."""
    inside: NDArray[np.bool_] = grid.kind == region.kind
    if region.point is None:
        return inside
    which = int(np.abs(grid.points - region.point).sum(axis=1).argmin())
    inside &= grid.which == which
    return inside


class Ends(NamedTuple):
    """which (size, size), [i, j] from theta_A = starts[i]: a level point's index, LEFT or UNSETTLED."""

    grid: NewtonGrid
    which: NDArray[np.int64]
    shares: dict[int, float]


@lru_cache(maxsize=32)
def _ends(heads: tuple[int, ...], flips: tuple[int, ...]) -> Ends:
    rounds = Rounds(heads, flips)
    grid, points = newton_grid(rounds), points_of(rounds)
    gaps = np.abs(grid.ends[:, :, None, :] - np.array([q.at for q in points])).max(axis=3)
    which = np.where(gaps.min(axis=2) <= 2e-3, gaps.argmin(axis=2), UNSETTLED)
    flat = [i for i, q in enumerate(points) if q.kind == "flat"]
    if len(points) > CROWD and flat:  # as one, and so is what Newton found between them
        which[np.isin(which, flat) | ((which == UNSETTLED) & grid.settled)] = flat[0]
    which = np.where(grid.settled, which, np.where(grid.left, LEFT, UNSETTLED))
    values, counts = np.unique(which, return_counts=True)
    return Ends(grid, which, {int(v): float(c) / which.size for v, c in zip(values, counts, strict=True)})


def ends_of(rounds: Rounds) -> Ends:
    """Where Newton's method gets to from every start, which does not depend on the learner's start."""
    return _ends(tuple(rounds.heads.tolist()), tuple(rounds.flips.tolist()))


def _hue(which: int, points: tuple[LevelPoint, ...]) -> str:
    if which < 0:
        return GREY
    point = points[which]
    if point.kind != "peak":
        return HUES[EndKind.DIAGONAL if point.kind == "saddle" else EndKind.UNUSED]
    return (HUES if point.number == 1 else LOWER)[EndKind.MIRROR if point.mirror else EndKind.OPTIMUM]


def newton_map(run: Climbs, *, tr: Translate = str) -> Filmstrip:
    """The square of starts, coloured by what Newton's method ends on; grey: it leaves the square."""
    at = ends_of(run.trace.data)
    order = sorted(at.shares, key=lambda which: -at.shares[which])
    steps = np.minimum(at.grid.iterations // 4, len(DEPTHS) - 1)
    rank = np.zeros(at.which.shape, dtype=np.int64)
    scale: list[list[Any]] = []
    n = len(DEPTHS) * len(order)
    for r, which in enumerate(order):
        rank[at.which == which] = r
        for band, depth in enumerate(DEPTHS):
            # leaving the square is pale grey however long it takes
            colour = f"rgba({_hue(which, run.points)},{0.3 if which == LEFT else depth})"
            i = len(DEPTHS) * r + band
            scale += [[i / n, colour], [(i + 1) / n, colour]]
    large = [which for which in order if which != LEFT and at.shares[which] > 0.05]
    notes = [_note(at, which, _words(which, run.points, tr, short_name)) for which in large]
    climb = run.climbs[NEWTON]
    step = float(at.grid.starts[1] - at.grid.starts[0])
    data = [
        {"type": "heatmap", "z": packed((len(DEPTHS) * rank + steps).T, "u1"),
         "x0": float(at.grid.starts[0]), "dx": step, "y0": float(at.grid.starts[0]), "dy": step,
         "zmin": -0.5, "zmax": n - 0.5, "colorscale": scale, "showscale": False, "hoverinfo": "skip"},
        theme.scatter("markers", tr("this start"),
                      marker={"size": 13, "symbol": "x-thin", "line": {"width": 4, "color": "@ink"}}),
        theme.scatter("markers", tr("now"), marker=theme.ring("@ink") | {"symbol": "diamond-open"}),
        marks(run, tr, named=()),
    ]
    names = {which: _words(which, run.points, tr, point_name) for which in order}
    shares = tr(", ").join(
        tr("{share} % of the starts end at {where}").format(share=f"{100 * at.shares[w]:.1f}", where=names[w])
        for w in order if at.shares[w] >= 0.0005
    )

    def frame(k: int) -> dict[int, Any]:
        x, y = climb.path[min(k, climb.iterations)]
        return {2: {"x": [round(float(x), 5)], "y": [round(float(y), 5)]}}

    return Filmstrip(
        "plotly", tr("Newton from every start (grey: it leaves the square)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("start θ_A"), range=[0, 1], constrain="domain", showgrid=False, dtick=0.2),
            theme.axis(tr("start θ_B"), range=[0, 1], scaleanchor="x", constrain="domain", showgrid=False,
                       dtick=0.2),
            height=460, annotations=notes,
        )},
        Lazy(len(run), frame), Lazy(len(run), lambda k: f"{shares}. {sentence(run, k, tr)}"),
        opening={"data": {1: {"x": [float(climb.path[0, 0])], "y": [float(climb.path[0, 1])]}}},
        clicks=("a", "b"),
    )


def _note(at: Ends, which: int, words: str) -> dict[str, Any]:
    """A label inside of the starts that end alike: where they are thickest."""
    inside = np.pad((at.which == which).astype(float), 1)
    size = len(at.grid.starts)
    depth = np.zeros((size, size))
    for reach in range(1, 25):  # how far a square around a start stays inside, at most
        sums = np.pad(inside.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        wide = 2 * reach + 1
        if wide > size:
            break
        counts = sums[wide:, wide:] - sums[:-wide, wide:] - sums[wide:, :-wide] + sums[:-wide, :-wide]
        full = counts >= wide**2
        if not full.any():
            break
        edge = reach - 1  # the padding is one start wide
        depth[edge : edge + full.shape[0], edge : edge + full.shape[1]][full] = reach
    i, j = np.unravel_index(int(depth.argmax()), depth.shape)
    return {
        "x": min(max(float(at.grid.starts[i]), 0.16), 0.84), "y": float(at.grid.starts[j]),
        "text": f"→ {words}", "showarrow": False, "font": {"color": "@ink", "size": 13}, "bgcolor": "@paper",
        "opacity": 0.92, "borderpad": 2,
    }


def _words(which: int, points: tuple[LevelPoint, ...], tr: Translate, name: Name) -> str:
    if which == LEFT:
        return tr("out of the square")
    if which == UNSETTLED:
        return tr("not finished")
    crowd = len(points) > CROWD and points[which].kind == "flat"
    return tr("plateau") if crowd else name(points[which], points, tr)
