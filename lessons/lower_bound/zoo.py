"""The bug zoo: what a program prints every half-step, with every fall marked, and the checks one can make.

The program is EM with at most one mistake in it; nothing here says which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Any, NamedTuple

import numpy as np

from em_core import CoinParams, bound, maximize
from em_core.mixture import Responsibilities
from em_figures import theme
from em_figures.coins.ledger import ledger
from em_figures.coins.words import thetas
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View, upto
from em_figures.numbers import sig
from em_figures.trace import Half, Trace, label
from em_figures.words import fixed
from em_lesson.scene import drawn_on
from lessons.common.coin_runs import CoinRun
from lessons.lower_bound.words import change, gap

Column = Callable[[Half], float | None]
ROUNDING = 1e-9  # relative: a smaller fall is rounding
SAME = 1e-6  # of a parameter: a smaller difference is none
LINE, FALLS, SIZE, RING = range(4)


class Program(CoinRun):
    """A program's run, and the number that it prints every half-step."""

    def __init__(self, trace: Trace, column: Column) -> None:
        super().__init__(trace)
        self.column = column


of_a_program = drawn_on(lambda run: isinstance(run, Program))


class Fall(NamedTuple):
    """A half-step at which the printed column is lower than the one before, and by how much."""

    k: int
    size: float


def printed(trace: Trace, column: Column) -> list[float | None]:
    """What the program prints at every half-step."""
    return [column(s) for s in trace]


def falls(values: Sequence[float | None]) -> list[Fall]:
    """Every fall beyond rounding; what is not printed is skipped."""
    out, last = [], None
    for k, value in enumerate(values):
        if value is None:
            continue
        if last is not None and value < last - ROUNDING * (1 + abs(last)):
            out.append(Fall(k, last - value))
        last = value
    return out


@of_a_program
def column_plot(run: Program, *, tr: Translate = str) -> Filmstrip:
    """The printed column half-step by half-step; a fall has a triangle and its size."""
    trace, column = run.trace, run.column
    values = printed(trace, column)
    known = [v for v in values if v is not None]
    down = falls(values)
    low, high = min(known), max(known)
    room = 0.14 * (high - low) or 0.5
    labels = [label(s, tr) for s in trace]
    n, every = len(trace), max(1, -(-len(trace) // 8))
    data = [
        theme.scatter("lines+markers", tr("the printed column"), meta="column", line=theme.line("@ll"),
                      marker={"size": 6, "color": "@ll"}),
        theme.scatter("markers", tr("a fall"), meta="fall", cliponaxis=False, hoverinfo="skip",
                      marker={"symbol": "triangle-down", "size": 14, "color": "@B"}),
        theme.scatter("text", textposition="bottom center", cliponaxis=False, hoverinfo="skip",
                      textfont={"color": "@B-text", "size": 14}),
        theme.scatter("markers", marker=theme.ring("@ink", size=17), cliponaxis=False),
    ]

    def frame(k: int) -> dict[int, Any]:
        seen = [fall for fall in down if fall.k <= k]
        none = {"x": [None], "y": [None], "text": [""]}
        last = seen[-1:]  # one size at a time: on a phone more of them lie on one another
        told = {"x": [fall.k for fall in last], "y": [(values[fall.k] or 0.0) - 0.4 * room for fall in last],
                "text": [change(-fall.size) for fall in last]}
        return {LINE: upto("column", k + 1), FALLS: upto("falls", len(seen)) if seen else none,
                SIZE: told if seen else none, RING: {"x": [k], "y": [values[k]]}}

    def caption(k: int) -> str:
        value, size = values[k], {fall.k: fall.size for fall in down}.get(k)
        if value is None:
            return tr("Half-step {label}: nothing is printed yet.").format(label=labels[k])
        if size is not None:
            text = tr("Half-step {label}: the program prints {value}, a fall by {size}.")
            return text.format(label=labels[k], value=fixed(value, 4), size=gap(size))
        text = tr("Half-step {label}: the program prints {value}.")
        return text.format(label=labels[k], value=fixed(value, 4))

    tracks: dict[str, Any] = {
        "column": {"x": list(range(n)), "y": [None if v is None else sig(v, 8) for v in values]},
        "falls": {"x": [fall.k for fall in down], "y": [sig(values[fall.k] or 0.0, 8) for fall in down]},
    }

    return Filmstrip(
        "plotly", tr("What the program prints (click to jump)"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("half-step"), range=[-0.6, n - 0.4], tickvals=list(range(0, n, every)),
                       ticktext=labels[::every]),
            theme.axis(tr("printed (nats)"), range=[low - 2 * room, high + room]), height=460,
            margin={"l": 80, "r": 14, "t": 12, "b": 84},
        )},
        Lazy(n, frame), Lazy(n, caption),
        tracks=tracks, clicks="jump",
    )


class Checks(NamedTuple):
    """What can be checked at a half-step; None where it has no such thing. Changes are since the one before.

    kl_after_e: KL(q || posterior at the parameters of the E-step). objective: ELBO + log prior.
    exact: the M-step that these responsibilities lead to; whole: the same after rounding them to labels.
    """

    printed: float | None
    printed_change: float | None
    kl_after_e: float | None
    elbo_change: float | None
    log_likelihood_change: float | None
    objective_change: float | None
    exact: CoinParams | None
    whole: CoinParams | None


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def checks(trace: Trace, column: Column, k: int) -> Checks:
    """All checks of half-step k, computed from the run itself."""
    s, before = trace[k], trace[max(0, k - 1)]
    if s.phase == "start" or s.posterior is None:
        return Checks(column(s), None, None, None, None, None, None, None)
    made = before if s.phase == "M" else s  # the parameters at which q was made
    exact = whole = None
    if s.phase == "M":
        hard = Responsibilities(np.eye(2)[s.posterior.probs.argmax(axis=1)])
        for name, q in (("exact", s.posterior), ("whole", hard)):
            stats = trace.model.expected_stats(trace.data, q)
            if trace.recipe.prior is not None:
                stats = stats + trace.recipe.prior
            params = maximize(trace.model, stats, before.params)
            exact, whole = (params, whole) if name == "exact" else (exact, params)
    return Checks(
        column(s), _difference(column(s), column(before)),
        bound.divergence(trace.model, trace.data, s.posterior, made.params),
        _difference(s.elbo, before.elbo), s.log_likelihood - before.log_likelihood,
        _difference(s.objective, before.objective), exact, whole,
    )


def _same(a: CoinParams, b: CoinParams) -> bool:
    return bool(max(abs(a.p_heads - b.p_heads).max(), abs(a.weights - b.weights).max()) < SAME)


def _params(params: CoinParams, learned: bool) -> str:
    weights = f", π_A = {fixed(params.weights[0])}" if learned else ""
    return thetas(params) + weights


@of_a_program
def check_table(run: Program, *, tr: Translate = str) -> Filmstrip:
    """The checks of the current half-step, each with its number and what a correct EM would show."""
    trace, column = run.trace, run.column
    prior, learned = trace.recipe.prior is not None, bool(trace.model.learn_weights)
    never = tr("may fall, because there is a prior") if prior else tr("never falls")
    rows = [
        (tr("printed column, change"), tr("never falls, if it is the objective")),
        (tr("KL(q || posterior) right after the E-step"), "0"),
        (tr("ELBO, change"), never),
        (tr("log-likelihood, change"), never),
        (tr("ELBO + log prior, change") if prior else "", tr("never falls")),
        (tr("parameters"), ""),
        (tr("exact M-step from the same q"), tr("the same parameters")),
        (tr("M-step after giving each round to one coin"), tr("other parameters, as a rule")),
    ]
    kept = [i for i, (name, _) in enumerate(rows) if name]
    columns = (tr("check"), tr("this half-step"), tr("a correct EM"))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(rows[i][0])}</th>'
        f'<td data-s="{i}"></td><td>{escape(rows[i][1])}</td></tr>'
        for i in kept)
    table = f'<table class="em-table em-checks"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'

    def moved(value: float | None, scale: float) -> str:
        if value is None:
            return "–"
        if abs(value) <= ROUNDING * (1 + scale):
            return "= 0"
        return f"\u25b2 {change(value)}" if value > 0 else f"\u25bc {change(value)}"

    def frame(k: int) -> View:
        at, s = checks(trace, column, k), trace[k]
        scale = abs(s.log_likelihood)
        kl = "–" if at.kl_after_e is None else "0" if at.kl_after_e < 1e-12 else f"≠ 0: {gap(at.kl_after_e)}"
        compared = [
            "–" if p is None else f"{'=' if _same(p, s.params) else '≠'} {_params(p, learned)}"
            for p in (at.exact, at.whole)
        ]
        changes = (at.elbo_change, at.log_likelihood_change, at.objective_change)
        return View("now", [
            moved(at.printed_change, scale), kl, *(moved(value, scale) for value in changes),
            _params(s.params, learned), *compared,
        ])

    n = len(trace)
    return Filmstrip("html", tr("Checks at this half-step"), {"views": {"now": table}}, Lazy(n, frame),
                     Lazy(n, lambda k: label(trace[k], tr)))


@of_a_program
def credit(run: Program, *, tr: Translate = str) -> Filmstrip:
    """Lesson 03's ledger of the current responsibilities, and not what the program makes of them."""
    strip = ledger(run.trace, title=tr("The program's q: how it shares the rounds"), tr=tr)

    def frame(k: int) -> View:
        view: View = strip.frames[k]
        return view._replace(name="E") if view.name == "M" else view

    return replace(strip, frames=Lazy(len(run), frame))
