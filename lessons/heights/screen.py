"""Lesson 08's screens and controls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from em_figures.filmstrip import Translate
from em_figures.loglik import log_likelihood_trace
from em_figures.trace import label
from em_figures.words import NAMES
from em_lesson.own_rows import rows_of
from em_lesson.storyboard import Page
from em_ui import controls, own_controls
from em_ui.player import Input, Panel, Screen
from lessons.heights.curves import mixture_histogram
from lessons.heights.histogram import tidy
from lessons.heights.numbers import m_step_numbers, person
from lessons.heights.race import race_figure, race_table
from lessons.heights.record import Column, Heights, captions, stop_sentence
from lessons.heights.regions import accuracy_curve, humps_map, regions_table
from lessons.heights.runs import RACED, candidates, direct, heights, model, races, start
from lessons.heights.settings import STARTS, HeightsSettings, column, regions, shown, varies
from lessons.heights.tables import beside_the_truth, choice_table
from lessons.heights.who import responsibility_curves


def named(s: HeightsSettings, tr: Translate) -> Column:
    """The column with its names in the reader's language."""
    found = column(s)
    names = {"height": tr("height"), "value": tr("value")}
    groups = {
        "male": tr("men"),
        "female": tr("women"),
        "region 1": tr("region 1"),
        "region 2": tr("region 2"),
    }
    known = shown(s) == "own"
    name = found.name if known and found.name != "value" else names[found.name]
    return replace(found, name=name, groups=tuple(groups[group] for group in found.groups))


def screen(s: HeightsSettings, tr: Translate) -> Screen:
    """The player's screen for the chosen data."""
    h = heights(s, named(s, tr))
    simulated = shown(s) == "regions"
    panels = [Panel("histogram", mixture_histogram(h, draggable=not simulated, tr=tr), "full")]
    if simulated:
        at = regions(s)
        panels += [Panel("humps", humps_map(h, at, tr=tr))]
        if h.component_of:
            panels += [Panel("apart", accuracy_curve(h, at, tr=tr))]
            panels += [Panel("regions", regions_table(h, at, tr=tr), "full")]
        panels += [Panel("climb", log_likelihood_trace(h.trace, tr=tr))]
        panels += [Panel("formula", m_step_numbers(h, tr=tr))]
    else:
        panels += [Panel("who", responsibility_curves(h, tr=tr)), Panel("person", person(h, tr=tr))]
        if h.component_of:
            panels += [Panel("truth", beside_the_truth(h, tr=tr), "full")]
        panels += [Panel("climb", log_likelihood_trace(h.trace, tr=tr))]
        panels += [Panel("formula", m_step_numbers(h, tr=tr))]
        panels += [Panel("choice", choice_table(candidates(s), h.frames(), h.column, tr=tr), "full")]
        if races(s):
            ended = direct(s)
            panels += [Panel("race", race_figure(h, ended, tr=tr))]
            panels += [Panel("spares", race_table(h, ended, tr=tr))]
    return Screen(
        panels,
        [label(step, tr) for step in h.trace],
        [step.phase for step in h.trace],
        captions(h, tr),
        stop_sentence(h, tr),
        _inputs(s, h, tr),
    )


def _inputs(s: HeightsSettings, h: Heights, tr: Translate) -> list[Input]:
    """The starts and the height asked about; of simulated regions their truth."""
    specs = s.specs()
    if shown(s) == "regions":
        labels = {
            "distance": tr("distance of the means (cm)"),
            "spread": tr("SD in each region (cm)"),
            "share": tr("share of region 1"),
            "n": tr("people"),
            "seed": tr("Seed"),
        }
        return [Input(i, text, specs[i].low, specs[i].high, specs[i].step) for i, text in labels.items()]  # type: ignore[attr-defined]
    low, high = h.column.box
    step = max(tidy((high - low) / 1000), 1e-6)
    mean = tr("start of {name}")
    starts = [Input(i, mean.format(name=NAMES[c]), low, high, step) for c, i in enumerate(STARTS[: h.k])]
    return [
        *starts,
        Input("x", tr("ask about"), low, high, step),
    ]


def call(s: HeightsSettings) -> str:
    """The call that makes this screen's run, to be copied."""
    begun, mixture, what = start(s), model(s), shown(s)
    truth = f"{(168 - s.distance / 2, 168 + s.distance / 2)}, {s.spread}, {s.share}, {s.n}, {s.seed}"
    in_cm = s.unit == "cm" and s.data == "galton"
    name, line = {
        "galton": ("datasets, ", f"x = datasets.GALTON.x{' * 2.54' * in_cm}"),
        "regions": ("two_normals, ", f"x = two_normals.simulate({truth})[0][:, None]"),
        "own": ("", "x = ...  # your own column, (N, 1)"),
    }[what]
    return (
        f"from em_core import {name}GaussianMixture, GaussianParams, run\n\n"
        f"{line}\n"
        f"model = GaussianMixture({mixture.covariance!r}, learn_weights={mixture.learn_weights})\n"
        f"weights = {[1 / s.groups] * s.groups}\n"
        f"start = GaussianParams(weights, {begun.means.tolist()}, [[[x.var()]]] * {s.groups})\n\n"
        "steps = list(run(model, x, start))\n"
    )


# ---- the controls --------------------------------------------------------------------------------


def choose_data(page: Page[Any]) -> None:
    """Whose heights, and in which unit."""
    tr = page.tr
    controls.choice(
        page,
        "data",
        tr("Data"),
        {
            "galton": tr("Galton 1886: 934 adults"),
            "regions": tr("Two simulated regions"),
            "own": tr("My own column"),
        },
    )
    s = page.settings
    if s.data == "galton":
        controls.choice(page, "unit", tr("Unit"), {"in": tr("inches"), "cm": tr("centimetres")})
    if s.data == "own":
        own_controls.choose(page, 1)
        if rows_of(s, 1) is None:
            st.caption(tr("Until there are rows, the figures show Galton’s heights."))
        elif not races(s):
            st.caption(tr("L-BFGS is left out: it runs beside EM on at most {n} rows.").format(n=RACED))
        elif not varies(s):
            st.info(
                tr("All values are equal, so there is nothing to split; the figures show Galton’s heights.")
            )


def choose_mixture(page: Page[Any]) -> None:
    """How many groups, what they share, and the reveal."""
    tr = page.tr
    controls.numbers(page, {"groups": tr("Groups")})
    controls.choice(
        page, "variances", tr("Standard deviations"), {"equal": tr("one for all"), "free": tr("one for each")}
    )
    controls.choice(
        page, "weights", tr("Mixing weights"), {"free": tr("estimated"), "fixed": tr("fixed, all equal")}
    )
    if shown(page.settings) == "galton":
        controls.toggle(page, "reveal", tr("Reveal who was a man and who a woman"))
