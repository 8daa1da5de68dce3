"""Pairs that a learner brings: read, or refused in words that name the line; and entries set by hand."""

from __future__ import annotations

from typing import Any

import pytest

from em_lesson.lines import IN_LINK, Lines, read_lines
from em_lesson.typed_error import link_size
from lessons.word_alignment.data import sentences
from lessons.word_alignment.own_text import EXAMPLE, PAIRS, VOCABULARY, own_pairs
from lessons.word_alignment.runs import LONGEST, alignment, far, longest, start, within
from lessons.word_alignment.settings import Settings
from tests.lessons.largest import pairs_of


def own(text: str, **more: Any) -> Settings:
    lines = read_lines(text, PAIRS)
    assert Settings.takes(lines)
    return Settings(data="own", lines=lines, **more)


def test_a_pair_is_a_line_however_its_blanks_and_its_slash_are_written() -> None:
    text = "  das   Haus/the house \n\n 我 喝 茶 ／ I drink  tea\n"
    assert sentences(own(text)) == (("das Haus", "the house"), ("我 喝 茶", "I drink tea"))
    assert own_pairs(EXAMPLE.splitlines())[2] == ("你 喝 茶", "you drink tea")


def test_until_there_are_pairs_the_example_is_shown_and_it_is_said() -> None:
    none = Settings(data="own")
    assert sentences(none) == own_pairs(EXAMPLE.splitlines())
    notice = none.lacking()
    assert notice is not None and "the example" in notice.text
    assert own("a / b").lacking() is None and Settings().lacking() is None
    held = Settings(data="own", held="200-abc").lacking()
    assert held is not None and "author's own" in held.text


@pytest.mark.parametrize(("text", "said"), [
    ("a / b\ndas Haus", "Line 2 (“das Haus”)"),
    ("a / b / c", "must have one “/”"),
    ("a / b\n / c", "Line 2 (“/ c”)"),
    ("\n".join(f"{' '.join(f'w{n}x{i}' for i in range(16))} / b" for n in range(63)), "1008 different words"),
    (" ".join("a" * 17) + " / b", "17 words; at most 16"),
    ("布什与沙龙举行了会谈布什与沙龙举行了会谈布什 / Bush", "at most 20 letters"),
    ("a NULL / b", "name of the empty word"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused(text: str, said: str) -> None:
    notice = Settings.refuses(Lines(line.strip() for line in text.splitlines()))
    assert notice is not None and said in notice.text.format(**notice.values)
    settings, notices = Settings.from_link({"data": "own", "lines": text})
    assert len(settings.lines) == 0 and len(notices) == 1
    assert notices[0].text == notice.text or link_size(text) > IN_LINK


def test_two_hundred_pairs_are_taken_and_no_more() -> None:
    assert len(sentences(own("\n".join(["a / b"] * PAIRS)))) == 200
    notice = Settings.refuses(Lines(["a / b"] * (PAIRS + 1)))
    assert notice is not None and notice.values == {"count": 201, "most": 200}


def test_short_lines_stand_in_the_link_and_long_ones_are_named() -> None:
    short = Settings().with_own(Lines(["a / b"]))
    assert short.to_link()["lines"] == "a / b" and Settings.from_link(short.to_link())[0] == short
    lines = read_lines(pairs_of(200), PAIRS)
    long = Settings(null=True).with_own(lines)
    link = long.to_link()
    assert (link["lines"], link["held"]) == ("", lines.name) and lines.name.startswith("200-")
    assert Settings.from_link(link, {lines.name: lines})[0] == long
    assert Settings.from_link(link)[0].lines == Lines(())


def test_a_run_on_many_pairs_is_shorter_and_one_on_few_as_long_as_ever() -> None:
    few, many = (alignment(own(text)).pairs for text in (EXAMPLE, pairs_of(200, 16)))
    assert (longest(few), far(few)) == (LONGEST, 400)
    assert 20 <= longest(many) < LONGEST and longest(many) <= far(many) < 400
    assert max(len(many.source), len(many.target)) <= VOCABULARY


def test_own_pairs_are_aligned_in_both_directions_and_with_null() -> None:
    mine = own("a b / c\nb / d", start="hand", row=2, col=2, p=0.9)
    for settings in (mine, mine.with_(null=True), mine.with_(swap=True), mine.with_(beta="inf", null=True)):
        shown = alignment(settings)
        assert len(shown) > 2 and shown.rows(0, [1 + settings.null])[0, 1] == pytest.approx(0.9)


def test_a_single_target_word_leaves_nothing_to_set() -> None:
    one = own("a / b", start="hand", p=0.3)
    assert start(one).table.tolist() == [[1]]
    assert within(one) == {"row": None, "col": None, "p": None}


def test_other_words_come_with_their_first_entry() -> None:
    far = Settings(data="bush", start="hand", row=9, col=9)
    assert far.inside() == far and far.with_(data="haus").inside().row == 4
    assert (far.after("data").row, far.after("data").col) == (1, 1) and far.after("p") == far
