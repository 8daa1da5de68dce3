"""The lessons' texts, cut into the pieces that the tests look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

from em_lesson.prose import ROOMS, Prose, load

NAMES = sorted(path.parent.name for path in ROOMS.glob("*/en.md"))
LANGUAGES = ("en", "zh")

PLACE = re.compile(r"\{\{([a-z0-9_]+)(?::([^{}]+))?\}\}")  # its name, and how it is printed
LINK = re.compile(r"\[[^]]+\]\(([^)]+)\)")  # its address
FORMULA = re.compile(r"\$\$.+?\$\$|\$.+?\$", re.DOTALL)


class Piece(NamedTuple):
    """A piece of prose as it is shown, where it stands, and whether the lesson itself says it."""

    where: str
    text: str
    said: bool  # False for a wrong answer, which is there to be refuted


def source(name: str, lang: str) -> str:
    return (ROOMS / name / f"{lang}.md").read_text(encoding="utf-8")


def pieces_of(lesson: Prose) -> Iterator[Piece]:
    yield Piece("title", lesson.title, True)
    for name, text in lesson.sections.items():
        yield Piece(name, text, True)
    for name, question in lesson.questions.items():
        yield Piece(f"{name}/prompt", question.prompt, True)
        yield Piece(f"{name}/reveal", question.reveal, True)
        for i, answer in enumerate(question.answers):
            yield Piece(f"{name}/answer {i}", answer.text, answer.right)
            yield Piece(f"{name}/reply {i}", answer.reply, True)


def pieces(name: str, lang: str) -> dict[str, Piece]:
    return {piece.where: piece for piece in pieces_of(load(name, lang))}


def formulas(text: str) -> list[str]:
    return FORMULA.findall(text)


def without_formulas(text: str) -> str:
    return FORMULA.sub("x", text)


def places(text: str) -> set[tuple[str, str]]:
    """The numbers that a text quotes: (name, format)."""
    return set(PLACE.findall(text))


@cache
def facts(name: str) -> Mapping[str, Any]:
    """The numbers that a lesson's prose quotes."""
    return MappingProxyType(dict(import_module(f"lessons.{name}.facts").facts()))
