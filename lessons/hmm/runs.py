"""Lesson 11's runs: Baum-Welch on a diary, soft or by the best path; the other starts; the code."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from em_core import HMM, Diary, HMMParams, Recipe, datasets, fit, hard, soft
from em_figures.filmstrip import Translate
from em_figures.trace import Trace, label, record
from em_figures.words import stop_sentence
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from lessons.hmm import many
from lessons.hmm.diary_text import parse_diary
from lessons.hmm.settings import CONES, LAST, STARTS, WEIGHTS, Settings
from lessons.hmm.words import sentence

EISNER = tuple((datasets.EISNER.diary.days + 1).tolist())  # cones
SHORT = (1, 1, 3)
MODEL = HMM()
LONGEST, FARTHEST = 50, 120  # iterations of a run on the stage, and of one of many
SEEDS = 25
DIARY = ("data", "diary", "shuffle", "length", "keeps", "likes", "made_by")
START = ("stop", "begin", "draw", *STARTS)


class Weather:
    """A run on a diary with its settings; ``soft`` and ``hard`` are the two from the same start."""

    def __init__(self, trace: Trace, soft: Trace, hard: Trace, settings: Settings) -> None:
        self.trace, self.soft, self.hard, self.settings = trace, soft, hard, settings
        self.paths: dict[int, list[int]] = {}

    @property
    def diary(self) -> Diary:
        """What was eaten, as symbols from 0."""
        data: Diary = self.trace.data
        return data

    def best_path(self, k: int) -> list[int]:
        """The one most probable path under the parameters from which q of half-step k was made."""
        if k not in self.paths:
            made = self.trace[max(0, k - (self.trace[k].phase == "M"))]
            path = MODEL.infer(self.diary, made.params, math.inf).path
            assert path is not None
            self.paths[k] = path.tolist()
        return self.paths[k]

    def __len__(self) -> int:
        return len(self.trace)

    def frame(self, k: int, tr: Translate) -> Frame:
        step = self.trace[k]
        return Frame(label(step, tr), step.phase, sentence(self.trace, k, tr))

    def stop(self, tr: Translate) -> str:
        return stop_sentence(self.trace, tr)


class End(NamedTuple):
    """Where a run from a random start ends: its seed, its log-likelihood, after how many iterations."""

    seed: int
    log_likelihood: float
    iterations: int


def cones(s: Settings) -> tuple[int, ...]:
    """The diary as it is told: ice creams from 1 to 3."""
    if s.data == "made":
        return tuple((made(s)[0] + 1).tolist())
    if s.data == "own":
        return parse_diary(s.diary)
    if s.data == "short":
        return SHORT
    if s.data == "sorted":
        return tuple(sorted(EISNER))
    if s.data == "shuffled":
        return tuple(np.random.default_rng(s.shuffle).permutation(EISNER).tolist())
    return EISNER


@remembered("length", "keeps", "likes", "made_by")
def made(s: Settings) -> tuple[np.ndarray, np.ndarray]:
    """A diary from chosen truths, as symbols from 0, and its weather (1 = hot); the first day is either."""
    draws = np.random.default_rng(s.made_by).random((60, 2))  # the first days do not depend on the length
    rest = 1 - s.likes
    hot = np.cumsum([rest / 3, 2 * rest / 3, s.likes])
    cold = np.cumsum([s.likes, 2 * rest / 3, rest / 3])
    state, states, symbols = 0, [], []
    for t, (u, v) in enumerate(draws[: s.length].tolist()):
        state = int(u < 0.5) if t == 0 else state if u < s.keeps else 1 - state
        states.append(state)
        symbols.append(min(CONES - 1, int(np.searchsorted(hot if state else cold, v))))
    return np.array(symbols), np.array(states)


def diary(s: Settings) -> Diary:
    """The diary as symbols from 0."""
    return Diary([n - 1 for n in cones(s)], symbols=CONES)


def start(s: Settings) -> HMMParams:
    """The start that the settings choose; state 0 is cold, state 1 is hot."""
    if s.begin == "random":
        return drawn(s.draw, s.stop)
    hot, cold = (np.array([getattr(s, name) for name in row]) for row in (WEIGHTS[:3], WEIGHTS[3:]))
    leave = round((1 - LAST if s.stop else 1.0) - s.stay, 6)
    return HMMParams(
        [1 - s.first, s.first], [[s.stay, leave], [leave, s.stay]], [cold / cold.sum(), hot / hot.sum()],
        [LAST, LAST] if s.stop else None,
    )  # fmt: skip


def drawn(seed: int, stop: bool) -> HMMParams:
    """A start whose rows are drawn evenly from all rows there are."""
    random = np.random.default_rng(seed)
    first = random.dirichlet([1, 1])
    rows = random.dirichlet([1] * (3 if stop else 2), 2)
    return HMMParams(first, rows[:, :2], random.dirichlet([1] * CONES, 2), rows[:, 2] if stop else None)


@remembered(*DIARY, *START, "beta", most=128)
def trace(s: Settings) -> Trace:
    """EM from the start of the settings."""
    recipe = Recipe(hard if s.beta == "inf" else soft(float(s.beta)))
    return record(MODEL, diary(s), start(s), recipe, max_iter=LONGEST)


@remembered(*DIARY, *START, "beta", "sums", most=128)
def weather(s: Settings) -> Weather:
    """The run of any settings."""
    return Weather(trace(s), trace(s.with_(beta="1")), trace(s.with_(beta="inf")), s)


@remembered(*DIARY, "stop", most=16)
def ends(s: Settings) -> tuple[End, ...]:
    """Where soft EM ends from each of the random starts."""
    found = many.ends(diary(s), [drawn(seed, s.stop) for seed in range(SEEDS)], FARTHEST, 1e-8)
    return tuple(End(seed, *end) for seed, end in enumerate(found))


@remembered(*DIARY, "stop")
def one_state(s: Settings) -> float:
    """The highest log-likelihood of a single state: only the histogram counts."""
    ends_with = [LAST] if s.stop else None
    alone = HMMParams([1.0], [[1 - LAST if s.stop else 1.0]], [[1 / CONES] * CONES], ends_with)
    return float(fit(MODEL, diary(s), alone, max_iter=5).log_likelihood)


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    at = start(s)
    rows = [f"{name}={values.tolist()}" for name, values in
            (("start", at.start), ("moves", at.moves), ("emissions", at.emissions))]  # fmt: skip
    if at.stop is not None:
        rows.append(f"stop={at.stop.tolist()}")
    how = {"1": "", "inf": ", Recipe(e_step=hard)"}.get(s.beta, f", Recipe(e_step=soft({s.beta}))")
    more = {"1": "", "inf": ", Recipe, hard"}.get(s.beta, ", Recipe, soft")
    tables = ",\n    ".join(rows)
    return (
        f"from em_core import HMM, Diary, HMMParams{more}, run\n\n"
        f"cones = {list(cones(s))}\n"
        "diary = Diary([n - 1 for n in cones], symbols=3)  # symbols are counted from 0\n"
        f"start = HMMParams(\n    {tables},\n)  # state 0 is cold, state 1 is hot\n\n"
        f"steps = list(run(HMM(), diary, start{how}, max_iter={LONGEST}))\n"
    )
