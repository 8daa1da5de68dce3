"""Lesson 16's runs: the data as a stream, the walk over it, and which of its half-steps are shown."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

import numpy as np

from em_core import datasets
from em_core.online import Rate, decay, rates
from em_core.protocol import Floats
from em_figures.filmstrip import Translate
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from lessons.online_em import words
from lessons.online_em.settings import Settings
from lessons.online_em.walk import (
    MOST_PASSES,
    Numbers,
    Two,
    Update,
    Walk,
    coins,
    gaussians,
    incremental,
    peak,
    stepwise,
)

GEYSER: Numbers = (0.5, 50.0, 80.0, 25.0, 25.0)  # weight of A, means, variances
SEEN = {"db": datasets.DO_BATZOGLOU, "stream": datasets.STREAM, "worn": datasets.WORN_COIN}
ALL, FIRST, MOST = 44, 10, 110  # updates shown one by one; of longer runs so many at first, and in all
DATA = ("data", "order", "seed")
START = ("a", "b")
METHOD = ("method", "rate", "alpha", "rho", "size", "warm")


class Moment(NamedTuple):
    """A half-step that is shown: of which update, counted from 1, and which of the two."""

    update: int
    phase: Literal["start", "E", "M"]


def moments(updates: int) -> tuple[Moment, ...]:
    """The start; both half-steps of every update, or of the first ten and then every tenth's (or rarer)
    M-step, the last one always."""
    singly = updates if updates <= ALL else FIRST
    out = [Moment(0, "start")]
    for u in range(1, singly + 1):
        out += [Moment(u, "E"), Moment(u, "M")]
    if updates > singly:
        step = next(s for s in (2, 5, 10, 20, 25, 50, 100, 200, 250, 500) if updates / s <= MOST)
        out += [Moment(u, "M") for u in range(step, updates + 1, step) if u > singly]
        if out[-1].update < updates:
            out.append(Moment(updates, "M"))
    return tuple(out)


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


class Online:
    """A run with its settings: the walk and the half-steps of it that are shown."""

    def __init__(self, walk: Walk, s: Settings) -> None:
        self.walk, self.settings = walk, s
        self.x, self.two = values(s), two(s)
        self.moments = moments(len(walk.updates))

    def __len__(self) -> int:
        return len(self.moments)

    @property
    def coins(self) -> bool:
        """Whether the data are rounds of flips."""
        return self.settings.data != "waiting"

    def update(self, k: int) -> Update:
        """What was read last at half-step k; at the start what will be."""
        return self.walk.updates[max(0, self.moments[k].update - 1)]

    def theta(self, k: int) -> Numbers:
        """Theta at half-step k: an E-step leaves it alone."""
        at = self.moments[k]
        done = at.update - (at.phase == "E")
        return self.walk.updates[done - 1].theta if done > 0 else self.walk.start

    @cached_property
    def log_likelihood(self) -> list[float]:
        """Of all the data, read or not, at every half-step that is shown."""
        thetas = np.array([self.theta(k) for k in range(len(self))])
        return [float(v) for part in np.array_split(thetas, max(1, len(self) // 16))
                for v in self.two.log_likelihood(part)]  # fmt: skip

    def bound(self, k: int) -> float | None:
        """F at half-step k; None at the start, and where the q of old data is not kept."""
        f = self.update(k).f if self.moments[k].update else None
        return None if f is None else f[self.moments[k].phase == "M"]

    def shares(self, k: int) -> Floats:
        """q_A of every datum as it is kept at half-step k (N,), nan where nothing has been read yet."""
        n = self.moments[k].update
        kept = np.full(len(self.x), np.nan)
        last = n if self.settings.method == "step" else -(-len(self.x) // self.settings.size)
        for u in (*self.walk.updates[: min(n, 1)], *self.walk.updates[max(0, n - last) : n]):
            kept[u.first : u.last] = u.q
        return kept

    def at_update(self, update: int) -> int:
        """The last half-step that is shown until the end of an update."""
        return bisect_right([m.update for m in self.moments], update) - 1

    def frame(self, k: int, tr: Translate) -> Frame:
        at = self.moments[k]
        name = tr("start") if at.phase == "start" else f"{at.update}{at.phase}"
        return Frame(name, at.phase, words.sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        return words.why_ended(self, tr)


@remembered(*DATA, *START, *METHOD, most=128)
def online(s: Settings) -> Online:
    """The run of any settings."""
    ways = {"batch": in_one_piece, "inc": exchanging, "step": fading}
    return Online(ways[s.method](s), s)


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
