"""What must be true of an answer to bad input, a sentence for each thing that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from em_lesson import prose
from em_lesson.fields import Notice
from tests.bad.inputs import MARK
from tests.lessons.stages import plain

# A tag that is still one, in html or in the texts of a figure, of which Plotly takes some for markup.
TAKEN = re.compile(rf"<[a-zA-Z/!][^<>]*{MARK}|<(?:b|u|i|a|sub|sup|br)\b[^<>]*>\s*{MARK}")
CHINESE = re.compile(r"[\u3400-\u9fff]")
LONGEST = 1500  # characters of a message


def taken_over(found: Mapping[str, Any]) -> list[str]:
    """Markup that came in and is markup in what goes out. What is written as text may hold anything."""
    out = []
    for panel in found.get("document", {}).get("panels", []):
        strip = panel.get("strip", panel)
        shown = strip.get("base", {}).get("views", {}) if strip.get("kind") == "html" else strip
        if strip.get("kind") == "html" or "kind" in strip or "frame" in strip:
            out += [f"{panel['id']}: {text[:200]!r}" for text in _texts(shown) if TAKEN.search(text)]
    return out


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name != "captions":  # read aloud, never drawn
                yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def told(notice: Notice, lesson: str, lang: str) -> list[str]:
    """What is wrong with a message: it is in the reader's language, short, and all of it is filled in."""
    template, values = prose.translator(lang, lesson)(notice.text), notice.values
    try:
        said = template.format(**dict.fromkeys(values, ""))
    except (KeyError, IndexError, ValueError) as error:
        return [f"{template!r} cannot be filled: {error!r}"]
    out = [] if bool(CHINESE.search(said)) == (lang == "zh") else [f"{said!r} is not in {lang}"]
    some = [one for value in values.values() for one in (value if isinstance(value, tuple) else (value,))]
    if not all(isinstance(one, (int, float, str)) for one in some):
        out.append(f"{template!r}: {values!r} are no plain values")
    return out + ([f"{template!r} has long values"] if sum(len(str(one)) for one in some) > LONGEST else [])


def all_told(notices: Sequence[Notice], lesson: str, lang: str) -> list[str]:
    return [wrong for notice in notices for wrong in told(notice, lesson, lang)]


def unsound(content: bytes, notices: Sequence[Notice], lesson: str, lang: str) -> list[str]:
    """All of it, of an answer's bytes (``plain`` refuses NaN and Infinity) and of what it tells."""
    found = plain(content)
    shape = [] if set(found) in ({"k", "notices", "document"}, {"refused"}, {"own"}) else [f"{set(found)}"]
    return [*shape, *all_told(notices, lesson, lang), *taken_over(found)]
