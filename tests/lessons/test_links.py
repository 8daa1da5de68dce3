"""Links to every lesson: those that people send, those that somebody has mangled, and nonsense."""

from __future__ import annotations

import json
import math
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from em_figures import wire
from em_lesson.lesson import Lesson
from em_lesson.prose import ROOT
from em_lesson.rounds_text import parse_rounds
from lessons import GROUPS
from lessons.common.coins import CoinSettings
from tests.lessons.outline import numbers

LESSONS = [lesson for group in GROUPS.values() for lesson in group]


def listed(kind: str) -> list[Any]:
    """The links of this kind that the rooms' mirrors list, for every lesson; a room may have none."""
    out = []
    for lesson in LESSONS:
        if not (ROOT / "tests" / "lessons" / lesson.name / "links.py").exists():
            continue  # test_rooms.py says that it is missing
        links = getattr(import_module(f"tests.lessons.{lesson.name}.links"), kind, [])
        for i, link in enumerate(links):
            out.append(pytest.param(lesson, link, id=f"{lesson.name}-{i}-{str(link)[:60]}"))
    return out


def draw(lesson: Lesson[Any], link: dict[str, str]) -> tuple[Any, Any, list[Any]]:
    """The settings of the link, their screen as JSON, and the notices."""
    s, notices = lesson.settings.from_link(link)
    shown = lesson.screen(s, str)
    sent = [wire.full(panel.strip) for panel in shown.panels]
    assert all(map(math.isfinite, numbers(sent)))
    json.dumps(sent, allow_nan=False)
    assert "nan" not in " ".join(shown.captions).lower()
    return s, shown, notices


@pytest.mark.parametrize(("lesson", "link"), listed("GOOD"))
def test_every_kind_of_data_plays(lesson: Lesson[Any], link: dict[str, str]) -> None:
    s, _, notices = draw(lesson, link)
    assert notices == []
    back, again = lesson.settings.from_link(s.to_link())
    assert again == [] and back.to_link() == s.to_link()


@pytest.mark.parametrize(("lesson", "link"), listed("BAD"))
def test_a_bad_link_is_put_right_with_a_notice(lesson: Lesson[Any], link: dict[str, str]) -> None:
    s, shown, notices = draw(lesson, link)
    lacking = s.lacking(2) if hasattr(s, "lacking") else None
    strange = set(link) - lesson.settings.names()  # the page says so
    assert notices or lacking or strange or s.k >= len(shown.labels)
    for notice in notices:
        said = notice.text.format(**notice.values)
        assert "{" not in notice.text.format(**dict.fromkeys(notice.values, "")) and len(said) < 400
    if isinstance(s, CoinSettings):
        parse_rounds(s.rounds)
        assert all(given.low <= getattr(s, given.id) <= given.high for given in shown.inputs)


words = st.text(max_size=30) | st.sampled_from(["nan", "-inf", "1e308", "own", "0", "1,2;3,4", "9x2-abcdef"])
nonsense = st.dictionaries(st.text(max_size=8), words, max_size=3)


def mangled(lesson: Lesson[Any]) -> st.SearchStrategy[dict[str, str]]:
    names = st.sampled_from(sorted(lesson.settings.names()))
    return st.dictionaries(names, words, max_size=6).flatmap(lambda a: nonsense.map(lambda b: b | a))


def understood(lesson: Lesson[Any], link: dict[str, str]) -> None:
    s, notices = lesson.settings.from_link(link)
    back, again = lesson.settings.from_link(s.to_link())
    assert again == [] and back.to_link() == s.to_link()
    assert all(notice.text.format(**notice.values) for notice in notices)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_nonsense_in_a_link_ends_in_settings_that_are_links(lesson: Lesson[Any], data: Any) -> None:
    understood(lesson, data.draw(mangled(lesson)))


@pytest.mark.faults
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
@settings(max_examples=2000, deadline=None)
@given(data=st.data())
def test_thousands_of_nonsense_links(lesson: Lesson[Any], data: Any) -> None:
    understood(lesson, data.draw(mangled(lesson)))
