"""The log-likelihood or log evidence, the bound below it, and the gap, half-step by half-step."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Any, NamedTuple

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.loglik import ticks
from em_figures.numbers import sigs
from lessons.variational_em.beliefs import Beliefs
from lessons.variational_em.learning import Learning
from lessons.variational_em.one_report import LOG_P, Turns, nats

BAND, TOP, BOUND, RINGS, TEXT = range(5)  # the traces, in order
DEPTH = 2.2  # nats below the top that are shown of the ten reports: the first bounds lie lower


class Rung(NamedTuple):
    """One half-step: what is bounded (None where nobody can compute it) and the bound (None at the start)."""

    top: float | None
    bound: float | None


def rungs(run: Turns | Learning | Beliefs) -> list[Rung]:
    """A rung for every half-step; a bound of -inf is left out."""
    if isinstance(run, Turns):
        found = (run.bound(k) for k in range(len(run)))
        return [Rung(LOG_P, value if math.isfinite(value) else None) for value in found]
    if isinstance(run, Learning):
        return [Rung(s.log_likelihood, s.elbo) for s in run.trace]
    return [Rung(run.evidence, s.bound) for s in run.steps]


def _names(run: Turns | Learning | Beliefs, tr: Translate) -> tuple[str, str]:
    """The curve's and the figure's."""
    if isinstance(run, Turns):
        return "log p", tr("log p of the report, the bound, and the gap")
    if isinstance(run, Learning):
        return tr("log-likelihood"), tr("Log-likelihood, bound and gap (click to jump)")
    if run.evidence is None:
        return "", tr("The bound (click to jump); nobody can compute the log evidence here")
    return tr("log evidence"), tr("Log evidence, bound and gap (click to jump)")


def gap_steps(run: Turns | Learning | Beliefs, *, tr: Translate = str) -> Filmstrip:
    """Both curves with the hatched gap between them; a ring on each at the half-step. Bound and gap are
    drawn up to the half-step: whether the gap closes is asked."""
    steps = rungs(run)
    name, title = _names(run, tr)
    labels = [run.frame(k, tr).label for k in range(len(run))]
    tops = [s.top for s in steps if s.top is not None]
    low = min([s.bound for s in steps if s.bound is not None] + tops)
    high = max([s.bound for s in steps if s.bound is not None] + tops)
    if isinstance(run, Learning):
        low = max(low, high - DEPTH)
    pad = 0.08 * (high - low) or 0.1
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("gap") if tops else "", meta="kl", fill="toself", hoverinfo="skip",
                      fillcolor="rgba(0,0,0,0)", line=theme.line("@kl", width=1),
                      fillpattern={"shape": "/", "fgcolor": "@kl", "size": 6, "solidity": 0.4}),
        theme.scatter("lines+markers", name, meta="ll", line=theme.line("@ll", width=2.5),
                      marker={"size": 5, "color": "@ll"}, hoverinfo="skip"),
        theme.scatter("lines+markers", tr("lower bound"), meta="bound", hoverinfo="skip",
                      line=theme.line("@bound", width=2.5, dash="dash"),
                      marker={"size": 5, "symbol": "square", "color": "@bound"}),
        theme.scatter("markers", hoverinfo="skip", cliponaxis=False,
                      marker={"size": 16, "symbol": ["circle-open", "square-open"],
                              "color": ["@ll", "@bound"], "line": {"width": 3, "color": ["@ll", "@bound"]}}),
        theme.scatter("text", textfont={"color": "@kl", "size": 15}, hoverinfo="skip", cliponaxis=False,
                      textposition="middle center"),
    ]  # fmt: skip
    both = [k for k, s in enumerate(steps) if s.top is not None and s.bound is not None]
    with_top = [k for k, s in enumerate(steps) if s.top is not None]
    with_bound = [k for k, s in enumerate(steps) if s.bound is not None]
    opening: dict[int, Any] = {
        TOP: {"x": with_top, "y": _round([steps[k].top for k in with_top])},
    }
    heights = [float(f"{s.bound:.8g}") for s in steps if s.bound is not None]
    tracks: dict[str, dict[str, list[float]]] = {"bound": {"x": [*map(float, with_bound)], "y": heights}}
    n = len(steps)

    def band(k: int) -> dict[str, Any]:
        seen = both[: bisect_right(both, k)]
        y = [steps[i].top for i in seen] + [steps[i].bound for i in reversed(seen)]
        return {"x": [*seen, *reversed(seen), *seen[:1]], "y": _round(y + [steps[i].top for i in seen[:1]])}

    def frame(k: int) -> dict[int, Any]:
        s = steps[k]
        # a place whose text was empty keeps no text when the player only moves the points
        said = "\u00a0"
        if s.top is not None and s.bound is not None:
            said = tr("gap {value}").format(value=nats(max(0.0, s.top - s.bound)))
        return {
            BAND: band(k),
            BOUND: upto("bound", bisect_right(with_bound, k)),
            RINGS: {"x": [k, k], "y": _round([s.top, s.bound])},
            TEXT: {"x": [(n - 1) / 2], "y": [float(f"{high + 2.2 * pad:.8g}")], "text": [said]},
        }

    def caption(k: int) -> str:
        return run.frame(k, tr).caption

    layout = theme.layout(theme.axis(tr("half-step")), theme.axis(tr("nats")), height=400,
                          margin={"l": 80, "r": 14, "t": 12, "b": 84})  # fmt: skip
    return Filmstrip(
        "plotly", title, {"data": data, "layout": layout}, Lazy(n, frame), Lazy(n, caption),
        opening={"data": opening, "layout": {
            "xaxis": {"range": [-0.6, n - 0.4], **ticks(labels)},
            "yaxis": {"range": sigs([low - pad, high + 3.2 * pad], 8)},
        }},
        tracks=tracks, clicks="jump",
    )  # fmt: skip


def _round(values: list[float | None]) -> list[float | None]:
    return [None if value is None else float(f"{value:.8g}") for value in values]
