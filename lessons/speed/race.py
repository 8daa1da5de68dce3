"""EM, SQUAREM and Anderson's method from one start, evaluation by evaluation of EM's map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import expit

from em_core import (
    CoinMixture,
    CoinParams,
    GaussianMixture,
    GaussianParams,
    Linkage,
    LinkageParams,
    Rounds,
    datasets,
)
from em_core.models.linkage import RAO, Offspring
from em_core.protocol import Floats
from em_core.speed import EMMap, Rates, Run, anderson, plain, rate_matrix, squarem
from em_figures.filmstrip import Lazy, Translate
from em_figures.numbers import fixed as digits
from em_figures.numbers import power
from em_figures.words import NAMES, fixed, listed
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from em_lesson.scene import drawn_on
from lessons.speed.settings import Settings

METHODS = {"em": plain, "squarem": squarem, "anderson": anderson}
CALLED = {"em": "EM", "squarem": "SQUAREM", "anderson": "Anderson"}
DB = datasets.DO_BATZOGLOU.rounds
ALL, EVERY = 90, 10  # evaluations that are all shown; of those after them, every tenth
FINE = 1e-12


@dataclass(frozen=True, eq=False)
class Racing:
    """map: EM's; runs: by method; end: what all of them tend to; rates: of the map there.

    frames: the points of the chosen method's run that are shown.
    """

    map: EMMap
    runs: dict[str, Run]
    end: Floats
    rates: Rates
    settings: Settings

    @property
    def chosen(self) -> Run:
        """The run that is walked through."""
        return self.runs[self.settings.method]

    @cached_property
    def frames(self) -> tuple[int, ...]:
        """Which points of the chosen run have a frame: a long one is shortened in its middle."""
        n = len(self.chosen.path)
        return tuple(i for i in range(n) if i <= ALL or i % EVERY == 0 or i == n - 1)

    def __len__(self) -> int:
        return len(self.frames)

    def left(self, method: str) -> Floats:
        """How far each point of a method's run is from the end, (T,)."""
        return np.asarray(np.linalg.norm(self.runs[method].path - self.end, axis=1))

    @property
    def rate(self) -> float:
        """The largest eigenvalue: what decides in the end."""
        return float(self.rates.eigenvalues[0])

    def frame(self, k: int, tr: Translate) -> Frame:
        """The point after so many evaluations."""
        i = self.frames[k]
        return Frame(str(i), "M" if i else "start", sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """How the chosen run ended."""
        text = tr("{method}: {n} evaluations. The last one sees only that point {last} would move by less "
                  "than 10⁻⁸.")  # fmt: skip
        run = self.chosen
        return text.format(method=CALLED[self.settings.method], n=run.evaluations, last=len(run.path) - 1)


def problem(s: Settings) -> tuple[EMMap, Any]:
    """EM's map of these data, and the start."""
    if s.race == "animals":
        counts = RAO.counts * (2 if s.twice else 1)
        return EMMap(Linkage(), Offspring(counts), LinkageParams(0.5), "plain"), LinkageParams(0.5)
    if s.race == "galton":
        x = datasets.GALTON.x
        start = GaussianParams([0.5, 0.5], [[64.0], [69.7]], np.full((2, 1, 1), (x.std() / 2) ** 2))
        return EMMap(GaussianMixture(), np.concatenate([x, x]) if s.twice else x, start), start
    heads, flips = DB.heads.tolist(), DB.flips.tolist()
    rounds = Rounds(heads * 2, flips * 2) if s.twice else DB
    coins = CoinParams([0.5, 0.5], [0.6, 0.5])
    return EMMap(CoinMixture(learn_weights=s.race == "coins"), rounds, coins), coins


@remembered("view", "race", "twice", most=16)
def ran(s: Settings) -> tuple[EMMap, dict[str, Run], Floats, Rates]:
    """All three methods from the start; the end is Anderson's, sought much more finely."""
    em, start = problem(s)
    x = em.flat.to_vector(start)
    runs = {name: method(em, x) for name, method in METHODS.items()}
    end = anderson(em, runs["anderson"].path[-1], max_maps=30, tol=FINE).path[-1]
    return em, runs, end, rate_matrix(em, end)


def racing(s: Settings) -> Racing:
    """The race of these settings."""
    return Racing(*ran(s), s)


def near(value: float) -> str:
    """A distance: 0.123, or 3.2 × 10⁻⁵."""
    return "< 10⁻¹²" if value < FINE else digits(value, 3) if value >= 1e-2 else power(value, 2)


def numbers(race: str, x: Floats) -> list[tuple[str, float]]:
    """What a flat vector says: names and values."""
    if race == "animals":
        return [("θ", float(x[0]))]
    if race == "galton":
        w = float(expit(x[0]))
        return [("π_A", w), ("μ_A", float(x[1])), ("μ_B", float(x[2])), ("σ_A", float(np.exp(x[3]))),
                ("σ_B", float(np.exp(x[4])))]  # fmt: skip
    coins = [(f"θ_{NAMES[i]}", float(v)) for i, v in enumerate(expit(x[-2:]))]
    return [("π_A", float(expit(x[0]))), *coins] if race == "coins" else coins


def sentence(run: Racing, k: int, tr: Translate) -> str:
    """Where the chosen method is after so many evaluations."""
    i, method = run.frames[k], run.settings.method
    now = listed((f"{name} = {fixed(v)}" for name, v in numbers(run.settings.race, run.chosen.path[i])), tr)
    text = tr("{method} after evaluation {n}: {now}; {left} from the end.")
    if i == 0:
        text = tr("{method} at the start: {now}; {left} from the end.")
    return text.format(method=CALLED[method], n=i, now=now, left=near(float(run.left(method)[i])))


def captions(run: Racing, tr: Translate) -> Lazy[str]:
    """The sentence of every point that is shown."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))


on_race = drawn_on(lambda run: isinstance(run, Racing))
