"""Parameters of any model as one flat vector, and back: what a step between two parameters needs.

The class of the parameters says what they are made of (``blocks``); a model that holds some of them fixed
(``learn_weights=False``) has these left out of the vector.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from scipy.special import expit, logit

from em_core.checks import shown
from em_core.protocol import Floats, frozen

Kind = Literal["simplex", "unit", "real", "positive", "covariance"]
Scale = Literal["plain", "free"]

FIXED_BY = {"learn_weights": "weights", "learn_topics": "topic_words"}
"""What a model says that it holds, if this attribute of it is False."""
LEAST, MOST = float(np.nextafter(0.0, 1.0)), float(np.nextafter(1.0, 0.0))


class Block(NamedTuple):
    """A field of the parameters and what it may be; "simplex": every row along the last axis.

    beside: a field that stands beside it, a column more, so that both together are on the simplex; it may be
    None.
    """

    field: str
    kind: Kind
    beside: str | None = None


@dataclass(frozen=True, eq=False)
class Flat:
    """A flat vector for the parameters of a model, of the sizes of ``like``.

    scale "plain": the numbers as they are, a whole row for a distribution. scale "free": where every real
    vector is allowed: log(w_k / w_K), k < K, for a distribution, log(p / (1 - p)) for a probability, log s
    for what is positive, log sd for a variance. What the model holds fixed is that of ``like``.
    Raises ValueError for parameters that do not name their ``blocks`` and, if "free", for covariances in more
    than one dimension.
    """

    model: Any
    like: Any
    scale: Scale = "plain"

    def __post_init__(self) -> None:
        if self.scale not in ("plain", "free"):
            raise ValueError(f"scale must be 'plain' or 'free', got {self.scale!r}")
        if not hasattr(self.like, "blocks"):
            raise ValueError(f"params must be of a class that names its blocks, got {shown(self.like)}")
        for block, table in self._tables(self.like):
            if self.scale == "free" and block.kind == "covariance" and table.shape[1:] != (1, 1):
                raise ValueError(
                    f"covariances must be of one dimension in the free scale, got shape {table.shape}"
                )

    def to_vector(self, params: Any) -> Floats:
        """The vector (S,) of these parameters, read-only.

        Raises ValueError, in the free scale, for a number on the edge of its range, where it is infinite,
        and for parameters of other sizes.
        """
        parts = [np.ravel(self._out(block, table)) for block, table in self._tables(params)]
        vector = frozen(np.concatenate(parts)) if parts else frozen([])
        if params is not self.like and vector.size != self.size:
            raise ValueError(f"params must be of {self.size} numbers like ``like``, got {vector.size}")
        return vector

    def from_vector(self, vector: Any) -> Any:
        """The parameters of this vector (S,).

        Raises ValueError for another size, for numbers that are not finite, and for what is outside the
        range of the parameters, as their own class puts it.
        """
        x = np.asarray(vector, dtype=np.float64)
        if x.shape != (self.size,):
            raise ValueError(f"vector must have shape ({self.size},), got {x.shape}")
        if not np.isfinite(x).all():
            raise ValueError(f"vector must be finite, got {shown(x.tolist())}")
        fields = dict(_fields(self.like))
        at = 0
        for block, table in self._tables(self.like):
            shape = self._shape(block, table)
            size = math.prod(shape)
            values = self._back(block, x[at : at + size].reshape(shape), table)
            at += size
            if block.beside and fields[block.beside] is not None:
                values, fields[block.beside] = values[..., :-1], values[..., -1]
            fields[block.field] = float(values) if values.ndim == 0 else values
        return _owner(self.like)(**fields)

    @property
    def size(self) -> int:
        """S, how many numbers the vector has."""
        return sum(math.prod(self._shape(block, table)) for block, table in self._tables(self.like))

    def _tables(self, params: Any) -> Iterator[tuple[Block, Floats]]:
        """What moves, block by block."""
        fixed = {field for name, field in FIXED_BY.items() if not getattr(self.model, name, True)}
        if getattr(self.model, "known_variance", None) is not None:
            fixed.add("covariances")
        for block in self.like.blocks:
            if block.field in fixed:
                continue
            table = np.asarray(getattr(params, block.field), dtype=np.float64)
            beside = getattr(params, block.beside) if block.beside else None
            yield block, table if beside is None else np.concatenate([table, beside[..., None]], axis=-1)

    def _shape(self, block: Block, table: Floats) -> tuple[int, ...]:
        if self.scale == "plain":
            return table.shape
        if block.kind == "simplex":
            return (*table.shape[:-1], table.shape[-1] - 1)
        if block.kind == "covariance":
            return (1,) if self._tied else table.shape[:1]
        return table.shape

    @property
    def _tied(self) -> bool:
        return getattr(self.model, "covariance", None) == "tied"

    def _out(self, block: Block, table: Floats) -> Floats:
        if self.scale == "plain":
            return table
        with np.errstate(divide="ignore", invalid="ignore"):
            if block.kind == "simplex":
                logs = np.log(table)
                found = logs[..., :-1] - logs[..., -1:]
            elif block.kind == "unit":
                found = logit(table)
            elif block.kind == "positive":
                found = np.log(table)
            elif block.kind == "covariance":
                found = np.log(table[: 1 if self._tied else None, 0, 0]) / 2
            else:
                found = table
        if not np.isfinite(found).all():
            raise ValueError(
                f"{block.field} must lie inside its range in the free scale, got {shown(table.tolist())}"
            )
        return np.asarray(found)

    def _back(self, block: Block, x: Floats, like: Floats) -> Floats:
        if self.scale == "plain":
            if block.kind != "simplex":
                return x
            sums = x.sum(axis=-1, keepdims=True)  # a long step multiplies what rounding took from 1
            return x / sums if (abs(sums - 1) <= 1e-6).all() else x
        if block.kind == "simplex":
            full = np.concatenate([x, np.zeros((*x.shape[:-1], 1))], axis=-1)
            weights = np.maximum(np.exp(full - full.max(axis=-1, keepdims=True)), LEAST)
            return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
        if block.kind == "unit":
            return np.asarray(np.clip(expit(x), LEAST, MOST))
        with np.errstate(over="ignore"):  # infinity is refused by the parameters
            if block.kind == "positive":
                return np.exp(x)
            if block.kind == "covariance":
                return np.broadcast_to(np.exp(2 * x)[:, None, None], like.shape)
        return x


def _owner(params: Any) -> type:
    """The class that names the blocks: what an M-step returns may be of a class of its own."""
    return next(kind for kind in type(params).__mro__ if "blocks" in vars(kind))


def _fields(params: Any) -> Iterator[tuple[str, Any]]:
    for block in params.blocks:
        for name in (block.field, block.beside):
            if name:
                yield name, getattr(params, name)
