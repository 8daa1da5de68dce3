"""Points in the plane, coloured by their responsibilities, with the components that claim them."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.mixtures import blend, ellipses
from em_figures.mixtures.run import Range, coordinates
from em_figures.mixtures.words import captions
from em_figures.numbers import sigs
from em_figures.words import NAMES
from lessons.common.plane import clicks, titles
from lessons.gmm.record import MixtureRun

HIDDEN = 0.03  # of an axis: half a ring's width
CLEAR = "rgba(0,0,0,0)"
POINTS, START, FIRST = 0, 1, 2  # then K paths, K ellipses, and the means


def points_plane(run: MixtureRun, *, tr: Translate = str) -> Filmstrip:
    """The data, the ellipses at 1 and 2 sigma, and every mean with the way it has come."""
    k, drawn, trace = run.k, run.plane.drawn, run.trace
    n = len(drawn)
    tracks = {
        NAMES[c]: {axis: sigs((s.params.means[c, i] for s in trace), 5) for i, axis in enumerate("xy")}
        for c in range(k)
    }
    colours = [theme.COMPONENTS[c] for c in range(k)]
    data: list[dict[str, Any]] = [
        theme.scatter("markers", x=coordinates(drawn.x[:, 0]), y=coordinates(drawn.x[:, 1]), meta="points",
                      hoverinfo="skip", marker=blend.marker(None, n, k)),
        theme.scatter("markers", tr("start"), hoverinfo="skip", meta="start",
                      marker={"size": 11, "symbol": "x-thin", "line": {"width": 2.5, "color": "@ink"}}),
        *(theme.scatter("lines+markers", hoverinfo="skip", line=theme.line(colour, width=1), meta="ways",
                        marker={"size": 4, "color": colour}) for colour in colours),
        *(trace | {"meta": NAMES[c]} for c, trace in enumerate(ellipses.traces(k))),
        theme.scatter("markers+text", text=list(NAMES[:k]), textposition="middle center", meta="means",
                      textfont={"size": 13, "color": "@ink"}, hoverinfo="skip", cliponaxis=False,
                      marker=_rings(colours, [False] * k)),
    ]  # fmt: skip
    means, start = FIRST + 2 * k, trace[0].params.means
    names, box = titles(run.plane.names, tr), run.plane.box

    def frame(i: int) -> dict[int, Any]:
        params = trace[i].params
        out: dict[int, Any] = {POINTS: {"marker": blend.marker(run.probs(i), n, k)}}
        for c in range(k):
            out[FIRST + c] = upto(NAMES[c], i + 1)
            out[FIRST + k + c] = ellipses.outlines(params.means[c], params.covariances[c])
        if (params.means == start).all():  # the crosses would lie under the rings
            out[START] = {"visible": False}
        narrow = [_narrow(covariance, box) for covariance in params.covariances]
        letters = _letters(params.means)
        out[means] = {
            "x": sigs(params.means[:, 0], 5),
            "y": sigs(params.means[:, 1], 5),
            "text": letters,
            "marker": _rings(colours, narrow),
            # one letter has room in a ring
            "textposition": ["top right" if thin or len(said) > 1 else "middle center"
                             for thin, said in zip(narrow, letters, strict=True)],
        }
        return out

    return Filmstrip(
        "plotly", title(run, tr),
        {"data": data, "layout": theme.layout(
            theme.axis(names[0], range=list(box[0]), showgrid=False),
            theme.axis(names[1], range=list(box[1]), showgrid=False),
            height=460, meta={"tall": True}, coloraxis=blend.colour_axis(k),
        )},
        Lazy(len(run), frame), captions(run, tr), tracks=tracks,
        opening={"data": {START: {"x": sigs(start[:, 0], 5), "y": sigs(start[:, 1], 5)}}},
        clicks=clicks(run.settings),
    )  # fmt: skip


def _narrow(covariance: Floats, box: tuple[Range, Range]) -> bool:
    """Whether a ring with a letter in it would hide the ellipse at 2 sigma and what it lies on."""
    wide = np.array([high - low for low, high in box])
    thinnest = np.linalg.eigvalsh(covariance / np.outer(wide, wide))[0]
    return bool(2 * np.sqrt(max(thinnest, 0.0)) < HIDDEN)


def _rings(colours: list[str], narrow: list[bool]) -> dict[str, Any]:
    """The rings of the means; one around a narrow component lets its points be seen."""
    return {"size": 22, "symbol": "circle", "color": [CLEAR if thin else "@paper" for thin in narrow],
            "line": {"width": 3, "color": colours}}  # fmt: skip


def _letters(means: Floats) -> list[str]:
    """The letter of every mean; the last of those on one spot has the letters of all of them."""
    spots = [[j for j in range(len(means)) if (means[j] == means[c]).all()] for c in range(len(means))]
    return ["".join(NAMES[j] for j in spot) if c == spot[-1] else "" for c, spot in enumerate(spots)]


def title(run: MixtureRun, tr: Translate) -> str:
    """What is drawn; that it is a sample, where it is one."""
    if not run.plane.sampled:
        return tr("The points, coloured by who claims them; ellipses at 1σ and 2σ")
    return tr("The points, coloured by who claims them; ellipses at 1σ and 2σ ({drawn} of {n} points drawn, "
              "all of them counted)").format(drawn=len(run.plane.drawn), n=len(run.plane.points))  # fmt: skip
