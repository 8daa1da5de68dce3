"""The results quoted on the home page and in lessons 01 and 02."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, exp

import numpy as np

from em_core import datasets, hard, soft
from em_core import single_coin as one
from em_ui.facts.tell import FIXED, Facts, digits, limit, pair, pooled, walk

DB, FIVE = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE


def home() -> Facts:
    first = walk(FIVE.rounds, FIVE.start, soft())[2]
    return {"slip_right": digits(first.params.p_heads[0])}


def coin_mle() -> Facts:
    known: Facts = {}
    like = {p: exp(one.log_likelihood(p, 5, 10, count=True)) for p in (0.5, 0.6, 0.7)}
    for p, value in like.items():
        known[f"count_p{10 * p:.0f}"] = digits(value, 4)
    widths = []
    for n in (10, 100, 1000):
        low, high = one.likelihood_interval(n / 2, n)
        widths.append(high - low)
        known |= {f"low_{n}": digits(low, 3), f"high_{n}": digits(high, 3)}
    return known | {
        "times_p7": digits(like[0.5] / like[0.7], 1),
        "narrower": digits(widths[0] / widths[2], 1),
        "sequence_p5": digits(exp(one.log_likelihood(0.5, 5, 10)), 6),
        "ways": str(comb(10, 5)),
        "area_count": str(Fraction(1, 11)),  # integral of C(10, 5) p^5 (1 - p)^5
        "area_sequence": str(Fraction(1, 11 * comb(10, 5))),
        "mle_three": digits(one.mle(3, 3) or 0.0, 0),
        "map_three": digits(one.map_estimate(3, 3, 2, 2) or 0.0, 1),
    }


def hidden_coin() -> Facts:
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
