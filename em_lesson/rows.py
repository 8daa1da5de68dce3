"""A learner's own rows of numbers, as a value that settings can hold.

Equal numbers under equal headings are equal rows, so equal settings mean equal data. What is
computed from them is kept beside them, in ``memo``, and goes when they go.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from em_core.protocol import Floats, frozen

IN_LINK = 60  # rows that a link can carry
LARGEST = 1e100  # squares of larger numbers are no numbers any more


class Rows:
    """The numbers (N, D), read-only, and the columns' names where there are any.

    Raises ValueError unless there are as many names as columns, or none.
    """

    def __init__(self, values: ArrayLike, names: tuple[str, ...] = ()) -> None:
        self.values: Floats = frozen(values)
        self.names = names
        if self.values.ndim != 2 or (names and len(names) != self.values.shape[1]):
            got = f"{self.values.shape} and {names!r}"
            raise ValueError(f"rows must be (N, D) with D names or none, got {got}")
        said = repr((self.values.shape, names)).encode()
        self._digest = hashlib.sha256(said + self.values.tobytes()).hexdigest()
        self.memo: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self.values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self._digest == other._digest

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return f"Rows({self.name})"

    @property
    def columns(self) -> int:
        """D, how many numbers a row has."""
        return int(self.values.shape[1])

    @property
    def name(self) -> str:
        """What a link calls rows that it cannot carry: "934x2-0f3a…"; empty for no rows."""
        return f"{len(self)}x{self.columns}-{self._digest[:10]}" if len(self) else ""

    @cached_property
    def text(self) -> str:
        """The numbers in the link's form "1.5,2.25;3,4"; empty when they are too many or too fine for it."""
        if not 0 < len(self) <= IN_LINK or np.abs(self.values).max() > LARGEST:
            return ""
        text = ";".join(",".join(f"{value:.12g}" for value in row) for row in self.values.tolist())
        # a link that shows other numbers is worse than one that says what it lacks
        return text if np.array_equal(parse(text).values, self.values) else ""


NO_ROWS = Rows(np.empty((0, 1)))


def parse(text: str) -> Rows:
    """The rows of a link, at most 60 of equally many numbers. Raises ValueError for anything else."""
    parts = [line.split(",") for line in text.split(";") if line.strip()]
    if not parts or len(parts) > IN_LINK or any(len(part) != len(parts[0]) for part in parts):
        raise ValueError(text)
    values = np.array([[float(cell) for cell in part] for part in parts])
    if not (np.isfinite(values).all() and np.abs(values).max() <= LARGEST):
        raise ValueError(text)
    return Rows(values)
