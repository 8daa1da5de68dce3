"""A lesson as a value: everything about it that a page, a test or another edition needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from em_figures.filmstrip import Translate
from em_lesson.screen import Screen
from em_lesson.settings import Settings
from em_lesson.storyboard import Page

S = TypeVar("S", bound=Settings)


@dataclass(frozen=True, eq=False)
class Lesson(Generic[S]):
    """A room's storyboard: what it is called, what it lets choose, what it shows, and what it says.

    name: of the room's folder. screen: from settings to what the player shows. draw: the page in reading
    order. facts: computes the numbers that the prose quotes. code: the calls that make a screen's run, to be
    copied. sources: the functions and modules that these call.
    """

    name: str
    settings: type[S]
    screen: Callable[[S, Translate], Screen]
    draw: Callable[[Page[S]], None]
    facts: Callable[[], Mapping[str, str]]
    code: Callable[[S], str] | None = None
    sources: Sequence[Any] = ()

    @property
    def path(self) -> str:
        """Its fixed path in every language: "hard_soft" is at /hard-soft."""
        return self.name.replace("_", "-")

    @cached_property
    def known(self) -> Mapping[str, str]:
        """The numbers that the prose quotes, as text, computed once."""
        return MappingProxyType(dict(self.facts()))
