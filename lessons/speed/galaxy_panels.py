"""The galaxies' velocities under the three components, and the ends of all sixty starts."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.mixtures.ellipses import DASHES
from em_figures.numbers import sig, sigs
from em_figures.typed import packed
from em_figures.words import NAMES
from lessons.speed.galaxies import PLANS, Galaxies, X, arrives, beside, best, captions, ends, on_galaxies
from lessons.speed.settings import STARTS

BOX, WIDE, GRID = (8.0, 36.0), 1.0, 113  # thousand km/s; of a bin; points of a curve
ROOM, LOW = 21.0, -245.0  # galaxies in a bin, above the highest bar; where a poor start's ring waits


@on_galaxies
def velocities(run: Galaxies, *, tr: Translate = str) -> Filmstrip:
    """The histogram, w_k N(x | m_k, s_k^2) for every component and their sum, in galaxies per bin."""
    edges = np.arange(BOX[0], BOX[1] + WIDE, WIDE)
    heights = np.histogram(X[:, 0], edges)[0]
    grid = np.linspace(*BOX, GRID)
    x = sigs(grid.tolist(), 4)
    inner = np.column_stack([np.zeros(len(heights)), heights, heights]).ravel()
    data: list[dict[str, Any]] = [
        theme.scatter("lines", tr("82 galaxies"), meta="galaxies", fill="toself", fillcolor="@s3",
                      hoverinfo="skip", line=theme.line("@edge", width=1),
                      x=np.repeat(edges, 3)[1:-1].tolist(), y=[*inner.tolist(), 0.0]),
    ]  # fmt: skip
    data.append(theme.scatter("lines", tr("their sum"), meta="sum", hoverinfo="skip", x=x,
                              line=theme.line("@ll", width=1.5)))  # fmt: skip
    for c in range(3):
        style = theme.line(theme.COMPONENTS[c], dash=DASHES[c], width=2.5)
        data.append(theme.scatter("lines", NAMES[c], meta=NAMES[c], hoverinfo="skip", x=x, line=style))

    def frame(k: int) -> dict[int, Any]:
        w, m, sd = (part[:, None] for part in run.parts(k).T)
        curves = len(X) * WIDE * w / (sd * np.sqrt(2 * np.pi)) * np.exp(-0.5 * ((grid - m) / sd) ** 2)
        shown = np.minimum([curves.sum(axis=0), *curves], 2 * ROOM)
        return {1 + i: {"y": packed(y, "f4")} for i, y in enumerate(shown)}

    return Filmstrip(
        "plotly", tr("The velocities and three components"),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("velocity (1000 km/s)"), range=list(BOX)),
            theme.axis(tr("galaxies in a bin"), range=[0, ROOM], dtick=5), height=400,
        )},
        Lazy(len(run), frame), captions(run, tr),
    )  # fmt: skip


@on_galaxies
def sixty_ends(run: Galaxies, *, tr: Translate = str) -> Filmstrip:
    """The log-likelihood that each start reaches by either way; a click chooses the start."""
    plain, slow = (ends(cooling).values for cooling in PLANS)
    there = tr("{name}: {n} of {count} at the top")
    said = [there.format(name=name, n=int(arrives(cooling).sum()), count=STARTS)
            for cooling, name in zip(PLANS, (tr("plain EM"), tr("annealed")), strict=True)]  # fmt: skip
    numbers = list(range(1, STARTS + 1))
    apart = [i for i in range(STARTS) if abs(plain[i] - slow[i]) > 0.1]
    ways: tuple[list[Any], list[Any]] = ([], [])
    for i in apart:
        ways[0].extend((i + 1, i + 1, None))
        ways[1].extend((sig(plain[i], 7), sig(slow[i], 7), None))
    data: list[dict[str, Any]] = [
        theme.scatter("lines", meta="apart", hoverinfo="skip", x=ways[0], y=ways[1],
                      line=theme.line("@edge", width=1)),
        theme.scatter("lines", tr("this start"), meta="chosen", hoverinfo="skip",
                      line=theme.line("@ink", dash="dot", width=1.5)),
        theme.scatter("markers", said[0], meta="plain", hoverinfo="skip", x=numbers,
                      y=sigs(plain.tolist(), 7),
                      marker={"symbol": "x-thin", "size": 8, "line": {"width": 2, "color": "@B"}}),
        theme.scatter("markers", said[1], meta="annealed", hoverinfo="skip", x=numbers,
                      y=sigs(slow.tolist(), 7),
                      marker={"symbol": "circle-open", "size": 10, "color": "@A",
                              "line": {"width": 2, "color": "@A"}}),
        theme.scatter("markers", tr("now"), meta="now", cliponaxis=False, hoverinfo="skip",
                      marker=theme.ring("@ink", size=17)),
    ]  # fmt: skip
    start, top = run.settings.start, best() + 4

    def frame(k: int) -> dict[int, Any]:
        return {4: {"x": [start], "y": [sig(max(run.trace[k].log_likelihood, LOW), 7)]}}

    return Filmstrip(
        "plotly", tr("Where all {count} starts end (click one)").format(count=STARTS),
        {"data": data, "layout": theme.layout(
            theme.axis(tr("number of the start"), range=[0, STARTS + 1], dtick=10, tick0=0, showgrid=False),
            theme.axis(tr("log-likelihood (nats)"), range=[LOW, top], dtick=10), height=400,
        )},
        Lazy(len(run), frame), Lazy(len(run), lambda k: f"{beside(run, tr)} {captions(run, tr)[k]}"),
        opening={"data": {1: {"x": [start, start], "y": [LOW, top]}}}, clicks=(Handle("start"),),
    )  # fmt: skip
