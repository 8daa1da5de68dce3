"""Lesson 03's runs: soft and hard EM from one start, the smallest EM, and the code that makes them."""

from __future__ import annotations

import re

import numpy as np

from em_core import (
    CoinGrid,
    CoinMixture,
    CoinParams,
    EStep,
    Recipe,
    Rounds,
    TalliedCoins,
    Tally,
    coin_grid,
    datasets,
    fit,
    hard,
    soft,
    tied,
)
from em_figures.coins.words import sentence
from em_figures.filmstrip import Translate
from em_figures.trace import Half, Trace, label, record
from em_figures.words import fixed, stop_sentence
from em_lesson.lesson import Ranges
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from lessons.common import coins
from lessons.common.coin_runs import SoftAndHard, soft_code
from lessons.common.coins import DATA
from lessons.hard_soft.settings import SIZES, SMALL, THREE, Settings

HERE = (*DATA, "many", "many_seed")  # which rounds there are
TRUE = (0.5, 0.4)  # the write-up's coins
TWO_OF_THREE = (2 / 3, 1 / 3)  # of the smallest EM: how often each coin is taken
RATIO = 0.5  # of its coins
LONGEST, CLOSE = 300, 1e-13  # iterations on many rounds, and the stopping rule's tolerance


class Both(SoftAndHard):
    """Soft and hard EM side by side, with their settings."""

    def __init__(self, soft: Trace, hard: Trace, settings: Settings) -> None:
        super().__init__(soft, hard)
        self.settings = settings

    def frame(self, k: int, tr: Translate) -> Frame:
        frame = super().frame(k, tr)
        return frame._replace(caption=comma(frame.caption, tr))


class Smallest:
    """Two tosses and one unknown, theta_A."""

    def __init__(self, soft: Trace, settings: Settings) -> None:
        self.soft, self.settings = soft, settings

    def __len__(self) -> int:
        return len(self.soft)

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self.soft[k]
        return Frame(label(step, tr), step.phase, told(step, tr))

    def stop(self, tr: Translate) -> str:
        return stop_sentence(self.soft, tr)


Run = Both | Smallest


def comma(text: str, tr: Translate) -> str:
    """A sentence whose lists are written as the language writes lists; a pair in brackets stays."""
    return re.sub(r", (?![^(]*\))", tr("{first}, {second}").format(first="", second=""), text)


def told(step: Half, tr: Translate) -> str:
    """A half-step of the smallest EM in a sentence."""
    if step.phase != "E":
        return comma(sentence(step, tr), tr)
    assert step.posterior is not None
    text = tr("After E-step {n}: coin A has {heads} of the heads and {tails} of the tails; θ_A = {a} stays.")
    heads, tails = (fixed(share) for share in step.posterior.probs[:, 0])
    return text.format(n=step.iteration, heads=heads, tails=tails, a=fixed(step.params.p_heads[0]))


@remembered("data", "many", "many_seed", most=32)
def tally(s: Settings) -> Tally:
    """The write-up's five rounds and those that follow them from its coins."""
    five, more = datasets.FIVE_OF_FIVE.rounds.heads, int(s.many) - 5
    if not more:
        return Tally.of_heads(five, 5)
    heads, _ = datasets.simulate_heads(TRUE, (0.5, 0.5), more, 5, s.many_seed)
    return Tally.of_heads(np.concatenate([five, heads]), 5)


def rounds_of(s: Settings) -> Rounds | Tally:
    """The rounds that the settings choose."""
    if s.data == "many":
        return tally(s)
    return {"three": THREE, "small": SMALL}[s.data].rounds if s.data in ("three", "small") \
        else coins.rounds_of(s)  # fmt: skip


def truth(s: Settings) -> tuple[float, float] | None:
    """The coins that made the rounds, where somebody knows."""
    return TRUE if s.data == "many" else None if s.data in ("three", "small") else coins.truth(s)


def weight(s: Settings) -> float | None:
    """Of coin A at the start, where the weights are estimated."""
    return s.w if s.learn and s.data != "small" else None


@remembered(*HERE, "a", "b", "learn", "w", most=256)
def both(s: Settings) -> Run:
    """The run of any settings: soft and hard EM from their start, or the smallest EM."""
    if s.data == "small":
        start, recipe = CoinParams(TWO_OF_THREE, (s.a, RATIO * s.a)), Recipe(m_step=tied(RATIO))
        return Smallest(record(CoinMixture(learn_weights=False), SMALL.rounds, start, recipe), s)
    return Both(_walk(s, soft()), _walk(s, hard), s)


def _walk(s: Settings, e_step: EStep) -> Trace:
    w = weight(s)
    weights = (0.5, 0.5) if w is None else (w, 1 - w)
    start, rounds = CoinParams(weights, (s.a, s.b)), rounds_of(s)
    if isinstance(rounds, Tally):
        recipe = Recipe(e_step)
        return record(TalliedCoins(w is not None), rounds, start, recipe, max_iter=LONGEST, tol=CLOSE)
    return record(CoinMixture(w is not None), rounds, start, Recipe(e_step))


@remembered(*HERE)
def grid(s: Settings, hardly: bool) -> CoinGrid | None:
    """Where EM with weights 1/2 ends from every start; not of many rounds, and not of the smallest EM."""
    rounds = rounds_of(s)
    return None if s.data == "small" or isinstance(rounds, Tally) else coin_grid(rounds, hard=hardly)


@remembered("many_seed")
def growing(s: Settings) -> tuple[tuple[float, float], ...]:
    """Where soft EM from the write-up's start tends to, for each of SIZES rounds."""
    start, ends = CoinParams((0.5, 0.5), datasets.FIVE_OF_FIVE.start), []
    for n in SIZES:
        rounds = tally(s.with_(data="many", many=str(n)))
        end = fit(TalliedCoins(False), rounds, start, max_iter=2 * LONGEST, tol=1e-14)
        ends.append(tuple(end.params.p_heads.tolist()))
    return tuple(ends)


def within(s: Settings) -> Ranges:
    """Nothing is moved by a knob that these data do not read."""
    return {"b": None, "w": None} if s.data == "small" else {}


# ---- the code ------------------------------------------------------------------------------------


def code(s: Settings) -> str:
    """The calls that make this screen's runs, to be copied."""
    if s.data == "small":
        return (
            "from em_core import CoinMixture, CoinParams, Recipe, Rounds, run, tied\n\n"
            "rounds = Rounds(heads=[1, 0], flips=[1, 1])\n"
            "model = CoinMixture(learn_weights=False)\n"
            f"start = CoinParams(weights=(2 / 3, 1 / 3), p_heads=({s.a}, {RATIO} * {s.a}))\n\n"
            f"steps = list(run(model, rounds, start, Recipe(m_step=tied({RATIO}))))\n"
        )
    rounds, w = rounds_of(s), weight(s)
    if not isinstance(rounds, Tally):
        return soft_code(s, w, rounds) + "hard_run = list(run(model, rounds, start, Recipe(e_step=hard)))\n"
    weights = (0.5, 0.5) if w is None else (w, round(1 - w, 6))
    return (
        "from em_core import CoinParams, Recipe, Rounds, TalliedCoins, Tally, hard, run\n\n"
        f"times = {rounds.times.tolist()}  # rounds with 0, 1, ..., 5 heads\n"
        "rounds = Tally(Rounds(heads=[0, 1, 2, 3, 4, 5], flips=[5] * 6), times)\n"
        f"model = TalliedCoins(learn_weights={w is not None})\n"
        f"start = CoinParams(weights={weights}, p_heads={(s.a, s.b)})\n\n"
        f"soft_run = list(run(model, rounds, start, max_iter={LONGEST}, tol={CLOSE}))\n"
        f"hard_run = list(run(model, rounds, start, Recipe(e_step=hard), max_iter={LONGEST}, tol={CLOSE}))\n"
    )
