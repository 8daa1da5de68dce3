"""Lesson 13: the data, the start, the prior on every coin or on every component, and in which scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from em_lesson import settings as base
from em_lesson.fields import choice, number, symbol

COIN: dict[str, Any] = {"low": 0.001, "high": 0.999, "live": True}
SHAPE: dict[str, Any] = {"low": 0.5, "high": 20, "step": 0.5, "live": True}
STARTS = {"db": (0.6, 0.5), "five": (0.7, 0.3), "loser": (0.7, 0.5), "nine": (0.6, 0.5)}
OF_COINS = ("a", "b", "kind", "pa", "pb", "qa", "qb", "c", "scale")
OF_GEYSER = ("spot", "sd", "nu", "s2", "eps")
OF_KIND = {"same": ("qa", "qb", "c"), "different": ("c",), "even": ("pa", "pb", "qa", "qb")}


@dataclass(frozen=True)
class Settings(base.Settings):
    """``a``, ``b``: the coins at the start; ``pa``, ``pb`` (and ``qa``, ``qb`` of coin B): the Beta prior, or
    ``c`` invented heads and tails per coin; ``spot``, ``sd``: where component B starts, and how narrow;
    ``nu`` invented points of variance ``s2`` per component; ``eps`` is added to every variance."""

    data: str = choice(
        "db",
        {
            "db": "Do & Batzoglou 2008: 5 rounds of 10",
            "five": "Five rounds of five",
            "loser": "Five rounds of five, three of them all heads",
            "nine": "One coin: nine heads in ten",
            "geyser": "Old Faithful: 272 eruptions",
        },
        label="Data",
    )
    begin: str = choice(
        "own", {"own": "as set here", "mle": "where the log-likelihood is highest"}, label="Start"
    )
    a: float = number(0.6, **COIN, label=symbol("θ_A"))
    b: float = number(0.5, **COIN, label=symbol("θ_B"))
    kind: str = choice(
        "same",
        {
            "same": "the same on every coin",
            "different": "one for each coin",
            "even": "as many heads as tails",
        },
        label="Prior",
    )
    pa: float = number(3, **SHAPE, label="a of the prior")
    pb: float = number(3, **SHAPE, label="b of the prior")
    qa: float = number(3, **SHAPE, label="coin B: a")
    qb: float = number(3, **SHAPE, label="coin B: b")
    c: float = number(2, 0, 20, step=0.5, live=True, label="invented heads and tails, each")
    scale: str = choice("p", {"p": symbol("p"), "logit": "log-odds"}, label="Scale of the parameter")
    spot: float = number(5.1, 1.6, 5.1, live=True, label="mean of B")
    sd: float = number(0.001, 0.001, 1, live=True, label="standard deviation of B")
    nu: float = number(0, 0, 10, step=0.5, live=True, label="invented points ν")
    s2: float = number(0.25, 0.01, 1, step=0.01, live=True, label="their variance s²")
    eps: str = choice(
        "0",
        {
            "0": symbol("0"),
            "1e-6": symbol("0.000001"),
            "0.001": symbol("0.001"),
            "0.01": symbol("0.01"),
            "0.05": symbol("0.05"),
        },
        label="Added to every variance",
        scale=True,
    )

    def after(self, name: str) -> Self:
        """A preset comes with its own start."""
        if name == "data" and self.data in STARTS:
            a, b = STARTS[self.data]
            return self.with_(a=a, b=b, begin="own")
        return self

    def to_link(self) -> dict[str, str]:
        """As every lesson's link, without what these data and this prior do not read."""
        unread = set(OF_COINS if self.data == "geyser" else (*OF_GEYSER, *OF_KIND[self.kind]))
        if self.begin == "mle":
            unread |= {"a", "b", "spot", "sd"}
        if self.data == "nine":
            unread |= {"b", "begin", "qa", "qb"}
        if self.eps != "0" and self.data == "geyser":
            unread |= {"nu", "s2"}
        return {name: text for name, text in super().to_link().items() if name not in unread}
