"""The data of a hidden Markov model: one sequence of symbols, or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import shown, unmasked, whole, whole_numbers
from em_core.protocol import Ints, frozen
from em_core.sealed import Sealed


@dataclass(frozen=True, eq=False)
class Diary(Sealed):
    """N >= 1 sequences of at least one day, as symbols 0, 1, ..., V - 1.

    Given as one sequence of whole numbers, or as a list of such sequences; kept one after the other as
    days (T,), with lengths (N,), which add up to T. symbols: V, by default the largest symbol plus one.
    Raises ValueError naming the day (counted from 1) and, where there are several, the diary.
    """

    days: Ints
    lengths: Ints
    symbols: int

    def __init__(self, days: ArrayLike | Sequence[ArrayLike], symbols: int | None = None) -> None:
        unmasked("days", days)
        parts = _sequences(days)
        several = len(parts) > 1
        every = [
            whole_numbers(f"diary {n}: the symbol" if several else "the symbol", part, "day")
            for n, part in enumerate(parts, 1)
        ]
        flat = np.concatenate(every)
        known = int(flat.max()) + 1 if symbols is None else whole("symbols", symbols, 1)
        object.__setattr__(self, "days", frozen(flat, np.int64))
        object.__setattr__(self, "lengths", frozen([part.size for part in every], np.int64))
        object.__setattr__(self, "symbols", known)
        for t in np.flatnonzero(flat >= known)[:1]:
            raise ValueError(f"{self.where(int(t))} must have a symbol from 0 to {known - 1}, got {flat[t]}")

    def __len__(self) -> int:
        """All days, T."""
        return int(self.days.size)

    @property
    def firsts(self) -> Ints:
        """Where each diary begins in ``days``, (N,)."""
        return np.asarray(np.cumsum(self.lengths) - self.lengths)

    @cached_property
    def by_symbol(self) -> tuple[tuple[Ints, Ints], ...]:
        """For each symbol the days that have it, and the moves that lead to such a day, counted from 0."""
        goes_on = np.ones(len(self), dtype=bool)
        goes_on[self.firsts] = False
        return tuple(
            (np.flatnonzero(self.days == v), np.flatnonzero((self.days == v) & goes_on) - 1)
            for v in range(self.symbols)
        )

    @property
    def lasts(self) -> Ints:
        """Where each diary ends in ``days``, (N,): its last day."""
        return np.asarray(np.cumsum(self.lengths) - 1)

    def where(self, day: int) -> str:
        """``days[day]`` as an error calls it: "day 3", or "day 3 of diary 2" where there are several."""
        n = int(np.searchsorted(self.lasts, day))
        within = f"day {day - int(self.firsts[n]) + 1}"
        return within if self.lengths.size == 1 else f"{within} of diary {n + 1}"


def _sequences(days: Any) -> list[Any]:
    """The sequences that were given."""
    if isinstance(days, np.ndarray):
        return list(days) if days.ndim == 2 and len(days) else [days]
    nested = isinstance(days, (list, tuple)) and any(isinstance(d, (list, tuple, np.ndarray)) for d in days)
    if not nested:
        return [days]
    for n, part in enumerate(days, 1):
        if not isinstance(part, (list, tuple, np.ndarray)) or len(np.shape(part)) != 1:
            raise ValueError(f"diary {n} must be a list of symbols like the others, got {shown(part)}")
    return list(days)
