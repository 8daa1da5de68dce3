"""Lesson 02's screen: the rounds, with or without names, and EM's guess."""

from __future__ import annotations

from em_figures.coins.ledger import ledger
from em_figures.coins.surface import likelihood_surface
from em_figures.filmstrip import Translate
from em_figures.loglik import log_likelihood_trace
from em_lesson.screen import Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from lessons.common.coins import data_of, truth
from lessons.hidden_coin.labelled import estimates, labelled
from lessons.hidden_coin.runs import run
from lessons.hidden_coin.settings import Settings


def screen(s: Settings, tr: Translate) -> Screen:
    """The player's screen."""
    now = run(s)
    climb = now.trace
    rounds, labels = data_of(s)
    known = estimates(rounds, labels) if s.shown else None
    panels = [
        Panel("rounds", labelled(rounds, labels, shown=s.shown, tr=tr)),
        Panel("surface", likelihood_surface(climb, truth=truth(s), labelled=known, tr=tr)),
        Panel("ledger", ledger(climb, title=tr("What the rounds say about the labels"), tr=tr)),
        Panel("climb", log_likelihood_trace(climb, bound=False, tr=tr)),
    ]
    return screen_of(now, panels, inputs(Settings, ("a", "b"), tr=tr), tr=tr)
