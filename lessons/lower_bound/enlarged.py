"""One step of the staircase, enlarged until it fills the picture, however small it is.

x counts in steps (0 where the bound was built, 1 where its top is), y is stretched likewise; values
are printed as gains over the log-likelihood before the step.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sig, sigs
from em_figures.words import fixed
from lessons.lower_bound.line import Climb, on_a_line, relative
from lessons.lower_bound.words import change, gap, where

LEFT, RIGHT, CELLS = -0.8, 2.0, 85  # the window, in steps
LEAST = 1e-9  # of the line: a smaller step is none
PLACES, INNER = np.linspace(LEFT, RIGHT, CELLS), np.linspace(0.0, 1.0, 25)
ROUND = sigs([*INNER, *INNER[::-1]], 4)  # x of the band: along the curve and back along the bound
BAND, CURVE, BOUND, OLD, TOP, GAP, NEW = range(7)  # the traces, in this order
Json = dict[str, Any]
NOTHING: Json = {"x": [None], "y": [None], "text": [""]}


class Step(NamedTuple):
    """size: the step along the line. v (G,): places in steps; log-likelihood and ELBO there (G,), at the
    step's two ends (2,) and at INNER (25,), in nats above the log-likelihood where the bound was built."""

    size: float
    v: Floats
    log_likelihood: Floats
    elbo: Floats
    ends_log_likelihood: Floats
    ends_elbo: Floats
    inner_log_likelihood: Floats
    inner_elbo: Floats


Steps = Callable[[int], Step]  # the step of an M half-step


def shown_step(climb: Climb, k: int) -> int:
    """The M half-step whose step is shown: the current one, or the last that is not too small; 0: none."""
    last = len(climb.trace) - 1
    j = min(k + (climb.trace[k].phase != "M"), last) if k else min(2, last)
    while j > 0 and (climb.trace[j].phase != "M" or not _usable(climb, j)):
        j -= 1
    return j


def _usable(climb: Climb, k: int) -> bool:
    inside = climb.trace[k - 1].params.p_heads
    long = abs(climb.u(k) - climb.before(k)) > LEAST * (climb.line.high - climb.line.low)
    return bool(long and inside.min() > 0 and inside.max() < 1)


def step(climb: Climb, k: int) -> Step:
    """The step of M half-step k, without loss of digits."""
    u0, u1 = climb.before(k), climb.u(k)
    u = u0 + PLACES * (u1 - u0)
    keep = (u >= climb.line.low) & (u <= climb.line.high)
    cuts = np.cumsum([keep.sum(), 2])
    curve, bound = relative(climb, k, np.concatenate([u[keep], [u0, u1], u0 + INNER * (u1 - u0)]))
    (wide, ends, inner), (low, low_ends, low_inner) = np.split(curve, cuts), np.split(bound, cuts)
    return Step(u1 - u0, PLACES[keep], wide, low, ends, low_ends, inner, low_inner)


class Drawn(NamedTuple):
    """A step as it is drawn: its curves, heights at its two ends, and how much of the picture a nat is."""

    curve: Json
    bound: Json
    band: Json
    y_log_likelihood: list[float]
    y_elbo: list[float]
    scale: float


def _drawn(at: Step) -> Drawn:
    low = float(min(at.ends_elbo.min(), at.ends_log_likelihood.min()))
    high = float(max(at.ends_elbo.max(), at.ends_log_likelihood.max()))
    scale = 1.0 / ((high - low) or 1.0)

    def y(*values: Floats) -> list[float]:
        return sigs(np.clip((np.concatenate(values) - low) * scale, -3.0, 4.0), 5)

    x = sigs(at.v, 4)
    return Drawn(
        {"x": x, "y": y(at.log_likelihood)}, {"x": x, "y": y(at.elbo)},
        {"x": ROUND, "y": y(at.inner_log_likelihood, at.inner_elbo[::-1])},
        y(at.ends_log_likelihood), y(at.ends_elbo), scale,
    )  # fmt: skip


def _frame(climb: Climb, k: int, steps: Steps, drawn: Callable[[int], Drawn]) -> dict[int, Json]:
    j = shown_step(climb, k)
    if j == 0:
        return dict.fromkeys(range(7), NOTHING)
    at, (curve, bound, band, (y_ll0, y_ll1), (y_f0, y_f1), scale) = steps(j), drawn(j)
    ll0, ll1 = at.ends_log_likelihood.tolist()
    f0, f1 = at.ends_elbo.tolist()
    out = dict.fromkeys(range(7), NOTHING)
    out[CURVE] = curve
    out[OLD] = {"x": [0.0], "y": [y_ll0], "text": [f"{fixed(climb.before(j))}"]}
    if k < j:  # the step is still to come
        out[NEW] = {"x": [0.0], "y": [y_ll0], "text": ["\u00a0"]}  # empty, it would never come back
    if climb.trace[k].phase == "start":
        return out
    own = abs(f0 - ll0) * scale > 1e-3
    out[BOUND] = bound
    if own:
        out[GAP] = {"x": [0.0, 0.0, None], "y": [y_f0, y_ll0, None],
                    "text": [f"KL = {gap(ll0 - f0)}  ", "", ""], "textposition": "top left"}
    if k < j:
        return out
    out[BAND] = band
    out[TOP] = {"x": [1.0], "y": [y_f1], "text": [change(f1)]}
    out[NEW] = {"x": [1.0], "y": [y_ll1], "text": [change(ll1)]}
    out[GAP] = {"x": [1.0, 1.0, None, 1.0], "y": [y_f1, y_ll1, None, sig((y_f1 + y_ll1) / 2)],
                "text": ["", "", "", f"  KL = {gap(ll1 - f1)}"], "textposition": "middle right"}
    return out


def _caption(climb: Climb, k: int, steps: Steps, tr: Translate) -> str:
    j = shown_step(climb, k)
    if j == 0:
        return tr("There is no step to enlarge: the start is where EM stays.")
    at = steps(j)
    times = (climb.line.high - climb.line.low) / (abs(at.size) * (RIGHT - LEFT))
    known = {"times": f"{times:,.0f}" if times >= 10 else f"{times:.1f}", "where": where(climb, k)}
    if climb.trace[k].phase != "M" and k < j:
        return tr("Enlarged {times} times around {where}.").format(**known)
    ll, elbo = float(at.ends_log_likelihood[1]), float(at.ends_elbo[1])
    text = tr("The step of iteration {t}, enlarged {times} times: bound {elbo}, log-likelihood {value}, "
              "KL = {kl}.")
    known |= {"elbo": change(elbo), "value": change(ll), "kl": gap(ll - elbo)}
    return text.format(t=climb.trace[j].iteration, **known)


@on_a_line
def enlarged(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """The current step in its own units, so that the gap can be seen to the end of the run."""
    data = [
        theme.scatter("lines", tr("gap: KL"), meta="kl", fill="toself", line={"width": 0}, hoverinfo="skip",
                      fillcolor="rgba(0,0,0,0)",
                      fillpattern={"shape": "/", "fgcolor": "@kl", "size": 7, "solidity": 0.3}),
        theme.scatter("lines", tr("log-likelihood"), meta="ll", line=theme.line("@ll", width=3),
                      hoverinfo="skip"),
        theme.scatter("lines", tr("lower bound"), meta="bound",
                      line=theme.line("@bound", dash="dash", width=3), hoverinfo="skip"),
        theme.scatter("markers+text", marker={"symbol": "circle", "size": 9, "color": "@ink"},
                      textposition="bottom right", hoverinfo="skip"),
        theme.scatter("markers+text", tr("top of the bound"), meta="top", textposition="bottom center",
                      textfont={"color": "@bound"}, hoverinfo="skip",
                      marker={"symbol": "diamond", "size": 13, "color": "@bound"}),
        theme.scatter("lines+markers+text", meta="kl", line=theme.line("@kl", width=3), hoverinfo="skip",
                      marker={"symbol": "line-ew", "size": [12, 12, 0, 0],
                              "line": {"color": "@kl", "width": 3}},
                      textfont={"color": "@kl", "size": 15}),
        theme.scatter("markers+text", marker=theme.ring("@ink"), textposition="top left", hoverinfo="skip"),
    ]
    n = len(climb.trace)
    steps = cache(partial(step, climb))  # four pictures and sentences speak of the same one
    drawn = cache(lambda j: _drawn(steps(j)))
    layout = theme.layout(
        theme.axis(tr("steps from where the bound was built"), range=[LEFT, RIGHT], dtick=1),
        theme.axis(tr("gain, enlarged"), range=[-0.55, 1.45], showticklabels=False, showgrid=False),
        height=420,
    )
    return Filmstrip("plotly", tr("This step, enlarged"), {"data": data, "layout": layout},
                     Lazy(n, lambda k: _frame(climb, k, steps, drawn)),
                     Lazy(n, lambda k: _caption(climb, k, steps, tr)))
