"""The learner's own lines: a value in the settings, in the link when they are short, named there when not."""

from __future__ import annotations

import gc
import json
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson import answers
from em_lesson.answers import said
from em_lesson.lesson import Lesson
from em_lesson.lines import IN_LINK, MOST_BYTES, MOST_LINES, NO_LINES, Lines, lines_of_file, read_lines
from em_lesson.rows import Rows
from em_lesson.scene import LINES, Scene
from em_lesson.typed_error import TypedError, link_size
from tests.kit import toy
from tests.kit.pairs import MOST, WORDS, Counts, Words, picture, words

FEW = Lines(["the house / das Haus", "书 / the book"])
MANY = Lines(f"word{i} / Wort{i} und noch eins" for i in range(MOST))


def test_short_lines_stand_in_the_link_and_long_ones_are_named_there() -> None:
    few = Words().with_own(FEW)
    assert (few.data, few.held, few.to_link()["lines"]) == ("own", "", "\n".join(FEW.texts))
    assert Words.from_link(few.to_link()) == (few, [])
    many = Words().with_own(MANY)
    link = many.to_link()
    assert (link["lines"], link["held"]) == ("", MANY.name)
    assert Words.from_link(link, {MANY.name: MANY}) == (many, [])
    without = Words.from_link(link)[0]
    lacking = without.lacking()
    assert len(without.rows) == 0 and lacking is not None and lacking.values == {"n": str(MOST)}
    assert few.lacking() is None and many.lacking() is None and many.without_own().held == ""


def test_lines_are_what_they_hold() -> None:
    assert Lines(FEW.texts) == FEW and hash(FEW) == hash(Lines(FEW.texts))
    others = [Lines(FEW.texts[:1]), Lines(["the house", "das Haus"]), Lines([*FEW.texts, "x"]), NO_LINES]
    assert FEW not in others and len({other.name for other in [FEW, *others]}) == 5
    assert (NO_LINES.name, NO_LINES.text, len(NO_LINES)) == ("", "", 0)
    assert Rows([[1.0]]) != Lines(["1"])
    for text in ("", " a", "a\n", "a\nb", "a\u2028b"):
        with pytest.raises(ValueError, match="a line without blanks"):
            Lines([text])


def test_a_link_carries_lines_up_to_its_limit() -> None:
    for count, carried in ((IN_LINK - 3, True), (IN_LINK - 2, False)):
        lines = Lines(["/" + "x" * count])
        assert lines.in_link is carried is bool(lines.text)
    settings, (notice,) = Words.from_link({"data": "own", "lines": "/" + "x" * IN_LINK})
    assert settings.lines == NO_LINES and "more than 2000 characters" in said(notice, str)


@given(st.text(max_size=400))
def test_any_text_is_read_as_lines_or_refused_in_words(text: str) -> None:
    try:
        lines = read_lines(text)
    except TypedError as error:
        assert not text.strip() and error.text.format(**error.values)
    else:
        assert read_lines("\n".join(lines.texts)) == lines, "what is written is read back"
        json.dumps(lines.texts, ensure_ascii=False).encode()
        if lines.text:
            assert link_size(lines.text) <= IN_LINK
            got = Words.as_written({"data": "own", "lines": lines.text})[0]
            assert got.lines in (lines, NO_LINES)


@pytest.mark.parametrize(("text", "says"), [
    ("", "no text here"), (" \n\t\n", "no text here"), ("x\n" * (MOST_LINES + 1), "2001 lines; at most 2000"),
    ("é" * (MOST_BYTES // 2 + 1), "1.1 MB; at most 1 MB"),
])  # fmt: skip
def test_what_is_no_lines_is_told(text: str, says: str) -> None:
    with pytest.raises(TypedError, match=says):
        read_lines(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_its_encoding(encoding: str) -> None:
    text = "我们爱读书 / we love books\r\n\r\n  这是一本新的书 / this is a new book  \r\n" * 5
    lines, found = lines_of_file(text.encode(encoding))
    assert lines.texts[:2] == ("我们爱读书 / we love books", "这是一本新的书 / this is a new book")
    assert len(lines) == 10 and found == {"utf-8": "utf-8-sig"}.get(encoding, encoding)


@pytest.mark.parametrize("content", [b"PK\x03\x04docx", b"\xff\xfe\x00", b"%PDF-1.7", b"a\0b"])
def test_a_file_that_is_no_text_is_told(content: bytes) -> None:
    with pytest.raises(TypedError, match="not a plain text file"):
        lines_of_file(content)
    with pytest.raises(TypedError, match=r"1\.1 MB"):
        lines_of_file(content + b"x" * MOST_BYTES)


# ---- the lesson's own check ------------------------------------------------------------------------


def test_lines_of_a_link_that_the_lesson_cannot_read_are_left_out_and_it_is_said_why() -> None:
    settings, (notice,) = Words.from_link({"data": "own", "lines": "a / b\nc d"})
    assert settings == Words(data="own") and said(notice, str) == "Line 2: “c d” has no /."
    _, (notice,) = Words.from_link({"data": "own", "lines": "/\n" * (MOST + 1)})
    assert said(notice, str).startswith("There are 201 lines; at most 200")


def test_a_link_can_name_only_what_the_lesson_can_read() -> None:
    """The session holds the data of other lessons too."""
    for value in (Lines(["no stroke"]), Lines(["/"] * (MOST + 1)), Rows([[1.0, 2.0]])):
        settings, notices = Words.from_link({"data": "own", "held": value.name}, {value.name: value})
        assert settings.lines == NO_LINES and notices == []
    settings, _ = Counts.from_link({"data": "own", "held": FEW.name}, {FEW.name: FEW})
    assert len(settings.points) == 0
    assert Words.refuses(FEW) is None and Words.refuses(NO_LINES) is None


def test_the_check_is_made_once_for_each_set_of_lines() -> None:
    asked: list[Lines] = []

    class Once(Words):
        @classmethod
        def reads(cls, value: Lines) -> None:
            asked.append(value)

    lines = Lines(["x"])
    for _ in range(3):
        assert Once.takes(lines)
    assert asked == [lines]


def test_results_on_own_lines_go_with_the_lines() -> None:
    lines = Lines(["p / q"])
    shown = Words().with_own(lines)
    assert words(shown).texts[-1] == "1 lines: p / q" and words(shown) is words(shown.with_(k=2))
    assert words(Words(data="given", lines=lines)).texts[-1] == "none", "beside a preset they change nothing"
    kept = weakref.ref(lines)
    del lines, shown
    gc.collect()
    assert kept() is None


def test_lines_that_only_a_session_has_are_answered_there_alone() -> None:
    link = {**Words().with_own(MANY).to_link(), "scene": "own"}

    def asked(held: Any = None) -> Any:
        return json.loads(answers.answer(answers.read(WORDS, link, held)))

    assert asked() == {"own": True}
    assert "200 lines: word0" in asked({MANY.name: MANY})["document"]["captions"][0]
    assert "none" in asked({})["document"]["captions"][0]


def test_a_scene_that_loads_lines_is_of_a_lesson_that_holds_them() -> None:
    scenes = (Scene("own", words, [picture], rows=LINES),)
    with pytest.raises(ValueError, match="no OwnLines"):
        Lesson(name="toy", settings=toy.Settings, scenes=scenes)
    with pytest.raises(ValueError, match="no OwnData"):
        Lesson(name="toy", settings=Words, scenes=(Scene("own", words, [picture], rows=2),))
