"""The two-coin lessons' settings and data: a preset, the learner's own rounds, or simulated ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from em_core import CoinGrid, Rounds, coin_grid, datasets
from em_core.protocol import Ints
from em_lesson.fields import choice, number, rounds, symbol, whole
from em_lesson.remembered import remembered
from em_lesson.rounds_text import parse_rounds
from em_lesson.settings import Settings

PRESETS = {"db": datasets.DO_BATZOGLOU, "five": datasets.FIVE_OF_FIVE}
COINS: dict[str, Any] = {"low": 0.001, "high": 0.999, "live": True}
SIMULATED: dict[str, Any] = {"when": ("data", "sim")}
DATA = ("data", "rounds", "sim_a", "sim_b", "sim_n", "sim_flips", "seed")  # which rounds there are


@dataclass(frozen=True)
class CoinSettings(Settings):
    """Which rounds, and from which coins EM starts."""

    data: str = choice(
        "db",
        {
            "db": "Do & Batzoglou 2008: 5 rounds of 10",
            "five": "Five rounds of five",
            "own": "My own rounds",
            "sim": "Toss from coins I choose",
        },
        label="Data",
    )
    rounds: str = rounds(
        "5/10 9/10 8/10 4/10 7/10",
        label="Heads of each round",
        help="Write “5 9 8 4 7 of 10”, or heads/flips for each round: “5/10 9/10 8/10 4/10 7/10”.",
        when=("data", "own"),
    )
    sim_a: float = number(0.8, 0.0, 1.0, label="True θ_A", step=0.01, **SIMULATED)
    sim_b: float = number(0.45, 0.0, 1.0, label="True θ_B", step=0.01, **SIMULATED)
    sim_n: int = whole(10, 1, 60, label="Rounds", **SIMULATED)
    sim_flips: int = whole(10, 1, 100, label="Flips per round", **SIMULATED)
    seed: int = whole(1, 0, 999, label="Seed", **SIMULATED)
    a: float = number(0.6, **COINS, label=symbol("θ_A"))
    b: float = number(0.5, **COINS, label=symbol("θ_B"))

    def after(self, name: str) -> Self:
        """A preset comes with its own start."""
        if name == "data" and self.data in PRESETS:
            a, b = PRESETS[self.data].start
            return self.with_(a=a, b=b)
        return self


@remembered(*DATA, most=256)
def rounds_of(s: CoinSettings) -> Rounds:
    """The rounds that the settings choose."""
    return data_of(s)[0]


def data_of(s: CoinSettings) -> tuple[Rounds, Ints | None]:
    """The rounds and, where they are known, the coins behind them (0 = A, 1 = B)."""
    if s.data in PRESETS:
        return PRESETS[s.data].rounds, PRESETS[s.data].labels
    if s.data == "sim":
        return datasets.simulate_rounds((s.sim_a, s.sim_b), (0.5, 0.5), s.sim_n, s.sim_flips, s.seed)
    heads, flips = zip(*parse_rounds(s.rounds), strict=True)
    return Rounds(heads, flips), None


def truth(s: CoinSettings) -> tuple[float, float] | None:
    """The coins that made the rounds, where somebody knows."""
    return (s.sim_a, s.sim_b) if s.data == "sim" else PRESETS[s.data].truth if s.data in PRESETS else None


@remembered(*DATA)
def soft_grid(s: CoinSettings) -> CoinGrid:
    """Where soft EM ends from every start."""
    return coin_grid(rounds_of(s), hard=False)
