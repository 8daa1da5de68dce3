"""Every room of the house holds what a room holds, and its lesson does what a lesson does."""

from __future__ import annotations

from typing import Any

import pytest

from em_lesson import prose
from em_lesson.fields import Choice, Flag, Number, Typed
from em_lesson.lesson import Lesson
from em_lesson.settings import Settings
from tests.lessons.guarded import Undeclared, guarded
from tests.lessons.stages import LESSONS

ROOT = prose.ROOT
NAMED = {lesson.name: lesson for lesson in LESSONS}
FILES = {"__init__.py", "lesson.py", "settings.py", "runs.py", "facts.py", "en.md", "zh.md"}

every = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def folders(root: str) -> set[str]:
    return {path.name for path in (ROOT / root).iterdir() if path.is_dir() and path.name[0] not in "_."}


def test_every_room_is_in_the_list_and_has_its_mirror_among_the_tests() -> None:
    assert folders("lessons") == {*NAMED, "common"}
    assert len(NAMED) == len(LESSONS)
    assert folders("lessons") <= folders("tests/lessons")
    for name in NAMED:
        assert (ROOT / "tests" / "lessons" / name / "links.py").exists(), name


@every
def test_a_room_has_the_same_files_as_the_others(lesson: Lesson[Any]) -> None:
    assert FILES - {path.name for path in (ROOT / "lessons" / lesson.name).iterdir()} == set()


@every
def test_the_settings_have_the_same_name_in_every_room(lesson: Lesson[Any]) -> None:
    assert issubclass(lesson.settings, Settings)
    assert (lesson.settings.__name__, lesson.settings.__module__) == (
        "Settings", f"lessons.{lesson.name}.settings",
    )  # fmt: skip


@every
def test_options_have_names_and_the_start_is_one_of_them(lesson: Lesson[Any]) -> None:
    for name, spec in lesson.settings.specs().items():
        if isinstance(spec, Choice):
            assert getattr(lesson.settings(), name) in spec.options and all(spec.options.values())
        elif not isinstance(spec, (Number, Flag, Typed)):
            assert name in ("points", "held")


def test_the_guard_sees_what_is_not_named() -> None:
    s = guarded(NAMED["hard_soft"].settings(a=0.2), ("a", "data"))
    assert (s.a, s.data) == (0.2, "db") and s.with_(b=0.9).b == 0.9
    with pytest.raises(Undeclared, match="b is read"):
        _ = s.b
    with pytest.raises(Undeclared, match="data is read"):
        _ = guarded(s, ("a", "b")).data
    with pytest.raises(Undeclared):
        _ = guarded(s, ("a", "b")).b  # the function around it would not be called with it
