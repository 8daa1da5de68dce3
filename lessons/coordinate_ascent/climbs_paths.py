"""The climbs as pictures: their paths on the hill, and how high they are iteration by iteration."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.climbers import Climb
from em_figures import theme
from em_figures.coins.surface import contour
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.loglik import ticks
from em_figures.numbers import sigs
from lessons.coordinate_ascent.climbs import Climbs, captions, names
from lessons.coordinate_ascent.marks import marks

RINGS = (22, 18, 16, 13)  # their sizes, so that one in another is seen
DEEP = 14.0  # nats below the best that the axis reaches at most
Json = dict[str, Any]


def paths(run: Climbs, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood surface, its level points, and the paths; a click or a drag sets the start."""
    level = marks(run, tr)
    data = [
        contour(run.trace),
        theme.scatter("lines", tr("one coin: θ_A = θ_B"), x=[0, 1], y=[0, 1], meta="diagonal",
                      line=theme.line("@muted", dash="dot", width=1.5)),
        level | {"mode": "markers"},
        theme.scatter("markers", tr("start"),
                      marker={"size": 12, "symbol": "x-thin", "line": {"width": 3, "color": "@ink"}}),
    ]
    for style, name in zip(run.styles, names(run, tr), strict=True):
        data.append(theme.scatter("lines+markers", name, meta=style.css,
                                  line=theme.line(style.colour, dash=style.dash),
                                  marker={"size": 6, "symbol": style.symbol, "color": style.colour}))
    first_ring, last_ring = len(data), len(data) + len(run.climbs)
    for size, style in zip(RINGS, run.styles, strict=False):
        ring = theme.ring(style.colour, size=size) | {"symbol": f"{style.symbol}-open"}
        data.append(theme.scatter("markers", marker=ring, cliponaxis=False, meta=style.css))
    data.append(theme.scatter("markers", tr("left the square"), cliponaxis=False, showlegend=False,
                              marker={"size": 13, "symbol": "square-x-open", "color": "@ink",
                                      "line": {"width": 2, "color": "@ink"}}))
    # the names above the paths and clear of the largest ring
    data.append(level | {"marker": {"size": RINGS[0], "color": "rgba(0,0,0,0)"}})
    tracks = {c.method: {"x": sigs(c.path[:, 0]), "y": sigs(c.path[:, 1])} for c in run.climbs}

    def frame(k: int) -> dict[int, Json]:
        out: dict[int, Json] = {}
        gone: Json = {"x": [], "y": []}
        for i, climb in enumerate(run.climbs):
            at = min(k, climb.iterations)
            out[4 + i] = upto(climb.method, at + 1)
            track = tracks[climb.method]
            out[first_ring + i] = {"x": [track["x"][at]], "y": [track["y"][at]]}
            if k > climb.iterations and climb.outside is not None:
                out[4 + i] = _leaving(climb)
                gone = {axis: [*gone[axis], out[4 + i][axis][-1]] for axis in "xy"}
                out[first_ring + i] = {"x": [None], "y": [None]}
        return out | {last_ring: gone}

    return Filmstrip(
        "plotly", tr("Four ways up one hill") if len(run.climbs) == 4 else tr("Ways up one hill"),
        {"data": data, "layout": theme.layout(
            theme.axis("θ_A", range=[0, 1], constrain="domain", showgrid=False, dtick=0.2),
            theme.axis("θ_B", range=[0, 1], scaleanchor="x", constrain="domain", showgrid=False, dtick=0.2),
            height=500,
        )},
        Lazy(len(run), frame), captions(run, tr),
        opening={"data": {3: {"x": [tracks["EM"]["x"][0]], "y": [tracks["EM"]["y"][0]]},
                          last_ring: {"showlegend": any(c.outside is not None for c in run.climbs)}}},
        tracks=tracks, clicks=("a", "b"),
    )


def _leaving(climb: Climb) -> Json:
    """The whole path and the step out of the square, cut where the picture ends."""
    assert climb.outside is not None
    last = climb.path[-1]
    way = climb.outside - last
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(way > 0, (1 - last) / way, np.where(way < 0, -last / way, np.inf))
    edge = last + float(np.min(room)) * way
    return {"x": [*sigs(climb.path[:, 0]), round(float(edge[0]), 5)],
            "y": [*sigs(climb.path[:, 1]), round(float(edge[1]), 5)]}


def heights(run: Climbs, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood after every iteration of all climbs; a click jumps."""
    data: list[Json] = []
    opening: dict[int, Json] = {}
    for i, (climb, style, name) in enumerate(zip(run.climbs, run.styles, names(run, tr), strict=True)):
        data.append(theme.scatter("lines+markers", name, meta=style.css,
                                  line=theme.line(style.colour, dash=style.dash),
                                  marker={"size": 6, "symbol": style.symbol, "color": style.colour}))
        opening[i] = {"x": list(range(climb.iterations + 1)), "y": sigs(climb.values, 8)}
    for style in run.styles:
        ring = theme.ring(style.colour, size=16) | {"symbol": f"{style.symbol}-open"}
        data.append(theme.scatter("markers", marker=ring, cliponaxis=False, meta=style.css))
    seen = np.concatenate([climb.values for climb in run.climbs])
    high = float(seen.max())
    low = max(float(seen.min()), high - DEEP)
    pad = 0.06 * (high - low) or 0.5

    def frame(k: int) -> dict[int, Json]:
        at = [min(k, climb.iterations) for climb in run.climbs]
        n = len(run.climbs)
        return {n + i: {"x": [at[i]], "y": [opening[i]["y"][at[i]]]} for i in range(n)}

    return Filmstrip(
        "plotly", tr("Log-likelihood, iteration by iteration (click to jump)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("iteration")), theme.axis(tr("log-likelihood (nats)")), height=500)},
        Lazy(len(run), frame), captions(run, tr),
        opening={"data": opening, "layout": {
            "xaxis": {"range": [-0.03 * len(run) - 0.3, 1.03 * len(run) - 0.7],
                      **ticks([str(k) for k in range(len(run))])},
            "yaxis": {"range": sigs([low - pad, high + pad])},
        }},
        clicks="jump",
    )
