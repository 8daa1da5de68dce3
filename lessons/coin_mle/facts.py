"""The results quoted in lesson 01."""

from __future__ import annotations

from math import comb, exp

from em_core import single_coin as one
from lessons.coin_mle.record import OneCoin, read
from lessons.coin_mle.runs import coin
from lessons.coin_mle.settings import Settings

Facts = dict[str, float]
MANY = 100  # heads, and tails as many


def facts() -> Facts:
    found = _likelihood() | _intervals() | _tossed() | _prior()
    return {name: value if isinstance(value, int) else float(value) for name, value in found.items()}


def _likelihood() -> Facts:
    """Five heads in ten, as a count and as a sequence."""
    like = {p: exp(one.log_likelihood(p, 5, 10, count=True)) for p in (0.5, 0.6, 0.7)}
    ways = comb(10, 5)
    known: Facts = {f"count_p{10 * p:.0f}": value for p, value in like.items()}
    return known | {
        "times_p7": like[0.5] / like[0.7],
        "sequences": 2**10,  # all of them as probable at p = 1/2
        "ways": ways,
        "counts": 11,  # 0 to 10 heads, and 1 over the integral of C(10, 5) p^5 (1 - p)^5
        "area_sequence": 11 * ways,  # 1 over the integral of p^5 (1 - p)^5
        "slope_p6": float(one.score(0.6, 5, 10)),
        "many_flips": 2 * MANY,
        "many_heads": MANY,
        "many_log": float(one.log_likelihood(0.5, MANY, 2 * MANY)),
    }


def _intervals() -> Facts:
    known: Facts = {}
    widths = []
    for n in (10, 100, 1000):
        low, high = one.likelihood_interval(n / 2, n)
        widths.append(high - low)
        known |= {f"low_{n}": low, f"high_{n}": high}
    return known | {"narrower": widths[0] / widths[2]}


def _tossed() -> Facts:
    """The coin of the scene "toss" after ten, thirty and two hundred tosses."""
    known: Facts = {}
    hidden: OneCoin = coin(Settings(mode="tossed", seed=2, tosses=200))
    for k in (10, 30, 200):
        low, high = read(hidden, k).interval
        known |= {f"toss_heads_{k}": hidden.heads[k], f"toss_low_{k}": low, f"toss_high_{k}": high}
    return known


def _prior() -> Facts:
    """Three heads in three, and thirty in thirty, with a Beta(2, 2) prior."""
    return {
        "mle_three": one.mle(3, 3) or 0.0,
        "map_three": one.map_estimate(3, 3, 2, 2) or 0.0,
        "map_thirty": one.map_estimate(30, 30, 2, 2) or 0.0,
    }
