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


def counts_of(pages: int, words: int) -> str:
    """A table of counts of three topics, with names of pages and words."""
    draw = random.Random(1)

    def count(page: int, word: int) -> str:
        return str(draw.randint(1, 8) if word % 3 == page % 3 else draw.randint(0, 2))

    rows = [",".join([f"page {d + 1}", *(count(d, w) for w in range(words))]) for d in range(pages)]
    return "\n".join([",".join(["page", *(f"word{w + 1}" for w in range(words))]), *rows])


def pages_of(count: int) -> str:
    """So many pages of text in which fourteen words are frequent."""
    draw = random.Random(1)
    return "\n".join(
        " ".join(f"word{int(draw.triangular(0, 40, (d % 3) * 13))}" for _ in range(60)) for d in range(count)
    )


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
    texts = {"50 x 500": counts_of(50, 500), "50 x 3": counts_of(50, 3), "50 pages": pages_of(50)}
    for name, text in texts.items():
        lines = read_lines(text, 51)
        for topics in (2, 3):
            for beta in ("1", "inf") if topics == 3 else "1":
                changes = {"data": "own", "lines": lines, "topics": topics, "start": "random", "beta": beta}
                yield Mine("plsa", f"{name}, {topics}, {beta}", changes)
    yield Mine("hmm", "60 days", {"data": "own", "diary": diary_of(60)})
