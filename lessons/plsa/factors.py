"""The same objective under another name: non-negative matrix factorization with the KL loss, beside EM."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import PLSAParams, WordCounts
from em_core.protocol import Floats
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sigs
from em_figures.words import fixed
from em_lesson.remembered import remembered
from lessons.plsa.corners import best
from lessons.plsa.data import DATA, pile
from lessons.plsa.runs import Topics
from lessons.plsa.settings import Settings
from lessons.plsa.starts import START, start

TAKEN = 40  # iterations that are shown


def multiplied(counts: WordCounts, begun: PLSAParams, iterations: int) -> list[tuple[Floats, Floats]]:
    """(W, H) of n ~ W H by Lee and Seung's multiplicative updates, first W and then H.

    It starts at W = n_d P(z | d), H = P(w | z). What would be 0 / 0 stays as it is.
    """
    n = counts.counts.astype(float)
    w, h = begun.doc_topics * n.sum(axis=1, keepdims=True), np.array(begun.topic_words)
    out = [(w, h)]

    def ratio() -> Floats:
        return np.asarray(np.divide(n, w @ h, where=n > 0, out=np.zeros(n.shape)))

    for _ in range(iterations):
        sums = h.sum(axis=1)
        w = w * np.divide(ratio() @ h.T, sums, where=sums > 0, out=np.ones(w.shape))
        sums = w.sum(axis=0)[:, None]
        h = h * np.divide(w.T @ ratio(), sums, where=sums > 0, out=np.ones(h.shape))
        out.append((w, h))
    return out


def divergence(counts: WordCounts, w: Floats, h: Floats) -> float:
    """KL(n || W H) of two tables of counts: sum n log(n / WH) - n + WH."""
    n, fitted = counts.counts, w @ h
    full = n > 0
    logs = np.log(np.divide(n, fitted, where=full, out=np.ones(n.shape)))
    return float((n * logs).sum() - n.sum() + fitted.sum())


@remembered(*DATA, *START)
def losses(s: Settings) -> list[float]:
    """The KL loss of the factorization after every iteration."""
    counts = pile(s).counts
    return [divergence(counts, w, h) for w, h in multiplied(counts, start(s), TAKEN)]


def two_names(run: Topics, *, tr: Translate = str) -> Filmstrip | None:
    """KL(n || fit) over the iterations, by EM and by multiplicative updates; none where topics are held."""
    if run.held:
        return None
    moves = [s for s in run.trace if s.phase != "E"][: TAKEN + 1]
    top = best(run)
    ems = [max(0.0, top - s.log_likelihood) for s in moves]
    other = losses(run.settings)
    data: list[dict[str, Any]] = [
        theme.scatter("lines+markers", tr("EM: constant − log-likelihood"), meta="em", hoverinfo="skip",
                      x=list(range(len(ems))), y=sigs(ems), line=theme.line("@ll", width=2),
                      marker={"size": 6, "color": "@ll"}),
        theme.scatter("lines+markers", tr("NMF: KL loss"), meta="nmf", hoverinfo="skip",
                      x=list(range(len(other))), y=sigs(other), line=theme.line("@B", width=2, dash="dash"),
                      marker={"size": 7, "symbol": "square-open", "color": "@B"}),
        theme.scatter("markers", hoverinfo="skip", cliponaxis=False, marker=theme.ring("@ll", size=17)),
        theme.scatter("markers", hoverinfo="skip", cliponaxis=False,
                      marker=theme.ring("@B", square=True, size=17)),
    ]  # fmt: skip

    def at(i: int) -> int:
        s = run.trace[i]
        return s.iteration - (s.phase == "E")

    def frame(i: int) -> dict[int, Any]:
        t = at(i)
        here, there = min(t, len(ems) - 1), min(t, TAKEN)
        return {2: {"x": [here], "y": sigs([ems[here]])}, 3: {"x": [there], "y": sigs([other[there]])}}

    def caption(i: int) -> str:
        t = at(i)
        text = tr("After {t} iterations: EM is {em} nats from a perfect fit, NMF {nmf}.")
        return text.format(t=t, em=fixed(max(0.0, top - run.trace[i].log_likelihood), 4),
                           nmf=fixed(other[min(t, TAKEN)], 4))  # fmt: skip

    high = max(max(ems), max(other))
    layout = theme.layout(
        theme.axis(tr("iteration"), range=[-0.6, TAKEN + 0.6]),
        theme.axis(tr("KL of the counts from the fit (nats)"), range=[-0.05 * high, 1.06 * high]),
        height=420,
    )
    return Filmstrip("plotly", tr("EM and NMF from the same tables"), {"data": data, "layout": layout},
                     Lazy(len(run), frame), Lazy(len(run), caption))  # fmt: skip
