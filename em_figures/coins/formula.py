"""The formula of the current half-step, with the current numbers in it.

How a reader (or a test) recomputes it: every ``.em-eq-line`` is one equation "left = right = ...";
superscripts are powers, × and / are what they look like. Inputs are printed with enough digits for
the printed result to follow from them, to within one unit of its last digit.
"""

from __future__ import annotations

import math as maths
from functools import lru_cache
from html import escape
from itertools import product

from em_figures.coins.words import sentence
from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.markup import chunks, equation, picker
from em_figures.numbers import bracketed, short
from em_figures.trace import Half, Trace
from em_figures.words import NAMES, fixed

WRITTEN_OUT = 6  # rounds whose terms are written out; with more, the ledger has them
START = r"\log p(x \mid \theta) = \sum_i \log \sum_k \pi_k\, \theta_k^{h_i} (1-\theta_k)^{t_i}"
HARD = r"z_i = \operatorname{argmax}_k \; \pi_k\,\theta_k^{h_i}(1-\theta_k)^{t_i}"
GAMMA = (
    r"\gamma_{iA} = \frac{\pi_A\,\theta_A^{h_i}(1-\theta_A)^{t_i}}"
    r"{\sum_k \pi_k\,\theta_k^{h_i}(1-\theta_k)^{t_i}}"
)


def _slots(start: int, n: int) -> list[str]:
    return [rf"\text{{S{i}}}" for i in range(start, start + n)]


def _ten(coin: int) -> str:
    """A coin's joint as mantissa and power of ten: the places 2 + 2 coin and the next of a row."""
    return rf"\text{{R{2 + 2 * coin}}} \times 10^{{\text{{R{3 + 2 * coin}}}}}"


def _power(log_value: float) -> tuple[str, str]:
    """exp(log_value) as mantissa and power of ten, without underflow; zero is 0 x 10^0."""
    if log_value == -maths.inf:
        return "0", "0"
    exponent = maths.floor(log_value / maths.log(10))
    mantissa = f"{maths.exp(log_value - exponent * maths.log(10)):.5f}"
    if mantissa.startswith("10"):  # 9.999999 rounds up
        mantissa, exponent = "1.00000", exponent + 1
    return mantissa, str(exponent).replace("-", "\u2212")


def _joint(coin: int) -> str:
    """The joint of a round and a coin; slots: the coin's weight, theta, 1 - theta; rows: heads, tails."""
    w, p, q = _slots(3 * coin, 3)
    left = rf"p(x, z\!=\!{NAMES[coin]})"
    powers = rf"{p}^{{\text{{R0}}}} \times", rf"{q}^{{\text{{R1}}}}"
    return chunks(left, "=", rf"{w} \times", *powers, "=", _ten(coin))


def _e_view(k: int, rounds: int, hard: bool, first: int, tr: Translate) -> str:
    """Places of a row: heads, tails, mantissa and exponent for each coin, the result."""
    pick = picker(tr("Round"), map(str, range(1, rounds + 1)), first)
    joints = [_joint(coin) for coin in range(k)]
    result = 2 + 2 * k
    if hard:
        text = escape(tr("The larger one takes the whole round:"))
        ending = f'<p class="em-eq-line">{text} <b data-r="{result}"></b></p>'
        return pick + equation("hard", HARD, *joints) + ending
    total = " + ".join(_ten(coin) for coin in range(k))
    ratio = chunks(r"\gamma_{A}", "=", rf"{_ten(0)} \;/", f"( {total} )", "=", rf"\text{{R{result}}}")
    return pick + equation("gamma_A", GAMMA, *joints, ratio)


def _written_out(left: str, gamma: list[str], counts: list[str], total: str) -> str:
    terms = [rf"{g} \times {c}" for g, c in zip(gamma, counts, strict=True)]
    return chunks(left, "=", *(f"{term} +" for term in terms[:-1]), terms[-1], "=", total)


def _coin(coin: int, n: int, empty: bool, learn: bool, prior: bool, tr: Translate) -> str:
    """One coin's M-step; its slots: n responsibilities, n heads, n flips, then heads, flips, theta,
    rounds credited, all rounds, weight."""
    name, s = NAMES[coin], _slots(coin * (3 * n + 6), 3 * n + 6)
    sum_h, sum_n, theta, rounds, everyone, weight = s[3 * n :]
    more, below = (" + a - 1", " + a + b - 2") if prior else ("", "")
    gamma = rf"\gamma_{{i{name}}}"
    symbols = rf"\theta_{name} = \frac{{\sum_i {gamma}\, h_i{more}}}{{\sum_i {gamma}\, n_i{below}}}"
    lines = []
    if n:
        lines = [_written_out(r"\sum \gamma h", s[:n], s[n : 2 * n], sum_h),
                 _written_out(r"\sum \gamma n", s[:n], s[2 * n : 3 * n], sum_n)]
    if empty:
        lines.append(f"{escape(tr('No flips were credited, so this coin keeps its value:'))} {chunks(theta)}")
    else:
        lines.append(chunks(rf"\theta_{name}", "=", rf"{sum_h} \;/ {sum_n}", "=", theta))
    if learn:
        share = rf"\pi_{name} = \frac{{1}}{{N}} \sum_i {gamma}"
        lines.append(chunks(share, "=", rf"{rounds} \;/ {everyone}", "=", weight))
    return equation(f"theta_{name}", symbols, *lines)


@lru_cache(maxsize=64)
def _views(
    k: int, rounds: int, hard: bool, n: int, learn: bool, prior: bool, known: frozenset[int], first: int,
    tr: Translate
) -> dict[str, str]:
    """The markup: "start", "E", and "M" with a 0 or 1 for each coin, 1 for a coin without flips."""
    views = {"start": f'<p class="em-eq-symbols">{chunks(START, "=", _slots(0, 1)[0])}</p>',
             "E": _e_view(k, rounds, hard, first, tr)}
    for empty in product((False, True), repeat=k):
        coins = (_coin(c, n, empty[c], learn, prior, tr) for c in range(k) if c not in known)
        views["M" + "".join("01"[e] for e in empty)] = "".join(coins)
    return views


def formula(
    trace: Trace, *, known: frozenset[int] = frozenset(), first: int = 0, title: str = "", tr: Translate = str
) -> Filmstrip:
    """The E-step's posterior for a round to choose, the M-step's ratio of counts for every coin.

    known: the coins that the M-step leaves alone, so that nothing is said of them there. first: the round
    that stands there until the learner chooses.
    Raises ValueError for an annealed run: its posterior is another formula.
    """
    if trace.recipe.e_step.beta not in (1.0, maths.inf):
        raise ValueError(f"the formula is that of beta = 1 or infinity, got {trace.recipe.e_step.beta}")
    data, prior = trace.data, trace.recipe.prior
    k, rounds = len(trace[0].params.p_heads), len(data)
    n = rounds if rounds <= WRITTEN_OUT and prior is None else 0
    learn = bool(trace.model.learn_weights)
    views = _views(k, rounds, trace.hard, n, learn, prior is not None, known, first, tr)
    heads, flips = data.heads.tolist(), data.flips.tolist()
    digits = 6 + len(str(max(flips)))  # theta is raised to the flips, which takes their digits away

    def e_frame(s: Half) -> View:
        assert s.posterior is not None
        table, rows = trace.model.log_joint(data, s.params).tolist(), []
        for i, probs in enumerate(s.posterior.probs):
            result = f"{tr('coin')} {NAMES[int(probs.argmax())]}" if trace.hard else f"{probs[0]:.4f}"
            powers = [part for joint in table[i] for part in _power(joint)]
            rows.append([str(heads[i]), str(flips[i] - heads[i]), *powers, result])
        coins = zip(s.params.weights.tolist(), s.params.p_heads.tolist(), strict=True)
        return View("E", [bracketed(x, digits) for w, p in coins for x in (w, p, 1 - p)], rows)

    def m_frame(s: Half) -> View:
        assert s.posterior is not None and s.stats is not None
        stats = s.stats if prior is None else s.stats + prior
        slots: list[str] = []
        credited = stats.counts.sum(axis=1).tolist()
        for c in range(k):
            slots += [short(g, digits) for g in s.posterior.probs[:n, c]]
            slots += map(str, heads[:n] + flips[:n])
            slots += [short(stats.counts[c, 0]), bracketed(credited[c]), f"{s.params.p_heads[c]:.4f}"]
            slots += [short(stats.rounds[c]), bracketed(stats.rounds.sum()), f"{s.params.weights[c]:.4f}"]
        # one empty row per round: the choice of a round outlasts the M-step
        return View("M" + "".join("01"[total <= 0] for total in credited), slots, [()] * rounds)

    def frame(i: int) -> View:
        s = trace[i]
        if s.phase == "start":
            return View("start", [fixed(s.log_likelihood, 6)], [()] * rounds)
        return e_frame(s) if s.phase == "E" else m_frame(s)

    name = title or tr("The formula with the current numbers")
    return Filmstrip("html", name, {"views": views}, Lazy(len(trace), frame),
                     Lazy(len(trace), lambda i: sentence(trace[i], tr)))
