"""Points in the plane, coloured by their responsibilities, with the components that claim them."""

from __future__ import annotations

from typing import Any, Literal

from em_figures import blend, ellipses, theme
from em_figures.captions import NAMES
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate, upto
from em_figures.gmm_run import Run, coordinates
from em_figures.gmm_text import captions
from em_figures.numbers import sigs

POINTS, START, FIRST = 0, 1, 2  # then K paths, K ellipses, and the means


def points_plane(
    run: Run, *, clicks: Literal["add"] | tuple[Handle, ...] | None = None, tr: Translate = str
) -> Filmstrip:
    """The data, the ellipses at 1 and 2 sigma, and every mean with the way it has come."""
    k, drawn, trace = run.k, run.plane.drawn, run.trace
    n = len(drawn)
    tracks = {
        NAMES[c]: {axis: sigs((s.params.means[c, i] for s in trace), 5) for i, axis in enumerate("xy")}
        for c in range(k)
    }
    colours = [theme.COMPONENTS[c] for c in range(k)]
    data: list[dict[str, Any]] = [
        theme.scatter("markers", x=coordinates(drawn.x[:, 0]), y=coordinates(drawn.x[:, 1]),
                      hoverinfo="skip", marker=blend.marker(None, n, k)),
        theme.scatter("markers", tr("start"), hoverinfo="skip",
                      marker={"size": 11, "symbol": "x-thin", "line": {"width": 2.5, "color": "@ink"}}),
        *(theme.scatter("lines+markers", hoverinfo="skip", line=theme.line(colour, width=1),
                        marker={"size": 4, "color": colour}) for colour in colours),
        *ellipses.traces(k),
        theme.scatter("markers+text", text=list(NAMES[:k]), textposition="middle center",
                      textfont={"size": 13, "color": "@ink"}, hoverinfo="skip", cliponaxis=False,
                      marker={"size": 22, "color": "@paper", "symbol": list(blend.SYMBOLS[:k])[:1] * k,
                              "line": {"width": 3, "color": colours}}),
    ]  # fmt: skip
    means = FIRST + 2 * k

    def frame(i: int) -> dict[int, Any]:
        params = trace[i].params
        out: dict[int, Any] = {POINTS: {"marker": blend.marker(run.probs(i), n, k)}}
        for c in range(k):
            out[FIRST + c] = upto(NAMES[c], i + 1)
            out[FIRST + k + c] = ellipses.outlines(params.means[c], params.covariances[c])
        out[means] = {"x": sigs(params.means[:, 0], 5), "y": sigs(params.means[:, 1], 5)}
        return out

    start = trace[0].params.means
    names, box = run.plane.names, run.plane.box
    return Filmstrip(
        "plotly", title(run, tr),
        {"data": data, "layout": theme.layout(
            theme.axis(names[0], range=list(box[0]), showgrid=False),
            theme.axis(names[1], range=list(box[1]), showgrid=False),
            height=460, coloraxis=blend.colour_axis(k),
        )},
        Lazy(len(run), frame), captions(run, tr), tracks=tracks,
        opening={"data": {START: {"x": sigs(start[:, 0], 5), "y": sigs(start[:, 1], 5)}}}, clicks=clicks,
    )  # fmt: skip


def title(run: Run, tr: Translate) -> str:
    """What is drawn; that it is a sample, where it is one."""
    if not run.plane.sampled:
        return tr("The points, coloured by who claims them; ellipses at 1σ and 2σ")
    return tr("The points, coloured by who claims them; ellipses at 1σ and 2σ ({drawn} of {n} points drawn, "
              "all of them counted)").format(drawn=len(run.plane.drawn), n=len(run.plane.points))  # fmt: skip
