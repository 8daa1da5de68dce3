"""The results quoted in lesson 01."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp

from em_core import single_coin as one
from lessons.common.tell import Facts, digits


def facts() -> Facts:
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
