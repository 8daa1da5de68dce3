"""A visitor's stay in one lesson: the language, and the learner's own rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import streamlit as st

from em_figures.filmstrip import Translate
from em_lesson import prose
from em_lesson.fields import Notice
from em_lesson.lesson import Lesson
from em_lesson.own_value import OwnValue
from em_lesson.settings import Settings
from em_lesson.table_text import Table

KEPT = 4  # sets of a visitor's own rows that a session keeps, of either kind


@dataclass
class OwnTable:
    """The table that the learner loaded last, or why it could not be read."""

    table: Table | None = None
    refused: Notice | None = None
    dropped: int = 0  # rows without a value
    encoding: str = ""  # of a file of lines
    removals: int = 0
    place: str = field(default_factory=lambda: token_hex(4), compare=False)  # another uploader is empty
    again: bool = False  # they were in a page that a former server had drawn
    read: int = 0  # the hash of what was pasted last

    def unread(self, text: str) -> bool:
        """Whether this was pasted and nobody was told: into a page that a former server had drawn."""
        return bool(text.strip()) and hash(text) != self.read


@dataclass
class Visit:
    """One per lesson and session. ``settings``: those of the page's link, with the learner's own rows."""

    lesson: Lesson[Any]
    settings: Any
    lang: str = "en"
    opened: bool = False  # whether the page has been drawn before
    own: OwnTable = field(default_factory=OwnTable)
    named: set[str] = field(default_factory=set)  # the rows that this lesson put into the session

    @property
    def name(self) -> str:
        return self.lesson.name

    @property
    def tr(self) -> Translate:
        return prose.translator(self.lang, self.name)

    @property
    def text(self) -> prose.Prose:
        return prose.load(self.name, self.lang)

    def key(self, name: str) -> str:
        """The session's key of a widget of this lesson."""
        return f"{self.name}/{name}"

    # ---- the learner's own rows --------------------------------------------------------------

    def take(self, value: OwnValue) -> None:
        """Make these the lesson's own data; what the link only names stays in the session."""
        settings = self.settings.with_own(value)
        if settings.held:
            self.named.add(settings.held)
            hold(settings.held, value)
        self.settings = settings

    def know(self, settings: Settings) -> None:
        """Keep the rows that a click on the stage has made, if the link can only name them."""
        name = getattr(settings, "held", "")
        if name and name == settings.rows.name and name not in held():
            self.named.add(name)
            hold(name, settings.rows)

    def rows_by_name(self) -> dict[str, OwnValue]:
        """The rows that a link may name: those that the session holds, and the lesson's own as they stand."""
        own = self.settings.mine
        return {own.name: own, **held()} if len(own) else held()

    def drop(self) -> None:
        """Remove the learner's own data, from here and from the session."""
        for name in self.named:
            held().pop(name, None)
        self.named = set()
        self.own = OwnTable(removals=self.own.removals + 1)
        self.settings = self.settings.without_own()


def held() -> dict[str, OwnValue]:
    """This visitor's own rows of which a link has only the name, by that name."""
    found: dict[str, OwnValue] = st.session_state.setdefault("held", {})
    return found


def hold(name: str, value: OwnValue) -> None:
    """Keep data in the session: the latest large sets, and the latest whose headings alone are kept there."""
    kept = held()
    kept.pop(name, None)
    kept[name] = value
    alike = [other for other, found in kept.items() if bool(found.text) == bool(value.text)]
    for old in alike[:-KEPT]:
        del kept[old]


def visit(lesson: Lesson[Any], lang: str) -> Visit:
    """This visitor's stay in the lesson, begun at its own start."""
    found: Visit | None = st.session_state.get(f"visit/{lesson.name}")
    if found is None:
        found = st.session_state[f"visit/{lesson.name}"] = Visit(lesson, lesson.settings())
    found.lesson, found.lang = lesson, lang
    return found
