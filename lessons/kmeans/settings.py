"""Lesson 07's settings: what is shown, on which points, and where the centres start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from em_lesson.fields import Notice, choice, flag, number, outside, symbol, whole
from em_lesson.own_data import OwnData
from em_lesson.rows import Rows
from lessons.common import plane
from lessons.common.plane import MOST, place
from lessons.kmeans.data import CLUSTERS, first_centres, own_sigma, sigma_range

LEAST, LARGEST = 1e-5, 1e9  # of sigma


@dataclass(frozen=True)
class Settings(OwnData):
    """What is shown, on which points, how many clusters, and where the centres start."""

    view: str = choice(
        "lloyd",
        {
            "lloyd": symbol("k-means"),
            "count": "distances counted",
            "soft": "soft beside hard",
            "one": "one Gaussian",
            "story": "how the points came about",
        },
        label="Show",
    )
    data: str = choice(
        "blobs",
        {
            "blobs": "Four groups",
            "faithful": "Old Faithful: 272 eruptions",
            "long": "Two long groups",
            "sizes": "One large group, two small",
            "outlier": "One point far away",
            "own": "My own points",
        },
        label="Data",
    )
    c: int = whole(4, 1, MOST, label="Clusters")
    rule: str = choice(
        "hand",
        {
            "hand": "by hand (drag the centres)",
            "random": "random points",
            "plusplus": symbol("k-means++"),
            "farthest": "far apart",
        },
        label="Start",
    )
    scaled: bool = flag(False, label="Measure each column in units of its own spread")
    seed: int = whole(1, 0, 999, label="Seed", live=True)
    sigma: float = number(1.0, LEAST, LARGEST, label=symbol("σ"), step=1e-5, live=True)
    m1x: float = place(3.0, "A x")
    m1y: float = place(3.0, "A y")
    m2x: float = place(4.0, "B x")
    m2y: float = place(3.0, "B y")
    m3x: float = place(3.0, "C x")
    m3y: float = place(4.0, "C y")
    m4x: float = place(4.0, "D x")
    m4y: float = place(4.0, "D y")
    m5x: float = place(7.0, "E x")
    m5y: float = place(1.0, "E y")
    m6x: float = place(0.0, "F x")
    m6y: float = place(3.0, "F y")
    mu: float = number(4.0, 0, 10, label=symbol("μ"), step=0.01, live=True, when=("view", "one"))
    sd: float = number(2.5, 0.2, 5, label=symbol("σ"), step=0.01, live=True, when=("view", "one"))
    left: float = number(5.0, 0, 10, label=symbol("y(0)"), step=0.01, live=True, when=("view", "one"))
    right: float = number(4.0, 0, 10, label=symbol("y(10)"), step=0.01, live=True, when=("view", "one"))

    def after(self, name: str) -> Self:
        """Other data come with centres that lie among them, and with a sigma of their size."""
        if name in ("data", "points"):
            c = CLUSTERS.get(self.data, self.c) if name == "data" else self.c
            first = name == "data" and self.data == "own" and self.rule == "hand"
            rule = "plusplus" if first else self.rule  # so that a click adds a point and moves no centre
            return self.with_(c=c, scaled=self.scaled and name != "data", rule=rule)._settled()
        if name == "scaled":
            return self.with_(sigma=self._sigma())
        return self._inside() if name == "view" else self

    @classmethod
    def from_link(
        cls, params: Mapping[str, str], held: Mapping[str, Rows] | None = None, base: Self | None = None
    ) -> tuple[Self, list[Notice]]:
        """As every lesson's; sigma is kept in the range of what is shown."""
        settings, notices = super().from_link(params, held, base)
        inside = settings._inside()
        if "sigma" in params and inside.sigma != settings.sigma:
            low, high = sigma_range(settings)
            notices.append(outside("sigma", settings.sigma, low, high, inside.sigma))
        return inside, notices

    def raw_point(self, x: float, y: float) -> tuple[float, float]:
        """A place in the picture in the learner's own numbers."""
        return plane.raw_point(self.own_rows(2), x, y)

    def lacking(self, columns: int) -> Notice | None:
        """What is said where the learner's points are loaded."""
        notice = super().lacking(columns)
        if notice or self.data != "own":
            return notice
        if self.own_rows(2) is None:
            return Notice("Until there are rows, the figures show the four groups.", {})
        if self.rule == "hand":
            return Notice("To add points by clicking, choose another start than by hand.", {})
        return None

    def _inside(self) -> Self:
        """A sigma that fits what is shown."""
        if self.view not in ("soft", "story"):
            return self
        low, high = sigma_range(self)
        return self if low <= self.sigma <= high else self.with_(sigma=min(max(self.sigma, low), high))

    def _sigma(self) -> float:
        return min(max(own_sigma(self), LEAST), LARGEST)

    def _settled(self) -> Self:
        if self.data == "blobs":
            default = type(self)()
            names = ("sigma", *plane.ids(MOST))
            return self.with_(**{at: getattr(default, at) for at in names})
        return self.with_(sigma=self._sigma(), **first_centres(self))
