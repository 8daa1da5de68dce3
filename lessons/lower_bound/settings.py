"""Lesson 05's settings and runs: the stairs with theta_B known, and the slice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np

from em_core import (
    CoinMixture,
    CoinParams,
    Recipe,
    Responsibilities,
    Rounds,
    along,
    coin_grid,
    fit,
    given,
    hold,
)
from em_core.protocol import Floats
from em_figures.trace import record
from em_lesson.settings import Notice, choice, flag, number
from lessons.common import coins
from lessons.lower_bound import cages as zoo
from lessons.lower_bound import line
from lessons.lower_bound.line import Climb

MOST_OWN = 12  # rounds that have a slider each
APART = 0.01  # peaks nearer than this, in a coin, are one
SHARE = {"low": 0.001, "high": 0.999, "live": True, "when": ("own", True)}
MODEL = CoinMixture(learn_weights=False)


@dataclass(frozen=True)
class LowerBound(coins.CoinSettings):
    """Which view, the data and the start on its line, and the learner's own first q."""

    view: str = choice("stairs", "stairs", "slice", "zoo")
    s: float = number(0.4, -0.5, 1.5, live=True, when=("view", "slice"))
    bug: str = choice("one", *zoo.NAMES, when=("view", "zoo"))
    own: bool = flag(False, when=("view", "stairs"))
    q1: float = number(0.2, **SHARE)
    q2: float = number(0.2, **SHARE)
    q3: float = number(0.2, **SHARE)
    q4: float = number(0.2, **SHARE)
    q5: float = number(0.2, **SHARE)
    q6: float = number(0.2, **SHARE)
    q7: float = number(0.2, **SHARE)
    q8: float = number(0.2, **SHARE)
    q9: float = number(0.2, **SHARE)
    q10: float = number(0.2, **SHARE)
    q11: float = number(0.2, **SHARE)
    q12: float = number(0.2, **SHARE)

    @classmethod
    def from_link(cls, params: Mapping[str, str]) -> tuple[Self, list[Notice]]:
        """As every lesson's, and the start on the slice lies on the slice of the link's own rounds."""
        settings, notices = super().from_link(params)
        inside = settings._inside()
        if inside.s != settings.s:
            at = slice_line(settings)
            notices.append(
                Notice(
                    "The link says {name} = {given}; it must lie between {low} and {high}, "
                    "so {used} is used.",
                    {"name": "s", "given": settings.s, "low": at.low, "high": at.high, "used": inside.s},
                )
            )
        return inside, notices

    def after(self, name: str) -> Self:
        """A preset comes with its own start; the learner's q is looked at where it is used."""
        settings = super().after(name)._inside()
        return settings.with_(k=1, **at_posterior(settings)) if name == "own" and settings.own else settings

    def to_link(self) -> dict[str, str]:
        """As every lesson's link, without the shares of rounds that there are not."""
        last = len(coins.rounds_of(self))
        link = super().to_link().items()
        return {name: text for name, text in link if not (name[0] == "q" and int(name[1:]) > last)}

    def _inside(self) -> Self:
        if self.view != "slice":
            return self
        at = slice_line(self)
        return self.with_(s=min(max(self.s, at.low), at.high))


def chooses(s: LowerBound) -> bool:
    """Whether the learner's q is in use: there is a slider for every round."""
    return s.view == "stairs" and s.own and len(coins.rounds_of(s)) <= MOST_OWN


def own_q(s: LowerBound) -> Floats:
    """The learner's share of coin A in every round, (N,).

    A slider that stands at the posterior's three digits means the posterior, not a number beside it.
    """
    chosen = np.array([getattr(s, f"q{i}") for i in range(1, len(coins.rounds_of(s)) + 1)])
    exact = posterior(s)
    nearest = np.clip(exact, SHARE["low"], SHARE["high"])
    return np.where(np.abs(chosen - nearest) <= 5.000001e-4, exact, chosen)


def posterior(s: LowerBound) -> Floats:
    """Coin A's share of every round at the start, (N,)."""
    return MODEL.infer(coins.rounds_of(s), CoinParams((0.5, 0.5), (s.a, s.b))).probs[:, 0]


def at_posterior(s: LowerBound) -> dict[str, float]:
    """The learner's shares set to the posterior, as near as their sliders go."""
    shares = posterior(s)[:MOST_OWN].tolist()
    return {f"q{i}": round(min(max(q, 0.001), 0.999), 3) for i, q in enumerate(shares, 1)}


# ---- the runs ------------------------------------------------------------------------------------


def stairs(s: LowerBound) -> Climb:
    """EM in theta_A, theta_B known; its first q is the learner's where they choose it."""
    return _stairs(coins.rounds_of(s), s.a, s.b, tuple(own_q(s)) if chooses(s) else None)


@lru_cache(maxsize=64)
def _stairs(rounds: Rounds, a: float, b: float, shares: tuple[float, ...] | None) -> Climb:
    recipe = Recipe(m_step=hold(1))
    if shares is not None:
        recipe = replace(recipe, e_step=given(Responsibilities(np.stack([shares, 1 - np.array(shares)], 1))))
    run = record(MODEL, rounds, CoinParams((0.5, 0.5), (a, b)), recipe)
    return Climb(run, line.known_b(b), chosen=shares is not None)


def peak(s: LowerBound) -> tuple[float, float]:
    """(theta_A, theta_B) at the top of the surface, theta_A the larger; equal when it is on the diagonal."""
    return _peak(coins.rounds_of(s))


@lru_cache(maxsize=64)
def _peak(rounds: Rounds) -> tuple[float, float]:
    grid = coin_grid(rounds, size=9)
    starts = [tuple(sorted(point, reverse=True)) for point in grid.points[:1].tolist()]
    starts += [(0.75, 0.25)]
    ends = [fit(MODEL, rounds, CoinParams((0.5, 0.5), p), max_iter=1000, tol=1e-13) for p in starts]
    best = max(ends, key=lambda end: end.log_likelihood).params.p_heads
    return float(best.max()), float(best.min())


def one_peak(s: LowerBound) -> bool:
    """Whether the mirrored peaks are one point, so that no line joins them."""
    high, low = peak(s)
    return high - low < APART


def slice_line(s: LowerBound) -> line.Line:
    """From peak to mirrored peak; through a single peak, the line of constant theta_A + theta_B."""
    return _slice_line(coins.rounds_of(s))


@lru_cache(maxsize=64)
def _slice_line(rounds: Rounds) -> line.Line:
    high, low = _peak(rounds)
    if high - low >= APART:
        return line.through((high, low))
    middle = min(max((high + low) / 2, 0.05), 0.95)
    reach = min(0.3, middle - 0.001, 0.999 - middle)
    return line.through((middle + reach, middle - reach))


def sliced(s: LowerBound) -> Climb:
    """Generalised EM: the bound is maximised along the line."""
    return _sliced(coins.rounds_of(s), s.s)


@lru_cache(maxsize=64)
def _sliced(rounds: Rounds, u: float) -> Climb:
    at = _slice_line(rounds)
    start = at.params(min(max(u, at.low), at.high))
    return Climb(
        record(MODEL, rounds, start, Recipe(m_step=along(at.params, at.low, at.high)), max_iter=50), at
    )
