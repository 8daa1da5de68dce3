"""The two knobs in figures: which is turned now, its formula with numbers, and F half-step by half-step."""

from __future__ import annotations

import math as maths
from functools import lru_cache
from html import escape
from typing import Any

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.loglik import ticks
from em_figures.markup import chunks, equation, slot
from em_figures.numbers import bracketed, short, sigs
from em_figures.trace import label
from em_figures.words import fixed
from lessons.coordinate_ascent.knobs import Sums, Turns, captions

DEEP = 2.5  # nats below the top that the axis reaches at most; what lies deeper is off the scale
FOOT = 0.35  # of that: the strip below, where what is off the scale stands in its order
UNDER = 0.3  # of that: below the strip, where the numbers of what is off the scale stand
GHOST, EDGE, LOG_LIKELIHOOD, OBJECTIVE, RING = range(5)


def rungs(low: float, high: float) -> dict[str, Any]:
    """Round numbers along an axis from ``low`` up, and none below it."""
    step = 10.0 ** maths.floor(maths.log10((high - low) / 3))
    step *= max(m for m in (1, 2, 5) if m * step <= (high - low) / 3)
    at = [i * step for i in range(maths.ceil(low / step), maths.floor(high / step) + 1)]
    return {"tickvals": sigs(at), "ticktext": [fixed(v, max(0, -maths.floor(maths.log10(step)))) for v in at]}


def on_scale(values: list[float], low: float, foot: float) -> dict[float, float]:
    """Where each value is drawn: what is below ``low``, in its order from ``foot`` up, evenly."""
    deep = sorted({v for v in values if v < low})
    places = {v: foot + (low - foot) * (i + 0.5) / len(deep) for i, v in enumerate(deep)}
    return {v: places.get(v, v) for v in values}


def rise(run: Turns, *, tr: Translate = str) -> Filmstrip:
    """F after every half-step, and the log-likelihood at theta_A above it; a click jumps."""
    n = len(run)
    f, ll = sigs(run.f, 8), sigs(run.log_likelihood, 8)
    high = max(ll)
    low = max(min(f + ll), high - DEEP)
    pad = 0.06 * (high - low) or 0.5
    off = min(f + ll) < low
    foot = low - FOOT * (high - low) if off else low
    under = UNDER * (high - low) if off else pad
    place = on_scale(f + ll, low, foot)
    shapes = [{"start": "square-open", "E": "circle-open", "M": "circle"}[phase] for phase in run.phases]
    symbols = [shape if y >= low else "triangle-down" for shape, y in zip(shapes, f, strict=True)]
    drawn = sigs((place[y] for y in f), 8)
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("the run before"), x=[None], y=[None],
                      line=theme.line("@ghost", width=1.5), showlegend=False),
        theme.scatter("lines+text", line=theme.line("@muted", dash="dot", width=1.5), hoverinfo="skip",
                      textfont={"color": "@muted", "size": 13}),
        theme.scatter("lines+markers", tr("log-likelihood"), line=theme.line("@ll"), meta="ll",
                      marker={"size": 5, "color": "@ll"}),
        theme.scatter("lines+markers+text", tr("F, the lower bound"), line=theme.line("@bound", dash="dash"),
                      cliponaxis=False,
                      textfont={"color": "@bound", "size": 13}, meta="bound"),
        theme.scatter("markers", marker=theme.ring("@bound", size=17), cliponaxis=False),
    ]
    marks = rungs(low, high) if off else {}
    labels = [label(half, tr) for half in run.halves]
    edge: dict[str, Any] = {"x": [None], "y": [None], "text": [""]}
    if off:
        edge = {"x": [-0.6, n - 0.6, None, n - 0.6], "y": [low, low, None, low - 0.12 * (low - foot)],
                "text": ["", "", "", tr("off the scale")], "textposition": "bottom left"}
    # the legend has the run before only where there is one
    before: dict[str, Any] = {"x": list(range(n)), "y": drawn, "showlegend": True}
    return Filmstrip(
        "plotly", tr("F rises with every turn (click to jump)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("half-step")), theme.axis(tr("nats")), height=480)},
        Lazy(n, lambda k: {RING: {"x": [k], "y": [drawn[k]]}}), captions(run, tr),
        opening={
            "data": {
                EDGE: edge,
                LOG_LIKELIHOOD: {"x": list(range(n)), "y": sigs((place[y] for y in ll), 8)},
                OBJECTIVE: {"x": list(range(n)), "y": drawn,
                            "text": ["" if y >= low else f"  {fixed(y, 1)}" for y in f],
                            "textposition": "bottom right",
                            "marker": {"size": 8, "color": "@bound", "symbol": symbols}},
            },
            "layout": {"xaxis": {"range": [-0.6, n - 0.4], **ticks(labels)},
                       "yaxis": {"range": sigs([foot - under, high + pad])} | marks},
        },
        tracks={"f": before}, ghost={GHOST: "f"}, clicks="jump",
    )


def _knob(name: str, at: int, state: str, bar: str) -> str:
    """One knob: its name and value, a bar of a class, and whether it is turned; slots: value, length."""
    return (
        f'<div class="em-knob"><p class="em-move">{name} = {slot(at)}</p>'
        f'<span class="em-stack" aria-hidden="true"><span class="{bar}" data-w="{at + 1}"></span></span>'
        f'<p class="em-say">{escape(state)}</p></div>'
    )


def _formula(at: Sums, phase: str) -> str:
    """The turn's formula; its slots begin at 4."""
    h, t = at.hidden_heads, at.hidden_tails
    if phase == "E":
        share = rf"\theta_A^{{{h}}} (1-\theta_A)^{{{t}}}"
        other = rf"\theta_B^{{{h}}} (1-\theta_B)^{{{t}}}"
        symbols = rf"q \leftarrow \frac{{{share}}}{{{share} + {other}}}"
        joints = [
            chunks(left, "=", rf"\text{{S{s}}}^{{{h}}} \times", rf"\text{{S{s + 1}}}^{{{t}}}", "=",
                   rf"\text{{S{s + 2}}} \times 10^{{\text{{S{s + 3}}}}}")
            for left, s in ((share, 4), (other, 8))
        ]
        a, b = (rf"\text{{S{s}}} \times 10^{{\text{{S{s + 1}}}}}" for s in (6, 10))
        share_of_a = chunks("q", "=", rf"{a} \;/", f"( {a} + {b} )", "=", r"\text{S12}")
        return equation("q", symbols, *joints, share_of_a)
    if phase == "M":
        n, flips = at.heads + at.tails, h + t
        symbols = rf"\theta_A \leftarrow \frac{{{at.heads} + {h}\,q}}{{{n} + {flips}\,q}}"
        top, below = rf"( {at.heads} + {h} \times \text{{S4}} )", rf"( {n} + {flips} \times \text{{S4}} )"
        return equation("theta_A", symbols, chunks(r"\theta_A", "=", rf"{top} \;/", below, "=", r"\text{S5}"))
    return ""


@lru_cache(maxsize=32)
def _views(at: Sums, tr: Translate) -> dict[str, str]:
    turned, held = tr("turned now, to its best place"), tr("held")
    states = {"start": (tr("where you put it"),) * 2, "E": (turned, held), "M": (held, turned)}
    first = {"start": 4, "E": 13, "M": 6}
    out = {}
    for phase, (of_q, of_theta) in states.items():
        s = first[phase]
        f = equation(
            "F", r"F(q, \theta_A) = \mathrm{E}_q[\log p(x, z \mid \theta_A)] + H(q)",
            chunks("F", "=", rf"\text{{S{s}}} +", rf"\text{{S{s + 1}}}", "=", rf"\text{{S{s + 2}}}"),
            chunks(r"\ell(\theta_A) - F", "=", rf"\text{{S{s + 3}}} -", rf"( \text{{S{s + 2}}} )", "=",
                   rf"\text{{S{s + 4}}}"),
        )
        knobs = _knob("q", 0, of_q, "em-bar-q") + _knob("θ_A", 2, of_theta, "em-bar-0")
        out[phase] = f'<div class="em-knobs">{knobs}</div>{_formula(at, phase)}{f}'
    return out


def _ten(value: float) -> list[str]:
    """``value`` as mantissa and exponent of ten."""
    mantissa, exponent = f"{value:.5e}".split("e")
    return [mantissa, str(int(exponent)).replace("-", "\u2212")]


def knob_panel(run: Turns, *, tr: Translate = str) -> Filmstrip:
    """Both knobs and the formula of the current turn.

    Slots: q and its bar, theta_A and its bar; the formula's numbers; E_q log p, H(q), F, log-likelihood
    and the gap between them.
    """

    def frame(k: int) -> View:
        q, theta, phase = run.q[k], run.theta[k], run.halves[k].phase
        slots: list[str | float] = [fixed(q, 4), round(q, 4), fixed(theta, 4), round(theta, 4)]
        if phase == "E":
            for p in (theta, run.theta_b):
                joint = p**run.sums.hidden_heads * (1 - p) ** run.sums.hidden_tails
                slots += [bracketed(p, 8), bracketed(1 - p, 8), *_ten(joint)]
            slots.append(fixed(q, 4))
        elif phase == "M":
            slots += [short(q, 8), fixed(theta, 4)]
        # F is printed as the sum of what is printed before it
        entropy = round(-sum(p * maths.log(p) for p in (q, 1 - q) if p > 0), 6)
        f, ll = round(run.f[k], 6), round(run.log_likelihood[k], 6)
        gap = max(ll - f, 0.0)
        slots += [fixed(f - entropy, 6), fixed(entropy, 6), fixed(f, 6), fixed(ll, 6), short(round(gap, 6))]
        return View(phase, slots)

    return Filmstrip("html", tr("Which knob is turned"), {"views": _views(run.sums, tr)},
                     Lazy(len(run), frame), captions(run, tr))
