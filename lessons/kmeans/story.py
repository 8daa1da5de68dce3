"""The two-step story that a mixture tells: first a component is picked, then a point is drawn from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from em_core import GaussianParams
from em_core.protocol import Floats, Ints
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import math, slot
from em_figures.mixtures import ellipses
from em_figures.mixtures.run import Plane
from em_figures.mixtures.words import pair
from em_figures.numbers import sigs
from em_figures.words import NAMES, fixed
from em_lesson.runs import Frame
from lessons.kmeans import cells

PICK, DRAW = r"p(z = k) = \pi_k", r"x \sim \mathcal{N}(\mu_z,\, \sigma^2 I)"
BEFORE, AFTER = 1, 1  # frames before the first point and after the last


@dataclass(frozen=True, eq=False)
class Story:
    """The mixture, the points (N, 2) in the order in which they were drawn, and who drew them (N,)."""

    params: GaussianParams
    x: Floats
    labels: Ints
    plane: Plane

    def __len__(self) -> int:
        """A frame before, two for every point, and one at which the labels are forgotten."""
        return 2 * len(self.x) + BEFORE + AFTER

    @property
    def k(self) -> int:
        """How many components."""
        return len(self.params.weights)

    def state(self, i: int) -> tuple[int, int | None]:
        """How many points there are at frame i, and the component that has been picked for the next."""
        if i == 0 or i == len(self) - 1:
            return (0 if i == 0 else len(self.x)), None
        n, drawn = divmod(i - 1, 2)
        return n + drawn, None if drawn else int(self.labels[n])

    def phase(self, i: int) -> str:
        """ "start", "pick", "draw" or "forget"."""
        if i == 0 or i == len(self) - 1:
            return "start" if i == 0 else "forget"
        return "pick" if i % 2 else "draw"

    def frame(self, k: int, tr: Translate) -> Frame:
        """ "start", "1 z", "1 x", "2 z", ..., "seen"."""
        what = self.phase(k)
        if what in ("start", "forget"):
            return Frame(tr("start") if what == "start" else tr("seen"), "start", sentence(self, k, tr))
        step = "z" if what == "pick" else "x"
        return Frame(f"{(k + 1) // 2} {step}", what, sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """What the points stand for."""
        return tr(
            "The model has made its points; a lesson’s data are looked at as if they had come about so."
        )


def sentence(story: Story, i: int, tr: Translate) -> str:
    """What frame i did."""
    n, picked = story.state(i)
    what = story.phase(i)
    if what == "start":
        return tr("Before the first point: {k} components, each with its weight and its mean.").format(
            k=story.k
        )
    if what == "forget":
        text = tr("The labels are forgotten: {n} points are all that is seen, and EM has to guess the rest.")
        return text.format(n=n)
    if picked is not None:
        text = tr("Point {n}, first step: component {name} is picked, with probability {weight}.")
        return text.format(n=n + 1, name=NAMES[picked], weight=fixed(float(story.params.weights[picked])))
    z = int(story.labels[n - 1])
    text = tr("Point {n}, second step: the Gaussian of component {name} draws {place}.")
    return text.format(n=n, name=NAMES[z], place=pair(story.x[n - 1]))


def captions(story: Story, tr: Translate = str) -> Lazy[str]:
    """The sentence of every frame."""
    return Lazy(len(story), lambda i: sentence(story, i, tr))


def story_plane(story: Story, *, tr: Translate = str) -> Filmstrip:
    """The components as circles at 1 and 2 sigma, and the points as they come; at the end without labels."""
    k = story.k
    symbols = ("circle", "square", "diamond", "triangle-up")
    data: list[dict[str, Any]] = [
        *ellipses.traces(k),
        *(theme.scatter("markers", hoverinfo="skip", marker={"size": 8, "symbol": symbols[c % 4],
                        "color": theme.COMPONENTS[c], "line": {"width": 0}}) for c in range(k)),
        theme.scatter("markers", hoverinfo="skip", marker={"size": 8, "symbol": "circle", "color": "@ghost"}),
        theme.scatter("markers", hoverinfo="skip", marker=theme.ring("@ink", size=20)),
        theme.scatter("markers", hoverinfo="skip", marker={"size": 34, "symbol": "circle-open", "color": "@E",
                      "line": {"width": 3, "color": "@E"}}),
        cells.centre_trace(k),
    ]  # fmt: skip
    grey = 2 * k

    def frame(i: int) -> dict[int, Any]:
        n, picked = story.state(i)
        end = story.phase(i) == "forget"
        out: dict[int, Any] = {}
        for c in range(k):
            out[c] = {"x": [], "y": []} if end else _circle(story, c)
            mine = story.x[:n][story.labels[:n] == c] if not end else story.x[:0]
            out[k + c] = {"x": sigs(mine[:, 0], 5), "y": sigs(mine[:, 1], 5)}
        all_ = story.x if end else story.x[:0]
        out[grey] = {"x": sigs(all_[:, 0], 5), "y": sigs(all_[:, 1], 5)}
        last = story.x[n - 1 : n] if story.phase(i) == "draw" else story.x[:0]
        out[grey + 1] = {"x": sigs(last[:, 0], 5), "y": sigs(last[:, 1], 5)}
        lit = story.params.means[picked : picked + 1] if picked is not None else story.x[:0]
        out[grey + 2] = {"x": sigs(lit[:, 0], 5), "y": sigs(lit[:, 1], 5)}
        means = story.x[:0] if end else story.params.means
        out[grey + 3] = cells.at(means)
        return out

    return Filmstrip(
        "plotly", tr("Points drawn by the model"),
        {"data": data, "layout": cells.axes(story.plane, square=True)},
        Lazy(len(story), frame), captions(story, tr),
    )  # fmt: skip


def _circle(story: Story, c: int) -> dict[str, Any]:
    return ellipses.outlines(story.params.means[c], story.params.covariances[c])


def story_table(story: Story, *, tr: Translate = str) -> Filmstrip:
    """The two steps, the one that is being made marked, and how often each component has been picked.

    Slots: marks of step 1 and 2; then per component its weight, its points, and their share.
    """
    k = story.k
    rows = "".join(
        f'<tr><th scope="row"><span class="em-c{c}">{NAMES[c]}</span> {slot(2 + 4 * c)}</th>'
        f"<td>{slot(3 + 4 * c)}</td><td>{slot(4 + 4 * c)}</td><td>{slot(5 + 4 * c)}</td></tr>"
        for c in range(k)
    )
    names = (tr("Component"), tr("mixing weight"), tr("points so far"), tr("share"))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    title = tr("Two steps for every point")
    steps = (
        f"{escape(tr('Pick a component'))}: {math(PICK)}",
        f"{escape(tr('Draw a point from its Gaussian'))}: {math(DRAW)}",
    )
    html = (
        f'<ol class="em-story">{"".join(f"<li>{step} {slot(at)}</li>" for at, step in enumerate(steps))}</ol>'
        f'<table class="em-table"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )

    def frame(i: int) -> View:
        n, picked = story.state(i)
        what = story.phase(i)
        sizes: Sequence[int] = np.bincount(story.labels[:n], minlength=k).tolist()
        slots: list[str | float] = ["◀" if what == "pick" else "", "◀" if what == "draw" else ""]
        for c in range(k):
            forgot = what == "forget"
            slots += ["◀" if picked == c else "", fixed(float(story.params.weights[c])),
                      "?" if forgot else str(sizes[c]),
                      "?" if forgot else "–" if n == 0 else fixed(sizes[c] / n)]  # fmt: skip
        return View("all", slots)

    return Filmstrip("html", title, {"views": {"all": html}}, Lazy(len(story), frame), captions(story, tr))
