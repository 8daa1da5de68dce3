"""The first page's screen: one dish, two bowls."""

from __future__ import annotations

from em_figures.filmstrip import Translate
from em_lesson.screen import Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from lessons.home.figures import bowls
from lessons.home.runs import corrections
from lessons.home.settings import Settings


def screen(s: Settings, tr: Translate) -> Screen:
    """The player's screen."""
    run = corrections(s)
    panels = [Panel("bowls", bowls(run.sharing, tr=tr), "full")]
    return screen_of(run, panels, inputs(Settings, ("first", "moved"), tr=tr), tr=tr)
