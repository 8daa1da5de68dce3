"""A message quotes what was typed so that it can be read: as code, with invisible characters named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson.rounds_text import parse_rounds
from em_lesson.settings import Settings
from em_lesson.typed_error import TypedError
from em_lesson.visible import visible
from em_ui.notices import quoted


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1\u200b2", "`1⟨U+200B⟩2`"),
        ("\ufeff1", "`⟨U+FEFF⟩1`"),
        ("1\x1c2", "`1⟨U+001C⟩2`"),  # a blank to str.split
        ("\u200b", "`⟨U+200B⟩`"),
        ("", "`\u2423`"),
        (" a\t b\n", "`a b`"),
        ("1\u00a0234", "`1 234`"),
        ("a`b", "`a\u02cbb`"),
        ("身高", "`身高`"),
        (1.5, "`1.5`"),
    ],
)
def test_a_value_is_code_in_which_everything_can_be_seen(value: object, shown: str) -> None:
    assert quoted("It says {given}.", {"given": value}) == f"It says {shown}."


@given(st.text())
def test_no_invisible_character_is_left(text: str) -> None:
    said = quoted("{given}", {"given": text})
    assert said == visible(said)


def test_a_value_in_a_link_is_named() -> None:
    _, (notice,) = Settings.from_link({"k": "1\u200b2"})
    assert "`1⟨U+200B⟩2`" in quoted(notice.text, notice.values)


def test_a_typed_round_is_named() -> None:
    with pytest.raises(TypedError) as caught:
        parse_rounds("5/10 9\u200b/10")
    assert "Round `2`: “`9⟨U+200B⟩/10`”" in quoted(caught.value.text, caught.value.values)
