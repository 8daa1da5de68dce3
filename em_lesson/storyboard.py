"""What a lesson draws on: the page as a storyboard sees it, without Streamlit.

A storyboard calls these in reading order and holds no logic; ``em_ui.page`` is the page itself. Labels and
options of controls stand in the settings' fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol, TypeVar

from em_figures.filmstrip import Translate

S = TypeVar("S")


class Page(Protocol[S]):
    """A lesson's page in one language, at one visitor's settings."""

    @property
    def settings(self) -> S:
        """The lesson's settings as they stand."""
        ...

    @property
    def tr(self) -> Translate:
        """The translation of short strings into the page's language."""
        ...

    def section(self, name: str) -> None:
        """A section of the lesson's text, with the computed numbers in their places."""
        ...

    def controls(self, *parts: Callable[[Page[S]], None]) -> None:
        """The lesson's controls, and a way back to its own start."""
        ...

    def player(self, *, adds: bool = False) -> None:
        """The player with the code that ran below it; ``adds``: clicks may add points to own data."""
        ...

    def predict(self, name: str, *, at: int, **changes: Any) -> None:
        """A question; ``at`` is the half-step that settles it (-1: the last) at these settings."""
        ...

    def offer(self, name: str, label: str, *, at: int = 0, **changes: Any) -> None:
        """A button that shows these settings in the player."""
        ...

    def choice(self, name: str) -> None:
        """One of several, by the field's options."""
        ...

    def toggle(self, name: str) -> None:
        """On or off."""
        ...

    def numbers(self, *names: str) -> None:
        """Sliders side by side."""
        ...

    def rounds(self, name: str) -> None:
        """Rounds typed as text."""
        ...

    def own_rows(self, columns: int) -> None:
        """Upload, paste, choose columns, download: the learner's own rows of so many columns."""
        ...

    def buttons(self, acts: Mapping[str, tuple[str, Callable[[S], S]]]) -> None:
        """Buttons side by side, name -> (label, what one makes of the settings as they are when pressed)."""
        ...

    def note(self, text: str, kind: Literal["text", "caption", "info"] = "caption") -> None:
        """A sentence among the controls."""
        ...

    def listing(self, question: str, label: str, source: Any) -> None:
        """A function's source, folded, once the question has been answered."""
        ...
