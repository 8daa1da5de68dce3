"""The ladder: log-likelihood = ELBO + KL as one bar per half-step; a click jumps there."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.numbers import sigs
from em_figures.trace import Trace, label
from em_figures.words import fixed
from lessons.lower_bound.line import divergence
from lessons.lower_bound.words import gap

MOST = 16.0  # nats below the lowest log-likelihood that the axis shows of a bound
LEAST = 0.2  # nats from the lowest to the highest that the axis shows at least: its numbers stay short
WIDTH = 0.8  # of a bar
CORNERS = 6  # points that one bar takes: five corners and a break
ELBO, KL, TOTAL, NOW, TEXT = range(5)  # the traces, in this order


class Traced(Protocol):
    """Any run: along a line or a program's."""

    @property
    def trace(self) -> Trace: ...


class Rung(NamedTuple):
    """One half-step: elbo + kl = log_likelihood, the KL made from q and the posterior; None at the start."""

    log_likelihood: float
    elbo: float | None
    kl: float | None


def rungs(trace: Trace) -> list[Rung]:
    """A rung for every half-step."""
    out = []
    for k, s in enumerate(trace):
        kl = None if s.posterior is None else divergence(trace, k)
        out.append(Rung(s.log_likelihood, s.elbo, kl))
    return out


def _floor(steps: list[Rung]) -> tuple[float, float]:
    """The axis: from somewhat below the lowest bound to somewhat above the highest log-likelihood."""
    top = max(step.log_likelihood for step in steps)
    least = min(step.log_likelihood for step in steps)
    low = max(min(step.log_likelihood if step.elbo is None else step.elbo for step in steps), least - MOST)
    span = max(top - low, LEAST)
    return low - 0.35 * span, top + 0.3 * span  # above the bars a line of text


def _bar(k: int, low: float, high: float) -> tuple[list[Any], list[Any]]:
    left, right = k - WIDTH / 2, k + WIDTH / 2
    return [left, left, right, right, left, None], [low, high, high, low, low, None]


def ladder(run: Traced, *, tr: Translate = str) -> Filmstrip:
    """One more bar each half-step: the E-step closes the gap, the M-step lifts the bound and reopens it."""
    trace = run.trace
    steps = rungs(trace)
    low, high = _floor(steps)
    elbo: dict[str, list[Any]] = {"x": [], "y": []}
    kl: dict[str, list[Any]] = {"x": [], "y": []}
    total: dict[str, list[Any]] = {"x": [], "y": []}
    for k, step in enumerate(steps):
        bottom = low if step.elbo is None else max(low, step.elbo)
        parts = ((elbo, low, bottom), (kl, bottom, step.log_likelihood if step.elbo is not None else bottom))
        for track, a, b in parts:
            x, y = _bar(k, a, b) if step.elbo is not None else ([None] * CORNERS, [None] * CORNERS)
            track["x"] += x
            track["y"] += [value if value is None else float(f"{value:.8g}") for value in y]
        total["x"] += [k - WIDTH / 2, k + WIDTH / 2, None]
        total["y"] += [*sigs([step.log_likelihood] * 2, 8), None]
    data = [
        theme.scatter("lines", "ELBO", meta="bound", fill="toself", fillcolor="@s5",
                      line=theme.line("@bound", width=1.5), hoverinfo="skip"),
        theme.scatter("lines", "KL", meta="kl", fill="toself", fillcolor="rgba(0,0,0,0)", hoverinfo="skip",
                      fillpattern={"shape": "/", "fgcolor": "@kl", "size": 6, "solidity": 0.4},
                      line=theme.line("@kl", width=1.5)),
        theme.scatter("lines", tr("log-likelihood"), meta="ll", line=theme.line("@ll", width=4),
                      hoverinfo="skip"),
        theme.scatter("lines", line=theme.line("@ink", width=3), hoverinfo="skip"),
        theme.scatter("text", textposition="bottom center", textfont={"color": "@kl", "size": 14},
                      hoverinfo="skip", cliponaxis=False),
    ]
    n = len(steps)
    labels = [label(s, tr) for s in trace]
    every = max(1, -(-n // 8))

    def frame(k: int) -> dict[int, Any]:
        step = steps[k]
        x, y = _bar(k, low, step.log_likelihood)
        # a place whose text was empty keeps no text when the player only moves the points
        text = "\u00a0" if step.kl is None else f"KL = {gap(step.kl)}"
        side = f"bottom {'right' if k < n / 5 else 'left' if k > 4 * n / 5 else 'center'}"
        return {ELBO: upto("elbo", CORNERS * (k + 1)), KL: upto("kl", CORNERS * (k + 1)),
                TOTAL: upto("total", 3 * (k + 1)), NOW: {"x": x[:5], "y": y[:5]},
                TEXT: {"x": [k - WIDTH / 2 if k < n / 5 else k + WIDTH / 2 if k > 4 * n / 5 else k],
                       "y": [high - 0.01 * (high - low)], "text": [text], "textposition": side}}

    def caption(k: int) -> str:
        step = steps[k]
        if step.elbo is None or step.kl is None:
            return tr("Half-step {label}: {values}.").format(
                label=labels[k], values=f"{tr('log-likelihood')} {fixed(step.log_likelihood)}")
        text = tr("Half-step {label}: ELBO {elbo} + KL {kl} = log-likelihood {value}.")
        return text.format(label=labels[k], elbo=fixed(step.elbo), kl=gap(step.kl),
                           value=fixed(step.log_likelihood))

    return Filmstrip(
        "plotly", tr("The ladder: log-likelihood = ELBO + KL (click to jump)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("half-step")), theme.axis(tr("nats (bars do not begin at 0)")), height=460,
            margin={"l": 80, "r": 14, "t": 12, "b": 84},
        )},
        Lazy(n, frame), Lazy(n, caption),
        opening={"layout": {
            "xaxis": {"range": [-0.7, n - 0.3], "tickvals": list(range(0, n, every)),
                      "ticktext": labels[::every]},
            "yaxis": {"range": sigs([low, high], 8)},
        }},
        tracks={"elbo": elbo, "kl": kl, "total": total}, clicks="jump",
    )
