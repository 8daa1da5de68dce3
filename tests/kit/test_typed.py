"""Typed texts: the link has them tidied, and what cannot be read is told and changes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson import answers
from em_lesson.answers import said
from em_lesson.fields import choice, typed
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from em_lesson.settings import Settings
from em_lesson.typed_error import QUOTED, TypedError, link_size
from em_lesson.typed_text import IN_A_FIELD, IN_AN_AREA
from tests.kit import toy

LONGEST = 200


def tidy(text: str) -> str:
    """Digits 1 to 3, however they are parted."""
    digits = text.replace(" ", "").replace("\n", "")
    for place, digit in enumerate(digits, 1):
        if digit not in "123":
            raise TypedError("Day {place}: “{digit}” is no 1, 2 or 3.", place=place, digit=digit)
    return digits


@dataclass(frozen=True)
class Diary(Settings):
    data: str = choice("given", {"given": "Given", "own": "My own"}, label="Data")
    days: str = typed("123", tidy=tidy, label="Diary", help="Say.", when=("data", "own"))
    pairs: str = typed("a / b", label="Pairs", help="Say.", lines=True)

    @property
    def settings(self) -> Any:  # a run of the toy lesson's shape
        return toy.Settings()


def run(settings: Diary) -> Any:
    return toy.Count(toy.Settings(), [float(len(settings.days))])


LESSON = Lesson(
    name="toy", settings=Diary,
    scenes=(Scene("play", run, [toy.plot], controls=["data", "days", "pairs"], opens={"data": "own"}),),
)  # fmt: skip


def asked(**params: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answers.answer(answers.read(LESSON, {"scene": "play", **params})))
    return found


def test_what_is_typed_stands_tidied_in_the_link_and_the_field() -> None:
    found = asked(days="3 2\n1", changed="days")["document"]
    assert found["settings"]["days"] == "321"
    days, pairs = found["controls"][1:]
    assert (days["kind"], days["value"], days["most"]) == ("text", "321", IN_A_FIELD)
    assert (pairs["kind"], pairs["value"], pairs["most"]) == ("lines", "a / b", IN_AN_AREA)


def test_what_cannot_be_read_is_refused_in_the_tidying_functions_words() -> None:
    assert asked(days="12x", changed="days") == {"refused": "Day 3: “x” is no 1, 2 or 3."}


def test_a_link_that_cannot_be_read_keeps_the_default_and_says_so() -> None:
    settings, (notice,) = Diary.from_link({"days": "12x"})
    assert settings.days == "123"
    assert said(notice, str) == "The link says days = 12x, which cannot be read; 123 is used."


@pytest.mark.parametrize(("name", "most"), [("days", IN_A_FIELD), ("pairs", IN_AN_AREA)])
def test_a_text_is_as_long_as_a_link_can_carry_once_it_is_tidied(name: str, most: int) -> None:
    for text in ("1" * most, " " * 3 * most + "1" * most):
        assert Diary.from_link({name: text})[1] == []
    settings, notices = Diary.from_link({name: "1" * (most + 1)})
    assert settings == Diary() and len(notices) == 1
    told = asked(**{name: "1" * (most + 1), "changed": name})["refused"]
    assert f"{most + 1} characters" in told and f"at most {most} fit" in told


def test_lines_come_back_from_the_link_as_they_are() -> None:
    settings = Diary(pairs="the house / das Haus\n书 / the book")
    assert Diary.from_link(settings.to_link()) == (settings, [])


@given(st.text(st.characters(codec="utf-8"), max_size=LONGEST))
def test_the_size_is_that_in_a_link(text: str) -> None:
    written = len(urlencode({"": text})) - 1
    stars, waves = text.count("*"), text.count("~")  # which a browser writes the other way round
    assert link_size(text) == written - 2 * stars + 2 * waves


@given(st.text(max_size=LONGEST))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    spec = Diary.specs()["days"]
    try:
        form = spec.form(text)
    except TypedError as error:
        assert said(answers.Notice(error.text, error.values), str)
    else:
        assert spec.form(form) == form


def test_an_error_holds_the_beginning_of_a_value() -> None:
    error = TypedError("{part} in {line}", part="x" * 1000, line=3)
    assert error.values == {"part": "x" * QUOTED, "line": 3} and len(str(error)) < 2 * QUOTED
