"""Lesson 12's translated sentences.

The functions take the lesson's settings, which stand above this file.
"""

from __future__ import annotations

from typing import Any

from em_core import SentencePairs, datasets
from em_lesson.remembered import remembered
from lessons.word_alignment.own_text import EXAMPLE, Sentences, own_pairs

DATA = ("data", "lines", "sixth", "cut", "swap", "null")  # which pairs there are
TWICE: Sentences = (("x", "a a"), ("x", "b"))


def sentences(s: Any) -> Sentences:
    """The pairs as they are written, source and target."""
    if s.data == "own":
        return own_pairs(s.rows.texts or EXAMPLE.splitlines())
    if s.data == "bush":
        return (datasets.BUSH_LEFT_WITH_SHARON if s.sixth else datasets.BUSH_AND_SHARON).sentences
    if s.data == "analects":
        return (datasets.ANALECTS_CUT if s.cut else datasets.ANALECTS).sentences
    return {"one": datasets.DAS_HAUS.sentences[2:], "twice": TWICE}.get(s.data, datasets.DAS_HAUS.sentences)


@remembered(*DATA)
def pairs(s: Any) -> SentencePairs:
    """The pairs for EM, with the empty word or without, in the direction that is asked for."""
    written = sentences(s)
    return SentencePairs([(e, f) for f, e in written] if s.swap else written, s.null)


def sizes(s: Any) -> tuple[int, int]:
    """How many words the source has, the empty one not counted, and how many the target."""
    found = pairs(s)
    return len(found.source) - found.null, len(found.target)
