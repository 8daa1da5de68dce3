"""Lesson 13's runs: EM with a prior on coins, or on a mixture of eruption lengths."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from em_core import (
    CoinMixture,
    CoinParams,
    CoinStatistics,
    GaussianMixture,
    GaussianParams,
    Points,
    Recipe,
    Rounds,
    datasets,
    fit,
    normal_inverse_wishart,
)
from em_core.protocol import Floats, frozen
from em_figures.filmstrip import Translate
from em_figures.trace import Half, Trace, label, record, stop
from em_figures.words import NAMES, stop_sentence
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from lessons.map_em.settings import Settings
from lessons.map_em.words import geyser_sentence, map_sentence, refusal

HALF = (0.5, 0.5)
FIXED = CoinMixture(learn_weights=False)
LOSER = Rounds([5, 5, 5, 1, 2], 5)
NINE = Rounds([9], 10)
ROUNDS = {
    "db": datasets.DO_BATZOGLOU.rounds,
    "five": datasets.FIVE_OF_FIVE.rounds,
    "loser": LOSER,
    "nine": NINE,
}
LONGEST = 150  # iterations of a run
SHARE = 0.01  # of component B at the start
PRIOR = ("kind", "pa", "pb", "qa", "qb", "c", "scale")
COINS = ("data", "begin", "a", "b", *PRIOR)
GEYSER = ("begin", "spot", "sd", "nu", "s2", "eps")


class Coins:
    """A run on coins; ``invented`` (K, 2): the heads and tails that the prior adds to each coin's.

    refused: a count below 0 was asked for, so the run ends before its first M-step.
    """

    def __init__(self, trace: Trace, invented: Floats, settings: Settings) -> None:
        self.trace, self.invented, self.settings = trace, invented, settings
        self.refused = bool(invented.min() < 0)

    def __len__(self) -> int:
        return len(self.trace)

    @property
    def names(self) -> str:
        """The coins' letters."""
        return NAMES[: len(self.invented)]

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self.trace[k]
        return Frame(label(step, tr), step.phase, map_sentence(self.trace, k, self.invented, tr))

    def stop(self, tr: Translate) -> str:
        return refusal(self.invented, tr) if self.refused else stop_sentence(self.trace, tr)


class Geyser:
    """A run on eruption lengths, a mixture of two normal distributions."""

    def __init__(self, trace: Trace, settings: Settings) -> None:
        self.trace, self.settings = trace, settings

    def __len__(self) -> int:
        return len(self.trace)

    @property
    def collapsed(self) -> bool:
        """Whether the core stopped at a component that shrank to nothing."""
        return stop(self.trace).why == "event"

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self.trace[k]
        return Frame(label(step, tr), step.phase, geyser_sentence(self.trace, k, tr))

    def stop(self, tr: Translate) -> str:
        if self.collapsed:
            n = self.trace.fit.iterations
            return tr("Component B collapses, so the run ends in iteration {n}.").format(n=n)
        if self.settings.eps != "0" and stop(self.trace).why == "converged":  # an objective there is none
            n = self.trace.fit.iterations
            return tr("Stopped after {n} iterations: the bound hardly changes any more.").format(n=n)
        return stop_sentence(self.trace, tr)


Run = Coins | Geyser


def on_coins(run: Run) -> bool:
    """Whether it is a run on two coins."""
    return isinstance(run, Coins) and len(run.invented) == 2


def on_one_coin(run: Run) -> bool:
    """Whether it is the run on a single coin."""
    return isinstance(run, Coins) and len(run.invented) == 1


def on_geyser(run: Run) -> bool:
    """Whether it is a run on eruptions."""
    return isinstance(run, Geyser)


def objective(step: Half) -> float:
    """Log-likelihood + log prior of a half-step's parameters; the prior without its constant."""
    return float(step.log_likelihood + step.log_prior)


# ---- coins ---------------------------------------------------------------------------------------


def invented(s: Settings) -> Floats:
    """(K, 2): heads and tails that the prior adds, a - 1 and b - 1, or a and b over the log-odds."""
    a, b = s.pa, s.pb
    if s.kind == "even":
        rows = [(1 + s.c, 1 + s.c)] * 2
    elif s.kind == "different":
        rows = [(a, b), (s.qa, s.qb)]
    else:
        rows = [(a, b)] * 2
    less = 0 if s.scale == "logit" else 1
    return np.array(rows[: 1 if s.data == "nine" else 2], dtype=float) - less


def prior_of(counts: Floats) -> CoinStatistics:
    """Invented heads and tails as pseudo-data."""
    return CoinStatistics(frozen(np.zeros(len(counts))), frozen(counts))


@lru_cache(maxsize=8)
def highest(data: str) -> tuple[float, ...]:
    """Where the log-likelihood of these rounds is highest, as far as floats go."""
    end = fit(FIXED, ROUNDS[data], CoinParams(HALF, (0.6, 0.5)), max_iter=3000, tol=0.0)
    return tuple(end.params.p_heads.tolist())


def start(s: Settings) -> CoinParams:
    """The coins that EM starts from."""
    if s.data == "nine":
        return CoinParams([1.0], [s.a])
    return CoinParams(HALF, highest(s.data) if s.begin == "mle" else (s.a, s.b))


@remembered(*COINS, most=256)
def coins(s: Settings) -> Coins:
    """MAP-EM on the rounds of these settings; of a refused prior the first E-step only."""
    counts, rounds = invented(s), ROUNDS[s.data]
    if counts.min() < 0:
        first = record(FIXED, rounds, start(s), max_iter=1)
        return Coins(Trace(FIXED, rounds, Recipe(), first[:2], first.fit, max_iter=1, tol=1e-10), counts, s)
    recipe = Recipe(prior=prior_of(counts))
    return Coins(record(FIXED, rounds, start(s), recipe, max_iter=LONGEST), counts, s)


@remembered("data", "begin", "a", "b", most=64)
def without(s: Settings) -> Trace:
    """EM without a prior from the same start."""
    return record(FIXED, ROUNDS[s.data], start(s), max_iter=LONGEST)


# ---- eruptions -----------------------------------------------------------------------------------

MIXTURE = GaussianMixture()


@lru_cache(maxsize=1)
def eruptions() -> Points:
    """How long each of 272 eruptions lasted, in minutes."""
    return Points(datasets.OLD_FAITHFUL.x[:, :1])


@lru_cache(maxsize=1)
def best_fit() -> GaussianParams:
    """The highest of the log-likelihoods that are not those of a collapse."""
    begun = GaussianParams(HALF, [[2.0], [4.3]], [[[0.2]], [[0.2]]])
    best: GaussianParams = fit(MIXTURE, eruptions(), begun, max_iter=2000, tol=1e-14).params
    return best


def geyser_start(s: Settings) -> GaussianParams:
    """Component A on all data; B narrow, on a single spot."""
    if s.begin == "mle":
        return best_fit()
    x = eruptions().x
    return GaussianParams([1 - SHARE, SHARE], [[x.mean()], [s.spot]], [[[x.var()]], [[s.sd**2]]])


def points_prior(nu: float, s2: float) -> Any:
    """nu invented points of variance s2 for each component, at its mean; None of none."""
    if nu == 0:
        return None
    return normal_inverse_wishart([0.0], strength=0, scatter=[[4 * s2]], dof=1) * (nu / 4)


class Adding:
    """The M rule of libraries that add a small number to every variance."""

    def __init__(self, eps: float) -> None:
        self.eps = eps

    def __call__(self, model: Any, stats: Any, params: Any) -> GaussianParams:
        best: GaussianParams = model.maximize(stats, params)
        return GaussianParams(best.weights, best.means, best.covariances + self.eps)


def geyser_recipe(s: Settings) -> Recipe:
    """Invented points, or a small number added."""
    return Recipe(m_step=Adding(float(s.eps))) if s.eps != "0" else Recipe(prior=points_prior(s.nu, s.s2))


@remembered(*GEYSER, most=64)
def geyser(s: Settings) -> Geyser:
    """EM on the eruption lengths from the settings' start."""
    return Geyser(record(MIXTURE, eruptions(), geyser_start(s), geyser_recipe(s), max_iter=LONGEST), s)


def run(s: Settings) -> Run:
    """The run of any settings."""
    made: Run = geyser(s) if s.data == "geyser" else coins(s)
    return made
