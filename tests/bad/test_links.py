"""Bad links to every page in both languages: each is answered, in words, and nothing in it becomes markup."""

from __future__ import annotations

import time

import pytest

from em_lesson import answers
from tests.bad.inputs import LANGS, link, parted
from tests.bad.sound import unsound
from tests.lessons.stages import LESSONS

COUNT, FEW = 1600, 6
SECONDS = 5.0  # of processor time that one may take; the slowest that was seen took a third


def wrong(number: int) -> list[str]:
    lesson = LESSONS[number % len(LESSONS)]
    params, began, found = link(lesson, number), time.process_time(), []
    lang = params["lang"] if params["lang"] in LANGS else "en"
    for held in (None, {}):  # without a session, and with one that holds nothing
        question = answers.read(lesson, params, held)
        told = [*question.notices, *([question.refused] if question.refused else [])]
        found += unsound(answers.answer(question), told, lesson.name, lang)
        if not question.own:
            break
    if time.process_time() - began > SECONDS:
        found.append("it takes too long")
    return [f"{number}, {lesson.name}: {one}" for one in found]


def test_some_bad_links_are_answered() -> None:
    assert [one for number in range(FEW) for one in wrong(number)] == []


@pytest.mark.faults
@pytest.mark.parametrize("numbers", parted(COUNT, 8), ids=lambda numbers: f"{len(numbers)} from {numbers[0]}")
def test_bad_links_are_answered(numbers: list[int]) -> None:
    assert [one for number in numbers for one in wrong(number)] == []


def test_equal_points_of_any_size_are_drawn() -> None:
    """Two points on one spot have no spread to measure them in, and their squares are covariances."""
    gmm, kmeans = (next(lesson for lesson in LESSONS if lesson.name == name) for name in ("gmm", "kmeans"))
    for lesson in (gmm, kmeans):
        for points in ("1e99,1e99;1e99,1e99", "-1e99,3", "1e12,1e12;1e12,1e12", "7e50,0;7e50,0;7e50,0"):
            question = answers.read(lesson, {"scene": "own", "data": "own", "points": points})
            assert unsound(answers.answer(question), question.notices, lesson.name, "en") == []
            assert question.settings.points.text == points.replace("e", "e+")
