"""Lesson 07's panels: each draws what it can of a run, and None of a run that has nothing for it."""

from __future__ import annotations

from typing import TypeGuard

from em_figures.filmstrip import Filmstrip, Translate
from lessons.common.plane import clicks, points_used
from lessons.kmeans.clusters import clusters_plane, inertia_curve
from lessons.kmeans.data import prepared, sigma_range, square
from lessons.kmeans.many import attempts_table, distances_curve, distances_table
from lessons.kmeans.one_gaussian import Guess, one_curve, one_formula, one_line
from lessons.kmeans.runs import Counted, KMeansRun, Shown, SoftAndHard, attempts, race
from lessons.kmeans.soft import side_by_side, sigma_curve
from lessons.kmeans.step_numbers import step_numbers
from lessons.kmeans.story import Story, story_plane, story_table

# ---- k-means -------------------------------------------------------------------------------------


def plain(run: Shown) -> TypeGuard[KMeansRun]:
    """Whether it is k-means and no more."""
    return isinstance(run, KMeansRun) and not isinstance(run, Counted)


def hard_plane(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The points by cluster and the borders; the centres can be dragged, or points be added."""
    if isinstance(run, SoftAndHard):
        s, title = run.settings, tr("Hard: k-means from the same start")
        return clusters_plane(
            run.runs.hard, title, square=square(s), n=len(run), clicks=clicks(s), tr=tr
        )
    if not isinstance(run, KMeansRun):
        return None
    s, still = run.settings, isinstance(run, Counted)
    return clusters_plane(run.run, square=square(s), clicks=None if still else clicks(s), tr=tr)


def j_curve(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """J, half-step by half-step."""
    return inertia_curve(run.run, tr=tr) if plain(run) else None


def j_numbers(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The half-step's formula, the clusters' parts of J, and the lower bound from J."""
    return step_numbers(run.run, tr=tr) if plain(run) else None


def ten_starts(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """Where the rule's first ten seeds end."""
    if not plain(run):
        return None
    s = run.settings
    seed, (_, sample) = None if s.rule == "hand" else s.seed, points_used(prepared(s))
    return attempts_table(attempts(s), len(run), now=seed, sample=sample, tr=tr)


# ---- distances counted ---------------------------------------------------------------------------


def distance_curve(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The distances that three ways compute in every iteration."""
    return distances_curve(race(run.settings), len(run), tr=tr) if isinstance(run, Counted) else None


def distance_totals(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The same as a table, so far and in the whole run."""
    return distances_table(race(run.settings), len(run), tr=tr) if isinstance(run, Counted) else None


# ---- soft beside hard ----------------------------------------------------------------------------


def soft_plane(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The points in the colours of their responsibilities."""
    if not isinstance(run, SoftAndHard):
        return None
    s, title = run.settings, tr("Soft: the points shared out")
    return clusters_plane(run.runs.soft, title, square=square(s), n=len(run), clicks=clicks(s), tr=tr)


def soft_and_hard(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The centres of both, and how far they are apart."""
    return side_by_side(run.runs, run.settings.sigma, tr=tr) if isinstance(run, SoftAndHard) else None


def undecided_curve(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """How many points are undecided, over sigma."""
    if not isinstance(run, SoftAndHard):
        return None
    return sigma_curve(run.runs, run.settings.sigma, *sigma_range(run.settings), tr=tr)


# ---- one Gaussian, and the story -----------------------------------------------------------------


def gaussian(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """Nine numbers under one Gaussian."""
    return one_curve(run, tr=tr) if isinstance(run, Guess) else None


def line(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The numbers over t, with a line and its squared errors."""
    return one_line(run, tr=tr) if isinstance(run, Guess) else None


def formula(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The equations of both with their numbers."""
    return one_formula(run, tr=tr) if isinstance(run, Guess) else None


def drawn_points(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The points as the model makes them."""
    return story_plane(run, tr=tr) if isinstance(run, Story) else None


def two_steps(run: Shown, *, tr: Translate) -> Filmstrip | None:
    """The two steps of every point, and how often each component was picked."""
    return story_table(run, tr=tr) if isinstance(run, Story) else None
