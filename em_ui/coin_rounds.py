"""The two-coin lessons' data: a preset, the learner's own rounds, or rounds tossed from chosen truths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from em_core import CoinMixture, CoinParams, Recipe, Rounds, datasets, hard, soft
from em_figures.trace import Trace, record
from em_ui.lesson import Page
from em_ui.player import Input
from em_ui.rounds_text import parse_rounds
from em_ui.settings import Settings, choice, number, rounds, whole

STARTS = {"db": (0.6, 0.5), "five": (0.7, 0.3)}
LIVE = {"low": 0.001, "high": 0.999}


@dataclass(frozen=True)
class CoinSettings(Settings):
    """Which rounds, and from which coins EM starts."""

    data: str = choice("db", "db", "five", "own", "sim")
    rounds: str = rounds("5/10 9/10 8/10 4/10 7/10", when=("data", "own"))
    sim_a: float = number(0.8, 0.0, 1.0, step=0.01, when=("data", "sim"))
    sim_b: float = number(0.45, 0.0, 1.0, step=0.01, when=("data", "sim"))
    sim_n: int = whole(10, 1, 60, when=("data", "sim"))
    sim_flips: int = whole(10, 1, 100, when=("data", "sim"))
    seed: int = whole(1, 0, 999, when=("data", "sim"))
    a: float = number(0.6, **LIVE, live=True)
    b: float = number(0.5, **LIVE, live=True)

    def after(self, name: str) -> Self:
        """A preset comes with its own start."""
        if name == "data" and self.data in STARTS:
            a, b = STARTS[self.data]
            return self.with_(a=a, b=b)
        return self


def starts(page: Page[Any]) -> list[Input]:
    """The two live sliders of the start."""
    return [Input("a", "θ_A", **LIVE), Input("b", "θ_B", **LIVE)]


def choose_rounds(page: Page[Any]) -> None:
    """The control for the data, with what belongs to the chosen kind below it."""
    tr = page.tr
    page.choice("data", tr("Data"), {
        "db": tr("Do & Batzoglou 2008: 5 rounds of 10"),
        "five": tr("Five rounds of five"),
        "own": tr("My own rounds"),
        "sim": tr("Toss from coins I choose"),
    })
    if page.settings.data == "own":
        page.rounds("rounds", tr("Heads of each round"))
    if page.settings.data == "sim":
        page.number("sim_a", tr("True θ_A"))
        page.number("sim_b", tr("True θ_B"))
        page.number("sim_n", tr("Rounds"))
        page.number("sim_flips", tr("Flips per round"))
        page.number("seed", tr("Seed"))
