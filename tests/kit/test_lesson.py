"""A lesson of scenes as a value: what it refuses, the scene that shows everything, and what a link opens."""

from __future__ import annotations

import re
from dataclasses import make_dataclass
from typing import Any

import pytest

from em_lesson.answers import said
from em_lesson.fields import flag
from em_lesson.lesson import TAKEN, Lesson
from em_lesson.prose import ROOT
from em_lesson.scene import FREE, Scene
from em_lesson.settings import Settings
from tests.kit import toy
from tests.kit.toy import count, lesson, loud, plot, table


def made(*scenes: Scene, settings: Any = toy.Settings) -> Lesson[Any]:
    return Lesson(name="other", settings=settings, scenes=scenes)


# ---- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["play", FREE])
def test_a_scene_stands_once_and_none_is_called_as_the_one_of_everything(name: str) -> None:
    with pytest.raises(ValueError, match=f"other: the scene '{name}' stands twice"):
        made(Scene("play", count, [plot]), Scene("mid", count, [plot]), Scene(name, count, [plot]))


@pytest.mark.parametrize("more", [
    {"knobs": ["a", "speed"]}, {"controls": ["speed"]}, {"opens": {"speed": 1}}, {"settled_by": {"speed": 1}},
], ids=lambda more: next(iter(more)))  # fmt: skip
def test_a_setting_that_does_not_exist_is_refused_wherever_it_is_named(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"other/play: there is no setting \['speed'\]"):
        made(Scene("play", count, [plot], **more))


def test_an_answer_is_shown_by_a_panel_of_its_scene() -> None:
    with pytest.raises(ValueError, match="other/play: settled_in must be one of its panels"):
        made(Scene("play", count, [plot], settled_in=table))


@pytest.mark.parametrize("panels", [[], [plot, table, loud, plot]], ids=len)
def test_a_stage_has_one_to_three_panels(panels: list[Any]) -> None:
    with pytest.raises(ValueError, match=rf"other/play: 1 to 3 panels, got {len(panels)}"):
        made(Scene("play", count, panels))
    for fits in (1, 2, 3):
        made(Scene("play", count, [plot, table, loud][:fits]))


def test_a_lesson_has_scenes() -> None:
    with pytest.raises(ValueError, match="other: there are no scenes"):
        made()


def test_a_single_scene_is_all_there_is_whatever_a_link_says() -> None:
    only = Scene("play", count, [plot])
    first = Lesson(name="other", settings=toy.Settings, scenes=[only], single=True)
    assert first.all is first.scene(FREE) is only
    for link in ({}, {"a": "0.25"}, {"scene": FREE}, {"scene": "play"}):
        opened = first.opening(link)
        assert (opened.scene, opened.notices) == ("play", [])
        assert opened.settings == toy.Settings(**({"a": 0.25} if link.get("a") else {}))
    for scenes in ([], [only, Scene("on", count, [plot])]):
        with pytest.raises(ValueError, match=f"other: a single scene is wanted, got {len(scenes)}"):
            Lesson(name="other", settings=toy.Settings, scenes=scenes, single=True)


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_no_setting_is_called_as_something_else_that_a_link_says(name: str) -> None:
    kind = make_dataclass("Settings", [(name, bool, flag(False))], bases=(Settings,), frozen=True)
    with pytest.raises(ValueError, match=rf"other: no setting may be called \['{name}'\]"):
        made(Scene("play", count, [plot]), settings=kind)


def test_what_a_link_and_a_question_say_beside_the_settings_is_taken() -> None:
    address = (ROOT / "em_ui" / "player" / "web" / "address.mjs").read_text("utf-8")
    ours = re.search(r"OURS = new Set\(\[(.+)\]\)", address)
    assert ours and {*re.findall(r'"(\w+)"', ours[1]), "light", "changed", "add", FREE} == TAKEN


# ---- everything at once --------------------------------------------------------------------------


def test_everything_at_once_has_each_panel_knob_and_control_where_it_stands_first() -> None:
    free = lesson.all
    assert (free.id, free.run, dict(free.opens), free.at, free.question) == (FREE, count, {}, 0, "")
    assert list(free.stage) == [plot, table, loud]
    assert list(free.knobs) == ["a"] and list(free.controls) == ["n", "data", "rounds", "loud"]
    assert lesson.scene(FREE) is free is lesson.all
    assert lesson.example(free) == toy.Settings()


def test_a_scene_is_found_by_its_id() -> None:
    assert [lesson.scene(scene.id) for scene in lesson.scenes] == list(lesson.scenes)
    assert lesson.scene("nowhere") is lesson.scene("") is None
    assert lesson.example(lesson.scenes[1]) == toy.Settings(n=5, a=0.75)


# ---- what a link opens ---------------------------------------------------------------------------


def opened(**params: str) -> tuple[str, Any, list[str]]:
    scene, settings, notices = lesson.opening(params)
    return scene, settings, [said(notice, str) for notice in notices]


def test_a_link_with_neither_scene_nor_settings_opens_the_first() -> None:
    assert opened() == opened(lang="zh") == opened(lang="xx", light="1", strange="1")
    assert opened() == ("play", toy.Settings(), [])


@pytest.mark.parametrize("link", [{"a": "0.125"}, {"k": "0"}, {"n": "3"}], ids=str)
def test_a_link_with_settings_and_no_scene_opens_everything(link: dict[str, str]) -> None:
    scene, settings, notices = opened(**link)
    assert (scene, notices) == (FREE, [])
    assert settings.to_link() == {**toy.Settings().to_link(), **link}


def test_a_scenes_link_says_what_differs_from_its_example() -> None:
    assert opened(scene="more") == ("more", toy.Settings(n=5, a=0.75), [])
    assert opened(scene="more", n="4", k="2") == ("more", toy.Settings(n=4, a=0.75, k=2), [])
    assert opened(scene=FREE, n="4") == (FREE, toy.Settings(n=4), [])
    assert opened(scene="play", n="3") == ("play", toy.Settings(), [])


@pytest.mark.parametrize("name", ["", "nowhere", "Play", "x" * 500])
def test_an_unknown_scene_opens_the_first_and_says_so(name: str) -> None:
    scene, settings, (notice,) = opened(scene=name, n="4")
    assert scene == "play" and settings == toy.Settings(n=4)
    assert notice.startswith(f"The link asks for the scene {name[:40]}, which") and len(notice) < 200


@pytest.mark.parametrize(("params", "field", "value", "says"), [
    ({"scene": "more", "a": "2"}, "a", 1.0, "between 0.0 and 1.0, so 1.0 is used"),
    ({"scene": "more", "a": "x"}, "a", 0.75, "0.75 is used"),
    ({"scene": "more", "n": "2.5"}, "n", 5, "not a whole number; 5 is used"),
    ({"scene": "late", "loud": "yes"}, "loud", True, "0 or 1, so 1 is used"),
    ({"data": "mine"}, "data", "given", "one of given, typed, own, so given is used"),
    ({"data": "typed", "rounds": "5/3"}, "rounds", "1/2", "1/2 is used"),
    ({"data": "own", "points": "1;x"}, "points", toy.Settings().points, "cannot be read"),
    ({"data": "own", "held": "<b>"}, "held", "", "not understood"),
    ({"k": "-1"}, "k", 0, "so 0 is used"),
])  # fmt: skip
def test_a_bad_value_gives_the_scenes_own_and_says_so(
    params: dict[str, str], field: str, value: Any, says: str
) -> None:
    scene, settings, (notice,) = opened(**params)
    assert scene == params.get("scene", FREE) and getattr(settings, field) == value and says in notice


def test_every_wrong_thing_has_a_notice_of_its_own() -> None:
    assert len(opened(scene="nowhere", a="2", n="x")[2]) == 3
