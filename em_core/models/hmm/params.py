"""The parameters of a hidden Markov model, its expected counts, and counts as a prior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from em_core.checks import number, numbers, shown, simplex, unmasked, whole
from em_core.flat import Block
from em_core.protocol import Floats, frozen
from em_core.sealed import Sealed


@dataclass(frozen=True, eq=False)
class HMMParams(Sealed):
    """Four tables of probabilities for K >= 1 states and V >= 1 symbols.

    start (K,): of the first day's state; moves (K, K): from the row's state to the column's;
    emissions (K, V): of the day's symbol; stop (K,): that the day is the last one, None when a diary just
    breaks off. A row of moves and its stop add up to 1. Raises ValueError naming the state (counted from
    1) when a row is no distribution (within 1e-9) or a table has another shape.
    """

    start: Floats
    moves: Floats
    emissions: Floats
    stop: Floats | None
    blocks: ClassVar = (
        Block("start", "simplex"), Block("moves", "simplex", "stop"), Block("emissions", "simplex"),
    )  # fmt: skip

    def __init__(
        self, start: ArrayLike, moves: ArrayLike, emissions: ArrayLike, stop: ArrayLike | None = None
    ) -> None:
        s = _row("start", start)
        m, e = _table("moves", moves, "state"), _table("emissions", emissions, "symbol's column")
        size = s.size
        if m.shape != (size, size):
            raise ValueError(f"moves must have shape ({size}, {size}) for {size} states, got {m.shape}")
        if len(e) != size:
            raise ValueError(f"emissions must have one row for each of {size} states, got {len(e)}")
        end = None if stop is None else _row("stop", stop)
        if end is not None and end.size != size:
            raise ValueError(f"stop must have one entry for each of {size} states, got {end.size}")
        simplex("start", s)
        rows, name = (m, "moves") if end is None else (np.column_stack([m, end]), "moves and stop")
        for what, table in ((name, rows), ("emissions", e)):
            for i in np.flatnonzero(abs(table.sum(axis=1) - 1.0) > 5e-10)[:1]:  # simplex has the last word
                simplex(f"{what} of state {i + 1}", table[i])
        for field, values in (("start", s), ("moves", m), ("emissions", e), ("stop", end)):
            object.__setattr__(self, field, values)


@dataclass(frozen=True, eq=False)
class HMMStatistics(Sealed):
    """Expected counts: first days in each state (K,), moves from state to state (K, K), days of each state
    and symbol (K, V), last days in each state (K,), which are its stops."""

    first: Floats
    moves: Floats
    days: Floats
    stops: Floats

    def __add__(self, other: HMMStatistics) -> HMMStatistics:
        self.must_be_of(*other.days.shape)
        return HMMStatistics(
            frozen(self.first + other.first), frozen(self.moves + other.moves),
            frozen(self.days + other.days), frozen(self.stops + other.stops),
        )  # fmt: skip

    def __mul__(self, factor: float) -> HMMStatistics:
        every = (self.first, self.moves, self.days, self.stops)
        return HMMStatistics(*(frozen(counts * factor) for counts in every))

    def must_be_of(self, states: int, symbols: int) -> None:
        """Raises ValueError unless these are counts of so many states and symbols."""
        if self.days.shape != (states, symbols):
            k, v = self.days.shape
            raise ValueError(
                f"statistics must be of {states} states and {symbols} symbols like what they meet, "
                f"got {k} and {v}"
            )


def expected_log(stats: HMMStatistics, params: HMMParams) -> float:
    """sum first log start + sum moves log moves + sum days log emissions (+ sum stops log stop), with
    0 log 0 = 0; -inf where something is expected that has probability 0."""
    value = xlogy(stats.first, params.start).sum() + xlogy(stats.moves, params.moves).sum()
    value += xlogy(stats.days, params.emissions).sum()
    return float(value if params.stop is None else value + xlogy(stats.stops, params.stop).sum())


def hmm_prior(
    *, states: int, symbols: int, start: float = 1.0, moves: float = 1.0, emissions: float = 1.0,
    stop: float = 1.0,
) -> HMMStatistics:  # fmt: skip
    """A Dirichlet on every row of every table, as pseudo-counts: concentration - 1 for each entry.

    1 is the flat prior; ``stop`` is not used where the parameters have none. Raises ValueError unless the
    concentrations, states and symbols are >= 1.
    """
    k, v = whole("states", states, 1), whole("symbols", symbols, 1)
    given = (("start", start), ("moves", moves), ("emissions", emissions), ("stop", stop))
    shapes: tuple[tuple[int, ...], ...] = ((k,), (k, k), (k, v), (k,))
    return HMMStatistics(
        *(
            frozen(np.full(shape, number(f"the concentration of {name}", value, 1) - 1))
            for (name, value), shape in zip(given, shapes, strict=True)
        )
    )


def _plain(values: Any, dimensions: int) -> bool:
    """Whether these are probabilities that need no second look one by one."""
    return bool(
        type(values) is np.ndarray
        and values.dtype == np.float64
        and values.ndim == dimensions
        and values.size
        and values.min() >= 0
        and values.max() <= 1
    )


def _row(name: str, values: Any) -> Floats:
    return frozen(values) if _plain(values, 1) else numbers(name, values, "state", 0, 1)


def _table(name: str, values: Any, column: str) -> Floats:
    if _plain(values, 2):
        return frozen(values)
    unmasked(name, values)
    if isinstance(values, np.ndarray):
        values = list(values) if values.ndim else values
    if not isinstance(values, (list, tuple)) or not len(values):
        raise ValueError(f"{name} must be a table with one row for each state, got {shown(values)}")
    rows = [numbers(f"{name} of state {i}", row, column, 0, 1) for i, row in enumerate(values, 1)]
    for i, row in enumerate(rows, 1):
        if row.size != rows[0].size:
            raise ValueError(
                f"{name} must have rows of the same length, got {rows[0].size} in row 1 and {row.size} "
                f"in row {i}"
            )
    return frozen(rows)
