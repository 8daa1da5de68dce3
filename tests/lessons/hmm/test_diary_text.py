"""Typed diaries: what is read, and what is said of the rest."""

from __future__ import annotations

import pytest

from em_lesson.typed_error import TypedError
from lessons.hmm.diary_text import parse_diary, tidy_diary


@pytest.mark.parametrize("text", ["2 3 3 1", "2331", " 2,3, 3\n1 ", "２、３、３、１", "2;3|31"])
def test_a_diary_is_read_as_it_is_typed(text: str) -> None:
    assert parse_diary(text) == (2, 3, 3, 1)
    assert tidy_diary(text) == "2 3 3 1" == tidy_diary(tidy_diary(text))


@pytest.mark.parametrize(("text", "says"), [
    ("", "empty"), (" , ", "empty"), ("1 2 4", "Day 3: “4”"), ("1 x", "Day 2: “x”"), ("10", "Day 2: “0”"),
    ("-1.5", "Day 2: “5”"), ("1" * 61, "61 days; at most 60"),
])  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_day(text: str, says: str) -> None:
    with pytest.raises(TypedError, match=says):
        parse_diary(text)
