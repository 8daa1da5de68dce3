"""What pLSA is given and what it learns: counts of words on pages, and two tables of shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from em_core.checks import number, whole
from em_core.flat import Block
from em_core.protocol import Floats, Ints, frozen
from em_core.sealed import Sealed
from em_core.tables import distributions, whole_table, without_zeros


@dataclass(frozen=True, eq=False)
class WordCounts(Sealed):
    """counts (D, V): how often each of V words occurs on each of D pages, whole numbers >= 0, not all 0.

    The C cells that are not 0, page by page: docs (C,), words (C,), and times (C,), the tokens in them.
    Raises ValueError naming the page and the word (counted from 1).
    """

    counts: Ints
    docs: Ints = field(init=False, repr=False)
    words: Ints = field(init=False, repr=False)
    times: Ints = field(init=False, repr=False)
    _first: Ints = field(init=False, repr=False)  # (D + 1,): where each page's cells begin

    def __init__(self, counts: ArrayLike) -> None:
        table = whole_table("counts", counts, "page", "word")
        docs, words = np.nonzero(table)
        if docs.size == 0:
            raise ValueError(f"counts must hold at least one token, got 0 in all {table.size} cells")
        object.__setattr__(self, "counts", table)
        object.__setattr__(self, "docs", frozen(docs, np.int64))
        object.__setattr__(self, "words", frozen(words, np.int64))
        object.__setattr__(self, "times", frozen(table[docs, words], np.int64))
        object.__setattr__(self, "_first", frozen(np.searchsorted(docs, range(len(table) + 1)), np.int64))

    def __len__(self) -> int:
        """The cells that are not 0."""
        return int(self.times.size)

    @property
    def tokens(self) -> int:
        """All of them, sum_dw n_dw."""
        return int(self.times.sum())

    def spread(self, values: Floats) -> Any:
        """A sparse (D, V) matrix with values (C,) in the cells that are not 0."""
        return csr_array((values, self.words, self._first), shape=self.counts.shape)


@dataclass(frozen=True, eq=False)
class PLSAParams(Sealed):
    """doc_topics (D, K): P(z | d), a row per page; topic_words (K, V): P(w | z), a row per topic; K >= 1.

    Raises ValueError when a row is not on the simplex (within 1e-9) or K differs.
    """

    doc_topics: Floats
    topic_words: Floats
    blocks: ClassVar = (Block("doc_topics", "simplex"), Block("topic_words", "simplex"))

    def __init__(self, doc_topics: ArrayLike, topic_words: ArrayLike) -> None:
        pages = distributions("doc_topics", doc_topics, "page", "topic")
        topics = distributions("topic_words", topic_words, "topic", "word")
        if pages.shape[1] != topics.shape[0]:
            raise ValueError(
                "doc_topics must have a column for each row of topic_words, "
                f"got {pages.shape[1]} and {topics.shape[0]}"
            )
        object.__setattr__(self, "doc_topics", pages)
        object.__setattr__(self, "topic_words", topics)

    @cached_property
    def logs(self) -> Any:
        """What ``expected_log`` needs of both tables."""
        return without_zeros(self.doc_topics), without_zeros(self.topic_words)


@dataclass(frozen=True, eq=False)
class TopicStatistics(Sealed):
    """Expected tokens of each page and topic, doc_topics (D, K), and of each topic and word (K, V)."""

    doc_topics: Floats
    topic_words: Floats

    def __add__(self, other: TopicStatistics) -> TopicStatistics:
        same_size(self, other)
        return TopicStatistics(
            frozen(self.doc_topics + other.doc_topics), frozen(self.topic_words + other.topic_words)
        )

    def __mul__(self, factor: float) -> TopicStatistics:
        return TopicStatistics(frozen(self.doc_topics * factor), frozen(self.topic_words * factor))


def topic_prior(topics: int, pages: int, words: int, of_pages: float, of_topics: float) -> TopicStatistics:
    """Symmetric Dirichlets as pseudo-tokens: of_pages - 1 per page and topic, of_topics - 1 per word.

    (D, K) and (K, V) for so many pages, topics and words; 1 is the flat prior. Raises ValueError unless
    both parameters and all three sizes are at least 1.
    """
    k = whole("topics", topics, 1)
    return TopicStatistics(
        frozen(np.full((whole("pages", pages, 1), k), number("of_pages", of_pages, 1) - 1)),
        frozen(np.full((k, whole("words", words, 1)), number("of_topics", of_topics, 1) - 1)),
    )


def same_size(stats: TopicStatistics, other: TopicStatistics | PLSAParams) -> None:
    """ValueError unless both are of as many pages, topics and words."""
    mine, theirs = ((t.doc_topics.shape, t.topic_words.shape[1]) for t in (stats, other))
    if mine != theirs:
        (pages, topics), words = theirs
        raise ValueError(
            f"statistics must be of {pages} pages, {topics} topics and {words} words like what they meet, "
            f"got {mine[0][0]}, {mine[0][1]} and {mine[1]}"
        )
