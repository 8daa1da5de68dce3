"""The trellis: every path through the weather at once, each move as thick as it is probable under q."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.typed import packed
from em_figures.words import listed
from lessons.hmm.runs import Weather

DAY = 1000  # of the axis: widths are whole numbers on it
ROWS = (1000, 3000)  # where cold and hot stand
EATEN = 220  # where the cones stand
THICK, WIDE = 330, 620  # a certain move: along a row, between the rows of many days
NODE = 11  # px across, of a certain day
FEW = 36  # days whose cones are written in letters of the usual size

Json = dict[str, Any]


def along(row: int, share: Floats) -> Json:
    """The moves within a row as one ribbon, as thick from day to day as each is probable: its y, from day to
    day the upper rim and back the lower one; the line is flat up to the next day, and then goes there."""
    half = share * THICK / 2
    upper, lower = np.append(row + half, row), np.append(row, row - half)[::-1]
    return {"y": packed(np.concatenate([upper, lower]).round(), "u2")}


def across(share: Floats) -> Json:
    """The moves between the rows, each a slanted band as wide as it is probable: its x."""
    half = share * min(WIDE, 150 + 14 * len(share)) / 2
    day = np.arange(1, len(share) + 1) * DAY
    x = np.column_stack([day - half, day + DAY - half, day + DAY + half, day + half])
    return {"x": packed(x.ravel().round(), "u2")}


def edges(xi: Floats) -> dict[int, Json]:
    """The four kinds of moves, by trace."""
    cold, hot = ROWS
    return {0: along(cold, xi[:, 0, 0]), 1: along(hot, xi[:, 1, 1]), 2: across(xi[:, 0, 1]),
            3: across(xi[:, 1, 0])}  # fmt: skip


def places(moves: int) -> tuple[list[int], list[int], list[int]]:
    """What no frame changes: a ribbon's x, and the y of the bands that lead up and that lead down."""
    x = [t * DAY for t in range(1, moves + 2)]
    cold, hot = ROWS
    return [*x, *x[::-1]], [cold, hot, hot, cold] * moves, [hot, cold, cold, hot] * moves


def ticks(days: int) -> Json:
    """Every fifth day, or every one of a few."""
    at = list(range(1, days + 1)) if days <= 10 else [1, *range(5, days + 1, 5)]
    return {"tickvals": [t * DAY for t in at], "ticktext": [str(t) for t in at]}


def trellis(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """q over all paths: the moves xi, the days gamma, the most probable path, and what was eaten."""
    n = len(run.diary)
    at = [t * DAY for t in range(1, n + 1)]
    row = {"size": [3] * n, "color": "@muted"}
    band: Json = {"fill": "toself", "hoverinfo": "skip", "line": {"width": 0}}
    flat = band | {"line": {"width": 0, "shape": "hv"}}
    ribbon, up, down = places(n - 1)
    near = tr("day {day}, {state}: {p}").replace("{day}", "%{text}").replace("{p}", "%{marker.size:.3f}")
    texts = [str(t) for t in range(1, n + 1)]
    data: list[Json] = [
        theme.scatter("lines", tr("stays cold"), meta="cold", fillcolor="@A", **flat | {"x": ribbon}),
        theme.scatter("lines", tr("stays hot"), meta="hot", fillcolor="@B", **flat | {"x": ribbon}),
        theme.scatter("lines", tr("changes"), meta="changes", fillcolor="@muted", **band | {"y": up}),
        theme.scatter("lines", fillcolor="@muted", **band | {"y": down}),
        *(theme.scatter("markers", x=at, y=[y] * n, marker=row, hoverinfo="skip") for y in ROWS),
        *(theme.scatter("markers", x=at, y=[ROWS[i]] * n, text=texts,
                        hovertemplate=near.replace("{state}", state) + "<extra></extra>")
          for i, state in enumerate((tr("cold"), tr("hot")))),
        theme.scatter("lines", tr("the most probable path"), meta="path", x=at, hoverinfo="skip",
                      line=theme.line("@ink", dash="dot", width=2)),
        theme.scatter("text", x=at, y=[EATEN] * n, text=[str(v + 1) for v in run.diary.days.tolist()],
                      hoverinfo="skip", textfont={"size": 12 if n <= FEW else 8, "color": "@ink"}),
    ]  # fmt: skip

    def nodes(gamma: Floats, colour: str, symbol: str) -> Json:
        look = {"size": gamma.round(3).tolist(), "sizemode": "area", "sizeref": 2 / NODE**2, "color": colour,
                "symbol": symbol, "opacity": 1, "line": {"color": "@paper", "width": 1}}  # fmt: skip
        return {"marker": look}

    def frame(k: int) -> dict[int, Json]:
        q = run.trace[k].posterior
        if q is None:
            empty: Json = {"marker": {"size": 1, "opacity": 0}}
            return {0: {"y": []}, 1: {"y": []}, 2: {"x": []}, 3: {"x": []}, 6: empty, 7: empty, 8: {"y": []}}
        path = [ROWS[state] for state in run.best_path(k)]
        return (edges(q.xi) if n > 1 else {}) | {
            6: nodes(q.gamma[:, 0], "@A", "square"),
            7: nodes(q.gamma[:, 1], "@B", "circle"),
            8: {"y": packed(path, "u2")},
        }

    return Filmstrip(
        "plotly", tr("All paths at once: as thick as probable"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("day"), range=[0.3 * DAY, (n + 0.7) * DAY], showgrid=False, **ticks(n)),
            theme.axis("", range=[0, 3500], showgrid=False, tickvals=[EATEN, *ROWS],
                       ticktext=[tr("cones"), tr("cold"), tr("hot")]), height=380,
        )},
        Lazy(len(run), frame), Lazy(len(run), lambda k: said(run, k, tr)),
    )  # fmt: skip


def stretches(path: list[int], tr: Translate) -> str:
    """ "hot × 13, cold × 14, hot × 6" """
    names = (tr("cold"), tr("hot"))
    return listed((f"{names[state]} × {len(list(days))}" for state, days in groupby(path)), tr)


def said(run: Weather, k: int, tr: Translate) -> str:
    """The trellis in a sentence."""
    q, n = run.trace[k].posterior, len(run.diary)
    if q is None:
        text = tr("{n} days, two states each, and no q yet: {paths} paths are possible.")
        return text.format(n=n, paths=f"{2**n:,}")
    text = tr("Probably hot, γ above one half: {hot} of {n} days. The most probable path: {path}.")
    return text.format(hot=int((q.gamma[:, 1] > 0.5).sum()), n=n, path=stretches(run.best_path(k), tr))
