"""The bound along the line from theta through the M-step's theta: how far a step may go."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy.special import xlogy

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import power
from em_figures.words import fixed, sentences
from lessons.generalized_em.runs import COINS, Climb, is_partial
from lessons.generalized_em.words import sentence

ETAS = np.round(np.linspace(0, 3, 31), 6)
LEAST = 1e-11  # nats: a gain below it is rounding
LOW, HIGH = -2.6, 2.4  # of the axis, in gains of the M-step
STRIP = -2.35  # where the strip of colours lies


class Line(NamedTuple):
    """Gains of the bound and of the log-likelihood at ETAS, in units of the whole M-step's gain of the bound.

    unit: that gain, in nats. falls, loses: the eta from which the bound, and the log-likelihood, end lower
    than they began (3 where they do not); eta, here: of the step that was made. Where a theta would leave the
    range both gains are nan.
    """

    unit: float
    bound: Floats
    log_likelihood: Floats
    falls: float
    loses: float
    eta: float
    here: tuple[float, float]


def _values(counts: Floats, data: Floats, p: Floats) -> tuple[Floats, Floats]:
    """E_q log p(x, z) without its constant, and log p(x), for coins p (G, 2); nan outside of (0, 1)."""
    inside = np.asarray((p.min(axis=1) > 0) & (p.max(axis=1) < 1))
    safe = np.where(inside[:, None], p, 0.5)
    sides = np.stack([safe, 1 - safe], axis=2)  # (G, K, 2)
    joint = xlogy(counts, sides).sum(axis=(1, 2))
    logs = np.einsum("ns,gks->gnk", data, np.log(sides))
    log_l = (np.logaddexp.reduce(logs, axis=2) - np.log(2)).sum(axis=1)
    return np.where(inside, joint, np.nan), np.where(inside, log_l, np.nan)


def _crosses(gains: Floats) -> float:
    """Where the gain first falls below 0 after the start."""
    below = np.flatnonzero(gains[1:] < 0) + 1
    if not below.size:
        known = np.flatnonzero(np.isfinite(gains))
        return float(ETAS[known[-1]])
    i = int(below[0])
    at, before = gains[i], gains[i - 1]
    return float(ETAS[i - 1] + (ETAS[i] - ETAS[i - 1]) * before / (before - at)) if i > 1 else 0.0


def line(run: Climb, k: int) -> Line | None:
    """The line of half-step k's iteration; None where the M-step moves nothing."""
    trace, i = run.trace, run.before(k)
    e, m = trace[i], trace.at(i + 1)
    here = e.params.p_heads
    assert e.stats is not None
    there = COINS.maximize(e.stats, e.params).p_heads
    way = there - here
    made = float(way @ (m.params.p_heads - here) / (way @ way)) if way.any() else 0.0
    grid = here + np.append(ETAS, [1.0, made])[:, None] * way
    joint, log_l = _values(e.stats.counts, trace.data.counts, grid)
    unit = float(joint[-2] - joint[0])
    if not unit > LEAST:
        return None
    f, g = (joint - joint[0]) / unit, (log_l - log_l[0]) / unit
    return Line(unit, f[:-2], g[:-2], _crosses(f[:-2]), _crosses(g[:-2]), made, (float(f[-1]), float(g[-1])))


def _y(values: Floats) -> list[float | None]:
    return [round(v, 3) if v == v and v > LOW - 4 else None for v in values.tolist()]


def bound_line(run: Climb, *, tr: Translate = str) -> Filmstrip | None:
    """Bound and log-likelihood along the line, each from 0 and in gains of the M-step; the ball is the step
    that is made, and is dragged."""
    if not is_partial(run.settings):
        return None
    at = lru_cache(maxsize=None)(lambda k: line(run, k))
    strips = (("@C", "solid", tr("the bound rises")), ("@star", "dash", tr("only the log-likelihood rises")),
              ("@B", "dot", tr("both fall")))  # fmt: skip
    data: list[dict[str, Any]] = [
        theme.scatter("lines", x=[0, 3], y=[0, 0], line=theme.line("@edge", width=1), hoverinfo="skip"),
        theme.scatter("lines", x=[1, 1], y=[LOW, HIGH], line=theme.line("@edge", dash="dot", width=1),
                      hoverinfo="skip"),
        *(theme.scatter("lines", name, line=theme.line(colour, dash=dash, width=9), hoverinfo="skip",
                        meta=mark)
          for (colour, dash, name), mark in zip(strips, ("green", "amber", "red"), strict=True)),
        theme.scatter("lines", tr("log-likelihood"), meta="ll", line=theme.line("@ll", width=2)),
        theme.scatter("lines", tr("lower bound"), meta="bound",
                      line=theme.line("@bound", dash="dash", width=2.5)),
        theme.scatter("markers", meta="ball", hoverinfo="skip",
                      marker={"size": 17, "color": "@bound", "line": {"width": 2, "color": "@paper"}}),
        theme.scatter("markers", marker=theme.ring("@ll", size=13), hoverinfo="skip"),
    ]  # fmt: skip
    x = ETAS.tolist()

    def frame(k: int) -> dict[int, Any]:
        found, moved = at(k), run.trace[k].phase == "M"
        gone: dict[str, Any] = {"x": [], "y": []}
        named: dict[str, Any] = {"x": [None], "y": [None]}  # its name stays in the legend
        if found is None:
            return dict.fromkeys((2, 3, 4, 5, 6, 8), gone) | {7: {"x": [0], "y": [0]}}
        cuts = [0.0, found.falls, found.loses, 3.0]
        out: dict[int, Any] = {}
        for i in range(3):
            lo, hi = round(cuts[i], 3), round(cuts[i + 1], 3)
            out[2 + i] = {"x": [lo, hi], "y": [STRIP, STRIP]} if hi > lo else gone
        out[5] = {"x": x, "y": _y(found.log_likelihood)}
        out[6] = {"x": x, "y": _y(found.bound)} if run.trace[k].phase != "start" else named
        f, g = (round(max(LOW, v), 3) for v in found.here)
        ball = round(found.eta, 4)
        out[7] = {"x": [ball], "y": [f]} if moved else {"x": [0], "y": [0]}
        out[8] = {"x": [ball], "y": [g]} if moved else gone
        return out

    def caption(k: int) -> str:
        found = at(k)
        if found is None:
            return sentences([sentence(run.trace, k, tr), tr("The M-step would move nothing.")])
        text = tr("One gain is {unit} nats, what the whole M-step adds to the bound. The bound rises up to "
                  "η = {falls}, the log-likelihood up to {loses}.")  # fmt: skip
        unit = fixed(found.unit, 3) if found.unit >= 1e-3 else power(found.unit, 2)
        text = text.format(unit=unit, falls=fixed(found.falls, 2), loses=fixed(found.loses, 2))
        return sentences([sentence(run.trace, k, tr), text])

    return Filmstrip(
        "plotly", tr("How far to go: the bound along one line"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("length of the step η (1: the M-step)"), range=[-0.08, 3.08], dtick=0.5),
            theme.axis(tr("gain (1: the M-step’s)"), range=[LOW, HIGH], dtick=1), height=460)},
        Lazy(len(run), frame), Lazy(len(run), caption), clicks=(Handle("eta"),),
    )  # fmt: skip
