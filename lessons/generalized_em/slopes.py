"""Slopes: the equations that the M-step would have to solve, Fisher's identity, and the climb inside."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

import numpy as np

from em_core import newton
from em_core.protocol import Floats
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, math, picker
from em_figures.numbers import short
from em_figures.words import fixed
from lessons.generalized_em.runs import FEATURES, Climb, captions, of_hands

NAMES = (r"\alpha_A", r"\alpha_B", "b")
ROWS = 6  # inner steps that have a row
H = 1e-5
NONE = "–"


def vector(params: Any) -> Floats:
    """alpha_A, alpha_B, b."""
    return np.concatenate([params.intercepts, params.slopes])


def total(run: Climb, k: int) -> Any:
    """The expected counts of half-step k's q, with the penalty where there is one."""
    stats = run.trace[run.before(k)].stats
    prior = run.trace.recipe.prior
    return stats if prior is None else stats + prior


def slope_of_likelihood(run: Climb, params: Any) -> Floats:
    """The gradient of log p(x) by differences: no q in it."""
    out, stats, data = [], run.trace[1].stats, run.trace.data
    assert stats is not None
    for i in range(3):
        by = np.zeros(3)
        by[i] = H
        ends = [FEATURES.log_likelihood(data, FEATURES.moved(stats, params, h)) for h in (by, -by)]
        out.append((ends[0] - ends[1]) / (2 * H))
    return np.array(out)


def _table(name: str, head: tuple[str, ...], rows: tuple[str, ...], first: int = 0) -> str:
    """Rows that begin with a symbol; cells are places from ``first`` on, row by row."""
    cells = len(head) - 1
    said = "".join(f'<th scope="col">{escape(one)}</th>' if one else "<td></td>" for one in head)
    body = "".join(
        f'<tr><th scope="row">{row}</th>'
        + "".join(f'<td data-s="{first + cells * r + c}"></td>' for c in range(cells)) + "</tr>"
        for r, row in enumerate(rows)
    )  # fmt: skip
    return f'<table class="em-table em-{name}"><thead><tr>{said}</tr></thead><tbody>{body}</tbody></table>'


@of_hands
def score(run: Climb, *, tr: Translate = str) -> Filmstrip:
    """The slope of Q in the parameter that is picked, with its numbers, and where the M rule goes."""
    place = [rf"\text{{R{j}}}" for j in range(7)]
    numbers = chunks(rf"({place[0]} - {place[1]} \times {place[2]})",
                     rf"+ ({place[3]} - {place[4]} \times {place[5]})", "=", place[6])  # fmt: skip
    symbols = (r"\partial Q / \partial \alpha_k = \sum_r \left( h_{rk} - n_{rk}\, p_{rk} \right)",
               r"\partial Q / \partial b = \sum_k \left( h_{1k} - n_{1k}\, p_{1k} \right)")  # fmt: skip
    eqs = "".join(f'<p class="em-eq-symbols">{math(one)}</p>' for one in symbols)
    pick = picker(tr("Slope in"), ("α_A", "α_B", "b"), 0)
    shown = f'{pick}<div class="em-eq" data-eq="score">{eqs}<p class="em-eq-line">{numbers}</p></div>'
    head = ("", tr("before"), tr("slope of Q"), tr("after"), tr("slope there"))
    table = _table("slopes", head, tuple(math(name) for name in NAMES))
    note = escape(tr("Hands r: 0 left, 1 right. Coins k. In every p both α and b stand in an exponent."))
    start = f'<p class="em-eq">{escape(tr("No q yet, so no expected counts and no equations."))}</p>'
    views = {"start": start, "now": f'{shown}<p class="em-note">{note}</p>{table}'}
    cells = (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((1, 0), (1, 1)))  # (hand, coin) of each parameter

    def frame(k: int) -> View:
        s = run.trace[k]
        if s.stats is None:
            return View("start", [], [()] * 3)
        made, counts = run.trace[run.before(k)], total(run, k)
        p = np.asarray(made.params.p_heads(counts.kinds))
        h, n = counts.counts[..., 0], counts.counts.sum(axis=2)
        gradient, later = (FEATURES.gradient(counts, one) for one in (made.params, s.params))
        before, after = vector(made.params), vector(s.params)
        slots: list[str] = []
        rows: list[list[str]] = []
        for i, pairs in enumerate(cells):
            row = [short(float(values[at])) for at in pairs for values in (h, n, p)]
            ridge = 0.0 if i < 2 else 2 * counts.ridge[0] * float(made.params.slopes[0])
            rows.append([*row, fixed(float(gradient[i]) + ridge, 4)])
            slots += [fixed(before[i]), fixed(gradient[i])]
            slots += [fixed(after[i]), fixed(later[i])] if s.phase == "M" else [NONE, NONE]
        return View("now", slots, rows)

    return Filmstrip("html", tr("No closed form: three equations in three unknowns"), {"views": views},
                     Lazy(len(run), frame), captions(run, tr))  # fmt: skip


@of_hands
def inside(run: Climb, *, tr: Translate = str) -> Filmstrip:
    """The climb inside the whole M-step: what each Newton step adds to Q."""
    head = (tr("Newton step"), "αA", "αB", "b", tr("Q still to gain"), tr("share of the gain"))
    symbols = ("", math(NAMES[0]), math(NAMES[1]), math("b"), escape(head[4]), escape(head[5]))
    said = "".join(f'<th scope="col">{one or escape(head[0])}</th>' for one in symbols)
    body = "".join(
        "<tr>" + f'<th scope="row" data-s="{6 * r}"></th>'
        + "".join(f'<td data-s="{6 * r + c}"></td>' for c in range(1, 6)) + "</tr>"
        for r in range(ROWS)
    )  # fmt: skip
    table = f'<table class="em-table em-inside"><thead><tr>{said}</tr></thead><tbody>{body}</tbody></table>'
    start = f'<p class="em-eq">{escape(tr("No q yet, so nothing to climb."))}</p>'
    note = '<p class="em-note" data-s="36"></p>'

    @cache
    def climbed(k: int) -> View:
        counts, params = total(run, k), run.trace[k].params
        values, joints = [vector(params)], [FEATURES.expected_log_joint(counts, params)]
        end, steps = FEATURES.climb(counts, params)
        best = FEATURES.expected_log_joint(counts, end)
        for _ in range(min(steps, ROWS - 1)):
            params = newton()(FEATURES, counts, params)
            values.append(vector(params))
            joints.append(FEATURES.expected_log_joint(counts, params))
        slots: list[str] = []
        gain = best - joints[0]
        for i in range(ROWS):
            if i >= len(values):
                slots += [NONE] * 6
                continue
            left = max(0.0, best - joints[i])
            slots += [str(i), *(fixed(v, 4) for v in values[i]), short(left, 3) if left > 1e-12 else "0"]
            slots.append(f"{100 * (1 - left / gain):.2f}%" if gain > 1e-12 else NONE)
        text = tr("The whole M-step of iteration {t} takes {n} Newton steps.")
        return View("now", [*slots, text.format(t=run.trace[k].iteration, n=steps)])

    def frame(k: int) -> View:  # an M-step's climb is from where its E-step was made
        return View("start", []) if run.trace[k].stats is None else climbed(run.before(k))

    return Filmstrip("html", tr("Inside one M-step: Newton’s climb to the top of Q"),
                     {"views": {"start": start, "now": table + note}}, Lazy(len(run), frame),
                     captions(run, tr))  # fmt: skip


@of_hands
def two_slopes(run: Climb, *, tr: Translate = str) -> Filmstrip:
    """The slopes of Q and of the log-likelihood: equal where q is the posterior, and not after the step."""
    head = ("", tr("slope of Q"), tr("slope of log p(x)"), "", tr("the step"))
    table = _table("slopes", head, tuple(math(name) for name in NAMES))
    note = '<p class="em-note" data-s="12"></p>'
    start = f'<p class="em-eq">{escape(tr("No q yet, so there is no Q."))}</p>'

    @cache
    def slope_at(k: int) -> Floats:
        return slope_of_likelihood(run, run.trace[k].params)

    def frame(k: int) -> View:
        s = run.trace[k]
        if s.stats is None:
            return View("start", [])
        # an E-step moves no parameters
        q, ll = FEATURES.gradient(s.stats, s.params), slope_at(k - (s.phase == "E"))
        by = vector(run.trace[k].params) - vector(run.trace[run.before(k)].params)
        slots: list[str] = []
        for i in range(3):
            same = abs(q[i] - ll[i]) < 2e-6 * (1 + abs(q[i]))
            slots += [fixed(q[i], 6), fixed(ll[i], 6), "=" if same else "≠"]
            slots.append(fixed(by[i], 6) if s.phase == "M" else NONE)
        text = (
            tr("At the parameters that made q. The right column is found by differences, without any q.")
            if s.phase == "E"
            else tr("The same q, the new parameters: until the next E-step the two slopes differ.")
        )
        return View("now", [*slots, text])

    return Filmstrip("html", tr("Two slopes, computed in two ways"),
                     {"views": {"start": start, "now": table + note}}, Lazy(len(run), frame),
                     captions(run, tr))  # fmt: skip
