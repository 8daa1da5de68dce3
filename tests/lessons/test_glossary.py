"""One thing has one name: the glossary's terms are used, introduced, and have no rivals."""

from __future__ import annotations

import re

import pytest

from em_lesson.prose import CONTENT
from tests.lessons.files import NAMES, source

ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
_, _, *ROWS = ROW.findall((CONTENT / "glossary.md").read_text("utf-8"))  # the first two are the table's head
terms = pytest.mark.parametrize(("english", "chinese", "note"), ROWS)


def plain(name: str, lang: str) -> str:
    return source(name, lang).replace("*", "").lower()


def everything(lang: str) -> str:
    return "\n".join(plain(name, lang) for name in NAMES)


def said(text: str) -> str:
    """What a Chinese text says in its own words: what stands in quotation marks is said by others."""
    return re.sub("“[^“”\n]*”", "", text)


def test_the_glossary_is_read() -> None:
    assert len(ROWS) >= 30
    assert len({chinese for _, chinese, _ in ROWS}) == len(ROWS)


@terms
def test_a_term_is_used_in_both_languages(english: str, chinese: str, note: str) -> None:
    assert english.lower() in everything("en")
    assert chinese.lower() in everything("zh")


@terms
def test_a_term_has_no_rival(english: str, chinese: str, note: str) -> None:
    rivals = re.search(r"not: ([^.]+)", note)
    for rival in rivals[1].split(",") if rivals else ():
        assert rival.strip().lower() not in said(everything("zh"))


def test_a_rival_may_only_be_quoted() -> None:
    assert "最大期望" in said("EM 又叫最大期望算法。") and "最大期望" in said("“EM”，最大期望，“E 步”")
    assert "最大期望" not in said("有的资料叫“最大期望”。")


@terms
def test_a_term_is_introduced_with_the_english_word(english: str, chinese: str, note: str) -> None:
    where = re.search(r"introduced: (\w+)", note)
    if where:
        both = f"{re.escape(chinese)}[（，]{re.escape(english)}[），]"
        assert re.search(both, plain(where[1], "zh"), re.IGNORECASE)


@terms
def test_what_a_student_searches_for_is_said_beside_the_term(english: str, chinese: str, note: str) -> None:
    names = re.search(r"also: ([^.]+)", note)
    if names:
        for name in names[1].split(", "):
            assert name.lower() in everything("zh")


@terms
def test_a_term_is_introduced_in_one_lesson_only(english: str, chinese: str, note: str) -> None:
    both = re.compile(f"{re.escape(chinese)}[（，]{re.escape(english)}[），]", re.IGNORECASE)
    assert len([name for name in NAMES if both.search(plain(name, "zh"))]) <= 1
