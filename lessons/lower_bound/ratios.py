"""Why the bound is tight only at the posterior: p(x_i, z) / q_i(z) of every round; and q, to be dragged.

The mean of log p(x_i, z) / q_i(z) under q_i is the round's part of the ELBO, the log of their mean is
log p(x_i): Jensen leaves no gap exactly when both coins' ratios are equal.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sig, sigs
from em_figures.words import NAMES
from lessons.lower_bound.line import Climb, kl_of, on_the_stairs, with_own_q
from lessons.lower_bound.words import gap

WIDE = 8.0  # the axis runs from 1/8 to 8
TICKS = (0.125, 0.25, 0.5, 1, 2, 4, 8)
BAR = 0.34  # width of a coin's bar
A, B, EVIDENCE, PART, GONE = range(5)  # the traces, in this order
Json = dict[str, Any]


class Ratios(NamedTuple):
    """ratios (N, 2): p(x_i, z) / (q_i(z) p(x_i)), inf where q_i(z) = 0; kl (N,): of q_i, nats."""

    ratios: Floats
    kl: Floats


def ratios(climb: Climb, k: int) -> Ratios:
    """Of half-step k: its q, and its parameters."""
    q, joint = climb.probs(k), climb.trace.model.log_joint(climb.trace.data, climb.trace[k].params)
    log_p = joint - np.logaddexp.reduce(joint, axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(q > 0, np.exp(log_p) / q, np.where(log_p > -np.inf, np.inf, 1.0))
    return Ratios(ratio, kl_of(q, log_p))


def _boxes(centres: Floats, low: float, tops: Floats) -> Json:
    x: list[float | None] = []
    y: list[float | None] = []
    for centre, top in zip(centres.tolist(), tops.tolist(), strict=True):
        left, right = sig(centre - BAR / 2, 5), sig(centre + BAR / 2, 5)
        x += [left, left, right, right, left, None]
        y += [low, sig(top, 5), sig(top, 5), low, low, None]
    return {"x": x, "y": y}


def _lines(rounds: Floats, half: float, heights: Floats) -> Json:
    x: list[float | None] = []
    y: list[float | None] = []
    for i, height in zip(rounds.tolist(), heights.tolist(), strict=True):
        x += [i - half, i + half, None]
        y += [sig(height, 5)] * 2 + [None]
    return {"x": x, "y": y}


def _coins(more: Json) -> list[Json]:
    return [
        theme.scatter("lines", NAMES[0], meta="A", fill="toself", fillcolor="@A",
                      line=theme.line("@A", width=1), **more),
        theme.scatter("lines", NAMES[1], meta="B", fill="toself", fillcolor="rgba(0,0,0,0)",
                      line=theme.line("@B", width=1.5),
                      fillpattern={"shape": "\\", "fgcolor": "@B", "size": 5, "solidity": 0.55}, **more),
    ]


def _xaxis(n: int, tr: Translate) -> Json:
    every = max(1, -(-n // 12))
    ticks = list(range(1, n + 1, every))
    return theme.axis(tr("Round"), range=[0.4, n + 0.6], tickvals=ticks, showgrid=False)


@on_the_stairs
def ratio_bars(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """p(x_i, z) / q_i(z) as a multiple of p(x_i): both bars reach 1 exactly when q_i is the posterior."""
    n_rounds, n = len(climb.trace.data), len(climb.trace)
    rounds = np.arange(1, n_rounds + 1, dtype=float)
    low, high = math.log2(1 / WIDE), math.log2(WIDE)

    def frame(k: int) -> dict[int, Json]:
        if climb.trace[k].posterior is None:
            nothing = {"x": [None], "y": [None], "text": [""]}
            return dict.fromkeys((A, B, PART, GONE), nothing)
        at = ratios(climb, k)
        with np.errstate(divide="ignore"):
            logs = np.clip(np.log2(at.ratios), low, high + 1)
        part = np.clip(-at.kl / math.log(2), low - 1, high)
        over = np.argwhere(logs > high)
        return {
            A: _boxes(rounds - BAR / 2 - 0.02, low, logs[:, 0]),
            B: _boxes(rounds + BAR / 2 + 0.02, low, logs[:, 1]),
            PART: _lines(rounds, 0.42, part),
            GONE: {"x": [sig(rounds[i] + (z - 0.5) * (BAR + 0.04), 4) for i, z in over] or [None],
                   "y": [high - 0.12] * max(1, len(over)), "text": ["\u25b2"] * max(1, len(over))},
        }

    def caption(k: int) -> str:
        if climb.trace[k].posterior is None:
            return tr("No q yet, so neither Q nor a bound.")
        kl = ratios(climb, k).kl
        if kl.sum() < 1e-12:
            return tr("In every round both ratios are equal to p(x_i): the bound is tight.")
        i = int(kl.argmax())
        text = tr("The ratios differ, most in round {i} (its KL is {kl}); all rounds together: KL = {total}.")
        return text.format(i=i + 1, kl=gap(float(kl[i])), total=gap(float(kl.sum())))

    data = [
        *_coins({"hoverinfo": "skip"}),
        theme.scatter("lines", "p(x_i)", meta="evidence", line=theme.line("@ll", width=3), hoverinfo="skip")
        | _lines(rounds, 0.46, np.zeros(n_rounds)),
        theme.scatter("lines", tr("part of the bound"), meta="bound",
                      line=theme.line("@bound", dash="dash", width=3), hoverinfo="skip"),
        theme.scatter("text", textfont={"color": "@ink", "size": 12}, hoverinfo="skip"),
    ]
    ticks = {"tickvals": sigs(math.log2(t) for t in TICKS), "ticktext": ["⅛", "¼", "½", "1", "2", "4", "8"]}
    return Filmstrip(
        "plotly", tr("p(x_i, z) / q_i(z) for both coins: equal bars, no gap"),
        {"data": data, "layout": theme.layout(
            _xaxis(n_rounds, tr), theme.axis(tr("ratio as a multiple of p(x_i)"), range=[low, high], **ticks),
            height=420,
        )},
        Lazy(n, frame), Lazy(n, caption),
    )


@with_own_q
def share_bars(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """Coin A's share of each round in the learner's q, to be dragged; the posterior at the start as ticks."""
    n_rounds, n, shares = len(climb.trace.data), len(climb.trace), climb.probs(1)[:, 0]
    rounds = np.arange(1, n_rounds + 1, dtype=float)
    start = climb.trace.model.infer(climb.trace.data, climb.trace[0].params).probs[:, 0]
    data = [
        _coins({"hoverinfo": "skip"})[0],
        theme.scatter("lines", tr("posterior of A at the start"), meta="posterior",
                      line=theme.line("@ll", width=4), hoverinfo="skip"),
        theme.scatter("markers", cliponaxis=False, hoverinfo="skip",
                      marker={"size": 15, "color": "@paper", "line": {"color": "@ink", "width": 3}}),
    ]
    data[0]["name"] = tr("your q_i(A)")
    text = tr("Your q gives coin A {shares} of the rounds; the posterior {posteriors}; KL = {kl}.").format(
        shares=" ".join(f"{share:.2f}" for share in shares),
        posteriors=" ".join(f"{share:.2f}" for share in start), kl=gap(climb.kl(1)))
    return Filmstrip(
        "plotly", tr("Your q: drag a bar, the tick is the posterior"),
        {"data": data, "layout": theme.layout(
            _xaxis(n_rounds, tr), theme.axis(tr("coin A's share"), range=[0, 1.02]), height=420)},
        Lazy(n, lambda k: {}), Lazy(n, lambda k: text),
        opening={"data": {0: _boxes(rounds, 0.0, shares), 1: _lines(rounds, 0.36, start),
                          2: {"x": rounds.tolist(), "y": sigs(shares)}}},
        clicks=tuple(Handle(i, f"q{i}") for i in range(1, n_rounds + 1)),
    )
