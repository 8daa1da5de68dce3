"""Lesson 12's five boxes: sentence pairs, the source word behind each target word, and the dictionary."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from em_core import Conserved
from em_core.models.sentence_pairs import NULL
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import column
from em_figures.slots import ROWS, Slots, Table, five_slots
from em_figures.words import fixed
from lessons.word_alignment.record import Alignment, captions

WIDE = 4  # columns of words, or of positions


def _frequent(run: Alignment) -> list[int]:
    """The target words that have a column: the first four, of many the frequent ones."""
    words = run.pairs.target
    often = [sum(e.count(word) for _, e in run.pairs.pairs) for word in words]
    order = sorted(range(len(words)), key=lambda e: -often[e] * (len(words) > 2 * WIDE))
    return sorted(order[:WIDE])


def slots(run: Alignment, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; the links of a target word sum to how often it occurs."""
    pairs = run.pairs
    across = [((NULL, *f) if pairs.null else f, e) for f, e in pairs.pairs]
    tokens = [(sources, word) for sources, targets in across for word in targets]
    n, rows = len(tokens), tokens[:ROWS]
    seen = tuple((str(i), " ".join(f), " ".join(e)) for i, (f, e) in enumerate(pairs.pairs[:ROWS], 1))
    x = Table(tr("Sentences and their translations."), ("n", tr("source"), tr("target")), seen,
              len(pairs.pairs) - len(seen))  # fmt: skip
    which = ("/".join(f) if len(f) <= 3 else f"{f[0]}…{f[-1]}" for f, _ in rows)
    z = Table(tr("Which source word made it: nobody noted that."), (tr("word"), tr("from")),
              tuple((word, f"{said}?") for (_, word), said in zip(rows, which, strict=True)),
              n - len(rows))  # fmt: skip
    wide, names = _frequent(run), pairs.source[:ROWS]
    first, few = range(len(names)), range(min(ROWS, len(pairs.pairs)))
    heads = tuple(pairs.target[e] for e in wide)
    hidden = len(pairs.source) - len(names)
    places = min(WIDE, max(len(sources) for sources, _ in rows))
    often = [float(sum(e.count(head) for _, e in pairs.pairs)) for head in heads]

    def at(k: int) -> Slots:
        table = zip(names, run.rows(k, first), strict=True)
        sought = tuple((name, *(fixed(float(row[e])) for e in wide)) for name, row in table)
        theta = Table(tr("The dictionary t(e | f)."), ("", *heads), sought, hidden)
        made = max(k, 1)  # of the start only the rows' names are shown
        shares, found, sums = run.shares(made, few), run.links(made, first), run.sums(made)
        assert shares is not None and found is not None and sums is not None
        flat = [part for q in shares for part in q.T][: len(rows)]
        said = tuple(
            (word, *_places(part, places)) for (_, word), part in zip(rows, flat, strict=True)
        )
        q = Table(tr("Each target word, shared out among the positions of its source."),
                  (tr("word"), *map(str, range(1, places + 1))), said, n - len(rows))  # fmt: skip
        conserved = tuple(
            Conserved(f"links of {head}", float(sums[e]), count)
            for head, e, count in zip(heads, wide, often, strict=True)
        )
        columns = [column(found[:, e], float(found[:, e].sum())) for e in wide]
        of_words = tuple(zip(names, *columns, strict=True))
        counts = Table(tr("Links of each source word."), ("", *heads), of_words, hidden)
        if run.trace[k].stats is None:
            q, counts = q.empty(), counts.empty()
        return Slots(x, z, theta, q, counts, conserved)

    return Lazy(len(run), at)


def _places(part: np.ndarray, places: int) -> list[str]:
    """q at the first positions; a sentence with fewer has blanks there."""
    said = column(part, 1)[:places]
    return [*said, *[""] * (places - len(said))]


def five_boxes(run: Alignment, *, tr: Translate = str) -> Filmstrip:
    """The run in five boxes."""
    return five_slots(slots(run, tr), [s.phase for s in run.trace], captions(run, tr), tr=tr,
                      m_step=tr("t = links / all links of the word"))  # fmt: skip
