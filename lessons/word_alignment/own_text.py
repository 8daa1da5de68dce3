"""Pairs of sentences as a learner brings them: a pair a line, "das Haus / the house"."""

from __future__ import annotations

from collections.abc import Sequence

from em_core.models.sentence_pairs import NULL
from em_lesson.typed_error import TypedError

PAIRS, WORDS, LETTERS = 200, 16, 20  # of a text, of a sentence, of a word
VOCABULARY = 1000  # different words of one language
EXAMPLE = "我 喝 茶 / I drink tea\n我 喝 水 / I drink water\n你 喝 茶 / you drink tea"

Sentences = tuple[tuple[str, str], ...]


def own_pairs(lines: Sequence[str]) -> Sentences:
    """The pairs, with one blank between two words; raises TypedError naming the line, or what is too much."""
    found = tuple(_pair(n, line) for n, line in enumerate(lines, 1))
    for side in zip(*found, strict=True):
        words = {word for sentence in side for word in sentence.split()}
        if len(words) > VOCABULARY:
            raise TypedError(
                "There are {n} different words on one side of “/”; at most {most} fit. Keep a part of the "
                "pairs.", n=len(words), most=VOCABULARY,
            )  # fmt: skip
    return found


def _pair(n: int, line: str) -> tuple[str, str]:
    sides = [side.split() for side in line.replace("／", "/").split("/")]
    if len(sides) != 2:
        raise TypedError(
            "Line {n} (“{line}”) must have one “/” between a sentence and its translation, as in "
            "“das Haus / the house”.", n=n, line=line,
        )  # fmt: skip
    for side in sides:
        if not side:
            raise TypedError("Line {n} (“{line}”) has no words on one side of “/”.", n=n, line=line)
        if len(side) > WORDS:
            raise TypedError("Line {n} has a sentence of {count} words; at most {most} fit.", n=n,
                             count=len(side), most=WORDS)  # fmt: skip
        for word in side:
            if len(word) > LETTERS:
                raise TypedError("Line {n}: the word “{word}” is too long; at most {most} letters fit. Put "
                                 "blanks between the words.", n=n, word=word, most=LETTERS)  # fmt: skip
            if word == NULL:
                raise TypedError("Line {n}: NULL is the name of the empty word; write another.", n=n)
    source, target = (" ".join(side) for side in sides)
    return source, target
