"""The log-likelihood of every half-step; a click jumps there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sigs
from em_figures.trace import Trace, label
from em_figures.words import fixed, listed


class Climb(NamedTuple):
    """log_likelihood of every half-step, and elbo, which is None at the start."""

    log_likelihood: list[float]
    elbo: list[float | None]


def climb(trace: Trace) -> Climb:
    """The two curves of a run."""
    bounds = [None if s.elbo is None else float(f"{s.elbo:.8g}") for s in trace]
    return Climb(sigs((s.log_likelihood for s in trace), 8), bounds)


def ticks(labels: Sequence[str]) -> dict[str, Any]:
    """At most eight of the half-steps' names along an axis."""
    step = max(1, -(-len(labels) // 8))
    at = list(range(0, len(labels), step))
    return {"tickvals": at, "ticktext": [labels[i] for i in at]}


def log_likelihood_trace(
    trace: Trace, *others: Trace, names: Sequence[str] = (), marks: Sequence[str] = ("ll", "other"),
    bound: bool = True, tr: Translate = str,
) -> Filmstrip:
    """Log-likelihood (solid) and, with ``bound``, lower bound (dashed) of a run; or several runs together.

    marks: what the prose calls each run's curve; the bound's is "bound".
    """
    runs = (trace, *others)
    names = names or (tr("log-likelihood"),)
    styles = (("@ll", "solid", "circle"), ("@bound", "dash", "square"))
    n = max(len(run) for run in runs)
    climbs = [climb(run) for run in runs]
    longest = max(runs, key=len)
    labels = [tr("start") if s.phase == "start" else label(s) for s in longest]
    data: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "x": [None], "y": [None], "name": tr("the run before"),
         "line": {"color": "@ghost", "width": 1.5}},
    ]
    opening: dict[int, Any] = {}
    first = len(data)
    for i, run in enumerate(runs):
        colour, dash, symbol = styles[i]
        steps = [symbol if s.phase == "M" else f"{symbol}-open" for s in run]
        data.append({"type": "scatter", "mode": "lines+markers", "x": [], "y": [], "name": names[i],
                     "meta": marks[i], "line": {"color": colour, "width": 2, "dash": dash},
                     "marker": {"size": 6, "color": colour, "symbol": symbol}})
        opening[first + i] = {"x": list(range(len(run))), "y": climbs[i].log_likelihood,
                              "marker": {"size": 6, "color": colour, "symbol": steps}}
    if bound and not others:  # over the log-likelihood, so that both are seen where they are one
        data.append({"type": "scatter", "mode": "lines+markers", "x": [], "y": [], "name": tr("lower bound"),
                     "meta": "bound", "line": {"color": "@bound", "width": 1.5, "dash": "dash"},
                     "marker": {"size": 3, "symbol": "square", "color": "@bound"}})
        opening[len(data) - 1] = {"x": list(range(1, len(trace))), "y": climbs[0].elbo[1:]}
    rings = len(data)
    for colour, _, symbol in styles[: len(runs)]:
        ring = theme.ring(colour, square=symbol == "square", size=17)
        data.append(theme.scatter("markers", cliponaxis=False, marker=ring))
    shown = [v for c in climbs for v in c.log_likelihood]
    if bound and not others:
        shown += [v for v in climbs[0].elbo if v is not None and v > min(shown) - 20]
    low, high = min(shown), max(shown)
    pad = 0.06 * (high - low) or 0.5

    def frame(k: int) -> dict[int, Any]:
        at = [min(k, len(run) - 1) for run in runs]
        return {rings + i: {"x": [k], "y": [climbs[i].log_likelihood[a]]} for i, a in enumerate(at)}

    def caption(k: int) -> str:
        each = zip(names, runs, strict=True)
        now = listed((f"{name} {fixed(run.at(k).log_likelihood)}" for name, run in each), tr)
        return tr("Half-step {label}: {values}.").format(label=labels[k], values=now)

    return Filmstrip(
        "plotly", tr("Log-likelihood, half-step by half-step (click to jump)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("half-step")), theme.axis(tr("log-likelihood (nats)")), height=460,
            margin={"l": 80, "r": 14, "t": 12, "b": 84},  # "−1300" and the title beside each other
        )},
        Lazy(n, frame), Lazy(n, caption),
        opening={"data": opening, "layout": {
            "xaxis": {"range": [-0.6, n - 0.4], **ticks(labels)},
            "yaxis": {"range": [low - pad, high + pad]},
        }},
        tracks={"climb": {"x": list(range(len(trace))), "y": climbs[0].log_likelihood}},
        ghost={0: "climb"}, clicks="jump",
    )
