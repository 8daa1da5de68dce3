"""What the browser sends, checked: a message of another shape is None and is ignored."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

MOST = 400  # values or names in one message
LONG = 64  # characters of a name
MOST_STEPS = 10**6
LONGEST = 20_000  # characters of a question


class Start(NamedTuple):
    """The player asks for another start: live inputs, the half-step it shows, whether it rests,
    the bases it has, and the number of its question."""

    values: Mapping[str, float]
    k: float
    final: bool
    have: frozenset[str]
    seq: int


class Position(NamedTuple):
    """The player stands at half-step k of this run."""

    run: str
    k: int


class Asked(NamedTuple):
    """The stage asks for a run: a link's parameters, and the number of its question."""

    params: Mapping[str, str]
    seq: int


class Point(NamedTuple):
    """A click has added a point."""

    x: float
    y: float


def _number(value: Any) -> float | None:
    """A JSON number of at most a float's size; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e300:
        return None
    return float(value)


def _fields(sent: Any) -> Mapping[str, Any]:
    return sent if isinstance(sent, Mapping) else {}


def start(sent: Any) -> Start | None:
    """The message ``start``; values and names of a wrong kind make the whole of it wrong."""
    fields = _fields(sent)
    values, have, final = fields.get("values"), fields.get("have", []), fields.get("final")
    k, seq = _number(fields.get("k")), _number(fields.get("seq"))
    if not isinstance(values, Mapping) or len(values) > MOST or not isinstance(final, bool):
        return None
    if not isinstance(have, list) or len(have) > MOST or k is None or seq is None:
        return None
    read = {name: _number(value) for name, value in values.items() if isinstance(name, str)}
    known = {name: value for name, value in read.items() if value is not None}
    names = [name for name in have if isinstance(name, str) and len(name) <= LONG]
    if len(known) < len(values) or len(names) < len(have):
        return None
    return Start(known, k, final, frozenset(names), int(seq))


def position(sent: Any) -> Position | None:
    """The message ``position``."""
    fields = _fields(sent)
    run, k = fields.get("run"), _number(fields.get("k"))
    if not isinstance(run, str) or len(run) > LONG or k is None or not 0 <= k <= MOST_STEPS or k % 1:
        return None
    return Position(run, int(k))


def point(sent: Any) -> Point | None:
    """The message ``added``."""
    fields = _fields(sent)
    x, y = _number(fields.get("x")), _number(fields.get("y"))
    return None if x is None or y is None or not math.isfinite(x + y) else Point(x, y)


def asked(state: Any) -> Asked | None:
    """The message ``ask`` of a component's state."""
    fields = _fields(state.get("ask")) if hasattr(state, "get") else {}
    query, seq = fields.get("query"), _number(fields.get("seq"))
    if not isinstance(query, str) or len(query) > LONGEST or seq is None:
        return None
    return Asked(dict(parse_qsl(query, keep_blank_values=True)[:MOST]), int(seq))
