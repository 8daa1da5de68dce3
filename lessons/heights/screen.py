"""Lesson 08's screen and controls."""

from __future__ import annotations

from dataclasses import replace

from em_figures.filmstrip import Translate
from em_figures.loglik import log_likelihood_trace
from em_lesson.screen import Input, Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from em_lesson.storyboard import Page
from lessons.heights.curves import mixture_histogram
from lessons.heights.data import column, regions, shown, varies
from lessons.heights.histogram import tidy
from lessons.heights.numbers import m_step_numbers, person
from lessons.heights.race import race_figure, race_table
from lessons.heights.record import Column, Heights
from lessons.heights.regions import accuracy_curve, humps_map, regions_table
from lessons.heights.runs import RACED, candidates, direct, heights, races
from lessons.heights.settings import STARTS, Settings
from lessons.heights.tables import beside_the_truth, choice_table
from lessons.heights.who import responsibility_curves


def named(s: Settings, tr: Translate) -> Column:
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


def screen(s: Settings, tr: Translate) -> Screen:
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
        panels += [Panel("choice", choice_table(candidates(s), len(h), h.column, tr=tr), "full")]
        if races(s):
            ended = direct(s)
            panels += [Panel("race", race_figure(h, ended, tr=tr))]
            panels += [Panel("spares", race_table(h, ended, tr=tr))]
    return screen_of(h, panels, _inputs(s, h, tr), tr=tr)


def _inputs(s: Settings, h: Heights, tr: Translate) -> tuple[Input, ...]:
    """The starts and the height asked about; of simulated regions their truth."""
    if shown(s) == "regions":
        return inputs(Settings, ("distance", "spread", "share", "n", "seed"), tr=tr)
    low, high = h.column.box
    step = max(tidy((high - low) / 1000), 1e-6)
    names = (*STARTS[: h.k], "x")
    return inputs(Settings, names, tr=tr, within=dict.fromkeys(names, (low, high, step)))


# ---- the controls --------------------------------------------------------------------------------


def choose_data(page: Page[Settings]) -> None:
    """Whose heights, and in which unit."""
    tr, s = page.tr, page.settings
    page.choice("data")
    if s.data == "galton":
        page.choice("unit")
    if s.data == "own":
        page.own_rows(1)
        if s.own_rows(1) is None:
            page.note(tr("Until there are rows, the figures show Galton’s heights."))
        elif not races(s):
            page.note(tr("L-BFGS is left out: it runs beside EM on at most {n} rows.").format(n=RACED))
        elif not varies(s):
            page.note(
                tr("All values are equal, so there is nothing to split; the figures show Galton’s heights."),
                "info",
            )


def choose_mixture(page: Page[Settings]) -> None:
    """How many groups, what they share, and the reveal."""
    page.numbers("groups")
    page.choice("variances")
    page.choice("weights")
    if shown(page.settings) == "galton":
        page.toggle("reveal")
