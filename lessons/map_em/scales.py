"""One coin, one prior, two scales: over p and over the log-odds the top is not at the same coin."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import expit, logit, xlog1py, xlogy

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sig, sigs
from em_figures.words import fixed
from lessons.map_em.runs import Coins, Run, on_one_coin

POINTS = 121
ENDS = 5.0  # of the log-odds
TOP = 1.22


def curves(run: Coins, p: Floats, odds: bool) -> tuple[Floats, Floats, Floats]:
    """Likelihood, prior and their product at the coins p, each with 1 at its top; a density over log-odds has
    one more factor p (1 - p)."""
    heads, tails = run.trace.data.counts[0].tolist()
    less = 1 if run.settings.scale == "p" else 0  # what the scale has taken off already
    a, b = (run.invented[0] + less - 1).tolist()
    more = 1 if odds else 0
    logs = (
        xlogy(heads, p) + xlog1py(tails, -p),
        xlogy(a + more, p) + xlog1py(b + more, -p),
        xlogy(heads + a + more, p) + xlog1py(tails + b + more, -p),
    )
    first, second, third = (np.exp(log - log.max()) for log in logs)
    return first, second, third


def top(run: Coins, odds: bool) -> tuple[float, float]:
    """Heads and tosses, seen and invented, of which the top is the quotient."""
    heads, tails = run.trace.data.counts[0].tolist()
    less = 1 if run.settings.scale == "p" else 0
    a, b = (run.invented[0] + less - (0 if odds else 1)).tolist()
    return heads + a, heads + tails + a + b


def _scale(run: Run, odds: bool, tr: Translate) -> Filmstrip | None:
    if not on_one_coin(run) or not isinstance(run, Coins):
        return None
    at = np.linspace(-ENDS + 3, ENDS, POINTS) if odds else np.linspace(0.002, 0.998, POINTS)
    x = sigs(at.tolist(), 5)
    p = expit(at) if odds else at
    y = curves(run, p, odds)
    above, below = top(run, odds)
    best = above / below
    place = float(logit(best)) if odds else best
    styles = (
        (tr("likelihood"), "@ll", "dot", "likelihood"),
        (tr("prior"), "@bound", "dash", "prior"),
        (tr("their product"), "@M", "solid", "product"),
    )
    data: list[dict[str, Any]] = [
        theme.scatter(
            "lines", name, meta=mark, x=x, hoverinfo="skip", line=theme.line(colour, dash=dash, width=2.5)
        )
        for name, colour, dash, mark in styles
    ]
    data.append(
        theme.scatter(
            "lines+markers+text",
            tr("its top"),
            meta="top",
            hoverinfo="skip",
            cliponaxis=False,
            line=theme.line("@M", dash="dot", width=1.5),
            textposition="top left",
            textfont={"color": "@ink", "size": 14},
            marker={"symbol": ["line-ew", "star"], "size": [0, 13], "color": "@M"},
        )
    )
    data.append(
        theme.scatter(
            "markers+text",
            tr("the coin now"),
            meta="now",
            cliponaxis=False,
            marker={**theme.ring("@ink", size=16)},
            textposition="bottom right",
            textfont={"color": "@ink", "size": 14},
            hoverinfo="skip",
        )
    )

    def frame(k: int) -> dict[int, Any]:
        now = float(run.trace[k].params.p_heads[0])
        where = float(logit(now)) if odds else now
        return {4: {"x": [sig(where)], "y": [0], "text": [f"{fixed(now)}"]}}

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    quotient = f"{above:g}/{below:g} = {fixed(best)}"
    opening: dict[int, Any] = {i: {"y": sigs(values.tolist(), 5)} for i, values in enumerate(y)}
    opening[3] = {"x": [sig(place)] * 2, "y": [0, 1], "text": ["", quotient]}
    if odds and run.settings.scale == "p":  # it is asked where this top is, before it is seen
        opening[2], opening[3] = {"y": [None] * POINTS}, {"x": [], "y": [], "text": []}
    if odds:
        name = tr("log-odds of p, written as p")
        marks = [0.2, 0.5, 0.75, 0.9, 0.98]
        axis = theme.axis(
            name,
            range=[-ENDS + 3, ENDS],
            tickvals=sigs(logit(marks).tolist(), 4),
            ticktext=[f"{m:g}" for m in marks],
        )
    else:
        axis = theme.axis(tr("p"), range=[0, 1], dtick=0.2)
    title = tr("Over the log-odds of p") if odds else tr("Over p")
    return Filmstrip(
        "plotly",
        title,
        {
            "data": data,
            "layout": theme.layout(axis, theme.axis(tr("height (top = 1)"), range=[-0.16, TOP]), height=320),
        },
        Lazy(len(run), frame),
        said,
        opening={"data": opening},
    )


def over_p(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Likelihood, prior and product over p."""
    return _scale(run, False, tr)


def over_log_odds(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The same three over the log-odds."""
    return _scale(run, True, tr)
