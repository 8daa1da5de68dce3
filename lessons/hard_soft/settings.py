"""Lesson 03: the rounds and the start, and whether the mixing weights are estimated too."""

from __future__ import annotations

from dataclasses import dataclass

from em_lesson.fields import flag, number, symbol
from lessons.common.coins import CoinSettings


@dataclass(frozen=True)
class Settings(CoinSettings):
    """``learn``: estimate the weights, from ``w`` for coin A."""

    learn: bool = flag(False, label="Estimate the mixing weights too")
    w: float = number(0.5, 0.001, 0.999, label=symbol("π_A"), live=True, when=("learn", True))
