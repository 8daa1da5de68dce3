"""Lesson 03: the rounds and the start, and whether the mixing weights are estimated too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from em_core import datasets
from em_lesson.fields import choice, flag, number, symbol, whole
from lessons.common.coins import CoinSettings

THREE, SMALL = datasets.THREE_COINS, datasets.TWO_TOSSES
SIZES = (5, 50, 500, 5_000, 50_000, 500_000)  # rounds that can be tossed from the write-up's coins
STARTS = {"many": datasets.FIVE_OF_FIVE.start, "three": THREE.start, "small": SMALL.start}
UNREAD = {"small": ("b", "learn", "w")}  # its second coin is half the first, its weights are known


@dataclass(frozen=True)
class Settings(CoinSettings):
    """``many``: how many rounds of five; ``learn``: estimate the weights, from ``w`` for coin A."""

    data: str = choice(
        "db",
        {
            "db": "Do & Batzoglou 2008: 5 rounds of 10",
            "five": "Five rounds of five",
            "own": "My own rounds",
            "sim": "Toss from coins I choose",
            "many": "Five rounds of five, and more from the same coins",
            "three": "Three coins: ten single tosses",
            "small": "Two tosses: heads and tails",
        },
        label="Data",
    )
    many: str = choice("5", {str(n): f"{n:,}" for n in SIZES}, label="Number of rounds", scale=True,
                       when=("data", "many"))  # fmt: skip
    many_seed: int = whole(0, 0, 999, label="Seed", when=("data", "many"))
    learn: bool = flag(False, label="Estimate the mixing weights too")
    w: float = number(0.5, 0.001, 0.999, label=symbol("π_A"), live=True, when=("learn", True))

    def after(self, name: str) -> Self:
        """A preset comes with its own start; of three coins the weights are estimated, elsewhere given."""
        if name != "data":
            return super().after(name)
        three = self.data == "three"
        settings = self.with_(learn=three, w=0.4 if three else 0.5)
        if self.data not in STARTS:
            return CoinSettings.after(settings, name)
        a, b = STARTS[self.data]
        return settings.with_(a=a, b=b)

    def to_link(self) -> dict[str, str]:
        """As every lesson's link, without what these data do not read."""
        unread = UNREAD.get(self.data, ())
        return {name: text for name, text in super().to_link().items() if name not in unread}
