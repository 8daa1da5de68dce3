"""k-means on points in the plane: the cells of the centres, and the inertia J of every half-step."""

from __future__ import annotations

from typing import Any, Literal

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate, upto
from em_figures.loglik import ticks
from em_figures.mixtures import blend
from em_figures.mixtures.run import Plane
from em_figures.mixtures.words import value
from em_figures.numbers import sigs
from em_figures.trace import label
from em_figures.words import NAMES
from lessons.kmeans import cells
from lessons.kmeans.many import thousands
from lessons.kmeans.record import Clusters
from lessons.kmeans.words import captions

Clicks = Literal["add"] | tuple[Handle, ...] | None
POINTS, START, BORDERS = 0, 1, 2  # then K areas, K paths, and the centres


def clusters_plane(
    run: Clusters, title: str = "", *, square: bool, n: int | None = None, clicks: Clicks = None,
    tr: Translate = str,
) -> Filmstrip:  # fmt: skip
    """The points by cluster, the centres with the ways they have come, and the borders of their cells.

    square: a unit is as long on both axes. n: how many frames, where another run is longer.
    """
    k, drawn, last = run.k, run.plane.drawn, len(run) - 1
    data: list[dict[str, Any]] = [
        cells.point_trace(run.plane, k),
        theme.scatter("markers", tr("start"), meta="start", hoverinfo="skip",
                      marker={"size": 11, "symbol": "x-thin", "line": {"width": 2.5, "color": "@ink"}}),
        cells.border_trace(tr("as far from both")),
        *cells.cell_traces(k),
        *cells.path_traces(k),
        cells.centre_trace(k),
    ]  # fmt: skip

    def frame(at: int) -> dict[int, Any]:
        i = min(at, last)
        centres = run.places[i]
        out: dict[int, Any] = {POINTS: {"marker": blend.marker(run.probs(i), len(drawn), k)},
                               BORDERS: cells.border_lines(centres, run.plane.box, run.unit)}  # fmt: skip
        if (centres == run.places[0]).all():  # the crosses would lie under the rings
            out[START] = {"visible": False}
        for c in range(k):
            out[BORDERS + 1 + c] = cells.cell_area(centres, c, run.plane.box, run.unit)
            out[BORDERS + 1 + k + c] = upto(NAMES[c], i + 1)
        out[BORDERS + 1 + 2 * k] = cells.at(centres) | {"text": cells.letters(centres, run.plane.box)}
        return out

    said = captions(run, tr)
    size, layout = n or len(run), cells.axes(run.plane, square=square, tr=tr)
    title = title or tr("The points by cluster, and the borders between the centres")
    return Filmstrip(
        "plotly", title + sampled(run.plane, tr),
        {"data": data, "layout": layout | {"coloraxis": blend.colour_axis(k)}},
        Lazy(size, frame), Lazy(size, lambda at: said[min(at, last)]),
        tracks=cells.tracks(NAMES[:k], run.places),
        opening={"data": {START: cells.at(run.places[0])}}, clicks=clicks,
    )  # fmt: skip


def sampled(shown: Plane, tr: Translate) -> str:
    """That a sample is drawn, where it is one."""
    if not shown.sampled:
        return ""
    text = tr("({drawn} of {n} points drawn, all of them counted)")
    return " " + text.format(drawn=thousands(len(shown.drawn)), n=thousands(len(shown.points)))


def inertia_curve(run: Clusters, *, tr: Translate = str) -> Filmstrip:
    """J of every half-step: it falls in the E-step and in the M-step; a click jumps there."""
    values = [None if v is None else float(f"{v:.8g}") for v in run.inertia]
    shown = sigs((v for v in run.inertia if v is not None), 8)
    labels = [label(s, tr) for s in run.trace]
    x = list(range(len(run)))
    steps = ["square" if s.phase == "M" else "square-open" for s in run.trace]
    line = theme.line("@bound", dash="dash")
    data: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "x": [None], "y": [None], "name": tr("the run before"),
         "line": {"color": "@ghost", "width": 1.5}},
        theme.scatter("lines+markers", "J", meta="J", line=line,
                      marker={"size": 7, "color": "@bound", "symbol": "square"}),
        theme.scatter("markers", cliponaxis=False, marker=theme.ring("@bound", square=True, size=17)),
    ]  # fmt: skip
    low, high = (min(shown), max(shown)) if shown else (0.0, 1.0)
    pad = 0.06 * (high - low) or 0.06 * abs(high) or 0.5

    def frame(i: int) -> dict[int, Any]:
        found = values[i]
        return {2: {"x": [] if found is None else [i], "y": [] if found is None else [found]}}

    def caption(i: int) -> str:
        found = run.inertia[i]
        if found is None:
            return tr("Half-step {label}: no point has a centre yet, so there is no J.").format(
                label=labels[i]
            )
        text = tr("Half-step {label}: {values}.")
        return text.format(label=labels[i], values=f"J = {value(found, 6)}")

    n = len(run)
    return Filmstrip(
        "plotly", tr("J, half-step by half-step (click to jump)"),
        {"data": data, "layout": theme.layout(theme.axis(tr("half-step")), theme.axis("J"), height=460)},
        Lazy(n, frame), Lazy(n, caption),
        opening={"data": {1: {"x": x, "y": values,
                               "marker": {"size": 7, "color": "@bound", "symbol": steps}}},
                 "layout": {"xaxis": {"range": [-0.6, n - 0.4], **ticks(labels)},
                            "yaxis": {"range": [low - pad, high + pad]}}},
        tracks={"J": {"x": x[1:], "y": shown}},
        ghost={0: "J"}, clicks="jump",
    )  # fmt: skip
