"""Settings of a lesson that takes the learner's own numbers.

A lesson's settings inherit from :class:`OwnData` and have a choice ``data`` with the option "own".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import numpy as np

from em_lesson.fields import Bad, Notice, Spec
from em_lesson.own import HeldName, Own
from em_lesson.own_value import OwnValue
from em_lesson.rows import IN_LINK, LARGEST, NO_ROWS, Rows, parse
from em_lesson.scene import EVERY_COLUMN


@dataclass(frozen=True)
class PointsText(Spec):
    def read(self, text: str, default: Any, name: str) -> Any:
        try:
            rows = parse(text) if text else NO_ROWS
            if text and not rows.text:
                raise ValueError(text[:40])  # a link would not say them again
            return rows
        except ValueError as error:
            raise Bad(
                default,
                "The points in the link cannot be read ({given}); they are written like 1.5,2.25;3,4, "
                "at most {most} of them.",
                given=text[:40],
                most=IN_LINK,
            ) from error

    def write(self, value: Any) -> str:
        return str(value.text)


@dataclass(frozen=True)
class OwnData(Own):
    """``points``: the learner's rows; ``held``: the name of rows that the link cannot carry whole."""

    points: Rows = field(default=NO_ROWS, metadata={"spec": PointsText(when=("data", "own"))})
    held: str = field(default="", metadata={"spec": HeldName(when=("data", "own"))})

    OWN: ClassVar[str] = "points"
    NONE: ClassVar[OwnValue] = NO_ROWS

    @property
    def rows(self) -> Rows:
        """The learner's rows where they are what is shown; beside a preset they change nothing."""
        return self.points if getattr(self, "data", "") == "own" else NO_ROWS

    def with_rows(self, rows: Rows) -> Self:
        """The settings with these as the learner's rows."""
        return self.with_own(rows)

    def with_point(self, text: str) -> Self:
        """A click at "3.5,4" in the picture adds to the learner's two columns; nonsense adds none."""
        try:
            x, y = (float(value) for value in text.split(","))
        except ValueError:
            return self
        if getattr(self, "data", "") != "own" or not max(abs(x), abs(y)) <= LARGEST:
            return self
        old, row = self.own_rows(2), np.array([self.raw_point(x, y)])
        return self.with_rows(Rows(row) if old is None else Rows(np.vstack([old.values, row]), old.names))

    def raw_point(self, x: float, y: float) -> tuple[float, float]:
        """A place in the picture in the learner's own numbers; overridden where these are shown otherwise."""
        return x, y

    def own_rows(self, columns: int) -> Rows | None:
        """The learner's rows of so many columns, or of EVERY_COLUMN; None when there are none."""
        fit = columns in (EVERY_COLUMN, self.points.columns)
        return self.points if len(self.points) and fit else None

    def lacking(self, columns: int) -> Notice | None:
        """What to say when a link was made with rows that it lacks, or that do not fit."""
        if len(self.points) and columns not in (EVERY_COLUMN, self.points.columns):
            return Notice(
                "The link's points have {found} numbers each; {needed} are needed here.",
                {"found": self.points.columns, "needed": columns},
            )
        if self.held and not len(self.points):
            return Notice(
                "This link was made with its author's own {n} rows, which are not in it. "
                "Load them again below.",
                {"n": self.held.partition("x")[0]},
            )
        return None
