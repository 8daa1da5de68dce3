"""Q(theta | theta_old) beside the ELBO, the same curve H(q) apart; and the mean of which function it is."""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.numbers import sig, sigs
from em_figures.words import fixed
from lessons.lower_bound.line import Climb, bound_at, curves, entropy, on_a_line, places, q_at
from lessons.lower_bound.words import gap, where

DEPTH = 5.0  # nats below the lowest top of Q that are shown
CELLS = 97
CURVE, ELBO, Q, SHIFT, TOPS, HERE = range(6)  # the traces, in this order
Json = dict[str, Any]
NOTHING: Json = {"x": [None], "y": [None], "text": [""]}


class Shift(NamedTuple):
    """Of a half-step's q: where both curves have their top, their values there, and H(q) between them."""

    u: float
    q: float
    elbo: float
    entropy: float


def shift(climb: Climb, k: int) -> Shift:
    """At the top of the bound of half-step k >= 1, which is where its M-step goes."""
    probs = climb.probs(k)
    u = climb.u(k if climb.trace[k].phase == "M" else min(k + 1, len(climb.trace) - 1))
    value, h = float(q_at(climb, probs, np.array([u]))[0]), entropy(probs)
    return Shift(u, value, value + h, h)


def _frame(climb: Climb, k: int, low: float, high: float) -> dict[int, Json]:
    s = climb.trace[k]
    if s.phase == "start":
        here = {"x": [sig(climb.u(0))], "y": [sig(s.log_likelihood, 8)]}
        return {ELBO: NOTHING, Q: NOTHING, SHIFT: NOTHING, TOPS: NOTHING, HERE: here}
    at, probs, middle = shift(climb, k), climb.probs(k), (climb.line.low + climb.line.high) / 2
    u = places(climb.line, CELLS)
    floor = low - (high - low)

    def curve(values: Any) -> Json:
        keep = np.flatnonzero(values > floor)
        part = slice(keep[0], keep[-1] + 1) if keep.size else slice(0, 1)
        return {"x": sigs(u[part], 4), "y": sigs(np.maximum(values[part], floor), 6)}

    assert s.elbo is not None
    return {
        ELBO: curve(bound_at(climb, probs, u)), Q: curve(q_at(climb, probs, u)),
        SHIFT: {"x": [at.u, at.u, None, at.u], "y": [at.q, at.elbo, None, at.q + 0.4 * at.entropy],
                "text": ["", "", "", f"\u00a0\u00a0H(q) = {gap(at.entropy)}\u00a0\u00a0"],
                "textposition": "middle left" if at.u > middle else "middle right"},
        TOPS: {"x": [at.u] * 2, "y": [at.q, at.elbo]},
        HERE: {"x": [sig(climb.u(k))], "y": [sig(s.elbo, 8)]},
    }


def _caption(climb: Climb, k: int, tr: Translate) -> str:
    if climb.trace[k].phase == "start":
        return tr("No q yet, so neither Q nor a bound.")
    at = shift(climb, k)
    text = tr("At its top Q is {q}, the ELBO {elbo}: both are highest at the same place, H(q) = {h} apart.")
    return text.format(q=fixed(at.q), elbo=fixed(at.elbo), h=fixed(at.entropy))


@on_a_line
def q_and_elbo(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """Both curves of the current q, the distance between them, and the tops one above the other."""
    at = curves(climb.trace.data, climb.line)
    n = len(climb.trace)
    tops = [shift(climb, k) for k in range(2, n, 2)]
    high = float(at.log_likelihood.max())
    low = max(min((top.q for top in tops), default=high) - DEPTH, high - 80.0)
    room = 0.08 * (high - low)
    low, high = low, high + room
    data = [
        theme.scatter("lines", tr("log-likelihood"), meta="ll", line=theme.line("@ll", width=1.5),
                      hoverinfo="skip"),
        theme.scatter("lines", tr("ELBO = Q + H(q)"), meta="bound",
                      line=theme.line("@bound", dash="dash", width=3)),
        theme.scatter("lines", "Q(θ | θ_old)", meta="q", line=theme.line("@bound", dash="dot", width=3)),
        theme.scatter("lines+markers+text", meta="entropy", line=theme.line("@muted", width=1.5),
                      hoverinfo="skip",
                      marker={"symbol": "arrow-up", "size": [0, 12, 0, 0], "color": "@muted"},
                      textfont={"color": "@ink", "size": 14}),
        theme.scatter("markers", tr("top of the bound"), meta="top",
                      marker={"symbol": ["diamond-open", "diamond"], "size": 12, "color": "@bound"}),
        theme.scatter("markers", marker=theme.ring("@ink"), cliponaxis=False),
    ]
    shown = np.maximum(at.log_likelihood, low - (high - low))
    return Filmstrip(
        "plotly", tr("Q and the lower bound: one curve, H(q) apart"),
        {"data": data, "layout": theme.layout(
            theme.axis(climb.line.axis, range=[climb.line.low, climb.line.high]), theme.axis(tr("nats")),
            height=460,
        )},
        Lazy(n, lambda k: _frame(climb, k, low, high)), Lazy(n, lambda k: _caption(climb, k, tr)),
        opening={"data": {CURVE: {"x": sigs(at.u, 4), "y": sigs(shown, 6)}},
                 "layout": {"yaxis": {"range": sigs([low, high])}}},
    )


@on_a_line
def expected(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """In words and numbers: which function, its mean under which distribution, and what H(q) adds."""
    rows = (
        (tr("Which function?"), math(r"\log p(x, z \mid \theta)") + " " +
         escape(tr("of the new θ: the rounds together with their labels"))),
        (tr("Its mean under which distribution?"), '<span data-s="0"></span>'),
        (tr("The mean is"), math("Q") + ' = <b data-s="1"></b>'),
        (tr("With the entropy of q"), math("H(q)") + ' = <b data-s="2"></b>'),
        (tr("it is the lower bound"), "ELBO = " + math("Q + H(q)") + ' = <b data-s="3"></b>'),
        (tr("Still missing to the log-likelihood"), 'KL = <b data-s="4"></b>'),
        (tr("log-likelihood"), '<b data-s="5"></b>'),
    )
    body = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{cell}</td></tr>' for name, cell in rows)
    table = f'<table class="em-table em-facts"><tbody>{body}</tbody></table>'

    def frame(k: int) -> View:
        s = climb.trace[k]
        ll = fixed(s.log_likelihood, 4)
        if s.elbo is None:
            return View("now", [tr("no q yet"), "–", "–", "–", "–", ll])
        probs = climb.probs(k)
        built = k - (s.phase == "M")
        under = tr("the posterior p(z | x, θ_old) at {where}") if climb.exact(k) else tr("your own q(z)")
        h = entropy(probs)
        kl = gap(climb.kl(k)) if climb.kl(k) < 5e-5 else fixed(climb.kl(k), 4)
        numbers = [fixed(s.elbo - h, 4), fixed(h, 4), fixed(s.elbo, 4), kl, ll]
        return View("now", [under.format(where=where(climb, built)), *numbers])

    n = len(climb.trace)
    return Filmstrip("html", tr("Which function, and its mean under what?"), {"views": {"now": table}},
                     Lazy(n, frame), Lazy(n, lambda k: _caption(climb, k, tr)))
