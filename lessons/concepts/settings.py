"""Lesson 18: which of its things to do, and the numbers of those that have some."""

from __future__ import annotations

from dataclasses import dataclass

from em_lesson import settings as base
from em_lesson.fields import choice, number, symbol, whole

COIN = ("task", "labels")


@dataclass(frozen=True)
class Settings(base.Settings):
    """``task``: what is on the stage; ``model``: whose row is in five boxes; ``labels``: how many of the five
    rounds have one; ``a`` and ``b``: the coins at the start; ``w``: coin A's prior probability; ``tall``: a
    height to classify; ``seed``: of draws.
    """

    task: str = choice(
        "deal",
        {
            "deal": "Deal the cards",
            "row": "A row in five boxes",
            "there": "There, or put there?",
            "labels": "Labels, one by one",
            "ways": "Two ways to model heights",
            "sides": "Generative or discriminative?",
            "bayes": "Bayes by hand",
            "parts": "Likelihood, joint, posterior",
            "name": "The name EM",
            "not": "EM or not?",
            "sources": "Where sources disagree",
            "time": "A timeline",
        },
        label="What to do",
    )
    model: str = choice(
        "linkage",
        {
            "linkage": "linkage",
            "mixture": "Gaussian mixture",
            "alignment": "word alignment",
            "witness": "the witness",
        },
        label="Model",
        when=("task", "row"),
    )
    labels: int = whole(2, 0, 5, label="rounds with a label", live=True, when=COIN)
    a: float = number(0.6, 0.01, 0.99, label="start θ_A", step=0.01, live=True, when=COIN)
    b: float = number(0.5, 0.01, 0.99, label="start θ_B", step=0.01, live=True, when=COIN)
    w: float = number(0.5, 0.01, 0.99, label=symbol("P(A)"), step=0.01, live=True, when=("task", "bayes"))
    tall: int = whole(67, 56, 79, label="height, inches", live=True, when=("task", "ways"))
    seed: int = whole(1, 0, 99, label="Seed", live=True, when=("task", "ways"))
