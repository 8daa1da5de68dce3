"""What the browser sends, checked: a message of another shape is None and is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

MOST = 400  # parameters of one question
LONGEST = 20_000  # characters of it


class Asked(NamedTuple):
    """The stage asks for a run: a link's parameters, and the number of its question."""

    params: Mapping[str, str]
    seq: int


def asked(state: Any) -> Asked | None:
    """The message ``ask`` of a component's state."""
    sent = state.get("ask") if hasattr(state, "get") else None
    query, seq = (sent.get("query"), sent.get("seq")) if isinstance(sent, Mapping) else (None, None)
    if not isinstance(query, str) or len(query) > LONGEST:
        return None
    # true and false are no numbers, nor are those that JSON cannot carry
    if isinstance(seq, bool) or not isinstance(seq, (int, float)) or not abs(seq) < 1e300:
        return None
    return Asked(dict(parse_qsl(query, keep_blank_values=True)[:MOST]), int(seq))
