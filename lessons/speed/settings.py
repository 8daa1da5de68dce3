"""Lesson 17: what is fitted, from where, and by which way; the temperature of the E-step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from em_lesson import settings as base
from em_lesson.fields import choice, flag, number, symbol, whole

WEIGHT: dict[str, Any] = {"when": ("view", "weight")}
RACE: dict[str, Any] = {"when": ("view", "race")}
OUTLIERS: dict[str, Any] = {"when": ("view", "outliers")}
ANNEAL: dict[str, Any] = {"when": ("view", "anneal")}
GALAXIES: dict[str, Any] = {"when": ("view", "galaxies")}
COIN: dict[str, Any] = {"step": 0.01, "live": True} | ANNEAL
STARTS = 60  # of the galaxies


@dataclass(frozen=True)
class Settings(base.Settings):
    """view: one unknown weight; methods in a race; numbers with outliers; coins or galaxies, annealed.

    distance and weight: of the two known curves; race, method and twice: whose evaluations are shown; dof and
    expanded: of Student's t and its M-step; rounds, plan, beta, nudge, a and b: which coins are annealed, and
    how; start and cooling: from which of the galaxies' starts, and by plain EM or annealed.
    """

    view: str = choice(
        "weight",
        {
            "weight": "Two known curves, one unknown weight",
            "race": "EM and two accelerators",
            "outliers": "Numbers with outliers",
            "anneal": "Two coins under a temperature",
            "galaxies": "82 galaxies from sixty starts",
        },
        label="What is fitted",
    )
    distance: float = number(2, 0.5, 6, step=0.1, live=True, label="distance d", **WEIGHT)
    weight: float = number(0.2, 0.02, 0.98, step=0.01, live=True, label="start of the weight w", **WEIGHT)
    race: str = choice(
        "coins",
        {
            "coins": "Five rounds of two coins, weight unknown",
            "held": "The same rounds, weights 1/2",
            "animals": "197 animals, one number",
            "galton": "Galton’s 934 heights",
        },
        label="Data",
        **RACE,
    )
    method: str = choice(
        "em", {"em": symbol("EM"), "squarem": symbol("SQUAREM"), "anderson": symbol("Anderson")},
        label="Step by step", **RACE,
    )  # fmt: skip
    twice: bool = flag(False, label="All data twice", **RACE)
    dof: int = whole(1, 1, 30, live=True, label="degrees of freedom ν", **OUTLIERS)
    expanded: bool = flag(False, label="PX-EM: divide by the sum of the weights", **OUTLIERS)
    rounds: str = choice(
        "two", {"two": "5 9 8 1 5 of 10", "db": "Do & Batzoglou: 5 9 8 4 7 of 10"}, label="Which rounds",
        **ANNEAL,
    )
    plan: str = choice(
        "hand",
        {"hand": "one β, set by hand", "short": "0.2 0.4 0.6 0.8, then 1", "tenths": "0.1 to 0.9, then 1"},
        label="Temperatures",
        **ANNEAL,
    )
    beta: float = number(1, 0.1, 5, step=0.01, live=True, label=symbol("β"), **ANNEAL)
    nudge: bool = flag(False, label="Nudge the coins after each temperature", **ANNEAL)
    a: float = number(0.6, 0.02, 0.98, label=symbol("θ_A"), **COIN)
    b: float = number(0.5, 0.02, 0.98, label=symbol("θ_B"), **COIN)
    start: int = whole(1, 1, STARTS, live=True, label="number of the start", **GALAXIES)
    cooling: str = choice(
        "none", {"none": "plain EM", "slow": "0.1 0.2 0.3 0.45 0.6 0.8, then 1"}, label="Temperatures",
        **GALAXIES,
    )
