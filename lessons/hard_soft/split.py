"""How far the two coins are apart, iteration by iteration, and when a stopping rule would be content."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10
from typing import Any

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.numbers import power, sigs
from em_figures.trace import Trace
from em_figures.words import fixed
from lessons.hard_soft.panels import of_both
from lessons.hard_soft.runs import Both
from lessons.hard_soft.spread import spread_of

LEAST = 1e-8  # a split below it is drawn as none
SMALL_CHANGE = 1e-4  # with which the rule on the parameters is content


def splits(trace: Trace) -> list[float]:
    """|theta_A - theta_B| at the start and after each M-step."""
    return [abs(float(np.diff(step.params.p_heads)[0])) for step in trace if step.phase != "E"]


def moves(trace: Trace) -> list[float]:
    """By how much the coins, and the weights, moved at most in each iteration."""
    points = [np.append(s.params.p_heads, s.params.weights) for s in trace if s.phase != "E"]
    return [float(abs(b - a).max()) for a, b in zip(points, points[1:], strict=False)]


def changes(trace: Trace) -> list[tuple[float, float]]:
    """By how much the objective changed in each iteration from the second, and what it has to get below."""
    values = [s.objective for s in trace if s.phase == "M" and s.objective is not None]
    pairs = zip(values, values[1:], strict=False)
    return [(abs(b - a), trace.tol * (1 + abs(b))) for a, b in pairs]


@of_both
def split_figure(run: Both, tr: Translate) -> Filmstrip | None:
    """The split of soft EM's coins on a logarithmic axis, and a split that is multiplied by rho each time."""
    values, rho = splits(run.soft), spread_of(run.soft).rho
    if values[0] < LEAST:
        return None
    logs = [log10(v) if v >= LEAST else None for v in values]
    guide = [log10(values[0]) + t * log10(rho) for t in range(len(values))] if rho > 0 else []
    shown = [v for v in logs if v is not None]
    low, high = floor(min(shown) - 0.05), max(ceil(max(shown)), 0)
    exponents = list(range(low, high + 1))
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("each iteration times ρ"), meta="rho",
                      line=theme.line("@muted", dash="dash", width=2), hoverinfo="skip"),
        theme.scatter("lines+markers", tr("distance of the coins"), meta="split",
                      line=theme.line("@ink", width=2), marker={"size": 5, "color": "@ink"}),
        theme.scatter("markers", cliponaxis=False, marker=theme.ring("@ink")),
    ]  # fmt: skip
    n = len(values)

    def at(k: int) -> int:
        step = run.soft.at(k)
        return step.iteration - (step.phase == "E")

    def frame(k: int) -> dict[int, Any]:
        t = at(k)
        return {2: {"x": [t], "y": [logs[t]]} if logs[t] is not None else {"x": [], "y": []}}

    def caption(k: int) -> str:
        text = tr("After {n} iterations the coins are {split} apart; ρ is {rho}.")
        return text.format(n=at(k), split=_size(values[at(k)]), rho=fixed(rho))

    inside = [(t, v) for t, v in enumerate(guide) if low - 1 <= v <= high + 1]
    opening = {
        "data": {0: {"x": [t for t, _ in inside], "y": sigs(v for _, v in inside)},
                 1: {"x": list(range(n)), "y": [None if v is None else float(f"{v:.6g}") for v in logs]}},
        "layout": {"xaxis": {"range": [-0.03 * n, 1.03 * n]}, "yaxis": {
            "range": [low - 0.1, high + 0.1], "tickvals": exponents,
            "ticktext": [f"10<sup>{e}</sup>" if e else "1" for e in exponents]}},
    }  # fmt: skip
    return Filmstrip(
        "plotly", tr("How far the two coins are apart"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("iteration")), theme.axis(tr("distance of θ_A and θ_B")), height=400,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption), opening=opening,
    )  # fmt: skip


def _size(value: float) -> str:
    return fixed(value, 4) if value >= 1e-3 or value == 0 else power(value, 2)


def _first(met: list[bool], upto: int, offset: int) -> str:
    """The iteration at which a rule was first met, if that was by now."""
    return next((str(t) for t, yes in enumerate(met, offset) if yes and t <= upto), "–")


@of_both
def rules(run: Both, tr: Translate) -> Filmstrip:
    """Two stopping rules on soft EM's run: what each looks at now, and since when it would be content."""
    trace = run.soft
    objective, parameters, apart = changes(trace), moves(trace), splits(trace)
    names = (tr("change of the objective"), tr("change of the parameters"))
    columns = ("", tr("now"), tr("content below"), tr("content at iteration"))
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td data-s="{3 * i + j}"></td>' for j in range(3)) + "</tr>"
        for i, name in enumerate(names)
    )  # fmt: skip
    markup = (
        f'<table class="em-table em-rules"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        '<p class="em-note" data-s="6"></p>'
    )

    def where(k: int) -> int:
        step = trace.at(k)
        return step.iteration - (step.phase == "E")

    def said(k: int) -> str:
        a, b = trace.at(k).params.p_heads
        text = tr("The coins are at {a} and {b}, {split} apart. Neither rule knows how far they have to go.")
        return text.format(a=fixed(a), b=fixed(b), split=_size(apart[where(k)]))

    def frame(k: int) -> View:
        t = where(k)
        now, limit = objective[t - 2] if t >= 2 else (None, None)
        slots = [
            "–" if now is None else _size(now),
            "–" if limit is None else power(limit, 2),
            _first([change <= most for change, most in objective], t, 2),
            _size(parameters[t - 1]) if t else "–",
            f"{SMALL_CHANGE:.4f}",
            _first([change <= SMALL_CHANGE for change in parameters], t, 1),
        ]
        return View("now", [*slots, said(k)])

    n = len(run)
    title = tr("Two stopping rules")
    return Filmstrip("html", title, {"views": {"now": markup}}, Lazy(n, frame), Lazy(n, said))
