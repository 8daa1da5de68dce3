"""The lessons' prose: one Markdown file per lesson and language, in named sections.

``# Title``, then ``<!-- section: id -->`` and ``<!-- predict: id -->`` parts; ``<!-- part: Words -->`` gives
the sections below it a common heading in the list of scenes, ``<!-- more -->`` folds the rest of a section.
Results in the prose are places ``{{name:.3f}}`` that the room's ``facts.py`` fills with computed numbers, in
the format that the place says. A Chinese file says on its second line which English file it was written from;
``python -m em_lesson.prose stamp`` writes it anew.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polib

ROOT = Path(__file__).resolve().parents[1]
CONTENT, ROOMS = ROOT / "content", ROOT / "lessons"

_PART = re.compile(r"^<!-- (section|predict): ([a-z0-9-]+) -->\s*$", re.MULTILINE)
_ANSWER = re.compile(r"^- \((x| )\) (.*?)(?=^- \(|^reveal:|\Z)", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"\{\{([a-z0-9_]+)(?::([^{}]+))?\}\}")
_GROUP = re.compile(r"^<!-- part: (.+?) -->\s*$", re.MULTILINE)
_MORE = "<!-- more -->"
# the hyphen of "E-step" and "k-means", but for those in code, formulas, markup and where links lead
_HYPHEN = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$\n]+\$|\]\([^)\s]*\)|<[^>]*>"
                     r"|(?<![\w-])([A-Za-z])-(?=[A-Za-z])", re.DOTALL)  # fmt: skip
_CLOSED = re.compile(r"((?<!\$)\$[^$\n]+\$)(?=[,.;:!?)，。；：！？、）”])")
_SOURCE = re.compile(r"^<!-- source: \w+ -->$", re.MULTILINE)


class Answer(NamedTuple):
    """One answer to choose, its own reply, and whether it is the right one."""

    text: str
    reply: str
    right: bool


class Question(NamedTuple):
    """Predict, then reveal: the prompt, the answers, and what is said beside the stage afterwards."""

    prompt: str
    answers: tuple[Answer, ...]
    reveal: str


class Prose(NamedTuple):
    """A content file: its title, its sections and questions by id, and every section's part of the lesson."""

    title: str
    sections: dict[str, str]
    questions: dict[str, Question]
    parts: Mapping[str, str]


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
    head, *pieces = _PART.split(source)
    title = re.search(r"^# (.+)$", head, re.MULTILINE)
    if not title:
        raise ValueError("a content file begins with '# Title'")
    sections: dict[str, str] = {}
    questions: dict[str, Question] = {}
    parts: dict[str, str] = {}
    part = (_GROUP.findall(head) or [""])[-1]
    for kind, name, body in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        if name in sections or name in questions:
            raise ValueError(f"the id {name!r} is used twice")
        text = _GROUP.sub("", body).strip()
        if kind == "section":
            sections[name], parts[name] = text, part
        else:
            questions[name] = _question(text)
        part = (_GROUP.findall(body) or [part])[-1]
    return Prose(title[1].strip(), sections, questions, parts)


def heading(section: str) -> str:
    """The section's own title: its first line, if that is one."""
    first = section.partition("\n")[0]
    return first.removeprefix("## ").strip() if first.startswith("## ") else ""


def folded(section: str) -> tuple[str, str]:
    """What is shown of a section, and what is folded away."""
    shown, _, more = section.partition(_MORE)
    return shown.strip(), more.strip()


@cache
def load(name: str, lang: str) -> Prose:
    """The lesson ``name`` in the language ``lang``."""
    return parse((ROOMS / name / f"{lang}.md").read_text(encoding="utf-8"))


def render(section: str, facts: Mapping[str, Any], **extra: str) -> str:
    """The Markdown with every ``{{name}}`` filled, numbers in the format of their place.

    A minus is a real one in running text, a hyphen in a formula. Raises KeyError for a name nobody computes.
    """
    known = {**facts, **extra}

    def fill(place: re.Match[str]) -> str:
        value = known[place[1]]
        if isinstance(value, str):
            return value
        text = format(value, place[2] or "")
        if float(text.rstrip("%").replace(",", "")) == 0:
            text = text.lstrip("-")
        before = section[: place.start()].split("$$")
        formula = len(before) % 2 == 0 or before[-1].count("$") % 2
        return text if formula else text.replace("-", "\u2212")

    filled = _CLOSED.sub("\\1\u2060", _PLACE.sub(fill, section))  # a mark stays with the formula before it
    return _HYPHEN.sub(lambda found: f"{found[1]}-\u2060" if found[1] else found[0], filled)


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
