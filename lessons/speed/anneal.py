"""Two coins under a temperature: one beta set by hand, or a plan of rising ones that ends with plain EM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from em_core import CoinMixture, CoinParams, Fit, Recipe, Rounds, datasets, driver, soft
from em_core.annealing import critical_beta, nudged, two_coins
from em_core.protocol import Floats
from em_figures.coins.words import sentence
from em_figures.filmstrip import Lazy, Translate
from em_figures.trace import Trace, label
from em_figures.words import sentences
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on
from lessons.speed.outliers import joined
from lessons.speed.settings import Settings

ROUNDS = {"two": Rounds([5, 9, 8, 1, 5], 10), "db": datasets.DO_BATZOGLOU.rounds}
COINS = CoinMixture(learn_weights=False)
PLANS = {"short": ((0.2, 0.4, 0.6, 0.8), 10), "tenths": (tuple(b / 10 for b in range(1, 10)), 20)}
NUDGE, LONG = 0.001, 150  # by how much the coins are moved apart; iterations of the last temperature


@dataclass(frozen=True, eq=False)
class Annealing:
    """trace: all temperatures one after the other; betas: of every half-step; settings: where from."""

    trace: Trace
    betas: tuple[float, ...]
    settings: Settings

    def __len__(self) -> int:
        return len(self.trace)

    @property
    def rounds(self) -> Rounds:
        """The data."""
        return ROUNDS[self.settings.rounds]

    def coins(self, k: int) -> tuple[float, float]:
        """Both coins at half-step k."""
        a, b = self.trace[k].params.p_heads.tolist()
        return a, b

    def frame(self, k: int, tr: Translate) -> Frame:
        """Half-step k."""
        s = self.trace[k]
        return Frame(label(s, tr), s.phase, said(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """How the last temperature ended."""
        text = tr("Ended after {n} iterations in all, the last ones at β = {beta}.")
        if not self.trace.fit.converged:
            text = tr("Stopped at {n} iterations in all, the last ones at β = {beta}; the coins still move.")
        return text.format(n=self.trace[-1].iteration, beta=f"{self.betas[-1]:g}")


def said(run: Annealing, k: int, tr: Translate) -> str:
    """The temperature, and what the half-step did."""
    return sentences([tr("β = {beta}.").format(beta=f"{run.betas[k]:g}"), sentence(run.trace[k], tr)])


def captions(run: Annealing, tr: Translate) -> Lazy[str]:
    """The sentence of every half-step."""
    return Lazy(len(run), lambda k: said(run, k, tr))


def stages(s: Settings) -> tuple[tuple[float, int], ...]:
    """Temperatures and how many iterations each has at most."""
    if s.plan == "hand":
        return ((s.beta, LONG),)
    betas, n = PLANS[s.plan]
    return (*((beta, n) for beta in betas), (1.0, LONG))


def temperature(model: Any, data: Any, params: Any, beta: float, n: int, tol: float) -> list[Any]:
    """Half-steps at one beta: n iterations, or fewer where tol is above 0 and the rule is met."""
    recipe = Recipe(soft(beta))
    piece = list(driver.run(model, data, params, recipe, max_iter=n, tol=tol))
    while tol == 0 and piece[-1].iteration < n:  # it stops where the objective stays; the parameters go on
        more = driver.run(model, data, piece[-1].params, recipe, max_iter=n - piece[-1].iteration, tol=0.0)
        piece = joined([piece, list(more)])
    return piece


@remembered("rounds", "plan", "beta", "nudge", "a", "b", most=64)
def recorded(s: Settings) -> tuple[Trace, tuple[float, ...]]:
    """The run of these settings, and the temperature of every half-step."""
    params, rounds = CoinParams([0.5, 0.5], [s.a, s.b]), ROUNDS[s.rounds]
    pieces, betas = [], []
    plan = stages(s)
    move = nudged(NUDGE if s.nudge else 0.0)
    for i, (beta, n) in enumerate(plan):
        last = i == len(plan) - 1
        piece = temperature(COINS, rounds, params, beta, n, 1e-13 if last else 0.0)
        pieces.append(piece)
        betas += [beta] * (len(piece) - (i > 0))
        params = piece[-1].params if last else move(piece[-1].params, i)
    found = joined(pieces)
    end = found[-1]
    fit = Fit(end.params, end.log_likelihood, end.iteration, pieces[-1][-1].iteration < LONG, ())
    made = Trace(COINS, rounds, Recipe(soft(plan[-1][0])), found, fit, max_iter=LONG, tol=1e-13)
    return made, tuple(betas)


def annealing(s: Settings) -> Annealing:
    """The run of these settings."""
    return Annealing(*recorded(s), s)


# ---- the fork, and all starts at once ---------------------------------------------------------------

GRID = np.logspace(np.log10(5), -1, 90)  # temperatures from cold to hot
AXIS = np.linspace(0.02, 0.98, 49)
EXACT = 14  # decimals of starts that are one
SOON, CHUNKS = 1e-9, (20, 40, 80, 120, 160)  # a start that moves by less has arrived


@remembered("rounds", most=4)
def fork(s: Settings) -> Floats:
    """Where both coins come to rest at every temperature of GRID, (G, 2): each from where the last ended."""
    rounds, p, out = ROUNDS[s.rounds], np.array([[0.85, 0.35]]), []
    critical = critical_beta(rounds)
    for beta in GRID:
        n = 60 if abs(beta / critical - 1) > 0.15 else 400
        if beta < critical:  # one coin, exactly
            p = np.full((1, 2), rounds.heads.sum() / rounds.flips.sum())
        else:
            p = two_coins(rounds, p, [beta], [n])[-1]
        out.append(p[0])
    return np.array(out)


def ends_from(rounds: Rounds, starts: Floats, betas: tuple[float, ...], n: int, nudge: float) -> Floats:
    """Where each start (S, 2) ends after so many iterations at each of betas, and then plain EM."""
    p = np.array(starts)
    for beta in betas:  # where it is hot, starts soon become one, which is then followed once
        once, which = np.unique(np.round(p, EXACT), axis=0, return_inverse=True)
        p = two_coins(rounds, once, [beta], [n])[-1][which.ravel()]
        p = np.clip(p + nudge * np.array([1.0, -1.0]), SOON, 1 - SOON)
    moving = np.arange(len(p))
    for steps in CHUNKS:
        before = p[moving]
        p[moving] = two_coins(rounds, before, [1.0], [steps])[-1]
        moving = moving[np.abs(p[moving] - before).max(axis=1) > SOON]
    return p


@remembered("rounds", "plan", "nudge", most=12)
def ends(s: Settings) -> tuple[Floats, Floats]:
    """theta_A, theta_B at the end from every start of the square by this plan, (49, 49) each."""
    i, j = np.indices((len(AXIS), len(AXIS))).reshape(2, -1)
    betas, n = PLANS.get(s.plan, ((), 0))
    nudge = NUDGE if s.nudge and betas else 0.0
    found = np.empty((len(i), 2))
    if nudge:
        found[:] = ends_from(ROUNDS[s.rounds], np.stack([AXIS[i], AXIS[j]], axis=1), betas, n, nudge)
    else:  # the coins' names may be exchanged
        low = i <= j
        half = ends_from(ROUNDS[s.rounds], np.stack([AXIS[i], AXIS[j]], axis=1)[low], betas, n, 0.0)
        found[low] = half
        table = found.reshape(len(AXIS), len(AXIS), 2)
        mirror = table.transpose(1, 0, 2)[:, :, ::-1].reshape(-1, 2)
        found[~low] = mirror[~low]
    shape = (len(AXIS), len(AXIS))
    return found[:, 0].reshape(shape), found[:, 1].reshape(shape)


@remembered("rounds", most=4)
def lower(s: Settings) -> Floats:
    """As ``fork`` for the lower peak, (G, 2), not a number where it has merged with the higher one."""
    rounds, p = ROUNDS[s.rounds], np.array([[0.62, 0.1]])
    out = np.full((len(GRID), 2), np.nan)
    for g, (beta, main) in enumerate(zip(GRID.tolist(), fork(s), strict=True)):
        p = two_coins(rounds, p, [beta], [80])[-1]
        if np.abs(p[0] - main).max() < 0.03:
            break
        out[g] = p[0]
    return out


def top_of(rounds: Rounds) -> float:
    """The log-likelihood of the highest peak."""
    end = two_coins(rounds, [[0.82, 0.36]], [1.0], [200])[-1, 0]
    return COINS.log_likelihood(rounds, CoinParams([0.5, 0.5], end))


def kinds(s: Settings) -> Floats:
    """[j, i] of the start (AXIS[i], AXIS[j]): 0 the highest peak, 1 a lower one, 2 both coins alike."""
    a, b = ends(s)
    rounds = ROUNDS[s.rounds]
    h, t = rounds.counts[:, 0], rounds.counts[:, 1]
    one, two = (np.log(p)[..., None] * h + np.log1p(-p)[..., None] * t for p in (a, b))
    heights = (np.logaddexp(one, two) - np.log(2)).sum(axis=-1)
    found = np.where(heights > top_of(rounds) - 1e-3, 0, 1)
    return np.asarray(np.where(np.abs(a - b) < 1e-4, 2, found)).T


def share(kind: Floats) -> float:
    """Of the starts with unlike coins, how many reach the highest peak, in per cent."""
    unlike = ~np.eye(len(kind), dtype=bool)
    return float(100 * (kind[unlike] == 0).mean())


on_anneal = drawn_on(lambda run: isinstance(run, Annealing))
