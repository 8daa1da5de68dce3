"""What a learner brings along, as a value that settings can hold: rows of numbers, lines of text.

Equal contents are equal values, so equal settings mean equal data. What is computed from a value is kept
beside it, in ``memo``, and goes when it goes.
"""

from __future__ import annotations

import hashlib
from typing import Any


class OwnValue:
    """``size``: what its name begins with, "934x2"; ``contents``: all that it is, as bytes."""

    def __init__(self, size: str, contents: bytes) -> None:
        self._size = size
        self._digest = hashlib.sha256(contents).hexdigest()
        self.memo: dict[Any, Any] = {}

    def __len__(self) -> int:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._digest == other._digest

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name})"

    @property
    def name(self) -> str:
        """What a link calls data that it cannot carry: "934x2-0f3a…"; empty where there are none."""
        return f"{self._size}-{self._digest[:10]}" if len(self) else ""

    @property
    def text(self) -> str:
        """The data in the link's form; empty when a link cannot carry them."""
        raise NotImplementedError

    @property
    def in_link(self) -> bool:
        """Whether a link can say all of it."""
        return bool(self.text)
