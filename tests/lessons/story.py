"""The rules for a story beside a stage, as functions: a piece of it in, one sentence per breach out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl

from em_lesson.lesson import Lesson
from em_lesson.prose import folded, heading

Range = tuple[int, int]
WORDS: Mapping[str, Range] = {"en": (40, 120), "zh": (60, 200)}  # of a scene; of Chinese the characters
FIRST = {"en": 30, "zh": 60}  # of its first paragraph, at most
FOLDED = 0.25  # of a lesson, at most

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_DISPLAYED = re.compile(r"\$\$.+?\$\$", re.DOTALL)
_FORMULA = re.compile(r"\$.+?\$", re.DOTALL)
_ADDRESS = re.compile(r"\]\([^)\s]*\)")


def running(text: str) -> str:
    """What is counted: without heading, tables, displayed formulas and addresses; a formula is a word."""
    lines = _DISPLAYED.sub("", text).splitlines()
    kept = [line for line in lines if not line.startswith(("|", "#", "<!--"))]
    return _ADDRESS.sub("]", _FORMULA.sub("x", "\n".join(kept)))


def size(text: str, lang: str) -> int:
    """Words of English with a letter or digit, characters of Chinese."""
    if lang == "zh":
        return len(_HAN.findall(running(text)))
    return sum(any(map(str.isalnum, word)) for word in running(text).split())


def too_long(section: str, lang: str) -> list[str]:
    """A scene that is too long or too short, or that does not begin with a short paragraph."""
    shown, _ = folded(section)
    least, most = WORDS[lang]
    paragraphs = [part for part in re.split(r"\n\s*\n", running(shown)) if part.strip()]
    first = size(paragraphs[0], lang) if paragraphs else 0
    found = []
    if not least <= size(shown, lang) <= most:
        found.append(f"{heading(section)}: {size(shown, lang)} words, {least} to {most} wanted")
    if not 0 < first <= FIRST[lang] or not _paragraph(paragraphs[0]):
        found.append(f"{heading(section)}: its first paragraph has {first} words, at most {FIRST[lang]}")
    return found


def _paragraph(text: str) -> bool:
    return not re.match(r"\s*([-*] |\d+\. )", text)


def folded_share(sections: Iterable[str], lang: str) -> float:
    """How much of all that is said is folded away."""
    halves = [folded(section) for section in sections]
    hidden = sum(size(more, lang) for _, more in halves)
    return hidden / (hidden + sum(size(shown, lang) for shown, _ in halves))


def long_decimals(text: str) -> list[str]:
    """Numbers with four decimals or more in what is said; tables may have them."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("|"))
    return re.findall(r"\d*\.\d{4,}", _ADDRESS.sub("]", lines))


def unprinted(facts: Mapping[str, Any], quoted: Iterable[tuple[str, str]]) -> list[str]:
    """Facts that are no numbers, and places that leave open how many digits are printed."""
    found = []
    for name, value in facts.items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if not number and not (isinstance(value, str) and value and not re.search(r"\d", value)):
            found.append(f"{name} = {value!r} is no number")
    for name, spec in quoted:
        if isinstance(facts.get(name), float) and not spec:
            found.append(f"{name} has no format")
    return found


# ---- what words do -------------------------------------------------------------------------------


def marks(document: Mapping[str, Any]) -> set[str]:
    """What the panels of an answer can light up: traces by their meta, pieces of markup by data-mark."""
    out = set()
    for panel in document["panels"]:
        base = panel["strip"]["base"]
        out |= {trace["meta"] for trace in base.get("data", ()) if "meta" in trace}
        for html in base.get("views", {}).values():
            out |= set(re.findall(r'data-mark="([^"]*)"', html))
    return out


def undone(lesson: Lesson[Any], here: str, target: str, there: set[str]) -> list[str]:
    """What does not come of a link in the section ``here``, on whose stage ``there`` can be lit up."""
    if target.startswith("#"):
        return [] if target[1:] in there else [f"{here}: {target} is no mark of its panels"]
    asked = dict(parse_qsl(target.removeprefix("?"), keep_blank_values=True))
    name = asked.pop("scene", here)
    if asked.get("k") == "-1":  # the last half-step, wherever the run ends
        del asked["k"]
    scene = lesson.scene(name)
    if scene is None:
        return [f"{here}: {target} leads to no scene"]
    opened = lesson.opening({"scene": name, **asked})
    found = [f"{here}: {notice.text.format(**notice.values)}" for notice in opened.notices]
    said = opened.settings.to_link()
    found += [
        f"{here}: {target} says {name}, which is not read"
        for name, text in asked.items()
        if said.get(name) != text
    ]
    if opened.settings.k >= len(scene.run(opened.settings)):
        found.append(f"{here}: {target} lies past the end of its run")
    return found


class _Text(HTMLParser):
    """The text of some HTML without formulas and code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.quiet, self.text = 0, ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.quiet += tag in ("math", "code")

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in ("math", "code")

    def handle_data(self, data: str) -> None:
        self.text += "" if self.quiet else data


def left_standing(html: str) -> list[str]:
    """Markup that has become text: em_lesson.inline knows no lists, tables and headings."""
    text = _Text(html).text
    return re.findall(r"[$*`\[\]]|^(?:- |\d+\. |#|\|).*", text, re.MULTILINE)


def pieces_of(question: Any) -> Iterator[tuple[str, str]]:
    """All that a question says: (where, text)."""
    yield "prompt", question.prompt
    yield "reveal", question.reveal
    for i, answer in enumerate(question.answers):
        yield f"answer {i}", answer.text
        yield f"reply {i}", answer.reply
