"""What the stage needs of any run; panels know a run's other fields."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from em_figures.filmstrip import Translate


class Frame(NamedTuple):
    """A half-step's name, its phase ("start", "E", "M", or a lesson's own word for it), and the sentence
    that says in numbers what happened."""

    label: str
    phase: str
    caption: str


class Run(Protocol):
    """A run: so many half-steps, each with a frame, and why it ended."""

    def __len__(self) -> int: ...

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k, 0 for the start."""
        ...

    def stop(self, tr: Translate) -> str:
        """Why the run ended, in a sentence."""
        ...
