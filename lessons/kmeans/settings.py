"""Lesson 07: the settings and the presets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from em_lesson.own_rows import OwnData
from em_lesson.settings import Notice, choice, flag, number, whole
from lessons.kmeans.runs import CLUSTERS, bare, prepared, sigma_range, spots, spread, unit

MOST = 6
FAR = 1e9


def _place(value: float) -> Any:
    return number(value, -FAR, FAR, live=True, when=("rule", "hand"))


@dataclass(frozen=True)
class KMeansSettings(OwnData):
    """What is shown, on which points, how many clusters, and where the centres start."""

    view: str = choice("lloyd", "lloyd", "count", "soft", "one", "story")
    data: str = choice("blobs", "blobs", "faithful", "long", "sizes", "outlier", "own")
    c: int = whole(4, 1, MOST)
    rule: str = choice("hand", "hand", "random", "plusplus", "farthest")
    scaled: bool = flag(False)
    seed: int = whole(1, 0, 999, live=True)
    sigma: float = number(1.0, 1e-5, FAR, step=1e-5, live=True)
    m1x: float = _place(3.0)
    m1y: float = _place(3.0)
    m2x: float = _place(4.0)
    m2y: float = _place(3.0)
    m3x: float = _place(3.0)
    m3y: float = _place(4.0)
    m4x: float = _place(4.0)
    m4y: float = _place(4.0)
    m5x: float = _place(7.0)
    m5y: float = _place(1.0)
    m6x: float = _place(0.0)
    m6y: float = _place(3.0)
    mu: float = number(4.0, 0, 10, step=0.01, live=True, when=("view", "one"))
    sd: float = number(2.5, 0.2, 5, step=0.01, live=True, when=("view", "one"))
    left: float = number(5.0, 0, 10, step=0.01, live=True, when=("view", "one"))
    right: float = number(4.0, 0, 10, step=0.01, live=True, when=("view", "one"))

    def after(self, name: str) -> Self:
        """Other data come with centres that lie among them, and with a sigma of their size."""
        if name in ("data", "own"):
            c = CLUSTERS.get(self.data, self.c) if name == "data" else self.c
            first = name == "data" and self.data == "own" and self.rule == "hand"
            rule = "plusplus" if first else self.rule  # so that a click adds a point and moves no centre
            return self.with_(c=c, scaled=False, rule=rule)._settled()
        if name == "scaled":
            return self.with_(sigma=self._sigma())
        return self._inside() if name == "view" else self

    @classmethod
    def from_link(cls, params: Mapping[str, str]) -> tuple[Self, list[Notice]]:
        """As every lesson's; sigma is kept in the range of what is shown."""
        settings, notices = super().from_link(params)
        inside = settings._inside()
        if "sigma" in params and inside.sigma != settings.sigma:
            low, high = sigma_range(settings)
            values = {"name": "sigma", "given": settings.sigma, "low": low, "high": high}
            notices.append(
                Notice(
                    "The link says {name} = {given}; it must lie between {low} and {high}, "
                    "so {used} is used.",
                    values | {"used": inside.sigma},
                )
            )
        return inside, notices

    def _inside(self) -> Self:
        """A sigma that fits what is shown."""
        if self.view not in ("soft", "story"):
            return self
        low, high = sigma_range(self)
        return self if low <= self.sigma <= high else self.with_(sigma=min(max(self.sigma, low), high))

    def _sigma(self) -> float:
        x = prepared(bare(self)).points.x
        return min(max(float(f"{spread(x, unit(self, x)) / 3:.2g}"), 1e-5), FAR)

    def _settled(self) -> Self:
        default = type(self)()
        if self.data == "blobs":
            return self.with_(sigma=default.sigma, **{at: getattr(default, at) for at in centre_ids(MOST)})
        x = prepared(bare(self)).points.x
        found = np.clip(np.round(spots(x, "random", MOST, 3, np.ones(2)), 3), -FAR, FAR)
        return self.with_(
            sigma=self._sigma(), **dict(zip(centre_ids(MOST), found.ravel().tolist(), strict=True))
        )


def centre_ids(c: int) -> list[str]:
    """The settings that hold the first c centres: "m1x", "m1y", "m2x", ..."""
    return [f"m{i}{axis}" for i in range(1, c + 1) for axis in "xy"]


def hand(*centres: tuple[float, float]) -> dict[str, Any]:
    """Settings for a start by hand with these centres."""
    places = dict(zip(centre_ids(len(centres)), (v for centre in centres for v in centre), strict=True))
    return {"c": len(centres), "rule": "hand", **places}


PLAIN: dict[str, Any] = {"view": "lloyd", "data": "blobs", "scaled": False}
START = PLAIN | hand((3.0, 3.0), (4.0, 3.0), (3.0, 4.0), (4.0, 4.0))
LOCAL = PLAIN | hand((4.0, 2.2), (5.2, 2.8), (3.4, 3.6), (4.8, 4.2))
EMPTY = PLAIN | hand((6.0, 7.0), (7.0, 7.0), (6.0, 8.0), (7.0, 8.0))
TEN = PLAIN | {"c": 4, "rule": "random", "seed": 4}
COUNT = PLAIN | {"view": "count", "c": 6, "rule": "random", "seed": 1}
SOFT = START | {"view": "soft", "sigma": 1.5}
SMALL = START | {"view": "soft", "sigma": 0.1}
LONG = PLAIN | {"data": "long", "c": 2, "rule": "plusplus", "seed": 1}
SIZES = PLAIN | {"data": "sizes", "c": 3, "rule": "plusplus", "seed": 1}
OUTLIER = PLAIN | {"data": "outlier", "c": 2, "rule": "farthest", "seed": 1}
SCALED = LONG | {"scaled": True}
ONE: dict[str, Any] = {"view": "one"}
STORY: dict[str, Any] = {"view": "story", "seed": 1, "sigma": 0.8}
