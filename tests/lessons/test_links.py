"""Links to every lesson: those that people send, those that somebody has mangled, and nonsense."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from em_lesson import answers
from em_lesson.lesson import Lesson
from em_lesson.own_lines import OwnLines
from em_lesson.prose import ROOT
from em_lesson.rounds_text import parse_rounds
from lessons.common.coins import CoinSettings
from tests.lessons.stages import LESSONS, difference, plain, wrong


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


class Opened(NamedTuple):
    """What a link opens: the settings, how many half-steps there are, and what had to be put right."""

    settings: Any
    count: int
    notices: list[Any]


def draw(lesson: Lesson[Any], link: dict[str, str]) -> Opened:
    """What is shown at the link, and that it can be shown."""
    question = answers.read(lesson, link)
    if question.own:  # the rows are a session's, and this one lacks them
        assert plain(answers.answer(question)) == {"own": True}
        question = answers.read(lesson, link, {})
    found = plain(answers.answer(question))
    assert wrong(found["document"], 1 if lesson.single else 2) == []  # a first guess may be even
    assert question.scene.id == link.get("scene", lesson.all.id) or found["notices"]
    beyond = found["notices"][len(question.notices) :]  # of the half-step
    return Opened(question.settings, len(found["document"]["labels"]), [*question.notices, *beyond])


def again(lesson: Lesson[Any], link: dict[str, str]) -> tuple[dict[str, str], dict[str, str], list[Any]]:
    """The settings of the link, and what becomes of them when they are written and read again."""
    name, s, _ = lesson.opening(link)
    scene = lesson.scene(name)
    assert scene is not None
    back = lesson.opening({"scene": name, **difference(lesson, scene, s), "k": str(s.k)})
    assert back.scene == name
    return s.to_link(), back.settings.to_link(), back.notices


@pytest.mark.parametrize(("lesson", "link"), listed("GOOD"))
def test_every_kind_of_data_plays(lesson: Lesson[Any], link: dict[str, str]) -> None:
    assert draw(lesson, link).notices == []
    first, back, notices = again(lesson, link)
    assert notices == [] and back == first


@pytest.mark.parametrize(("lesson", "link"), listed("BAD"))
def test_a_bad_link_is_put_right_with_a_notice(lesson: Lesson[Any], link: dict[str, str]) -> None:
    s, count, notices = draw(lesson, link)
    lacking = None
    if hasattr(s, "lacking"):
        lacking = s.lacking() if isinstance(s, OwnLines) else s.lacking(2)
    strange = set(link) - lesson.settings.names() - {"scene"}  # the page says so
    assert notices or lacking or strange or s.k >= count
    for notice in notices:
        said = notice if isinstance(notice, str) else notice.text.format(**notice.values)
        assert len(said) < 400
        if notice is not said:
            assert "{" not in notice.text.format(**dict.fromkeys(notice.values, ""))
    if isinstance(s, CoinSettings):
        parse_rounds(s.rounds)


words = st.text(max_size=30) | st.sampled_from(["nan", "-inf", "1e308", "own", "0", "1,2;3,4", "9x2-abcdef"])
nonsense = st.dictionaries(st.text(max_size=8), words, max_size=3)


def mangled(lesson: Lesson[Any]) -> st.SearchStrategy[dict[str, str]]:
    names = st.sampled_from(sorted(lesson.settings.names()))
    links = st.dictionaries(names, words, max_size=6).flatmap(lambda a: nonsense.map(lambda b: b | a))
    scenes = words | st.sampled_from([scene.id for scene in (*lesson.scenes, lesson.all)])
    places = st.just({}) | scenes.map(lambda name: {"scene": name})
    return st.builds(lambda link, place: link | place, links, places)


def understood(lesson: Lesson[Any], link: dict[str, str]) -> None:
    first, back, notices = again(lesson, link)
    assert notices == [] and back == first
    assert all(notice.text.format(**notice.values) for notice in lesson.opening(link).notices)


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
