"""The bug zoo's cages: numbers on the doors, and no name before the learner has answered."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from em_core import bugs
from em_core.bugs import SPECIMENS, Specimen
from em_figures.trace import Trace, record
from lessons.lower_bound.zoo import Program, falls, printed

CAGES = {
    "one": "hard-labels",
    "two": "monitor",
    "three": "weightless",
    "four": "half-updated",
    "five": "healthy",
}
MISTAKES: dict[str, Any] = {  # where the mistake of a specimen is written
    "one": bugs.on_hard_labels,
    "two": SPECIMENS["monitor"].column,
    "three": type(bugs.weightless),  # an E rule carries its beta
    "four": bugs.half_updated,
}
NAMES = tuple(CAGES)
MOST = 30  # iterations: a program with a mistake need not come to rest


def specimen(bug: str) -> Specimen:
    """What sits behind a door."""
    return SPECIMENS[CAGES[bug]]


@lru_cache(maxsize=len(CAGES))
def trace(bug: str) -> Trace:
    """The specimen's run, without the driver's own remarks: to find the fall is the learner's part."""
    at = specimen(bug)
    run = record(at.model, at.data, at.start, at.recipe, max_iter=MOST)
    silent = [replace(step, events=()) for step in run]
    return Trace(at.model, at.data, at.recipe, silent, run.fit, max_iter=MOST, tol=run.tol)


def program(bug: str) -> Program:
    """The run behind a door, and what it prints."""
    return Program(trace(bug), specimen(bug).column)


def telling(bug: str) -> int:
    """The half-step of the largest fall."""
    return max(falls(printed(trace(bug), specimen(bug).column)), key=lambda fall: fall.size).k


def code(bug: str) -> str:
    """The data and the start, which are no secret; the program is."""
    at = specimen(bug)
    return (
        "# What this program does with them stays hidden here.\n"
        "from em_core import CoinParams, Rounds\n\n"
        f"rounds = Rounds(heads={at.data.heads.tolist()}, flips={at.data.flips.tolist()})\n"
        f"start = CoinParams(weights={at.start.weights.tolist()}, p_heads={at.start.p_heads.tolist()})\n"
    )
