"""Six components on Old Faithful under a Dirichlet prior: ellipses that fade, and who holds the points."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import datasets
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate, upto
from em_figures.loglik import ticks
from em_figures.mixtures.ellipses import DASHES, ellipse
from em_figures.numbers import sigs
from em_figures.typed import packed
from em_figures.words import NAMES, fixed, listed
from lessons.variational_em.beliefs import Beliefs, of_kind

on_geyser = of_kind("geyser")
EMPTY = 0.5  # points: a component with fewer is called empty
PALE = 0.06


def held(run: Beliefs, k: int) -> Floats:
    """The points that each component holds, sum_n q_nk."""
    return np.asarray(run.steps[k].q_z.probs.sum(axis=0))


def said(run: Beliefs, k: int, tr: Translate) -> str:
    """Who holds how many points at half-step k."""
    n = held(run, k)
    full = [f"{NAMES[c]} {fixed(float(n[c]), 1)}" for c in np.argsort(-n, kind="stable") if n[c] >= EMPTY]
    empty = len(n) - len(full)
    text = tr("Points held: {each}; empty components: {n}.")
    return text.format(each=listed(full, tr), n=empty)


@on_geyser
def ellipses(run: Beliefs, *, tr: Translate = str) -> Filmstrip:
    """The points, and an ellipse of two standard deviations for each component, paler with fewer points."""
    x = datasets.OLD_FAITHFUL.x
    shift, scale = x.mean(axis=0), x.std(axis=0)
    points = theme.scatter("markers", hoverinfo="skip", marker={"size": 5, "color": "@muted", "opacity": 0.6})
    points |= {"x": packed(x[:, 0], "f4"), "y": packed(x[:, 1], "f4")}
    data = [points]
    data += [
        theme.scatter("lines", hoverinfo="skip", meta=f"component-{NAMES[c].lower()}",
                      line=theme.line(theme.COMPONENTS[c], dash=DASHES[c], width=2.5))
        for c in range(6)
    ]  # fmt: skip
    data.append(theme.scatter("markers+text", hoverinfo="skip", textposition="top center",
                              textfont={"size": 14, "color": "@ink"},
                              marker={"size": 8, "symbol": "diamond", "color": list(theme.COMPONENTS)}))
    low, high = x.min(axis=0), x.max(axis=0)
    room = 0.18 * (high - low)

    def frame(k: int) -> dict[int, Any]:
        q, n = run.theta(k), held(run, k)
        out: dict[int, Any] = {}
        for c in range(6):
            line = shift + scale * ellipse(q.means[c], q.covariances[c], 2.0)
            strong = float(np.clip(n[c] / 20, PALE, 1.0))
            out[1 + c] = {"x": sigs(line[:, 0], 3), "y": sigs(line[:, 1], 3), "opacity": round(strong, 2)}
        full = n >= EMPTY
        at = shift + scale * q.means
        names = [NAMES[c] if full[c] else "" for c in range(6)]
        out[7] = {"x": sigs(at[:, 0], 4), "y": sigs(at[:, 1], 4), "text": names,
                  "marker": {"size": [8 if f else 0 for f in full.tolist()], "symbol": "diamond",
                             "color": list(theme.COMPONENTS)}}
        return out

    layout = theme.layout(
        theme.axis(tr("eruption (minutes)"), range=sigs([low[0] - room[0], high[0] + room[0]], 4)),
        theme.axis(tr("waiting (minutes)"), range=sigs([low[1] - room[1], high[1] + room[1]], 4)), height=440,
    )  # fmt: skip
    return Filmstrip("plotly", tr("Six components, paler the fewer points they hold"),
                     {"data": data, "layout": layout}, Lazy(len(run), frame),
                     Lazy(len(run), lambda k: said(run, k, tr)))  # fmt: skip


@on_geyser
def holdings(run: Beliefs, *, tr: Translate = str) -> Filmstrip:
    """How many points each component holds, up to the half-step: how many are left at the end is asked."""
    table = np.stack([held(run, k) for k in range(len(run))])
    steps = list(range(len(run)))
    labels = [run.frame(k, tr).label for k in steps]
    data = [
        theme.scatter("lines", NAMES[c], hoverinfo="skip",
                      line=theme.line(theme.COMPONENTS[c], dash=DASHES[c], width=2.5))
        for c in range(6)
    ]  # fmt: skip
    data.append(theme.scatter("markers", hoverinfo="skip", cliponaxis=False,
                              marker={"size": 13, "symbol": "circle-open", "color": list(theme.COMPONENTS),
                                      "line": {"width": 3, "color": list(theme.COMPONENTS)}}))

    at = [*map(float, steps)]
    tracks = {NAMES[c]: {"x": at, "y": sigs(table[:, c], 4)} for c in range(6)}

    def frame(k: int) -> dict[int, Any]:
        return {c: upto(NAMES[c], k + 1) for c in range(6)} | {6: {"x": [k] * 6, "y": sigs(table[k], 4)}}

    layout = theme.layout(
        theme.axis(tr("half-step"), range=[-0.6, len(run) - 0.4], **ticks(labels)),
        theme.axis(tr("points held"), range=[-6, float(f"{1.08 * table.max():.4g}")]), height=380,
    )  # fmt: skip
    return Filmstrip("plotly", tr("How many points each component holds (click to jump)"),
                     {"data": data, "layout": layout}, Lazy(len(run), frame),
                     Lazy(len(run), lambda k: said(run, k, tr)), tracks=tracks, clicks="jump")  # fmt: skip
