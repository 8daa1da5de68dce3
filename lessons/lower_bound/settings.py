"""Lesson 05's settings, and what they need of the data: the peaks, the slice through them, the posterior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from em_core import CoinMixture, CoinParams, coin_grid, fit
from em_core.protocol import Floats
from em_lesson.fields import Notice, choice, flag, number, outside, symbol
from em_lesson.remembered import remembered
from em_lesson.rows import Rows
from lessons.common.coins import COINS, DATA, CoinSettings, rounds_of
from lessons.lower_bound.line import Line, through

MOST_OWN = 12  # rounds that have a slider each
APART = 0.01  # peaks nearer than this, in a coin, are one
LEAST, LARGEST = 0.001, 0.999  # share of a round that a slider can give
SHARE: dict[str, Any] = {"low": LEAST, "high": LARGEST, "live": True, "when": ("own", True)}
UNREAD = {"slice": ("a", "b"), "zoo": ("a", "b", *DATA)}  # settings by view
MODEL = CoinMixture(learn_weights=False)


@dataclass(frozen=True)
class Settings(CoinSettings):
    """Which view, the data and the start on its line, and the learner's own first q."""

    a: float = number(0.6, **COINS, label="start θ_A")
    b: float = number(0.5, **COINS, label="θ_B (known)")
    view: str = choice(
        "stairs",
        {"stairs": "Stairs: one coin unknown", "slice": "Slice: two coins unknown", "zoo": "Bug zoo"},
        label="View",
    )
    s: float = number(0.4, -0.5, 1.5, label="start u", live=True, when=("view", "slice"))
    bug: str = choice(
        "one",
        {
            "one": "Program 1",
            "two": "Program 2",
            "three": "Program 3",
            "four": "Program 4",
            "five": "Program 5",
        },
        label="Program",
        when=("view", "zoo"),
    )
    own: bool = flag(False, label="Choose q yourself", when=("view", "stairs"))
    q1: float = number(0.2, **SHARE, label=symbol("q_1(A)"))
    q2: float = number(0.2, **SHARE, label=symbol("q_2(A)"))
    q3: float = number(0.2, **SHARE, label=symbol("q_3(A)"))
    q4: float = number(0.2, **SHARE, label=symbol("q_4(A)"))
    q5: float = number(0.2, **SHARE, label=symbol("q_5(A)"))
    q6: float = number(0.2, **SHARE, label=symbol("q_6(A)"))
    q7: float = number(0.2, **SHARE, label=symbol("q_7(A)"))
    q8: float = number(0.2, **SHARE, label=symbol("q_8(A)"))
    q9: float = number(0.2, **SHARE, label=symbol("q_9(A)"))
    q10: float = number(0.2, **SHARE, label=symbol("q_10(A)"))
    q11: float = number(0.2, **SHARE, label=symbol("q_11(A)"))
    q12: float = number(0.2, **SHARE, label=symbol("q_12(A)"))

    @classmethod
    def from_link(
        cls, params: Mapping[str, str], held: Mapping[str, Rows] | None = None, base: Self | None = None
    ) -> tuple[Self, list[Notice]]:
        """As every lesson's, and the start on the slice lies on the slice of the link's own rounds."""
        settings, notices = super().from_link(params, held, base)
        inside = settings._inside()
        if inside.s != settings.s:
            at = slice_line(settings)
            notices.append(outside("s", settings.s, at.low, at.high, inside.s))
        return inside, notices

    def after(self, name: str) -> Self:
        """A preset comes with its own start; the learner's q is looked at where it is used."""
        settings = super().after(name)._inside()
        return settings.with_(k=1, **at_posterior(settings)) if name == "own" and settings.own else settings

    def to_link(self) -> dict[str, str]:
        """As every lesson's link, without the shares of rounds that there are not, and without the rounds and
        starts that this view does not read."""
        last, unread = len(rounds_of(self)), UNREAD.get(self.view, ())
        link = super().to_link().items()
        kept = [(name, text) for name, text in link if name not in unread]
        return {name: text for name, text in kept if not (name[0] == "q" and int(name[1:]) > last)}

    def _inside(self) -> Self:
        if self.view != "slice":
            return self
        at = slice_line(self)
        return self.with_(s=min(max(self.s, at.low), at.high))


def posterior(s: Settings) -> Floats:
    """Coin A's share of every round at the start, (N,)."""
    return MODEL.infer(rounds_of(s), CoinParams((0.5, 0.5), (s.a, s.b))).probs[:, 0]


def at_posterior(s: Settings) -> dict[str, float]:
    """The learner's shares set to the posterior, as near as their sliders go."""
    shares = np.clip(posterior(s)[:MOST_OWN], LEAST, LARGEST).tolist()
    return {f"q{i}": round(q, 3) for i, q in enumerate(shares, 1)}


@remembered(*DATA)
def peak(s: Settings) -> tuple[float, float]:
    """(theta_A, theta_B) at the top of the surface, theta_A the larger; equal when it is on the diagonal."""
    rounds = rounds_of(s)
    starts = [tuple(sorted(point, reverse=True)) for point in coin_grid(rounds, size=9).points[:1].tolist()]
    starts += [(0.75, 0.25)]
    ends = [fit(MODEL, rounds, CoinParams((0.5, 0.5), p), max_iter=1000, tol=1e-13) for p in starts]
    best = max(ends, key=lambda end: end.log_likelihood).params.p_heads
    return float(best.max()), float(best.min())


def one_peak(s: Settings) -> bool:
    """Whether the mirrored peaks are one point, so that no line joins them."""
    high, low = peak(s)
    return high - low < APART


@remembered(*DATA)
def slice_line(s: Settings) -> Line:
    """From peak to mirrored peak; through a single peak, the line of constant theta_A + theta_B."""
    high, low = peak(s)
    if high - low >= APART:
        return through((high, low))
    middle = min(max((high + low) / 2, 0.05), 0.95)
    reach = min(0.3, middle - 0.001, 0.999 - middle)
    return through((middle + reach, middle - reach))
