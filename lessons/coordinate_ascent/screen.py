"""Lesson 06's screens and controls: the two knobs, four climbers on one hill, the linkage race."""

from __future__ import annotations

from em_figures.filmstrip import Translate
from em_lesson.screen import Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from em_lesson.storyboard import Page
from lessons.common.coins import choose_rounds, soft_grid
from lessons.coordinate_ascent.climbs_map import em_map, newton_map
from lessons.coordinate_ascent.climbs_numbers import cost, now
from lessons.coordinate_ascent.climbs_paths import heights, paths
from lessons.coordinate_ascent.knobs import knob_map
from lessons.coordinate_ascent.knobs_numbers import knob_panel, rise
from lessons.coordinate_ascent.linkage import curve, errors
from lessons.coordinate_ascent.linkage_numbers import iterates, steps
from lessons.coordinate_ascent.runs import climbed, raced, turned
from lessons.coordinate_ascent.settings import Settings


def screen(s: Settings, tr: Translate) -> Screen:
    """The player's screen for the chosen view."""
    return {"knobs": _knobs, "climbs": _climbs, "linkage": _linkage}[s.view](s, tr)


def _knobs(s: Settings, tr: Translate) -> Screen:
    run = turned(s)
    panels = [
        Panel("map", knob_map(run, tr=tr)),
        Panel("rise", rise(run, tr=tr)),
        Panel("near", knob_map(run, near=True, tr=tr)),
        Panel("knobs", knob_panel(run, tr=tr)),
    ]
    return screen_of(run, panels, inputs(Settings, ("q", "a", "b"), tr=tr), tr=tr)


def _climbs(s: Settings, tr: Translate) -> Screen:
    run = climbed(s)
    panels = [
        Panel("paths", paths(run, tr=tr)),
        Panel("heights", heights(run, tr=tr)),
        Panel("now", now(run, tr=tr), "full"),
        Panel("cost", cost(run, tr=tr)),
        Panel("em-map", em_map(run, soft_grid(s), tr=tr))
        if s.method == "em"
        else Panel("newton-map", newton_map(run, tr=tr)),
    ]
    return screen_of(run, panels, inputs(Settings, ("a", "b", "step"), tr=tr), tr=tr)


def _linkage(s: Settings, tr: Translate) -> Screen:
    run = raced(s)
    panels = [
        Panel("curve", curve(run, tr=tr)),
        Panel("errors", errors(run, tr=tr)),
        Panel("iterates", iterates(run, tr=tr)),
        Panel("steps", steps(run, tr=tr)),
    ]
    return screen_of(run, panels, inputs(Settings, ("theta",), tr=tr), tr=tr)


def choose_view(page: Page[Settings]) -> None:
    """Which of the three views, and what belongs to it."""
    page.choice("view")
    if page.settings.view == "knobs":
        page.choice("first")
    if page.settings.view == "climbs":
        choose_rounds(page)
        page.choice("method")
