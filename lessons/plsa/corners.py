"""The triangle of three words: every page and every topic is a point of it, and a fit lies between topics."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sigs
from em_figures.words import NAMES, fixed, sentences
from lessons.plsa.ends import OTHERS, others
from lessons.plsa.runs import Topics, far_end, sentence

HEIGHT = 3**0.5 / 2
HALVES = np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]])  # where half is the second word, at the edges
LINKED = 20  # pages that are linked with their fits
BELOW = 0.035  # the line: where the ends of other starts are marked
WORDS = np.array([[0.0, 0.0], [0.5, HEIGHT], [1.0, 0.0]])  # goal, win, vote


def _places(shares: Floats) -> dict[str, Any]:
    at = shares @ WORDS
    return {"x": sigs(at[:, 0], 5), "y": sigs(at[:, 1], 5)}


def _closed(topics: Floats) -> Floats:
    return np.vstack([topics, topics[:1]]) if len(topics) > 2 else topics


def word_triangle(run: Topics, *, tr: Translate = str) -> Filmstrip | None:
    """Pages as crosses, their fits as dots on the line (or in the triangle) between the topics.

    None where there are not three words.
    """
    counts = run.counts.counts
    if counts.shape[1] != 3:
        return None
    totals = counts.sum(axis=1)
    seen = totals > 0
    shares = counts[seen] / totals[seen, None]
    words = [theme.plain(word) for word, _ in run.pile.word_names(tr)]
    edge = WORDS[[0, 1, 2, 0]]
    near = run.pile.kind == "mixed"  # all of it happens on one line: that part is shown large
    other = far_end(run.settings).params if run.settings.compare and not run.held else None
    data: list[dict[str, Any]] = [
        theme.scatter("lines", x=sigs(edge[:, 0]), y=sigs(edge[:, 1]), hoverinfo="skip",
                      line=theme.line("@edge", width=1.5)),
        theme.scatter("text", **_places(HALVES if near else np.eye(3)), hoverinfo="skip", cliponaxis=False,
                      text=[f"½ {words[0]}", f"½ {words[2]}"] if near else words,
                      textposition=["middle left", "middle right"] if near
                      else ["bottom center", "top center", "bottom center"],
                      textfont={"size": 15, "color": "@ink"}),
        theme.scatter("lines", hoverinfo="skip", line=theme.line("@muted", width=2)),
        theme.scatter("lines", hoverinfo="skip", line=theme.line("@kl", width=1.5, dash="dot")),
        theme.scatter("markers", tr("page"), meta="pages", hoverinfo="skip", cliponaxis=False,
                      **_places(shares),
                      marker={"size": 13, "symbol": "x-thin", "line": {"width": 3, "color": "@ink"}}),
        theme.scatter("markers", tr("its fit"), meta="fits", hoverinfo="skip", cliponaxis=False,
                      marker={"size": 11, "symbol": "circle-open", "line": {"width": 2.5, "color": "@kl"},
                              "color": "@kl"}),
        theme.scatter("markers+text", tr("topic"), meta="topics", text=list(NAMES[: run.k]), hoverinfo="skip",
                      cliponaxis=False, textposition="middle center", textfont={"size": 13, "color": "@ink"},
                      marker={"size": 24, "symbol": "diamond", "color": "@paper",
                              "line": {"width": 3, "color": [theme.COMPONENTS[z] for z in range(run.k)]}}),
    ]  # fmt: skip
    few = others(run.settings).topic_words.reshape(-1, 3) if other is not None else None
    said = tr("where {n} random starts end").format(n=OTHERS) if few is not None else ""
    rug = {} if few is None else _places(few)
    if rug:
        rug["y"] = sigs((y - BELOW for y in rug["y"]), 5)
    data.append(
        theme.scatter("markers", said, meta="others", hoverinfo="skip", cliponaxis=False,
                      marker={"size": 9, "symbol": "line-ns", "line": {"width": 1.5, "color": "@bound"}},
                      **rug)
    )  # fmt: skip
    shown: dict[str, Any] = {} if other is None else _places(_closed(other.topic_words))
    data.append(
        theme.scatter("lines+markers", tr("where another start ends") if shown else "", meta="other",
                      hoverinfo="skip", cliponaxis=False, line=theme.line("@ghost", width=2, dash="dash"),
                      marker={"size": 22, "symbol": "diamond-open", "color": "@ghost",
                              "line": {"width": 2, "color": "@ghost"}}, **shown)
    )  # fmt: skip

    def frame(i: int) -> dict[int, Any]:
        params = run.trace[i].params
        fits = (params.doc_topics @ params.topic_words)[seen]
        gaps: dict[str, list[float | None]] = {"x": [], "y": []}
        page, fit = _places(shares), _places(fits)
        for axis, out in gaps.items():
            for a, b in zip(page[axis], fit[axis], strict=True):
                out += [a, b, None]
        if len(shares) > LINKED:
            gaps = {"x": [], "y": []}
        return {2: _places(_closed(params.topic_words)), 3: gaps, 5: fit, 6: _places(params.topic_words)}

    def caption(i: int) -> str:
        left = distance(run, i)
        said = tr("KL of the counts from the fit: {kl}.").format(kl=fixed(left))
        if other is None:
            return sentences([sentence(run, i, tr), said])
        end = far_end(run.settings).log_likelihood
        now = run.trace[i].log_likelihood
        both = tr("Log-likelihood here {here}, where the other start ends {there}.")
        return sentences([said, both.format(here=fixed(now), there=fixed(end))])

    bare = {"showgrid": False, "showticklabels": False, "showline": False, "ticks": ""}
    layout = theme.layout(
        theme.axis("", range=[0.1, 0.9] if near else [-0.1, 1.1], **bare),
        theme.axis("", range=[0.2, 0.66] if near else [-0.12, 0.97], scaleanchor="x", **bare),
        height=420, margin={"l": 14, "r": 14, "t": 12, "b": 44},
    )  # fmt: skip
    title = tr("Pages, fits and topics in the triangle of the three words")
    return Filmstrip("plotly", title, {"data": data, "layout": layout}, Lazy(len(run), frame),
                     Lazy(len(run), caption))  # fmt: skip


def best(run: Topics) -> float:
    """The log-likelihood of a perfect fit: every page has its own shares of words."""
    counts = run.counts.counts
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(counts / counts.sum(axis=1, keepdims=True))
    return float(np.where(counts > 0, counts * np.where(counts > 0, logs, 0.0), 0.0).sum())


def distance(run: Topics, i: int) -> float:
    """KL(n || n_d P): what is left to a perfect fit, in nats."""
    return max(0.0, best(run) - run.trace[i].log_likelihood)
