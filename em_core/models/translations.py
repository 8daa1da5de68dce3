"""Tables of translations t(e | f), and of the links from which they are learnt.

A table has a row for each of F source words and a column for each of E target words, but only words that
meet in a pair can have a probability above 0: after an M-step those entries alone are kept, and the whole
table is made when it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import number
from em_core.flat import Block
from em_core.models.sentence_pairs import Cells, SentencePairs
from em_core.protocol import Floats
from em_core.sealed import Sealed
from em_core.tables import (
    count_table,
    distributions,
    expected_log,
    kept_above_0,
    shares,
    without_zeros,
)


@dataclass(frozen=True, eq=False)
class TranslationParams(Sealed):
    """table (F, E): t(e | f), a row per source word that adds up to 1 (within 1e-9). Raises ValueError."""

    table: Floats
    blocks: ClassVar = (Block("table", "simplex"),)

    def __init__(self, table: ArrayLike) -> None:
        object.__setattr__(self, "table", distributions("table", table, "source word", "target word"))

    @property
    def shape(self) -> tuple[int, int]:
        """(F, E)."""
        return self.table.shape[0], self.table.shape[1]

    def at(self, cells: Cells) -> Floats:
        """t of these cells, (S,). Raises ValueError for a table of another shape."""
        same_shape(self.shape, cells.shape)
        return np.asarray(self.table.ravel()[cells.flat])

    def rows(self, which: Sequence[int]) -> Floats:
        """t(e | f) of these source words alone, (R, E)."""
        return self.table[list(which)]

    def logs(self, cells: Cells) -> Any:
        """What ``expected_log`` needs of these cells."""
        return without_zeros(self.at(cells))


class LearnedTranslations(TranslationParams):
    """What an M-step found: t of the cells in which words meet, and 0 in all others."""

    def __init__(self, cells: Cells, values: Floats) -> None:
        values.setflags(write=False)
        self.__dict__.update(_cells=cells, _values=values, _logs=without_zeros(values))

    @property
    def table(self) -> Floats:
        """t(e | f), (F, E), made when it is asked for."""
        if "_table" not in self.__dict__:
            self.__dict__["_table"] = self.__dict__["_cells"].dense(self.__dict__["_values"])
        found: Floats = self.__dict__["_table"]
        return found

    @property
    def shape(self) -> tuple[int, int]:
        """(F, E)."""
        found: tuple[int, int] = self.__dict__["_cells"].shape
        return found

    def at(self, cells: Cells) -> Floats:
        """t of these cells, (S,)."""
        found: Floats = self.__dict__["_values"]
        return found if cells.same(self.__dict__["_cells"]) else super().at(cells)

    def rows(self, which: Sequence[int]) -> Floats:
        """t(e | f) of these source words alone, (R, E)."""
        return self.__dict__["_cells"].some(self.__dict__["_values"], which)  # type: ignore[no-any-return]

    def logs(self, cells: Cells) -> Any:
        """What ``expected_log`` needs of these cells."""
        return self.__dict__["_logs"] if cells.same(self.__dict__["_cells"]) else super().logs(cells)


def uniform(pairs: SentencePairs) -> TranslationParams:
    """t(e | f) = 1 / E: the start that knows nothing."""
    f, e = pairs.cells.shape
    return TranslationParams(np.full((f, e), 1 / e))


def same_shape(mine: tuple[int, int], theirs: tuple[int, int]) -> None:
    """ValueError unless a table has the rows and columns of what it meets."""
    if mine != theirs:
        raise ValueError(
            f"table must have a row for each of {theirs[0]} source words and a column for each of "
            f"{theirs[1]} target words, got shape {mine}"
        )


@dataclass(frozen=True, eq=False)
class LinkStatistics(Sealed):
    """links (F, E): how many target tokens e are expected to come from a source word f.

    log_positions: what the even choice of positions adds to E_q log p, in nats; 0 for pseudo-links.
    Raises ValueError unless links are finite numbers >= 0.
    """

    links: Floats
    log_positions: float = 0.0

    def __init__(self, links: ArrayLike, log_positions: float = 0.0) -> None:
        object.__setattr__(self, "links", count_table("links", links, "source word", "target word"))
        object.__setattr__(self, "log_positions", number("log_positions", log_positions))

    @property
    def shape(self) -> tuple[int, int]:
        """(F, E)."""
        return self.links.shape[0], self.links.shape[1]

    def __add__(self, other: LinkStatistics) -> LinkStatistics:
        same_shape(self.shape, other.shape)
        return LinkStatistics(self.links + other.links, self.log_positions + other.log_positions)

    def __mul__(self, factor: float) -> LinkStatistics:
        return LinkStatistics(self.links * factor, self.log_positions * factor)

    def rows(self, which: Sequence[int]) -> Floats:
        """The links of these source words alone, (R, E)."""
        return self.links[list(which)]

    def per_source(self) -> Floats:
        """The links of each source word, (F,)."""
        return np.asarray(self.links.sum(axis=1))

    def maximum(self, previous: TranslationParams) -> TranslationParams:
        """Every row over its sum; a row without links stays."""
        return TranslationParams(shares(self.links, previous.table))

    def expected_log_joint(self, params: TranslationParams) -> float:
        """sum_fe links_fe log t(e | f), and the positions' part."""
        return expected_log(self.links, without_zeros(params.table)) + self.log_positions


class MetLinks(LinkStatistics):
    """Links of the cells in which words meet, (S,); the table ``links`` is made when it is asked for."""

    def __init__(self, cells: Cells, values: Floats, log_positions: float) -> None:
        values.setflags(write=False)
        self.__dict__.update(cells=cells, values=values, log_positions=log_positions)

    cells: Cells
    values: Floats

    @property
    def links(self) -> Floats:
        """Expected links, (F, E)."""
        if "_links" not in self.__dict__:
            self.__dict__["_links"] = self.cells.dense(self.values)
        found: Floats = self.__dict__["_links"]
        return found

    @property
    def shape(self) -> tuple[int, int]:
        """(F, E)."""
        return self.cells.shape

    def __add__(self, other: LinkStatistics) -> LinkStatistics:
        if isinstance(other, MetLinks) and self.cells.same(other.cells):
            return MetLinks(self.cells, self.values + other.values, self.log_positions + other.log_positions)
        return super().__add__(other)

    def __mul__(self, factor: float) -> LinkStatistics:
        return MetLinks(self.cells, self.values * factor, self.log_positions * factor)

    def rows(self, which: Sequence[int]) -> Floats:
        """The links of these source words alone, (R, E)."""
        return self.cells.some(self.values, which)

    def per_source(self) -> Floats:
        """The links of each source word, (F,)."""
        return np.asarray(np.add.reduceat(self.values, self.cells.first))

    def maximum(self, previous: TranslationParams) -> TranslationParams:
        """Every row over its sum; where a row has no links, the whole table is looked at."""
        total = self.per_source()
        if total.min() <= 0:
            return super().maximum(previous)
        share = self.values / total[self.cells.rows]
        return LearnedTranslations(self.cells, kept_above_0(share, self.values))

    def expected_log_joint(self, params: TranslationParams) -> float:
        """sum over the cells of links log t(e | f), and the positions' part."""
        return expected_log(self.values, params.logs(self.cells)) + self.log_positions


def translation_prior(pairs: SentencePairs, concentration: float) -> LinkStatistics:
    """A symmetric Dirichlet on every row: concentration - 1 pseudo-links in each cell of the table.

    1 is the flat prior. Raises ValueError unless concentration >= 1.
    """
    return LinkStatistics(np.full(pairs.cells.shape, number("concentration", concentration, 1) - 1))
