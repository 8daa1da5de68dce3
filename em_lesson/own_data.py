"""Settings of a lesson that takes the learner's own numbers: small sets stand in the link, larger ones are
named there and held by the session.

A lesson's settings inherit from :class:`OwnData` and have a choice ``data`` with the option "own".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from em_lesson.fields import Bad, Notice, Spec
from em_lesson.rows import IN_LINK, LARGEST, NO_ROWS, Rows, parse
from em_lesson.settings import Settings


@dataclass(frozen=True)
class PointsText(Spec):
    def read(self, text: str, default: Any, name: str) -> Any:
        try:
            return parse(text) if text else NO_ROWS
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
class Held(Spec):
    """Names rows that a session holds: "934x2-0f3a…"; what a link says is only looked up, never trusted."""

    def read(self, text: str, default: Any, name: str) -> Any:
        size, _, digest = text.partition("-")
        if text and not (size.replace("x", "", 1).isdigit() and digest.isalnum() and len(text) < 40):
            raise Bad(
                default, "The link names data in a way that is not understood ({given}).", given=text[:40]
            )
        return text


@dataclass(frozen=True)
class OwnData(Settings):
    """``points``: the learner's rows; ``held``: the name of rows that the link cannot carry whole."""

    points: Rows = field(default=NO_ROWS, metadata={"spec": PointsText(when=("data", "own"))})
    held: str = field(default="", metadata={"spec": Held(when=("data", "own"))})

    @classmethod
    def as_written(
        cls, params: Mapping[str, str], held: Mapping[str, Rows] | None = None, base: Self | None = None
    ) -> tuple[Self, list[Notice]]:
        """As every lesson's; rows that the link only names are the session's, if it has them."""
        settings, notices = super().as_written(params, held, base)
        found = (held or {}).get(settings.held) if settings.held else None
        return (settings if found is None else settings.with_(points=found)), notices

    @property
    def rows(self) -> Rows:
        """The learner's rows where they are what is shown; beside a preset they change nothing."""
        return self.points if getattr(self, "data", "") == "own" else NO_ROWS

    def bare(self) -> Self:
        """The settings without a learner's rows: what all visitors share."""
        return self if self.points is NO_ROWS else self.with_(points=NO_ROWS)

    def with_rows(self, rows: Rows) -> Self:
        """The settings with these as the learner's data; the link names what it cannot say."""
        held = rows.name if rows.names or not rows.text else ""
        return self.with_(data="own", points=rows, held=held, k=0).after("points")

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

    def without_rows(self) -> Self:
        """The settings as they are without the learner's data."""
        return self.with_(points=NO_ROWS, held="", k=0).after("points")

    def raw_point(self, x: float, y: float) -> tuple[float, float]:
        """A place in the picture in the learner's own numbers; overridden where these are shown otherwise."""
        return x, y

    def own_rows(self, columns: int) -> Rows | None:
        """The learner's rows of so many columns; None when there are none."""
        return self.points if len(self.points) and self.points.columns == columns else None

    def lacking(self, columns: int) -> Notice | None:
        """What to say when a link was made with rows that it lacks, or that do not fit."""
        if len(self.points) and self.points.columns != columns:
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
