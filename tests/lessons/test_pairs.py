"""The two languages agree: ids, formulas, numbers, links, and which English a text was written from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from em_lesson import prose as text
from em_lesson.prose import ROOMS, load
from tests.lessons.files import LINK, NAMES, formulas, pieces, places, source
from tests.lessons.stages import LESSONS

lessons = pytest.mark.parametrize("name", NAMES)
PATHS = {lesson.path: lesson for lesson in LESSONS}
NAMED = {lesson.name: lesson for lesson in LESSONS}


def displayed(where: str, name: str, lang: str) -> list[str]:
    return [formula for formula in formulas(pieces(name, lang)[where].text) if formula.startswith("$$")]


def test_every_lesson_has_its_text() -> None:
    assert sorted(path.parent.name for path in ROOMS.glob("*/zh.md")) == NAMES
    assert sorted(lesson.name for lesson in PATHS.values()) == NAMES


@lessons
def test_ids_are_the_same_in_the_same_order(name: str) -> None:
    en, zh = load(name, "en"), load(name, "zh")
    assert list(en.sections) == list(zh.sections)
    assert list(en.questions) == list(zh.questions)
    assert re.findall("<!-- (?:section|predict).*", source(name, "en")) == re.findall(
        "<!-- (?:section|predict).*", source(name, "zh")
    )


@lessons
def test_sections_have_the_same_parts_and_are_folded_at_the_same_places(name: str) -> None:
    def shape(lang: str) -> list[Any]:
        lesson = load(name, lang)
        parts = list(dict.fromkeys(lesson.parts.values()))
        return [
            (where, parts.index(lesson.parts[where]), [bool(half) for half in text.folded(section)],
             section.count("<!--"))
            for where, section in lesson.sections.items()
        ]  # fmt: skip

    assert shape("en") == shape("zh")


def test_another_part_and_another_fold_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = "# T\n<!-- part: A -->\n<!-- section: a -->\nx\n<!-- section: b -->\ny\n<!-- more -->\nz\n"
    moved = base.replace("<!-- part: A -->\n", "").replace("x\n", "x\n<!-- part: A -->\n")
    unfolded, twice = base.replace("<!-- more -->\n", ""), base.replace("y", "y\n<!-- more -->\n")
    monkeypatch.setattr(text, "ROOMS", tmp_path)
    for i, other in enumerate((base, moved, unfolded, twice)):
        (tmp_path / f"r{i}").mkdir()
        for lang, written in (("en", base), ("zh", other)):
            (tmp_path / f"r{i}" / f"{lang}.md").write_text(written, "utf-8")
    test_sections_have_the_same_parts_and_are_folded_at_the_same_places("r0")
    for i in (1, 2, 3):
        with pytest.raises(AssertionError):
            test_sections_have_the_same_parts_and_are_folded_at_the_same_places(f"r{i}")


@lessons
def test_answers_stand_in_the_same_order(name: str) -> None:
    def rights(lang: str) -> list[list[bool]]:
        questions = load(name, lang).questions.values()
        return [[answer.right for answer in question.answers] for question in questions]

    assert rights("en") == rights("zh")


@lessons
def test_formulas_are_the_same(name: str) -> None:
    for where, piece in pieces(name, "en").items():
        other = pieces(name, "zh")[where].text
        assert set(formulas(piece.text)) == set(formulas(other)), where
        assert displayed(where, name, "en") == displayed(where, name, "zh"), where


@lessons
def test_the_same_numbers_are_quoted_in_the_same_formats(name: str) -> None:
    for where, piece in pieces(name, "en").items():
        assert places(piece.text) == places(pieces(name, "zh")[where].text), where


@lessons
def test_tables_and_headings_have_the_same_shape(name: str) -> None:
    def shape(text: str) -> list[int]:
        lines = text.splitlines()
        return [line.count("|") for line in lines if line.startswith("|")] + [
            -1 for line in lines if line.startswith("## ")
        ]

    for where, piece in pieces(name, "en").items():
        assert shape(piece.text) == shape(pieces(name, "zh")[where].text), where


def astray(link: str, lang: str, staged: bool) -> list[str]:
    """What is wrong with an address: it leads to a lesson in this language, or is done on a stage."""
    path, _, query = link.partition("?")
    if link[0] in "?#":
        found = [] if staged else [f"{link}: there is no stage on which it could be done"]
        return found + [f"{link}: in place, and says the language"] * ("lang" in dict(parse_qsl(query)))
    if path.removeprefix("/") not in PATHS or path[0] != "/":
        return [f"{link}: there is no such lesson"]
    return [] if query.startswith(f"lang={lang}") else [f"{link}: does not keep the language {lang}"]


@lessons
def test_links_lead_to_lessons_and_keep_the_language(name: str) -> None:
    found = {lang: LINK.findall(source(name, lang)) for lang in ("en", "zh")}
    for lang, links in found.items():
        assert [said for link in links for said in astray(link, lang, bool(NAMED[name].scenes))] == []
    assert [link.replace("lang=en", "lang=zh") for link in found["en"]] == found["zh"]


@pytest.mark.parametrize("link", ["?k=1&lang=en", "/nowhere?lang=en", "/gmm", "/gmm?lang=zh", "gmm?lang=en",
                                  "https://example.org"])  # fmt: skip
def test_a_link_that_leads_astray_is_found(link: str) -> None:
    assert len(astray(link, "en", True)) == 1
    for good in ("?k=1", "#kl", "/gmm?lang=en&k=1"):
        assert astray(good, "en", True) == []
    assert len(astray("?k=1", "en", False)) == len(astray("#kl", "en", False)) == 1


@lessons
def test_lessons_are_called_by_the_number_of_their_place(name: str) -> None:
    for lang in ("en", "zh"):
        found = re.findall(r"\[([^]]*?(\d\d)[^]]*)\]\(/([a-z-]+)", source(name, lang))
        for said, number, path in found:
            assert list(PATHS).index(path) == int(number), said


# Which lessons the texts call by their number alone, without a link that would say which one is meant.
MENTIONED = {
    "coin_mle": {"hidden_coin"},
    "hard_soft": {"coin_mle", "hidden_coin"},
    "hmm": {"hard_soft", "heights"},
    "hidden_coin": {"coin_mle", "hard_soft", "jensen", "lower_bound", "coordinate_ascent"},
    "jensen": {"coin_mle"},
    "lower_bound": {"coin_mle", "hard_soft", "jensen"},
    "plsa": {"hard_soft"},
    "README": {"hard_soft", "coordinate_ascent", "kmeans", "heights", "gmm", "plsa", "word_alignment"},
}
NUMBER = re.compile(r"(?<![\w.,])0[1-9](?!\w|\.\d)|(?<=[Ll]esson )\d\d|(?<=第 )\d\d(?= 课)")


def mentioned(written: str) -> set[str]:
    """The lessons whose numbers stand in a text outside its links."""
    places, bare = list(PATHS.values()), re.sub(r"\[[^]]*\]\(/[^)]*\)", "", written)
    return {places[int(number)].name for number in NUMBER.findall(bare)}


def test_what_is_called_by_a_number_alone_is_still_the_lesson_that_is_meant() -> None:
    """After a lesson has moved: mend the numbers in these texts; after a new mention: MENTIONED."""
    for name in NAMES:
        for lang in ("en", "zh"):
            assert mentioned(source(name, lang)) == MENTIONED.get(name, set()), (name, lang)
    readme = (ROOMS.parent / "README.md").read_text("utf-8")
    named = re.sub(r"[Ll]essons (\d\d) (?:to|and) (\d\d)", r"lesson \1, lesson \2", readme)
    assert mentioned(named) == MENTIONED["README"]


def misread(link: str) -> list[str]:
    """What another lesson does not understand of a link to it; test_story.py has the links done in place."""
    path, _, query = link.partition("?")
    lesson, asked = PATHS[path.removeprefix("/")], dict(parse_qsl(query))
    del asked["lang"]
    _, settings, notices = lesson.opening(asked)
    asked.pop("scene", None)
    unread = [name for name, text in asked.items() if settings.to_link().get(name) != text]
    return [notice.text.format(**notice.values) for notice in notices] + unread


@lessons
def test_links_to_a_screen_are_understood(name: str) -> None:
    for link in LINK.findall(source(name, "en")):
        assert link[0] != "/" or misread(link) == [], link


@pytest.mark.parametrize("link", [
    "/gmm?lang=en&strange=1", "/gmm?lang=en&k=x", "/heights?lang=en&scene=nowhere",
    "/heights?lang=en&scene=humps&m=65", "/heights?lang=en&distance=5",
])  # fmt: skip
def test_a_link_that_is_misread_is_found(link: str) -> None:
    assert misread(link)
    assert misread("/heights?lang=en&scene=humps&distance=5") == misread("/gmm?lang=en&k=2") == []


@lessons
def test_the_chinese_was_written_from_this_english(name: str) -> None:
    """After a change: bring the other language up to date, then `make stamp`."""
    assert source(name, "zh").splitlines()[1] == text.source_line(name)


@lessons
def test_one_sentence_asks_the_lessons_question(name: str) -> None:
    for lang, end in (("en", "?"), ("zh", "？")):
        question = load(name, lang).sections["question"]
        assert question.endswith(end) and question.count(end) == 1 and "\n" not in question
        assert not re.search(r"[。！]|[.!] ", question), question
