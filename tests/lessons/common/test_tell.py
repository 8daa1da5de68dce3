"""Every lesson has its facts."""

from __future__ import annotations

import pytest

from em_lesson.prose import ROOMS
from lessons.common.tell import pair
from lessons.home.lesson import lesson
from tests.lessons.files import NAMES, facts

# Worked out from the published data by hand or in an independent program.


def test_every_lesson_has_its_facts() -> None:
    assert sorted(path.parent.name for path in ROOMS.glob("*/facts.py")) == NAMES


def test_facts_are_computed_once_and_cannot_be_changed() -> None:
    assert lesson.known is lesson.known and dict(lesson.known) == facts("home")
    with pytest.raises(TypeError):
        lesson.known["slip_right"] = "0.490"  # type: ignore[index]


def test_two_coins_numbers_have_two_names() -> None:
    assert pair("a{}1", (0.25, 1)) == {"aa1": 0.25, "ab1": 1.0}
