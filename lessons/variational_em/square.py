"""The square of all products, as contours of the bound; and the best product for every reliability."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.numbers import sigs
from em_figures.typed import packed
from em_figures.words import fixed
from lessons.variational_em.one_report import Turns, best, bounds, captions, one_report

CONTOUR, GHOST, DIAGONAL, TOPS, START, PATH, RING = range(7)  # the traces, in order
LEVELS, DEPTH, CELLS = 14000, 2.5, 41
ROOM = 0.045  # beside the square, so that a mark on its edge covers no number
Json = dict[str, Any]
HIGHEST = 0.995  # the fork's last reliability


@lru_cache(maxsize=64)
def heights(r: float) -> Json:
    """The contour's z: LEVELS at the bound's top, less by the root of the depth."""
    q = np.linspace(0.0, 1.0, CELLS)
    values = bounds(r, q[None, :], q[:, None])
    sunk = np.sqrt(np.clip((values.max() - values) / DEPTH, 0.0, 1.0))
    return packed(np.round(LEVELS * (1 - sunk)), "u2")


@one_report
def square(run: Turns, *, tr: Translate = str) -> Filmstrip:
    """The bound over q1 and q2, and the path by turns; a drag sets the start."""
    q = sigs(np.linspace(0.0, 1.0, CELLS), 4)
    top = best(run.r)
    tops = [top, 1 - top] if top != 0.5 else [0.5]
    data: list[Json] = [
        {"type": "contour", "x": q, "y": q, "colorscale": theme.HEIGHTS, "showscale": False, "zmin": 0,
         "zmax": LEVELS, "hoverinfo": "skip", "line": {"width": 0.7, "color": "@muted"},
         "contours": {"start": 1000, "end": 13500, "size": 1000, "coloring": "fill"}},
        theme.scatter("lines", tr("the run before"), x=[None], y=[None], showlegend=False,
                      line=theme.line("@ghost", width=1.5)),
        theme.scatter("lines", meta="saddle", x=[0, 1], y=[1, 0], hoverinfo="skip",
                      line=theme.line("@edge", width=1.5, dash="dot")),
        theme.scatter("markers", tr("best products"), meta="best", hoverinfo="skip", cliponaxis=False,
                      marker={"size": 15, "symbol": "diamond-open", "line": {"width": 2.5, "color": "@bound"},
                              "color": "@bound"}),
        theme.scatter("markers", tr("start"), meta="start", cliponaxis=False, hoverinfo="skip",
                      marker={"size": 12, "symbol": "x-thin", "line": {"width": 3, "color": "@ink"}}),
        theme.scatter("lines+markers", tr("turn by turn"), meta="path", hoverinfo="skip",
                      line=theme.line("@E", width=2.5), marker={"size": 5, "color": "@E"}),
        theme.scatter("markers", marker=theme.ring("@ink", size=17), cliponaxis=False, hoverinfo="skip"),
    ]
    path: Json = {"x": sigs((at.q1 for at in run.turns), 5), "y": sigs((at.q2 for at in run.turns), 5)}

    before = path | {"showlegend": True}  # in the legend only where there is one

    def frame(k: int) -> dict[int, Json]:
        return {PATH: upto("path", k + 1), RING: {"x": [path["x"][k]], "y": [path["y"][k]]}}

    first = run.turns[0]
    opening: dict[int, Json] = {
        CONTOUR: {"z": heights(run.r)},
        TOPS: {"x": sigs(tops, 5), "y": sigs(tops, 5)},
        START: {"x": [first.q1], "y": [first.q2]},
    }
    sides: Json = {"range": [-ROOM, 1 + ROOM], "showgrid": False, "dtick": 0.25}
    layout = theme.layout(
        theme.axis(tr("q₁: first toss heads"), constrain="domain", **sides),
        theme.axis(tr("q₂: second toss heads"), constrain="domain", scaleanchor="x", **sides),
        height=460, meta={"tall": True},
    )  # fmt: skip
    return Filmstrip(
        "plotly", tr("The bound over all products q₁ q₂"), {"data": data, "layout": layout},
        Lazy(len(run), frame), captions(run, tr), opening={"data": opening},
        tracks={"path": path, "before": before}, ghost={GHOST: "before"},
        clicks=("s1", "s2"),
    )  # fmt: skip


@lru_cache(maxsize=1)
def branches() -> tuple[list[float], list[float]]:
    """Reliabilities and the larger best q there."""
    rs = np.concatenate([np.linspace(0.5, 0.875, 16), np.linspace(0.88, 0.89, 11),
                         np.linspace(0.895, HIGHEST, 21)])  # fmt: skip
    return sigs(rs, 5), [float(f"{best(r):.5g}") for r in rs.tolist()]


@one_report
def fork(run: Turns, *, tr: Translate = str) -> Filmstrip:
    """The best q of both tosses against the reliability: one branch that splits into two."""
    rs, high = branches()
    low = [1 - q for q in high]
    split = next(i for i, q in enumerate(high) if q != 0.5)
    data = [
        theme.scatter("lines", tr("best products"), meta="best", x=rs, y=high, hoverinfo="skip",
                      line=theme.line("@bound", width=2.5)),
        theme.scatter("lines", x=rs, y=low, hoverinfo="skip", line=theme.line("@bound", width=2.5)),
        theme.scatter("lines", tr("saddle: undecided"), meta="saddle", x=rs[split:],
                      y=[0.5] * len(rs[split:]), hoverinfo="skip",
                      line=theme.line("@edge", width=2, dash="dot")),
        theme.scatter("lines", tr("this witness"), meta="now", hoverinfo="skip",
                      line=theme.line("@ink", width=1.5, dash="dash")),
        theme.scatter("markers", marker=theme.ring("@ink", size=17), cliponaxis=False, hoverinfo="skip"),
    ]  # fmt: skip

    def frame(k: int) -> dict[int, Json]:
        return {4: {"x": [run.r], "y": [float(f"{run.turns[k].q1:.5g}")]}}

    def caption(k: int) -> str:
        text = tr("At r = {r} the best product has heads with {q} or {other}; the run is at {now}.")
        top = best(run.r)
        if top == 0.5:
            text = tr("At r = {r} the best product is undecided, 0.500; the run is at {now}.")
        return text.format(r=fixed(run.r, 2), q=fixed(top), other=fixed(1 - top),
                           now=fixed(run.turns[k].q1))  # fmt: skip

    layout = theme.layout(
        theme.axis(tr("reliability r of the witness"), range=[0.5, 1.01]),
        theme.axis(tr("q₁ = q₂: heads"), range=[-0.03, 1.03]), height=380, meta={"tall": True},
    )  # fmt: skip
    return Filmstrip("plotly", tr("The best product against the reliability: a fork"),
                     {"data": data, "layout": layout}, Lazy(len(run), frame), Lazy(len(run), caption),
                     opening={"data": {3: {"x": [run.r, run.r], "y": [0, 1]}}})  # fmt: skip
