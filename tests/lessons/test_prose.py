"""What the prose may not contain: stray markup, numbers typed by hand, false claims, unfilled places."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from em_lesson.prose import parse, render
from tests.lessons.files import (
    LANGUAGES,
    NAMES,
    PLACE,
    facts,
    formulas,
    pieces,
    pieces_of,
    places,
    source,
    without_formulas,
)

files = pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in NAMES for lang in LANGUAGES])

QUOTED = {"0.490", "0.292", "0.377"}  # as the write-up prints them; the first two are its slip
GIVEN = {"0.601", "0.60001", "0.0001"}  # two starts and a tolerance, chosen and not computed


def stray_markup(text: str) -> list[str]:
    """What CommonMark leaves standing as text although it was meant as markup."""
    blocks = MarkdownIt("commonmark").enable("table").parse(without_formulas(PLACE.sub("1", text)))
    spans = [span for block in blocks for span in block.children or () if span.type == "text"]
    return [span.content for span in spans if re.search(r"[*_`~$]|\]\(", span.content)]


def typed_decimals(text: str) -> set[str]:
    """Numbers with three digits or more after the point that nobody computes."""
    return set(re.findall(r"(?<![\w.])\d*\.\d{3,}", PLACE.sub("", text)))


CLAIMS = {
    "en": [
        r"\bglobal(ly)?\b",
        r"E-step (always )?(raises|increases|improves|maximi[sz]es) the (observed\S* )?(log-)?likelihood",
        r"\blog(arithm)?( function)? is (a )?(strictly )?convex",
        r"\b(always|guaranteed to) (converges?|finds?|reach(es)?)\b",
        r"hard EM is an approximation",
        r"(faster|more accurate|more precise) than hard EM",
        r"likelihood is (the|a) probability of (p\b|\$p\$|the parameter)",
        r"closer to the truth (at )?every",
    ],
    "zh": [
        r"全局(最优|最大)",
        r"E 步(总是|都|会)?(提高|增大|改进|提升|最大化)了?(观测数据)?(对数)?似然",
        r"(对数|log)(函数)?(是|为)(广义|严格)?(上)?的?凸",
        r"(一定|必然|总|保证)(会|能)?(收敛|找到)",
        r"硬 EM 是.{0,8}近似",
        r"比硬 EM (更快|更准|更精确)",
        r"似然(就|便)?是 ?\$?p\$? ?的概率",
        r"(每|一)次迭代都.{0,6}接近真(值|实)",
    ],
}


def false_claims(text: str, lang: str) -> list[str]:
    return [pattern for pattern in CLAIMS[lang] if re.search(pattern, text, re.IGNORECASE)]


@files
def test_no_markup_is_left_standing(name: str, lang: str) -> None:
    for piece in pieces(name, lang).values():
        assert stray_markup(piece.text) == [], piece.where


@files
def test_results_are_computed_and_not_typed(name: str, lang: str) -> None:
    assert typed_decimals(source(name, lang)) <= QUOTED | GIVEN


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_may_be_typed_is_there(lang: str) -> None:
    assert set.union(*(typed_decimals(source(name, lang)) for name in NAMES)) == QUOTED | GIVEN


@files
def test_no_false_claim_is_made(name: str, lang: str) -> None:
    for piece in pieces(name, lang).values():
        assert not piece.said or false_claims(piece.text, lang) == [], piece.where


@files
def test_every_number_is_computed_and_every_computed_number_is_quoted(name: str, lang: str) -> None:
    assert {place for place, _ in places(source(name, lang))} == set(facts(name))


@files
def test_every_place_is_filled(name: str, lang: str) -> None:
    for piece in pieces(name, lang).values():
        assert "{{" not in render(piece.text, facts(name)), piece.where


@files
def test_formulas_hold_only_what_formulas_may(name: str, lang: str) -> None:
    for piece in pieces(name, lang).values():
        filled = render(piece.text, facts(name))
        assert filled.count("$") % 2 == 0, piece.where
        for formula in formulas(filled):
            assert not re.search("[\u2212\u3000-\uffef]", formula), formula  # no real minus, nothing Chinese
            assert formula.count("{") == formula.count("}"), formula


@pytest.mark.parametrize("name", NAMES)
def test_chinese_text_has_chinese_punctuation(name: str) -> None:
    for piece in pieces(name, "zh").values():
        assert not re.search(r"[\u4e00-\u9fff][,.;:?!]", piece.text), piece.where


@files
def test_nothing_long_comes_before_the_first_thing_to_play_with(name: str, lang: str) -> None:
    first = ["cook", "what"] if name == "home" else ["play"]
    order = re.findall(r"<!-- (?:section|predict): (\S+) -->", source(name, lang))
    assert order[: len(first) + 1] == ["question", *first]
    assert all(len(pieces(name, lang)[section].text) < 450 for section in first)


# Each rule, seen to fail.


@pytest.mark.parametrize("text", ["**下界。**然后", "a *b", "x $ y", "[text] (link) `code", "[a]( b c)"])
def test_stray_markup_is_found(text: str) -> None:
    assert stray_markup(text)


def test_markup_that_closes_is_none() -> None:
    assert stray_markup("**下界**。然后 *b* $a_b * c$ [text](/link) {{n_1:.3f}}") == []
    assert stray_markup("| a | b |\n|---|---|\n| **−1** | 2 |") == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "EM finds the global optimum."),
        ("en", "The E-step raises the likelihood."),
        ("en", "The log is convex."),
        ("en", "EM always converges to the answer."),
        ("zh", "EM 能得到全局最优解。"),
        ("zh", "E 步提高了对数似然。"),
        ("zh", "对数函数是广义上的凸函数。"),
        ("zh", "算法一定会收敛到那里。"),
    ],
)
def test_false_claims_are_found(lang: str, text: str) -> None:
    assert false_claims(text, lang)


def test_typed_decimals_are_found() -> None:
    assert typed_decimals("0.528031 and .490, not 0.25, {{x_1}}, {{x_2:.3f}} or 2.7") == {"0.528031", ".490"}


def test_a_wrong_answer_may_say_what_is_false() -> None:
    lesson = parse("# T\n<!-- predict: q -->\nWhy?\n\n- ( ) no\n  > Oh\n- (x) yes\n  > Ah\n\nreveal: so")
    assert {piece.text for piece in pieces_of(lesson) if not piece.said} == {"no"}
