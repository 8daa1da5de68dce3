"""A small lesson with typed texts that stands in for those of the app, and a server that has it beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from em_figures.filmstrip import Filmstrip, Translate
from em_lesson import prose
from em_lesson.fields import choice, number, symbol, typed
from em_lesson.lesson import Lesson
from em_lesson.remembered import remembered
from em_lesson.runs import Frame
from em_lesson.scene import Scene
from em_lesson.settings import Settings
from em_lesson.typed_error import TypedError
from em_ui import shell
from em_ui.player import assets, parts
from em_ui.route import routes
from lessons import GROUPS
from tests.browser.server import ROOT

APP = """import sys
sys.path.insert(0, {root!r})
import streamlit as st
from tests.browser import standin
app = st.App("main.py", routes=standin.routed())
"""
MAIN = """import sys
sys.path.insert(0, {root!r})
from tests.browser import standin
standin.show({static!r})
"""
STORY = """# Words: a stand-in

<!-- section: question -->
What is written there?

<!-- section: typed -->
## Typed

Type a diary, and some lines.

<!-- section: other -->
## Another scene

Look at it.
"""


def digits(text: str) -> str:
    """Digits 1 to 3, however they are parted."""
    found = "".join(text.split())
    for place, digit in enumerate(found, 1):
        if digit not in "123":
            raise TypedError("Day {place}: “{digit}” is no 1, 2 or 3.", place=place, digit=digit)
    return found


def pairs(text: str) -> str:
    """Lines with a bar each."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for place, line in enumerate(lines, 1):
        if "/" not in line:
            raise TypedError("Line {place}: “{line}” has no /.", place=place, line=line)
    return "\n".join(lines)


@dataclass(frozen=True)
class Words(Settings):
    data: str = choice("given", {"given": "Given", "own": "My own"}, label="Data")
    days: str = typed("123", tidy=digits, label="Diary", help="Write 1 to 3.")
    pairs: str = typed("a / b", tidy=pairs, label="Pairs", help="One pair a line.", lines=True)
    a: float = number(0.5, 0, 1, label=symbol("a"), live=True)


class Said(NamedTuple):
    """Three half-steps that say what they were made of."""

    texts: Sequence[str]

    def __len__(self) -> int:
        return 3

    def frame(self, k: int, tr: Translate) -> Frame:
        return Frame(f"{k}", "E" if k else "start", f"{k}: {' | '.join(self.texts)}")

    def stop(self, tr: Translate) -> str:
        return "It ends."


@remembered("data", "days", "pairs", "a")
def words(s: Words) -> Said:
    return Said([s.data, s.days, s.pairs.replace("\n", "; "), f"{s.a:.3f}"])


def picture(run: Said, *, tr: Translate) -> Filmstrip:
    points = {"type": "scatter", "x": [1, 2, 3], "y": [len(text) for text in run.texts][:3]}
    return Filmstrip("plotly", "Lengths", {"data": [points], "layout": {}}, [{}] * 3, ["said"] * 3)


WORDS = Lesson(
    name="words", settings=Words,
    scenes=(
        Scene("typed", words, [picture], knobs=["a"], controls=["data", "days", "pairs"]),
        Scene("other", words, [picture], controls=["data"]),
    ),
)  # fmt: skip
LESSONS = [WORDS]
STORIES = {"words": prose.parse(STORY)}


def routed() -> Any:
    """The routes for these lessons."""
    return routes({"": LESSONS})


def show(static: str) -> None:
    """The app with these lessons: main.py, but for where the browser's files are put."""
    parts.install = lambda: assets.install(Path(static))
    prose.load = load
    shell.show({**GROUPS, "Stand-ins": LESSONS})


def load(name: str, lang: str, real: Any = prose.load) -> prose.Prose:
    """The stand-ins' prose is the same in every language."""
    return STORIES[name] if name in STORIES else real(name, lang)


def written(folder: Path) -> str:
    """The script for a server, in a folder of its own, beside which Streamlit looks for what it serves."""
    values = {"root": str(ROOT), "static": str(folder / "static")}
    assets.install(folder / "static")  # a server looks for it when it starts
    (folder / "main.py").write_text(MAIN.format(**values))
    (folder / "app.py").write_text(APP.format(**values))
    return str(folder / "app.py")
