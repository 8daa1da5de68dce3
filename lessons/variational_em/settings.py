"""Lesson 15: which data, how q is restricted and where it starts, and the priors where θ is hidden too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from em_lesson import settings as base
from em_lesson.fields import choice, number, symbol

ONE: dict[str, Any] = {"low": 0.01, "high": 0.99, "step": 0.01, "live": True, "when": ("data", "same")}
COINS: dict[str, Any] = {"low": 0.01, "high": 0.99, "step": 0.01, "live": True}
BETA: dict[str, Any] = {"low": 0.1, "high": 20, "step": 0.1, "live": True}


@dataclass(frozen=True)
class Settings(base.Settings):
    """data decides what is hidden: two tosses; those of ten reports; coins with their θ; components; topics.

    r: how reliable the witness is. s1, s2: q's start in the square. p: θ at the start, family, sweeps: of the
    ten reports. ta, tb: the coins from which the first q(z) is made; ba, bb: their Beta prior. a0, la: the
    Dirichlet's parameter of the six weights, and of the pages and topics.
    """

    data: str = choice(
        "same",
        {
            "same": "One report: “same”",
            "ten": "Ten reports: 8 “same”, 2 “different”",
            "coins": "Five rounds of ten flips",
            "five": "Five rounds of five flips",
            "geyser": "Old Faithful, six components",
            "pages": "Four pages of a newspaper",
        },
        label="Data",
    )
    r: float = number(0.9, 0.5, 1, step=0.01, live=True, label="reliability r")
    s1: float = number(0.6, label="start: q₁(heads)", **ONE)
    s2: float = number(0.6, label="start: q₂(heads)", **ONE)
    p: float = number(0.6, 0.02, 0.98, step=0.01, live=True, when=("data", "ten"), label="start θ")
    family: str = choice(
        "product", {"product": "a product q₁ q₂", "exact": "any q: exact EM"},
        label="Family of q", when=("data", "ten"),
    )  # fmt: skip
    sweeps: str = choice(
        "end", {"1": symbol("1"), "2": symbol("2"), "5": symbol("5"), "end": "to the end"},
        label="Sweeps in an E-step (product)", scale=True, when=("data", "ten"),
    )  # fmt: skip
    ta: float = number(0.6, label="start θ_A", **COINS)
    tb: float = number(0.5, label="start θ_B", **COINS)
    ba: float = number(1, label="prior Beta: a", **BETA)
    bb: float = number(1, label="prior Beta: b", **BETA)
    a0: str = choice(
        "0.001",
        {
            "0.001": symbol("0.001"),
            "0.01": symbol("0.01"),
            "0.1": symbol("0.1"),
            "1": symbol("1"),
            "10": symbol("10"),
        },
        label=symbol("α₀"), scale=True, when=("data", "geyser"),
    )  # fmt: skip
    la: float = number(0.5, 0.05, 3, step=0.05, live=True, when=("data", "pages"), label=symbol("α = η"))
