"""The first page: what the cook guesses, and how much is moved each time."""

from __future__ import annotations

from dataclasses import dataclass

from em_lesson import settings as base
from em_lesson.fields import number


@dataclass(frozen=True)
class Settings(base.Settings):
    """The left bowl's share at first, and the part of the difference that each correction moves."""

    first: float = number(0.8, 0, 1, label="First guess: the left bowl's share", step=0.01, live=True)
    moved: float = number(
        0.3, 0.05, 0.95, label="Part of the difference moved each time", step=0.05, live=True
    )
