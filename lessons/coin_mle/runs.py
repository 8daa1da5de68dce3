"""Lesson 01's coin for the settings, and the code that makes its numbers."""

from __future__ import annotations

import numpy as np

from em_core import datasets
from lessons.coin_mle.record import OneCoin, counted, tossed
from lessons.coin_mle.settings import Settings


def hidden_bias(seed: int) -> float:
    """The bias behind a seed: in steps of 0.05 from 0.10 to 0.90."""
    return int(np.random.Generator(np.random.PCG64([seed, 1])).integers(2, 19)) * 5 / 100


def coin(s: Settings) -> OneCoin:
    """The coin that the settings describe."""
    a, b = (s.prior_a, s.prior_b) if s.prior else (1.0, 1.0)
    if s.mode == "tossed":
        bias = hidden_bias(s.seed)
        tosses = datasets.toss(bias, s.tosses, s.seed).tolist()
        return tossed(tosses, s.p, a=a, b=b, count=s.count, bias=bias if s.reveal else None)
    return counted(s.heads, s.heads + s.tails, s.p, a=a, b=b, count=s.count)


def code(s: Settings) -> str:
    """The calls that make this screen's numbers, to be copied."""
    now = coin(s)
    heads, flips = now.heads[-1], now.flips[-1]
    lines = [
        "from em_core import single_coin",
        "",
        f"single_coin.log_likelihood({s.p}, {heads}, {flips}, count={s.count})",
        f"single_coin.score({s.p}, {heads}, {flips})",
        f"single_coin.mle({heads}, {flips})",
        f"single_coin.likelihood_interval({heads}, {flips})",
    ]
    if s.prior:
        lines.append(f"single_coin.map_estimate({heads}, {flips}, {s.prior_a}, {s.prior_b})")
    return "\n".join(lines)
