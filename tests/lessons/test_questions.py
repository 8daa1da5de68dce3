"""Predict, then reveal: one right answer, wrong ones with a reply of their own."""

from __future__ import annotations

import pytest

from em_lesson.prose import Question, load
from tests.lessons.files import LANGUAGES, NAMES

QUESTIONS = [
    pytest.param(question, id=f"{lang}-{name}-{key}")
    for lang in LANGUAGES
    for name in NAMES
    for key, question in load(name, lang).questions.items()
]

# The wrong ideas that each lesson has to meet.
MEETS = {
    "home": [],
    "coin_mle": ["half", "probability-of-p"],
    "hidden_coin": ["fill-in", "names"],
    "hard_soft": ["faster", "fractions", "approximation", "uniform", "ten"],
    "jensen": ["concave", "gap", "distance"],
    "lower_bound": [
        "e-step-raises",
        "q-must-rise",
        "joint",
        "log-outside",
        "posterior-prior",
        "posterior-joint",
        "zoo-1",
        "zoo-2",
        "zoo-3",
        "zoo-4",
    ],
    "coordinate_ascent": ["learning-rate", "maximum", "global"],
    "kmeans": ["best", "spherical"],
    "heights": ["men-women", "two-humps"],
    "gmm": ["labels", "clustering", "likelihood"],
}


@pytest.mark.parametrize("name", NAMES)
def test_each_lesson_meets_its_wrong_ideas(name: str) -> None:
    assert list(load(name, "en").questions) == MEETS[name]


@pytest.mark.parametrize("question", QUESTIONS)
def test_exactly_one_answer_is_right(question: Question) -> None:
    assert [answer.right for answer in question.answers].count(True) == 1
    assert len(question.answers) >= 2


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_has_a_reply_of_its_own(question: Question) -> None:
    replies = [answer.reply for answer in question.answers]
    assert all(len(reply) > 20 for reply in replies)
    assert len(set(replies)) == len(replies)
    assert all(answer.text and not set("\n>") & set(answer.text) for answer in question.answers)


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_asks_and_reveals(question: Question) -> None:
    assert question.prompt.endswith(("?", "？"))
    assert question.reveal and "\n" not in question.reveal
