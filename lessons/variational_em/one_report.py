"""One report "same": the square of all q(first) q(second), and the way up its bound by turns.

The coin is fair, the witness right with probability r. q = (q1, q2): the probabilities of heads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.special import entr, xlogy

from em_core.protocol import Floats
from em_figures.filmstrip import Lazy, Translate
from em_figures.words import fixed, sentences
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on

LOG_P = math.log(0.5)  # of a report of either kind, for a fair coin
SHOWN = (*range(1, 13), 15, 20, 30, 50, 100, 200, 500, 1000)  # sweeps with a half-step of their own
HALVES = 12  # of these both turns
STILL = 1e-12


class Turn(NamedTuple):
    """After ``sweep`` sweeps, of which the last one ended with the toss ``part`` (0 at the start, 1, 2)."""

    sweep: int
    part: int
    q1: float
    q2: float


@dataclass(frozen=True, eq=False)
class Turns:
    """The turns that are shown, and the reliability."""

    turns: tuple[Turn, ...]
    r: float

    def __len__(self) -> int:
        return len(self.turns)

    def bound(self, k: int) -> float:
        """E_q log p(x, z) + H(q), nats."""
        return float(bounds(self.r, self.turns[k].q1, self.turns[k].q2))

    def frame(self, k: int, tr: Translate) -> Frame:
        at = self.turns[k]
        label = tr("start") if k == 0 else f"{at.sweep}{'ab'[at.part - 1]}"
        return Frame(label, "E" if k else "start", sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        last, before = self.turns[-1], self.turns[-3:-1]
        values = {"n": last.sweep, "gap": nats(LOG_P - self.bound(-1))}
        if all(abs(last.q1 - b.q1) + abs(last.q2 - b.q2) < 1e-9 for b in before):
            return tr("After {n} sweeps nothing moves; the gap is {gap}.").format(**values)
        return tr("Stopped after {n} sweeps; the gap is {gap}.").format(**values)


one_report = drawn_on(lambda run: isinstance(run, Turns))


def odds(r: float) -> float:
    """log(r / (1 - r)): what the witness's word weighs."""
    return math.inf if r >= 1 else math.log(r / (1 - r))


def turned(r: float, other: float) -> float:
    """The best q of one toss, the other given: log-odds (2 other - 1) log(r / (1 - r)); even at 0."""
    lean = 2 * other - 1
    return 0.5 if lean == 0 else 1 / (1 + math.exp(-min(max(lean * odds(r), -700.0), 700.0)))


def climb(r: float, q1: float, q2: float) -> Turns:
    """By turns from a start, a thousand sweeps."""
    out = [Turn(0, 0, q1, q2)]
    for sweep in range(1, SHOWN[-1] + 1):
        before = q1, q2
        q1 = turned(r, q2)
        if sweep <= HALVES:
            out.append(Turn(sweep, 1, q1, q2))
        q2 = turned(r, q1)
        if sweep in SHOWN:
            out.append(Turn(sweep, 2, q1, q2))
        if sweep > HALVES and abs(q1 - before[0]) + abs(q2 - before[1]) < STILL:
            out += [Turn(n, 2, q1, q2) for n in SHOWN if n > sweep]
            break
    return Turns(tuple(out), r)


def bounds(r: float, q1: Any, q2: Any) -> Floats:
    """The bound at q1, q2 (any shapes that go together), -inf where q allows the impossible."""
    alike = q1 * q2 + (1 - q1) * (1 - q2)
    said = xlogy(alike, r) + xlogy(1 - alike, 1 - r)
    return np.asarray(math.log(0.25) + said + entr(q1) + entr(1 - q1) + entr(q2) + entr(1 - q2))


def exact(r: float) -> list[float]:
    """p(z | "same") of HH, HT, TH, TT."""
    return [r / 2, (1 - r) / 2, (1 - r) / 2, r / 2]


def product(at: Turn) -> list[float]:
    """q1 q2 of HH, HT, TH, TT."""
    a, b = at.q1, at.q2
    return [a * b, a * (1 - b), (1 - a) * b, (1 - a) * (1 - b)]


def best(r: float) -> float:
    """The larger q that both tosses have where the bound is highest; .5 below r = .8808."""
    q = 0.99
    for _ in range(2000):
        q, before = turned(r, q), q
        if abs(q - before) < 1e-13:
            break
    return q if abs(q - 0.5) > 1e-4 else 0.5


def nats(value: float, digits: int = 3) -> str:
    """A bound or a gap as it is printed."""
    return fixed(value, digits) if math.isfinite(value) else "∞" if value > 0 else "\u2212∞"


def sentence(run: Turns, k: int, tr: Translate) -> str:
    """What turn k did."""
    at, value = run.turns[k], run.bound(k)
    if k == 0:
        done = tr("Start: heads with q₁ = {a} and q₂ = {b}.")
    elif at.part == 1:
        done = tr("Sweep {n}: the first toss is renewed, q₁ = {a}; q₂ = {b} is held.")
    else:
        done = tr("Sweep {n}: the second toss is renewed, q₂ = {b}; q₁ = {a} is held.")
    said = tr("Bound {bound}, gap {gap}.")
    values = {"n": at.sweep, "a": fixed(at.q1), "b": fixed(at.q2), "bound": nats(value),
              "gap": nats(LOG_P - value)}
    return sentences([done.format(**values), said.format(**values)])


def captions(run: Turns, tr: Translate) -> Lazy[str]:
    """The sentence of every turn."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))
