"""Two coins in one parameter: the second shows heads a known number of times as often as the first."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

from em_core.checks import number
from em_core.models.coins import CoinParams, CoinStatistics
from em_core.steps import MStep


def tied(ratio: float) -> MStep:
    """The exact M-step of two coins with p_B = ratio * p_A; the start must be such a pair too.

    With H heads in all, E_q log p(x, z) is H log p_A + tails_A log(1 - p_A) + tails_B log(1 - r p_A) and a
    constant. Its maximum is the smaller root of r n p_A^2 - b p_A + H = 0, where n counts all flips and
    b = (1 + r) H + tails_A + r tails_B. Without flips p_A stays. Raises ValueError unless 0 < ratio <= 1
    and, in the M-step, there are two coins.
    """
    r = number("ratio", ratio, 0, 1)
    if r == 0:
        raise ValueError(f"ratio must be above 0, got {ratio!r}")
    return _Tied(r)


@dataclass(frozen=True)
class _Tied:
    """The M-step on the line p_B = ratio * p_A."""

    ratio: float

    def __call__(self, model: Any, stats: CoinStatistics, params: CoinParams) -> CoinParams:
        if params.p_heads.size != 2:
            raise ValueError(f"the coins that are tied must be two, got {params.p_heads.size}")
        r, heads, p = self.ratio, float(stats.counts[:, 0].sum()), float(params.p_heads[0])
        tails_a, tails_b = stats.counts[:, 1].tolist()
        total = heads + tails_a + tails_b
        if total > 0:
            b = (1 + r) * heads + tails_a + r * tails_b
            p = min(2 * heads / (b + sqrt(max(b * b - 4 * r * total * heads, 0.0))), 1.0)
        return CoinParams(model.maximize(stats, params).weights, (p, r * p))
