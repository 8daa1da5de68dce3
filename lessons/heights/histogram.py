"""Histograms of one column, as numbers and as scatter traces."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from em_core.protocol import Floats
from em_figures.numbers import sigs

MOST = 60  # bins, but for outliers: the width follows the middle half of the data
LIMIT = 400  # bins at all


class Histogram(NamedTuple):
    """edges (B + 1,) with equal distances, counts (B,)."""

    edges: Floats
    counts: Floats

    @property
    def width(self) -> float:
        """A bin's width."""
        return float(self.edges[1] - self.edges[0])

    def of(self, x: ArrayLike) -> Histogram:
        """Other data in the same bins, which must hold them all."""
        values = np.asarray(x, dtype=np.float64)
        at = np.clip(np.searchsorted(self.edges, values, side="right") - 1, 0, len(self.counts) - 1)
        return Histogram(self.edges, np.bincount(at, minlength=len(self.counts)).astype(np.float64))


def tidy(step: float) -> float:
    """The nearest of 1, 2, 5 x 10^n that is not below ``step``."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= step * (1 - 1e-12))


def histogram(x: ArrayLike, width: float | None = None) -> Histogram:
    """Bins [a, a + width) from a multiple of ``width`` below the least x to above the largest.

    Without a width: a tidy one not below IQR / N^(1/3), half of what Freedman & Diaconis say (On the
    histogram as a density estimator, 1981); at most 60 bins over the middle 98 %, and 400 in all.
    Raises ValueError unless x (N,) has two different values.
    """
    values = np.asarray(x, dtype=np.float64)
    low, high = float(values.min()), float(values.max())
    if not high > low:
        raise ValueError(f"a histogram needs two different values, got only {low!r}")
    if width is None:
        p1, q1, q3, p99 = np.percentile(values, [1, 25, 75, 99])
        rule = (q3 - q1) / len(values) ** (1 / 3)
        width = tidy(max(float(rule), float(p99 - p1) / MOST, (high - low) / LIMIT))
    first = math.floor(low / width * (1 + 1e-12) if low > 0 else low / width)
    bins = max(1, math.floor((high - first * width) / width + 1e-9) + 1)
    edges = np.asarray((first + np.arange(bins + 1)) * width, dtype=np.float64)
    return Histogram(edges, np.zeros(bins)).of(values)


def bars(h: Histogram) -> dict[str, list[float]]:
    """x and y of all bars as one line along their edges."""
    x = np.repeat(h.edges, 3)[1:-1]
    inner = np.column_stack([np.zeros(len(h.counts)), h.counts, h.counts]).ravel()
    return {"x": sigs(x.tolist(), 8), "y": [*inner.tolist(), 0.0]}


def steps(h: Histogram) -> dict[str, list[float]]:
    """x and y of the outline, without the edges between the bars."""
    return {"x": sigs(np.repeat(h.edges, 2).tolist(), 8), "y": [0.0, *np.repeat(h.counts, 2).tolist(), 0.0]}


def peaks(y: ArrayLike) -> list[int]:
    """Where a curve is higher than on both sides (the first point of a flat top)."""
    slope = np.diff(np.asarray(y, dtype=np.float64))
    moving = np.flatnonzero(slope)
    turn = (slope[moving][:-1] > 0) & (slope[moving][1:] < 0)
    return [int(i) + 1 for i in moving[:-1][turn]]


def hatched(colour: str, shape: str, size: int = 7) -> dict[str, Any]:
    """A hatching over nothing, for an area that lies on another."""
    return {
        "fillcolor": "rgba(0,0,0,0)",
        "fillpattern": {"shape": shape, "fgcolor": colour, "size": size, "solidity": 0.28},
    }
