"""Lesson 10's own text: words of both languages, what is left out, and what cannot be read."""

from __future__ import annotations

import pytest

from em_lesson.typed_error import TypedError
from lessons.plsa.own_text import EXAMPLE, counted, tidy_pages, tidy_words, words_of


@pytest.mark.parametrize(("line", "words"), [
    ("The sea, the Sea!", ["the", "sea", "the", "sea"]),
    ("学而时习之，不亦说乎", list("学而时习之不亦说乎")),
    ("EM算法 2 步", ["em", "算", "法", "2", "步"]),
    ("don’t well-known", ["don’t", "well-known"]),
    ("ＡＢＣ", ["abc"]),
    ("…!?", []),
])  # fmt: skip
def test_words(line: str, words: list[str]) -> None:
    assert words_of(line) == words


def test_pages_are_lines_that_have_words() -> None:
    assert tidy_pages(" a  b \n\n ... \n c") == "a b\nc"
    assert tidy_pages(tidy_pages(EXAMPLE)) == tidy_pages(EXAMPLE) == EXAMPLE
    for text in ("", "one line", "a\n!!", "\n".join("abcdefghijklm")):
        with pytest.raises(TypedError):
            tidy_pages(text)


def test_the_most_frequent_words_are_counted_and_some_left_out() -> None:
    assert counted("a b a\nb c c c", tidy_words("B")) == (("c", "a"), [[0, 2], [3, 0]])
    names, counts = counted("\n".join(["a b c d e f g h i j k l m n o p", "p p"]), "")
    assert len(names) == 14 and names[0] == "p" and counts[1] == [2, *[0] * 13]


def test_where_every_word_is_left_out_none_is() -> None:
    assert counted("a\na", "a") == (("a",), [[1], [1]])
