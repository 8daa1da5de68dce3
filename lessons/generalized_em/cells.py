"""Two coins in two hands: four probabilities of heads, beside the shares that were seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import Rounds, fit
from em_core.models.coins import CoinParams
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.words import NAMES, fixed, listed
from em_lesson.remembered import remembered
from lessons.generalized_em.runs import COINS, Climb, of_hands, rounds
from lessons.generalized_em.settings import Settings

SIDE = 0.08  # by how much a cell's credited share stands beside its line's end
STYLES = (("@A", "solid", "circle"), ("@B", "dash", "square"))


@remembered("data", "right")
def ignoring(s: Settings) -> tuple[float, float]:
    """Where two coins end that know of no hands."""
    data = rounds(s)
    end = fit(COINS, Rounds(data.heads, data.flips), CoinParams([0.5, 0.5], [0.6, 0.4]), max_iter=2000, tol=0)
    return float(end.params.p_heads[0]), float(end.params.p_heads[1])


def cells(params: Any) -> np.ndarray:
    """p of heads, left and right hand (rows) and coin (columns)."""
    return np.asarray(params.p_heads([0.0, 1.0]))


@of_hands
def four_cells(run: Climb, *, tr: Translate = str) -> Filmstrip:
    """The rounds by hand, each coin's p in both hands as a line, and the shares credited to each cell."""
    data, trace = run.trace.data, run.trace
    x, y = [], []
    for right in (0.0, 1.0):
        of = np.flatnonzero(data.features[:, 0] == right)
        x += [round(right + 0.02 * (i - (len(of) - 1) / 2), 3) for i in range(len(of))]
        y += [round(float(data.heads[n] / data.flips[n]), 4) for n in of]
    traces: list[dict[str, Any]] = [
        theme.scatter("markers", tr("the rounds seen"), x=x, y=y, meta="rounds",
                      marker={"size": 9, "symbol": "diamond-open", "color": "@muted", "line": {"width": 2}}),
    ]  # fmt: skip
    for (colour, dash, symbol), name in zip(STYLES, NAMES, strict=False):
        traces.append(theme.scatter("lines+markers", tr("coin {name}").format(name=name), meta=name,
                                    line=theme.line(colour, dash=dash, width=2.5),
                                    marker={"size": 11, "symbol": symbol, "color": colour}))
    for (colour, _, symbol), name in zip(STYLES, NAMES, strict=False):
        says = tr("credited to {name}").format(name=name)
        traces.append(theme.scatter("markers", says, meta=f"seen-{name}",
                                    marker={"size": 13, "symbol": f"{symbol}-open", "color": colour,
                                            "line": {"width": 3, "color": colour}}))
    traces.append(theme.scatter("lines", tr("coins that ignore the hand") if run.settings.blind else "",
                                line=theme.line("@muted", dash="dot", width=2)))
    flat = ignoring(run.settings) if run.settings.blind else None
    opening: dict[str, Any] = {}
    if flat:
        opening = {"data": {5: {"x": [-0.15, 1.15, None, -0.15, 1.15],
                                "y": [round(p, 4) for p in (flat[0], flat[0])] + [None]
                                + [round(p, 4) for p in (flat[1], flat[1])]}}}  # fmt: skip

    def frame(k: int) -> dict[int, Any]:
        s = trace[k]
        p = cells(s.params)
        out: dict[int, Any] = {1 + j: {"x": [0, 1], "y": np.round(p[:, j], 4).tolist()} for j in (0, 1)}
        for j in (0, 1):
            if s.stats is None:
                out[3 + j] = {"x": [], "y": []}
                continue
            n = s.stats.counts[:, j].sum(axis=1)
            share = s.stats.counts[:, j, 0] / np.where(n > 0, n, 1)
            out[3 + j] = {"x": [-SIDE, 1 + SIDE], "y": np.round(share, 4).tolist()}
        return out

    def caption(k: int) -> str:
        p = cells(trace[k].params)
        hands = tr("left"), tr("right")
        each = (f"{hands[r]} {NAMES[j]} {fixed(p[r, j])}" for r in (0, 1) for j in (0, 1))
        return tr("Probability of heads by hand and coin: {all}.").format(all=listed(each, tr))

    low = min(0.25, *(float(np.floor(20 * cells(s.params).min()) / 20) for s in (trace[0], trace[-1])))
    return Filmstrip(
        "plotly", tr("Two coins in two hands"),
        {"data": traces, "layout": theme.layout(
            theme.axis(tr("hand"), range=[-0.25, 1.25], tickvals=[0, 1],
                       ticktext=[tr("left, x = 0"), tr("right, x = 1")]),
            theme.axis(tr("probability of heads"), range=[low, 1.03]), height=460)},
        Lazy(len(run), frame), Lazy(len(run), caption), opening=opening,
    )  # fmt: skip
