"""Lesson 14: which data, which step is made in place of the M-step, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from em_core import datasets
from em_lesson import settings as base
from em_lesson.fields import choice, flag, number, symbol, whole

COIN: dict[str, Any] = {"low": 0.001, "high": 0.999, "live": True}
ODDS: dict[str, Any] = {"low": -3, "high": 3, "step": 0.01, "live": True, "when": ("data", "hands")}
STARTS = {"coins": datasets.DO_BATZOGLOU.start, "five": datasets.FIVE_OF_FIVE.start}


@dataclass(frozen=True)
class Settings(base.Settings):
    """The data, the M rule with its size, the start (a, b: two coins; alpha, beta, hand: their log-odds and
    the slope), what is shown beside, and the penalty."""

    data: str = choice(
        "coins",
        {
            "coins": "Do & Batzoglou 2008: 5 rounds of 10",
            "five": "Five rounds of five",
            "hands": "Two hands: 10 rounds of 10",
        },
        label="Data",
    )
    way: str = choice(
        "eta", {"eta": "a step of length η", "turns": "one coin per iteration"},
        label="Coins: in place of the M-step", when=("data", "coins"),
    )  # fmt: skip
    eta: float = number(0.5, 0.05, 3, label=symbol("η"), step=0.05, live=True)
    a: float = number(0.6, **COIN, label=symbol("θ_A"))
    b: float = number(0.5, **COIN, label=symbol("θ_B"))
    rule: str = choice(
        "full",
        {
            "full": "the whole M-step",
            "newton": "one Newton step",
            "loop": "several Newton steps",
            "coordinates": "one parameter after another",
            "gradient": "one gradient step",
            "eta": "a step of length η",
        },
        label="Two hands: in place of the M-step", when=("data", "hands"),
    )  # fmt: skip
    step: float = number(
        0.05, 0.01, 0.2, label="step\u00a0s", step=0.01, live=True, when=("rule", "gradient")
    )
    times: int = whole(2, 1, 6, label="Newton steps", live=True, when=("rule", "loop"))
    alpha: float = number(0.5, **ODDS, label=symbol("α_A"))
    beta: float = number(-0.5, **ODDS, label=symbol("α_B"))
    hand: float = number(0.0, **ODDS, label=symbol("b"))
    blind: bool = flag(False, label="Show the fit that ignores the hand", when=("data", "hands"))
    right: bool = flag(False, label="The right hand shows nothing but heads", when=("data", "hands"))
    kappa: float = number(0.0, 0, 2, label=symbol("κ"), step=0.05, live=True, when=("right", True))

    def after(self, name: str) -> Self:
        """Two coins come with their own start."""
        if name == "data" and self.data in STARTS:
            a, b = STARTS[self.data]
            return self.with_(a=a, b=b)
        return self
