"""The settings that lesson 07 tells of: its scenes, its links, its facts."""

from __future__ import annotations

from typing import Any

from lessons.common.plane import ids


def hand(*centres: tuple[float, float]) -> dict[str, Any]:
    """Settings for a start by hand with these centres."""
    places = dict(zip(ids(len(centres)), (v for centre in centres for v in centre), strict=True))
    return {"c": len(centres), "rule": "hand", **places}


PLAIN: dict[str, Any] = {"view": "lloyd", "data": "blobs", "scaled": False}
START = PLAIN | hand((3.0, 3.0), (4.0, 3.0), (3.0, 4.0), (4.0, 4.0))
LOCAL = PLAIN | hand((4.0, 2.2), (5.2, 2.8), (3.4, 3.6), (4.8, 4.2))
EMPTY = PLAIN | hand((6.0, 7.0), (7.0, 7.0), (6.0, 8.0), (7.0, 8.0))
TEN = PLAIN | {"c": 4, "rule": "random", "seed": 4}
PLUSPLUS = TEN | {"rule": "plusplus", "seed": 1}
COUNT = PLAIN | {"view": "count", "c": 6, "rule": "random", "seed": 1}
SOFT = START | {"view": "soft", "sigma": 1.5}
ROUND = SOFT | {"sigma": 1.0}
WIDE = SOFT | {"sigma": 2.0}
LONG = PLAIN | {"data": "long", "c": 2, "rule": "plusplus", "seed": 1}
SIZES = PLAIN | {"data": "sizes", "c": 3, "rule": "plusplus", "seed": 1}
TRUE_MEANS = PLAIN | {"data": "sizes"} | hand((0.0, 0.0), (5.4, 1.6), (5.4, -1.6))
OUTLIER = PLAIN | {"data": "outlier", "c": 2, "rule": "farthest", "seed": 1}
SCALED = LONG | {"scaled": True}
ONE: dict[str, Any] = {"view": "one"}
STORY: dict[str, Any] = {"view": "story", "seed": 1, "sigma": 0.8}
OWN: dict[str, Any] = {"data": "own", "rule": "plusplus", "c": 3}
