"""EM as one map of flat vectors: x -> M(x), of any model, and of the simplest one there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, log_ndtr, ndtri

from em_core.checks import number, unmasked, whole
from em_core.flat import Flat, Scale
from em_core.protocol import Floats, LatentModel, frozen
from em_core.recipe import PLAIN, admit
from em_core.sealed import Sealed, reduced


class Look(NamedTuple):
    """One evaluation at x: M(x) (S,), None where it cannot be written down, and the height at x."""

    after: Floats | None
    height: float

    def __reduce__(self) -> tuple[Any, ...]:
        return reduced(self)


class Map(Protocol):
    """A map of flat vectors (S,) that never lowers a height, here the log-likelihood in nats."""

    def look(self, x: Floats) -> Look:
        """M(x) and the height at x, from one E-step. Raises ValueError where x is no theta."""
        ...

    def height(self, x: Floats) -> float:
        """The height at x alone."""
        ...


@dataclass(frozen=True, eq=False)
class EMMap:
    """EM's map for a model, its data and parameters of the sizes of ``like``, in a scale of ``Flat``.

    In the free scale every vector is a theta, and eigenvalues are the same in both. Raises ValueError for
    what the model or ``Flat`` does not take.
    """

    model: LatentModel[Any, Any, Any, Any]
    data: Any
    like: Any
    scale: Scale = "free"

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", admit(self.model, self.data, PLAIN, {"like": self.like}))
        Flat(self.model, self.like, self.scale)

    @property
    def flat(self) -> Flat:
        """The way from parameters to vectors and back."""
        return Flat(self.model, self.like, self.scale)

    def look(self, x: Floats) -> Look:
        """One E-step and one M-step; ``after`` is None where the M-step collapses or meets an edge."""
        params = self.flat.from_vector(x)
        q = self.model.infer(self.data, params)
        height = self.model.log_likelihood(self.data, params) if q.log_evidence is None else q.log_evidence
        stats = self.model.expected_stats(self.data, q)
        after = self.model.maximize(stats, params)
        if any(event.stops for event in self.model.check(stats, params, after)):
            return Look(None, height)
        try:
            return Look(self.flat.to_vector(after), height)
        except ValueError:  # infinite in the free scale
            return Look(None, height)

    def height(self, x: Floats) -> float:
        """log p(data | x)."""
        return self.model.log_likelihood(self.data, self.flat.from_vector(x))


@dataclass(frozen=True, eq=False)
class KnownNormals(Sealed):
    """Two known densities, N(d/2, 1) and N(-d/2, 1), and the unknown weight w of the first, a vector (1,).

    x (n,): the quantiles (i - 1/2) / n of the half-half mixture. The rate at the end is the average doubt.
    Raises ValueError unless 0 < distance <= 20 and n >= 2.
    """

    distance: float
    n: int = 200
    x: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        d = number("distance", self.distance, 1e-3, 20)
        levels = (np.arange(whole("n", self.n, 2)) + 0.5) / self.n
        low, high = ndtri(levels) - d / 2, ndtri(levels) + d / 2
        for _ in range(80):  # halved until the floats are used up
            middle = (low + high) / 2
            under = np.exp(np.logaddexp(log_ndtr(middle - d / 2), log_ndtr(middle + d / 2))) / 2 < levels
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        object.__setattr__(self, "x", frozen((low + high) / 2))

    def shares(self, weight: float) -> Floats:
        """gamma_n = w N(x_n | d/2, 1) / (w N(x_n | d/2, 1) + (1 - w) N(x_n | -d/2, 1)), (n,)."""
        w = number("weight", weight, 0, 1)
        with np.errstate(divide="ignore"):
            return np.asarray(expit(np.log(w) - np.log1p(-w) + self.distance * self.x))

    def look(self, x: Floats) -> Look:
        """The mean of gamma, and the log-likelihood."""
        return Look(frozen([self.shares(x[0]).mean()]), self.height(x))

    def height(self, x: Floats) -> float:
        """sum_n log(w N(x_n | d/2, 1) + (1 - w) N(x_n | -d/2, 1)), in nats."""
        w = number("weight", float(x[0]), 0, 1)
        squares = -np.square(self.x[:, None] + np.array([-0.5, 0.5]) * self.distance) / 2
        with np.errstate(divide="ignore"):
            joint = squares + np.log([w, 1 - w])
        return float(np.logaddexp.reduce(joint, axis=1).sum() - self.n * np.log(2 * np.pi) / 2)

    def doubt(self, weight: float) -> float:
        """mean of gamma (1 - gamma) / (w (1 - w)), 0 < w < 1: the map's derivative, and the share of the
        information on w that is missing because nobody saw the groups."""
        w, gamma = number("weight", weight, 1e-9, 1 - 1e-9), self.shares(weight)
        return float((gamma * (1 - gamma)).mean() / (w * (1 - w)))


def vector(values: ArrayLike) -> Floats:
    """A flat vector of numbers."""
    unmasked("a vector", values)
    x = np.array(values, dtype=np.float64)
    if x.ndim != 1 or not np.isfinite(x).all():
        raise ValueError(f"a vector must be a list of finite numbers, got {values!r}")
    return frozen(x)
