"""Lesson 01's screen as data: one coin, its flips frame by frame, and a p that the learner tries.

Two kinds of frames. ``counted``: the flips are given, and the frames are the moves 0 (the flips),
1 (write the likelihood), 2 (take the log), 3 (set the slope to zero). ``tossed``: frame k is the
coin after k tosses, and every move is shown at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from em_core import single_coin
from em_figures.filmstrip import Translate
from em_figures.numbers import exponential, fixed, short
from em_figures.words import sentences
from em_lesson.runs import Frame

LAST_MOVE = 3
RATIO = 1 / 8  # of the likelihood interval


@dataclass(frozen=True)
class OneCoin:
    """heads and flips after each frame; the p on trial; a Beta(a, b) prior (1, 1: none).

    count: the likelihood of the number of heads (with the binomial coefficient), or of the sequence.
    tosses: the tosses (1 = heads) behind the frames; None when the frames are the moves.
    bias: the hidden p of the coin that was tossed, once it is told.
    """

    heads: tuple[int, ...]
    flips: tuple[int, ...]
    p: float
    a: float = 1.0
    b: float = 1.0
    count: bool = True
    tosses: tuple[int, ...] | None = None
    bias: float | None = None

    @property
    def prior(self) -> bool:
        """Whether the prior says anything."""
        return (self.a, self.b) != (1.0, 1.0)

    def move(self, k: int) -> int:
        """How many of the three moves are shown in frame k."""
        return k if self.tosses is None else LAST_MOVE

    def __len__(self) -> int:
        return len(self.flips)

    def frame(self, k: int, tr: Translate) -> Frame:
        """A move, or a toss."""
        moves = (tr("flips"), tr("write it"), tr("take the log"), tr("slope zero"))
        name = moves[k] if self.tosses is None else str(k)
        return Frame(name, "M" if k else "start", caption(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """The outcome."""
        last = len(self) - 1
        return sentences([estimate(self, last, tr), prior_sentence(self, last, tr), bias_sentence(self, tr)])


def counted(
    heads: int, flips: int, p: float, *, a: float = 1.0, b: float = 1.0, count: bool = True
) -> OneCoin:
    """Given flips, the three moves as frames. Raises ValueError unless 0 < p < 1 and heads <= flips."""
    return _checked(OneCoin((heads,) * (LAST_MOVE + 1), (flips,) * (LAST_MOVE + 1), p, a, b, count))


def tossed(
    tosses: Sequence[int], p: float, *, a: float = 1.0, b: float = 1.0, count: bool = True,
    bias: float | None = None,
) -> OneCoin:
    """Tosses (1 = heads), one more in each frame. Raises ValueError unless 0 < p < 1."""
    each = tuple(int(toss) for toss in tosses)
    heads = tuple(accumulate(each, initial=0))
    return _checked(OneCoin(heads, tuple(range(len(each) + 1)), p, a, b, count, each, bias))


def _checked(coin: OneCoin) -> OneCoin:
    if not 0 < coin.p < 1:
        raise ValueError(f"p must lie between 0 and 1, got {coin.p!r}")
    read(coin, len(coin) - 1)  # heads, flips, a and b are checked there
    return coin


class Reading(NamedTuple):
    """What frame k says: log L(p) (nats), its slope, the estimates (None: there is none), the interval."""

    log_likelihood: float
    score: float
    mle: float | None
    map: float | None
    interval: tuple[float, float]


def read(coin: OneCoin, k: int) -> Reading:
    """The numbers of frame k; map is None without a prior."""
    h, n = coin.heads[k], coin.flips[k]
    low, high = single_coin.likelihood_interval(h, n, ratio=RATIO)
    return Reading(
        float(single_coin.log_likelihood(coin.p, h, n, count=coin.count)),
        float(single_coin.score(coin.p, h, n)),
        single_coin.mle(h, n),
        single_coin.map_estimate(h, n, coin.a, coin.b) if coin.prior else None,
        (low, high),
    )


def probability(coin: OneCoin, k: int, tr: Translate = str) -> str:
    """ "If p were 0.6, 5 heads in 10 flips would happen with probability 0.2007." """
    h, n = coin.heads[k], coin.flips[k]
    if n == 0:
        return tr("Nothing was flipped yet: every p explains that equally well, with likelihood 1.")
    log_value = read(coin, k).log_likelihood
    value = fixed(math.exp(log_value), 4) if log_value > math.log(0.001) else exponential(log_value, 4)
    text = (
        tr("If p were {p}, {heads} heads in {flips} flips would happen with probability {value}.")
        if coin.count
        else tr("If p were {p}, exactly this sequence of {heads} heads and {tails} tails would happen with "
                "probability {value}.")
    )
    return text.format(p=short(coin.p), heads=h, tails=n - h, flips=n, value=value)


def estimate(coin: OneCoin, k: int, tr: Translate = str) -> str:
    """Where the top is, and how far down from it the interval goes."""
    now, h, n = read(coin, k), coin.heads[k], coin.flips[k]
    if now.mle is None:
        return tr("Without flips there is no best p.")
    values = {"p": short(now.mle, 4), "low": fixed(now.interval[0]), "high": fixed(now.interval[1])}
    if h in (0, n):
        text = tr("The likelihood climbs to the edge, p = {p}; every p from {low} to {high} is at least "
                  "one eighth as good.")
    else:
        text = tr("The likelihood is highest at p = {p}; every p from {low} to {high} is at least "
                  "one eighth as good.")
    return text.format(**values)


def prior_sentence(coin: OneCoin, k: int, tr: Translate = str) -> str:
    """What the prior changes; empty without one."""
    best = read(coin, k).map
    if best is None:
        return ""
    return tr("With the prior Beta({a}, {b}) the top moves to the MAP estimate {p}.").format(
        a=short(coin.a), b=short(coin.b), p=short(best, 4)
    )


def bias_sentence(coin: OneCoin, tr: Translate = str) -> str:
    """The hidden bias; empty until it is told."""
    return "" if coin.bias is None else tr("The hidden bias is p = {p}.").format(p=fixed(coin.bias, 2))


def caption(coin: OneCoin, k: int, tr: Translate = str) -> str:
    """Frame k in a sentence or two."""
    move = coin.move(k)
    if coin.tosses is not None:
        shown = [] if k == 0 else [_toss_sentence(coin, k, tr)]
        known = [prior_sentence(coin, k, tr), bias_sentence(coin, tr)]
        return sentences([*shown, probability(coin, k, tr), estimate(coin, k, tr), *known])
    slope = short(read(coin, k).score, 4).replace("-", "\u2212")
    what = {
        0: "",
        1: tr("Written down: the likelihood as a function of p, with the flips held fixed."),
        2: tr("The log turns the product into a sum and moves no maximum."),
        3: tr("At p = {p} the slope of the log-likelihood is {slope}.").format(p=short(coin.p), slope=slope),
    }[move]
    end = [estimate(coin, k, tr), prior_sentence(coin, k, tr)] if move == LAST_MOVE else []
    return sentences([probability(coin, k, tr), what, *end])


def _toss_sentence(coin: OneCoin, k: int, tr: Translate) -> str:
    assert coin.tosses is not None
    was_heads = tr("Toss {k} is heads: {heads} heads in {k}.")
    was_tails = tr("Toss {k} is tails: {heads} heads in {k}.")
    return (was_heads if coin.tosses[k - 1] else was_tails).format(k=k, heads=coin.heads[k])
