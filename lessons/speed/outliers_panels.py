"""The weights of the numbers, the formulas that make and use them, and two M-steps in a race."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation, picker
from em_figures.numbers import fixed as digits
from em_figures.numbers import sig, sigs
from lessons.speed.outliers import Student15, X, captions, on_student
from lessons.speed.weight_curves import ten

SPOTS = np.linspace(-85, 95, 37)


@on_student
def weights(run: Student15, *, tr: Translate = str) -> Filmstrip:
    """The fifteen numbers with their weights, and the weight that a number elsewhere would have."""
    nu = run.settings.dof
    spots, xs = [round(v, 1) for v in SPOTS.tolist()], X.tolist()
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("the weight at every place"), meta="curve", x=spots, hoverinfo="skip",
                      line=theme.line("@muted", dash="dot")),
        theme.scatter("lines", tr("a Gaussian: all alike"), meta="gauss", x=[spots[0], spots[-1]], y=[1, 1],
                      hoverinfo="skip", line=theme.line("@ghost", dash="dash", width=1.5)),
        theme.scatter("markers", tr("weight w of a number"), meta="weight", x=xs,
                      marker={"size": 11, "color": "@E", "line": {"width": 1, "color": "@ink"}}),
        theme.scatter("lines", tr("mean μ"), meta="mean", hoverinfo="skip", line=theme.line("@M", width=3)),
    ]  # fmt: skip
    top = 1.1 * max(1.0, (nu + 1) / nu)

    def frame(k: int) -> dict[int, Any]:
        s = run.trace[k]
        made = run.trace[max(k - (s.phase == "M"), 0)].params
        away = ((SPOTS - made.mean) / made.scale) ** 2
        mean = sig(s.params.mean, 5)
        return {
            0: {"y": [round(v, 3) for v in ((nu + 1) / (nu + away)).tolist()]},
            2: {"y": [round(v, 3) for v in run.weights[k].tolist()]},
            3: {"x": [mean, mean], "y": [0, top]},
        }

    return Filmstrip(
        "plotly", tr("What each number weighs"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("difference in height (1/8 inch)"), range=[-90, 100]),
            theme.axis(tr("weight"), range=[0, top]), height=380,
        )},
        Lazy(len(run), frame), captions(run, tr),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _markup(names: tuple[str, ...], expanded: bool, tr: Translate) -> str:
    pick = picker(tr("Number"), names, 1)
    weight = equation(
        "weight", r"w_n = (\nu + 1) / (\nu + d_n)",
        chunks(r"d_n = (x_n - \mu)^2 / \sigma^2", "=", r"\text{R0}"),
        chunks(r"w_n = \text{S0} / (\text{S1} + \text{R0})", "=", r"\text{R1}"),
    )  # fmt: skip
    mean = equation("mean", r"\mu = \sum w_n x_n / \sum w_n",
                    chunks(r"\text{S2} / \text{S3}", "=", r"\text{S4}"))  # fmt: skip
    below = r"\sum w_n" if expanded else "N"
    scale = equation("scale", rf"\sigma^2 = \sum w_n (x_n - \mu)^2 / {below}",
                     chunks(r"\text{S5} / \text{S6}", "=", r"\text{S7}"))  # fmt: skip
    return f'{pick}<div class="em-routes"><div>{weight}</div><div>{mean}{scale}</div></div>'


@on_student
def student_numbers(run: Student15, *, tr: Translate = str) -> Filmstrip:
    """The weight of a number that is picked, and the quotients that the M-step makes of all weights."""
    nu, expanded = run.settings.dof, run.settings.expanded
    names = tuple(f"{i}: {v:.0f}".replace("-", "−") for i, v in enumerate(X.tolist(), 1))

    def frame(k: int) -> View:
        s = run.trace[k]
        made = run.trace[max(k - (s.phase == "M"), 0)].params
        w = run.weights[k]
        away = ((X - made.mean) / made.scale) ** 2
        total, first = float(w.sum()), float(w @ X)
        mean = first / total
        squares = float(w @ (X - mean) ** 2)
        below = total if expanded else float(len(X))
        divisor = digits(total, 3) if expanded else str(len(X))
        slots = [str(nu + 1), str(nu), digits(first, 3), digits(total, 3), digits(mean, 4),
                 digits(squares, 2), divisor, digits(squares / below, 4)]  # fmt: skip
        return View("now", slots, [[digits(float(a), 3), digits(float(v), 3)]
                                   for a, v in zip(away, w, strict=True)])  # fmt: skip

    return Filmstrip("html", tr("The E-step weighs, the M-step divides"),
                     {"views": {"now": _markup(names, expanded, tr)}}, Lazy(len(run), frame),
                     captions(run, tr))  # fmt: skip


@on_student
def two_divisors(run: Student15, *, tr: Translate = str) -> Filmstrip:
    """How far mean and scale move in each iteration, divided by N and by the sum of the weights."""
    styles = {False: ("@ink", "solid", "circle", tr("EM: divided by N")),
              True: ("@D", "dash", "diamond", tr("PX-EM: divided by Σ w"))}  # fmt: skip
    data, opening = [], {}
    logs = {way: sigs(np.log10(np.maximum(moved, 1e-12)), 5) for way, moved in run.changes.items()}
    for i, (way, (colour, dash, symbol, name)) in enumerate(styles.items()):
        data.append(theme.scatter("lines+markers", name, meta="px" if way else "plain",
                                  line=theme.line(colour, dash=dash),
                                  marker={"size": 5, "symbol": symbol, "color": colour}))
        opening[i] = {"x": list(range(1, len(logs[way]) + 1)), "y": logs[way]}
    way = run.settings.expanded
    colour, _, symbol, _ = styles[way]
    data.append(theme.scatter("markers", cliponaxis=False, hoverinfo="skip",
                              marker=theme.ring(colour, size=17) | {"symbol": f"{symbol}-open"}))
    longest = max(len(moved) for moved in logs.values())

    def frame(k: int) -> dict[int, Any]:
        t = k // 2
        return {2: {"x": [t], "y": [logs[way][t - 1]]} if t else {"x": [], "y": []}}

    def caption(k: int) -> str:
        t = k // 2
        text = tr("After {t} iterations; EM takes {n} until nothing moves, PX-EM {m}.")
        return text.format(t=t, n=len(logs[False]), m=len(logs[True]))

    powers = [2, 0, -2, -4, -6, -8]
    return Filmstrip(
        "plotly", tr("How far mean and scale move in an iteration"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("iteration")),
            theme.axis(tr("the farther move"), range=[-9, 2.2], tickvals=powers,
                       ticktext=[ten(p) if p else "1" for p in powers]),
            height=380,
        )},
        Lazy(len(run), frame), Lazy(len(run), caption),
        opening={"data": opening, "layout": {"xaxis": {"range": [0, longest + 2]}}},
    )  # fmt: skip
