"""Lesson 10's counts: the newspaper, its mixed pages, two books, the learner's own text; and their names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from em_core import WordCounts, datasets
from em_core.protocol import Ints
from em_figures.filmstrip import Translate
from em_lesson.remembered import remembered
from lessons.plsa.own_text import EXAMPLE, counted
from lessons.plsa.settings import CELLS, NEW, Settings

DATA = ("data", *CELLS, *NEW, "lines", "without")
SMALL = 24  # cells: so few that all their numbers can be shown
PAGES, WORDS, FEWER = 12, 14, 8  # of a table that is shown; words of one with many cells
MANY = 400  # cells: where EM from a hundred starts takes too long


@dataclass(frozen=True, eq=False)
class Pile:
    """Counts of words on pages; kind: the setting "data".

    words, pages: the names of the learner's own, of pages none where they have numbers. labels: the book of
    every page, where there are books.
    """

    kind: str
    counts: WordCounts
    words: tuple[str, ...] = ()
    labels: Ints | None = None
    pages: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> list[int]:
        """The pages that a table has room for: the first."""
        return list(range(min(PAGES, len(self.counts.counts))))

    @cached_property
    def columns(self) -> list[int]:
        """The words that a table has room for: all, or the most frequent."""
        often = np.argsort(-self.counts.counts.sum(axis=0), kind="stable")
        return sorted(often[: FEWER if self.many else WORDS].tolist())

    @property
    def many(self) -> bool:
        """Whether there are too many cells for EM from a hundred starts."""
        return int(self.counts.counts.size) > MANY

    @property
    def small(self) -> bool:
        """Whether there are so few cells that all their numbers can be shown."""
        return int(self.counts.counts.size) <= SMALL

    def unit(self, tr: Translate) -> str:
        """What a row of the counts is."""
        if self.pages:
            return tr("page")
        return {"books": tr("chapter"), "own": tr("line")}.get(self.kind, tr("page"))

    def page_names(self, tr: Translate) -> list[str]:
        """What the pages are called; chapters and the learner's own have numbers."""
        if self.pages:
            return list(self.pages)
        mixed = [tr("mixed"), tr("mixed 2"), tr("mixed 3")]
        named = {"four": [tr("sport"), tr("politics"), *mixed[:2]], "mixed": mixed, "new": [tr("new page")]}
        return named.get(self.kind) or [str(d + 1) for d in range(len(self.counts.counts))]

    def word_names(self, tr: Translate) -> list[tuple[str, str]]:
        """The words, each with a gloss where the reader needs one."""
        if self.kind == "own":
            return [(word, "") for word in self.words]
        if self.kind != "books":
            return [(tr("goal"), ""), (tr("win"), ""), (tr("vote"), "")]
        glossed = [
            tr("仁 benevolence"), tr("礼 rites"), tr("学 learn"), tr("君 lord"), tr("问 ask"), tr("道 way"),
            tr("知 know"), tr("人 person"), tr("民 people"), tr("兵 soldiers"), tr("战 battle"),
            tr("胜 win"), tr("敌 enemy"), tr("地 ground"),
        ]  # fmt: skip
        return [(word, gloss) for word, _, gloss in (said.partition(" ") for said in glossed)]


def cells(s: Settings, names: tuple[str, ...]) -> list[list[int]]:
    """The counts that the learner sets, three words a page; where all are 0 the first is 1."""
    values = [getattr(s, name) for name in names]
    if not any(values):
        values[0] = 1
    return np.reshape(values, (-1, 3)).tolist()  # type: ignore[no-any-return]


@remembered(*DATA)
def pile(s: Settings) -> Pile:
    """The pages that the settings choose."""
    if s.data == "mixed":
        return Pile("mixed", datasets.MIXED_PAGES.counts)
    if s.data == "books":
        return Pile("books", datasets.TWO_BOOKS.counts, labels=datasets.TWO_BOOKS.labels)
    if s.data == "own":
        words, counts, pages = counted(s.rows.texts or EXAMPLE.splitlines(), s.without)
        return Pile("own", WordCounts(counts), words, pages=pages)
    return Pile(s.data, WordCounts(cells(s, NEW if s.data == "new" else CELLS)))
