"""The settings that lesson 09 tells of: what its scenes open with, and its facts compute."""

from __future__ import annotations

from typing import Any

GEYSER: dict[str, Any] = {}  # the lesson's own start
OPENED = {"open": True}
RING = {"data": "ring", "c": 6, "rule": "plusplus"}
THREE = {"c": 3, "rule": "random"}
IDENTICAL = {"m1x": 3.5, "m1y": 71.0, "m2x": 3.5, "m2y": 71.0}
EMPTY = {"m1x": 3.5, "m1y": 71.0, "m2x": 5.5, "m2y": 40.0, "width": 0.05}
SWAPPED = {"m1x": 2.0, "m1y": 60.0, "m2x": 4.5, "m2y": 75.0}
MANY = {"c": 6, "rule": "plusplus"}
COLLAPSE = {"data": "blobs", "c": 4, "rule": "plusplus", "seed": 45, "width": 0.3}
POINT = {"c": 3, "m1x": 4.3, "m1y": 80.0, "m2x": 2.0, "m2y": 54.5, "m3x": 2.2, "m3y": 85.0, "width": 0.2}
ADDED = {"shape": "tied", "added": True}
