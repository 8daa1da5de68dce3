"""Lesson 09's screen and controls."""

from __future__ import annotations

from dataclasses import replace

from em_figures.filmstrip import Translate
from em_figures.loglik import log_likelihood_trace
from em_figures.mixtures.run import Plane
from em_lesson.screen import Input, Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from em_lesson.storyboard import Page
from lessons.common.plane import choose_points, clicks, ids, points_used, titles, within
from lessons.gmm.density import density_plane
from lessons.gmm.many import bic_curve, bic_table, restarts_table
from lessons.gmm.plate import plate
from lessons.gmm.points_plane import points_plane
from lessons.gmm.runs import MixtureRun, restarts, run, sizes
from lessons.gmm.settings import Settings
from lessons.gmm.step_numbers import step


def screen(s: Settings, tr: Translate) -> Screen:
    """The panels of the run."""
    now = run(s)
    plane = replace(now.plane, names=titles(now.plane.names, tr))
    now = replace(now, plane=plane)
    _, sample = points_used(plane)
    ends, by_size = restarts(s), sizes(s)
    seed = None if s.rule == "hand" else s.seed
    panels = [
        Panel("plane", points_plane(now, clicks=clicks(s), tr=tr)),
        Panel("climb", log_likelihood_trace(now.trace, tr=tr)),
        Panel("density", density_plane(now, tr=tr)),
        Panel("plate", plate(now, tr=tr)),
        Panel("step", step(now, tr=tr), "full"),
        Panel("restarts", restarts_table(ends, len(now), now=seed, sample=sample, tr=tr)),
        Panel("bic", bic_curve(by_size, len(now), now=s.c, sample=sample, tr=tr)),
        Panel("bic-table", bic_table(by_size, len(now), tr=tr), "full"),
    ]
    return screen_of(MixtureRun(now), panels, _inputs(s, plane, tr), tr=tr)


def _inputs(s: Settings, plane: Plane, tr: Translate) -> tuple[Input, ...]:
    """The live inputs: the means by hand or the seed, and the start's width."""
    names = ids(s.c) if s.rule == "hand" else []
    return inputs(Settings, (*(names or ["seed"]), "width"), tr=tr, within=within(names, plane))


# ---- the controls --------------------------------------------------------------------------------


def choose_data(page: Page[Settings]) -> None:
    """Which points, and the learner's own."""
    tr, s = page.tr, page.settings
    page.choice("data")
    if s.data == "own":
        choose_points(page)
        if s.own_rows(2) is None:
            page.note(tr("Until there are points, the figures show Old Faithful."))


def choose_model(page: Page[Settings]) -> None:
    """How many components, and of which shape."""
    page.numbers("c")
    page.choice("shape")
    page.toggle("prior")


def choose_start(page: Page[Settings]) -> None:
    """Where the components start, and how the M-step is shown."""
    page.choice("rule")
    page.toggle("open")
