"""Lesson 01 in symbols and in words, each with the learner's own numbers."""

from __future__ import annotations

import math
from html import escape

from em_core import single_coin
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation
from em_figures.numbers import exponential, short
from em_figures.words import sentences
from lessons.coin_mle.record import (
    LAST_MOVE,
    OneCoin,
    bias_sentence,
    caption,
    estimate,
    prior_sentence,
    probability,
    read,
)

# The slots of three_moves, in order.
SLOTS = ("h", "n", "t", "p", "q", "ways", "log_ways", "log_p", "log_q",
         "likelihood", "log_likelihood", "score", "mle", "heads_and_prior", "all_and_prior", "map")


S = {name: rf"\text{{S{i}}}" for i, name in enumerate(SLOTS)}


def _written(count: bool) -> str:
    symbols = (r"\binom{n}{h}" if count else "") + r"p^{h} (1-p)^{n-h}"
    ways = [rf"{S['ways']} \times"] if count else []
    powers = [rf"{S['p']}^{{{S['h']}}} \times", rf"{S['q']}^{{{S['t']}}}"]
    return equation("likelihood", f"L(p) = {symbols}", chunks("L", "=", *ways, *powers, "=", S["likelihood"]))


def _logged(count: bool) -> str:
    symbols = (r"\log \binom{n}{h} +" if count else "") + r"h \log p + (n-h) \log (1-p)"
    ways = [rf"{S['log_ways']} +"] if count else []
    terms = [rf"{S['h']} \times", rf"({S['log_p']}) +", rf"{S['t']} \times", rf"({S['log_q']})"]
    line = chunks(r"\log L", "=", *ways, *terms, "=", S["log_likelihood"])
    return equation("log_likelihood", rf"\log L(p) = {symbols}", line)


def _slope(tr: Translate) -> str:
    symbols = r"\frac{d}{dp} \log L(p) = \frac{h}{p} - \frac{n-h}{1-p}"
    line = chunks(rf"{S['h']} \;/ {S['p']}", "-", rf"{S['t']} \;/ {S['q']}", "=", S["score"])
    return equation("score", symbols, f"{escape(tr('your p'))}: {line}")


def _best(edge: bool, tr: Translate) -> str:
    line = chunks(r"\hat p", "=", rf"{S['h']} \;/ {S['n']}", "=", S["mle"])
    if not edge:
        return equation("mle", r"\frac{h}{p} = \frac{n-h}{1-p} \;\Rightarrow\; \hat p = \frac{h}{n}", line)
    note = tr("Heads only or tails only: the slope is zero nowhere inside, the curve climbs to the edge, "
              "and the best p is the edge.")
    return f'<p class="em-eq">{escape(note)}</p>' + equation("mle", r"\hat p = \frac{h}{n}", line)


def _map() -> str:
    symbols = r"\hat p_{MAP} = \frac{h + a - 1}{n + a + b - 2}"
    fraction = rf"{S['heads_and_prior']} \;/ {S['all_and_prior']}"
    return equation("map", symbols, chunks(r"\hat p_{MAP}", "=", fraction, "=", S["map"]))


def _moves(coin: OneCoin, case: str, upto: int, tr: Translate) -> str:
    """The first ``upto`` moves; case: "inside", "edge" (heads or tails only) or "none" (no flips)."""
    last = _map() if coin.prior and upto == LAST_MOVE else ""
    if case == "none":
        text = tr("Without flips the likelihood is 1 for every p: its log and its slope are 0 everywhere, "
                  "so there is no best p.")
        return f'<p class="em-eq">{escape(text)}</p>{last}'
    names = (tr("1. Write it"), tr("2. Take the log"), tr("3. Set the slope to zero"))
    parts = (_written(coin.count), _logged(coin.count), _slope(tr) + _best(case == "edge", tr))
    shown = zip(names[:upto], parts[:upto], strict=True)
    return "".join(f'<p class="em-move">{escape(name)}</p>{part}' for name, part in shown) + last


def _case(coin: OneCoin, k: int) -> str:
    h, n = coin.heads[k], coin.flips[k]
    return "none" if n == 0 else "edge" if h in (0, n) else "inside"


def moves_slots(coin: OneCoin, k: int) -> list[str]:
    """The numbers of frame k in the order of SLOTS; inputs to six digits or more, results to fewer."""
    h, n, p, now = coin.heads[k], coin.flips[k], coin.p, read(coin, k)
    log_ways = float(single_coin.log_likelihood(0.5, h, n, count=True)) + n * math.log(2)
    ways = math.comb(n, h)
    slots = [
        str(h), str(n), str(n - h), short(p), short(1 - p),
        str(ways) if ways < 10**9 else exponential(log_ways, 6),
        short(log_ways, 8), short(math.log(p), 8), short(math.log1p(-p), 8),
        exponential(now.log_likelihood, 4), short(now.log_likelihood, 6), short(now.score, 6),
        "" if now.mle is None else short(now.mle, 4),
        short(h + coin.a - 1), short(n + coin.a + coin.b - 2), "" if now.map is None else short(now.map, 4),
    ]  # fmt: skip
    return [slot.replace("-", "\u2212") for slot in slots]


def three_moves(coin: OneCoin, *, tr: Translate = str) -> Filmstrip:
    """Write it, take the log, set the slope to zero, with the numbers of the flips and of the p on trial.

    Every ``.em-eq-line`` is "left = right = value" as in ``em_figures.formula``.
    """
    cases = ("inside", "edge", "none")
    views = {f"{case}{move}": _moves(coin, case, move, tr)
             for case in cases for move in range(1, LAST_MOVE + 1)}  # fmt: skip
    first = tr("The three moves come one at a time: press Next.")
    views["flips"] = f'<p class="em-eq">{escape(first)}</p>'
    views = {name: f'<div class="em-moves">{view}</div>' for name, view in views.items()}
    n = len(coin)

    def frame(k: int) -> View:
        move, case = coin.move(k), _case(coin, k)
        no_top = case == "none" and read(coin, k).map is None
        name = "flips" if move == 0 else f"none{1 if no_top else move}" if case == "none" else f"{case}{move}"
        return View(name, moves_slots(coin, k))

    return Filmstrip("html", tr("Three moves, with your numbers"), {"views": views}, Lazy(n, frame),
                     Lazy(n, lambda k: caption(coin, k, tr)))  # fmt: skip


def reading(coin: OneCoin, *, tr: Translate = str) -> Filmstrip:
    """What the current p and the current flips say, in sentences."""
    n = len(coin)

    def frame(k: int) -> View:
        known = sentences([prior_sentence(coin, k, tr), bias_sentence(coin, tr)])
        return View("now", [probability(coin, k, tr), estimate(coin, k, tr), known])

    html = "".join(f'<p class="em-say" data-s="{i}"></p>' for i in range(3))
    return Filmstrip("html", tr("What this says"), {"views": {"now": html}}, Lazy(n, frame),
                     Lazy(n, lambda k: caption(coin, k, tr)))  # fmt: skip
