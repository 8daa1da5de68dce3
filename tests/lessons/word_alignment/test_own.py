"""Pairs that a learner types: tidied, or refused in words that name the line; and entries set by hand."""

from __future__ import annotations

import pytest

from em_lesson.typed_error import TypedError
from lessons.word_alignment.own_text import EXAMPLE, tidy_pairs, typed_pairs
from lessons.word_alignment.runs import alignment, start, within
from lessons.word_alignment.settings import Settings


def test_pairs_are_tidied_and_a_tidy_text_stays() -> None:
    assert tidy_pairs("  das   Haus/the house \n\n 我 喝 茶 ／ I drink  tea\n") == (
        "das Haus / the house\n我 喝 茶 / I drink tea"
    )
    assert tidy_pairs(EXAMPLE) == EXAMPLE
    assert typed_pairs(EXAMPLE)[2] == ("你 喝 茶", "you drink tea")


@pytest.mark.parametrize(("text", "said"), [
    ("", "no sentences"),
    ("a / b\ndas Haus", "Line 2 (“das Haus”)"),
    ("a / b / c", "must have one “/”"),
    ("a / b\n\n / c", "Line 3 (“/ c”)"),
    ("\n".join(["a / b"] * 13), "13 pairs; at most 12"),
    (" ".join("a" * 17) + " / b", "17 words; at most 16"),
    ("布什与沙龙举行了会谈布什与沙龙举行了会谈布什 / Bush", "at most 20 letters"),
    ("a NULL / b", "name of the empty word"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(TypedError) as refused:
        tidy_pairs(text)
    assert said in str(refused.value)


def test_own_pairs_are_aligned_in_both_directions_and_with_null() -> None:
    own = Settings(data="own", own="a b / c\nb / d", start="hand", row=2, col=2, p=0.9)
    for settings in (own, own.with_(null=True), own.with_(swap=True), own.with_(beta="inf", null=True)):
        shown = alignment(settings)
        assert len(shown) > 2 and shown.table(0)[1 + settings.null, 1] == pytest.approx(0.9)


def test_a_single_target_word_leaves_nothing_to_set() -> None:
    one = Settings(data="own", own="a / b", start="hand", p=0.3)
    assert start(one).table.tolist() == [[1]]
    assert within(one) == {"row": None, "col": None, "p": None}


def test_other_words_come_with_their_first_entry() -> None:
    far = Settings(data="bush", start="hand", row=9, col=9)
    assert far.inside() == far and far.with_(data="haus").inside().row == 4
    assert (far.after("data").row, far.after("data").col) == (1, 1) and far.after("p") == far
