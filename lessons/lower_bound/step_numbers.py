"""The current half-step in numbers: the formula where coin B is known, the exact M-step beside a slice."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import NamedTuple

import numpy as np

from em_core import CoinParams
from em_figures.coins.formula import formula
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math
from em_figures.words import fixed
from lessons.lower_bound.line import Climb, on_the_slice, with_own_q, with_the_posterior
from lessons.lower_bound.words import change, gap, sentence

THETA_B = r"\theta_B"
ASKED = 1  # the round that a question is about, from 0


@with_the_posterior
def step_formula(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """Lesson 03's formula without a step of the known coin B."""
    return _formula(climb, tr)


@with_own_q
def own_formula(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """The same where the learner has chosen the first q, which is no posterior."""
    return _formula(climb, tr)


def _formula(climb: Climb, tr: Translate) -> Filmstrip:
    strip = formula(climb.trace, known=frozenset({1}), first=ASKED, tr=tr)
    known = escape(tr("Coin B is known, so the M-step leaves it alone:"))
    note = f'<p class="em-note">{known} {math(THETA_B)} = {fixed(climb.line.base[1])}</p>'
    views = {name: html + note * name.startswith("M") for name, html in strip.base["views"].items()}
    views["own"] = f'<p class="em-eq">{escape(tr("This q is yours: no formula made it."))}</p>'
    rounds = len(climb.trace.data)

    def frame(k: int) -> View:
        if climb.trace[k].phase == "E" and not climb.exact(k):
            return View("own", [], [()] * rounds)
        view: View = strip.frames[k]
        return view

    return replace(strip, base={"views": views}, frames=Lazy(len(climb.trace), frame))


class Aside(NamedTuple):
    """An M-step on a slice beside the exact one: both coins after each, the distance of the exact one's
    from the line, and the ELBO of this q after each, nats."""

    exact: CoinParams
    on_line: CoinParams
    distance: float
    elbo_exact: float
    elbo_on_line: float


def aside(climb: Climb, k: int) -> Aside:
    """Of M half-step k."""
    s, before = climb.trace[k], climb.trace[k - 1]
    assert s.stats is not None and s.posterior is not None and s.elbo is not None
    exact = climb.trace.model.maximize(s.stats, before.params)
    nearest = climb.line.params(climb.line.at(exact))
    elbo = climb.trace.model.expected_log_joint(s.stats, exact) + s.posterior.entropy()
    distance = float(np.hypot(*(exact.p_heads - nearest.p_heads)))
    return Aside(exact, s.params, distance, elbo, s.elbo)


def _coins(params: CoinParams) -> str:
    return f"({', '.join(fixed(p, 4) for p in params.p_heads)})"


@on_the_slice
def beside_the_line(climb: Climb, *, tr: Translate = str) -> Filmstrip:
    """How far the exact M-step would leave the line, and how much bound the line gives away."""
    columns = ("", "(θ_A, θ_B)", "ELBO")
    names = (tr("M-step on the line"), tr("exact M-step"), tr("difference"))
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        f'<td data-s="{2 * i}"></td><td data-s="{2 * i + 1}"></td></tr>'
        for i, name in enumerate(names))
    note = escape(tr("The exact M-step maximises the bound over both coins and leaves the line. On the line "
                     "it is a generalised M-step: it raises the bound, and that is all the proof needs."))
    table = (f'<table class="em-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
             f'<p class="em-note">{note}</p>')

    def frame(k: int) -> View:
        if climb.trace[k].phase != "M":
            return View("now", ["–"] * 6)
        at = aside(climb, k)
        return View("now", [
            _coins(at.on_line), fixed(at.elbo_on_line, 4), _coins(at.exact), fixed(at.elbo_exact, 4),
            tr("{distance} off the line").format(distance=gap(at.distance)),
            change(at.elbo_exact - at.elbo_on_line),
        ])

    n = len(climb.trace)
    return Filmstrip("html", tr("Beside the line: the exact M-step"), {"views": {"now": table}},
                     Lazy(n, frame), Lazy(n, lambda k: sentence(climb, k, tr)))
