"""The data of the lessons on topics and on word alignment: counts of words, and translated sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from em_core.models.sentence_pairs import SentencePairs
from em_core.models.word_counts import WordCounts
from em_core.protocol import Ints, frozen
from em_core.real_data import table_of
from em_core.sealed import Sealed

OURS = "MIT, as the app itself"


@dataclass(frozen=True, eq=False)
class CountData(Sealed):
    """Counts of V words on D pages with both their names, and where they come from.

    glosses (V,): the words in English. labels (D,): the group of every page, an index into ``groups``;
    None where there are none.
    """

    name: str
    counts: WordCounts
    pages: tuple[str, ...]
    words: tuple[str, ...]
    glosses: tuple[str, ...]
    labels: Ints | None
    groups: tuple[str, ...]
    source: str
    licence: str


@dataclass(frozen=True, eq=False)
class PairData(Sealed):
    """Sentences and their translations, words with blanks between them, and where they come from."""

    name: str
    sentences: tuple[tuple[str, str], ...]
    source: str
    licence: str

    def pairs(self, null: bool = False) -> SentencePairs:
        """For ``WordAlignment``, with the empty word or without."""
        return SentencePairs(self.sentences, null)


NEWS = {"words": ("球", "赢", "票"), "glosses": ("goal", "win", "vote")}

FOUR_PAGES = CountData(
    name="four-pages",
    counts=WordCounts([[4, 4, 0], [0, 4, 4], [2, 4, 2], [1, 4, 3]]),
    pages=("sport", "politics", "mixed", "mixed 2"),
    labels=None,
    groups=(),
    source="Made for this app",
    licence=OURS,
    **NEWS,
)

MIXED_PAGES = CountData(
    name="mixed-pages",  # without a pure page many pairs of topics fit equally well
    counts=WordCounts([[2, 4, 2], [1, 4, 3], [3, 4, 1]]),
    pages=("mixed", "mixed 2", "mixed 3"),
    labels=None,
    groups=(),
    source="Made for this app",
    licence=OURS,
    **NEWS,
)


def _two_books() -> CountData:
    head, *rows = table_of("two_books.csv")
    groups = ("Analects", "Art of War")
    return CountData(
        name="two-books",
        counts=WordCounts(np.array([[int(value) for value in row[2:]] for row in rows])),
        pages=tuple(row[0] for row in rows),
        words=tuple(head[2:]),
        glosses=(
            "benevolence", "rites", "learn", "lord", "ask", "way", "know", "person", "people", "soldiers",
            "battle", "win", "enemy", "ground",
        ),
        labels=frozen([groups.index(row[1]) for row in rows], np.int64),
        groups=groups,
        source="The Analects, books 1-6, and Sunzi's Art of War, chapters 1-6: 14 characters counted in a "
        "public collection of the Analects and in Project Gutenberg 23864; other editions differ a little",
        licence="Classics in the public domain; counts are facts and free to use.",
    )  # fmt: skip


TWO_BOOKS = _two_books()

DAS_HAUS = PairData(
    name="das-haus",
    sentences=(("das Haus", "the house"), ("das Buch", "the book"), ("ein Buch", "a book")),
    source="Made for this app, after the example of many textbooks",
    licence=OURS,
)

BUSH_AND_SHARON = PairData(
    name="bush-and-sharon",
    sentences=(
        ("布什 与 沙龙 举行 了 会谈", "Bush held a meeting with Sharon"),
        ("布什 会见 了 沙龙", "Bush met Sharon"),
        ("沙龙 与 阿巴斯 举行 了 会谈", "Sharon held a meeting with Abbas"),
        ("阿巴斯 会见 了 布什", "Abbas met Bush"),
        ("布什 离开 了", "Bush left"),
    ),
    source="Made for this app around a sentence that Chinese courses on machine translation use",
    licence=OURS,
)

BUSH_LEFT_WITH_SHARON = PairData(
    name="bush-left-with-sharon",  # the sixth pair, which tells 与 from 举行 and 会谈
    sentences=(*BUSH_AND_SHARON.sentences, ("布什 与 沙龙 离开 了", "Bush left with Sharon")),
    source=BUSH_AND_SHARON.source,
    licence=OURS,
)

ANALECTS = PairData(
    name="analects",
    sentences=tuple((chinese, english) for chinese, english in table_of("analects_2_4.csv")[1:]),
    source="The Analects 2.4, one character a word, with James Legge's English (The Chinese Classics, volume "
    "1, 1861), in lower case and without punctuation",
    licence="Both in the public domain.",
)

CUTS = {"fifteen": "fif teen", "thirty": "thir ty", "forty": "for ty", "fifty": "fif ty", "sixty": "six ty",
        "seventy": "seven ty"}  # fmt: skip


def _cut(english: str) -> str:
    return " ".join(CUTS.get(word, word) for word in english.split())


ANALECTS_CUT = PairData(
    name="analects-cut",  # fifteen and fifty now have something in common
    sentences=tuple((chinese, _cut(english)) for chinese, english in ANALECTS.sentences),
    source=f"{ANALECTS.source}; its numbers cut in two",
    licence=ANALECTS.licence,
)
