"""The stories beside a stage: how long, what words do there, what questions look like."""

from __future__ import annotations

from typing import Any

import pytest

from em_lesson import inline
from em_lesson.lesson import Lesson
from em_lesson.prose import load, render
from em_lesson.scene import Scene
from tests.lessons import story
from tests.lessons.files import LANGUAGES, LINK, facts, places, source
from tests.lessons.stages import STAGED, ask
from tests.lessons.story import (
    folded_share,
    left_standing,
    long_decimals,
    marks,
    running,
    size,
    too_long,
    undone,
    unprinted,
)

SCENES = [(lesson, scene, lang) for lesson in STAGED for scene in lesson.scenes for lang in LANGUAGES]
NAMES = [lesson.name for lesson in STAGED]

told = pytest.mark.parametrize(
    ("lesson", "scene", "lang"), SCENES,
    ids=lambda value: value if isinstance(value, str) else getattr(value, "id", "") or value.name,
)  # fmt: skip
files = pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in NAMES for lang in LANGUAGES])


@told
def test_a_scene_is_short_and_begins_with_what_to_do(
    lesson: Lesson[Any], scene: Scene, lang: str
) -> None:
    section = render(load(lesson.name, lang).sections[scene.id], facts(lesson.name))
    assert too_long(section, lang) == []


@files
def test_at_most_a_quarter_is_folded(name: str, lang: str) -> None:
    sections = {where: render(text, facts(name)) for where, text in load(name, lang).sections.items()}
    del sections["question"]
    assert folded_share(sections.values(), lang) <= story.FOLDED


@files
def test_what_is_said_has_three_decimals_at_most(name: str, lang: str) -> None:
    lesson = load(name, lang)
    for where, section in lesson.sections.items():
        assert long_decimals(render(section, facts(name))) == [], where
    for where, question in lesson.questions.items():
        for piece, text in story.pieces_of(question):
            assert long_decimals(render(text, facts(name))) == [], f"{where}: {piece}"


@files
def test_facts_are_numbers_and_every_place_says_how_they_are_printed(name: str, lang: str) -> None:
    assert unprinted(facts(name), places(source(name, lang))) == []


@told
def test_words_do_what_they_say(lesson: Lesson[Any], scene: Scene, lang: str) -> None:
    text = load(lesson.name, lang)
    there = marks(ask(lesson, {"scene": scene.id})["document"])
    said = [text.sections[scene.id]]
    if scene.question:
        said += [piece for _, piece in story.pieces_of(text.questions[scene.question])]
    for target in LINK.findall("\n".join(said)):
        assert target.startswith("/") or undone(lesson, scene.id, target, there) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("lesson", STAGED, ids=lambda lesson: lesson.name)
def test_the_lessons_question_has_no_stage_yet(lesson: Lesson[Any], lang: str) -> None:
    assert not LINK.findall(load(lesson.name, lang).sections["question"])


@files
def test_questions_leave_no_markup_standing(name: str, lang: str) -> None:
    for where, question in load(name, lang).questions.items():
        for piece, text in story.pieces_of(question):
            made = inline.paragraphs(render(text, facts(name)))
            assert left_standing(made) == [], f"{where}: {piece}"
            assert "{{" not in made and made, f"{where}: {piece}"


@pytest.mark.parametrize("name", NAMES)
def test_parts_are_named_in_the_language_of_their_text(name: str) -> None:
    for part in set(load(name, "zh").parts.values()) - {""}:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in part), part
    for lang in LANGUAGES:
        parts = load(name, lang).parts
        assert parts["question"] == "" and parts["play"] != "", "the first part begins with the first scene"


# ---- each rule, seen to fail ---------------------------------------------------------------------

FORTY = "word " * 40


@pytest.mark.parametrize(("text", "words"), [
    ("## A title\n\nfour words of text", 4),
    ("with $x_1 + y$ and\n\n$$\na b c\n$$\n\nmore", 4),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n\nbelow", 1),
    ("[two words](?k=1&a=0.2) more", 3),
    ("- first\n- **second** item", 3),
    ("a – b = c", 3),
])  # fmt: skip
def test_words_are_counted_as_they_are_read(text: str, words: int) -> None:
    assert size(text, "en") == words


def test_characters_are_counted_in_chinese() -> None:
    assert size("## 标题\n\n下界（ELBO）在 $\\theta$ 处[相切](#kl)。\n\n$$\n对数\n$$", "zh") == 6
    assert running("[相切](#kl)") == "[相切]"


@pytest.mark.parametrize("section", [
    "## T\n\nDo this.\n\n" + "word " * 37,
    "## T\n\nDo this.\n\n" + "word " * 119,
    "## T\n\n" + "word " * 41,
    "## T\n\n- one\n- two\n\n" + FORTY,
    "## T\n\nDo this.\n\n" + "word " * 30 + "\n\n<!-- more -->\n" + FORTY,
])  # fmt: skip
def test_a_scene_of_the_wrong_length_is_found(section: str) -> None:
    assert too_long("## T\n\nDo this.\n\n" + FORTY, "en") == []
    assert too_long("## T\n\nDo this.\n\n" + "word " * 118, "en") == []
    assert len(too_long(section, "en")) == 1


@pytest.mark.parametrize("section", ["做。\n\n" + "字" * 58, "做。\n\n" + "字" * 200, "字" * 61])
def test_a_chinese_scene_of_the_wrong_length_is_found(section: str) -> None:
    for count in (59, 199):
        assert too_long("## T\n\n做。\n\n" + "字" * count, "zh") == []
    assert len(too_long("## T\n\n" + section, "zh")) == 1


def test_too_much_that_is_folded_is_found() -> None:
    shown = "## T\n\n" + "word " * 75
    assert folded_share([shown, "## U\n\n<!-- more -->\n" + "word " * 25], "en") == 0.25 == story.FOLDED
    assert folded_share([shown, "## U\n\n<!-- more -->\n" + "word " * 26], "en") > story.FOLDED


@pytest.mark.parametrize("text", ["it is 0.1234", "$x = .00001$", "$$\nx = 1.2345\n$$", "- 3.14159"])
def test_a_number_of_four_decimals_is_found(text: str) -> None:
    assert len(long_decimals(text)) == 1
    assert long_decimals("1.234 and 12345 and [x](?a=0.12345)\n| 0.12345 |\n") == []


@pytest.mark.parametrize(("known", "quoted"), [
    ({"a": "0.5"}, {("a", "")}), ({"a": None}, {("a", "")}), ({"a": True}, {("a", "")}),
    ({"a": float("nan")}, {("a", ".1f")}), ({"a": ""}, {("a", "")}), ({"a": 0.5}, {("a", ""), ("a", ".1f")}),
])  # fmt: skip
def test_a_fact_that_is_no_number_and_a_place_without_format_are_found(
    known: dict[str, Any], quoted: set[tuple[str, str]]
) -> None:
    assert len(unprinted(known, quoted)) == 1
    assert unprinted({"a": 1, "b": 0.5, "c": "three"}, {("a", ""), ("b", ".1f"), ("c", "")}) == []


@pytest.mark.parametrize("target", [
    "#nowhere", "#", "?k=999", "?k=-2", "?k=x", "?scene=nowhere", "?scene=", "?strange=1", "?m1=7000", "?x=",
    "?distance=5", "?scene=humps&unit=cm", "?k=1&lang=en",
])  # fmt: skip
def test_a_link_that_does_nothing_is_found(target: str) -> None:
    lesson = next(lesson for lesson in STAGED if lesson.name == "heights")
    there = marks(ask(lesson, {"scene": "play"})["document"])
    assert {"data", "sum"} <= there
    for good in ("#sum", "?k=98", "?m1=66&k=1", "?scene=humps&distance=5&k=2", "?scene=free&k=1"):
        assert undone(lesson, "play", good, there) == []
    assert undone(lesson, "play", target, there)


def test_marks_are_names_of_traces_and_of_pieces_of_markup() -> None:
    views = {"one": '<b data-mark="row">x</b>', "two": '<i data-mark="col">y</i>'}
    bases = [{"data": [{"meta": "kl"}, {"x": 1}]}, {"views": views}]
    assert marks({"panels": [{"strip": {"base": base}} for base in bases]}) == {"kl", "row", "col"}


@pytest.mark.parametrize("text", [
    "a * b", "**下界。**然后*", "it costs $5", "[text] (link)", "`code", "- a list\n- of two",
    "1. first\n2. second", "| a | b |", "# head", "a ] b",
])  # fmt: skip
def test_markup_that_is_left_standing_in_a_question_is_found(text: str) -> None:
    assert left_standing(inline.paragraphs(text))
    good = "**b** *i* `a * b` [x](#kl) $a_1 * [b]$, 3.5 - 2"
    assert left_standing(inline.paragraphs(good)) == []
