"""Lesson 07's controls, and the call that makes its screen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from em_figures.mixtures.run import Plane
from em_lesson.own_rows import rows_of
from em_lesson.storyboard import Page
from em_ui import controls, own_controls
from lessons.kmeans import one_gaussian as kmeans_one
from lessons.kmeans.runs import TOLD, bare, known_variance, prepared, truth, unit
from lessons.kmeans.screen import centres_of
from lessons.kmeans.settings import KMeansSettings


def call(s: KMeansSettings) -> str:
    """The call that makes this screen's numbers, to be copied."""
    if s.view == "one":
        t, y = kmeans_one.T.tolist(), kmeans_one.Y.tolist()
        return (
            f"from em_core import single_gaussian\n\nt = {t}\ny = {y}\n"
            "single_gaussian.mle(y)\nsingle_gaussian.least_squares(t, y)\n"
        )
    if s.view == "story":
        means = truth("blobs").means.tolist()
        return (
            "import numpy as np\nfrom em_core import GaussianParams\n"
            "from em_core.gaussian_samples import draw\n\n"
            f"params = GaussianParams([0.25] * 4, {means}, [{s.sigma**2:.6g} * np.eye(2)] * 4)\n"
            f"x, z = draw(params, {TOLD}, seed={s.seed})\n"
        )
    plane: Plane = prepared(bare(s), s.view == "count")
    u = unit(s, plane.points.x)
    data = "datasets.OLD_FAITHFUL.x" if s.data == "faithful" else "...  # (N, 2)"
    scale = f" / {u.tolist()}" if s.scaled else ""
    centres = (centres_of(s, plane) / u).round(6).tolist()
    head = f"x = {data}{scale}\ncentres = {centres}\n"
    if s.view == "count":
        ways = "\n".join(f"kmeans.{name}(x, centres)" for name in ("lloyd", "hamerly", "filtering"))
        return f"from em_core import datasets, kmeans\n\n{head}\n{ways}\n"
    soft_too = s.view == "soft"
    v = f"{s.sigma**2:.6g}" if soft_too else f"{known_variance(plane.points.x, u):.6g}"
    recipe = ", Recipe(e_step=hard), tol=0"
    return (
        "from em_core import GaussianMixture, Recipe, datasets, hard, run, starts\n\n"
        f"{head}v = {v}\n"
        'model = GaussianMixture("spherical", learn_weights=False, known_variance=v)\n'
        'start = starts.around(x, centres, "spherical", variance=v)\n\n'
        f"half_steps = list(run(model, x, start{'' if soft_too else recipe}))\n"
    )


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
        "blobs": tr("Four groups"), "faithful": tr("Old Faithful: 272 eruptions"),
        "long": tr("Two long groups"),
        "sizes": tr("One large group, two small"), "outlier": tr("One point far away"),
        "own": tr("My own points"),
    })  # fmt: skip
    if s.data == "own":
        own_controls.choose(page, 2)
        if s.rule == "hand":
            st.caption(tr("To add points by clicking, choose another start than by hand."))
        else:
            st.caption(tr("Or click into the picture of the points: every click adds one."))
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
