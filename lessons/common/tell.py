"""Runs that several lessons tell of, and how their numbers are written."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from em_core import CoinMixture, CoinParams, EStep, Fit, Recipe, Rounds, fit, run
from em_figures.words import fixed

Facts = dict[str, str]
Pair = tuple[float, float]

HALF = (0.5, 0.5)
FIXED, FREE = CoinMixture(learn_weights=False), CoinMixture()


def digits(value: float, places: int = 6) -> str:
    """A number for running text, with a real minus sign."""
    return fixed(value, places)


def short(value: float) -> str:
    """At most six decimals and no zeros at the end."""
    return digits(value).rstrip("0").rstrip(".")


def ratio(value: float) -> str:
    """A quotient of small whole numbers, "5/11"."""
    return str(Fraction(float(value)).limit_denominator(2000))


def pair(name: str, values: Any, places: int = 6) -> Facts:
    """Both coins' numbers: pair("start_{}", (0.6, 0.5)) has the names start_a and start_b."""
    return {name.format(coin): digits(value, places) for coin, value in zip("ab", values, strict=True)}


def walk(rounds: Rounds, start: Pair, e_step: EStep, max_iter: int = 100) -> list[Any]:
    """The half-steps of a run with weights 1/2."""
    return list(run(FIXED, rounds, CoinParams(HALF, start), Recipe(e_step), max_iter=max_iter))


def limit(rounds: Rounds, start: Pair, *, model: CoinMixture = FIXED, weight: float = 0.5) -> Fit[Any]:
    """Where soft EM tends to, as far as floats go."""
    return fit(model, rounds, CoinParams((weight, 1 - weight), start), max_iter=3000, tol=0.0)


def pooled(rounds: Rounds, places: int = 3) -> Facts:
    """One coin for all rounds: its probability of heads and its log-likelihood."""
    p = rounds.heads.sum() / rounds.flips.sum()
    value = FIXED.log_likelihood(rounds, CoinParams(HALF, (p, p)))
    return {"pooled": digits(p, 2), "pooled_ll": digits(value, places)}
