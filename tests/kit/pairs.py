"""A small lesson of typed texts and own lines, and one that takes a whole table: stand-ins for lessons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from em_figures.filmstrip import Filmstrip, Translate
from em_lesson import prose
from em_lesson.fields import choice, number, symbol, typed
from em_lesson.lesson import Lesson
from em_lesson.lines import Lines
from em_lesson.own_data import OwnData
from em_lesson.own_lines import OwnLines, own_lines
from em_lesson.remembered import remembered
from em_lesson.rows import Rows
from em_lesson.runs import Frame
from em_lesson.scene import EVERY_COLUMN, LINES, Scene
from em_lesson.typed_error import TypedError

MOST = 200
SOURCE = {"given": "Given", "own": "My own"}


def digits(text: str) -> str:
    """Digits 1 to 3, however they are parted."""
    found = "".join(text.split())
    for place, digit in enumerate(found, 1):
        if digit not in "123":
            raise TypedError("Day {place}: “{digit}” is no 1, 2 or 3.", place=place, digit=digit)
    return found


def tidy_pairs(text: str) -> str:
    """Lines with a stroke each."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    check(lines)
    return "\n".join(lines)


def check(lines: Sequence[str]) -> None:
    """Raises TypedError for a line without a stroke."""
    for place, line in enumerate(lines, 1):
        if "/" not in line:
            raise TypedError("Line {place}: “{line}” has no /.", place=place, line=line)


@dataclass(frozen=True)
class Words(OwnLines):
    data: str = choice("given", SOURCE, label="Data")
    days: str = typed("123", tidy=digits, label="Diary", help="Write 1 to 3.")
    pairs: str = typed("a / b", tidy=tidy_pairs, label="Pairs", help="One pair a line.", lines=True)
    a: float = number(0.5, 0, 1, label=symbol("a"), live=True)
    lines: Lines = own_lines(label="Or paste pairs", most=MOST, example="the house / das Haus")

    @classmethod
    def reads(cls, value: Lines) -> None:
        """A stroke in every line."""
        check(value.texts)


@dataclass(frozen=True)
class Counts(OwnData):
    data: str = choice("given", SOURCE, label="Data")

    @classmethod
    def reads(cls, value: Rows) -> None:
        """Whole numbers only."""
        for place, row in enumerate(value.values.tolist(), 1):
            for count in row:
                if count % 1:
                    said = "Row {place} has {count}, not a whole number."
                    raise TypedError(said, place=place, count=f"{count:g}")


class Said(NamedTuple):
    """Three half-steps that say what they were made of."""

    texts: Sequence[str]

    def __len__(self) -> int:
        return 3

    def frame(self, k: int, tr: Translate) -> Frame:
        return Frame(f"{k}", "E" if k else "start", f"{k}: {' | '.join(self.texts)}")

    def stop(self, tr: Translate) -> str:
        return "It ends."


@remembered("data", "days", "pairs", "a", "lines")
def words(s: Words) -> Said:
    mine = f"{len(s.rows)} lines: {s.rows.texts[0]}" if len(s.rows) else "none"
    return Said([s.data, s.days, s.pairs.replace("\n", "; "), f"{s.a:.3f}", mine])


@remembered("data", "points")
def counts(s: Counts) -> Said:
    return Said([s.data, f"{len(s.rows)} x {s.rows.columns}", ",".join(s.rows.names[:2])])


def picture(run: Said, *, tr: Translate) -> Filmstrip:
    points = {"type": "scatter", "x": [1, 2, 3], "y": [len(text) for text in run.texts][:3]}
    return Filmstrip("plotly", "Lengths", {"data": [points], "layout": {}}, [{}] * 3, ["said"] * 3)


WORDS = Lesson(
    name="words", settings=Words,
    scenes=(
        Scene("typed", words, [picture], knobs=["a"], controls=["data", "days", "pairs"]),
        Scene("other", words, [picture], controls=["data"]),
        Scene("own", words, [picture], knobs=["a"], controls=["data"], rows=LINES),
    ),
)  # fmt: skip
COUNTS = Lesson(
    name="counts", settings=Counts,
    scenes=(Scene("own", counts, [picture], controls=["data"], rows=EVERY_COLUMN),),
)  # fmt: skip



STORIES = {
    "words": prose.parse("""# Words: a stand-in

<!-- section: question -->
What is written there?

<!-- section: typed -->
## Typed

Type a diary, and some lines.

<!-- section: other -->
## Another scene

Look at it.

<!-- section: own -->
## Your own pairs

Load them.
"""),
    "counts": prose.parse("""# Counts: a stand-in

<!-- section: question -->
How often?

<!-- section: own -->
## Your own table

Load it.
"""),
}


def load(name: str, lang: str, real: Any = prose.load) -> prose.Prose:
    """In the place of ``prose.load``: the stand-ins' prose, the same in every language."""
    return STORIES[name] if name in STORIES else real(name, lang)
