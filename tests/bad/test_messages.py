"""Questions of a wrong shape, by message and by the route: ignored, or answered in strict JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from em_lesson import answers
from em_ui import messages
from em_ui.front import Front
from em_ui.long_links import MOST, LongLinks
from em_ui.route import routes
from lessons import GROUPS
from tests.bad.inputs import LANGS, MARKUP, WORDS, parted
from tests.bad.requests import message, query
from tests.bad.sound import taken_over, unsound
from tests.lessons.stages import LESSONS, plain
from tests.ui.asgi import fetch

MESSAGES, QUERIES, NAMES, FEW = 400, 400, 60, 20


@pytest.fixture(scope="module")
def app() -> Starlette:
    """The route behind what app.py puts around the app."""
    return Starlette(routes=routes(GROUPS), middleware=[Middleware(LongLinks), Middleware(Front)])


def wrong_message(number: int) -> list[str]:
    lesson, state = LESSONS[number % len(LESSONS)], message(number)
    asked = messages.asked(state)
    if asked is None:
        return []
    json.dumps({"seq": asked.seq}, allow_nan=False)
    question = answers.read(lesson, asked.params, {})
    told = [*question.notices, *([question.refused] if question.refused else [])]
    lang = asked.params.get("lang", "en")
    found = unsound(answers.answer(question), told, lesson.name, lang if lang in LANGS else "en")
    return [f"{number}, {lesson.name}: {one}" for one in found]


def wrong_query(app: Any, number: int) -> list[str]:
    lesson, asked = LESSONS[number % len(LESSONS)], query(number)
    answer = fetch(app, f"/em/run/{lesson.path}?{asked}", accept="text/html,*/*")
    if answer.status == 307:  # too many parameters: on to the beginning of them
        fit = asked.count("&") >= MOST and len(answer.headers["location"]) < 40_000
        return [] if fit else [f"{number}: sent on"]
    if (answer.status, answer.headers["content-type"]) != (200, "application/json"):
        return [f"{number}: {answer.status} {answer.headers}"]
    return [f"{number}, {lesson.name}: {one}" for one in taken_over(plain(answer.body))]


def test_some_wrong_messages_and_queries_are_answered(app: Any) -> None:
    assert [one for number in range(FEW) for one in wrong_message(number) + wrong_query(app, number)] == []


@pytest.mark.faults
@pytest.mark.parametrize("numbers", parted(MESSAGES, 2), ids=lambda them: f"{len(them)} from {them[0]}")
def test_wrong_messages_are_ignored_or_answered(numbers: list[int]) -> None:
    assert [one for number in numbers for one in wrong_message(number)] == []


@pytest.mark.faults
@pytest.mark.parametrize("numbers", parted(QUERIES, 2), ids=lambda them: f"{len(them)} from {them[0]}")
def test_wrong_queries_are_answered(app: Any, numbers: list[int]) -> None:
    assert [one for number in numbers for one in wrong_query(app, number)] == []


def test_the_wrong_messages_are_of_both_kinds() -> None:
    read = sum(messages.asked(message(number)) is not None for number in range(MESSAGES))
    assert MESSAGES / 5 < read < MESSAGES * 4 / 5


@pytest.mark.faults
def test_lessons_that_there_are_not_are_404_in_json(app: Any) -> None:
    names = [*MARKUP, *WORDS, "heights/", "heights/x", "HEIGHTS", "../em/run/heights", "heights%2f..",
        "a" * 9000][:NAMES]
    for name in names:
        said = quote(name.encode("utf-8", "surrogatepass"), safe="")
        answer = fetch(app, f"/em/run/{said}?lang=zh")
        assert answer.status == 404, name
        assert b"emcanary" not in answer.body
