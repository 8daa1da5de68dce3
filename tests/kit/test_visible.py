"""What cannot be seen is named by its code point; what can be seen stays as it is."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson.visible import visible

ANY = st.text(st.characters(exclude_categories=()))  # with controls, halves of pairs and unassigned ones
INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1\u200b2", "1⟨U+200B⟩2"),
        ("\ufeff1.5", "⟨U+FEFF⟩1.5"),
        ("1\u00ad000", "1⟨U+00AD⟩000"),
        ("\u202e12", "⟨U+202E⟩12"),
        ("\u20661\u2069", "⟨U+2066⟩1⟨U+2069⟩"),
        ("1\x002", "1⟨U+0000⟩2"),
        ("1\x7f", "1⟨U+007F⟩"),
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("\ud800", "⟨U+D800⟩"),
        ("\ue000", "⟨U+E000⟩"),
        ("\U000e0031", "⟨U+E0031⟩"),
        ("5\ufe0f", "5⟨U+FE0F⟩"),
        ("\u3164", "⟨U+3164⟩"),
        ("a\tb\r\nc", "a b  c"),
        ("1\u00a0234", "1\u00a0234"),
        ("\u2212３，４", "\u2212３，４"),
    ],
)
def test_a_character_is_named(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["", "x", "身高（厘米）", "Größe", "naïve e\u0301", "κλίση", "😀", "`a`*b*"])
def test_plain_text_is_unchanged(text: str) -> None:
    assert visible(text) == text


@given(ANY)
def test_nothing_invisible_is_left_and_twice_is_once(text: str) -> None:
    shown = visible(text)
    assert not INVISIBLE & set(map(unicodedata.category, shown))
    assert visible(shown) == shown


@given(ANY.filter(lambda text: "\u27e8" not in text))
def test_the_names_tell_the_text(text: str) -> None:
    """Put back, the named characters give the text again: nothing is lost, nothing else is changed."""
    back = re.sub(r"\u27e8U\+([0-9A-F]{4,6})\u27e9", lambda found: chr(int(found[1], 16)), visible(text))
    assert back == re.sub(r"[\t\n\r]", " ", text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x10FF)))
def test_letters_of_any_script_are_unchanged(text: str) -> None:
    assert visible(text) == text
