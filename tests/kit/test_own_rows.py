"""The learner's own rows: what a link carries, what stays in the session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from em_lesson import own_rows as own_data
from em_lesson.own_rows import OwnData, format_rows, parse_rows
from em_lesson.settings import choice


@dataclass(frozen=True)
class Lesson(OwnData):
    data: str = choice("a", "a", "own")


def test_rows_survive_the_link() -> None:
    rows = np.array([[1.5, -2.25], [3e-7, 4e9]])
    np.testing.assert_array_equal(parse_rows(format_rows(rows)), rows)
    settings, notices = Lesson.from_link({"data": "own", "points": "1.5,-2.25;3,4"})
    assert notices == [] and settings.to_link()["points"] == "1.5,-2.25;3,4"
    found = own_data.rows_of(settings, 2)
    assert found is not None and found.rows.tolist() == [[1.5, -2.25], [3, 4]]
    assert own_data.rows_of(settings, 1) is None


@pytest.mark.parametrize(
    "text", ["x", "1,2;3", "1,nan", "1,inf", "1e200,2", "1,2;" * 61, ";", "1,,2", "<b>,1", "1e999,1"]
)
def test_points_that_cannot_be_read_are_told(text: str) -> None:
    settings, (notice,) = Lesson.from_link({"data": "own", "points": text})
    assert settings.points == "" and "cannot be read" in notice.text


@pytest.mark.parametrize("text", ["../x", "12", "1x2-<b>", "x-" + "a" * 60, "-"])
def test_a_strange_name_is_refused(text: str) -> None:
    settings, notices = Lesson.from_link({"data": "own", "held": text})
    assert settings.held == "" and len(notices) == 1


def test_the_link_says_nothing_of_own_data_beside_a_preset() -> None:
    assert set(Lesson(points="1,2").to_link()) == {"data", "k"}
