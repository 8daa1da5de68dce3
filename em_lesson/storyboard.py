"""What a lesson draws on: the page as a storyboard sees it, without Streamlit.

A storyboard calls these in reading order and holds no logic. ``em_ui.page`` is the page itself.
"""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

S = TypeVar("S")


class Page(Protocol, Generic[S]):
    """A lesson's page; ``settings`` are the learner's, ``tr`` translates short strings."""

    name: str
    lang: str
    settings: Any

    def __getattr__(self, name: str) -> Any: ...
