"""The screen that every contender shows, as data: two coins, the rounds of Do & Batzoglou.

Three panels: the log-likelihood surface with the path and a ring where EM stands, the
log-likelihood over the half-steps with a ring, and the table of responsibilities.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from scipy.special import xlog1py, xlogy

from em_core import CoinMixture, CoinParams, Snapshot, datasets, run

ROUNDS = datasets.DO_BATZOGLOU.rounds
START = datasets.DO_BATZOGLOU.start
STEP = 0.001  # of the start sliders, as in the app
CELLS = 81  # of the surface, each way
INK, ACCENT = "#1b1f24", "#d55e00"

Json = dict[str, Any]
Half = Snapshot[Any, Any, Any]


@cache
def surface() -> Json:
    """The contour trace: log p(rounds | theta_A, theta_B) with weights 1/2, clipped 12 nats below its top."""
    grid = np.linspace(0.001, 0.999, CELLS)
    heads, tails = ROUNDS.counts[:, :1], ROUNDS.counts[:, 1:]
    coin = xlogy(heads, grid) + xlog1py(tails, -grid)  # (N, CELLS)
    z = (np.logaddexp(coin[:, None, :], coin[:, :, None]) - np.log(2)).sum(axis=0)
    return {
        "type": "contour", "x": grid.round(5).tolist(), "y": grid.round(5).tolist(),
        "z": np.maximum(z, z.max() - 12).round(4).tolist(), "showscale": False, "ncontours": 14,
        "colorscale": [[0, "#ffffff"], [1, "#afc3d8"]], "hoverinfo": "skip",
    }


def trace(a: float, b: float) -> list[Half]:
    """Every half-step of soft EM from theta_A = a, theta_B = b with the weights held at 1/2."""
    return list(run(CoinMixture(learn_weights=False), ROUNDS, CoinParams([0.5, 0.5], [a, b])))


def label(half: Half) -> str:
    """The half-step's name: "start", "1E", "1M", "2E", ..."""
    return half.phase if half.phase == "start" else f"{half.iteration}{half.phase}"


def marks(x: list[float], y: list[float], *, ring: bool = False) -> Json:
    """A line with markers, or the ring around its last point."""
    if ring:
        style = {"symbol": "circle-open", "size": 17, "color": ACCENT, "line": {"width": 3}}
        return {"type": "scatter", "mode": "markers", "x": x[-1:], "y": y[-1:], "marker": style}
    return {"type": "scatter", "mode": "lines+markers", "x": x, "y": y, "line": {"color": INK}}


def layout(x: str, y: str, **more: Any) -> Json:
    """The layout of one figure; ``uirevision`` lets it be redrawn in place."""
    return {
        "xaxis": {"title": {"text": x}} | more.pop("xaxis", {}),
        "yaxis": {"title": {"text": y}} | more.pop("yaxis", {}),
        "width": 520, "height": 430, "margin": {"l": 60, "r": 10, "t": 10, "b": 50},
        "showlegend": False, "uirevision": "keep",
    } | more


SURFACE_LAYOUT = layout("theta_A", "theta_B", xaxis={"range": [0, 1]}, yaxis={"range": [0, 1]})
LINE_LAYOUT = layout("half-step", "log-likelihood (nats)", xaxis={"range": [-1, 40]},
                     yaxis={"range": [-34, -31]})


def figures(halves: list[Half], k: int) -> tuple[Json, Json]:
    """The surface and the line at half-step k, as Plotly figures."""
    seen = halves[: k + 1]
    a = [float(half.params.p_heads[0]) for half in seen]
    b = [float(half.params.p_heads[1]) for half in seen]
    x, y = [float(i) for i in range(k + 1)], [half.log_likelihood for half in seen]
    return (
        {"data": [surface(), marks(a, b), marks(a, b, ring=True)], "layout": SURFACE_LAYOUT},
        {"data": [marks(x, y), marks(x, y, ring=True)], "layout": LINE_LAYOUT},
    )


HEADER = ("round", "heads", "flips", "coin A", "coin B")


def rows(half: Half) -> list[list[str]]:
    """The table of responsibilities: one row per round; dashes before the first E-step."""
    shares = None if half.posterior is None else half.posterior.probs
    return [
        [str(n + 1), str(heads), str(flips)]
        + (["-", "-"] if shares is None else [f"{share:.4f}" for share in shares[n]])
        for n, (heads, flips) in enumerate(zip(ROUNDS.heads, ROUNDS.flips, strict=True))
    ]
