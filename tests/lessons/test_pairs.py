"""The two languages agree: ids, formulas, numbers, links, and which English a text was written from."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest

from em_lesson import prose as text
from em_lesson.prose import ROOMS, load
from lessons import GROUPS
from tests.lessons.files import NAMES, PLACE, formulas, pieces, source

lessons = pytest.mark.parametrize("name", NAMES)
PATHS = {lesson.path: lesson for group in GROUPS.values() for lesson in group}
LINK = re.compile(r"\[[^]]+\]\(([^)]+)\)")


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
def test_the_same_numbers_are_quoted(name: str) -> None:
    for where, piece in pieces(name, "en").items():
        assert set(PLACE.findall(piece.text)) == set(PLACE.findall(pieces(name, "zh")[where].text)), where


@lessons
def test_tables_and_headings_have_the_same_shape(name: str) -> None:
    def shape(text: str) -> list[int]:
        lines = text.splitlines()
        return [line.count("|") for line in lines if line.startswith("|")] + [
            -1 for line in lines if line.startswith("## ")
        ]

    for where, piece in pieces(name, "en").items():
        assert shape(piece.text) == shape(pieces(name, "zh")[where].text), where


@lessons
def test_links_lead_to_lessons_and_keep_the_language(name: str) -> None:
    known = {f"/{path}" for path in PATHS}
    found = {lang: LINK.findall(source(name, lang)) for lang in ("en", "zh")}
    for lang, links in found.items():
        for link in links:
            path, _, query = link.partition("?")
            assert path in known and query.startswith(f"lang={lang}"), link
    assert [link.replace("lang=en", "lang=zh") for link in found["en"]] == found["zh"]


@lessons
def test_lessons_are_called_by_the_number_of_their_place(name: str) -> None:
    for lang in ("en", "zh"):
        found = re.findall(r"\[([^]]*?(\d\d)[^]]*)\]\(/([a-z-]+)", source(name, lang))
        for said, number, path in found:
            assert list(PATHS).index(path) == int(number), said


@lessons
def test_links_to_a_screen_are_understood(name: str) -> None:
    for link in LINK.findall(source(name, "en")):
        path, _, query = link.partition("?")
        asked = dict(parse_qsl(query))
        del asked["lang"]
        settings, notices = PATHS[path.removeprefix("/")].settings.from_link(asked)
        assert notices == []
        assert asked.items() <= settings.to_link().items()


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
