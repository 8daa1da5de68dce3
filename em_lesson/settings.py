"""The link is the state: one frozen dataclass of settings per lesson, read from and written to the URL.

Each field has an id (its name in the link), a type, a range and a default, and nothing else
decides what a screen shows: the settings are the link, the cache key and the tests' parameter.
Values that a link may not carry are clamped or replaced, and say so in a :class:`Notice`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple, Self

from em_lesson.rounds_text import RoundsError, format_rounds, parse_rounds


class Notice(NamedTuple):
    """A message for the learner: an English template that is translated, and what goes into it."""

    text: str
    values: Mapping[str, Any]


class Bad(Exception):
    """A value that the link may not carry: the value used in its place and the reason."""

    def __init__(self, instead: Any, text: str, **values: Any) -> None:
        super().__init__(text.format(**values))
        self.instead = instead
        self.notice = Notice(text, values)


@dataclass(frozen=True)
class Spec:
    """How one setting is read from a link. ``when`` names the (field, value) it belongs to."""

    when: tuple[str, str] | None = None
    live: bool = False

    def read(self, text: str, default: Any, name: str) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> str:
        return str(value)


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
            raise Bad(
                clamped,
                "The link says {name} = {given}; it must lie between {low} and {high}, so {used} is used.",
                name=name,
                given=text[:40],
                low=self.low,
                high=self.high,
                used=clamped,
            )
        return clamped

    def tidy(self, value: float) -> float | int:
        """The value as the link prints it: whole, or with at most six decimals."""
        return int(round(value)) if self.whole else round(value, 6)

    def write(self, value: Any) -> str:
        return f"{value:.6f}".rstrip("0").rstrip(".") if not self.whole else str(int(value))


@dataclass(frozen=True)
class Choice(Spec):
    options: tuple[str, ...] = ()

    def read(self, text: str, default: Any, name: str) -> Any:
        if text not in self.options:
            raise Bad(
                default,
                "The link says {name} = {given}; it must be one of {options}, so {used} is used.",
                name=name,
                given=text[:40],
                options=", ".join(self.options),
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


@dataclass(frozen=True)
class RoundsText(Spec):
    def read(self, text: str, default: Any, name: str) -> Any:
        try:
            return format_rounds(parse_rounds(text))
        except RoundsError as error:
            raise Bad(
                default,
                "The rounds in the link cannot be read ({given}); {used} is used.",
                given=text[:40],
                used=default,
            ) from error


def number(
    default: float,
    low: float,
    high: float,
    *,
    step: float = 0.001,
    live: bool = False,
    when: tuple[str, str] | None = None,
) -> Any:
    """A number between low and high; ``live`` ones are sliders inside the player."""
    return field(default=default, metadata={"spec": Number(when, live, float(low), float(high), step)})


def whole(
    default: int, low: int, high: int, *, live: bool = False, when: tuple[str, str] | None = None
) -> Any:
    """A whole number between low and high."""
    return field(default=default, metadata={"spec": Number(when, live, low, high, 1, whole=True)})


def choice(default: str, *options: str, when: tuple[str, str] | None = None) -> Any:
    """One of the options, by id and never by its label: labels are translated."""
    return field(default=default, metadata={"spec": Choice(when, False, options)})


def flag(default: bool, *, when: tuple[str, str] | None = None) -> Any:
    """On or off: 1 or 0 in the link."""
    return field(default=default, metadata={"spec": Flag(when)})


def rounds(default: str, *, when: tuple[str, str] | None = None) -> Any:
    """Typed rounds, in the link's form "5/10 9/10"."""
    return field(default=default, metadata={"spec": RoundsText(when)})


@dataclass(frozen=True)
class Settings:
    """A lesson's settings; ``k`` is the half-step the learner looks at."""

    k: int = whole(0, 0, 10**12)

    @classmethod
    def specs(cls) -> dict[str, Spec]:
        """The fields' specs by id, in the order of the class."""
        return {f.name: f.metadata["spec"] for f in fields(cls)}

    @classmethod
    def names(cls) -> set[str]:
        """What a link may carry for this lesson."""
        return {f.name for f in fields(cls)}

    @classmethod
    def from_link(cls, params: Mapping[str, str]) -> tuple[Self, list[Notice]]:
        """The settings that a link asks for, and what had to be put right."""
        values, notices = {}, []
        for f in fields(cls):
            if f.name not in params:
                continue
            try:
                values[f.name] = f.metadata["spec"].read(params[f.name], f.default, f.name)
            except Bad as bad:
                values[f.name] = bad.instead
                notices.append(bad.notice)
        return cls(**values), notices

    def to_link(self) -> dict[str, str]:
        """Every setting that matters for this screen, as the link writes it; ``k`` comes last."""
        order = sorted(self.specs().items(), key=lambda item: item[0] == "k")
        return {
            name: spec.write(getattr(self, name))
            for name, spec in order
            if spec.when is None or getattr(self, spec.when[0]) == spec.when[1]
        }

    def with_(self, **changes: Any) -> Self:
        """The same settings but for the changes."""
        return replace(self, **changes)

    def after(self, name: str) -> Self:
        """The settings after the learner changed ``name``; overridden where one choice sets others."""
        return self
