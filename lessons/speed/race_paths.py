"""The race as pictures: what is left of the error, and where the methods walk."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.numbers import sigs
from lessons.speed.race import CALLED, Racing, captions, numbers, on_race
from lessons.speed.weight_curves import ten

STYLES = {"em": ("@ink", "solid", "circle"), "squarem": ("@D", "dash", "diamond"),
          "anderson": ("@C", "dot", "square")}  # fmt: skip
LEAST = 1e-9
PLANES = {"coins": ("θ_A", "π_A"), "held": ("θ_A", "θ_B"), "galton": ("μ_A", "μ_B")}


def few(n: int) -> list[int]:
    """Which of n points are drawn of a long run."""
    return [i for i in range(n) if i <= 120 or i % 8 == 0 or i == n - 1]


def _ring(method: str) -> dict[str, Any]:
    colour, _, symbol = STYLES[method]
    return theme.ring(colour, size=17) | {"symbol": f"{symbol}-open"}


@on_race
def errors(run: Racing, *, tr: Translate = str) -> Filmstrip:
    """log10 of the distance from the end over the evaluations, a line for each method."""
    method = run.settings.method
    logs = {name: sigs(np.log10(np.maximum(run.left(name), LEAST / 30)), 5) for name in CALLED}
    data, opening = [], {}
    for i, name in enumerate(CALLED):
        colour, dash, symbol = STYLES[name]
        at = few(len(logs[name]))
        data.append(theme.scatter("lines+markers", CALLED[name], meta=name,
                                  line=theme.line(colour, dash=dash),
                                  marker={"size": 5, "symbol": symbol, "color": colour}))
        opening[i] = {"x": at, "y": [logs[name][j] for j in at]}
    data.append(theme.scatter("markers", cliponaxis=False, hoverinfo="skip", marker=_ring(method)))
    longest = max(len(values) for values in logs.values())

    def frame(k: int) -> dict[int, Any]:
        i = run.frames[k]
        return {3: {"x": [i], "y": [logs[method][i]]}}

    powers = [0, -2, -4, -6, -8]
    return Filmstrip(
        "plotly", tr("Distance from the end, by evaluations of the map"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("evaluations of EM’s map")),
            theme.axis(tr("distance from the end"), range=[-9.2, 1.2], tickvals=powers,
                       ticktext=[ten(p) for p in powers]),
            height=400,
        )},
        Lazy(len(run), frame), captions(run, tr),
        opening={"data": opening, "layout": {"xaxis": {"range": [-0.03 * longest, 1.03 * longest]}}},
    )  # fmt: skip


@on_race
def ways(run: Racing, *, tr: Translate = str) -> Filmstrip | None:
    """The walks of the methods in the plane of two of the numbers; with a single number there is none."""
    race, method = run.settings.race, run.settings.method
    if race not in PLANES:
        return None
    names = PLANES[race]

    def place(x: Any) -> tuple[float, float]:
        said = dict(numbers(race, x))
        return said[names[0]], said[names[1]]

    data: list[dict[str, Any]] = []
    places = {name: [place(x) for x in run.runs[name].path] for name in CALLED}
    at = few(len(places["em"]))
    data.append(theme.scatter("lines+markers", tr("EM, all the way"), meta="em-way", hoverinfo="skip",
                              line=theme.line("@ghost", width=1.5),
                              marker={"size": 4, "symbol": "circle", "color": "@ghost"}))
    colour, dash, symbol = STYLES[method]
    data += [
        theme.scatter("lines+markers", CALLED[method], meta="way", line=theme.line(colour, dash=dash),
                      marker={"size": 7, "symbol": symbol, "color": colour}),
        theme.scatter("markers", tr("the end"), meta="end", hoverinfo="skip",
                      marker={"size": 15, "symbol": "star", "color": "@star",
                              "line": {"width": 1, "color": "@ink"}}),
        theme.scatter("markers", cliponaxis=False, hoverinfo="skip", marker=_ring(method)),
    ]
    shown = [places[method][i] for i in run.frames]
    tracks = {"way": {"x": sigs((x for x, _ in shown), 6), "y": sigs((y for _, y in shown), 6)}}
    end = place(run.end)

    def frame(k: int) -> dict[int, Any]:
        return {1: upto("way", k + 1), 3: {"x": [tracks["way"]["x"][k]], "y": [tracks["way"]["y"][k]]}}

    everything = np.array([p for walk in places.values() for p in walk])
    low, high = everything.min(axis=0), everything.max(axis=0)
    pad = 0.08 * (high - low)
    ranges = np.stack([low - pad, high + pad], axis=1)
    return Filmstrip(
        "plotly", tr("The walk in the plane of two of the numbers"),
        {"data": data, "layout": theme.layout(theme.axis(names[0]), theme.axis(names[1]), height=400)},
        Lazy(len(run), frame), captions(run, tr),
        opening={
            "data": {0: {"x": sigs((places["em"][i][0] for i in at), 5),
                         "y": sigs((places["em"][i][1] for i in at), 5)},
                     2: {"x": [end[0]], "y": [end[1]]}},
            "layout": {"xaxis": {"range": sigs(ranges[0].tolist(), 5)},
                       "yaxis": {"range": sigs(ranges[1].tolist(), 5)}},
        },
        tracks=tracks,
    )  # fmt: skip
