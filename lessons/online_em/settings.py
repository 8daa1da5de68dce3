"""Lesson 16: which data in which order, and how often theta is renewed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from em_lesson import settings as base
from em_lesson.fields import choice, number, symbol, whole

COINS: dict[str, Any] = {"low": 0.001, "high": 0.999, "live": True}
DECAY: dict[str, Any] = {"step": 0.01, "live": True, "when": ("rate", "decay")}
FADES = ("rate", "alpha", "rho", "warm")  # read by the stepwise method alone


@dataclass(frozen=True)
class Settings(base.Settings):
    """The data and their order; the method; of the stepwise one how S fades and when theta first moves;
    how many data are read at a time; where two coins start."""

    data: str = choice(
        "stream",
        {
            "db": "Do & Batzoglou 2008: 5 rounds of 10",
            "stream": "A stream: these five rounds, 200 times",
            "worn": "A worn coin: after 500 rounds all is different",
            "waiting": "Old Faithful: 272 waiting times",
        },
        label="Data",
    )
    order: str = choice(
        "as", {"as": "as they come", "back": "reversed", "sorted": "sorted", "mixed": "shuffled"},
        label="Order",
    )  # fmt: skip
    seed: int = whole(0, 0, 999, label="Seed", when=("order", "mixed"))
    method: str = choice(
        "step",
        {
            "batch": "batch: read all, then M",
            "inc": "incremental: exchange a part",
            "step": "stepwise: let S fade",
        },
        label="Method",
    )
    rate: str = choice(
        "decay",
        {"decay": "falling: k to the power −α", "steady": "constant: ρ", "all": "1: only the latest counts"},
        label="Rate",
    )
    alpha: float = number(1.0, 0.51, 1, label=symbol("α"), **DECAY)
    rho: float = number(0.05, 0.01, 0.3, label=symbol("ρ"), step=0.01, live=True, when=("rate", "steady"))
    size: int = whole(1, 1, 136, label="read at a time", live=True)
    warm: int = whole(5, 1, 40, label="θ waits until", live=True)
    a: float = number(0.6, **COINS, label=symbol("θ_A"))
    b: float = number(0.5, **COINS, label=symbol("θ_B"))

    def after(self, name: str) -> Self:
        """Minutes vary more than rounds of ten flips: there θ waits longer where they are read singly."""
        if name == "data":
            return self.with_(warm=20 if self.data == "waiting" and self.size == 1 else 5)
        return self

    def to_link(self) -> dict[str, str]:
        """As every lesson's, without what these data and this method do not read."""
        unread = set(() if self.method == "step" else (*FADES,))
        if self.method == "batch":
            unread.add("size")
        if self.data == "waiting":
            unread |= {"a", "b"}
        return {name: text for name, text in super().to_link().items() if name not in unread}
