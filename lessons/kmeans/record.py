"""A run of k-means, or of its soft sister, on points in the plane, as lesson 07's panels read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from em_core import GaussianMixture, GaussianParams, Points, Recipe, hard
from em_core.protocol import Floats, Ints
from em_figures.mixtures.run import Plane
from em_figures.trace import Trace, record

HARD = Recipe(e_step=hard)


@dataclass(frozen=True, eq=False)
class Clusters:
    """The trace, in the data's units divided by ``unit`` (2,), and the points it runs on.

    Distances count in these units; with unit (1, 1) they are those on the axes.
    """

    trace: Trace
    plane: Plane
    unit: Floats
    _seen: dict[int, Floats] = field(default_factory=dict, repr=False)
    _labels: dict[int, NDArray[np.uint8]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.trace)

    @property
    def k(self) -> int:
        """How many centres."""
        return len(self.trace[0].params.means)

    @property
    def variance(self) -> float:
        """The known variance."""
        return float(self.trace.model.known_variance)

    @cached_property
    def scaled(self) -> Floats:
        """All points (N, 2) in units of ``unit``."""
        return self.plane.points.x / self.unit

    @cached_property
    def places(self) -> Floats:
        """The centres of every half-step on the axes, (T, K, 2)."""
        return np.stack([s.params.means * self.unit for s in self.trace])

    def since(self, i: int) -> int:
        """The half-step at which frame i's responsibilities were made; 0 at the start."""
        return i if self.trace[i].phase != "M" else i - 1

    def probs(self, i: int) -> Floats | None:
        """The drawn points' responsibilities (M, K) at frame i; None at the start."""
        at = self.since(i)
        if at == 0:
            return None
        if at not in self._seen:
            s = self.trace[at]
            assert s.posterior is not None
            posterior = s.posterior
            if self.plane.sampled:  # of the others no table is made
                beta = self.trace.recipe.e_step.beta
                posterior = self.trace.model.infer(self.plane.drawn.x / self.unit, s.params, beta)
            self._seen[at] = posterior.probs
        return self._seen[at]

    def labels(self, i: int) -> Ints | None:
        """Every point's most probable centre (N,); None at the start."""
        at = self.since(i)
        posterior = self.trace[at].posterior
        if posterior is None:
            return None
        if at not in self._labels:  # a byte each; of many points the posterior keeps no table
            self._labels[at] = posterior.probs.argmax(axis=1).astype(np.uint8)
        return self._labels[at].astype(np.int64)

    @cached_property
    def parts(self) -> Sequence[Floats | None]:
        """J_k (K,) = sum of |x_n - m_k|^2 over the points of centre k, by half-step; None at the start."""
        out: list[Floats | None] = []
        for i, s in enumerate(self.trace):
            z = self.labels(i)
            if z is None:
                out.append(None)
                continue
            squares = ((self.scaled - s.params.means[z]) ** 2).sum(axis=1)
            out.append(np.bincount(z, squares, self.k).astype(np.float64))
        return out

    @cached_property
    def inertia(self) -> Sequence[float | None]:
        """J = sum_k J_k at every half-step; None at the start."""
        return [None if part is None else float(part.sum()) for part in self.parts]

    def shares(self, i: int) -> Floats:
        """N_k = sum_n gamma_nk (K,); 0 at the start."""
        stats = self.trace[self.since(i)].stats
        return np.zeros(self.k) if stats is None else np.asarray(stats.weight_n)

    def counts(self, i: int) -> Ints:
        """How many points every centre of k-means has (K,)."""
        return np.asarray(self.shares(i).round().astype(np.int64))

    def changed(self, i: int) -> int:
        """How many points have another label at this half-step than at the one before the last."""
        z, before = self.labels(i), self.labels(i - 2) if i > 2 else None
        return 0 if z is None else len(z) if before is None else int((z != before).sum())


class Pair(NamedTuple):
    """Soft and hard from the same start; the shorter run stays at its end."""

    soft: Clusters
    hard: Clusters

    def __len__(self) -> int:
        return max(len(self.soft.trace), len(self.hard.trace))


def run(plane: Plane, centres: Floats, unit: Floats, variance: float, *, soft: bool = False,
        max_iter: int = 100) -> Clusters:  # fmt: skip
    """EM with equal weights and one known variance; hard EM is k-means and ends when no label changes.

    centres (K, 2) on the axes; variance in units of ``unit``, squared.
    """
    k = len(centres)
    start = GaussianParams(np.full(k, 1 / k), centres / unit, np.tile(variance * np.eye(2), (k, 1, 1)))
    model = GaussianMixture("spherical", learn_weights=False, known_variance=variance)
    plain = bool((unit == 1).all())
    points = plane.points if plain else Points(plane.points.x / unit)
    if soft:
        return Clusters(record(model, points, start, max_iter=max_iter), plane, unit)
    return Clusters(record(model, points, start, HARD, max_iter=max_iter, tol=0.0), plane, unit)
