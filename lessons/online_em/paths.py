"""Theta over the updates: the rate that is set beside three others, on the same data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.numbers import sigs
from em_figures.words import fixed, listed
from lessons.online_em.record import Online
from lessons.online_em.runs import fading, truths
from lessons.online_em.settings import Settings

POINTS = 500  # of a line
ENLARGED = 100  # updates at the end, in the enlarged picture

Json = dict[str, Any]


class Line(NamedTuple):
    """A walk's two numbers of interest, (U + 1, 2), and how it is called and drawn."""

    name: str
    mark: str
    colour: str
    dash: str
    theta: Floats


OTHERS: tuple[tuple[str, str, str, Json], ...] = (
    ("one", "@C", "dash", {"rate": "decay", "alpha": 1.0}),
    ("seven", "@bound", "dashdot", {"rate": "decay", "alpha": 0.7}),
    ("steady", "@D", "longdash", {"rate": "steady", "rho": 0.05}),
)


def named(s: Settings) -> str:
    """A rate by the number that decides it."""
    return {"decay": f"α = {s.alpha:g}", "steady": f"ρ = {s.rho:g}", "all": "ρ = 1"}[s.rate]


def watched(run: Online, thetas: Floats) -> Floats:
    """Of theta what is drawn: both coins, or both means."""
    return thetas if run.coins else thetas[:, 1:3]


def lines(run: Online, tr: Translate, alone: bool = False) -> list[Line]:
    """The walk on the stage first; of the stepwise method the other rates after it, unless it is alone."""
    s = run.settings
    name = tr("as set here: {rate}").format(rate=named(s)) if s.method == "step" else tr("as set here")
    out = [Line(name, "here", "@ink", "solid", watched(run, run.walk.thetas()))]
    if s.method == "step" and not alone:
        for mark, colour, dash, rate in OTHERS:
            other = s.with_(**rate)
            out.append(Line(named(other), mark, colour, dash, watched(run, fading(other).thetas())))
    return out


def theta_path(run: Online, *, tr: Translate = str) -> Filmstrip:
    """Both coins, or both means, over the updates, up to the reading head."""
    return _paths(run, lines(run, tr, alone=True), tr)


def theta_rates(run: Online, *, tr: Translate = str) -> Filmstrip | None:
    """The same with three other rates on the same data."""
    if run.settings.method != "step":
        return None
    title = tr("θ at several rates at once") if run.coins else tr("Both means at several rates at once")
    return replace(_paths(run, lines(run, tr), tr), title=title)


def _paths(run: Online, some: list[Line], tr: Translate) -> Filmstrip:
    n = len(run.walk.updates)
    every = max(1, -(-n // POINTS))
    marks: list[float | None] = []
    heights: list[float | None] = []
    pieces = max(1, n) / max(1, len(run.x)) if run.settings.method == "step" else 0
    for first, last, theta in truths(run.settings):
        two = watched(run, np.array([theta]))[0].tolist()
        ends = (first * pieces, last * pieces) if pieces else (0, n)
        for value in two:
            marks += [*ends, None]
            heights += [value, value, None]
    data = [theme.scatter("lines", tr("maximum for these data"), meta="truth", x=marks, y=heights,
                          line=theme.line("@star", dash="dot", width=1.5), hoverinfo="skip")]  # fmt: skip
    tracks: dict[str, Any] = {}
    drawn: list[tuple[int, str, int]] = []  # trace, track, points
    for line in some[1:] + some[:1]:
        for coin in (0, 1):
            at = np.arange(0, len(line.theta), every)
            if at[-1] < len(line.theta) - 1:
                at = np.append(at, len(line.theta) - 1)
            name = f"{line.mark}{coin}"
            tracks[name] = {"x": at.tolist(), "y": [round(v, 4) for v in line.theta[at, coin].tolist()]}
            drawn.append((len(data), name, len(at)))
            data.append(theme.scatter(
                "lines", "" if coin else line.name, meta=line.mark, hoverinfo="skip",
                line=theme.line(line.colour, dash=line.dash, width=3 if line.mark == "here" else 2),
            ))  # fmt: skip
    ring = len(data)
    for coin, colour in enumerate(("@A", "@B")):
        data.append(theme.scatter("markers+text", cliponaxis=False, text=["AB"[coin]], hoverinfo="skip",
                                  textposition="top right", textfont={"size": 15, "color": f"{colour}-text"},
                                  marker=theme.ring(colour, square=bool(coin), size=14)))  # fmt: skip

    def frame(k: int) -> dict[int, Json]:
        moment = run.moments[k]
        done = moment.update - (moment.phase == "E")
        out: dict[int, Json] = {}
        for trace, track, points in drawn:
            out[trace] = upto(track, min(points, 1 + done // every))
        now = watched(run, np.array([run.theta(k)]))[0].tolist()
        for coin in (0, 1):
            out[ring + coin] = {"x": [done], "y": sigs([now[coin]], 5)}
        return out

    seen = [value for value in heights if value is not None]
    seen += [float(end(line.theta)) for line in some for end in (np.min, np.max)]
    pad = 0.08 * (max(seen) - min(seen))
    span = sigs([min(seen) - pad, max(seen) + pad], 4)
    names = {"step": tr("pieces read"), "inc": tr("updates"), "batch": tr("passes")}
    return Filmstrip(
        "plotly", tr("θ on its way") if run.coins else tr("Both means on their way"),
        {"data": data, "layout": theme.layout(
            theme.axis(names[run.settings.method], range=[-0.01 * n, 1.04 * n or 1]),
            theme.axis("θ" if run.coins else tr("minutes"), range=span), height=400,
        )},
        Lazy(len(run), frame), Lazy(len(run), lambda k: run.frame(k, tr).caption), tracks=tracks,
    )  # fmt: skip


def enlarged(run: Online, *, tr: Translate = str) -> Filmstrip | None:
    """θ_A over the last hundred pieces, enlarged: what still sways there."""
    n = len(run.walk.updates)
    if not run.coins or run.settings.method != "step" or n < 2 * ENLARGED:
        return None
    theta = truths(run.settings)[-1][2][0]
    first = n - ENLARGED
    data = [theme.scatter("lines", tr("maximum for these data"), meta="truth", x=[first, n],
                          y=[round(theta, 4)] * 2, line=theme.line("@star", dash="dot"),
                          hoverinfo="skip")]  # fmt: skip
    tracks: dict[str, Any] = {}
    some = lines(run, tr)
    for line in some[1:] + some[:1]:
        y = np.clip(line.theta[first:, 0], theta - 0.04, theta + 0.04)
        tracks[line.mark] = {"x": list(range(first, n + 1)), "y": [round(v, 4) for v in y.tolist()]}
        data.append(theme.scatter("lines", line.name, meta=line.mark, hoverinfo="skip", line=theme.line(
            line.colour, dash=line.dash, width=3 if line.mark == "here" else 2)))  # fmt: skip
    marks = [line.mark for line in some[1:] + some[:1]]

    def frame(k: int) -> dict[int, Json]:
        moment = run.moments[k]
        done = moment.update - (moment.phase == "E") - first
        return {1 + i: upto(mark, max(0, done + 1)) for i, mark in enumerate(marks)}

    def caption(k: int) -> str:
        done = run.moments[k].update - (run.moments[k].phase == "E")
        if done <= first:
            return tr("Empty until the last {n} pieces are read.").format(n=ENLARGED)
        y = [line.theta[max(first, done - 10) : done + 1, 0] for line in some]
        each = (f"{line.name}: {fixed(float(np.ptp(v)), 4)}" for line, v in zip(some, y, strict=True))
        text = tr("How far θ_A has swayed over the last ten pieces: {widths}.")
        return text.format(widths=listed(each, tr))

    return Filmstrip(
        "plotly", tr("θ_A at the end, enlarged"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("pieces read"), range=[first, n]),
            theme.axis("θ_A", range=[round(theta - 0.04, 3), round(theta + 0.04, 3)]), height=360,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption), tracks=tracks,
    )  # fmt: skip
