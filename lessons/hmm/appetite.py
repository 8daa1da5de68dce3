"""What a hot and a cold day eat: two distributions as bars; a drag on a mark shapes the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sig
from em_figures.words import fixed
from lessons.hmm.runs import Weather
from lessons.hmm.settings import CONES, WEIGHTS

APART, HALF = 0.2, 0.17  # half the distance of two bars, and half a bar's width

Json = dict[str, Any]


def bars(places: Sequence[float], tops: Sequence[float]) -> Json:
    """Bars from 0 as one filled line with breaks between them."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place, top in zip(places, tops, strict=True):
        left, right, high = sig(place - HALF), sig(place + HALF), sig(top, 4)
        x += [left, left, right, right, left, None]
        y += [0, high, high, 0, 0, None]
    return {"x": x, "y": y}


def above(top: float, mark: float) -> float:
    """Where a bar's number stands: on the bar, or on the learner's mark where that is in the way."""
    return mark + 0.05 if top - 0.05 < mark < top + 0.16 else top


def appetite(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """P(cones given the weather) as bars; the diamonds are the heights that the learner set for the start."""
    cold = [i - APART for i in range(1, CONES + 1)]
    hot = [i + APART for i in range(1, CONES + 1)]
    hatch = {"fillcolor": "rgba(0,0,0,0)",
             "fillpattern": {"shape": "/", "fgcolor": "@B", "size": 6, "solidity": 0.6}}  # fmt: skip
    data = [
        theme.scatter("lines", tr("cold day"), meta="cold", fill="toself", fillcolor="@A",
                      line=theme.line("@A"), hoverinfo="skip"),
        theme.scatter("lines", tr("hot day"), meta="hot", fill="toself", line=theme.line("@B"),
                      hoverinfo="skip", **hatch),
        theme.scatter("text", x=[*cold, *hot], hoverinfo="skip", textposition="top center", cliponaxis=False,
                      textfont={"size": 13, "color": "@ink"}),
    ]  # fmt: skip
    set_here = run.settings.begin == "own"
    marks = [-1.0] * (2 * CONES)
    if set_here:
        marks = heights = [getattr(run.settings, name) for name in (*WEIGHTS[3:], *WEIGHTS[:3])]
        data.append(theme.scatter(
            "markers", tr("set for the start: drag it"), x=[*cold, *hot], y=heights, hoverinfo="skip",
            cliponaxis=False, marker={"symbol": "diamond-wide-open", "size": 12, "color": "@ink",
                                      "line": {"width": 2, "color": "@ink"}},
        ))  # fmt: skip

    def frame(k: int) -> dict[int, Json]:
        eats = run.trace[k].params.emissions
        tops = eats.ravel().tolist()
        return {
            0: bars(cold, eats[0].tolist()), 1: bars(hot, eats[1].tolist()),
            2: {"y": [sig(above(top, mark)) for top, mark in zip(tops, marks, strict=True)],
                "text": [fixed(top, 2) for top in tops]},
        }  # fmt: skip

    def caption(k: int) -> str:
        text = tr("1, 2, 3 cones: on a cold day {cold}, on a hot day {hot}.")
        eats = np.asarray(run.trace[k].params.emissions)
        one, two = (" · ".join(fixed(p) for p in row) for row in eats.tolist())
        return text.format(cold=one, hot=two)

    bars_of = zip([*cold, *hot], (*WEIGHTS[3:], *WEIGHTS[:3]), strict=True)
    clicks = tuple(Handle(at, name) for at, name in bars_of)
    return Filmstrip(
        "plotly", tr("What the weather does to the appetite"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("cones"), range=[0.4, CONES + 0.6], dtick=1, showgrid=False),
            theme.axis(tr("probability"), range=[0, 1.12], dtick=0.25), height=340,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption), clicks=clicks if set_here else None,
    )  # fmt: skip
