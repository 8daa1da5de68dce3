"""The fields of a lesson's settings: how one is read from a link, what it is called, what it may be.

Labels and options are English message ids, translated where they are drawn. What is the same in every
language is a ``symbol``. Values that a link may not carry are clamped or replaced, with a :class:`Notice`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from em_lesson.rounds_text import tidy_rounds
from em_lesson.spec import Bad, Notice, Spec, When
from em_lesson.typed_text import Typed

__all__ = [
    "Bad", "Choice", "Flag", "Notice", "Number", "Spec", "Typed", "When",
    "choice", "flag", "number", "outside", "rounds", "symbol", "typed", "whole",
]  # fmt: skip

FINE = 1e-6  # steps below it need more than six decimals


def symbol(text: str) -> str:
    """A label that is the same in every language: a formula's letter, a proper name."""
    return text


def outside(name: str, given: Any, low: float, high: float, used: Any) -> Notice:
    """The notice about a value that lies outside its range."""
    return Notice(
        "The link says {name} = {given}; it must lie between {low} and {high}, so {used} is used.",
        {"name": name, "given": given, "low": low, "high": high, "used": used},
    )


@dataclass(frozen=True)
class Number(Spec):
    low: float = 0.0
    high: float = 1.0
    step: float = 0.001
    whole: bool = False

    def read(self, text: str, default: Any, name: str) -> Any:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if value != value:
            raise Bad(
                default,
                "The link says {name} = {given}, which is not a number; {used} is used.",
                name=name,
                given=text[:40],
                used=default,
            )
        if self.whole and value % 1 and abs(value) != float("inf"):
            raise Bad(
                default,
                "The link says {name} = {given}, which is not a whole number; {used} is used.",
                name=name,
                given=text[:40],
                used=default,
            )
        inside = min(max(value, self.low), self.high)
        clamped = self.tidy(inside)
        if inside != value:
            said = outside(name, text[:40], self.low, self.high, clamped)
            raise Bad(clamped, said.text, **said.values)
        return clamped

    def tidy(self, value: float) -> float | int:
        """The value as the link prints it: whole, or with six decimals; nine digits where steps are finer."""
        if self.whole:
            return int(round(value))
        return float(f"{value:.9g}") if self.step < FINE and abs(value) < 1 else round(value, 6)

    def write(self, value: Any) -> str:
        if self.whole:
            return str(int(value))
        text = f"{value:.6f}".rstrip("0").rstrip(".")
        return f"{value:.15g}" if self.step < FINE and float(text) != value else text


@dataclass(frozen=True)
class Choice(Spec):
    options: Mapping[str, str] = field(default_factory=dict)  # id -> label
    scale: bool = False  # they are steps of a scale: a slider from the first to the last

    def read(self, text: str, default: Any, name: str) -> Any:
        if text not in self.options:
            raise Bad(
                default,
                "The link says {name} = {given}; it must be one of {options}, so {used} is used.",
                name=name,
                given=text[:40],
                options=tuple(self.options),
                used=default,
            )
        return text


@dataclass(frozen=True)
class Flag(Spec):
    def read(self, text: str, default: Any, name: str) -> Any:
        if text not in ("0", "1"):
            raise Bad(
                default,
                "The link says {name} = {given}; it must be 0 or 1, so {used} is used.",
                name=name,
                given=text[:40],
                used=int(default),
            )
        return text == "1"

    def write(self, value: Any) -> str:
        return "1" if value else "0"


def number(
    default: float,
    low: float,
    high: float,
    *,
    label: str = "",
    step: float = 0.001,
    live: bool = False,
    when: When = None,
) -> Any:
    """A number between low and high."""
    spec = Number(when, live, label, float(low), float(high), step)
    return field(default=float(default), metadata={"spec": spec})


def whole(
    default: int, low: int, high: int, *, label: str = "", live: bool = False, when: When = None
) -> Any:
    """A whole number between low and high."""
    spec = Number(when, live, label, low, high, 1, whole=True)
    return field(default=default, metadata={"spec": spec})


def choice(
    default: str, options: Mapping[str, str], *, label: str = "", scale: bool = False, when: When = None
) -> Any:
    """One of the options, id -> label; the link has the id and never the label, which is translated.

    ``scale``: they are steps in order, and are chosen with a slider.
    """
    return field(default=default, metadata={"spec": Choice(when, False, label, options, scale)})


def flag(default: bool, *, label: str = "", when: When = None) -> Any:
    """On or off: 1 or 0 in the link."""
    return field(default=default, metadata={"spec": Flag(when, False, label)})


def typed(
    default: str,
    *,
    tidy: Callable[[str], str] = str.strip,
    label: str = "",
    help: str = "",
    when: When = None,
    lines: bool = False,
    unread: str = "",
) -> Any:
    """A text that is typed on the stage: a field of one line, or (``lines``) an area of several.

    ``tidy(text)``: the text in the link's form, which it leaves as it is, or a TypedError that says what
    is wrong, where, and what would be right. ``help`` says how it may be typed, ``unread`` what is told of
    a link whose text cannot be read, where the usual words do not serve.
    """
    return field(default=default, metadata={"spec": Typed(when, False, label, tidy, help, lines, unread)})


def rounds(default: str, *, label: str = "", help: str = "", when: When = None) -> Any:
    """Typed rounds, in the link's form "5/10 9/10"; ``help`` says how they may be typed."""
    return typed(
        default, tidy=tidy_rounds, label=label, help=help, when=when,
        unread="The rounds in the link cannot be read ({given}); {used} is used.",
    )  # fmt: skip
