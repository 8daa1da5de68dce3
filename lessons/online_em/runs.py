"""Lesson 16's runs: the data as a stream, the walk over it, and which of its half-steps are shown."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from em_core import datasets
from em_core.online import Rate, decay, rates
from em_core.protocol import Floats
from em_lesson.remembered import remembered
from lessons.online_em.kinds import Numbers, Two, coins, gaussians
from lessons.online_em.record import Online
from lessons.online_em.settings import Settings
from lessons.online_em.walk import MOST_PASSES, Walk, incremental, peak, stepwise

GEYSER: Numbers = (0.5, 50.0, 80.0, 25.0, 25.0)  # weight of A, means, variances
SEEN = {"db": datasets.DO_BATZOGLOU, "stream": datasets.STREAM, "worn": datasets.WORN_COIN}
DATA = ("data", "order", "seed")
START = ("a", "b")
METHOD = ("method", "rate", "alpha", "rho", "size", "warm")


# ---- the data --------------------------------------------------------------------------------------


@remembered(*DATA)
def values(s: Settings) -> Floats:
    """Heads of ten flips, or minutes, in the order in which they are read."""
    x = datasets.OLD_FAITHFUL.x[:, 1] if s.data == "waiting" else SEEN[s.data].rounds.heads.astype(float)
    if s.order == "sorted":
        return np.sort(x)
    if s.order == "mixed":
        return np.random.default_rng(s.seed).permutation(x)
    return x[::-1] if s.order == "back" else x


@remembered(*DATA)
def two(s: Settings) -> Two:
    """The model of these data."""
    x = values(s)
    return gaussians(x) if s.data == "waiting" else coins([round(v) for v in x.tolist()])


def start(s: Settings) -> Numbers:
    """Where theta starts."""
    return GEYSER if s.data == "waiting" else (s.a, s.b)


def rate_of(s: Settings) -> Rate:
    """rho_k; of minutes it falls a little later, k being counted from 2."""
    if s.rate == "decay":
        return decay(s.alpha, 1 if s.data == "waiting" else 0)
    return s.rho if s.rate == "steady" else 1.0


# ---- walks -----------------------------------------------------------------------------------------


@remembered("data", *START)
def limit(s: Settings) -> float:
    """The log-likelihood in which batch EM ends."""
    return peak(two(s.with_(order="as", seed=0)), start(s))[0]


@remembered(*DATA, *START, "size", most=128)
def exchanging(s: Settings) -> Walk:
    """Incremental EM."""
    return incremental(two(s), start(s), s.size, limit(s))


@remembered(*DATA, *START)
def in_one_piece(s: Settings) -> Walk:
    """Batch EM: one piece that is all the data."""
    return incremental(two(s), start(s), len(values(s)), limit(s))


@remembered(*DATA, *START, "rate", "alpha", "rho", "size", "warm", most=128)
def fading(s: Settings) -> Walk:
    """Stepwise EM."""
    pieces = -(-len(values(s)) // s.size)
    return stepwise(two(s), start(s), s.size, rates(rate_of(s), pieces).tolist(), s.warm)


@remembered(*DATA, *START, *METHOD, most=128)
def online(s: Settings) -> Online:
    """The run of any settings."""
    ways = {"batch": in_one_piece, "inc": exchanging, "step": fading}
    return Online(ways[s.method](s), s, values(s), two(s))


# ---- what the figures compare with -----------------------------------------------------------------


@lru_cache(maxsize=8)
def best_of(heads: tuple[int, ...]) -> Numbers:
    """The maximum for some rounds of ten, from the paper's start."""
    return peak(coins(heads), (0.6, 0.5))[1]


def truths(s: Settings) -> tuple[tuple[int, int, Numbers], ...]:
    """The maxima for the parts of the data as they come: first update, last, theta."""
    if s.data == "waiting":
        return ((0, len(values(s)), in_one_piece(s).updates[-1].theta),)
    new, old = (2, 6, 5, 1, 4), (5, 9, 8, 4, 7)
    if s.data == "worn" and s.order == "as":
        return ((0, 500, best_of(old)), (500, 1000, best_of(new)))
    return ((0, len(values(s)), best_of(old + new if s.data == "worn" else old)),)


# ---- the code --------------------------------------------------------------------------------------


def code(s: Settings) -> str:
    """The call that makes this screen's numbers, to be copied."""
    sort = {"as": "", "back": "[::-1]"}.get(s.order, "")
    of = {"db": "DO_BATZOGLOU", "stream": "STREAM", "worn": "WORN_COIN"}.get(s.data, "")
    x = "datasets.OLD_FAITHFUL.x[:, 1:]" if not of else f"datasets.{of}.rounds.heads"
    x = f"np.sort({x}, axis=0)" if s.order == "sorted" else x + sort
    x = f"np.random.default_rng({s.seed}).permutation({x})" if s.order == "mixed" else x
    size = "len(data)" if s.method == "batch" else str(s.size)
    if of:
        head = "from em_core import CoinMixture, CoinParams, Rounds, datasets\n"
        made = (f"data = Rounds({x}, 10)\npieces = rounds_apart(data, {size})\n"
                f"model = CoinMixture(learn_weights=False)\nstart = CoinParams([0.5, 0.5], {[s.a, s.b]})\n")
    else:
        head = "from em_core import GaussianMixture, GaussianParams, datasets\n"
        made = (f"data = {x}\npieces = [data[i : i + {size}] for i in range(0, len(data), {size})]\n"
                "model = GaussianMixture()\n"
                "start = GaussianParams([0.5, 0.5], [[50.0], [80.0]], [[[25.0]], [[25.0]]])\n")
    numpy = "import numpy as np\n\n" if "np." in x else ""
    apart = ", rounds_apart" if of else ""
    if s.method != "step":
        return (f"{numpy}{head}from em_core.online import incremental{apart}\n\n{made}\n"
                f"steps = list(incremental(model, pieces, start, passes={MOST_PASSES}, data=data))\n")
    delay = ", 1" if s.data == "waiting" else ""
    rho = {"decay": f"decay({s.alpha}{delay})", "steady": str(s.rho), "all": "1"}[s.rate]
    return (f"{numpy}{head}from em_core.online import decay, stepwise{apart}\n\n{made}\n"
            f"steps = list(stepwise(model, pieces, start, {rho}, warm={s.warm}, data=data))\n")


MOST_SHOWN = 40
