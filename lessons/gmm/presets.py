"""The settings that lesson 09 tells of: its questions, its buttons, its facts."""

from __future__ import annotations

from typing import Any

GEYSER: dict[str, Any] = {"data": "faithful", "c": 2, "shape": "full", "rule": "hand", "width": 1.0,
                          "open": False, "prior": False, "m1x": 2.6, "m1y": 82.0, "m2x": 4.2,
                          "m2y": 58.0}  # fmt: skip
COLLAPSE = GEYSER | {"data": "blobs", "c": 4, "rule": "plusplus", "seed": 45, "width": 0.3}
RING = GEYSER | {"data": "ring", "c": 6, "rule": "plusplus", "seed": 1}
THREE = GEYSER | {"c": 3, "rule": "random", "seed": 1}
POINT = GEYSER | {"c": 3, "m1x": 4.3, "m1y": 80.0, "m2x": 2.0, "m2y": 54.5, "m3x": 2.2, "m3y": 85.0,
                  "width": 0.2}  # fmt: skip
IDENTICAL = GEYSER | {"m1x": 3.5, "m1y": 71.0, "m2x": 3.5, "m2y": 71.0}
EMPTY = GEYSER | {"m1x": 3.5, "m1y": 71.0, "m2x": 5.5, "m2y": 40.0, "width": 0.05}
SWAPPED = GEYSER | {"m1x": 2.0, "m1y": 60.0, "m2x": 4.5, "m2y": 75.0}
MANY = GEYSER | {"c": 6, "rule": "plusplus", "seed": 1}
