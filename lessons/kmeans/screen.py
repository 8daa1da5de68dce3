"""Lesson 07's screens and controls."""

from __future__ import annotations

import math
from dataclasses import replace

from em_figures.filmstrip import Translate
from em_figures.mixtures.run import Plane
from em_lesson.screen import Input, Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from em_lesson.storyboard import Page
from lessons.common.plane import choose_points, clicks, ids, points_used, titles, within
from lessons.kmeans.clusters import clusters_plane, inertia_curve
from lessons.kmeans.data import centres, prepared, sigma_range, square, unit
from lessons.kmeans.many import attempts_table, distances_curve, distances_table
from lessons.kmeans.one_gaussian import Guess, one_curve, one_formula, one_line
from lessons.kmeans.runs import KMeansRun, SoftAndHard, attempts, hard_run, race, soft_run, tell
from lessons.kmeans.settings import Settings
from lessons.kmeans.soft import side_by_side, sigma_curve
from lessons.kmeans.step_numbers import step_numbers
from lessons.kmeans.story import story_plane, story_table


def _plane(s: Settings, tr: Translate, many: bool = False) -> Plane:
    plane = prepared(s, many)
    return replace(plane, names=titles(plane.names, tr))


def _starts(s: Settings, plane: Plane, tr: Translate) -> tuple[Input, ...]:
    """The centres by hand, or the seed."""
    if s.rule != "hand":
        return inputs(Settings, ("seed",), tr=tr)
    names = ids(s.c)
    return inputs(Settings, names, tr=tr, within=within(names, plane, math.floor, math.ceil))


def lloyd(s: Settings, tr: Translate) -> Screen:
    """k-means half-step by half-step, and where other starts end."""
    plane = _plane(s, tr)
    run = hard_run(plane, centres(s, plane), unit(s, plane.points.x))
    _, sample = points_used(plane)
    seed = None if s.rule == "hand" else s.seed
    panels = [
        Panel("plane", clusters_plane(run, square=square(s), clicks=clicks(s), tr=tr)),
        Panel("J", inertia_curve(run, tr=tr)),
        Panel("step", step_numbers(run, tr=tr)),
        Panel("attempts", attempts_table(attempts(s), len(run), now=seed, sample=sample, tr=tr)),
    ]
    return screen_of(KMeansRun(run), panels, _starts(s, plane, tr), tr=tr)


def count(s: Settings, tr: Translate) -> Screen:
    """How many distances three ways of running k-means compute."""
    plane = _plane(s, tr, many=True)
    start, u = centres(s, plane), unit(s, plane.points.x)
    if points_used(plane)[1] is not None:  # the race is run on a sample, and so is what is shown of it
        plane = replace(plane, points=plane.drawn)
    run = hard_run(plane, start, u)
    found = race(s, tuple(map(tuple, start.tolist())))
    panels = [
        Panel("distances", distances_curve(found, len(run), tr=tr)),
        Panel("plane", clusters_plane(run, square=square(s), tr=tr)),
        Panel("totals", distances_table(found, len(run), tr=tr), "full"),
    ]
    given = _starts(s, plane, tr) if s.rule != "hand" else ()
    return screen_of(KMeansRun(run), panels, given, tr=tr)


def soft(s: Settings, tr: Translate) -> Screen:
    """Soft EM with a known variance beside k-means."""
    plane = _plane(s, tr)
    runs = soft_run(plane, centres(s, plane), unit(s, plane.points.x), s.sigma)
    n, drag = len(runs), clicks(s)
    low, high = sigma_range(s)
    panels = [
        Panel("soft", clusters_plane(runs.soft, tr("Soft: the points shared out"), square=square(s), n=n,
                                     clicks=drag, tr=tr)),
        Panel("plane", clusters_plane(runs.hard, tr("Hard: k-means from the same start"), square=square(s),
                                      n=n, clicks=drag, tr=tr)),
        Panel("side", side_by_side(runs, s.sigma, tr=tr)),
        Panel("sigma", sigma_curve(runs, s.sigma, low, high, tr=tr)),
    ]  # fmt: skip
    sigma = {"sigma": (low, high, float(f"{low / 2:.0e}"))}
    given = (*inputs(Settings, ("sigma",), tr=tr, within=sigma), *_starts(s, plane, tr))
    return screen_of(SoftAndHard(runs), panels, given, tr=tr)


def one(s: Settings, tr: Translate) -> Screen:
    """One Gaussian's mean and variance, and a line by least squares."""
    guess = Guess(s.mu, s.sd, s.left, s.right)
    panels = [
        Panel("one", one_curve(guess, tr=tr)),
        Panel("line", one_line(guess, tr=tr)),
        Panel("formula", one_formula(guess, tr=tr), "full"),
    ]
    return screen_of(guess, panels, inputs(Settings, ("mu", "sd", "left", "right"), tr=tr), tr=tr)


def story(s: Settings, tr: Translate) -> Screen:
    """The mixture's own story, point by point."""
    told = tell(s.seed, s.sigma)
    panels = [
        Panel("story", story_plane(told, tr=tr)),
        Panel("steps", story_table(told, tr=tr)),
    ]
    given = inputs(Settings, ("seed", "sigma"), tr=tr, within={"sigma": (*sigma_range(s), 0.05)})
    return screen_of(told, panels, given, tr=tr)


SCREENS = {"lloyd": lloyd, "count": count, "soft": soft, "one": one, "story": story}


def screen(s: Settings, tr: Translate) -> Screen:
    """The player's screen for the chosen view."""
    return SCREENS[s.view](s, tr)


# ---- the controls --------------------------------------------------------------------------------


def choose_view(page: Page[Settings]) -> None:
    """What the player shows."""
    page.choice("view")


def choose_data(page: Page[Settings]) -> None:
    """Which points, and the learner's own."""
    tr, s = page.tr, page.settings
    if s.view in ("one", "story"):
        return
    page.choice("data")
    if s.data == "own":
        choose_points(page)
        if s.own_rows(2) is None:
            page.note(tr("Until there are rows, the figures show the four groups."))


def choose_start(page: Page[Settings]) -> None:
    """How many clusters, where the centres start, and in what distances count."""
    if page.settings.view in ("one", "story"):
        return
    page.numbers("c")
    page.choice("rule")
    page.toggle("scaled")
