"""Lesson 03's two runs from one start, and the code that makes them."""

from __future__ import annotations

from em_core import hard, soft
from em_lesson.remembered import remembered
from lessons.common.coin_runs import SoftAndHard, run_of, soft_code
from lessons.common.coins import DATA
from lessons.hard_soft.settings import Settings


def _weight(s: Settings) -> float | None:
    return s.w if s.learn else None


@remembered(*DATA, "a", "b", "learn", "w", most=256)
def both(s: Settings) -> SoftAndHard:
    """Soft and hard EM from the settings' start."""
    return SoftAndHard(run_of(s, soft(), _weight(s)), run_of(s, hard, _weight(s)))


def code(s: Settings) -> str:
    """The calls that make this screen's soft and hard run, to be copied."""
    return soft_code(s, _weight(s)) + "hard_run = list(run(model, rounds, start, Recipe(e_step=hard)))\n"
