"""Lesson 01: flips that the learner counts, or tosses of a coin whose bias only the seed knows."""

from __future__ import annotations

from dataclasses import dataclass

from em_lesson import settings as base
from em_lesson.fields import choice, flag, number, symbol, whole


@dataclass(frozen=True)
class Settings(base.Settings):
    """Counted or tossed flips, the p on trial, the kind of likelihood, and a Beta prior."""

    mode: str = choice(
        "counted",
        {"counted": "I choose the flips", "tossed": "Toss a coin with a hidden bias"},
        label="Flips",
    )
    heads: int = whole(5, 0, 100, label="Heads", when=("mode", "counted"))
    tails: int = whole(5, 0, 100, label="Tails", when=("mode", "counted"))
    tosses: int = whole(30, 1, 200, label="Tosses", when=("mode", "tossed"))
    seed: int = whole(1, 0, 999, label="Seed", when=("mode", "tossed"))
    reveal: bool = flag(False, label="Show the hidden bias", when=("mode", "tossed"))
    count: bool = flag(True, label="Likelihood of the number of heads (off: of the sequence)")
    prior: bool = flag(False, label="Add a prior Beta(a, b)")
    prior_a: float = number(6, 1, 30, label=symbol("a"), step=0.5, when=("prior", True))
    prior_b: float = number(2, 1, 30, label=symbol("b"), step=0.5, when=("prior", True))
    p: float = number(0.6, 0.001, 0.999, label=symbol("p"), live=True)
