"""Lesson 07's screens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures.filmstrip import Handle, Translate
from em_figures.mixtures.run import Plane
from em_figures.trace import label
from em_figures.words import NAMES
from em_figures.words import stop_sentence as plain_stop
from em_ui.player import Input, Panel, Screen
from lessons.kmeans import one_gaussian as kmeans_one
from lessons.kmeans import story as kmeans_story
from lessons.kmeans.clusters import clusters_plane, inertia_curve
from lessons.kmeans.many import attempts_table, distances_curve, distances_table
from lessons.kmeans.runs import (
    attempts,
    bare,
    hard_run,
    points_used,
    prepared,
    race,
    sigma_range,
    soft_run,
    spots,
    square,
    tell,
    titles,
    unit,
)
from lessons.kmeans.settings import KMeansSettings, centre_ids
from lessons.kmeans.soft import side_by_side, sigma_curve
from lessons.kmeans.step_numbers import step_numbers
from lessons.kmeans.words import both, captions, stop_sentence


def _plane(s: KMeansSettings, tr: Translate, many: bool = False) -> Plane:
    plane: Plane = prepared(bare(s), many)
    return replace(plane, names=titles(plane.names, tr))


def centres_of(s: KMeansSettings, plane: Plane) -> Floats:
    """The start's centres (c, 2)."""
    if s.rule == "hand":
        return np.array([getattr(s, at) for at in centre_ids(s.c)]).reshape(-1, 2)
    x = plane.points.x
    return spots(x, s.rule, s.c, s.seed, unit(s, x))


def _inputs(s: KMeansSettings, plane: Plane, tr: Translate) -> list[Input]:
    """The centres by hand, or the seed."""
    if s.rule != "hand":
        return [Input("seed", tr("Seed"), 0, 999, 1)]
    out = []
    for at in centre_ids(s.c):
        low, high = plane.box["xy".index(at[-1])]
        step = max(10.0 ** np.floor(np.log10((high - low) / 200)), 1e-6)
        low, high = (round(float(step * side), 6) for side in (np.floor(low / step), np.ceil(high / step)))
        out.append(Input(at, f"{NAMES[int(at[1:-1]) - 1]} {at[-1]}", low, high, float(step)))
    return out


def _clicks(s: KMeansSettings) -> Any:
    if s.rule == "hand":
        return tuple(Handle(f"m{i}x", f"m{i}y") for i in range(1, s.c + 1))
    return "add" if s.data == "own" else None


def lloyd(s: KMeansSettings, tr: Translate) -> Screen:
    """k-means half-step by half-step, and where other starts end."""
    plane = _plane(s, tr)
    run = hard_run(plane, centres_of(s, plane), unit(s, plane.points.x))
    _, sample = points_used(plane)
    seed = None if s.rule == "hand" else s.seed
    ends = attempts(replace(bare(s), c=s.c, scaled=s.scaled, rule="random" if s.rule == "hand" else s.rule))
    panels = [
        Panel("plane", clusters_plane(run, square=square(s), clicks=_clicks(s), tr=tr)),
        Panel("J", inertia_curve(run, tr=tr)),
        Panel("step", step_numbers(run, tr=tr)),
        Panel("attempts", attempts_table(ends, len(run), now=seed, sample=sample, tr=tr)),
    ]
    return Screen(panels, [label(t, tr) for t in run.trace], [t.phase for t in run.trace], captions(run, tr),
                  stop_sentence(run, tr), _inputs(s, plane, tr))  # fmt: skip


def count(s: KMeansSettings, tr: Translate) -> Screen:
    """How many distances three ways of running k-means compute."""
    plane = _plane(s, tr, many=True)
    centres, u = centres_of(s, plane), unit(s, plane.points.x)
    if points_used(plane)[1] is not None:  # the race is run on a sample, and so is what is shown of it
        plane = replace(plane, points=plane.drawn)
    run = hard_run(plane, centres, u)
    key = replace(bare(s), scaled=s.scaled)
    found = race(key, tuple(map(tuple, centres.tolist())))
    panels = [
        Panel("distances", distances_curve(found, len(run), tr=tr)),
        Panel("plane", clusters_plane(run, square=square(s), tr=tr)),
        Panel("totals", distances_table(found, len(run), tr=tr), "full"),
    ]
    return Screen(panels, [label(t, tr) for t in run.trace], [t.phase for t in run.trace], captions(run, tr),
                  stop_sentence(run, tr), _inputs(s, plane, tr) if s.rule != "hand" else [])  # fmt: skip


def soft(s: KMeansSettings, tr: Translate) -> Screen:
    """Soft EM with a known variance beside k-means."""
    plane = _plane(s, tr)
    u = unit(s, plane.points.x)
    runs = soft_run(plane, centres_of(s, plane), u, s.sigma)
    n, clicks = len(runs), _clicks(s)
    low, high = sigma_range(s)
    panels = [
        Panel("soft", clusters_plane(runs.soft, tr("Soft: the points shared out"), square=square(s), n=n,
                                     clicks=clicks, tr=tr)),
        Panel("plane", clusters_plane(runs.hard, tr("Hard: k-means from the same start"), square=square(s),
                                      n=n, clicks=clicks, tr=tr)),
        Panel("side", side_by_side(runs, s.sigma, tr=tr)),
        Panel("sigma", sigma_curve(runs, s.sigma, low, high, tr=tr)),
    ]  # fmt: skip
    longest = max((run.trace for run in runs), key=len)
    inputs = [Input("sigma", "σ", low, high, float(f"{low / 2:.0e}")), *_inputs(s, plane, tr)]
    ends = tr("Soft EM: {soft} Hard EM: {hard}").format(
        soft=plain_stop(runs.soft.trace, tr), hard=stop_sentence(runs.hard, tr)
    )
    return Screen(
        panels, [label(t, tr) for t in longest], [t.phase for t in longest], both(runs, tr), ends, inputs
    )


def one(s: KMeansSettings, tr: Translate) -> Screen:
    """One Gaussian's mean and variance, and a line by least squares."""
    guess = kmeans_one.Guess(s.mu, s.sd, s.left, s.right)
    panels = [
        Panel("one", kmeans_one.one_curve(guess, tr=tr)),
        Panel("line", kmeans_one.one_line(guess, tr=tr)),
        Panel("formula", kmeans_one.one_formula(guess, tr=tr), "full"),
    ]
    inputs = [
        Input("mu", "μ", 0, 10, 0.01),
        Input("sd", "σ", 0.2, 5, 0.01),
        Input("left", "y(0)", 0, 10, 0.01),
        Input("right", "y(10)", 0, 10, 0.01),
    ]
    said = kmeans_one.captions(guess, tr)
    end = tr("Both are closed forms: one step each, and no iteration.")
    return Screen(panels, kmeans_one.labels(tr), ["start", "M", "M"], said, end, inputs)


def story(s: KMeansSettings, tr: Translate) -> Screen:
    """The mixture's own story, point by point."""
    told = tell(s.seed, s.sigma)
    panels = [
        Panel("story", kmeans_story.story_plane(told, tr=tr)),
        Panel("steps", kmeans_story.story_table(told, tr=tr)),
    ]
    inputs = [Input("seed", tr("Seed"), 0, 999, 1), Input("sigma", "σ", *sigma_range(s), 0.05)]
    phases = ["start" if told.phase(i) in ("start", "forget") else told.phase(i) for i in range(len(told))]
    end = tr("The model has made its points; a lesson’s data are looked at as if they had come about so.")
    return Screen(panels, kmeans_story.labels(told, tr), phases, kmeans_story.captions(told, tr), end, inputs)


SCREENS = {"lloyd": lloyd, "count": count, "soft": soft, "one": one, "story": story}


def screen(s: KMeansSettings, tr: Translate) -> Screen:
    """The player's screen for the chosen view."""
    return SCREENS[s.view](s, tr)
