"""What MAP-EM climbs: log-likelihood + log prior over both coins, the peaks without a prior faint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.special import xlog1py, xlogy

from em_core.protocol import Floats
from em_figures import theme
from em_figures.coins.surface import CELLS, DEPTH, likelihood_surface, surface
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sig, sigs
from em_figures.trace import label
from em_figures.typed import packed
from em_figures.words import NAMES
from lessons.map_em.runs import Coins, Run, highest, objective, on_coins

GRID = 161  # points of a density
TALLEST = 8.0  # of a density that is drawn


def hill(run: Coins) -> Floats:
    """(G, G): log-likelihood + log prior, rows theta_B and columns theta_A."""
    at = surface(run.trace)
    log_prior = [xlogy(h, at.grid) + xlog1py(t, -at.grid) for h, t in run.invented.tolist()]
    return np.asarray(at.log_likelihood + log_prior[0][None, :] + log_prior[1][:, None])


def map_surface(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Contours of the objective and EM's path; open diamonds where the log-likelihood alone is highest."""
    if not on_coins(run):
        return None
    assert isinstance(run, Coins)
    strip = likelihood_surface(run.trace, tr=tr)
    values = hill(run)
    depth = np.sqrt(np.clip(values.max() - values, 0.0, DEPTH))
    a, b = highest(run.settings.data)
    data: list[dict[str, Any]] = [dict(one) for one in strip.base["data"]]
    data[0]["z"] = packed(np.full((CELLS, CELLS), -np.sqrt(DEPTH)), "f4")  # filled by the opening
    for one in data[1:]:  # both coins may be certain
        one["cliponaxis"] = False
    data.append(
        theme.scatter(
            "markers",
            tr("highest without the prior"),
            meta="old",
            x=sigs([a, b]),
            y=sigs([b, a]),
            marker={
                "size": 13,
                "symbol": "diamond-open",
                "color": "@ghost",
                "line": {"width": 2, "color": "@ghost"},
            },
        )
    )
    opening = {0: {"z": packed(-depth, "f4")}, **strip.opening["data"]}
    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    layout = strip.base["layout"] | {"height": 460}
    return replace(
        strip,
        title=tr("Log-likelihood + log prior"),
        captions=said,
        base={"data": data, "layout": layout},
        opening={"data": opening},
        clicks=None if run.settings.begin == "mle" else strip.clicks,
    )


def density(counts: tuple[float, float], grid: Floats) -> Floats:
    """Of a Beta distribution that adds so many heads and tails; its area is 1 on the grid."""
    log = xlogy(counts[0], grid) + xlog1py(counts[1], -grid)
    value = np.exp(log - log.max())
    return np.asarray(value / (value.sum() * (grid[1] - grid[0])))


def beliefs(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The prior density of each coin, and where the coins stand on it at this half-step."""
    if not on_coins(run):
        return None
    assert isinstance(run, Coins)
    grid = (np.arange(GRID) + 0.5) / GRID
    curves = [np.minimum(density(tuple(row), grid), TALLEST) for row in run.invented.tolist()]
    one = bool((run.invented[0] == run.invented[1]).all())
    x = sigs(grid.tolist(), 5)
    names = (tr("prior of both coins"), "") if one else (tr("prior of A"), tr("prior of B"))
    data: list[dict[str, Any]] = [
        theme.scatter(
            "lines",
            names[0],
            meta="prior",
            x=x,
            hoverinfo="skip",
            fill="tozeroy",
            fillcolor="@s2",
            line=theme.line("@bound" if one else "@A", width=2.5),
        ),
        theme.scatter(
            "lines", names[1], x=x, hoverinfo="skip", line=theme.line("@B", dash="dash", width=2.5)
        ),
    ]
    for c, dash in enumerate(("solid", "dash")):
        colour = theme.COINS[c]
        data.append(
            theme.scatter(
                "lines+markers+text",
                f"θ_{NAMES[c]}",
                meta=NAMES[c],
                hoverinfo="skip",
                cliponaxis=False,
                line=theme.line(colour, dash=dash, width=2),
                textposition="top center",
                textfont={"color": f"{colour}-text", "size": 15},
                marker={
                    "symbol": ["line-ew", "circle" if c == 0 else "square"],
                    "size": [0, 11],
                    "color": colour,
                },
            )
        )
    top = max(2.2, 1.25 * float(max(curve.max() for curve in curves)))

    def frame(k: int) -> dict[int, Any]:
        out: dict[int, Any] = {}
        for c, p in enumerate(run.trace[k].params.p_heads.tolist()):
            height = float(np.interp(p, grid, curves[c]))
            out[2 + c] = {"x": [sig(p)] * 2, "y": [0, sig(height, 5)], "text": ["", NAMES[c]]}
        return out

    ys = {c: {"y": sigs(curve.tolist(), 5)} for c, curve in enumerate(curves)}
    if one:
        ys[1] = {"y": []}
    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    return Filmstrip(
        "plotly",
        tr("The prior density"),
        {
            "data": data,
            "layout": theme.layout(
                theme.axis(tr("probability of heads"), range=[0, 1], dtick=0.2),
                theme.axis(tr("density")),
                height=340,
            ),
        },
        Lazy(len(run), frame),
        said,
        opening={"data": ys, "layout": {"yaxis": {"range": [0, sig(top)]}}},
    )


def two_traces(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Above, log-likelihood + log prior, which never falls; below, the log-likelihood alone, which may."""
    if not on_coins(run) or len(run) < 3:
        return None
    rows = (
        (
            tr("log-likelihood + log prior: the objective"),
            "objective",
            "@M",
            "solid",
            "circle",
            sigs((objective(s) for s in run.trace), 9),
        ),
        (
            tr("log-likelihood alone"),
            "ll",
            "@ll",
            "dash",
            "square",
            sigs((s.log_likelihood for s in run.trace), 9),
        ),
    )
    n = len(run)
    labels = [label(s, tr) for s in run.trace]
    data: list[dict[str, Any]] = []
    opening: dict[int, Any] = {}
    ranges: dict[str, Any] = {}
    for i, (name, mark, colour, dash, symbol, values) in enumerate(rows):
        y = f"y{i + 1}".replace("y1", "y")
        data.append(
            theme.scatter(
                "lines+markers",
                name,
                meta=mark,
                yaxis=y,
                line=theme.line(colour, dash=dash),
                marker={"size": 5, "symbol": symbol, "color": colour},
            )
        )
        opening[i] = {"x": list(range(n)), "y": values}
        pad = 0.12 * (max(values) - min(values)) or 0.05
        ranges[f"yaxis{i + 1}".replace("yaxis1", "yaxis")] = {"range": [min(values) - pad, max(values) + pad]}
    for i, (_, _, colour, _, symbol, _) in enumerate(rows):
        y = f"y{i + 1}".replace("y1", "y")
        data.append(
            theme.scatter(
                "markers",
                yaxis=y,
                cliponaxis=False,
                marker=theme.ring(colour, square=symbol == "square", size=16),
            )
        )

    def frame(k: int) -> dict[int, Any]:
        return {2 + i: {"x": [k], "y": [row[5][k]]} for i, row in enumerate(rows)}

    step = max(1, -(-n // 8))
    at = list(range(0, n, step))
    ticks = {"tickvals": at, "ticktext": [labels[i] for i in at]}
    layout = theme.layout(
        theme.axis(tr("half-step"), anchor="y2"),
        theme.axis("", domain=[0.56, 1]),
        height=460,
        margin={"l": 74, "r": 14, "t": 12, "b": 84},
    ) | {"yaxis2": theme.axis("", domain=[0, 0.44], anchor="x")}
    said = Lazy(n, lambda k: run.frame(k, tr).caption)
    return Filmstrip(
        "plotly",
        tr("Two curves of one run (click to jump)"),
        {"data": data, "layout": layout},
        Lazy(n, frame),
        said,
        opening={"data": opening, "layout": {"xaxis": {"range": [-0.6, n - 0.4], **ticks}, **ranges}},
        clicks="jump",
    )
