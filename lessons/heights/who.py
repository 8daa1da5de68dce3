"""Lesson 08's responsibilities over the height."""

from __future__ import annotations

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sig, sigs
from em_figures.typed import packed
from em_figures.words import NAMES, fixed
from lessons.heights.curves import Frame, Json, component_lines, grid_of, marker_line, title_of
from lessons.heights.record import Heights, normals, shares

POINTS = 65  # of a curve
FEWEST = 5  # data in a bin whose shares are worth showing


def responsibility_curves(h: Heights, *, tr: Translate = str) -> Filmstrip | None:
    """gamma_k(x) for every component; once revealed, with the share of each group in every bin."""
    if h.simulated:
        return None
    h = h.told(tr)
    column, k, grid = h.column, h.k, grid_of(h, POINTS)
    data: list[Json] = []
    if h.component_of:
        assert column.labels is not None
        for g, name in enumerate(column.groups):
            seen = column.bins.counts >= FEWEST
            own = column.bins.of(column.x[column.labels == g]).counts
            middle = (column.bins.edges[:-1] + column.bins.edges[1:]) / 2
            share = own[seen] / column.bins.counts[seen]
            colour = theme.COMPONENTS[h.component_of[g]]
            data.append(
                theme.scatter(
                    "markers",
                    tr("{group}, true share").format(group=name),
                    meta="true-share",
                    hoverinfo="skip",
                    x=sigs(middle[seen].tolist()),
                    y=sigs(share.tolist(), 4),
                    marker={
                        "symbol": ("square-open", "triangle-up-open", "cross-open")[g],
                        "size": 8,
                        "color": colour,
                    },
                )
            )
    first = len(data)
    data += component_lines(h, grid)
    asked = theme.line("@bound", dash="dot", width=2)
    data.append(theme.scatter("lines", hoverinfo="skip", meta="asked", line=asked))
    data.append(
        theme.scatter(
            "markers+text",
            hoverinfo="skip",
            cliponaxis=False,
            textposition="middle right",
            textfont={"size": 14, "color": "@ink"},
            marker=theme.ring("@ll", size=15),
        )
    )

    def frame(i: int) -> Frame:
        now = normals(h.trace[i].params)
        at = now.responsibilities(np.array([h.at]))[:, 0].tolist()
        out: Frame = {first + c: {"y": packed(y, "f4")} for c, y in enumerate(now.responsibilities(grid))}
        out[first + k + 1] = {
            "x": [sig(h.at)] * k,
            "y": sigs(at, 4),
            "text": [f" {NAMES[c]} {fixed(g, 2)}" for c, g in enumerate(at)],
        }
        return out

    def caption(i: int) -> str:
        text = tr("At {x} the responsibilities are {shares}.")
        return text.format(x=column.said(h.at), shares=shares(h, h.trace[i], h.at, tr))

    layout = theme.layout(
        theme.axis(title_of(h), range=sigs(column.box)),
        theme.axis(tr("responsibility γ"), range=[-0.04, 1.06], dtick=0.25),
        height=400,
    )
    return Filmstrip(
        "plotly",
        tr("Who takes the credit at each height (drag the dotted line)"),
        {"data": data, "layout": layout},
        Lazy(len(h), frame),
        Lazy(len(h), caption),
        opening={"data": {first + k: marker_line(h.at, -0.04, 1.06)}},
        clicks=(Handle("x"),),
    )
