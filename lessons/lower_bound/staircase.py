"""The picture of why EM climbs: the log-likelihood, the bound that touches it, the step to the bound's top.

All along one line (``line``), half-step by half-step. After an E-step the bound touches
the curve where we stand; after an M-step we stand below the curve on the bound's highest point, and
the gap above is KL(q || posterior).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate, upto
from em_figures.numbers import sig, sigs
from em_figures.words import fixed
from lessons.lower_bound.line import Climb, bound_at, curves, log_likelihood_at, on_a_line, slope
from lessons.lower_bound.words import captions, gap

DEPTH = 8.0  # nats below the top of the curve that are shown at least when the curve is that deep
MOST = 16.0  # nats below the start's log-likelihood that are shown of a bound at most
EARLIER, POINTS = 6, 49  # bounds that stay, faint, and the points of each
THIN = 1e-3  # of the y axis: a gap that is less is not seen, and its name would lie on the ring
BLANK = "\u00a0"
FINE = 801  # places along the line at which it is decided how much of a bound is drawn
TREAD = 10  # points of a step along the bound
BAND, OLD, PATH, CURVE, BOUND, TANGENT, DROPS, TOP, GAP, RING = range(10)  # the traces, in this order
Json = dict[str, Any]
Frame = dict[int, Json]
NOTHING: Json = {"x": [None], "y": [None]}


class Touch(NamedTuple):
    """Half-step k: where the bound was built and where we stand, and what is known at the latter.

    elbo and gap are None at the start; slope is that of bound and curve where they touch, None where
    they do not.
    """

    built: float
    u: float
    log_likelihood: float
    elbo: float | None
    gap: float | None
    slope: float | None


def touch(climb: Climb, k: int) -> Touch:
    """The numbers of half-step k; the bound touches in an E-step whose q is the posterior."""
    s, u = climb.trace[k], climb.u(k)
    if s.elbo is None:
        return Touch(u, u, s.log_likelihood, None, None, None)
    touching = s.phase == "E" and climb.exact(k)
    return Touch(climb.before(k), u, s.log_likelihood, s.elbo, climb.kl(k),
                 slope(climb, climb.probs(k), u) if touching else None)


def heights(climb: Climb) -> tuple[float, float]:
    """The y axis: the top of the curve, wherever the run stands, and its bounds down to MOST nats."""
    at = curves(climb.trace.data, climb.line).log_likelihood
    visited = [s.log_likelihood for s in climb.trace]
    top = max(float(at.max()), *visited)
    low = min(max(float(at.min()), top - DEPTH), *visited)
    low = max(min([low, *(s.elbo for s in climb.trace if s.elbo is not None)]), low - MOST)
    room = 0.09 * (top - low) or 0.5
    return low - room, top + 1.6 * room


class Bounds:
    """The bounds of a run's iterations as they are drawn; two half-steps show each, and later ones again."""

    def __init__(self, climb: Climb, low: float, high: float) -> None:
        self.climb, self.least = climb, low - (high - low)
        self.reach = cache(self._reach)
        self.now = cache(self._now)

    def _reach(self, t: int) -> tuple[float, float] | None:
        """Where the bound of iteration t is not far below the axis; None when it is so everywhere."""
        line = self.climb.line
        fine = np.linspace(line.low, line.high, FINE)
        keep = np.flatnonzero(bound_at(self.climb, self.climb.probs(2 * t - 1), fine) > self.least)
        return (fine[keep[0]], fine[keep[-1]]) if keep.size else None

    def arch(self, t: int, cells: int) -> tuple[Floats, Floats]:
        """So many places and the bound of iteration t there; nothing where none of it is seen."""
        ends = self.reach(t)
        u = np.linspace(*ends, cells) if ends else np.empty(0)
        return u, bound_at(self.climb, self.climb.probs(2 * t - 1), u)

    def _now(self, t: int) -> Json:
        u, values = self.arch(t, 2 * POINTS)
        return {"x": sigs(u), "y": sigs(values, 7)} if u.size else NOTHING

    def earlier(self) -> Json:
        """The first bounds one after the other, with breaks between them: POINTS + 1 numbers each."""
        x: list[float | None] = []
        y: list[float | None] = []
        for t in range(1, min(EARLIER, (len(self.climb.trace) - 1) // 2) + 1):
            u, values = self.arch(t, POINTS)
            nowhere: list[float | None] = [None] * (POINTS - len(u))
            x += [*sigs(u, 4), *nowhere, None]
            y += [*sigs(values, 5), *nowhere, None]
        return {"x": x, "y": y}


def _path(climb: Climb) -> dict[str, list[float]]:
    """The stairs: up to the curve in an E-step (1 point), along the bound to its top in an M-step (TREAD)."""
    x, y = [], []
    for k, s in enumerate(climb.trace):
        if s.phase == "M":
            u = np.linspace(climb.before(k), climb.u(k), TREAD + 1)[1:]
            x += sigs(u)
            y += sigs(bound_at(climb, climb.probs(k), u), 8)
        else:
            x.append(sig(climb.u(k)))
            y.append(sig(s.log_likelihood if s.elbo is None else s.elbo, 8))
    return {"x": x, "y": y}


def _trodden(k: int) -> int:
    """How many points of the stairs have been walked by half-step k."""
    return 1 + (k + 1) // 2 + TREAD * (k // 2)


def _band(climb: Climb, k: int, least: float) -> Json:
    """The gap between bound and curve, from where the bound was built to where we stand."""
    a, b = sorted((climb.before(k), climb.u(k)))
    spare = max(0.0, least - (b - a)) / 2
    u = np.linspace(max(climb.line.low, a - spare), min(climb.line.high, b + spare), 25)
    above, below = log_likelihood_at(climb, u), bound_at(climb, climb.probs(k), u)
    floor = above.min() - 2 * MOST
    return {"x": sigs([*u, *u[::-1]]), "y": sigs([*above, *np.maximum(below, floor)[::-1]], 7)}


def _beam(at: Touch, right: float, height: float) -> Json:
    """The gap as an upright beam with its value: beside it, or above it where there is no room."""
    assert at.gap is not None and at.elbo is not None
    if at.gap < THIN * height:
        return NOTHING | {"text": [""]}
    text, tight = f"KL = {gap(at.gap)}", at.gap < 0.07 * height
    middle = at.log_likelihood + 0.025 * height if tight else (at.elbo + at.log_likelihood) / 2
    side = "top center" if tight else "middle right" if at.u < right else "middle left"
    return {"x": [at.u, at.u, at.u, at.u], "y": [at.elbo, at.log_likelihood, None, middle],
            "text": ["", "", "", text if tight else f"  {text}  "], "textposition": side}


def _near(u: float) -> str:
    return f"\u00a0{fixed(u)}\u00a0"  # beside its line and not on it


def _drops(here: tuple[float, float], before: tuple[float, float] | None = None, *, foot: float) -> Json:
    """Stems down to the axis with their places, from where we stand and from where the bound was built.

    Always as many points, none without text: a place whose text was empty keeps no text when the player only
    moves the points. Two places that read the same are written once.
    """
    (u, y), (built, start) = here, before or here
    other = before is not None and fixed(built) != fixed(u)
    back = other and u < built
    sides = ["top left" if back else "top right"] * 2 + ["top right" if back else "top left"] * 3
    return {"x": [u, u, None, built, built], "y": [foot, y, None, foot, start],
            "text": [_near(u), BLANK, BLANK, _near(built) if other else BLANK, BLANK], "textposition": sides}


def _frame(climb: Climb, k: int, ends: tuple[float, float], bounds: Bounds) -> Frame:
    low, high = ends
    at, s = touch(climb, k), climb.trace[k]
    span = climb.line.high - climb.line.low
    out: Frame = {
        OLD: upto("bounds", (POINTS + 1) * min(EARLIER, max(0, s.iteration - 1))),
        PATH: upto("path", _trodden(k)),
        RING: {"x": [sig(at.u)], "y": [sig(at.log_likelihood, 8)]},
    }
    foot = low + 0.02 * (high - low)
    drops = _drops((at.u, at.log_likelihood), foot=foot)
    if at.elbo is None or at.gap is None:
        return out | {BAND: NOTHING, BOUND: NOTHING, TANGENT: NOTHING, TOP: NOTHING,
                      GAP: NOTHING | {"text": [""]}, DROPS: drops}
    out[BOUND] = bounds.now(s.iteration)
    out[BAND] = NOTHING if at.gap < THIN * (high - low) else _band(climb, k, 0.03 * span)
    out[TANGENT] = NOTHING
    if at.slope is not None:
        # of the same length on the screen whatever the slope: the plot is about twice as wide as high
        reach = 0.11 * span / float(np.hypot(1.0, 0.5 * at.slope * span / (high - low)))
        out[TANGENT] = {"x": [at.u - reach, at.u + reach],
                        "y": [at.elbo - reach * at.slope, at.elbo + reach * at.slope]}
    moved = s.phase == "M"
    out[TOP] = {"x": [at.u], "y": [at.elbo]} if moved else NOTHING
    out[GAP] = _beam(at, climb.line.low + 0.8 * span, high - low)
    if moved:
        drops = _drops((at.u, at.log_likelihood), (at.built, climb.trace[k - 1].log_likelihood), foot=foot)
    return out | {DROPS: drops}


@on_a_line
def staircase(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """Curve, current bound, where they touch, the step to the bound's top, the gap; a drag sets the start."""
    low, high = ends = heights(climb)
    at = curves(climb.trace.data, climb.line)
    path, bounds = _path(climb), Bounds(climb, low, high)
    data = [
        theme.scatter("lines", tr("gap: KL"), meta="kl", fill="toself", line={"width": 0}, hoverinfo="skip",
                      fillcolor="rgba(0,0,0,0)",
                      fillpattern={"shape": "/", "fgcolor": "@kl", "size": 6, "solidity": 0.35}),
        theme.scatter("lines", tr("earlier bounds"), meta="earlier",
                      line=theme.line("@ghost", dash="dash", width=1), hoverinfo="skip"),
        theme.scatter("lines", tr("the stairs"), meta="stairs", line=theme.line("@M", width=2.5),
                      hoverinfo="skip"),
        theme.scatter("lines", tr("log-likelihood"), meta="ll", line=theme.line("@ll", width=3)),
        theme.scatter("lines", tr("lower bound"), meta="bound",
                      line=theme.line("@bound", dash="dash", width=3)),
        theme.scatter("lines", tr("same slope"), meta="tangent", line=theme.line("@E", width=4),
                      hoverinfo="skip"),
        theme.scatter("lines+text", line=theme.line("@muted", dash="dot", width=1.5), hoverinfo="skip",
                      textfont={"color": "@ink", "size": 13}),
        theme.scatter("markers", tr("top of the bound"), meta="top", cliponaxis=False,
                      marker={"symbol": "diamond", "size": 12, "color": "@bound"}),
        theme.scatter("lines+markers+text", meta="kl", line=theme.line("@kl", width=3), hoverinfo="skip",
                      marker={"symbol": "line-ew", "size": [12, 12, 0, 0],
                              "line": {"color": "@kl", "width": 3}},
                      textfont={"color": "@kl", "size": 15}),
        theme.scatter("markers", marker=theme.ring("@ink"), cliponaxis=False),
    ]
    shown = np.maximum(at.log_likelihood, low - (high - low))
    title = tr("The lower bound touches, its top is the next step")
    if climb.chosen:
        title = tr("The bound of your own q; the gap is its KL")
    if climb.slice:
        title = tr("Generalised EM on a slice: the top of the bound on the line is the next step")
    n = len(climb.trace)
    return Filmstrip(
        "plotly", title,
        {"data": data, "layout": theme.layout(
            theme.axis(climb.line.axis, range=[climb.line.low, climb.line.high]),
            theme.axis(tr("log-likelihood (nats)")), height=520,
        )},
        Lazy(n, lambda k: _frame(climb, k, ends, bounds)), captions(climb, tr),
        opening={"data": {CURVE: {"x": sigs(at.u, 4), "y": sigs(shown, 7)}},
                 "layout": {"yaxis": {"range": sigs(ends)}}},
        tracks={"bounds": bounds.earlier(), "path": path},
        clicks=(Handle(climb.line.input),),
    )
