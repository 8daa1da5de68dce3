"""Lesson 10's five boxes: counts of words, the topic of every token, and two tables of shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from em_core import Conserved
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import column
from em_figures.slots import ROWS, Slots, Table, five_slots
from em_figures.words import NAMES, fixed
from lessons.plsa.runs import Topics, captions

WIDE = 4  # words that have a column


def slots(run: Topics, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; by pages and by words, the tokens of all topics are all tokens.

    theta and counts have a column per page and per word, as many as there is room for, and a row per topic.
    """
    counts, k = run.counts, run.k
    pages, words = run.pile.page_names(tr), [word for word, _ in run.pile.word_names(tr)]
    n, topics = counts.counts, NAMES[:k]
    cells = list(zip(counts.docs.tolist(), counts.words.tolist(), counts.times.tolist(), strict=True))
    picked = np.unique(np.linspace(0, len(cells) - 1, min(ROWS, len(cells))).round().astype(int)).tolist()
    often = np.argsort(-n.sum(axis=0), kind="stable")[:WIDE] if len(words) > WIDE else np.arange(len(words))
    columns = sorted(often.tolist())
    heads = tuple(words[w] for w in columns)
    x = Table(tr("How often each word stands on each page."), ("", *heads),
              tuple((pages[d], *(str(n[d, w]) for w in columns)) for d in range(len(pages))[:ROWS]),
              max(0, len(pages) - ROWS))  # fmt: skip
    names = [f"{pages[d]}: {words[w]}" for d, w, _ in (cells[c] for c in picked)]
    which = "/".join(topics) + "?"
    z = Table(tr("The topic of every single token."), ("", tr("topic")),
              tuple((name, f"{cells[c][2]} × {which}") for name, c in zip(names, picked, strict=True)),
              len(cells) - len(picked))  # fmt: skip

    def at(i: int) -> Slots:
        s = run.trace[i]
        params = s.params
        sought = tuple(
            (topics[t], *(fixed(float(params.topic_words[t, w])) for w in columns)) for t in range(k)
        )
        theta = Table(tr("P(w | z) of each topic; P(z | d) of the pages is not shown."),
                      ("", *heads), sought)  # fmt: skip
        made = run.trace[max(i, 1)]
        assert made.stats is not None and made.posterior is not None
        shares = run.shares(max(i, 1), picked)
        assert shares is not None
        probs = shares.tolist()
        q = Table(tr("The share of each topic in a token."), ("", *topics),
                  tuple((name, *column(row, 1)) for name, row in zip(names, probs, strict=True)),
                  len(cells) - len(picked))  # fmt: skip
        table = made.stats.topic_words[:, columns]
        conserved = tuple(
            Conserved(f"tokens of {words[w]}", float(table[:, j].sum()), float(n[:, w].sum()))
            for j, w in enumerate(columns)
        )
        parts = [
            column(values.tolist(), one.expected) for values, one in zip(table.T, conserved, strict=True)
        ]
        rows = tuple(zip(topics, *parts, strict=True))
        found = Table(tr("Expected tokens of each topic."), ("", *heads), rows)
        if s.stats is None:
            q, found = q.empty(), found.empty()
        return Slots(x, z, theta, q, found, conserved)

    return Lazy(len(run), at)


def five_boxes(run: Topics, *, tr: Translate = str) -> Filmstrip:
    """The run in five boxes."""
    return five_slots(slots(run, tr), [s.phase for s in run.trace], captions(run, tr), tr=tr,
                      m_step=tr("tokens / all tokens of the row"))  # fmt: skip
