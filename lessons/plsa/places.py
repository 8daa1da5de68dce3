"""Where the pages lie: on the line between two topics, or in the triangle of three."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate
from em_figures.numbers import sigs
from em_figures.words import NAMES, listed
from lessons.plsa.runs import Topics, captions

SYMBOLS = ("circle", "square")  # of the books
LABELS, LETTERS = 20, 12  # names of pages on an axis, and how long they are
HEIGHT = 3**0.5 / 2  # of a triangle with sides of length 1
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, HEIGHT]])


def groups(run: Topics, tr: Translate) -> list[tuple[str, list[int]]]:
    """The pages that share a mark: all, or once revealed each book's."""
    labels = run.pile.labels
    if labels is None or not run.settings.reveal:
        return [(run.pile.unit(tr), list(range(len(run.counts.counts))))]
    names = (tr("The Analects"), tr("The Art of War"))
    return [(name, np.flatnonzero(labels == g).tolist()) for g, name in enumerate(names)]


def mixed(shares: Floats) -> list[str]:
    """The colours of some pages: the topics' colours in their shares; of many in tenths."""
    fine = 2 if len(shares) <= LABELS else 1
    least = 0.5 * 10**-fine
    return [
        "@mix " + " ".join(f"{theme.COMPONENTS[z][1:]} {p:.{fine}f}" for z, p in enumerate(row) if p >= least)
        for row in shares.tolist()
    ]


def page_places(run: Topics, *, tr: Translate = str) -> Filmstrip:
    """P(z | d) of every page: on a line for one topic or two, in a triangle for three."""
    return _triangle(run, tr) if run.k == 3 else _line(run, tr)


def _marks(
    run: Topics, tr: Translate, places: Sequence[dict[str, Any]] = (), **more: Any
) -> list[dict[str, Any]]:
    """A trace for every group of pages; places: what no frame changes of each."""
    found = groups(run, tr)
    fixed = places or [{}] * len(found)
    return [
        theme.scatter("markers", name if len(found) > 1 else "", meta="pages", cliponaxis=False,
                      hoverinfo="skip", marker={"size": 15, "symbol": SYMBOLS[g]}, **more, **fixed[g])
        for g, (name, _) in enumerate(found)
    ]  # fmt: skip


def _marker(g: int, shares: Floats) -> dict[str, Any]:
    return {"size": 15, "symbol": SYMBOLS[g], "color": mixed(shares), "line": {"width": 1.5, "color": "@ink"}}


def _line(run: Topics, tr: Translate) -> Filmstrip:
    n, names, found = len(run.counts.counts), run.pile.page_names(tr), groups(run, tr)
    first = run.trace[0].params.doc_topics[:, 0]
    start = {"size": 10, "symbol": "x-thin", "line": {"width": 2.5, "color": "@ink"}}
    data = [
        theme.scatter("markers", tr("start"), meta="start", hoverinfo="skip", marker=start),
        *_marks(run, tr, [{"y": at} for _, at in found]),
    ]

    def frame(i: int) -> dict[int, Any]:
        shares = run.trace[i].params.doc_topics
        return {
            1 + g: {"x": sigs(shares[at, 0], 4), "marker": _marker(g, shares[at])}
            for g, (_, at) in enumerate(found)
        }

    pure = (f"0: {tr('all {topic}').format(topic='B')}", f"1: {tr('all {topic}').format(topic='A')}")
    ticks = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": [pure[0], "0.25", "0.5", "0.75", pure[1]]}
    step = -(-n // LABELS)  # every page has a name, or every so many
    named = [name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…" for name in names][::step]
    wide = max(sum(2 if ord(c) > 0x2E80 else 1 for c in name) for name in named)
    handles = (Handle("p1", 0.0),) if run.settings.start == "lean" and run.k == 2 else None
    layout = theme.layout(
        theme.axis(tr("share of topic A on the page"), range=[-0.06, 1.06], **ticks),
        theme.axis(
            "" if wide > 2 else run.pile.unit(tr),
            range=[n - 0.4, -0.6],
            tickvals=list(range(0, n, step)),
            ticktext=[theme.plain(name) for name in named],
        ),
        height=min(420, 150 + 36 * n),
        meta={"tall": n > 4},
        margin={"l": 44 + 8 * wide, "r": 24, "t": 12, "b": 84},
    )
    opening = {"data": {0: {"x": sigs(first, 4), "y": list(range(n))}}}
    return Filmstrip(
        "plotly", tr("The pages between the topics: P(A | page)"), {"data": data, "layout": layout},
        Lazy(len(run), frame), captions(run, tr), opening=opening, clicks=handles,
    )  # fmt: skip


def _at(shares: Floats) -> Floats:
    return np.asarray(shares @ CORNERS)


def _triangle(run: Topics, tr: Translate) -> Filmstrip:
    found, names = groups(run, tr), run.pile.page_names(tr)
    edge = CORNERS[[0, 1, 2, 0]]
    data = [
        theme.scatter("lines", x=sigs(edge[:, 0]), y=sigs(edge[:, 1]), hoverinfo="skip",
                      line=theme.line("@edge", width=1.5)),
        theme.scatter("markers+text", x=sigs(CORNERS[:, 0]), y=sigs(CORNERS[:, 1]), text=list(NAMES[:3]),
                      textposition=["bottom center", "bottom center", "top center"], hoverinfo="skip",
                      textfont={"size": 16, "color": "@ink"}, cliponaxis=False, meta="topics",
                      marker={"size": 13, "symbol": "diamond", "color": list(theme.COMPONENTS[:3])}),
        *_marks(run, tr, textposition="middle center"),
        theme.scatter("text", textposition="middle right", hoverinfo="skip", cliponaxis=False,
                      textfont={"size": 12, "color": "@ink"}),
    ]  # fmt: skip
    last, digits = len(data) - 1, 4 if len(names) <= LABELS else 3

    def frame(i: int) -> dict[int, Any]:
        shares = run.trace[i].params.doc_topics
        x, y = (np.array(sigs(axis, digits)) for axis in _at(shares).T)
        out: dict[int, Any] = {
            2 + g: {"x": x[at].tolist(), "y": y[at].tolist(), "marker": _marker(g, shares[at])}
            for g, (_, at) in enumerate(found)
        }
        named = len(names) <= LABELS  # more would hide one another
        out[last] = {
            "x": x.tolist() if named else [],
            "y": y.tolist() if named else [],
            "text": _together(shares, names, tr) if named else [],
        }
        return out

    bare = {"showgrid": False, "showticklabels": False, "showline": False, "ticks": ""}
    layout = theme.layout(
        theme.axis("", range=[-0.1, 1.15], **bare),
        theme.axis("", range=[-0.12, 1.0], scaleanchor="x", **bare),
        height=420,
        margin={"l": 14, "r": 14, "t": 12, "b": 44},
    )
    return Filmstrip(
        "plotly", tr("The pages between three topics: P(z | page)"), {"data": data, "layout": layout},
        Lazy(len(run), frame), captions(run, tr),
    )  # fmt: skip


def _together(shares: Floats, names: list[str], tr: Translate) -> list[str]:
    """The names beside the places; pages on one spot are named together, at the first of them."""
    spots: dict[tuple[int, ...], list[int]] = {}
    for d, row in enumerate(np.round(shares * 20).astype(int).tolist()):
        spots.setdefault(tuple(row), []).append(d)
    out = [""] * len(names)
    for pages in spots.values():
        out[pages[0]] = "\u2003" + theme.plain(listed((names[d] for d in pages), tr))
    return out
