"""Every start at once: where EM ends from each point of the square, and how long it takes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from em_core import CoinGrid
from em_core.coin_grid import EndKind
from em_figures import theme
from em_figures.coins.words import sentence
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.trace import Trace
from em_figures.typed import packed
from em_figures.words import fixed

# The hue says how a start ends, the depth of it how many iterations that took.
HUES = {EndKind.OPTIMUM: "0,114,178", EndKind.MIRROR: "213,94,0", EndKind.DIAGONAL: "0,158,115",
        EndKind.UNUSED: "204,121,167", EndKind.UNFINISHED: "128,128,128"}
LOWER = {EndKind.OPTIMUM: "125,116,0", EndKind.MIRROR: "94,79,179"}  # lower peaks of the same kind
MOST_POINTS = 8
WORDS = (0.36, 0.08)  # the room for a region's words, in units of theta
DEPTHS = (0.22, 0.42, 0.62, 0.85)


class Region(NamedTuple):
    """Starts with the same end: its kind, its point (None: a continuum), their share, where to write it."""

    kind: EndKind
    point: tuple[float, float] | None
    share: float
    at: tuple[float, float]


class Map(NamedTuple):
    """cells: packed (size, size), [j, i] for theta_A = starts[i]: 4 * hue + band; edges: iterations.

    hues: one for every EndKind, then those of LOWER that are wanted.
    """

    cells: dict[str, Any]
    hues: tuple[str, ...]
    edges: tuple[int, int, int]
    regions: tuple[Region, ...]


@lru_cache(maxsize=32)  # a grid is what coin_grid keeps for a data set; it does not depend on the start
def start_regions(grid: CoinGrid, *, lower: bool = False) -> Map:
    """The map behind the picture. More than MOST_POINTS ends of a kind (a ridge) count as one region.

    lower: the starts of a side's lower peaks have hues of their own.
    """
    # quarters of the range, not of the starts: most starts take about equally long
    least, most = int(grid.iterations.min()), int(grid.iterations.max())
    low, mid, high = (least + (most - least) * quarter // 4 for quarter in (1, 2, 3))
    band = np.searchsorted((low, mid, high), grid.iterations, side="left")
    regions = []
    hue, hues = grid.kind.astype(np.int64), [HUES[kind] for kind in EndKind]
    for kind in EndKind:
        ends = np.unique(grid.which[grid.kind == kind])  # the highest first
        if lower and kind in LOWER and 1 < len(ends) <= MOST_POINTS:
            hue[(grid.kind == kind) & (grid.which > ends[0])] = len(hues)
            hues.append(LOWER[kind])
        for which in ends if len(ends) <= MOST_POINTS else [-2] * min(1, len(ends)):
            inside = (grid.kind == kind) & ((grid.which == which) | (which == -2))
            middle = _place(inside)
            point = None if which < 0 else (float(grid.points[which, 0]), float(grid.points[which, 1]))
            at = (float(grid.starts[middle[0]]), float(grid.starts[middle[1]]))
            regions.append(Region(kind, point, float(inside.mean()), at))
    cells = packed((4 * hue + band).T, "u1")
    return Map(cells, tuple(hues), (low, mid, high), tuple(sorted(regions, key=lambda r: -r.share)))


def _place(inside: NDArray[np.bool_]) -> tuple[int, int]:
    """The cell for a region's words, which are to lie on the region: then, the nearest to its middle."""
    starts = np.argwhere(inside)
    size = len(inside)
    reach = int(size * WORDS[0] / 2), int(size * WORDS[1] / 2)
    # how much of the words' rectangle, which stays on the map, is the region's: sums of the corners
    total = np.pad(inside.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    low, high = [], []
    for axis, half in enumerate(reach):
        at = np.clip(starts[:, axis], half, size - 1 - half)
        low.append(at - half)
        high.append(at + half + 1)
    covered = (
        total[high[0], high[1]] - total[low[0], high[1]] - total[high[0], low[1]] + total[low[0], low[1]]
    )
    best = starts[covered == covered.max()]
    i, j = best[np.abs(best - starts.mean(axis=0)).sum(axis=1).argmin()]
    return int(i), int(j)


def _words(region: Region, tr: Translate) -> str:
    if region.point is not None:
        return f"({fixed(region.point[0])}, {fixed(region.point[1])})"
    if region.kind == EndKind.UNUSED:
        return tr("one coin unused")
    return tr("not finished") if region.kind == EndKind.UNFINISHED else tr("a whole ridge of ends")


def start_map(
    grid: CoinGrid, trace: Trace, *, title: str, lower: bool = False, tr: Translate = str
) -> Filmstrip:
    """The square of starts, coloured by the end and shaded by the iterations; a click starts there.

    lower: as in ``start_regions``.
    """
    at = start_regions(grid, lower=lower)
    scale, n = [], 4 * len(at.hues)
    for h, hue in enumerate(at.hues):
        for band, depth in enumerate(DEPTHS):
            i, colour = 4 * h + band, f"rgba({hue},{depth})"
            scale += [[i / n, colour], [(i + 1) / n, colour]]
    step = float(grid.starts[1] - grid.starts[0]) if len(grid.starts) > 1 else 1.0
    labels = [
        {"x": min(max(r.at[0], 0.2), 0.8), "y": r.at[1], "text": "→ " + _words(r, tr), "showarrow": False,
         "font": {"color": "@ink", "size": 13}, "bgcolor": "@paper", "opacity": 0.92, "borderpad": 2}
        for r in at.regions if r.share > 0.02
    ]
    data: list[dict[str, Any]] = [
        {"type": "heatmap", "z": at.cells,
         "x0": float(grid.starts[0]), "dx": step, "y0": float(grid.starts[0]), "dy": step,
         "zmin": -0.5, "zmax": n - 0.5, "colorscale": scale, "showscale": False, "hoverinfo": "skip"},
        theme.scatter("markers", tr("this start"),
                      marker={"size": 13, "symbol": "x-thin", "line": {"width": 4, "color": "@ink"}}),
        theme.scatter("markers", tr("now"), marker=theme.ring("@ink", square=trace.hard)),
    ]
    track = [[float(p) for p in s.params.p_heads[:2]] for s in trace]
    shares = tr(", ").join(tr("{share} % of the starts end at {where}").format(
        share=f"{100 * r.share:.1f}", where=_words(r, tr)) for r in at.regions if r.share >= 0.0005)
    low, high = int(grid.iterations.min()), int(grid.iterations.max())
    bands = tr("the stronger the colour, the more iterations: {low} to {high}").format(low=low, high=high)

    def frame(k: int) -> dict[int, Any]:
        x, y = track[min(k, len(track) - 1)]
        return {2: {"x": [round(x, 5)], "y": [round(y, 5)]}}

    return Filmstrip(
        "plotly", tr("{title} ({bands})").format(title=title, bands=bands),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("start θ_A"), range=[0, 1], constrain="domain", showgrid=False, dtick=0.2),
            theme.axis(tr("start θ_B"), range=[0, 1], scaleanchor="x", constrain="domain", showgrid=False,
                       dtick=0.2),
            height=460, annotations=labels,
        )},
        Lazy(len(trace), frame),
        Lazy(len(trace), lambda k: f"{shares}. {sentence(trace[k], tr)}"),
        opening={"data": {1: {"x": [track[0][0]], "y": [track[0][1]]}}},
        clicks=("a", "b"),
    )
