"""Lesson 10's own text: words of both languages, what is left out, and what cannot be read."""

from __future__ import annotations

import pytest

from em_lesson.lines import Lines, read_lines
from em_lesson.typed_error import TypedError
from lessons.plsa.data import pile
from lessons.plsa.own_text import EXAMPLE, check, counted, tidy_words, words_of
from lessons.plsa.settings import Settings
from tests.lessons.largest import counts_of


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
    assert counted([" a  b ", "...", " c"], "") == (("a", "b", "c"), [[1, 1, 0], [0, 0, 1]], ())
    check(EXAMPLE.splitlines())
    for text in ("", "one line", "a\n!!", "\n".join(["a"] * 51)):
        with pytest.raises(TypedError):
            check(text.splitlines())


def test_the_most_frequent_words_are_counted_and_some_left_out() -> None:
    assert counted(["a b a", "b c c c"], tidy_words("B")) == (("c", "a"), [[0, 2], [3, 0]], ())
    names, counts, _ = counted(["a b c d e f g h i j k l m n o p", "p p"], "")
    assert len(names) == 14 and names[0] == "p" and counts[1] == [2, *[0] * 13]


def test_where_every_word_is_left_out_none_is() -> None:
    assert counted(["a", "a"], "a") == (("a",), [[1], [1]], ())
    table = ["a,b", "1,2", "0,3"]
    assert counted(table, "a b") == counted(table, "") == (("a", "b"), [[1, 2], [0, 3]], ())


TABLE = (("goal", "win"), [[4, 0], [2, 1]])


@pytest.mark.parametrize(("text", "pages"), [
    ("goal,win\n4,0\n2,1", ()),
    ("goal;win\n4;0\n2;1", ()),
    ("goal\twin\n4\t0\n2\t1", ()),
    ("goal win\n4  0\n2 1", ()),
    ("page, goal, win\nsport, 4, 0\nmixed, 2, 1", ("sport", "mixed")),
    ('"page","goal","win"\n"sport","4","0"\n"mixed","2","1"', ("sport", "mixed")),
    ("goal win\nsport 4 0\nmixed 2 1", ("sport", "mixed")),  # as R writes it
    ("goal，win\n４，０\n2，1", ()),
    ("goal,never,win\n4,0,0\n2,0,1", ()),
])  # fmt: skip
def test_a_table_is_known_by_its_shape(text: str, pages: tuple[str, ...]) -> None:
    assert counted(text.splitlines(), "") == (*TABLE, pages)
    assert counted(text.splitlines(), "win").words == ("goal",)


def test_a_table_without_words_has_their_numbers() -> None:
    assert counted(["4 0 2", "2 0 0"], "") == (("1", "3"), [[4, 2], [2, 0]], ())
    assert counted(["x,4,0", "y,2,1"], "") == (("1", "2"), [[4, 0], [2, 1]], ("x", "y"))


@pytest.mark.parametrize("text", ["in 1984 we met\nin 2001 we parted", "a 1\nb c d 2 3 e"])
def test_a_text_with_numbers_is_a_text(text: str) -> None:
    assert "in" in (names := counted(text.splitlines(), "").words) or "a" in names


@pytest.mark.parametrize(("text", "said"), [
    ("a,b\n1,2,3\n1,2", "Line 1 has 2 cells and others have 3"),
    ("a,b\n1,2\n1,2,3", "Line 3 has 3 cells"),
    ("a,b\n1,2\n1,2.5", "Line 3 says “2.5”"),
    ("a,b,c\n1,2,3\n1,x,2", "Line 3 says “x”"),
    ("a,b\n-1,2\n1,2", "Line 2 says “-1”"),
    ("a,b\n1,10000\n1,2", "from 0 to 9999"),
    ("a,b\n0,0\n1,2", "All counts of line 2 are 0"),
    ("a,b\n1,2", "at least two pages"),
    ("\n".join(["1,2"] * 51), "51 pages are given; at most 50"),
    ("\n".join([",".join("w" * 501)] + [",".join("1" * 501)] * 2), "501 words; at most 500"),
])  # fmt: skip
def test_a_wrong_table_is_refused(text: str, said: str) -> None:
    notice = Settings.refuses(Lines(text.splitlines()))
    assert notice is not None and said in notice.text.format(**notice.values)


def test_a_table_of_fifty_pages_and_five_hundred_words_is_shown_in_part() -> None:
    lines = read_lines(counts_of(50, 500), 51)
    found = pile(Settings(data="own", lines=lines, without=""))
    assert found.counts.counts.shape == (50, 500) and found.many
    assert found.page_names(str)[0] == "page 1" and (len(found.rows), len(found.columns)) == (12, 8)
    assert pile(Settings(data="books")).columns == list(range(14))


def test_until_there_are_pages_the_example_is_shown_and_it_is_said() -> None:
    none = Settings(data="own")
    assert len(pile(none).counts.counts) == len(EXAMPLE.splitlines())
    notice = none.lacking()
    assert notice is not None and "the example" in notice.text
    assert none.with_own(Lines(["a b", "b c"])).lacking() is None and Settings().lacking() is None
