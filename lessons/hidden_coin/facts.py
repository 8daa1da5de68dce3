"""The results quoted in lesson 02."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.optimize import minimize_scalar

from em_core import CoinParams, datasets, hard
from lessons.common.tell import FIXED, HALF, limit, walk

DB, FIVE = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE
Facts = dict[str, float]


def facts() -> Facts:
    found = _labelled() | _surface() | _knot()
    return {name: value if isinstance(value, int) else float(value) for name, value in found.items()}


def _labelled() -> Facts:
    """Which rounds are whose (db_a1, db_a2, ...), and the two quotients."""
    known: Facts = {}
    for name, data in (("db", DB), ("five", FIVE)):
        assert data.labels is not None
        for k, coin in enumerate("ab"):
            mine = data.labels == k
            heads, flips = int(data.rounds.heads[mine].sum()), int(data.rounds.flips[mine].sum())
            known |= {f"{name}_{coin}{i}": int(n) + 1 for i, n in enumerate(np.flatnonzero(mine), 1)}
            known[f"{name}_{coin}"] = heads / flips
            if data is DB:
                known |= {f"db_heads_{coin}": heads, f"db_flips_{coin}": flips}
    known["labelings"] = 2 ** len(FIVE.rounds)
    known["labelings_fit"] = sum(_labels_fit(labels) for labels in product((0, 1), repeat=len(FIVE.rounds)))
    return known


def _surface() -> Facts:
    """The peak that EM finds from the lesson's own start, one coin for all rounds, the blanks filled in."""
    (start_a, start_b), peak = DB.start, limit(DB.rounds, DB.start)
    filled = walk(DB.rounds, DB.start, hard)[-1]
    shares = FIXED.infer(DB.rounds, peak.params).probs[:, 0]
    one = DB.rounds.heads.sum() / DB.rounds.flips.sum()
    return {
        "start_a": start_a,
        "start_b": start_b,
        "peak_a": peak.params.p_heads[0],
        "peak_b": peak.params.p_heads[1],
        "peak_ll": peak.log_likelihood,
        "pooled": one,
        "pooled_ll": _height(one, one),
        "filled_a": filled.params.p_heads[0],
        "filled_b": filled.params.p_heads[1],
        "filled_ll": filled.log_likelihood,
        "round2_a": shares[1],
        "round5_a": shares[4],
    }


def _knot() -> Facts:
    """The best coin A for two coins B, and how much round 2 counts for A beside two coins B."""
    near, far = (_shares(0.6, b)[1] for b in (0.5, 0.9))
    return {"best_03": _best_a(0.3), "best_07": _best_a(0.7), "weight_05": near, "weight_09": far}


def _height(a: float, b: float) -> float:
    return FIXED.log_likelihood(DB.rounds, CoinParams(HALF, (a, b)))


def _shares(a: float, b: float) -> list[float]:
    shares: list[float] = FIXED.infer(DB.rounds, CoinParams(HALF, (a, b))).probs[:, 0].tolist()
    return shares


def _best_a(b: float) -> float:
    """The highest point of the line theta_B = b."""
    grid = np.linspace(0.01, 0.99, 99)
    top = float(grid[np.argmax([_height(a, b) for a in grid])])
    found = minimize_scalar(lambda a: -_height(a, b), bounds=(top - 0.02, top + 0.02), method="bounded")
    return float(found.x)


def _labels_fit(labels: tuple[int, ...]) -> bool:
    """Whether these labels of the five rounds give exactly the coins that made them."""
    z, rounds = np.array(labels), FIVE.rounds
    if z.min() == z.max():
        return False  # one coin without rounds
    coins = tuple(rounds.heads[z == k].sum() / rounds.flips[z == k].sum() for k in (0, 1))
    return coins == FIVE.truth  # quotients of small whole numbers, exact
