"""The mixture as an estimate of the density, and points drawn from it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import logsumexp

from em_core.models.gaussian.params import GaussianParams
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.mixtures.run import GRID, Run, coordinates
from em_figures.mixtures.words import captions
from em_figures.typed import packed
from lessons.common.plane import titles

SAMPLES = 150
LEVELS = 250  # steps between no density and the largest one
CONTOUR, DRAWN = 0, 1


def density(run: Run, i: int) -> Floats:
    """log p(x) on the grid (G, G), rows y."""
    _, _, grid = run.plane.grid
    values = logsumexp(run.model.log_joint(grid, run.trace[i].params), axis=1)
    return np.asarray(values.reshape(GRID, GRID))


@lru_cache(maxsize=1)
def _noise() -> tuple[Floats, Floats]:
    """The same random numbers in every frame: the samples move as the model does."""
    random = np.random.Generator(np.random.PCG64(9))
    return random.random(SAMPLES), random.standard_normal((SAMPLES, 2))


def sample(params: GaussianParams) -> Floats:
    """z ~ weights, then x ~ N(means[z], covariances[z]): (SAMPLES, 2)."""
    uniform, noise = _noise()
    steps = np.cumsum(params.weights)
    z = np.minimum(np.searchsorted(steps / steps[-1], uniform, side="right"), len(steps) - 1)
    values, axes = np.linalg.eigh(params.covariances)
    root = axes * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    return np.asarray(params.means[z] + np.einsum("nij,nj->ni", root[z], noise))


def density_plane(run: Run, *, tr: Translate = str) -> Filmstrip:
    """Contours of the density, at equal steps of its root, and samples from the current model."""
    x, y, _ = run.plane.grid
    data: list[dict[str, Any]] = [
        {"type": "contour", "x0": float(x[0]), "dx": float(x[1] - x[0]), "y0": float(y[0]),
         "dy": float(y[1] - y[0]), "colorscale": theme.HEIGHTS, "showscale": False, "hoverinfo": "skip",
         "meta": "density", "zmin": 0, "zmax": LEVELS, "line": {"width": 0.8, "color": "@muted"},
         "contours": {"start": 25, "end": 225, "size": 25, "coloring": "fill"}},
        theme.scatter("markers", tr("drawn from the current model"), hoverinfo="skip", meta="drawn",
                      marker={"size": 6, "symbol": "x-thin", "line": {"width": 1.3, "color": "@ink"}}),
    ]  # fmt: skip

    def frame(i: int) -> dict[int, Any]:
        log_p = density(run, i)
        z = np.rint(LEVELS * np.exp((log_p - log_p.max()) / 2))
        at = sample(run.trace[i].params)
        return {CONTOUR: {"z": packed(z, "u1")},
                DRAWN: {"x": coordinates(at[:, 0]), "y": coordinates(at[:, 1])}}  # fmt: skip

    names, box = titles(run.plane.names, tr), run.plane.box
    return Filmstrip(
        "plotly", tr("The density that the mixture describes"),
        {"data": data, "layout": theme.layout(
            theme.axis(names[0], range=list(box[0]), showgrid=False),
            theme.axis(names[1], range=list(box[1]), showgrid=False), height=460, meta={"tall": True},
        )},
        Lazy(len(run), frame), captions(run, tr),
    )  # fmt: skip
