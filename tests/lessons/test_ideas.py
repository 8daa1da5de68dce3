"""Wrong ideas are met by what a learner does, and docs/wrong-ideas.md says where."""

from __future__ import annotations

import pytest

from em_lesson import ideas
from em_lesson.ideas import IDEAS, Met, met, table
from em_lesson.lesson import Lesson
from em_lesson.prose import ROOT
from em_lesson.scene import Scene
from em_lesson.settings import Settings
from tests.lessons.stages import LESSONS, STAGED

MET = 23  # of the ideas, by nine lessons


def test_there_are_as_many_ideas_as_were_found_and_each_is_a_short_sentence() -> None:
    assert list(IDEAS) == list(range(1, 28)) and len(set(IDEAS.values())) == 27
    for idea in IDEAS.values():
        assert idea.endswith(".") and len(idea) <= 70, idea


@pytest.mark.parametrize("lesson", STAGED, ids=lambda lesson: lesson.name)
def test_a_scene_meets_ideas_that_there_are_by_an_act(lesson: Lesson[object]) -> None:
    assert wrong(lesson) == []


def wrong(lesson: Lesson[object]) -> list[str]:
    """Ideas that nobody has, that stand twice, and those that are met by words alone."""
    found = []
    for one in met([lesson]):
        if one.idea not in IDEAS or list(one.scene.meets).count(one.idea) > 1:
            found.append(f"{one.scene.id}: {one.idea}")
        if not one.act:
            found.append(f"{one.scene.id}: nothing to be done")
    return found


def test_an_unknown_idea_a_double_and_one_met_by_words_are_found() -> None:
    def lesson(**more: object) -> Lesson[Settings]:
        scene = Scene("play", len, [len], **({"question": "why"} | more))  # type: ignore[arg-type]
        return Lesson("x", Settings, scenes=[scene])

    assert wrong(lesson(meets=[1, 27])) == wrong(lesson()) == []
    assert len(wrong(lesson(meets=[28]))) == len(wrong(lesson(meets=[3], question=""))) == 1
    assert len(wrong(lesson(meets=[3, 3]))) == 2


def test_as_many_are_met_as_were_met_before() -> None:
    found = {one.idea for one in met(LESSONS)}
    assert MET <= len(found) <= len(IDEAS)


def test_the_table_is_up_to_date() -> None:
    """After a change: `python -m lessons`."""
    text = (ROOT / "docs" / "wrong-ideas.md").read_text("utf-8")
    assert text == table(LESSONS)
    assert "question" in text and "control: " in text and "/heights?scene=names" in text


def test_another_act_makes_it_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    before = table(LESSONS)
    monkeypatch.setattr(ideas.Met, "act", "dance")
    assert table(LESSONS) != before and isinstance(next(met(LESSONS)), Met)
