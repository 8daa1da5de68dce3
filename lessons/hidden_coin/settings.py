"""Lesson 02: which rounds, the start, and whether the coins' names are shown."""

from __future__ import annotations

from dataclasses import dataclass

from em_lesson.fields import flag
from lessons.common.coins import CoinSettings


@dataclass(frozen=True)
class Settings(CoinSettings):
    """The rounds and the start on them; ``shown``: whether it is told which coin was used."""

    shown: bool = flag(False, label="Show which coin was used")
