"""Lesson 05's screens and controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from em_figures.filmstrip import Translate
from em_figures.words import stop_sentence
from em_lesson.storyboard import Page
from em_ui import controls, links
from em_ui.player import Input, Panel, Screen
from lessons.common import coins
from lessons.lower_bound import cages as zoo
from lessons.lower_bound import words as bound_words
from lessons.lower_bound.enlarged import enlarged
from lessons.lower_bound.ladder import ladder
from lessons.lower_bound.line import Climb
from lessons.lower_bound.proof import proof
from lessons.lower_bound.q_and_elbo import expected, q_and_elbo
from lessons.lower_bound.ratios import ratio_bars, share_bars
from lessons.lower_bound.routes import routes
from lessons.lower_bound.settings import (
    MOST_OWN,
    LowerBound,
    at_posterior,
    chooses,
    one_peak,
    own_q,
    peak,
    slice_line,
    sliced,
    stairs,
)
from lessons.lower_bound.slice_map import slice_map
from lessons.lower_bound.staircase import staircase
from lessons.lower_bound.step_numbers import beside_the_line, step_formula


def screen(s: LowerBound, tr: Translate) -> Screen:
    """The player's screen for the chosen view."""
    if s.view == "zoo":
        return zoo.screen(s.bug, tr)
    climb = sliced(s) if s.view == "slice" else stairs(s)
    panels = [Panel("staircase", staircase(climb, tr=tr), "full")]
    if chooses(s):
        panels += [Panel("shares", share_bars(climb, own_q(s), tr=tr))]
        panels += [Panel("ratios", ratio_bars(climb, tr=tr))]
    panels += [Panel("enlarged", enlarged(climb, tr=tr)), Panel("ladder", ladder(climb.trace, tr=tr))]
    if s.view == "slice":
        panels += [Panel("map", slice_map(climb, tr=tr)), Panel("beside", beside_the_line(climb, tr=tr))]
    panels += [Panel("q", q_and_elbo(climb, tr=tr)), Panel("expected", expected(climb, tr=tr))]
    panels += [Panel("proof", proof(climb, tr=tr), "full")]
    if s.view == "stairs":
        if not chooses(s):
            panels += [Panel("ratios", ratio_bars(climb, tr=tr))]
        panels += [Panel("formula", step_formula(climb, tr=tr), "full" if chooses(s) else "half")]
    panels += [Panel("routes", routes(climb, tr=tr), "full")]
    words = bound_words.captions(climb, tr)
    stop = stop_sentence(climb.trace, tr)
    return coins.screen(climb.trace, panels, words, stop, inputs(s, climb, tr), tr=tr)


def inputs(s: LowerBound, climb: Climb, tr: Translate) -> Sequence[Input]:
    """The live sliders: start and known coin, with the learner's q where they choose it; on a slice u."""
    if s.view == "slice":
        return (Input("s", tr("start u"), climb.line.low, climb.line.high),)
    known = (Input("a", tr("start θ_A"), **coins.LIVE), Input("b", tr("θ_B (known)"), **coins.LIVE))
    count = len(coins.rounds_of(s)) if chooses(s) else 0
    return known + tuple(Input(f"q{i}", f"q_{i}(A)", 0.001, 0.999) for i in range(1, count + 1))


def call(s: LowerBound) -> str:
    """The call that makes this screen's run, to be copied."""
    if s.view == "zoo":
        return zoo.call(s.bug)
    rounds = coins.rounds_of(s)
    data = f"rounds = Rounds(heads={rounds.heads.tolist()}, flips={rounds.flips.tolist()})\n"
    model = "model = CoinMixture(learn_weights=False)\n"
    if s.view == "slice":
        (a, b), (da, db), at = *sliced(s).line[:2], sliced(s).line
        return (
            "from em_core import CoinMixture, CoinParams, Recipe, Rounds, along, run\n\n"
            + data
            + model
            + "\n\n"
            "def line(u):\n"
            f"    return CoinParams((0.5, 0.5), ({a:.6f} + u * {da:.6f}, {b:.6f} + u * {db:.6f}))\n\n\n"
            f"recipe = Recipe(m_step=along(line, {at.low}, {at.high}))\n"
            f"steps = list(run(model, rounds, line({s.s}), recipe))\n"
        )
    start = f"start = CoinParams(weights=(0.5, 0.5), p_heads={(s.a, s.b)})\n"
    if not chooses(s):
        return (
            "from em_core import CoinMixture, CoinParams, Recipe, Rounds, hold, run\n\n"
            + data
            + model
            + start
            + "\nsteps = list(run(model, rounds, start, Recipe(m_step=hold(1))))  # coin B is known\n"
        )
    rows = ", ".join(f"({q}, {1 - q})" for q in own_q(s).tolist())
    return (
        "from em_core import CoinMixture, CoinParams, Recipe, Responsibilities, Rounds, given, hold, run\n\n"
        + data
        + model
        + start
        + f"q = Responsibilities([{rows}])\n"
        + "\nsteps = list(run(model, rounds, start, Recipe(e_step=given(q), m_step=hold(1))))\n"
    )


# ---- the controls --------------------------------------------------------------------------------


def choose_view(page: Page[Any]) -> None:
    """Stairs, slice or zoo, and what belongs to it."""
    tr, s = page.tr, page.settings
    controls.choice(
        page,
        "view",
        tr("View"),
        {
            "stairs": tr("Stairs: one coin unknown"),
            "slice": tr("Slice: two coins unknown"),
            "zoo": tr("Bug zoo"),
        },
    )
    if s.view == "zoo":
        zoo.choose(page)
        return
    coins.choose_rounds(page)
    if s.view == "slice" and one_peak(s):
        total = f"{sum(slice_line(s).base):.3f}"
        through = tr(
            "The mirrored peaks of these rounds are one point on the diagonal, so no line joins them; "
            "the slice is the line θ_A + θ_B = {sum} through it."
        )
        beside = tr(
            "The mirrored peaks of these rounds are one point at the edge, so no line joins them; "
            "the slice is the line θ_A + θ_B = {sum} near it."
        )
        exact = abs(sum(peak(s)) - sum(slice_line(s).base)) < 1e-6
        st.info((through if exact else beside).format(sum=total))
    if s.view == "stairs":
        controls.toggle(page, "own", tr("Choose q yourself"))
        _choose_q(page)


def _choose_q(page: Page[Any]) -> None:
    tr, s = page.tr, page.settings
    if not s.own:
        return
    if not chooses(s):
        text = tr(
            "There is a slider for each of at most {most} rounds; these are {n}, so the switch has no effect."
        )
        st.info(text.format(most=MOST_OWN, n=len(coins.rounds_of(s))))
        return
    left, right = st.columns(2)
    left.button(tr("Set q to the posterior"), key=page.key("posterior"), on_click=_set_q, args=(page, True))
    right.button(tr("Set q to one half"), key=page.key("halves"), on_click=_set_q, args=(page, False))


def _set_q(page: Page[Any], posterior: bool) -> None:
    """The posterior at the start as it is now (it may have been dragged since the page was drawn), or 1/2."""
    s = page.settings
    halves = {f"q{i}": 0.5 for i in range(1, len(coins.rounds_of(s)) + 1)}
    links.touch()
    page.forgive()
    page.keep(s.with_(**(at_posterior(s) if posterior else halves), k=1))
    page.go()
