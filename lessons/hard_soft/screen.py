"""Lesson 03's screen: soft and hard EM side by side, and every start on the map."""

from __future__ import annotations

from em_figures.coins.formula import formula
from em_figures.coins.ledger import ledger
from em_figures.coins.start_map import start_map
from em_figures.coins.surface import likelihood_surface
from em_figures.filmstrip import Translate
from em_figures.loglik import log_likelihood_trace
from em_lesson.screen import Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from lessons.common.coins import hard_grid, soft_grid, truth
from lessons.hard_soft.objectives import objectives
from lessons.hard_soft.runs import both
from lessons.hard_soft.settings import Settings


def screen(s: Settings, tr: Translate) -> Screen:
    """The player's screen; the maps are those of weights 1/2."""
    run = both(s)
    soft, hard = run.soft, run.hard
    names = (tr("soft EM"), tr("hard EM"))
    panels = [
        Panel("surface", likelihood_surface(soft, hard=hard, truth=truth(s), tr=tr)),
        Panel("climb", log_likelihood_trace(soft, hard, names=names, tr=tr)),
        Panel("soft-ledger", ledger(soft, title=tr("Soft: each round is shared"), tr=tr)),
        Panel("hard-ledger", ledger(hard, title=tr("Hard: each round goes to one coin"), tr=tr)),
        Panel("soft-formula", formula(soft, title=tr("Soft: the formula with the current numbers"), tr=tr)),
        Panel("hard-formula", formula(hard, title=tr("Hard: the formula with the current numbers"), tr=tr)),
        Panel("objectives", objectives(soft, hard, tr=tr), "full"),
    ]
    if not s.learn:
        titles = tr("Soft EM from every start"), tr("Hard EM from every start")
        panels += [
            Panel("soft-map", start_map(soft_grid(s), soft, title=titles[0], tr=tr)),
            Panel("hard-map", start_map(hard_grid(s), hard, title=titles[1], tr=tr)),
        ]
    live = ("a", "b", "w") if s.learn else ("a", "b")
    return screen_of(run, panels, inputs(Settings, live, tr=tr), tr=tr)
