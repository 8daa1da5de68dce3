"""The M-step of the coins in which some coins keep what they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from em_core.checks import whole
from em_core.models.coins import CoinParams, CoinStatistics
from em_core.steps import MStep


def hold(*coins: int) -> MStep:
    """The exact M-step in all other parameters: the named coins (0 = the first) keep their p_heads.

    E_q log p(x, z) is a sum with one term per parameter, so the others' maximum does not move. Raises
    ValueError when a coin is not a whole number >= 0 or, in the M-step, not one of the coins.
    """
    return _Hold(tuple(whole("a held coin", k) for k in coins))


@dataclass(frozen=True)
class _Hold:
    """The M-step that leaves the p_heads of these coins alone."""

    coins: tuple[int, ...]

    def __call__(self, model: Any, stats: CoinStatistics, params: CoinParams) -> CoinParams:
        after: CoinParams = model.maximize(stats, params)
        p = after.p_heads.copy()
        for k in self.coins:
            if k >= p.size:
                raise ValueError(f"a held coin must be at most {p.size - 1} here, got {k}")
            p[k] = params.p_heads[k]
        return CoinParams(after.weights, p)
