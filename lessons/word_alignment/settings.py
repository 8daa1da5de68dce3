"""Lesson 12: which translated sentences, the dictionary that EM starts from, and which EM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from em_lesson.fields import Notice, choice, flag, number, outside, symbol, whole
from em_lesson.lines import Lines
from em_lesson.own_lines import OwnLines, own_lines
from em_lesson.settings import Held
from lessons.word_alignment.data import sizes
from lessons.word_alignment.own_text import EXAMPLE, PAIRS, VOCABULARY, own_pairs

WHICH = ("data", "lines", "sixth", "cut", "swap")  # other words come with them
PLACES = ("row", "col")
BY_HAND: dict[str, Any] = {"live": True, "when": ("start", "hand")}


@dataclass(frozen=True)
class Settings(OwnLines):
    """The pairs, the start, how sharply words are shared, and another start to compare with.

    row, col: by hand, which source word (NULL not counted) and which target word start at t = p.
    """

    data: str = choice(
        "haus",
        {
            "haus": "das Haus, das Buch, ein Buch",
            "one": "One pair: ein Buch / a book",
            "twice": "A word twice: x / a a, x / b",
            "bush": "Bush and Sharon: five pairs",
            "analects": "The Analects 2.4: six lines",
            "own": "My own pairs",
        },
        label="Data",
    )
    lines: Lines = own_lines(
        label="Or paste pairs, one a line: a sentence, a slash, its translation", most=PAIRS, example=EXAMPLE
    )
    sixth: bool = flag(False, label="Add the sixth pair", when=("data", "bush"))
    cut: bool = flag(False, label="Cut the numbers", when=("data", "analects"))
    swap: bool = flag(False, label="Exchange source and target")
    null: bool = flag(False, label="NULL, the empty word")
    start: str = choice(
        "uniform",
        {"uniform": "all alike", "random": "random", "hand": "one entry by hand"},
        label="Start",
    )
    seed: int = whole(1, 0, 999, label="Seed", when=("start", "random"))
    row: int = whole(1, 1, VOCABULARY, label="source word no.", **BY_HAND)
    col: int = whole(1, 1, VOCABULARY, label="target word no.", **BY_HAND)
    p: float = number(0.6, 0.01, 0.99, step=0.01, label="t of this entry", **BY_HAND)
    beta: str = choice(
        "1", {"1": "1 (soft)", "2": symbol("2"), "4": symbol("4"), "inf": "∞ (hard)"},
        label=symbol("β"), scale=True,
    )  # fmt: skip
    other: int = whole(1, 0, 999, label="seed of the other start", live=True)

    @classmethod
    def reads(cls, value: Lines) -> None:
        """Every line is a sentence, a slash and its translation."""
        own_pairs(value.texts)

    def lacking(self) -> Notice | None:
        """What is said where the learner's pairs are loaded."""
        notice = super().lacking()
        if notice or self.data != "own" or len(self.rows):
            return notice
        return Notice("Until there are pairs, the figures show the example of the field below.", {})

    @classmethod
    def from_link(
        cls, params: Mapping[str, str], held: Held | None = None, base: Self | None = None
    ) -> tuple[Self, list[Notice]]:
        """As every lesson's; the entry that is set by hand is one of these pairs' dictionary."""
        settings, notices = super().from_link(params, held, base)
        inside = settings.inside()
        for name, most in zip(PLACES, sizes(settings), strict=True):
            if name in params and getattr(inside, name) != getattr(settings, name):
                said = getattr(settings, name), 1, most, getattr(inside, name)
                notices.append(outside(name, *said))
        return inside, notices

    def after(self, name: str) -> Self:
        """Other words come with another dictionary: what was set by hand is its first entry."""
        return self.with_(row=1, col=1) if name in WHICH else self

    def inside(self) -> Self:
        """The same with the entry by hand inside the dictionary."""
        most = dict(zip(PLACES, sizes(self), strict=True))
        return self.with_(**{name: min(getattr(self, name), most[name]) for name in PLACES})
