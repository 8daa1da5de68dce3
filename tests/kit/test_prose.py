"""Reading a content file, filling it in, and translating short strings."""

from __future__ import annotations

from pathlib import Path

import pytest

from em_lesson import prose as text
from em_lesson.prose import Answer, Question, load, parse, render, translator

Patch = pytest.MonkeyPatch

FILE = """# A title
<!-- source: 0 -->

<!-- section: one -->
First {{n}}.

Second $p$.

<!-- predict: q -->
What is
it?

- ( ) wrong
  > no,
  > because
- (x) right {{n}}
  > yes

reveal: there

<!-- section: two -->
Last.
"""


def test_a_file_is_cut_at_its_marks() -> None:
    lesson = parse(FILE)
    assert lesson.title == "A title"
    assert lesson.sections == {"one": "First {{n}}.\n\nSecond $p$.", "two": "Last."}
    assert lesson.questions == {
        "q": Question(
            "What is\nit?",
            (Answer("wrong", "no, because", False), Answer("right {{n}}", "yes", True)),
            "there",
        )
    }


def test_a_title_is_needed_and_ids_are_used_once() -> None:
    with pytest.raises(ValueError, match="# Title"):
        parse("no title")
    with pytest.raises(ValueError, match="'one' is used twice"):
        parse(FILE + "<!-- predict: one -->\nWhy?")


def test_places_are_filled_and_a_name_nobody_computes_is_an_error() -> None:
    assert render("{{n}} of {{m}}", {"n": "1"}, m="2") == "1 of 2"
    with pytest.raises(KeyError, match="other"):
        render("{{other}}", {"n": "1"})


def test_lessons_are_read_once() -> None:
    assert load("home", "en") is load("home", "en")


def test_english_translates_to_itself() -> None:
    assert translator("en")("Next half-step") == "Next half-step"


def test_short_strings_are_looked_up_and_unknown_ones_stay(tmp_path: Path, monkeypatch: Patch) -> None:
    (tmp_path / "shared.xx.po").write_text(
        'msgid "Next"\nmsgstr "Weiter"\n\nmsgid "Back"\nmsgstr ""\n', "utf-8"
    )
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "xx.po").write_text('msgid "Play"\nmsgstr "Los"\n', "utf-8")
    monkeypatch.setattr(text, "CONTENT", tmp_path)
    monkeypatch.setattr(text, "ROOMS", tmp_path)
    words = ["Next", "Back", "Play"]
    assert [*map(translator("xx"), words)] == ["Weiter", "Back", "Play"]
    assert [*map(translator("xx", "room"), words)] == ["Weiter", "Back", "Los"]
    assert [*map(translator("xx", "other"), words)] == ["Weiter", "Back", "Play"]


def test_a_stamp_follows_the_english_and_nothing_else(tmp_path: Path, monkeypatch: Patch) -> None:
    room = tmp_path / "x"
    room.mkdir()
    for lang in ("en", "zh"):
        (room / f"{lang}.md").write_text(FILE, "utf-8")
    monkeypatch.setattr(text, "ROOMS", tmp_path)
    text.stamp()
    stamped = (room / "zh.md").read_text("utf-8")
    assert stamped.splitlines()[1] == text.source_line("x") != "<!-- source: 0 -->"
    assert stamped.replace(text.source_line("x"), "<!-- source: 0 -->") == FILE
    (room / "en.md").write_text(FILE + "more", "utf-8")
    assert stamped.splitlines()[1] != text.source_line("x")
    unstamped = FILE.replace("<!-- source: 0 -->\n", "")
    (room / "zh.md").write_text(unstamped, "utf-8")
    text.stamp()
    assert (room / "zh.md").read_text("utf-8").splitlines()[:2] == ["# A title", text.source_line("x")]
    assert (room / "zh.md").read_text("utf-8").endswith(unstamped.partition("\n\n")[2])
