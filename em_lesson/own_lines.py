"""Settings of a lesson that takes the learner's own lines of text: sentence pairs, documents, one a line.

A lesson's settings inherit from :class:`OwnLines`, have a choice ``data`` with the option "own", and say what
a line is: ``lines: Lines = own_lines(label="Or paste ...", most=200)``. ``reads(lines)`` is
the lesson's own check: a TypedError that names the line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from em_lesson.fields import Bad, Notice, Spec
from em_lesson.lines import IN_LINK, MOST_LINES, NO_LINES, Lines, few, read_lines
from em_lesson.own import HeldName, Own
from em_lesson.own_value import OwnValue
from em_lesson.typed_error import TypedError


@dataclass(frozen=True)
class LinesText(Spec):
    """``label``: of the field into which the lines are pasted; ``example``: what stands in it before."""

    most: int = MOST_LINES
    example: str = ""

    def read(self, text: str, default: Any, name: str) -> Any:
        try:
            lines = read_lines(text, self.most) if text else NO_LINES
        except TypedError as error:
            raise Bad(NO_LINES, error.text, **error.values) from error
        if len(lines) and not lines.text:
            raise Bad(
                NO_LINES,
                "The lines in the link take more than {most} characters; load them again.",
                most=IN_LINK,
            )
        return lines

    def write(self, value: Any) -> str:
        return str(value.text)


def own_lines(*, label: str, most: int = MOST_LINES, example: str = "") -> Any:
    """The learner's own lines, at most so many; ``example``: some, as they may be written."""
    spec = LinesText(("data", "own"), False, label, most, example)
    return field(default=NO_LINES, metadata={"spec": spec})


@dataclass(frozen=True)
class OwnLines(Own):
    """``lines``: the learner's lines; ``held``: the name of lines that the link cannot carry whole."""

    OWN: ClassVar[str] = "lines"
    NONE: ClassVar[OwnValue] = NO_LINES

    lines: Lines = own_lines(label="Or paste text, one line for each")
    held: str = field(default="", metadata={"spec": HeldName(when=("data", "own"))})

    @classmethod
    def refuses(cls, value: OwnValue) -> Notice | None:
        """Why the lesson cannot use these lines; other lessons may take more of them."""
        try:
            few(len(value), cls.most())
        except TypedError as error:
            return Notice(error.text, error.values)
        return super().refuses(value)

    @classmethod
    def most(cls) -> int:
        """How many lines the lesson takes."""
        spec = cls.specs()["lines"]
        assert isinstance(spec, LinesText)
        return spec.most

    @property
    def rows(self) -> Lines:
        """The learner's lines where they are what is shown; beside a preset they change nothing."""
        return self.lines if getattr(self, "data", "") == "own" else NO_LINES

    def lacking(self) -> Notice | None:
        """What to say where the lines are loaded, when a link was made with lines that it lacks."""
        if self.held and not len(self.lines):
            return Notice(
                "This link was made with its author's own {n} lines, which are not in it. "
                "Load them again below.",
                {"n": self.held.partition("-")[0]},
            )
        return None
