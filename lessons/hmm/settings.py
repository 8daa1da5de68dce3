"""Lesson 11: whose diary, the probabilities at the start, how q is made, and how long products are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from em_lesson import settings as base
from em_lesson.fields import choice, flag, number, symbol, typed, whole
from lessons.hmm.diary_text import tidy_diary

CONES = 3  # at most on a day
WEIGHTS = ("h1", "h2", "h3", "c1", "c2", "c3")
STARTS = ("first", "stay", *WEIGHTS)
LAST = 0.1  # that a day is the last one, where a diary ends with STOP
BETAS = ("1", "2", "4", "16", "inf")


START: dict[str, Any] = {"step": 0.01, "live": True, "when": ("begin", "own")}
BAR: dict[str, Any] = {"low": 0.01, "high": 1} | START
TRUTH: dict[str, Any] = {"step": 0.01, "live": True, "when": ("data", "made")}


@dataclass(frozen=True)
class Settings(base.Settings):
    """The diary; the start; h1 to h3 and c1 to c3 are the heights of a hot and of a cold day's three bars,
    of which only the proportions count; beta of the E-step; how the forward sums are computed."""

    data: str = choice(
        "eisner",
        {
            "eisner": "Eisner’s diary: 33 days",
            "shuffled": "The same days, shuffled",
            "sorted": "The same days, sorted",
            "short": "Three days: 1 1 3",
            "made": "A diary made by known weather",
            "own": "My own diary",
        },
        label="Diary",
    )
    diary: str = typed(
        "1 1 1 2 1 1 3 3 2 3 3 3 1 2 1 1 1 2",
        tidy=tidy_diary, label="Cones, day by day",
        help="Write 1, 2 or 3 for each day, “2 3 3 1” or “2331”; at most 60 days.", when=("data", "own"),
    )  # fmt: skip
    shuffle: int = whole(0, 0, 999, label="Seed", when=("data", "shuffled"))
    length: int = whole(40, 3, 60, label="days", live=True, when=("data", "made"))
    keeps: float = number(0.9, 0.5, 0.99, label="true: the weather stays", **TRUTH)
    likes: float = number(0.7, 0.34, 0.98, label="true: favourite number", **TRUTH)
    made_by: int = whole(0, 0, 999, label="Seed", when=("data", "made"))
    stop: bool = flag(True, label="The diary ends with STOP")
    begin: str = choice("own", {"own": "as set here", "random": "drawn at random"}, label="Start")
    draw: int = whole(0, 0, 24, label="seed of the start", live=True, when=("begin", "random"))
    first: float = number(0.5, 0, 1, label="first day hot", **START)
    stay: float = number(0.8, 0, 0.9, label="the weather stays", **START)
    h1: float = number(0.1, label="hot: 1 cone", **BAR)
    h2: float = number(0.2, label="hot: 2 cones", **BAR)
    h3: float = number(0.7, label="hot: 3 cones", **BAR)
    c1: float = number(0.7, label="cold: 1 cone", **BAR)
    c2: float = number(0.2, label="cold: 2 cones", **BAR)
    c3: float = number(0.1, label="cold: 3 cones", **BAR)
    beta: str = choice(
        "1",
        {
            "1": "1: soft",
            "2": symbol("2"),
            "4": symbol("4"),
            "16": symbol("16"),
            "inf": "∞: the best path alone",
        },
        label=symbol("β"), scale=True,
    )  # fmt: skip
    sums: str = choice(
        "plain", {"plain": "plain numbers", "scaled": "scaled every day", "logs": "logarithms"},
        label="Forward sums",
    )  # fmt: skip

