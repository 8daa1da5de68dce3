"""The two curves with the shares, the error that shrinks by one factor, and iterations by the distance."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import expit

from em_core.em_map import KnownNormals
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.loglik import ticks
from em_figures.numbers import fixed as digits
from em_figures.numbers import sigs
from em_figures.words import fixed
from em_lesson.remembered import remembered
from lessons.speed.settings import Settings
from lessons.speed.weight import END, Weighing, captions, on_weight, path_of

SPOTS = 21  # places at which the shares are drawn
LEAST = 1e-9  # of the errors that are drawn
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
GRID = tuple(np.round(np.arange(0.5, 6.01, 0.25), 2).tolist())


def ten(power: int) -> str:
    """ "10⁻³" """
    return f"10{str(power).translate(RAISED)}"


@on_weight
def two_curves(run: Weighing, *, tr: Translate = str) -> Filmstrip:
    """Both curves, the share of the first at every place, and the doubt about it."""
    d = run.normals.distance
    wide = 3 + d / 2
    x, at = np.linspace(-wide, wide, 81), np.linspace(-wide, wide, SPOTS)

    def bell(middle: float) -> list[float]:
        return [round(v, 4) for v in (np.exp(-((x - middle) ** 2) / 2) / np.sqrt(2 * np.pi)).tolist()]

    xs = [round(v, 3) for v in x.tolist()]
    spots = [round(v, 3) for v in at.tolist()]
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("curve A, N(d/2, 1)"), meta="a", x=xs, y=bell(d / 2), hoverinfo="skip",
                      line=theme.line("@A")),
        theme.scatter("lines", tr("curve B, N(−d/2, 1)"), meta="b", x=xs, y=bell(-d / 2), hoverinfo="skip",
                      line=theme.line("@B", dash="dash")),
        theme.scatter("lines", tr("doubt 4γ(1 − γ)"), meta="doubt", x=spots, fill="tozeroy",
                      hoverinfo="skip", fillcolor="rgba(138,109,0,0.18)",
                      line=theme.line("@kl", dash="dot", width=1.5)),
        theme.scatter("lines+markers", tr("share γ of A"), meta="share", x=spots,
                      line=theme.line("@E"), marker={"size": 4, "color": "@E"}),
    ]  # fmt: skip

    def frame(k: int) -> dict[int, Any]:
        w = run.made(k)
        gamma = expit(np.log(w / (1 - w)) + d * at)
        doubt = 4 * gamma * (1 - gamma)
        shares = [round(v, 3) for v in gamma.tolist()]
        return {2: {"y": [round(v, 2) for v in doubt.tolist()]}, 3: {"y": shares}}

    return Filmstrip(
        "plotly", tr("Two known curves, and whose a number is"),
        {"data": data, "layout": theme.layout(
            theme.axis("x", range=[-wide, wide]), theme.axis(tr("density, share"), range=[-0.03, 1.06]),
            height=380,
        )},
        Lazy(len(run), frame), captions(run, tr),
    )  # fmt: skip


@on_weight
def shrink(run: Weighing, *, tr: Translate = str) -> Filmstrip:
    """log10 of what is left after every iteration, beside a line that shrinks by the rate; a click jumps."""
    left = np.maximum(np.abs(run.path - END), LEAST / 30)
    n = len(run)
    logs = sigs(np.log10(left), 5)
    moves = [2 * t for t in range(len(left))]
    last = int(np.searchsorted(-left, -LEAST)) - 1  # the last that is drawn
    last = max(min(last, len(left) - 1), 1)
    line = [logs[last] - (last - t) * np.log10(run.rate) for t in (0, last)]
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("times the rate in every iteration"), meta="rate", x=[0, 2 * last],
                      y=sigs(line, 5), hoverinfo="skip", opacity=0.45, line=theme.line("@bound", width=9)),
        theme.scatter("lines+markers", tr("left to go"), meta="left", line=theme.line("@ll", width=1.5),
                      marker={"size": 6, "color": "@ll"}),
        theme.scatter("markers", cliponaxis=False, hoverinfo="skip", marker=theme.ring("@ll", size=17)),
    ]
    labels = [run.frame(k, tr).label for k in range(n)]

    def frame(k: int) -> dict[int, Any]:
        return {2: {"x": [2 * (k // 2)], "y": [logs[k // 2]]}}

    def caption(k: int) -> str:
        text = tr("Half-step {label}: {left} is left to go; the rate is {rate}.")
        return text.format(label=labels[k], left=fixed(float(abs(run.at(k) - END)), 8), rate=fixed(run.rate))

    powers = [0, -2, -4, -6, -8]
    return Filmstrip(
        "plotly", tr("How far the weight is from its end (click to jump)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("half-step")),
            theme.axis(tr("left to go"), range=[-9.2, 0.4], tickvals=powers,
                       ticktext=[ten(p) for p in powers]),
            height=380,
        )},
        Lazy(n, frame), Lazy(n, caption),
        opening={"data": {1: {"x": moves, "y": logs}},
                 "layout": {"xaxis": {"range": [-0.04 * n, 1.04 * n], **ticks(labels)}}},
        clicks="jump",
    )  # fmt: skip


@remembered("weight", most=32)
def counted(s: Settings) -> Floats:
    """Iterations from this start for every distance of GRID."""
    return np.array([len(path_of(KnownNormals(d), s.weight, 400)) - 1 for d in GRID])


@on_weight
def by_distance(run: Weighing, *, tr: Translate = str) -> Filmstrip:
    """How many iterations each distance down to this run's takes: what the closer ones take is asked."""
    counts = counted(run.settings)
    d, n = run.normals.distance, run.iterations
    seen = [i for i, distance in enumerate(GRID) if distance >= d - 1e-9]
    data: list[dict[str, Any]] = [
        theme.scatter("lines+markers", tr("iterations until it moves by less than 10⁻⁸"), meta="counts",
                      line=theme.line("@ll"),
                      marker={"size": 6, "color": "@ll"}),
        theme.scatter("markers+text", cliponaxis=False, hoverinfo="skip", marker=theme.ring("@M", size=17),
                      textposition="top right", textfont={"color": "@M", "size": 14}),
    ]  # fmt: skip

    def caption(k: int) -> str:
        text = tr("At distance {d} this start takes {n} iterations; the rate is {rate}.")
        return text.format(d=digits(d, 1), n=n, rate=fixed(run.rate))

    shown = {"type": "log", "range": [0.3, 2.7], "tickvals": [3, 10, 30, 100, 300]}
    return Filmstrip(
        "plotly", tr("Iterations by the distance of the curves"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("distance d"), range=[0.2, 6.4], dtick=1), theme.axis(tr("iterations"), **shown),
            height=380,
        )},
        Lazy(len(run), lambda k: {}), Lazy(len(run), caption),
        opening={"data": {0: {"x": [float(GRID[i]) for i in seen], "y": [int(counts[i]) for i in seen]},
                          1: {"x": [d], "y": [n], "text": [f"  {n}"]}}},
    )  # fmt: skip
