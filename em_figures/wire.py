"""Filmstrips as the player receives them.

``full`` is everything; ``light`` is the opening, the tracks and one frame, for the pictures in
between while a start is being dragged. Tracks are the thetas, so both stay small. ``folded`` frames are what
is sent: after an M-step many pictures are as they were after the E-step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from em_figures.filmstrip import Filmstrip, Upto, View

Json = dict[str, Any]
SIMPLE = frozenset({str, float, int, bool, type(None)})


def plain(value: Any) -> Any:
    """numpy numbers and arrays, tuples and views as JSON knows them."""
    kind = type(value)
    if kind is str or kind is float or kind is int:  # nearly all of a strip
        return value
    if isinstance(value, Upto):
        return [value.track, value.n]
    if isinstance(value, View):
        return [value.name, list(value.slots), [list(row) for row in value.rows]]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return list(value) if SIMPLE.issuperset(map(type, value)) else [plain(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return value


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False, default=plain
)


def text(value: Any) -> str:
    """The JSON of a value that may hold what ``plain`` knows, as it is sent; ValueError for NaN, infinity."""
    return _ENCODER.encode(value)


def base(strip: Filmstrip) -> Json:
    """The strip without its frames and captions."""
    return {
        "kind": strip.kind,
        "title": strip.title,
        "base": plain(strip.base),
        "opening": plain(strip.opening),
        "tracks": plain(strip.tracks),
        "ghost": plain(strip.ghost),
        "clicks": plain(strip.clicks),
    }


def full(strip: Filmstrip) -> Json:
    """The whole strip: base, opening, tracks, every frame and caption."""
    return base(strip) | {
        "frames": [plain(frame) for frame in strip.frames],
        # an html panel's own text is its alternative, a figure needs the sentences
        "captions": list(strip.captions) if strip.kind == "plotly" else [],
    }


def folded(frames: Sequence[Any]) -> list[Any]:
    """The frames, or their JSON, as they are sent: in the place of one that was there before stands where, as
    a number. One that is left out, None, is the one before it again."""
    first: dict[str, int] = {}
    out: list[Any] = []
    at = 0
    for k, frame in enumerate(frames):
        if frame is not None:
            at = first.setdefault(frame if isinstance(frame, str) else json.dumps(frame), k)
        out.append(frame if at == k else at)
    return out


def unfolded(frames: Sequence[Any]) -> list[Any]:
    """All frames of what was folded."""
    return [frames[frame] if isinstance(frame, int) else frame for frame in frames]


def light(strip: Filmstrip, k: int) -> Json:
    """What frame k needs on top of a base the player already has; k past the end is the last."""
    k = min(k, len(strip.frames) - 1)
    return {
        "opening": plain(strip.opening),
        "tracks": plain(strip.tracks),
        "frame": plain(strip.frames[k]),
        "caption": strip.captions[k] if strip.kind == "plotly" else "",
    }
