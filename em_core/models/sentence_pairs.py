"""What word alignment is given: pairs of sentences, and which of their words meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from em_core.checks import shown
from em_core.protocol import Floats, Ints, frozen
from em_core.sealed import Sealed

NULL = "NULL"  # the empty word at position 0 of every source sentence
Words = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Cells(Sealed):
    """The S entries (f, e) of a table whose words meet: flat = f E + e, sorted; rows (S,) = f;
    first (F,): where each row begins."""

    shape: tuple[int, int]
    flat: Ints
    rows: Ints
    first: Ints

    def same(self, other: Cells) -> bool:
        """Whether they are the same entries of a table of the same shape."""
        return self.flat is other.flat or (
            self.shape == other.shape and np.array_equal(self.flat, other.flat)
        )

    def dense(self, values: Floats) -> Floats:
        """The (F, E) table with values (S,) in these entries."""
        table = np.zeros(self.shape)
        table.ravel()[self.flat] = values
        return frozen(table)

    def some(self, values: Floats, rows: Sequence[int]) -> Floats:
        """These rows of that table, (R, E)."""
        table, width = np.zeros((len(rows), self.shape[1])), self.shape[1]
        ends = np.append(self.first[1:], self.flat.size)
        for line, f in zip(table, rows, strict=True):
            of_row = slice(int(self.first[f]), int(ends[f]))
            line[self.flat[of_row] - f * width] = values[of_row]
        return frozen(table)


@dataclass(frozen=True, eq=False)
class SentencePairs(Sealed):
    """pairs of a source and a target sentence, each a text with blanks between its words or a list of words.

    source (F words), target (E words): the vocabularies in order of appearance. null: whether the empty
    word "NULL" stands at position 0 of every source sentence (and is the first of ``source``).
    positions (N,): how many source words each of the N target tokens can come from.
    Raises ValueError naming the pair (counted from 1) with an empty side or with what is no word.
    """

    pairs: tuple[tuple[Words, Words], ...]
    null: bool
    source: Words
    target: Words
    positions: Ints = field(repr=False)
    cells: Cells = field(repr=False)
    _link_cells: Ints = field(repr=False)  # (L,): the cell of each link, token by token, position by position

    def __init__(self, pairs: Iterable[Sequence[Any]], null: bool = False) -> None:
        if not isinstance(null, bool):
            raise ValueError(f"null must be True or False, got {shown(null)}")
        if isinstance(pairs, str) or not isinstance(pairs, Iterable) or not (every := list(pairs)):
            raise ValueError(f"pairs must be a list of pairs (source, target), got {shown(pairs)}")
        read = tuple(_pair(pair, i, null) for i, pair in enumerate(every, 1))
        source = _vocabulary(((NULL,) if null else (), *(f for f, _ in read)))
        target = _vocabulary(e for _, e in read)
        ids = [
            ([source[word] for word in ((NULL, *f) if null else f)], [target[word] for word in e])
            for f, e in read
        ]
        size = len(target)
        links = np.concatenate([np.add.outer(e, np.multiply(f, size)).ravel() for f, e in ids])
        flat, link_cells = np.unique(links, return_inverse=True)
        rows = flat // size
        cells = Cells(
            (len(source), size),
            *(frozen(part, np.int64) for part in (flat, rows, np.searchsorted(rows, range(len(source))))),
        )
        object.__setattr__(self, "pairs", read)
        object.__setattr__(self, "null", null)
        object.__setattr__(self, "source", tuple(source))
        object.__setattr__(self, "target", tuple(target))
        object.__setattr__(
            self, "positions", frozen(np.repeat([len(f) for f, _ in ids], [len(e) for _, e in ids]), np.int64)
        )
        object.__setattr__(self, "cells", cells)
        object.__setattr__(self, "_link_cells", frozen(link_cells, np.int64))

    def __len__(self) -> int:
        """N, the target tokens."""
        return int(self.positions.size)

    def swapped(self) -> SentencePairs:
        """The same pairs with source and target exchanged."""
        return SentencePairs([(e, f) for f, e in self.pairs], self.null)

    def token(self, n: int) -> tuple[int, int]:
        """The pair and the place in its target sentence of token n, all counted from 0."""
        ends = np.cumsum([len(e) for _, e in self.pairs])
        pair = int(np.searchsorted(ends, n, side="right"))
        return pair, n - int(ends[pair]) + len(self.pairs[pair][1])

    @cached_property
    def _ends(self) -> Ints:
        """Where the tokens of each pair end, and where its links do, (pairs, 2)."""
        tokens = np.cumsum([len(e) for _, e in self.pairs])
        return np.column_stack([tokens, np.cumsum(self.positions)[tokens - 1]])

    def tokens_of(self, pair: int) -> slice:
        """Which tokens are those of a pair, counted from 0."""
        return slice(int(self._ends[pair - 1, 0]) if pair else 0, int(self._ends[pair, 0]))

    def cells_of(self, pair: int) -> Ints:
        """The cell of each position and target word of a pair, (positions, target words)."""
        begin = int(self._ends[pair - 1, 1]) if pair else 0
        links = self._link_cells[begin : int(self._ends[pair, 1])]
        return links.reshape(len(self.pairs[pair][1]), -1).T

    @cached_property
    def possible(self) -> NDArray[np.bool_]:
        """(N, P): True where a token's sentence has so many positions; P is the longest source's."""
        table = np.arange(self.positions.max()) < self.positions[:, None]
        table.setflags(write=False)
        return table

    @cached_property
    def log_positions(self) -> float:
        """sum over tokens of log(1 / l), l its positions: every one of them is equally likely."""
        return -float(np.log(self.positions).sum())

    @cached_property
    def _links(self) -> Any:
        """Sparse (N, S), how often each token's source sentence has the word of each cell, and (S, N)."""
        first = np.concatenate([[0], np.cumsum(self.positions)])
        # Half as wide indices where they suffice: half as much to read in every pass.
        kind = np.int32 if self._link_cells.size < 2**31 else np.int64
        parts = np.ones(self._link_cells.size), self._link_cells.astype(kind), first.astype(kind)
        links = csr_array(parts, shape=(len(self), self.cells.flat.size))
        return links, links.T

    def per_token(self, values: Floats) -> Floats:
        """The sum of values (S,) of the cells over the positions of each target token, (N,)."""
        return np.asarray(self._links[0] @ values)

    def per_link(self, values: Floats) -> Floats:
        """The sum of values (N,) of the target tokens over the links of each cell, (S,).

        Cells that stand in the same places get the same sum, to the last digit.
        """
        return np.asarray(self._links[1] @ values)

    def per_position(self, values: Floats, beyond: float) -> Floats:
        """values (S,) of the cells for every token and position, (N, P), and ``beyond`` after the last."""
        table = np.full(self.possible.shape, beyond)
        table[self.possible] = values[self._link_cells]
        return table

    def per_cell(self, table: Floats) -> Floats:
        """The sum over all links of a table (N, P), for each cell (S,)."""
        return np.asarray(
            np.bincount(self._link_cells, table[self.possible], self.cells.flat.size), dtype=np.float64
        )


def _pair(pair: Any, i: int, null: bool) -> tuple[Words, Words]:
    if isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2:
        raise ValueError(f"pair {i} must be a source and a target sentence, got {shown(pair)}")
    sides = []
    for name, side in zip(("source", "target"), pair, strict=True):
        words = side.split() if isinstance(side, str) else side
        if not isinstance(words, Sequence) or not words:
            raise ValueError(f"the {name} of pair {i} must have at least one word, got {shown(side)}")
        for j, word in enumerate(words, 1):
            if not isinstance(word, str) or not word.strip():
                raise ValueError(f"word {j} of the {name} of pair {i} must be a text, got {shown(word)}")
            if null and name == "source" and word == NULL:
                raise ValueError(f"word {j} of the source of pair {i} must not be {NULL}, the empty word")
        sides.append(tuple(words))
    return sides[0], sides[1]


def _vocabulary(sentences: Iterable[Words]) -> dict[str, int]:
    """Every word once, in order of appearance, with its place."""
    words = dict.fromkeys(word for sentence in sentences for word in sentence)
    return {word: i for i, word in enumerate(words)}
