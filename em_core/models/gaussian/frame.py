"""The coordinates in which a Gaussian mixture is computed: points, centred and scaled once.

Features first: phi (F, N) has the rows 1, z_1 .. z_D, and the products of z that the covariance
shape reads (Q of them). Then all log joints are one matrix product, and so are the statistics.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import shown, unmasked
from em_core.protocol import Floats, frozen
from em_core.sealed import Sealed

Kind = Literal["full", "diag", "spherical"]
LARGEST, SMALLEST = 1e140, 1e-140  # of a coordinate and of a spread: their squares are still floats
BLOCK = 5000  # points per matrix product: the tables stay in the processor's cache
KEPT = 2**21  # features (F x N) up to which they are kept; above, they are made block by block


class Frame(Sealed):
    """z = (x - center) / scale, and which products of z make the second moments.

    kind "full": z_i z_j for i <= j; "diag": z_j^2; "spherical": their sum. center, scale (D,); scales
    are powers of two, so that going there and back is exact. Of the data in these coordinates: top,
    the largest eigenvalue of their covariance, and reach, the largest |z|^2; None and inf without data,
    nan and inf where statistics of several data were added.
    """

    def __init__(
        self, kind: Kind, center: Floats, scale: Floats, top: float | None = None, reach: float = math.inf
    ) -> None:
        self.kind: Kind = kind
        self.center, self.scale, self.top, self.reach = center, scale, top, reach
        self.key = kind.encode() + center.tobytes() + scale.tobytes()  # frames of the same data are equal
        self.size = size = len(center)
        rows, columns = np.triu_indices(size) if kind == "full" else (np.arange(size),) * 2
        self.rows, self.columns = rows, columns
        self.origin_column, self.scale_column = center[:, None], scale[:, None]
        units = scale[:1] ** 2 if kind == "spherical" else scale[rows] * scale[columns]
        self.units = units[:, None]  # (Q, 1)
        self.products_count = len(units)
        # Rounding a mean in the data's own units then moves it by no more than 1e-13 of their spread.
        self.near = bool(np.all(np.abs(center) <= 1e3 * scale))
        self.log_volume = float(np.log(scale).sum())
        square = np.zeros((size, size), dtype=np.int64)
        square[rows, columns] = square[columns, rows] = np.arange(len(rows))
        self.square = square
        # The quadratic form z' P z counts every product off the diagonal twice.
        self.twice = np.where(rows == columns, 1.0, 2.0)[: self.products_count, None]

    def products(self, z: Floats) -> Floats:
        """The second moments' features of z (D, ...): shape (Q, ...)."""
        if self.kind == "spherical":
            return np.asarray(np.einsum("i...,i...->...", z, z)[None])
        if self.kind == "diag" or self.size == 1:
            return z * z
        return z.take(self.rows, axis=0) * z.take(self.columns, axis=0)

    def matrices(self, packed: Floats) -> Floats:
        """Symmetric matrices (..., D, D) from their entries (Q, ...); a spherical one is v I."""
        if self.kind == "full":
            square = packed.take(self.square, axis=0)
            return square.transpose(*range(2, square.ndim), 0, 1)
        values = np.broadcast_to(packed, (self.size, *packed.shape[1:]))
        return np.moveaxis(values, 0, -1)[..., None] * np.eye(self.size)

    def entries(self, matrices: Floats) -> Floats:
        """The entries (Q, ...) of covariance matrices (..., D, D); of a spherical one, v."""
        if self.kind == "spherical":
            return np.asarray(matrices[..., 0, 0][None])
        return np.moveaxis(matrices[..., self.rows, self.columns], -1, 0)

    def moments(self, matrices: Floats) -> Floats:
        """The features (Q, ...) of second moments (..., D, D); of spherical ones, the trace."""
        if self.kind == "spherical":
            return np.asarray(np.trace(matrices, axis1=-2, axis2=-1)[None])
        return self.entries(matrices)

    def into(self, means: Floats, covariances: Floats) -> tuple[Floats, Floats]:
        """means (K, D) and covariances (K, D, D) in these coordinates: (D, K) and (Q, K)."""
        mean = (means.T - self.origin_column) / self.scale_column
        return mean, self.entries(covariances) / self.units


class Points:
    """N >= 1 data in D dimensions, x (N, D), read-only, with their features in every frame.

    Raises ValueError unless x is a table of finite numbers up to 1e140 in size, of which a column
    either is constant or varies by at least 1e-140.
    """

    def __init__(self, x: ArrayLike) -> None:
        self.x: Floats = frozen(_table(x))
        low, high = self.x.min(axis=0), self.x.max(axis=0)
        same = low == high
        center = np.where(same, low, self.x.mean(axis=0))
        z = self.x.T - center[:, None]
        spread = np.sqrt(np.mean((z / np.where(same, 1.0, high - low)[:, None]) ** 2, axis=1)) * (high - low)
        for j in np.flatnonzero(~same & (spread < SMALLEST))[:1]:
            raise ValueError(
                f"column {j + 1} of data must be constant or vary by at least {SMALLEST:g}, "
                f"got a spread of {spread[j]:g}: multiply it by something"
            )
        self._center, self._spread, self._centred = center, spread, z

    def __len__(self) -> int:
        return len(self.x)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.x,)  # the rest is made of x

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self.x, dtype=dtype, copy=copy)

    @cached_property
    def full(self) -> Features:
        return self._features("full")

    @cached_property
    def diag(self) -> Features:
        return self._features("diag")

    @cached_property
    def spherical(self) -> Features:
        return self._features("spherical")

    def features(self, kind: Kind) -> Features:
        """The features of the covariance shape, made once."""
        features: Features = getattr(self, kind)
        return features

    def _features(self, kind: Kind) -> Features:
        widest = float(self._spread.max())
        if kind == "spherical":  # one scale, or else the sum of squares would not be theirs
            scale = np.full(len(self._spread), _power_of_two(widest))
        else:
            scale = np.array([_power_of_two(s or widest) for s in self._spread])
        z = self._centred / scale[:, None]
        top = float(np.linalg.eigvalsh(z @ z.T / len(self))[-1]) if widest else 0.0
        reach = float(np.einsum("dn,dn->n", z, z).max())
        return Features(Frame(kind, self._center, scale, top, reach), z)


class Features:
    """phi (F, N) of N points in one frame, block by block; F = 1 + D + Q."""

    def __init__(self, frame: Frame, z: Floats) -> None:
        self.frame, self.count, self._z = frame, z.shape[1], z
        self._size = 1 + frame.size + frame.products_count
        few = self._size * self.count <= KEPT
        self._kept = [self._block(a) for a in range(0, self.count, BLOCK)] if few else None

    def blocks(self) -> Iterator[Floats]:
        """phi of at most BLOCK points at a time, in order; each is good until the next is asked for."""
        if self._kept is not None:
            return iter(self._kept)
        room = np.empty((self._size, min(BLOCK, self.count)))
        return (self._block(start, room) for start in range(0, self.count, BLOCK))

    def _block(self, start: int, room: Floats | None = None) -> Floats:
        return with_products(self.frame, self._z[:, start : start + BLOCK], room)


def with_products(frame: Frame, z: Floats, room: Floats | None = None) -> Floats:
    """phi (F, M) of z (D, M), in ``room`` if given."""
    size, count = z.shape
    phi = np.empty((1 + size + frame.products_count, count)) if room is None else room[:, :count]
    phi[0] = 1.0
    phi[1 : 1 + size] = z
    if frame.kind == "spherical":
        np.einsum("im,im->m", z, z, out=phi[-1])
    elif frame.kind == "diag":
        np.multiply(z, z, out=phi[1 + size :])
    else:
        upper_products(phi[1 : 1 + size], phi[1 + size :])
    return phi


def upper_products(z: Floats, out: Floats) -> Floats:
    """z_i z_j for i <= j, row by row, into ``out`` (Q, ...)."""
    at, size = 0, len(z)
    for i in range(size):
        np.multiply(z[i:], z[i], out=out[at : at + size - i])
        at += size - i
    return out


def points(data: Points | ArrayLike) -> Points:
    """``data`` itself if it is Points, or else Points made of it."""
    return data if isinstance(data, Points) else Points(data)


def _table(values: Any) -> Floats:
    unmasked("data", values)
    try:
        x = np.asarray(values)
        if x.dtype.kind not in "iuf":
            raise TypeError
        x = x.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"data must be a table of numbers of shape (N, D), got {shown(values)}") from None
    if x.ndim != 2 or 0 in x.shape:
        hint = "; for one column write x[:, None]" if x.ndim == 1 and x.size else ""
        raise ValueError(f"data must have shape (N, D) with N, D >= 1, got {x.shape}{hint}")
    for n, j in np.argwhere(~(np.abs(x) <= LARGEST))[:1]:
        raise ValueError(
            f"data must be finite numbers up to {LARGEST:g} in size, "
            f"got {x[n, j]} in row {n + 1}, column {j + 1}"
        )
    return x


def _power_of_two(spread: float) -> float:
    return 2.0 ** round(math.log2(spread)) if spread else 1.0
