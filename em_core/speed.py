"""How fast EM converges, and what makes it faster: its map from theta to theta, as one of flat vectors.

The rate matrix is the map's Jacobian at the end; its eigenvalues are the shares of information that are
missing. The accelerators check every point: no run falls.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import number, whole
from em_core.em_map import EMMap, KnownNormals, Look, Map, vector
from em_core.protocol import Floats, Ints, frozen
from em_core.sealed import Sealed, reduced

__all__ = ["EMMap", "KnownNormals", "Look", "Map", "Rates", "Run", "aitken", "anderson", "plain",
           "rate_matrix", "squarem"]  # fmt: skip

Ending = Literal["converged", "max_maps", "edge"]
TOL = 1e-8
ROUNDING = 1e-12  # of a log-likelihood: what a fall must exceed


class Rates(NamedTuple):
    """matrix (S, S): dM/dtheta; eigenvalues (S,), falling: what a step leaves of an error."""

    matrix: Floats
    eigenvalues: Floats

    def __reduce__(self) -> tuple[Any, ...]:
        return reduced(self)


def rate_matrix(em: Map, end: ArrayLike, step: float = 1e-5) -> Rates:
    """The Jacobian of the map at a fixed point, by central differences, and its eigenvalues.

    I - I_observed / I_complete: the share of information that is missing, direction by direction; its
    eigenvalues are real. Raises ValueError unless step > 0 and the map can be written down around the end.
    Dempster, Laird & Rubin (1977), eq. 3.15; Orchard & Woodbury (1972).
    """
    x, h = vector(end), number("step", step, 1e-12)
    columns = []
    for move in h * np.eye(x.size):
        above, below = em.look(x + move).after, em.look(x - move).after
        if above is None or below is None:
            raise ValueError(f"end must be inside the range of the parameters, got {x.tolist()}")
        columns.append((above - below) / (2 * h))
    matrix = np.stack(columns, axis=1)
    return Rates(frozen(matrix), frozen(np.sort(np.linalg.eigvals(matrix).real)[::-1]))


def aitken(first: ArrayLike, second: ArrayLike, third: ArrayLike) -> Floats:
    """x_0 - (x_1 - x_0)^2 / (x_2 - 2 x_1 + x_0), number by number: where three iterates are heading.

    Exact for a geometric sequence; where the differences do not shrink, x_2. Raises ValueError unless all are
    of the same shape. Aitken, On Bernoulli's numerical solution of algebraic equations (1926).
    """
    a, b, c = (np.asarray(vector(np.atleast_1d(values))) for values in (first, second, third))
    if not a.shape == b.shape == c.shape:
        raise ValueError(f"iterates must be of the same size, got {a.size}, {b.size} and {c.size}")
    r, bend = b - a, c - 2 * b + a
    shrinks = np.abs(c - b) < np.abs(r)
    return frozen(np.where(shrinks, a - r * (r / np.where(shrinks, bend, 1.0)), c))


@dataclass(frozen=True, eq=False)
class Run(Sealed):
    """path (T, S): the start and every point accepted; values (T,): the heights; maps (T,): how many
    evaluations of the map each had cost, its own included; likelihoods: how many heights were asked besides,
    of plain steps to compare with and of points refused; refused: how many were lower than the plain step, or
    no theta.

    ending: "converged", |M(x) - x| < tol at the last point; "max_maps"; "edge", M(x) of the last point has
    collapsed or is infinite in this scale.
    """

    method: str
    path: Floats
    values: Floats
    maps: Ints
    likelihoods: int
    refused: int
    ending: Ending

    @property
    def evaluations(self) -> int:
        """Of the map, all: an E-step and an M-step each. The likelihoods are E-steps too."""
        return int(self.maps[-1])

    @property
    def falls(self) -> int:
        """How many steps went down, beyond rounding."""
        return int((np.diff(self.values) < -ROUNDING * (1 + np.abs(self.values[1:]))).sum())


def plain(em: Map, start: ArrayLike, *, max_maps: int = 5000, tol: float = TOL) -> Run:
    """EM itself: x <- M(x). Raises ValueError for a start that is no theta."""
    return _go("EM", em, start, max_maps, tol, _plain)


def squarem(em: Map, start: ArrayLike, *, max_maps: int = 5000, tol: float = TOL) -> Run:
    """Two plain steps x_1, x_2, a jump x' = x_0 + 2 s r + s^2 v, s = max(1, |r| / |v|), and M(x').

    r = x_1 - x_0, v = x_2 - 2 x_1 + x_0. A jump lower than x_2 is refused, x_2 taken. In one
    dimension the jump is Aitken's. Raises ValueError for a start that is no theta.
    Varadhan & Roland, Simple and globally convergent methods for accelerating the convergence of any EM
    algorithm, Scand. J. Statist. 35 (2008), scheme SqS3.
    """
    return _go("SQUAREM", em, start, max_maps, tol, _squarem)


def anderson(em: Map, start: ArrayLike, memory: int = 5, *, max_maps: int = 5000, tol: float = TOL) -> Run:
    """x <- M(x) - (X + F) g, with g the least squares fit of f = M(x) - x by the last changes F of f.

    X: the changes of x, up to ``memory`` of them. A point lower than M(x) is refused, M(x) taken and the
    memory cleared. Raises ValueError for a start that is no theta, and unless memory >= 1.
    Anderson, Iterative procedures for nonlinear integral equations, J. ACM 12 (1965); Walker & Ni, SIAM J.
    Numer. Anal. 49 (2011); Henderson & Varadhan (2019) for EM.
    """
    size = whole("memory", memory, 1)
    return _go("Anderson", em, start, max_maps, tol, lambda walk: _anderson(walk, size))


class _Stop(Exception):
    """The run is over."""


class _Walk:
    """What a run has seen and counted; ends it by _Stop."""

    def __init__(self, em: Map, start: Floats, limit: int, tol: float) -> None:
        self.em, self.limit, self.tol = em, limit, tol
        self.maps = self.likelihoods = self.refused = 0
        self.path: list[Floats] = []
        self.values: list[float] = []
        self.costs: list[int] = []
        self.ending: Ending = "max_maps"
        self.x = start

    def take(self, x: Floats, look: Look | None = None) -> Floats:
        """Accept x, which is looked at unless it has been; returns M(x)."""
        if look is None:
            look = self.look(x)
        self.path.append(x)
        self.values.append(look.height)
        self.costs.append(self.maps)
        if look.after is None:
            self.ending = "edge"
            raise _Stop
        if np.linalg.norm(look.after - x) < self.tol:
            self.ending = "converged"
            raise _Stop
        return look.after

    def look(self, x: Floats) -> Look:
        if self.maps >= self.limit:
            raise _Stop
        self.maps += 1
        return self.em.look(x)

    def better(self, x: Floats, than: Floats) -> Look | None:
        """The look at x, None where it is no theta or lower than ``than``: then an E-step is all it cost."""
        if self.maps >= self.limit:
            raise _Stop
        self.likelihoods += 1
        level = self.em.height(than)
        try:
            found = self.em.look(x)
        except ValueError:
            found = None
        if found is not None and found.height >= level - ROUNDING * (1 + abs(level)):
            self.maps += 1
            return found
        self.likelihoods += 1
        self.refused += 1
        return None


def _go(
    method: str, em: Map, start: ArrayLike, max_maps: int, tol: float, walk: Callable[[_Walk], None]
) -> Run:
    state = _Walk(em, vector(start), whole("max_maps", max_maps, 1), number("tol", tol, 0))
    with suppress(_Stop):
        walk(state)
    path, values, costs = frozen(state.path), frozen(state.values), frozen(state.costs, np.int64)
    return Run(method, path, values, costs, state.likelihoods, state.refused, state.ending)


def _plain(walk: _Walk) -> None:
    x = walk.x
    while True:
        x = walk.take(x)


def _squarem(walk: _Walk) -> None:
    x = walk.x
    while True:
        one = walk.take(x)
        two = walk.take(one)
        r, v = one - x, two - 2 * one + x
        size = float(np.linalg.norm(v))
        s = float(np.linalg.norm(r)) / size if size > 0 else 1.0
        jump = x + 2 * s * r + s * s * v
        found = walk.better(jump, two) if s > 1 else None
        x = two if found is None else walk.take(jump, found)


def _anderson(walk: _Walk, memory: int) -> None:
    x = walk.x
    after = walk.take(x)
    steps: list[Floats] = []
    changes: list[Floats] = []
    while True:
        f = after - x
        following, found = after, None
        if steps:
            bend = np.stack(changes[-memory:], axis=1)
            move = np.stack(steps[-memory:], axis=1)
            fit = np.linalg.lstsq(bend, f, rcond=1e-10)[0]
            following = after - (move + bend) @ fit
            found = walk.better(following, after)
            if found is None:
                following, steps, changes = after, [], []
        now = walk.take(following, found)
        steps.append(following - x)
        changes.append(now - following - f)
        x, after = following, now
