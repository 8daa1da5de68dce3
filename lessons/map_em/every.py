"""Where EM with a prior ends from a grid of starts."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sig, sigs
from em_figures.words import sentences
from em_lesson.remembered import remembered
from lessons.map_em.fork import climb
from lessons.map_em.runs import COINS, ROUNDS, Coins, Run, invented, on_coins
from lessons.map_em.settings import Settings

SIDE = 9  # starts along each side of the square
ENDS = 0.01  # ends nearer than this count as one


@remembered(*COINS, most=16)
def many_ends(s: Settings) -> Floats:
    """(R, 2, 2): the starts on a grid, and where EM ends from each."""
    side = (np.arange(SIDE) + 0.5) / SIDE
    p = np.array([(a, b) for a in side for b in side if a != b])
    return np.stack([p, climb(ROUNDS[s.data], p, invented(s))], axis=1)


def different(ends: Floats) -> int:
    """How many places the ends are."""
    found: list[Floats] = []
    for end in ends:
        if not any(np.abs(end - other).max() < ENDS for other in found):
            found.append(end)
    return len(found)


def every_start(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """From a grid of starts a line to where EM ends, and how many ends there are."""
    if not on_coins(run) or not isinstance(run, Coins) or run.refused:
        return None
    both = many_ends(run.settings)
    x: list[float | None] = []
    y: list[float | None] = []
    for (a0, b0), (a1, b1) in both.tolist():
        x += [sig(a0, 4), sig(a1, 4), None]
        y += [sig(b0, 4), sig(b1, 4), None]
    starts, ends = both[:, 0], both[:, 1]
    n = different(ends)
    data: list[dict[str, Any]] = [
        theme.scatter(
            "lines",
            tr("one coin: θ_A = θ_B"),
            meta="diagonal",
            x=[0, 1],
            y=[0, 1],
            line=theme.line("@muted", dash="dot", width=1.5),
            hoverinfo="skip",
        ),
        theme.scatter("lines", "", line=theme.line("@ghost", width=0.8), hoverinfo="skip"),
        theme.scatter(
            "markers",
            tr("starts"),
            meta="starts",
            hoverinfo="skip",
            marker={"size": 5, "symbol": "x-thin", "line": {"width": 1.5, "color": "@muted"}},
            x=sigs(starts[:, 0].tolist(), 4),
            y=sigs(starts[:, 1].tolist(), 4),
        ),
        theme.scatter(
            "markers",
            tr("ends"),
            meta="ends",
            cliponaxis=False,
            marker={"size": 12, "symbol": "square", "color": "@M"},
            hovertemplate="(%{x:.3f}, %{y:.3f})<extra></extra>",
        ),
        theme.scatter("markers", tr("this run"), marker=theme.ring("@ink"), hoverinfo="skip"),
    ]

    def frame(k: int) -> dict[int, Any]:
        a, b = run.trace[k].params.p_heads.tolist()
        return {4: {"x": [sig(a)], "y": [sig(b)]}}

    text = tr("{starts} starts lead to one end.") if n == 1 else tr("{starts} starts lead to {ends} ends.")
    told = text.format(starts=len(both), ends=n)
    said = Lazy(len(run), lambda k: sentences([run.frame(k, tr).caption, told]))
    opening = {1: {"x": x, "y": y}, 3: {"x": sigs(ends[:, 0].tolist(), 4), "y": sigs(ends[:, 1].tolist(), 4)}}
    square = {"range": [0, 1], "constrain": "domain", "dtick": 0.2}
    return Filmstrip(
        "plotly",
        tr("Every start"),
        {
            "data": data,
            "layout": theme.layout(
                theme.axis("θ_A", **square),
                theme.axis("θ_B", scaleanchor="x", **square),
                height=440,
            ),
        },
        Lazy(len(run), frame),
        said,
        opening={"data": opening},
    )
