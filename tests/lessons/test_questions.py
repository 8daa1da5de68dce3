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


@pytest.mark.parametrize("name", NAMES)
def test_each_lesson_asks(name: str) -> None:
    assert len(load(name, "en").questions) >= (0 if name == "home" else 2)


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
