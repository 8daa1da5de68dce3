"""A learner's own rows of numbers, as a value that settings can hold: equal numbers under equal headings."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from em_core.protocol import Floats, frozen
from em_lesson.own_value import OwnValue
from em_lesson.typed_error import link_size

IN_LINK = 60  # rows that a link can carry
LONGEST = 4000  # characters that they may take in it
LARGEST = 1e100  # squares of larger numbers are no numbers any more


class Rows(OwnValue):
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
        super().__init__(f"{len(self)}x{self.columns}", said + self.values.tobytes())

    def __len__(self) -> int:
        return len(self.values)

    @property
    def columns(self) -> int:
        """D, how many numbers a row has."""
        return int(self.values.shape[1])

    @property
    def in_link(self) -> bool:
        """A link has no headings."""
        return bool(self.text) and not self.names

    @cached_property
    def text(self) -> str:
        """The numbers in the link's form "1.5,2.25;3,4"; empty when they are too many or too fine for it."""
        if not 0 < len(self) <= IN_LINK or np.abs(self.values).max() > LARGEST:
            return ""
        text = ";".join(",".join(f"{value:.12g}" for value in row) for row in self.values.tolist())
        # a link that shows other numbers is worse than one that says what it lacks
        fits = link_size(text) <= LONGEST and np.array_equal(parse(text).values, self.values)
        return text if fits else ""


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
