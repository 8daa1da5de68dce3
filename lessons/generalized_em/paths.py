"""The run's path on the log-likelihood of two coins, beside plain EM's."""

from __future__ import annotations

from typing import Any

from em_figures import theme
from em_figures.coins.surface import contour
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.loglik import log_likelihood_trace
from em_figures.numbers import sigs
from lessons.generalized_em.runs import Climb, captions, of_coins


@of_coins
def coin_map(run: Climb, *, tr: Translate = str) -> Filmstrip:
    """Both paths on the surface; a drag sets the start."""
    thin: dict[str, Any] = {"size": 12, "symbol": "x-thin", "line": {"width": 3, "color": "@ink"}}
    data = [
        contour(run.trace),
        theme.scatter("lines", tr("one coin: θ_A = θ_B"), x=[0, 1], y=[0, 1], meta="diagonal",
                      line=theme.line("@muted", dash="dot", width=1.5)),
        theme.scatter("lines+markers", tr("the run before"), line=theme.line("@ghost", width=1.5),
                      marker={"size": 4, "color": "@ghost"}),
        theme.scatter("markers", tr("start"), marker=thin),
        theme.scatter("lines+markers", tr("whole M-steps (η = 1)"), meta="full",
                      line=theme.line("@bound", dash="dash"),
                      marker={"size": 6, "symbol": "square", "color": "@bound"}),
        theme.scatter("lines+markers", tr("this run"), meta="run", line=theme.line("@ink"),
                      marker={"size": 6, "color": "@ink"}),
        theme.scatter("markers", marker=theme.ring("@bound", square=True, size=15)),
        theme.scatter("markers", marker=theme.ring("@ink", size=19)),
    ]  # fmt: skip
    both = {"full": run.full, "run": run.trace}
    tracks = {
        name: {axis: sigs(s.params.p_heads[coin] for s in one) for coin, axis in enumerate("xy")}
        for name, one in both.items()
    }

    def frame(k: int) -> dict[int, Any]:
        out: dict[int, Any] = {}
        for i, name in enumerate(both):
            at = min(k, len(both[name]) - 1)
            out[4 + i] = upto(name, at + 1)
            out[6 + i] = {"x": [tracks[name]["x"][at]], "y": [tracks[name]["y"][at]]}
        return out

    return Filmstrip(
        "plotly", tr("The path of the two coins"),
        {"data": data, "layout": theme.layout(
            theme.axis("θ_A", range=[0, 1], constrain="domain", showgrid=False, dtick=0.2),
            theme.axis("θ_B", range=[0, 1], scaleanchor="x", constrain="domain", showgrid=False, dtick=0.2),
            height=460)},
        Lazy(len(run), frame), captions(run, tr),
        opening={"data": {3: {"x": [tracks["run"]["x"][0]], "y": [tracks["run"]["y"][0]]}}},
        tracks=tracks, ghost={2: "run"}, clicks=("a", "b"),
    )  # fmt: skip


def both_climbs(run: Climb, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood and its lower bound, half-step by half-step."""
    return log_likelihood_trace(run.trace, tr=tr)
