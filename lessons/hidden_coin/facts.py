"""The results quoted in lesson 02."""

from __future__ import annotations

from itertools import product

import numpy as np

from em_core import datasets, hard
from lessons.common.tell import FIXED, Facts, digits, limit, pair, pooled, walk

DB, FIVE = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE


def facts() -> Facts:
    known: Facts = {}
    for name, data in (("db", DB), ("five", FIVE)):
        assert data.labels is not None
        for k, coin in enumerate("ab"):
            mine = data.labels == k
            heads, flips = data.rounds.heads[mine].sum(), data.rounds.flips[mine].sum()
            known[f"{name}_rounds_{coin}"] = ", ".join(str(n + 1) for n in np.flatnonzero(mine))
            known[f"{name}_{coin}"] = digits(heads / flips, 2)
            if data is DB:
                known |= {f"db_heads_{coin}": str(heads), f"db_flips_{coin}": str(flips)}
    peak, filled = limit(DB.rounds, DB.start), walk(DB.rounds, DB.start, hard)[-1]
    shares = FIXED.infer(DB.rounds, peak.params).probs[:, 0]
    fits = sum(_labels_fit(labels) for labels in product((0, 1), repeat=len(FIVE.rounds)))
    return (
        known
        | pair("peak_{}", peak.params.p_heads, 3)
        | pooled(DB.rounds)
        | {
            "peak_ll": digits(peak.log_likelihood, 3),
            "filled_ll": digits(filled.log_likelihood, 3),
            "round2_a": digits(shares[1], 3),
            "round5_a": digits(shares[4], 3),
            "labelings": str(2 ** len(FIVE.rounds)),
            "labelings_fit": str(fits),
        }
    )


def _labels_fit(labels: tuple[int, ...]) -> bool:
    """Whether these labels of the five rounds give exactly the coins that made them."""
    z, rounds = np.array(labels), FIVE.rounds
    if z.min() == z.max():
        return False  # one coin without rounds
    coins = tuple(rounds.heads[z == k].sum() / rounds.flips[z == k].sum() for k in (0, 1))
    return coins == FIVE.truth  # quotients of small whole numbers, exact
