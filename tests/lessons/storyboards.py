"""A storyboard's page without Streamlit: it writes down what a lesson draws, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from em_lesson import prose
from em_lesson.lesson import Lesson
from em_lesson.settings import Settings


class Shown(NamedTuple):
    """Settings that a button or a question puts into the player, and at which half-step."""

    name: str
    at: int
    changes: Mapping[str, Any]


class Drawn:
    """What ``lesson.draw`` calls at these settings."""

    def __init__(self, lesson: Lesson[Any], settings: Settings | None = None, lang: str = "en") -> None:
        self.settings = settings or lesson.settings()
        self.tr = prose.translator(lang, lesson.name)
        self.sections: list[str] = []
        self.questions: list[Shown] = []
        self.offers: list[Shown] = []
        self.widgets: list[str] = []
        self.said: list[str] = []
        self.acts: list[Callable[[Any], Any]] = []
        self.players = 0
        lesson.draw(self)

    def section(self, name: str) -> None:
        self.sections.append(name)

    def controls(self, *parts: Callable[[Any], None]) -> None:
        for part in parts:
            part(self)

    def player(self, *, adds: bool = False) -> None:
        self.players += 1

    def predict(self, name: str, *, at: int, **changes: Any) -> None:
        self.questions.append(Shown(name, at, changes))

    def offer(self, name: str, label: str, *, at: int = 0, **changes: Any) -> None:
        self.said.append(label)
        self.offers.append(Shown(name, at, changes))

    def choice(self, name: str) -> None:
        self.widgets.append(name)

    def toggle(self, name: str) -> None:
        self.widgets.append(name)

    def numbers(self, *names: str) -> None:
        self.widgets += names

    def rounds(self, name: str) -> None:
        self.widgets.append(name)

    def own_rows(self, columns: int) -> None:
        assert columns in (1, 2)

    def buttons(self, acts: Mapping[str, tuple[str, Callable[[Any], Any]]]) -> None:
        for label, act in acts.values():
            self.said.append(label)
            self.acts.append(act)

    def note(self, text: str, kind: str = "caption") -> None:
        self.said.append(text)

    def listing(self, question: str, label: str, source: Any) -> None:
        self.said.append(label)
        assert question in [shown.name for shown in self.questions]
