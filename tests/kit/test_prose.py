"""Reading a content file, filling it in, and translating short strings."""

from __future__ import annotations

from pathlib import Path

import pytest

from em_lesson import prose as text
from em_lesson.prose import Answer, Question, folded, heading, load, parse, render, translator

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


@pytest.mark.parametrize(("place", "value", "shown"), [
    ("{{n}}", 12, "12"),
    ("{{n:.3f}}", 2 / 3, "0.667"),
    ("{{n:.0%}}", 0.655, "66%"),
    ("{{n:,}}", 12345, "12,345"),
    ("{{n:.1f}}", -2.25, "\u22122.2"),
    ("{{n:.3f}}", -0.0004, "0.000"),
    ("{{n:.3f}}", -0.0006, "\u22120.001"),
    ("{{n:.0%}}", -0.001, "0%"),
    ("{{n:.1f}}", -0.0, "0.0"),
    ("{{n}}", -3, "\u22123"),
    ("{{n}}", "as-is", "as-is"),
    ("$x = {{n:.1f}}$", -2.25, "$x = -2.2$"),
    ("$x = {{n:.3f}}$", -0.0004, "$x = 0.000$"),
    ("$a$ and {{n:.1f}}, $b$", -1.0, "$a$ and \u22121.0, $b$"),
    ("$$\nx = {{n:.1f}}\n$$", -1.0, "$$\nx = -1.0\n$$"),
    ("$$\na\n$$ {{n:.1f}} $b$", -1.0, "$$\na\n$$ \u22121.0 $b$"),
    ("$$\na\n$$ $b = {{n:.1f}}$", -1.0, "$$\na\n$$ $b = -1.0$"),
])  # fmt: skip
def test_a_number_is_written_as_its_place_says(place: str, value: object, shown: str) -> None:
    assert render(place, {"n": value}) == shown


@pytest.mark.parametrize(("place", "value"), [("{{n:.2q}}", 1.5), ("{{n:.2f}}", None), ("{{n:d}}", 1.5)])
def test_a_format_that_does_not_fit_is_an_error(place: str, value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        render(place, {"n": value})


PARTS = """# T

<!-- section: question -->
Why?

<!-- part: The first, and longest -->

<!-- section: play -->
## Play first

Shown.

<!-- more -->
Folded.

<!-- predict: q -->
Why?

<!-- section: on -->
Here ## is none.

<!-- part: 第二部分 -->
<!-- section: end -->
##No title
"""


def test_a_part_is_the_heading_of_the_sections_below_it() -> None:
    lesson = parse(PARTS)
    assert lesson.parts == {
        "question": "", "play": "The first, and longest", "on": "The first, and longest", "end": "第二部分",
    }  # fmt: skip
    assert "part:" not in "".join(lesson.sections.values()) + lesson.questions["q"].prompt
    assert parse("# T\n<!-- part: A -->\n<!-- section: x -->\ny").parts == {"x": "A"}


def test_a_sections_title_is_its_first_line() -> None:
    sections = parse(PARTS).sections
    assert {name: heading(section) for name, section in sections.items()} == {
        "question": "", "play": "Play first", "on": "", "end": "",
    }  # fmt: skip


def test_what_is_below_more_is_folded_away() -> None:
    sections = parse(PARTS).sections
    assert folded(sections["play"]) == ("## Play first\n\nShown.", "Folded.")
    assert folded(sections["on"]) == (sections["on"], "")


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


def test_e_step_is_not_broken_at_its_hyphen() -> None:
    """Not in code, in formulas, or where a link leads."""
    said = "The E-step, [M-step 1](?scene=e-step) and `E-step` of k-means: $a-b$ well-known, 1-2."
    assert render(said, {}) == (
        "The E-\u2060step, [M-\u2060step 1](?scene=e-step) and `E-step` of k-\u2060means: $a-b$ "
        "well-known, 1-2.")  # fmt: skip
