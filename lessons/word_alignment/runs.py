"""Lesson 12's runs: EM from the learner's dictionary, from another one, with NULL and without; the code."""

from __future__ import annotations

import math

import numpy as np

from em_core import Recipe, SentencePairs, TranslationParams, WordAlignment, fit, hard, soft, uniform
from em_core.steps import EStep
from em_figures.trace import Trace, record
from em_lesson.lesson import Ranges
from em_lesson.remembered import remembered
from lessons.word_alignment.data import DATA, pairs, sentences, sizes
from lessons.word_alignment.record import Alignment
from lessons.word_alignment.settings import Settings

START = ("start", "seed", "row", "col", "p")
MODEL = WordAlignment()
LONGEST, SHORTEST = 100, 20  # iterations
ROOM = 400_000  # entries of the dictionary in all iterations together, which a run keeps
FAR = 4  # times as many iterations are another dictionary's end


def e_step(s: Settings) -> EStep:
    """The E-step that the settings choose."""
    return hard if s.beta == "inf" else soft(float(s.beta))


def at_random(data: SentencePairs, seed: int) -> TranslationParams:
    """A dictionary whose rows are drawn evenly from all there are."""
    drawn = np.random.Generator(np.random.PCG64(seed)).exponential(size=data.cells.shape)
    return TranslationParams(drawn / drawn.sum(axis=1, keepdims=True))


def start(s: Settings) -> TranslationParams:
    """The dictionary that EM starts from."""
    data = pairs(s)
    if s.start == "random":
        return at_random(data, s.seed)
    if s.start == "uniform" or len(data.target) == 1:
        return uniform(data)
    words, targets = sizes(s)
    table = np.array(uniform(data).table)
    row, col = min(s.row, words) - 1 + data.null, min(s.col, targets) - 1
    table[row] = (1 - s.p) / (targets - 1)
    table[row, col] = s.p
    return TranslationParams(table)


def longest(data: SentencePairs) -> int:
    """How many iterations a run takes at most: of many words in many pairs fewer."""
    return min(LONGEST, max(SHORTEST, ROOM // data.cells.flat.size))


def far(data: SentencePairs) -> int:
    """How many iterations lead to another dictionary's end."""
    return min(FAR * LONGEST, max(SHORTEST, FAR * ROOM // data.cells.flat.size))


@remembered(*DATA, *START, "beta", most=32)
def trace(s: Settings) -> Trace:
    """The run of these settings."""
    data = pairs(s)
    return record(MODEL, data, start(s), Recipe(e_step(s)), max_iter=longest(data))


@remembered(*DATA, "other")
def other_end(s: Settings) -> TranslationParams:
    """Where EM ends from a random dictionary."""
    data = pairs(s)
    found: TranslationParams = fit(MODEL, data, at_random(data, s.other), max_iter=far(data), tol=0.0).params
    return found


def alignment(s: Settings) -> Alignment:
    """The run of these settings with all that the panels read."""
    return Alignment(trace(s), s)


def within(s: Settings) -> Ranges:
    """The entry set by hand is one of these pairs' dictionary; of a single word t is 1."""
    words, targets = sizes(s)
    if s.start != "hand":
        return {"row": None, "col": None, "p": None}
    return {"row": (1, words, 1) if words > 1 else None, "col": (1, targets, 1) if targets > 1 else None,
            **({} if targets > 1 else {"p": None})}  # fmt: skip


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    data = pairs(s)
    written = [(e, f) for f, e in sentences(s)] if s.swap else list(sentences(s))
    shown = "\n".join(f"    {pair!r}," for pair in written)
    begin = "start = uniform(pairs)\n"
    if s.start == "random":
        begin = (
            f"table = np.random.Generator(np.random.PCG64({s.seed})).exponential(size={data.cells.shape})\n"
            "start = TranslationParams(table / table.sum(axis=1, keepdims=True))\n"
        )
    elif s.start == "hand" and len(data.target) > 1:
        words, targets = sizes(s)
        row, col = min(s.row, words) - 1 + data.null, min(s.col, targets) - 1
        begin = (
            "table = np.array(uniform(pairs).table)\n"
            f"table[{row}] = (1 - {s.p}) / {targets - 1}\n"
            f"table[{row}, {col}] = {s.p}\n"
            "start = TranslationParams(table)\n"
        )
    beta = math.inf if s.beta == "inf" else float(s.beta)
    recipe = "" if beta == 1 else ", Recipe(hard)" if math.isinf(beta) else f", Recipe(soft({beta:g}))"
    rule = "" if beta == 1 else "Recipe, "
    step = "" if beta == 1 else ", hard" if math.isinf(beta) else ", soft"
    arrays = "import numpy as np\n\n" if "np." in begin else ""
    params = "TranslationParams, " if "TranslationParams" in begin else ""
    return (
        f"{arrays}from em_core import {rule}SentencePairs, {params}WordAlignment{step}, run, uniform\n\n"
        f"pairs = SentencePairs([\n{shown}\n], null={s.null})\n"
        f"{begin}\n"
        f"steps = list(run(WordAlignment(), pairs, start{recipe}, max_iter={longest(data)}))\n"
    )
