"""Where a hundred starts end: two topics of the books agree, three do not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from em_core import WordCounts
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sigs
from em_figures.words import fixed
from em_lesson.remembered import remembered
from lessons.plsa.data import DATA, pile
from lessons.plsa.runs import Topics
from lessons.plsa.settings import Settings
from lessons.plsa.starts import drawn

STARTS, ITERATIONS, DIGITS = 100, 1000, 2  # ends that agree to two decimals count as one
OTHERS = 20  # starts on a triangle


class Ends(NamedTuple):
    """Log-likelihoods (S,) where the starts end, seed by seed, and the tables there."""

    log_likelihood: Floats
    doc_topics: Floats  # (S, D, K)
    topic_words: Floats  # (S, K, V)

    @property
    def different(self) -> int:
        """How many ends there are that differ in the second decimal."""
        return len(set(self.log_likelihood.round(DIGITS).tolist()))


def ends(counts: WordCounts, k: int, starts: int = STARTS, iterations: int = ITERATIONS) -> Ends:
    """EM from the starts of seeds 0, 1, ..., side by side: the same steps as ``fit``, with one more axis."""
    n = counts.counts.astype(float)
    size, vocabulary = n.shape
    begun = [drawn(size, vocabulary, k, seed) for seed in range(starts)]
    pages, words = np.stack([b.doc_topics for b in begun]), np.stack([b.topic_words for b in begun])
    full = n > 0
    for _ in range(iterations):
        ratio = np.divide(n, pages @ words, where=full, out=np.zeros((starts, *n.shape)))
        of_pages = pages * (ratio @ words.transpose(0, 2, 1))
        of_words = words * (pages.transpose(0, 2, 1) @ ratio)
        totals = of_pages.sum(axis=2, keepdims=True)
        pages = np.where(totals > 0, of_pages / np.where(totals > 0, totals, 1), pages)
        words = of_words / of_words.sum(axis=2, keepdims=True)
    logs = np.log(pages @ words, where=full, out=np.zeros((starts, *n.shape)))
    return Ends((n * logs).sum(axis=(1, 2)), pages, words)


@remembered(*DATA)
def many(s: Settings) -> dict[int, Ends]:
    """The ends with two and with three topics."""
    return {k: ends(pile(s).counts, k) for k in (2, 3)}


@remembered(*DATA, "topics")
def others(s: Settings) -> Ends:
    """Where a few random starts end with as many topics as this run has."""
    return ends(pile(s).counts, s.topics, OTHERS, 2 * ITERATIONS)


def many_ends(run: Topics, *, tr: Translate = str) -> Filmstrip | None:
    """The ends in order of height: with two topics, and with three where this run has three.

    None where the topics are held, and where there are too many cells for so many runs.
    """
    if run.held or run.pile.many:
        return None
    found = {k: end for k, end in many(run.settings).items() if k <= max(run.k, 2)}
    every = np.concatenate([end.log_likelihood for end in found.values()])
    low, high = float(every.min()), float(every.max())
    pad = max(0.08 * (high - low), 1.0)
    data = [
        theme.scatter("lines", tr("this run"), meta="now", hoverinfo="skip",
                      line=theme.line("@M", width=2, dash="dash"))
    ]  # fmt: skip
    for k, symbol, colour in ((2, "circle", "@ll"), (3, "diamond-open", "@bound")):
        heights = np.sort(found[k].log_likelihood) if k in found else np.zeros(0)
        data.append(
            theme.scatter("markers", tr("{k} topics").format(k=k) if k in found else "", meta=f"k{k}",
                          hoverinfo="skip", x=list(range(1, len(heights) + 1)), y=sigs(heights, 8),
                          marker={"size": 7, "symbol": symbol, "color": colour,
                                  "line": {"width": 1.5, "color": colour}})
        )  # fmt: skip

    def frame(i: int) -> dict[int, object]:
        at = max(run.trace[i].log_likelihood, low - pad)
        return {0: {"x": [0, STARTS + 1], "y": sigs([at, at], 8)}}

    def caption(i: int) -> str:
        values = {"two": found[2].different, "now": fixed(run.trace[i].log_likelihood, 2)}
        if 3 not in found:
            text = tr(
                "A hundred random starts with two topics: {two} different ends, at {top}. "
                "This run is at {now}."
            )
            return text.format(top=fixed(high, 2), **values)
        text = tr("A hundred random starts: with two topics {two} different ends, with three {three}, from "
                  "{low} to {high}. This run is at {now}.")  # fmt: skip
        three = found[3].log_likelihood
        return text.format(three=found[3].different, low=fixed(float(three.min()), 2),
                           high=fixed(float(three.max()), 2), **values)  # fmt: skip

    layout = theme.layout(
        theme.axis(tr("starts, in order of their ends"), range=[0, STARTS + 1]),
        theme.axis(tr("log-likelihood (nats)"), range=sigs([low - pad, high + pad], 8)),
        height=420, meta={"tall": True}, margin={"l": 80, "r": 14, "t": 12, "b": 84},
    )  # fmt: skip
    return Filmstrip("plotly", tr("Where a hundred random starts end"), {"data": data, "layout": layout},
                     Lazy(len(run), frame), Lazy(len(run), caption))  # fmt: skip
