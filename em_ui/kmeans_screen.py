"""Lesson 07's screens and controls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from em_core.protocol import Floats
from em_figures.captions import NAMES
from em_figures.filmstrip import Handle, Translate
from em_figures.gmm_run import Plane
from em_figures.kmeans import clusters_plane, inertia_curve
from em_figures.kmeans_many import attempts_table, distances_curve, distances_table
from em_figures.kmeans_text import captions, stop_sentence
from em_figures.trace import label
from em_ui import controls, own_controls
from em_ui.kmeans import KMeansSettings, centre_ids
from em_ui.kmeans_data import attempts, bare, hard_run, points_used, prepared, race, spots, square, titles, unit
from em_ui.lesson import Page
from em_ui.own_data import rows_of
from em_ui.player import Input, Panel, Screen


def _plane(s: KMeansSettings, tr: Translate, many: bool = False) -> Plane:
    plane: Plane = prepared(bare(s), many)
    return replace(plane, names=titles(plane.names, tr))


def _centres(s: KMeansSettings, plane: Plane) -> Floats:
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
        out.append(Input(at, f"{NAMES[int(at[1:-1]) - 1]} {at[-1]}", low, high, float(step)))
    return out


def _clicks(s: KMeansSettings) -> Any:
    if s.rule == "hand":
        return tuple(Handle(f"m{i}x", f"m{i}y") for i in range(1, s.c + 1))
    return "add" if s.data == "own" else None


def lloyd(s: KMeansSettings, tr: Translate) -> Screen:
    """k-means half-step by half-step, and where other starts end."""
    plane = _plane(s, tr)
    run = hard_run(plane, _centres(s, plane), unit(s, plane.points.x))
    _, sample = points_used(plane)
    seed = None if s.rule == "hand" else s.seed
    ends = attempts(replace(bare(s), c=s.c, scaled=s.scaled, rule="random" if s.rule == "hand" else s.rule))
    panels = [
        Panel("plane", clusters_plane(run, square=square(s), clicks=_clicks(s), tr=tr)),
        Panel("J", inertia_curve(run, tr=tr)),
        Panel("attempts", attempts_table(ends, len(run), now=seed, sample=sample, tr=tr)),
    ]
    return Screen(panels, [label(t, tr) for t in run.trace], [t.phase for t in run.trace], captions(run, tr),
                  stop_sentence(run, tr), _inputs(s, plane, tr))  # fmt: skip


def count(s: KMeansSettings, tr: Translate) -> Screen:
    """How many distances three ways of running k-means compute."""
    plane = _plane(s, tr, many=True)
    centres = _centres(s, plane)
    run = hard_run(plane, centres, unit(s, plane.points.x))
    key = replace(bare(s), scaled=s.scaled)
    found = race(key, tuple(map(tuple, centres.tolist())))
    panels = [
        Panel("distances", distances_curve(found, len(run), tr=tr)),
        Panel("plane", clusters_plane(run, square=square(s), tr=tr)),
        Panel("totals", distances_table(found, len(run), tr=tr), "full"),
    ]
    return Screen(panels, [label(t, tr) for t in run.trace], [t.phase for t in run.trace], captions(run, tr),
                  stop_sentence(run, tr), _inputs(s, plane, tr) if s.rule != "hand" else [])  # fmt: skip


SCREENS = {"lloyd": lloyd, "count": count}


def screen(s: KMeansSettings, tr: Translate) -> Screen:
    """The player's screen for the chosen view."""
    return SCREENS[s.view](s, tr)


def call(s: KMeansSettings) -> str:
    """The call that makes this screen's run, to be copied."""
    return "from em_core import kmeans\n"


# ---- the controls --------------------------------------------------------------------------------


def choose_view(page: Page[Any]) -> None:
    """What the player shows."""
    tr = page.tr
    controls.choice(page, "view", tr("Show"), {
        "lloyd": "k-means", "count": tr("distances counted"), "soft": tr("soft beside hard"),
        "one": tr("one Gaussian"), "story": tr("how the points came about"),
    })  # fmt: skip


def choose_data(page: Page[Any]) -> None:
    """Which points, and the learner's own."""
    tr, s = page.tr, page.settings
    if s.view in ("one", "story"):
        return
    controls.choice(page, "data", tr("Data"), {
        "blobs": tr("Four groups"), "faithful": tr("Old Faithful: 272 eruptions"), "long": tr("Two long groups"),
        "sizes": tr("One large group, two small"), "outlier": tr("One point far away"), "own": tr("My own points"),
    })  # fmt: skip
    if s.data == "own":
        own_controls.choose(page, 2)
        if rows_of(s, 2) is None:
            st.caption(tr("Until there are rows, the figures show the four groups."))


def choose_start(page: Page[Any]) -> None:
    """How many clusters, where the centres start, and in what distances count."""
    tr = page.tr
    if page.settings.view in ("one", "story"):
        return
    controls.numbers(page, {"c": tr("Clusters")})
    controls.choice(page, "rule", tr("Start"), {
        "hand": tr("by hand (drag the centres)"), "random": tr("random points"), "plusplus": "k-means++",
        "farthest": tr("far apart"),
    })  # fmt: skip
    controls.toggle(page, "scaled", tr("Measure each column in units of its own spread"))
