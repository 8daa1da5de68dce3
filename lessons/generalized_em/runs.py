"""Lesson 14's runs: EM whose M-step is replaced by a shorter, longer or simpler step; and the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from em_core import (
    CoinMixture,
    CoinParams,
    FeatureCoinParams,
    FeatureRounds,
    MStep,
    Recipe,
    by_turns,
    coordinates,
    datasets,
    gradient,
    hold,
    maximize,
    newton,
    partial,
    ridge_prior,
)
from em_figures.filmstrip import Lazy, Translate
from em_figures.trace import Trace, label, record
from em_figures.words import stop_sentence
from em_lesson.lesson import Ranges
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from em_lesson.scene import Draw, drawn_on
from lessons.generalized_em.features import RecallingCoins
from lessons.generalized_em.settings import Settings
from lessons.generalized_em.words import sentence

COINS, FEATURES = CoinMixture(learn_weights=False), RecallingCoins()
DATA = {"coins": datasets.DO_BATZOGLOU.rounds, "five": datasets.FIVE_OF_FIVE.rounds}
HANDS = datasets.TWO_HANDS.rounds
INNER = 8  # Newton steps in one parameter, which then rests
START = ("a", "b", "alpha", "beta", "hand")
READS = ("data", "way", "eta", "rule", "step", "times", "right", "kappa", *START)


@dataclass(frozen=True, eq=False)
class Climb:
    """A run with its settings, and plain EM from the same start."""

    trace: Trace
    full: Trace
    settings: Settings

    def __len__(self) -> int:
        return len(self.trace)

    @property
    def hands(self) -> bool:
        """Whether the rounds have a hand."""
        return self.settings.data == "hands"

    def before(self, k: int) -> int:
        """The half-step of the E-step whose q is that of half-step k; of the start the first."""
        return max(1, k - (self.trace[k].phase == "M"))

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k."""
        step = self.trace[k]
        return Frame(label(step, tr), step.phase, sentence(self.trace, k, tr))

    def stop(self, tr: Translate) -> str:
        """Why the run ended."""
        last = self.trace[-1]
        if any(event.stops for event in last.events):
            return sentence(self.trace, len(self) - 1, tr)
        return stop_sentence(self.trace, tr)


def of_coins(draw: Draw) -> Draw:
    """A panel of two plain coins."""
    return drawn_on(lambda run: not run.hands)(draw)


def of_hands(draw: Draw) -> Draw:
    """A panel of two hands."""
    return drawn_on(lambda run: run.hands)(draw)


def captions(run: Climb, tr: Translate = str) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda k: sentence(run.trace, k, tr))


def is_partial(s: Settings) -> bool:
    """Whether two coins go a step of length eta."""
    return s.data != "hands" and (s.way == "eta" or s.data == "five")


def rounds(s: Settings) -> Any:
    """The data that the settings choose."""
    if s.data != "hands":
        return DATA[s.data]
    if not s.right:
        return HANDS
    heads = [10 if right else int(h) for h, (right,) in zip(HANDS.heads, HANDS.features, strict=True)]
    return FeatureRounds(heads, HANDS.flips, HANDS.features)


def start(s: Settings) -> Any:
    """The parameters that EM starts from."""
    if s.data == "hands":
        return FeatureCoinParams([0.5, 0.5], [s.alpha, s.beta], [s.hand])
    return CoinParams([0.5, 0.5], [s.a, s.b])


def m_rule(s: Settings) -> MStep:
    """What stands in place of the M-step."""
    if s.data != "hands":
        return partial(s.eta) if is_partial(s) else by_turns(hold(1), hold(0))
    return hands_rule(s.rule, step=s.step, times=s.times, eta=s.eta)


def hands_rule(rule: str, *, step: float = 0.05, times: int = 2, eta: float = 1.0) -> MStep:
    """An M rule of two hands by its name."""
    if rule == "gradient":
        return gradient(step)
    if rule == "coordinates":
        return coordinates(*(newton(INNER, only=[i]) for i in range(3)))
    if rule == "eta":
        return partial(eta)
    return {"full": maximize, "newton": newton(), "loop": newton(times)}[rule]


def prior(s: Settings) -> Any:
    """The penalty kappa b^2, which is a prior; None without one."""
    return ridge_prior(s.kappa, coins=2) if s.data == "hands" and s.right and s.kappa > 0 else None


@remembered(*READS, most=128)
def trace(s: Settings) -> Trace:
    """EM with the M rule of the settings."""
    model = FEATURES if s.data == "hands" else COINS
    return record(model, rounds(s), start(s), Recipe(m_step=m_rule(s), prior=prior(s)))


@remembered("data", "right", "kappa", *START, most=128)
def full(s: Settings) -> Trace:
    """Plain EM from the same start."""
    model = FEATURES if s.data == "hands" else COINS
    return record(model, rounds(s), start(s), Recipe(prior=prior(s)))


def climb(s: Settings) -> Climb:
    """The run of any settings."""
    return Climb(trace(s), full(s), s)


def within(s: Settings) -> Ranges:
    """What does nothing here moves nothing."""
    still = ("a", "b") if s.data == "hands" else ("alpha", "beta", "hand", "step", "times", "kappa")
    found: dict[str, tuple[float, float, float] | None] = dict.fromkeys(still)
    if not is_partial(s) and not (s.data == "hands" and s.rule == "eta"):
        found["eta"] = None
    if s.data == "hands" and not s.right:
        found["kappa"] = None
    return found


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    rule = m_rule(s)
    names = {"maximize"} if rule is maximize else set()
    said = "maximize" if rule is maximize else repr(rule)
    if s.data != "hands":
        said = f"partial({s.eta:g})" if is_partial(s) else "by_turns(hold(1), hold(0))"
        names |= {"partial"} if is_partial(s) else {"by_turns", "hold"}
        data = rounds(s)
        return (
            "from em_core import CoinMixture, CoinParams, Recipe, Rounds, run\n"
            f"from em_core import {', '.join(sorted(names))}\n\n"
            f"rounds = Rounds(heads={data.heads.tolist()}, flips={data.flips.tolist()})\n"
            "model = CoinMixture(learn_weights=False)\n"
            f"start = CoinParams(weights=(0.5, 0.5), p_heads={(s.a, s.b)})\n\n"
            f"steps = list(run(model, rounds, start, Recipe(m_step={said})))\n"
        )
    names |= {name for name in ("newton", "gradient", "coordinates", "partial") if name in said}
    data, ridge = rounds(s), ""
    if prior(s) is not None:
        names.add("ridge_prior")
        ridge = f", prior=ridge_prior({s.kappa:g}, coins=2)"
    return (
        "from em_core import FeatureCoinParams, FeatureCoins, FeatureRounds, Recipe, run\n"
        f"from em_core import {', '.join(sorted(names))}\n\n"
        f"heads = {data.heads.tolist()}\n"
        "rounds = FeatureRounds(heads, 10, [0] * 5 + [1] * 5)  # 0: left hand, 1: right hand\n"
        f"start = FeatureCoinParams([0.5, 0.5], intercepts={[s.alpha, s.beta]}, slopes={[s.hand]})\n\n"
        f"steps = list(run(FeatureCoins(), rounds, start, Recipe(m_step={said}{ridge})))\n"
    )
