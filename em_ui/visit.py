"""A visitor's stay in one lesson: the settings, the answers, and what is between page and player."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from em_figures.filmstrip import Translate
from em_lesson import prose
from em_lesson.fields import Notice
from em_lesson.lesson import Lesson
from em_lesson.rows import NO_ROWS, Rows
from em_lesson.settings import Settings
from em_lesson.table_text import Table
from em_ui import links

KEPT = 4  # sets of a visitor's own rows that a session keeps, of either kind


@dataclass
class OwnTable:
    """The table that the learner loaded last, or why it could not be read."""

    table: Table | None = None
    refused: Notice | None = None
    dropped: int = 0  # rows without a value
    removals: int = 0  # each makes an empty uploader


@dataclass
class Sent:
    """The last whole answer to the player: what it was made from, and whether it left bases out."""

    key: Any
    data: dict[str, Any]
    partial: bool


@dataclass
class Visit:
    """One per lesson and session; ``opening``: until the player is drawn in this run of the page."""

    lesson: Lesson[Any]
    settings: Any
    lang: str = "en"
    opening: bool = True
    opened: bool = False  # whether the page has been drawn before
    notices: list[Notice] = field(default_factory=list)  # about the link, until the learner chooses
    answers: dict[str, int] = field(default_factory=dict)  # question -> committed, -1 without a choice
    chosen: dict[str, int] = field(default_factory=dict)
    revealed: str = ""
    own: OwnTable = field(default_factory=OwnTable)
    named: set[str] = field(default_factory=set)  # the rows that this lesson put into the session
    go: int = 0  # grows when the settings' half-step is where the player must stand
    at: int | None = None  # the half-step that a button asked for, -1 for the last
    dragging: bool = False
    have: frozenset[str] | None = None  # the bases that the player has, when it asked itself
    outside: bool = False  # the player has changed what is shown outside of it
    sent: Sent | None = None
    session: str = field(default_factory=lambda: secrets.token_hex(4))  # tells the browser of a new server

    @property
    def name(self) -> str:
        return self.lesson.name

    @property
    def tr(self) -> Translate:
        return prose.translator(self.lang, self.name)

    @property
    def text(self) -> prose.Prose:
        return prose.load(self.name, self.lang)

    @property
    def run(self) -> str:
        """A short name for the run on the screen, the same in every process."""
        said = repr(replace(self.settings, k=0))
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def key(self, name: str) -> str:
        """The session's key of a widget of this lesson."""
        return f"{self.name}/{name}"

    def seed(self, name: str) -> str:
        """The key of a setting's widget, which begins at the setting."""
        key = self.key(name)
        if key not in st.session_state:
            st.session_state[key] = getattr(self.settings, name)
        return key

    # ---- settings ----------------------------------------------------------------------------

    def keep(self, settings: Settings) -> None:
        """Make these the lesson's settings."""
        self.settings = settings

    def change(self, settings: Settings) -> None:
        """The learner has chosen: keep the settings; widgets of what the choice set too follow them."""
        links.touch()
        self.forgive()
        before, self.settings = self.settings, settings
        for name in settings.names():
            value, key = getattr(settings, name), self.key(name)
            if value != getattr(before, name) and st.session_state.get(key, value) != value:
                del st.session_state[key]

    def show(self, settings: Settings, at: int | None = None) -> None:
        """The learner has asked to see these settings, at the half-step ``at`` or at theirs."""
        self.change(settings)
        self.at = at
        self.go += 1

    def adopt(self, settings: Settings) -> None:
        """Take over whole settings (from a link, a reset): the widgets are seeded from them again."""
        for key in [key for key in st.session_state if str(key).startswith(f"{self.name}/")]:
            del st.session_state[key]
        self.own = OwnTable(removals=self.own.removals)
        self.keep(settings)

    def reset(self) -> None:
        """The lesson's own start."""
        links.touch()
        self.adopt(self.lesson.settings())
        self.forgive()
        self.go += 1

    def forgive(self) -> None:
        """Take the notices about the link away: the learner has chosen something since."""
        self.notices = []

    # ---- the learner's own rows --------------------------------------------------------------

    def take(self, rows: Rows) -> None:
        """Make these the lesson's own data; what the link only names stays in the session."""
        settings = self.settings.with_rows(rows)
        if settings.held:
            self.named.add(settings.held)
            hold(settings.held, rows)
        self.change(settings)

    def know(self, settings: Settings) -> None:
        """Keep the rows that a click on the stage has made, if the link can only name them."""
        name = getattr(settings, "held", "")
        if name and name == settings.rows.name and name not in held():
            self.named.add(name)
            hold(name, settings.rows)

    def rows_by_name(self) -> dict[str, Rows]:
        """The rows that a link may name: those that the session holds, and the lesson's own as they stand."""
        own = getattr(self.settings, "points", NO_ROWS)
        return {own.name: own, **held()} if len(own) else held()

    def drop(self) -> None:
        """Remove the learner's own data, from here and from the session."""
        for name in self.named:
            held().pop(name, None)
        self.named = set()
        self.own = OwnTable(removals=self.own.removals + 1)
        self.change(self.settings.without_rows())


def held() -> dict[str, Rows]:
    """This visitor's own rows of which a link has only the name, by that name."""
    found: dict[str, Rows] = st.session_state.setdefault("held", {})
    return found


def hold(name: str, rows: Rows) -> None:
    """Keep rows in the session: the latest large sets, and the latest whose headings alone are kept there."""
    kept = held()
    kept.pop(name, None)
    kept[name] = rows
    alike = [other for other, found in kept.items() if bool(found.text) == bool(rows.text)]
    for old in alike[:-KEPT]:
        del kept[old]


def visit(lesson: Lesson[Any], lang: str) -> Visit:
    """This visitor's stay in the lesson, begun at its own start."""
    found: Visit | None = st.session_state.get(f"visit/{lesson.name}")
    if found is None:
        found = st.session_state[f"visit/{lesson.name}"] = Visit(lesson, lesson.settings())
    found.lesson, found.lang, found.opening = lesson, lang, True
    return found
