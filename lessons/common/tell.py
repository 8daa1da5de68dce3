"""Runs that several lessons tell of, and two coins' numbers by name."""

from __future__ import annotations

from typing import Any

from em_core import CoinMixture, CoinParams, EStep, Fit, Recipe, Rounds, fit, run

Facts = dict[str, Any]
Pair = tuple[float, float]

HALF = (0.5, 0.5)
FIXED, FREE = CoinMixture(learn_weights=False), CoinMixture()


def pair(name: str, values: Any) -> Facts:
    """Both coins' numbers: pair("start_{}", (0.6, 0.5)) has the names start_a and start_b."""
    return {name.format(coin): float(value) for coin, value in zip("ab", values, strict=True)}


def walk(rounds: Rounds, start: Pair, e_step: EStep, max_iter: int = 100) -> list[Any]:
    """The half-steps of a run with weights 1/2."""
    return list(run(FIXED, rounds, CoinParams(HALF, start), Recipe(e_step), max_iter=max_iter))


def limit(rounds: Rounds, start: Pair, *, model: CoinMixture = FIXED, weight: float = 0.5) -> Fit[Any]:
    """Where soft EM tends to, as far as floats go."""
    return fit(model, rounds, CoinParams((weight, 1 - weight), start), max_iter=3000, tol=0.0)
