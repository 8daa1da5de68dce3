"""The largest data of their own that learners may bring to lessons 10 to 12."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from em_lesson.lines import read_lines
from lessons import GROUPS

LESSON = {lesson.name: lesson for group in GROUPS.values() for lesson in group}


def pairs_of(count: int, words: int = 8) -> str:
    """So many sentence pairs, of about so many words a sentence: a few frequent words, many rare ones."""
    draw = random.Random(1)

    def sentence(letter: str, place: int) -> str:
        if words >= 16:  # as many different words as there may be
            return " ".join(f"{letter}{(16 * place + j) % 1000}" for j in range(16))
        return " ".join(
            f"{letter}{min(int(draw.paretovariate(0.6)), 999)}"
            for _ in range(draw.randint(words - 3, words + 3))
        )

    return "\n".join(f"{sentence('wort', i)} / {sentence('word', i)}" for i in range(count))


def diary_of(days: int) -> str:
    """A diary in which the days tell little of each other."""
    draw = random.Random(1)
    return " ".join(str(draw.choice((1, 2, 3))) for _ in range(days))


class Mine(NamedTuple):
    """A lesson's own data: a name, and the settings that differ."""

    lesson: str
    name: str
    changes: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.lesson}-{self.name}"


def largest() -> Iterator[Mine]:
    """The largest data of every kind."""
    for words in (8, 16):
        lines = read_lines(pairs_of(200, words), 200)
        yield Mine("word_alignment", f"{words} words", {"data": "own", "lines": lines})
    yield Mine("hmm", "60 days", {"data": "own", "diary": diary_of(60)})
