"""The lessons' prose: one Markdown file per lesson and language, in named sections.

``# Title``, then ``<!-- section: id -->`` and ``<!-- predict: id -->`` parts. Results in the prose are
places ``{{name}}`` that the room's ``facts.py`` fills with computed numbers. A Chinese file says on its
second line which English file it was written from; ``python -m em_lesson.prose stamp`` writes it anew.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polib

ROOT = Path(__file__).resolve().parents[1]
CONTENT, ROOMS = ROOT / "content", ROOT / "lessons"

_PART = re.compile(r"^<!-- (section|predict): ([a-z0-9-]+) -->\s*$", re.MULTILINE)
_ANSWER = re.compile(r"^- \((x| )\) (.*?)(?=^- \(|^reveal:|\Z)", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"\{\{([a-z0-9_]+)\}\}")
_SOURCE = re.compile(r"^<!-- source: \w+ -->$", re.MULTILINE)


class Answer(NamedTuple):
    """One answer to choose, its own reply, and whether it is the right one."""

    text: str
    reply: str
    right: bool


class Question(NamedTuple):
    """Predict, then reveal: the prompt, the answers, and what is said beside the player afterwards."""

    prompt: str
    answers: tuple[Answer, ...]
    reveal: str


class Prose(NamedTuple):
    """A content file: its title, sections and questions by id."""

    title: str
    sections: dict[str, str]
    questions: dict[str, Question]


def _question(body: str) -> Question:
    prompt = body.split("\n- (", 1)[0].strip()
    answers = []
    for mark, rest in _ANSWER.findall(body):
        lines = rest.strip().splitlines()
        said = [line.strip() for line in lines if not line.lstrip().startswith(">")]
        reply = [line.strip().removeprefix(">").strip() for line in lines if line.lstrip().startswith(">")]
        answers.append(Answer(" ".join(said).strip(), " ".join(reply), mark == "x"))
    reveal = re.search(r"^reveal:\s*(.*)\Z", body, re.MULTILINE | re.DOTALL)
    return Question(prompt, tuple(answers), reveal[1].strip() if reveal else "")


def parse(source: str) -> Prose:
    """A content file as a :class:`Prose`. Raises ValueError without a title, or when an id repeats."""
    head, *parts = _PART.split(source)
    title = re.search(r"^# (.+)$", head, re.MULTILINE)
    if not title:
        raise ValueError("a content file begins with '# Title'")
    sections: dict[str, str] = {}
    questions: dict[str, Question] = {}
    for kind, name, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if name in sections or name in questions:
            raise ValueError(f"the id {name!r} is used twice")
        if kind == "section":
            sections[name] = body.strip()
        else:
            questions[name] = _question(body.strip())
    return Prose(title[1].strip(), sections, questions)


@cache
def load(name: str, lang: str) -> Prose:
    """The lesson ``name`` in the language ``lang``."""
    return parse((ROOMS / name / f"{lang}.md").read_text(encoding="utf-8"))


def render(section: str, facts: Mapping[str, str], **extra: str) -> str:
    """The Markdown with every ``{{name}}`` filled. Raises KeyError for a name nobody computes."""
    known = {**facts, **extra}
    return _PLACE.sub(lambda place: known[place[1]], section)


@cache
def _strings(path: Path) -> Mapping[str, str]:
    entries = polib.pofile(str(path), encoding="utf-8") if path.exists() else ()
    return {entry.msgid: entry.msgstr for entry in entries if entry.translated()}


@cache
def translator(lang: str, room: str = "") -> Callable[[str], str]:
    """The translation of short strings: those that are shared, and those of one room.

    English is the source and maps to itself.
    """
    if lang == "en":
        return str
    table = {**_strings(CONTENT / f"shared.{lang}.po"), **_strings(ROOMS / room / f"{lang}.po")}
    return lambda english: table.get(english, english)


def source_line(name: str) -> str:
    """The second line of a Chinese file: the SHA-256 of the English file it belongs to."""
    return f"<!-- source: {hashlib.sha256((ROOMS / name / 'en.md').read_bytes()).hexdigest()} -->"


def stamp() -> None:
    """Write every Chinese file's second line anew, after both languages were brought together."""
    for path in sorted(ROOMS.glob("*/zh.md")):
        title, _, rest = path.read_text(encoding="utf-8").partition("\n")
        rest = _SOURCE.sub("", rest, count=1).lstrip("\n")
        path.write_text(f"{title}\n{source_line(path.parent.name)}\n\n{rest}", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["stamp"]:
        sys.exit("usage: python -m em_lesson.prose stamp")
    stamp()
