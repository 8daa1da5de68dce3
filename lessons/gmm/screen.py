"""Lesson 09: the settings, the run, the screen, the controls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import streamlit as st

from em_core.protocol import Floats
from em_figures.filmstrip import Handle, Translate
from em_figures.loglik import log_likelihood_trace
from em_figures.mixtures.run import Plane, Run
from em_figures.mixtures.run import run as frames
from em_figures.mixtures.words import captions, labels, stop_sentence
from em_figures.trace import record
from em_figures.words import NAMES
from em_lesson.own_rows import OwnData, rows_of, runs
from em_lesson.settings import choice, flag, number, whole
from em_lesson.storyboard import Page
from em_ui import controls, own_controls
from em_ui.player import Input, Panel, Screen
from lessons.gmm.density import density_plane
from lessons.gmm.many import bic_curve, bic_table, restarts_table
from lessons.gmm.many_runs import for_restarts, for_sizes, points_used, restarts, sizes
from lessons.gmm.plate import plate
from lessons.gmm.points_plane import points_plane
from lessons.gmm.runs import model, most, prepared, recipe, spots, start, titles
from lessons.gmm.step_numbers import step

MOST = 6
FAR = 1e9


def _mean(value: float) -> Any:
    return number(value, -FAR, FAR, live=True, when=("rule", "hand"))


@dataclass(frozen=True)
class Gmm(OwnData):
    """Which points, how many components of which shape, and where they start."""

    data: str = choice("faithful", "faithful", "blobs", "ring", "own")
    c: int = whole(2, 1, MOST)
    shape: str = choice("full", "full", "diag", "tied", "spherical")
    rule: str = choice("hand", "hand", "random", "plusplus", "farthest")
    seed: int = whole(1, 0, 999, live=True)
    width: float = number(1.0, 0.01, 2.0, step=0.01, live=True)
    open: bool = flag(False)
    prior: bool = flag(False)
    m1x: float = _mean(2.6)
    m1y: float = _mean(82.0)
    m2x: float = _mean(4.2)
    m2y: float = _mean(58.0)
    m3x: float = _mean(3.2)
    m3y: float = _mean(70.0)
    m4x: float = _mean(4.6)
    m4y: float = _mean(88.0)
    m5x: float = _mean(2.0)
    m5y: float = _mean(52.0)
    m6x: float = _mean(3.9)
    m6y: float = _mean(62.0)

    def after(self, name: str) -> Self:
        """Other data come with means that lie among them; with own data a click first adds points."""
        if name == "data" and self.data == "own" and self.rule == "hand":
            return self.with_(rule="plusplus")
        if name in ("data", "own") or (name == "rule" and self.rule == "hand"):
            default = type(self)()
            if self.data == "faithful":
                return self.with_(**{at: getattr(default, at) for at in means_ids(MOST)})
            at = np.round(spots(prepared(bare(self)).points.x, "farthest", MOST, 1), 3)
            return self.with_(
                **dict(zip(means_ids(MOST), np.clip(at, -FAR, FAR).ravel().tolist(), strict=True))
            )
        return self


GEYSER: dict[str, Any] = {"data": "faithful", "c": 2, "shape": "full", "rule": "hand", "width": 1.0,
                          "open": False, "prior": False, "m1x": 2.6, "m1y": 82.0, "m2x": 4.2,
                          "m2y": 58.0}  # fmt: skip
COLLAPSE = GEYSER | {"data": "blobs", "c": 4, "rule": "plusplus", "seed": 45, "width": 0.3}
RING = GEYSER | {"data": "ring", "c": 6, "rule": "plusplus", "seed": 1}
THREE = GEYSER | {"c": 3, "rule": "random", "seed": 1}
POINT = GEYSER | {"c": 3, "m1x": 4.3, "m1y": 80.0, "m2x": 2.0, "m2y": 54.5, "m3x": 2.2, "m3y": 85.0,
                  "width": 0.2}  # fmt: skip
IDENTICAL = GEYSER | {"m1x": 3.5, "m1y": 71.0, "m2x": 3.5, "m2y": 71.0}
EMPTY = GEYSER | {"m1x": 3.5, "m1y": 71.0, "m2x": 5.5, "m2y": 40.0, "width": 0.05}
SWAPPED = GEYSER | {"m1x": 2.0, "m1y": 60.0, "m2x": 4.5, "m2y": 75.0}
MANY = GEYSER | {"c": 6, "rule": "plusplus", "seed": 1}


def means_ids(c: int) -> list[str]:
    """The settings that hold the first c means: "m1x", "m1y", "m2x", ..."""
    return [f"m{i}{axis}" for i in range(1, c + 1) for axis in "xy"]


def bare(s: Gmm) -> Gmm:
    """The settings that say which points there are, and nothing else."""
    return Gmm(data=s.data, points=s.points, held=s.held)


def means(s: Gmm, plane: Plane) -> Floats:
    """The start's means (c, 2); those by hand at most ten widths of the picture away from it."""
    if s.rule != "hand":
        return spots(plane.points.x, s.rule, s.c, s.seed)
    low, high = np.array(plane.box).T
    far = 10 * (high - low)
    by_hand = np.array([getattr(s, at) for at in means_ids(s.c)]).reshape(-1, 2)
    return np.clip(by_hand, low - far, high + far)


def _run(s: Gmm) -> Run:
    plane = prepared(bare(s))
    x = plane.points.x
    trace = record(model(s.shape), plane.points, start(means(s, plane), x, s.shape, s.width), recipe(s, x),
                   max_iter=most(len(x)))  # fmt: skip
    return frames(trace, plane, opened=s.open)


_kept = runs(_run)


def run(s: Gmm) -> Run:
    """The run that the settings describe; those on a visitor's own large data are kept, others are made."""
    s = replace(s, k=0)
    done: Run = _kept(s) if s.held else _run(s)
    return done


def inputs(s: Gmm, plane: Plane, tr: Translate) -> tuple[Input, ...]:
    """The live inputs: the means by hand or the seed, and the start's width."""
    width = Input("width", tr("Start width"), 0.01, 2.0, 0.01)
    if s.rule != "hand":
        return Input("seed", tr("Seed"), 0, 999, 1), width
    out = []
    for at in means_ids(s.c):
        axis = "xy".index(at[-1])
        low, high = plane.box[axis]
        step = float(max(10.0 ** np.floor(np.log10((high - low) / 200)), 1e-6))
        low, high = (round(step * round(end / step), 6) for end in (low, high))  # sliders count from there
        out.append(Input(at, f"{NAMES[int(at[1:-1]) - 1]} {at[-1]}", low, high, step))
    return *out, width


def screen(s: Gmm, tr: Translate) -> Screen:
    """The panels of the run."""
    now = run(s)
    plane = replace(now.plane, names=titles(now.plane.names, tr))
    now = replace(now, plane=plane)
    clicks: Any = None
    if s.rule == "hand":
        clicks = tuple(Handle(f"m{i}x", f"m{i}y") for i in range(1, s.c + 1))
    elif s.data == "own":
        clicks = "add"
    _, sample = points_used(bare(s))
    ends, by_size = restarts(for_restarts(s)), sizes(for_sizes(s))
    seed = None if s.rule == "hand" else s.seed
    panels = [
        Panel("plane", points_plane(now, clicks=clicks, tr=tr)),
        Panel("climb", log_likelihood_trace(now.trace, tr=tr)),
        Panel("density", density_plane(now, tr=tr)),
        Panel("plate", plate(now, tr=tr)),
        Panel("step", step(now, tr=tr), "full"),
        Panel("restarts", restarts_table(ends, len(now), now=seed, sample=sample, tr=tr)),
        Panel("bic", bic_curve(by_size, len(now), now=s.c, sample=sample, tr=tr)),
        Panel("bic-table", bic_table(by_size, len(now), tr=tr), "full"),
    ]
    return Screen(panels, labels(now, tr), [t.phase for t in now.trace], captions(now, tr),
                  stop_sentence(now, tr), inputs(s, plane, tr))  # fmt: skip


def call(s: Gmm) -> str:
    """The call that makes this screen's run, to be copied."""
    plane = prepared(bare(s))
    at = start(means(s, plane), plane.points.x, s.shape, s.width)
    data = "x = datasets.OLD_FAITHFUL.x" if s.data == "faithful" else "x = ...  # (N, 2)"
    names = {"GaussianMixture", "GaussianParams", "datasets", "run"}
    prior = ""
    if s.prior:
        names |= {"Recipe", "normal_inverse_wishart"}
        scatter = f"np.cov(x.T, bias=True) / {s.c}"
        prior = f", Recipe(prior=normal_inverse_wishart(x.mean(axis=0), 0.01, {scatter}, 4))"
    return (
        f"import numpy as np\n\nfrom em_core import {', '.join(sorted(names))}\n\n"
        f"{data}\nmodel = GaussianMixture(covariance={s.shape!r})\n"
        f"start = GaussianParams(\n    weights={at.weights.tolist()},\n"
        f"    means={at.means.tolist()},\n"
        f"    covariances={at.covariances.tolist()},\n)\n\n"
        f"half_steps = list(run(model, x, start{prior}))\n"
    )


def choose_data(page: Page[Any]) -> None:
    """Which points, and the learner's own."""
    tr = page.tr
    controls.choice(page, "data", tr("Data"), {
        "faithful": tr("Old Faithful: 272 eruptions"), "blobs": tr("Three groups"), "ring": tr("A ring"),
        "own": tr("My own points"),
    })  # fmt: skip
    if page.settings.data == "own":
        own_controls.choose(page, 2)
        if page.settings.rule == "hand":
            st.caption(tr("To add points by clicking, choose another start than by hand."))
        else:
            st.caption(tr("Or click into the picture of the points: every click adds one."))
        if rows_of(page.settings, 2) is None:
            st.caption(tr("Until there are points, the figures show Old Faithful."))


def choose_model(page: Page[Any]) -> None:
    """How many components, and of which shape."""
    tr = page.tr
    controls.numbers(page, {"c": tr("Components")})
    controls.choice(page, "shape", tr("Covariances"), {
        "full": tr("full"), "diag": tr("diagonal"), "tied": tr("one for all (tied)"),
        "spherical": tr("spherical"),
    })  # fmt: skip
    controls.toggle(page, "prior", tr("A weak prior on means and covariances"))


def choose_start(page: Page[Any]) -> None:
    """Where the components start, and how the M-step is shown."""
    tr = page.tr
    controls.choice(page, "rule", tr("Start"), {
        "hand": tr("by hand (drag the means)"), "random": tr("random points"), "plusplus": "k-means++",
        "farthest": tr("far apart"),
    })  # fmt: skip
    controls.toggle(page, "open", tr("Show the M-step in three parts"))
