"""Where the slice lies: the surface of two coins from above, the line through it, and the steps on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_figures import theme
from em_figures.coins.surface import contour
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.numbers import sigs
from lessons.lower_bound.line import Climb, on_the_slice
from lessons.lower_bound.step_numbers import aside
from lessons.lower_bound.words import captions

LINE, PATH, EXACT, RING = 1, 3, 4, 5  # the traces that change
ROOMY = 0.65  # right of it a word beside a point would not fit a phone
NOTHING = {"x": [None], "y": [None]}


@on_the_slice
def slice_map(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """Contours, the line, EM's steps on it, and where each exact M-step would have gone instead."""
    trace, line = climb.trace, climb.line
    ends = line.thetas(np.array([line.low, line.high]))
    peaks = line.thetas(np.array([0.0, 1.0]))
    data: list[dict[str, Any]] = [
        contour(trace),
        theme.scatter("lines", tr("the slice"), meta="slice", line=theme.line("@ll", width=2.5),
                      hoverinfo="skip", x=sigs(ends[:, 0]), y=sigs(ends[:, 1])),
        theme.scatter("markers+text", x=sigs(peaks[:, 0]), y=sigs(peaks[:, 1]), text=["u = 0", "u = 1"],
                      textposition=["bottom left" if a > ROOMY else "top right" for a in peaks[:, 0]],
                      hoverinfo="skip", marker={"size": 8, "color": "@ink"}),
        theme.scatter("lines+markers", tr("EM on the slice"), meta="stairs", line=theme.line("@M", width=2),
                      marker={"size": 6, "color": "@M"}, hoverinfo="skip"),
        theme.scatter("lines+markers", tr("exact M-step"), meta="exact", line=theme.line("@E", dash="dash"),
                      marker={"size": [0, 11], "symbol": "x", "color": "@E"}, hoverinfo="skip"),
        theme.scatter("markers", marker=theme.ring("@ink", size=17)),
    ]

    def frame(k: int) -> dict[int, Any]:
        at = trace[k].params.p_heads.tolist()
        out: dict[int, Any] = {PATH: upto("path", k + 1), RING: {"x": [at[0]], "y": [at[1]]}, EXACT: NOTHING}
        if trace[k].phase == "M":
            a, b = trace[k - 1].params.p_heads, aside(climb, k).exact.p_heads
            out[EXACT] = {"x": sigs([a[0], b[0]]), "y": sigs([a[1], b[1]])}
        return out

    n = len(trace)
    return Filmstrip(
        "plotly", tr("Where the slice lies on the surface of both coins"),
        {"data": data, "layout": theme.layout(
            theme.axis("θ_A", range=[0, 1], constrain="domain", showgrid=False, dtick=0.2),
            theme.axis("θ_B", range=[0, 1], scaleanchor="x", constrain="domain", showgrid=False, dtick=0.2),
            height=460,
        )},
        Lazy(n, frame), captions(climb, tr),
        tracks={"path": {axis: sigs(s.params.p_heads[i] for s in trace) for i, axis in enumerate("xy")}},
    )
