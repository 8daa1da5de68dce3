"""One parameter, two climbers: EM and Newton on the linkage data, and how fast their errors vanish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from em_core import fit
from em_core.climbers import Climb, newton
from em_core.models.linkage import (
    Linkage,
    LinkageParams,
    Offspring,
    complete_information,
    linkage_hill,
    mle,
    observed_information,
)
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate, upto
from em_figures.loglik import ticks
from em_figures.numbers import plain, power, sig, sigs
from em_figures.words import fixed
from em_lesson.runs import Frame

LEAST = 1e-15  # an error below is rounding: as many digits as a float has
MOST = 40
DEEP = 60.0  # nats below the top that the curve is shown
NAMED = {"@ink": "em", "@D": "newton"}  # for words that point at them
CURVE, TOP, EM_PATH, NEWTON_PATH, EM_RING, NEWTON_RING, OFF = range(7)


@dataclass(frozen=True, eq=False)
class Race:
    """theta of EM and of Newton, start first; their errors; the maximum; both informations there."""

    data: Offspring
    em: Floats
    newton: Climb
    em_errors: Floats
    newton_errors: Floats
    best: float
    observed: float
    complete: float

    @property
    def missing(self) -> float:
        """The fraction of missing information, 1 - observed / complete: the factor of EM's error."""
        return 1 - self.observed / self.complete

    def __len__(self) -> int:
        """How many frames: the longer path."""
        return max(len(self.em_errors), len(self.newton_errors))

    def frame(self, k: int, tr: Translate) -> Frame:
        return Frame(str(k), "M" if k else "start", sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """How both ended."""
        if self.newton.ending != "converged":
            text = tr("EM reaches the maximum in {em} iterations; Newton does not get there in {newton}.")
        else:
            text = tr("EM needs {em} iterations until its error is rounding, Newton {newton}.")
        return text.format(em=len(self.em_errors) - 1, newton=self.newton.iterations)


def race(data: Offspring, start: float) -> Race:
    """EM and Newton from one start, until the error is rounding (or MOST iterations)."""
    best = mle(data)
    path = [start]
    while abs(path[-1] - best) > LEAST and len(path) <= MOST:
        # one iteration at a time: the run's stopping rule looks at the objective, which is flat at the top
        path.append(fit(Linkage(), data, LinkageParams(path[-1]), max_iter=1).params.theta)
        if path[-1] == path[-2]:
            break
    em = np.array(path)
    climb = newton(linkage_hill(data), [start], max_iter=MOST, tol=1e-13)
    errors = [np.maximum(np.abs(at - best), LEAST) for at in (em, climb.path[:, 0])]
    return Race(data, em, climb, errors[0], errors[1], best, observed_information(data, best),
                complete_information(data, best))


def at(values: Floats, k: int) -> float:
    """The value after iteration k; a path that has ended stays where it is."""
    return float(values[min(k, len(values) - 1)])


def sentence(run: Race, k: int, tr: Translate) -> str:
    """Both iterates and how far they are from the maximum."""
    text = tr("Iteration {k}: EM θ = {em}, error {em_error}; Newton θ = {newton}, error {newton_error}.")
    return text.format(
        k=k, em=fixed(at(run.em, k), 9), newton=fixed(at(run.newton.path[:, 0], k), 9),
        em_error=error(at(run.em_errors, k)), newton_error=error(at(run.newton_errors, k)),
    )


def error(value: float) -> str:
    """An error with two digits, or "< 10⁻¹⁵"."""
    return "< 10⁻¹⁵" if value <= LEAST else plain(value, 2) if value >= 1e-3 else power(value, 2)


def captions(run: Race, tr: Translate = str) -> Lazy[str]:
    """The sentence of every iteration."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))


def _styles() -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Colour, dash and marker of EM and of Newton, as in the view with four climbers."""
    return ("@ink", "solid", "circle"), ("@D", "dot", "diamond")


def curve(run: Race, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood over theta, with both iterates on it; a drag sets the start."""
    hill = linkage_hill(run.data)
    theta = np.linspace(0.001, 0.999, 201)
    values = np.array([hill.value(np.array([t])) for t in theta])
    top = hill.value(np.array([run.best]))
    low, high = top - DEEP, top + 0.08 * DEEP

    def height(path: Floats) -> list[float]:
        return sigs((hill.value(np.array([t])) for t in path), 7)

    em, newtons = run.em, run.newton.path[:, 0]
    tracks = {"em": {"x": sigs(em), "y": height(em)}, "newton": {"x": sigs(newtons), "y": height(newtons)}}
    data = [
        theme.scatter("lines", tr("log-likelihood"), x=sigs(theta, 4), y=sigs(np.maximum(values, low - 1), 7),
                      meta="ll",
                      line=theme.line("@ll", width=3), hoverinfo="skip"),
        theme.scatter("lines", tr("maximum"), x=[sig(run.best)] * 2, y=[low, top],
                      line=theme.line("@muted", dash="dot", width=1.5), hoverinfo="skip"),
    ]
    for (colour, dash, symbol), name in zip(_styles(), (tr("EM"), tr("Newton")), strict=True):
        data.append(theme.scatter("lines+markers", name, line=theme.line(colour, dash=dash, width=1.5),
                                  meta=NAMED[colour], marker={"size": 7, "symbol": symbol, "color": colour}))
    for (colour, _, symbol), size in zip(_styles(), (22, 16), strict=True):
        ring = theme.ring(colour, size=size) | {"symbol": f"{symbol}-open"}
        data.append(theme.scatter("markers", marker=ring, cliponaxis=False))
    data.append(theme.scatter("markers+text", textfont={"color": "@ink", "size": 13}, cliponaxis=False,
                              marker={"size": 12, "symbol": "triangle-down", "color": "@ink"}))

    ways = (("em", len(em), tr("EM")), ("newton", len(newtons), tr("Newton")))

    def frame(k: int) -> dict[int, Any]:
        out: dict[int, Any] = {OFF: {"x": [], "y": [], "text": [], "textposition": []}}
        for i, (name, n, called) in enumerate(ways):
            j = min(k, n - 1)
            out[EM_PATH + i] = upto(name, j + 1)
            x, y = tracks[name]["x"][j], tracks[name]["y"][j]
            out[EM_RING + i] = {"x": [x], "y": [y]} if y >= low else {"x": [None], "y": [None]}
            if y < low and x not in out[OFF]["x"]:  # both are in one place at the start
                words = tr("off the scale: {value}").format(value=fixed(y, 1))
                if k:
                    words = tr("{name}: {end}").format(name=called, end=words)
                for key, part in {"x": x, "y": low + 0.02 * DEEP * (1 + 2 * i), "text": f" {words} ",
                                  "textposition": f"middle {'right' if x < 0.5 else 'left'}"}.items():
                    out[OFF][key].append(part)
        return out

    return Filmstrip(
        "plotly", tr("The log-likelihood of the animals"),
        {"data": data, "layout": theme.layout(
            theme.axis("θ", range=[0, 1], dtick=0.2),
            theme.axis(tr("log-likelihood (nats)"), range=sigs([low, high])),
            height=440,
        )},
        Lazy(len(run), frame), captions(run, tr), tracks=tracks, clicks=(Handle("theta"),),
    )


def errors(run: Race, *, tr: Translate = str) -> Filmstrip:
    """log10 of both errors after every iteration: EM a straight line, Newton a dive; a click jumps."""
    logs = [sigs(np.log10(values), 5) for values in (run.em_errors, run.newton_errors)]
    data = [
        theme.scatter("lines+markers", name, line=theme.line(colour, dash=dash), meta=NAMED[colour],
                      marker={"size": 7, "symbol": symbol, "color": colour})
        for (colour, dash, symbol), name in zip(_styles(), (tr("EM"), tr("Newton")), strict=True)
    ] + [
        theme.scatter("markers", cliponaxis=False,
                      marker=theme.ring(colour, size=size) | {"symbol": f"{symbol}-open"})
        for (colour, _, symbol), size in zip(_styles(), (20, 16), strict=True)
    ]

    def frame(k: int) -> dict[int, Any]:
        ends = [min(k, len(values) - 1) for values in logs]
        return {2 + i: {"x": [ends[i]], "y": [logs[i][ends[i]]]} for i in range(2)}

    n, powers = len(run), list(range(-15, 1, 3))
    return Filmstrip(
        "plotly", tr("How far from the maximum (click to jump)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("iteration")),
            theme.axis(tr("error"), range=[-15.6, 0.3], tickvals=powers,
                       ticktext=[f"10{_raised(p)}" for p in powers]),
            height=440,
        )},
        Lazy(n, frame), captions(run, tr),
        opening={
            "data": {i: {"x": list(range(len(values))), "y": values} for i, values in enumerate(logs)},
            "layout": {"xaxis": {"range": [-0.4, n - 0.6], **ticks([str(k) for k in range(n)])}},
        },
        clicks="jump",
    )


def _raised(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
