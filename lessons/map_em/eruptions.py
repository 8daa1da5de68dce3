"""Eruption lengths under two normal curves, their standard deviations, and the log-likelihood."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.loglik import log_likelihood_trace
from em_figures.mixtures.ellipses import DASHES
from em_figures.numbers import power, sig, sigs
from em_figures.trace import Half, label
from em_figures.typed import packed
from em_figures.words import NAMES
from lessons.map_em.runs import Geyser, Run, eruptions, on_geyser

WIDTH, LOW, HIGH = 0.1, 1.4, 5.4  # of the histogram, minutes
TOP = 30.0  # eruptions in a bin, at most 24
GRID, SPAN = 49, 3.6  # points of a curve, within so many standard deviations of its mean
LEAST = 1e-4  # of the axis of standard deviations, minutes


@lru_cache(maxsize=1)
def _bars() -> tuple[list[float], list[float]]:
    """The histogram as an outline."""
    edges = np.round(np.arange(LOW, HIGH + WIDTH / 2, WIDTH), 10)
    counts, _ = np.histogram(eruptions().x[:, 0], edges)
    x, y = [float(edges[0])], [0.0]
    for i, n in enumerate(counts.tolist()):
        x += [float(edges[i]), float(edges[i + 1])]
        y += [float(n), float(n)]
    return sigs([*x, float(edges[-1])], 4), [*y, 0.0]


def densities(step: Half, at: Floats) -> Floats:
    """w_k N(x | m_k, v_k) of a half-step, (2, G), in eruptions per bin."""
    p = step.params
    v = p.covariances[:, 0, 0][:, None]
    away = (at[None, :] - p.means[:, 0][:, None]) ** 2
    return np.asarray(p.weights[:, None] * np.exp(-0.5 * away / v) / np.sqrt(2 * np.pi * v) * 272 * WIDTH)


def eruption_curves(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The histogram, both components and their sum; a component too narrow to draw is a spike to the top."""
    if not on_geyser(run):
        return None
    x, y = _bars()
    data: list[dict[str, Any]] = [
        theme.scatter(
            "lines",
            tr("data"),
            meta="data",
            x=x,
            y=y,
            fill="toself",
            fillcolor="@s3",
            hoverinfo="skip",
            line=theme.line("@edge", width=1),
        ),
    ]
    for c in (0, 1):
        data.append(
            theme.scatter(
                "lines",
                NAMES[c],
                meta=NAMES[c],
                hoverinfo="skip",
                line=theme.line(theme.COINS[c], dash=DASHES[c], width=2.5),
            )
        )
    for c in (0, 1):
        colour = theme.COINS[c]
        data.append(
            theme.scatter(
                "markers+text",
                hoverinfo="skip",
                cliponaxis=False,
                textposition="bottom center",
                textfont={"color": f"{colour}-text", "size": 15},
                marker={
                    "symbol": "circle-open" if c == 0 else "square-open",
                    "size": 13,
                    "color": colour,
                    "line": {"color": colour, "width": 3},
                },
            )
        )

    def frame(k: int) -> dict[int, Any]:
        step = run.trace[k]
        p = step.params
        out: dict[int, Any] = {}
        for c in (0, 1):
            m, sd = float(p.means[c, 0]), float(np.sqrt(p.covariances[c, 0, 0]))
            at = m + sd * np.linspace(-SPAN, SPAN, GRID)  # so that a narrow one is seen, too
            out[1 + c] = {
                "x": packed(at, "f4"),
                "y": packed(np.minimum(densities(step, at)[c], 2 * TOP), "f4"),
            }
            out[3 + c] = {"x": [sig(m)], "y": [0], "text": [NAMES[c]]}
        return out

    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    return Filmstrip(
        "plotly",
        tr("272 eruptions"),
        {
            "data": data,
            "layout": theme.layout(
                theme.axis(tr("minutes"), range=[LOW, HIGH]),
                theme.axis(tr("eruptions per 0.1 min"), range=[-3.5, TOP], tickvals=[0, 10, 20, 30]),
                height=420,
            ),
        },
        Lazy(len(run), frame),
        said,
    )


def next_sd(run: Geyser) -> float:
    """The standard deviation that the refused M-step would give component B."""
    x, step = eruptions().x[:, 0], run.trace[-1]
    assert step.posterior is not None
    q = step.posterior.probs[:, 1]
    m = float((q * x).sum() / q.sum())
    # far smaller than rounding of x - m: the nearest value is met exactly, the others by their shares
    away = np.where(np.abs(x - m) < 1e-9, 0.0, (x - m) ** 2)
    return float(np.sqrt((q * away).sum() / q.sum()))


def spreads(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The standard deviation of each component at every half-step, on a logarithmic scale."""
    if not on_geyser(run):
        return None
    assert isinstance(run, Geyser)
    n = len(run)
    sds = np.sqrt([s.params.covariances[:, 0, 0] for s in run.trace])
    labels = [label(s, tr) for s in run.trace]
    data: list[dict[str, Any]] = []
    opening: dict[int, Any] = {}
    for c in (0, 1):
        data.append(
            theme.scatter(
                "lines+markers",
                f"σ_{NAMES[c]}",
                meta=f"sd{NAMES[c]}",
                line=theme.line(theme.COINS[c], dash=DASHES[c]),
                marker={"size": 5, "color": theme.COINS[c], "symbol": "circle" if c == 0 else "square"},
            )
        )
        opening[c] = {"x": list(range(n)), "y": sigs(sds[:, c].tolist())}
    for c in (0, 1):
        ring = theme.ring(theme.COINS[c], square=c == 1, size=16)
        data.append(theme.scatter("markers", cliponaxis=False, marker=ring, hoverinfo="skip"))
    fallen = tr("σ_B would become {sd} min").format(sd=power(next_sd(run), 1)) if run.collapsed else ""
    data.append(
        theme.scatter(
            "markers+text",
            textposition="middle left",
            cliponaxis=False,
            hoverinfo="skip",
            textfont={"color": "@B-text", "size": 14},
            marker={"symbol": "triangle-down", "size": 14, "color": "@B"},
        )
    )

    def frame(k: int) -> dict[int, Any]:
        out: dict[int, Any] = {2 + c: {"x": [k], "y": [sig(float(sds[k, c]))]} for c in (0, 1)}
        last = run.collapsed and k == n - 1
        out[4] = {"x": [k], "y": [1.6 * LEAST], "text": [fallen]} if last else {"x": [], "y": [], "text": []}
        return out

    step = max(1, -(-n // 8))
    at = list(range(0, n, step))
    axis = {
        "range": [-0.3 if n < 6 else -0.6, n - 0.4 if n >= 6 else n - 0.7],
        "tickvals": at,
        "ticktext": [labels[i] for i in at],
    }
    ticks = {"tickvals": [1, 0.1, 0.01, 0.001, 0.0001], "ticktext": ["1", "0.1", "0.01", "0.001", "0.0001"]}
    said = Lazy(n, lambda k: run.frame(k, tr).caption)
    return Filmstrip(
        "plotly",
        tr("Standard deviations (click to jump)"),
        {
            "data": data,
            "layout": theme.layout(
                theme.axis(tr("half-step")),
                theme.axis(tr("σ (min)"), type="log", range=[np.log10(LEAST), 0.4], **ticks),
                height=420,
            ),
        },
        Lazy(n, frame),
        said,
        opening={"data": opening, "layout": {"xaxis": axis}},
        clicks="jump",
    )


def geyser_climb(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The log-likelihood at every half-step."""
    return log_likelihood_trace(run.trace, bound=False, tr=tr) if on_geyser(run) else None
