"""Day by day: how probably each was hot, with what was eaten below."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sigs
from em_figures.words import fixed
from lessons.hmm.runs import Weather, made

HALF = 0.4  # of a bar's width, in days
FLOOR, STEP = -0.62, 0.16  # where the cones' bars stand, and how high one cone is
WORDS = -0.8  # where their number is written
FEW = 36

Json = dict[str, Any]


def standing(tops: Floats, floor: float) -> Json:
    """A bar for each day from ``floor`` to its top, as one line that returns to the floor between them."""
    days = np.arange(1, len(tops) + 1)
    x = np.column_stack([days - HALF, days - HALF, days + HALF, days + HALF]).ravel()
    flat = np.full(len(tops), floor)
    y = np.column_stack([flat, tops, tops, flat]).ravel()
    return {"x": sigs(x.tolist()), "y": sigs(y.tolist(), 3)}


def hot_days(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """gamma of every day as a bar, and the diary below."""
    eaten = run.diary.days + 1
    n = len(eaten)
    days = list(range(1, n + 1))
    hatch = {"fillcolor": "rgba(0,0,0,0)",
             "fillpattern": {"shape": "/", "fgcolor": "@B", "size": 6, "solidity": 0.6}}  # fmt: skip
    thin = theme.line("@muted", width=1)
    data: list[Json] = [
        theme.scatter("lines", tr("cones eaten"), meta="cones", fill="toself", fillcolor="@ghost", line=thin,
                      hoverinfo="skip", **standing(FLOOR + STEP * eaten.astype(np.float64), FLOOR)),
        theme.scatter("text", x=days, y=[WORDS] * n, text=[str(v) for v in eaten.tolist()], hoverinfo="skip",
                      textfont={"size": 12 if n <= FEW else 8, "color": "@ink"}),
        theme.scatter("lines", tr("P(hot), of each day"), meta="gamma", fill="tozeroy",
                      x=[0.5, *days, n + 0.5], line=theme.line("@B", width=2) | {"shape": "hvh"},
                      hoverinfo="skip", **hatch),
        theme.scatter("markers", x=days, y=[None] * n, marker={"size": 9, "color": "rgba(0,0,0,0)"},
                      hovertemplate="%{x}: %{y:.3f}<extra></extra>"),
    ]  # fmt: skip
    if run.settings.data == "made":
        truth = made(run.settings)[1].astype(float)
        data.append(theme.scatter("markers", tr("the true weather"), meta="truth", x=days, y=truth.tolist(),
                                  hoverinfo="skip", marker={"symbol": "star", "size": 8, "color": "@star"}))

    def frame(k: int) -> dict[int, Json]:
        q = run.trace[k].posterior
        if q is None:
            return {2: {"y": []}, 3: {"y": []}}
        hot = q.gamma[:, 1].round(3).tolist()
        return {2: {"y": [hot[0], *hot, hot[-1]]}, 3: {"y": hot}}

    def caption(k: int) -> str:
        q = run.trace[k].posterior
        if q is None:
            return tr("The diary of {n} days; nothing is known of the weather yet.").format(n=n)
        text = tr("P(hot) of the first day {first}, of the last {last}; {days} hot days expected.")
        hot = q.gamma[:, 1]
        return text.format(first=fixed(hot[0]), last=fixed(hot[-1]), days=fixed(hot.sum()))

    low = [FLOOR, FLOOR + STEP * 3]
    return Filmstrip(
        "plotly", tr("Which days were hot?"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("day"), range=[0.3, n + 0.7], showgrid=False, dtick=1 if n <= 10 else 5),
            theme.axis(tr("P(hot)"), range=[-1.0, 1.08], tickvals=[*low, 0, 0.5, 1],
                       ticktext=["", "", "0", "0.5", "1"]), height=400,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption),
    )  # fmt: skip
