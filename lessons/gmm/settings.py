"""Lesson 09's settings: which points, which mixture, and where EM starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from em_lesson.fields import Notice, choice, flag, number, symbol, whole
from em_lesson.own_data import OwnData
from lessons.common import plane
from lessons.common.plane import MOST, place
from lessons.gmm.data import first_means


@dataclass(frozen=True)
class Settings(OwnData):
    """Which points, how many components of which shape, and where they start."""

    data: str = choice(
        "faithful",
        {
            "faithful": "Old Faithful: 272 eruptions",
            "blobs": "Three groups",
            "ring": "A ring",
            "own": "My own points",
        },
        label="Data",
    )
    c: int = whole(2, 1, MOST, label="Components")
    shape: str = choice(
        "full",
        {"full": "full", "diag": "diagonal", "tied": "one for all (tied)", "spherical": "spherical"},
        label="Covariances",
    )
    rule: str = choice(
        "hand",
        {
            "hand": "by hand (drag the means)",
            "random": "random points",
            "plusplus": symbol("k-means++"),
            "farthest": "far apart",
        },
        label="Start",
    )
    seed: int = whole(1, 0, 999, label="Seed", live=True)
    width: float = number(1.0, 0.01, 2.0, label="Start width", step=0.01, live=True)
    open: bool = flag(False, label="Show the M-step in three parts")
    prior: bool = flag(False, label="A weak prior on means and covariances")
    added: bool = flag(False, label="Add 0.01 to every variance after the M-step")
    m1x: float = place(2.6, "A x")
    m1y: float = place(82.0, "A y")
    m2x: float = place(4.2, "B x")
    m2y: float = place(58.0, "B y")
    m3x: float = place(3.2, "C x")
    m3y: float = place(70.0, "C y")
    m4x: float = place(4.6, "D x")
    m4y: float = place(88.0, "D y")
    m5x: float = place(2.0, "E x")
    m5y: float = place(52.0, "E y")
    m6x: float = place(3.9, "F x")
    m6y: float = place(62.0, "F y")

    def after(self, name: str) -> Self:
        """Other data come with means that lie among them; with own data a click first adds points."""
        if name == "data" and self.data == "own" and self.rule == "hand":
            return self.with_(rule="plusplus")
        if name in ("data", "points") or (name == "rule" and self.rule == "hand"):
            if self.data == "faithful":
                default = type(self)()
                return self.with_(**{at: getattr(default, at) for at in plane.ids(MOST)})
            return self.with_(**first_means(self))
        return self

    def lacking(self, columns: int) -> Notice | None:
        """What is said where the learner's points are loaded."""
        notice = super().lacking(columns)
        if notice or self.data != "own" or self.own_rows(2) is not None:
            return notice
        return Notice("Until there are points, the figures show Old Faithful.", {})

    def raw_point(self, x: float, y: float) -> tuple[float, float]:
        """A place in the picture in the learner's own numbers."""
        return plane.raw_point(self.own_rows(2), x, y)
