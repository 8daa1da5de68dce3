"""Pairs of sentences as a learner types them: a pair a line, "das Haus / the house"."""

from __future__ import annotations

from em_core.models.sentence_pairs import NULL
from em_lesson.typed_error import TypedError

PAIRS, WORDS, LETTERS = 12, 16, 20  # of a text, of a sentence, of a word
EXAMPLE = "我 喝 茶 / I drink tea\n我 喝 水 / I drink water\n你 喝 茶 / you drink tea"

Sentences = tuple[tuple[str, str], ...]


def tidy_pairs(text: str) -> str:
    """The pairs with one blank between two words; raises TypedError naming the line."""
    every = enumerate(text.replace("／", "/").splitlines(), 1)
    lines = [(n, line.strip()) for n, line in every if line.strip()]
    if not lines:
        raise TypedError("There are no sentences yet. Write a pair a line, as in “das Haus / the house”.")
    if len(lines) > PAIRS:
        raise TypedError("These are {n} pairs; at most {most} fit on the stage.", n=len(lines), most=PAIRS)
    return "\n".join(_line(n, line) for n, line in lines)


def _line(n: int, line: str) -> str:
    sides = [side.split() for side in line.split("/")]
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
    return " / ".join(" ".join(side) for side in sides)


def typed_pairs(text: str) -> Sentences:
    """The pairs of a text that ``tidy_pairs`` has made."""
    found = (line.split(" / ") for line in text.splitlines())
    return tuple((source, target) for source, target in found)
