"""Lesson 08's histogram under the mixture, and the climb of its likelihood."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate, upto
from em_figures.loglik import log_likelihood_trace
from em_figures.mixtures.ellipses import DASHES
from em_figures.numbers import sig, sigs
from em_figures.trace import moves
from em_figures.typed import packed
from em_figures.words import NAMES
from lessons.heights.histogram import bars, hatched, steps
from lessons.heights.record import Heights, captions, normals

GRID = 97  # points of a curve
LANE = 0.075  # of the top: the room below the axis in which a component's mean moves
PATTERNS = ("/", "\\", "x", ".")
Json = dict[str, Any]
Frame = dict[int, Json]


def component_lines(h: Heights, grid: Floats) -> list[Json]:
    """A line for every component, without heights yet: its colour and its dash."""
    x = sigs(grid.tolist(), 6)
    return [
        theme.scatter("lines", h.called(c), hoverinfo="skip", x=x, meta=NAMES[c],
                      line=theme.line(theme.COMPONENTS[c], dash=DASHES[c], width=2.5))
        for c in range(h.k)
    ]  # fmt: skip


def grid_of(h: Heights, points: int) -> Any:
    """So many points along the axis."""
    return np.linspace(*h.column.box, points)


def _groups(h: Heights) -> list[Json]:
    """The true groups' histograms, hatched, once they are revealed; the colour is their component's."""
    column = h.column
    if not h.reveal or column.labels is None:
        return []
    out = []
    for g, name in enumerate(column.groups):
        colour = theme.COMPONENTS[h.component_of[g]] if h.component_of else ("@muted", "@edge", "@ghost")[g]
        style = {"line": theme.line(colour, width=1), **hatched(colour, PATTERNS[g])}
        out.append(theme.scatter("lines", name, fill="toself", hoverinfo="skip", **style))
    return out


def _counted(h: Heights) -> dict[int, Json]:
    """The bars, and the groups' outlines: what a simulation changes while it is dragged."""
    column = h.column
    out = {0: dict(bars(column.bins))}
    if h.reveal and column.labels is not None:
        for g in range(len(column.groups)):
            out[1 + g] = dict(steps(column.bins.of(column.x[column.labels == g])))
    return out


def marker_line(value: float, low: float, high: float) -> Json:
    """A vertical line."""
    return {"x": [sig(value)] * 2, "y": [sig(low), sig(high)]}


def title_of(h: Heights) -> str:
    """The axis: name and unit."""
    name = theme.plain(h.column.name)
    return f"{name} ({h.column.unit})" if h.column.unit else name


def mixture_histogram(h: Heights, *, tr: Translate = str) -> Filmstrip:
    """The histogram, w_k N(x | m_k, s_k^2) for every component and their sum, in data per bin.

    Below the axis each component has a lane: a diamond at the start, a dot for every mean, a ring now.
    """
    h, draggable = h.told(tr), not h.simulated
    column, k, grid = h.column, h.k, grid_of(h, GRID)
    per_bin = len(column.x) * column.bins.width
    # a narrow component may tower above the data; the bars decide the axis
    top = 1.15 * float(column.bins.counts.max())
    lanes = [-(c + 1) * LANE * top for c in range(k)]
    groups = _groups(h)
    data = [
        theme.scatter(
            "lines",
            tr("data"),
            meta="data",
            fill="toself",
            fillcolor="@s3",
            hoverinfo="skip",
            line=theme.line("@edge", width=1),
        ),
        *groups,
    ]
    first = len(data)
    data += component_lines(h, grid)
    data.append(
        theme.scatter(
            "lines",
            tr("their sum"),
            meta="sum",
            hoverinfo="skip",
            x=sigs(grid.tolist(), 6),
            line=theme.line("@ll", width=1.8),
        )
    )
    at, ways = len(data), len(data) + 1
    asked = tr("the value you ask about") if draggable else ""
    data.append(
        theme.scatter(
            "lines+markers",
            asked,
            meta="asked",
            line=theme.line("@bound", dash="dot", width=2),
            marker={"symbol": "triangle-down", "size": [0, 13], "color": "@bound"},
        )
    )
    for c in range(k):
        colour = theme.COMPONENTS[c]
        data.append(
            theme.scatter(
                "lines+markers",
                hoverinfo="skip",
                cliponaxis=False,
                line=theme.line(colour, width=1),
                marker={"size": 4, "color": colour},
            )
        )
    for c in range(k):
        colour = theme.COMPONENTS[c]
        data.append(
            theme.scatter(
                "markers+text",
                hoverinfo="skip",
                cliponaxis=False,
                text=["", f" {NAMES[c]} "],
                textposition="middle right",
                textfont={"color": f"{colour}-text", "size": 15},
                marker={
                    "symbol": ["diamond", "circle-open"],
                    "size": [9, 15],
                    "color": colour,
                    "line": {"color": colour, "width": 3},
                },
            )
        )
    means = np.array([s.params.means[:, 0] for s in h.trace])
    tracks = {
        f"mean{c}": {"x": sigs(means[::2, c].tolist(), 6), "y": [lanes[c]] * len(means[::2])}
        for c in range(k)
    }

    def frame(i: int) -> Frame:
        curves = normals(h.trace[i].params).densities(grid) * per_bin
        out: Frame = {first + c: {"y": packed(np.minimum(y, 10 * top), "f4")} for c, y in enumerate(curves)}
        out[first + k] = {"y": packed(np.minimum(curves.sum(axis=0), 10 * top), "f4")}
        for c in range(k):
            out[ways + c] = upto(f"mean{c}", moves(h.trace[i]))
            way = means[: i + 1, c]  # the letter stands where less of the way lies
            side = "right" if np.ptp(way[way >= way[-1]]) <= np.ptp(way[way <= way[-1]]) else "left"
            out[ways + k + c] = {
                "x": sigs([means[0, c], means[i, c]], 8),
                "y": [lanes[c]] * 2,
                "textposition": f"middle {side}",
            }
        return out

    ticks = _ticks(float(column.bins.counts.max()))
    layout = theme.layout(
        theme.axis(title_of(h)),
        theme.axis(tr("how many in each bin"), zeroline=True, zerolinecolor="@edge", zerolinewidth=1.5),
        height=480,
    )
    heading = (
        tr("The histogram and the mixture (drag the starts and the dotted line)")
        if draggable
        else tr("The histogram and the mixture")
    )
    return Filmstrip(
        "plotly",
        heading,
        {"data": data, "layout": layout},
        Lazy(len(h), frame),
        captions(h, tr),
        tracks=tracks,
        opening={
            "data": _counted(h) | ({at: marker_line(h.at, 0, 0.97 * top)} if draggable else {}),
            "layout": {
                "xaxis": {"range": sigs(column.box)},
                "yaxis": {"range": [sig(lanes[-1] - LANE * top), sig(top)], "tickvals": ticks},
            },
        },
        clicks=(*(Handle(name) for name in h.starts), Handle("x")) if draggable else None,
    )


def _ticks(most: float) -> list[float]:
    """Four to six whole numbers from 0."""
    step = next(s * 10**p for p in range(9) for s in (1, 2, 5) if s * 10**p * 6 >= most)
    return [float(v) for v in np.arange(0, most * 1.15, step)]


def climb(h: Heights, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood of every half-step."""
    return log_likelihood_trace(h.trace, tr=tr)
