"""Lesson 05's runs: the stairs with theta_B known, and the slice; and the code that makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from em_core import CoinParams, Recipe, Responsibilities, along, given, hold
from em_core.protocol import Floats
from em_figures.filmstrip import Translate
from em_figures.trace import label, record
from em_figures.words import sentences, stop_sentence
from em_lesson.lesson import Ranges
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from lessons.common.coins import DATA, rounds_of
from lessons.lower_bound import cages
from lessons.lower_bound.line import Climb, known_b
from lessons.lower_bound.settings import (
    LARGEST,
    LEAST,
    MODEL,
    MOST_OWN,
    Settings,
    one_peak,
    peak,
    posterior,
    slice_line,
)
from lessons.lower_bound.words import sentence
from lessons.lower_bound.zoo import Program

LONGEST = 50  # iterations along the slice
SHARES = tuple(f"q{i}" for i in range(1, MOST_OWN + 1))


@dataclass(frozen=True, eq=False)
class LineRun(Climb):
    """A climb along a line, as the player shows it. remark: what the start says of its settings."""

    remark: Callable[[Translate], str] | None = None

    def __len__(self) -> int:
        return len(self.trace)

    def frame(self, k: int, tr: Translate) -> Frame:
        step, said = self.trace[k], [sentence(self, k, tr)]
        if self.remark and k == 0:
            said += [self.remark(tr)]
        return Frame(label(step, tr), step.phase, sentences(said))

    def stop(self, tr: Translate) -> str:
        return stop_sentence(self.trace, tr)


def too_many(rounds: int) -> Callable[[Translate], str]:
    """Why the learner's q is not in use."""

    def said(tr: Translate) -> str:
        text = tr(
            "There is a slider for each of at most {most} rounds; these are {n}, so the switch has no effect."
        )
        return text.format(most=MOST_OWN, n=rounds)

    return said


def no_line(total: float, *, exact: bool) -> Callable[[Translate], str]:
    """What the slice goes through where the mirrored peaks are one point."""

    def said(tr: Translate) -> str:
        through = tr(
            "The mirrored peaks of these rounds are one point on the diagonal, so no line joins them; "
            "the slice is the line θ_A + θ_B = {sum} through it."
        )
        beside = tr(
            "The mirrored peaks of these rounds are one point at the edge, so no line joins them; "
            "the slice is the line θ_A + θ_B = {sum} near it."
        )
        return (through if exact else beside).format(sum=f"{total:.3f}")

    return said


def run(s: Settings) -> LineRun | Program:
    """The run of any settings: up the stairs, along the slice, or of a program in the zoo."""
    if s.view == "zoo":
        return cages.program(s.bug)
    return sliced(s) if s.view == "slice" else stairs(s)


def within(s: Settings) -> Ranges:
    """The start on the slice lies on the slice of these rounds."""
    if s.view != "slice":
        return {}
    at = slice_line(s)
    return {"s": (at.low, at.high, 0.001)}


def chooses(s: Settings) -> bool:
    """Whether the learner's q is in use: there is a slider for every round."""
    return s.view == "stairs" and s.own and len(rounds_of(s)) <= MOST_OWN


def own_q(s: Settings) -> Floats:
    """The learner's share of coin A in every round, (N,).

    A slider that stands at the posterior's three digits means the posterior, not a number beside it.
    """
    chosen = np.array([getattr(s, name) for name in SHARES[: len(rounds_of(s))]])
    exact = posterior(s)
    nearest = np.clip(exact, LEAST, LARGEST)
    return np.where(np.abs(chosen - nearest) <= 5.000001e-4, exact, chosen)


@remembered(*DATA, "view", "own", "a", "b", *SHARES)
def stairs(s: Settings) -> LineRun:
    """EM in theta_A, theta_B known; its first q is the learner's where they choose it."""
    recipe, own = Recipe(m_step=hold(1)), chooses(s)
    if own:
        shares = own_q(s)
        recipe = replace(recipe, e_step=given(Responsibilities(np.stack([shares, 1 - shares], 1))))
    made = record(MODEL, rounds_of(s), CoinParams((0.5, 0.5), (s.a, s.b)), recipe)
    return LineRun(made, known_b(s.b), own, too_many(len(rounds_of(s))) if s.own and not own else None)


@remembered(*DATA, "s")
def sliced(s: Settings) -> LineRun:
    """Generalised EM: the bound is maximised along the line."""
    at = slice_line(s)
    start = at.params(min(max(s.s, at.low), at.high))
    recipe = Recipe(m_step=along(at.params, at.low, at.high))
    total = sum(at.base)
    alone = no_line(total, exact=abs(sum(peak(s)) - total) < 1e-6) if one_peak(s) else None
    return LineRun(record(MODEL, rounds_of(s), start, recipe, max_iter=LONGEST), at, remark=alone)


# ---- the code ------------------------------------------------------------------------------------


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    if s.view == "zoo":
        return cages.code(s.bug)
    return _slice_code(s) if s.view == "slice" else _stairs_code(s)


def _data(s: Settings) -> str:
    rounds = rounds_of(s)
    return (
        f"rounds = Rounds(heads={rounds.heads.tolist()}, flips={rounds.flips.tolist()})\n"
        "model = CoinMixture(learn_weights=False)\n"
    )


def _stairs_code(s: Settings) -> str:
    start = f"start = CoinParams(weights=(0.5, 0.5), p_heads={(s.a, s.b)})\n"
    if not chooses(s):
        return (
            "from em_core import CoinMixture, CoinParams, Recipe, Rounds, hold, run\n\n"
            + _data(s)
            + start
            + "\nsteps = list(run(model, rounds, start, Recipe(m_step=hold(1))))  # coin B is known\n"
        )
    rows = ", ".join(f"({q}, {1 - q})" for q in own_q(s).tolist())
    return (
        "from em_core import CoinMixture, CoinParams, Recipe, Responsibilities, Rounds, given, hold, run\n\n"
        + _data(s)
        + start
        + f"q = Responsibilities([{rows}])\n"
        + "\nsteps = list(run(model, rounds, start, Recipe(e_step=given(q), m_step=hold(1))))\n"
    )


def _slice_code(s: Settings) -> str:
    at = slice_line(s)
    (a, b), (da, db) = at.base, at.step
    return (
        "from em_core import CoinMixture, CoinParams, Recipe, Rounds, along, run\n\n"
        + _data(s)
        + "\n\n"
        "def line(u):\n"
        f"    return CoinParams((0.5, 0.5), ({a:.6f} + u * {da:.6f}, {b:.6f} + u * {db:.6f}))\n\n\n"
        f"recipe = Recipe(m_step=along(line, {at.low}, {at.high}))\n"
        f"steps = list(run(model, rounds, line({s.s}), recipe, max_iter={LONGEST}))\n"
    )
