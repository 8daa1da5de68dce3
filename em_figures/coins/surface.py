"""The observed-data log-likelihood of two coins over (theta_A, theta_B), and EM's path on it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy.special import xlog1py, xlogy

from em_core.protocol import Floats
from em_figures import theme
from em_figures.coins.words import sentence
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.numbers import sigs
from em_figures.trace import Trace
from em_figures.typed import packed
from em_figures.words import sentences

CELLS = 81
DEPTH = 12.0  # nats below the top that are told apart


class Surface(NamedTuple):
    """grid (G,); log_likelihood (G, G), rows theta_B and columns theta_A; top is its largest value."""

    grid: Floats
    log_likelihood: Floats
    top: float


@lru_cache(maxsize=64)
def _surface(
    heads: tuple[int, ...], tails: tuple[int, ...], weight: float, times: tuple[float, ...] | None = None
) -> Surface:
    grid = np.linspace(0.0, 1.0, CELLS)
    grid[[0, -1]] = 1e-3, 1 - 1e-3  # the sliders' ends; at 0 and 1 whole rounds become impossible
    h, t = np.array(heads)[:, None], np.array(tails)[:, None]
    per_coin = xlogy(h, grid) + xlog1py(t, -grid)  # (N, G)
    both = np.logaddexp(np.log(weight) + per_coin[:, None, :], np.log1p(-weight) + per_coin[:, :, None])
    values = both.sum(axis=0) if times is None else np.tensordot(times, both, axes=1)
    return Surface(grid, values, float(values.max()))


def surface(trace: Trace) -> Surface:
    """The surface for a trace's rounds and the weights of its start.

    Of rounds that were counted (``times``), the surface of so many rounds as there are rows: its shape does
    not depend on their number, which would leave one cell of it.
    """
    data, weights = trace.data, trace[0].params.weights
    pairs, times = data.counts.astype(int), getattr(data, "times", None)
    shares = None if times is None else tuple((times * (len(times) / times.sum())).tolist())
    return _surface(tuple(pairs[:, 0].tolist()), tuple(pairs[:, 1].tolist()), float(weights[0]), shares)


def contour(trace: Trace) -> dict[str, Any]:
    """The surface as filled contours, denser near the top."""
    at = surface(trace)
    # even steps of the root: the contours are dense near the top
    depth = np.sqrt(np.clip(at.top - at.log_likelihood, 0.0, DEPTH))
    return {
        "type": "contour", "x": sigs(at.grid), "y": sigs(at.grid), "z": packed(-depth, "f4"),
        "colorscale": theme.HEIGHTS, "showscale": False,
        "zmin": -np.sqrt(DEPTH), "zmax": 0.0,
        "contours": {"start": -3.25, "end": -0.25, "size": 0.25, "coloring": "fill"},
        "line": {"width": 0.7, "color": "@muted"}, "hoverinfo": "skip",
    }


def _path(name: str, mark: str, colour: str, dash: str, symbol: str) -> list[dict[str, Any]]:
    return [
        theme.scatter("lines+markers", name, meta=mark, line=theme.line(colour, dash=dash),
                      marker={"size": 6, "symbol": symbol, "color": colour}),
        theme.scatter("markers", marker=theme.ring(colour, square=symbol == "square", size=17)),
    ]


def _mark(symbol: str, size: int, colour: str) -> dict[str, Any]:
    return {"size": size, "symbol": symbol, "color": colour, "line": {"width": 1, "color": "@ink"}}


def likelihood_surface(
    trace: Trace, *, hard: Trace | None = None, truth: tuple[float, float] | None = None,
    labelled: tuple[float, float] | None = None, tr: Translate = str,
) -> Filmstrip:
    """Contours of the log-likelihood with the path of EM (and of hard EM), half-step by half-step.

    A click or a drag sets the start. truth: (theta_A, theta_B), drawn as a star; labelled: the
    estimates that known labels give, drawn as a cross.
    """
    data = [
        contour(trace),
        {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "name": tr("one coin: θ_A = θ_B"),
         "meta": "diagonal",
         "line": {"color": "@muted", "width": 1.5, "dash": "dot"}},
        {"type": "scatter", "mode": "lines+markers", "x": [None], "y": [None], "name": tr("the run before"),
         "line": {"color": "@ghost", "width": 1.5}, "marker": {"size": 4, "color": "@ghost"}},
        {"type": "scatter", "mode": "markers", "x": [], "y": [], "name": tr("start"),
         "marker": {"size": 12, "symbol": "x-thin", "line": {"width": 3, "color": "@ink"}}},
        *_path(tr("soft EM") if hard else tr("EM"), "soft", "@ink", "solid", "circle"),
    ]
    runs = [(4, "path", trace)]
    if hard is not None:
        data += _path(tr("hard EM"), "hard", "@bound", "dash", "square")
        runs.append((6, "hard", hard))
    if labelled is not None:
        name = tr("estimates from the labels")
        data.append(theme.scatter("markers", name, x=[labelled[0]], y=[labelled[1]], meta="labels",
                                  marker=_mark("cross", 18, "@C")))
    if truth is not None:  # on a cross that stands in the same place
        data.append(theme.scatter("markers", tr("truth"), x=[truth[0]], y=[truth[1]], meta="truth",
                                  marker=_mark("star", 15, "@star")))
    tracks = {
        name: {axis: sigs(s.params.p_heads[coin] for s in run) for coin, axis in enumerate("xy")}
        for _, name, run in runs
    }

    def frame(k: int) -> dict[int, Any]:
        out: dict[int, Any] = {}
        for index, name, run in runs:
            i = min(k, len(run) - 1)
            out[index] = upto(name, i + 1)
            out[index + 1] = {"x": [tracks[name]["x"][i]], "y": [tracks[name]["y"][i]]}
        return out

    n = max(len(run) for _, _, run in runs)
    weight = float(trace[0].params.weights[0])
    title = tr("Log-likelihood of the rounds for every pair of coins")
    if weight != 0.5:
        title += tr(" (weights as at the start)")
    return Filmstrip(
        "plotly", title,
        {"data": data, "layout": theme.layout(
            theme.axis("θ_A", range=[0, 1], constrain="domain", showgrid=False, dtick=0.2),
            theme.axis("θ_B", range=[0, 1], scaleanchor="x", constrain="domain", showgrid=False, dtick=0.2),
            height=460,
        )},
        Lazy(n, frame),
        Lazy(n, lambda k: sentences(sentence(run.at(k), tr) for _, _, run in runs)),
        opening={"data": {3: {"x": [tracks["path"]["x"][0]], "y": [tracks["path"]["y"][0]]}}},
        tracks=tracks, ghost={2: "path"}, clicks=("a", "b"),
    )
