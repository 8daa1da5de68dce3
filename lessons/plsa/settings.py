"""Lesson 10: which pages, how many topics, the tables that EM starts from, and how sharply it shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from em_lesson.fields import Notice, choice, flag, number, symbol, typed, whole
from em_lesson.lines import Lines
from em_lesson.own_lines import OwnLines, own_lines
from em_lesson.settings import Held
from lessons.plsa.own_text import EXAMPLE, MOST_PAGES, check, tidy_words

CELLS = tuple(f"c{d}{w}" for d in range(1, 5) for w in range(1, 4))  # page by page
NEW = ("n1", "n2", "n3")
NEWS: dict[str, Any] = {"low": 0, "high": 20, "live": True, "when": ("data", "new")}
CELL: dict[str, Any] = {"low": 0, "high": 20, "live": True, "when": ("data", "four")}
LEANS: dict[str, Any] = {"step": 0.01, "live": True, "when": ("start", "lean")}


@dataclass(frozen=True)
class Settings(OwnLines):
    """The counts, the topics, the start, beta; a new page's counts; what is shown beside the run.

    Of the start "lean": p1 is P(A | page 1), every other page is even; lean is P(first word | A) where there
    are few words, and all else is even too.
    """

    data: str = choice(
        "four",
        {
            "four": "Four pages of a newspaper",
            "mixed": "Only the mixed pages",
            "books": "Two books, twelve chapters",
            "own": "My own text, or counts",
            "new": "A new page, topics held",
        },
        label="Data",
    )
    c11: int = whole(4, label="sport: goal", **CELL)
    c12: int = whole(4, label="sport: win", **CELL)
    c13: int = whole(0, label="sport: vote", **CELL)
    c21: int = whole(0, label="politics: goal", **CELL)
    c22: int = whole(4, label="politics: win", **CELL)
    c23: int = whole(4, label="politics: vote", **CELL)
    c31: int = whole(2, label="mixed: goal", **CELL)
    c32: int = whole(4, label="mixed: win", **CELL)
    c33: int = whole(2, label="mixed: vote", **CELL)
    c41: int = whole(1, label="mixed 2: goal", **CELL)
    c42: int = whole(4, label="mixed 2: win", **CELL)
    c43: int = whole(3, label="mixed 2: vote", **CELL)
    lines: Lines = own_lines(
        label="Or paste pages, one a line; or a table of counts below a line of words",
        most=MOST_PAGES + 1,  # the line of words
        example=EXAMPLE,
    )
    without: str = typed(
        "on the and",
        tidy=tidy_words,
        label="Words to leave out",
        help="Words with blanks between them, such as “the of and”. They are not counted.",
        when=("data", "own"),
    )
    topics: int = whole(2, 1, 3, label="Topics K")
    start: str = choice(
        "lean",
        {
            "lean": "page 1 and topic A lean a little",
            "even": "topics alike, pages even",
            "pages": "topics alike, pages not",
            "far": "topics and pages far apart",
            "random": "drawn at random",
        },
        label="Start",
    )
    seed: int = whole(1, 0, 999, label="Seed", live=True, when=("start", "random"))
    p1: float = number(0.6, 0.01, 0.99, label="page 1: share of A", **LEANS)
    lean: float = number(0.4, 0, 1, label="topic A: first word", **LEANS)
    beta: str = choice(
        "1", {"1": "1 (soft)", "2": symbol("2"), "4": symbol("4"), "inf": "∞ (hard)"},
        label=symbol("β"), scale=True,
    )  # fmt: skip
    compare: bool = flag(False, label="Show where another start ends")
    reveal: bool = flag(False, label="Reveal the books", when=("data", "books"))
    n1: int = whole(2, label="new page: goal", **NEWS)
    n2: int = whole(2, label="new page: win", **NEWS)
    n3: int = whole(0, label="new page: vote", **NEWS)

    @classmethod
    def reads(cls, value: Lines) -> None:
        """Pages of text, or a table of counts."""
        check(value.texts)

    def lacking(self) -> Notice | None:
        """What is said where the learner's pages are loaded."""
        notice = super().lacking()
        if notice or self.data != "own" or len(self.rows):
            return notice
        return Notice("Until there are pages, the figures show the example of the field below.", {})

    @classmethod
    def from_link(
        cls, params: Mapping[str, str], held: Held | None = None, base: Self | None = None
    ) -> tuple[Self, list[Notice]]:
        """As every lesson's; pages without a single token are told of."""
        settings, notices = super().from_link(params, held, base)
        for names in (CELLS, NEW):
            if any(name in params for name in names) and not any(getattr(settings, name) for name in names):
                first = names[0]
                notices.append(Notice("All counts are 0; one token is needed, so {name} = 1 is used.",
                                      {"name": first}))  # fmt: skip
                settings = settings.with_(**{first: 1})
        return settings, notices
