"""Expected sufficient statistics of a Gaussian mixture, and a conjugate prior as pseudo-data."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import number
from em_core.models.gaussian.frame import Frame, Kind
from em_core.models.gaussian.local import Local, localised
from em_core.models.gaussian.params import GaussianParams, finite_table, positive_definite
from em_core.models.gaussian.shapes import LOG_ZERO, Natural
from em_core.protocol import Floats, frozen
from em_core.sealed import Sealed, reduced


class Once(NamedTuple):
    """Pseudo-data that count once per covariance matrix, not per component: n, and scatter (D, D)."""

    n: float
    scatter: Floats

    def moments(self, frame: Frame) -> Floats:
        """The scatter's features (Q,) in a frame."""
        return frame.moments(self.scatter / np.outer(frame.scale, frame.scale))

    def __reduce__(self) -> tuple[Any, ...]:
        return reduced(self)


class GaussianStatistics(Sealed):
    """Three counts (K,), x (K, D) = sum_n r_nk x_n and xx (K, D, D) = sum_n r_nk x_n x_n'.

    Data add the same r_nk to weight_n, mean_n and cov_n; a prior adds three different numbers. Of
    xx, the shape "diag" needs the diagonal only, and "spherical" its mean: the rest is 0.
    They are kept in the data's centred frame (table (1 + D + Q, K)), so x and xx are made when asked.
    """

    frame: Frame
    local: Local | None
    table: Floats
    once: Once | None
    shared: bool  # one column, which stands for every component
    moments: tuple[bool, Floats, Floats] | None = None  # the M-step's tied?, means, covariances, if known

    def __init__(
        self, weight_n: ArrayLike, mean_n: ArrayLike, cov_n: ArrayLike, x: ArrayLike, xx: ArrayLike
    ) -> None:
        n = finite_table("weight_n", weight_n, (None,), np.inf)
        first = finite_table("x", x, (n.size, None), np.inf)
        size = first.shape[1]
        second = finite_table("xx", xx, (n.size, size, size), np.inf)
        frame = Frame("full", np.zeros(size), np.ones(size))
        of_mean = finite_table("mean_n", mean_n, (n.size,), np.inf)
        of_cov = finite_table("cov_n", cov_n, (n.size,), np.inf)
        self._set(frame, None, np.concatenate([n[None], first.T, frame.moments(second)]), of_mean, of_cov)

    def _set(
        self, frame: Frame, local: Local | None, table: Floats,
        mean_n: Floats | None = None, cov_n: Floats | None = None,
        once: Once | None = None, shared: bool = False,
    ) -> GaussianStatistics:  # fmt: skip
        table.setflags(write=False)
        self.frame, self.local, self.table, self.once, self.shared = frame, local, table, once, shared
        self._mean_n, self._cov_n = mean_n, cov_n
        return self

    @classmethod
    def of(cls, frame: Frame, local: Local | None, table: Floats, *rest: Any) -> GaussianStatistics:
        """From a table in its frame; without counts in ``rest`` they are all table[0]."""
        stats: GaussianStatistics = object.__new__(cls)
        return stats._set(frame, local, table, *rest)

    @property
    def weight_n(self) -> Floats:
        """What the weights are counted by, (K,)."""
        return np.asarray(self.table[0])

    @property
    def mean_n(self) -> Floats:
        """What the means are divided by, (K,)."""
        return np.asarray(self.table[0]) if self._mean_n is None else self._mean_n

    @property
    def cov_n(self) -> Floats:
        """What the covariances are divided by, (K,)."""
        return np.asarray(self.table[0]) if self._cov_n is None else self._cov_n

    @property
    def x(self) -> Floats:
        """sum_n r_nk x_n, (K, D), made anew."""
        return self._raw()[0]

    @property
    def xx(self) -> Floats:
        """sum_n r_nk x_n x_n', (K, D, D), made anew; of it what the shape needs."""
        return self._raw()[1]

    def _raw(self) -> tuple[Floats, Floats]:
        size = self.frame.size
        x, xx = _moved(self, np.zeros((1, size)), np.eye(size)[None])
        if self.frame.kind != "full":
            xx = self.frame.matrices(self.frame.moments(xx) / (size if self.frame.kind == "spherical" else 1))
        return frozen(x), frozen(xx)

    def __add__(self, other: GaussianStatistics) -> GaussianStatistics:
        if self.frame.top is None and other.frame.top is not None:
            return other + self
        self.agree(other.table.shape[1], other.frame.size, other.shared)
        same = other.frame is self.frame and other.local is self.local
        theirs = other.table if same else other.seen_from(self.frame, self.local, self.table.shape[1])
        frame = self.frame
        if other.frame.top is not None and not same:  # the data's spread is no longer that of either
            frame = Frame(frame.kind, frame.center, frame.scale, math.nan)
        once = self.once if other.once is None else other.once
        if self.once is not None and other.once is not None:
            once = Once(self.once.n + other.once.n, self.once.scatter + other.once.scatter)
        return GaussianStatistics.of(
            frame, self.local, self.table + theirs, self.mean_n + other.mean_n, self.cov_n + other.cov_n,
            once, self.shared and other.shared,
        )  # fmt: skip

    def __mul__(self, factor: float) -> GaussianStatistics:
        once = None if self.once is None else Once(self.once.n * factor, self.once.scatter * factor)
        return GaussianStatistics.of(
            self.frame, self.local, self.table * factor, self.mean_n * factor, self.cov_n * factor,
            once, self.shared,
        )  # fmt: skip

    def agree(self, components: int, dimensions: int, shared: bool = False) -> None:
        """ValueError unless what they meet has as many components and dimensions."""
        mine = self.table.shape[1]
        if dimensions != self.frame.size or not (shared or self.shared or components == mine):
            raise ValueError(
                f"statistics must be of {components} components in {dimensions} dimensions like what they "
                f"meet, got {mine} in {self.frame.size}"
            )

    def seen_from(self, frame: Frame, local: Local | None, components: int) -> Floats:
        """The table in other coordinates, one column per component."""
        x, xx = _moved(self, *axes(frame, local, components))
        n = np.broadcast_to(self.weight_n, components if self.shared else self.weight_n.shape)
        parts = np.broadcast_to(x.T, (frame.size, n.size)), frame.moments(xx)
        return np.concatenate([n[None], parts[0], np.broadcast_to(parts[1], (len(parts[1]), n.size))])

    def of_kind(self, kind: Kind, components: int) -> GaussianStatistics:
        """The same with the second moments that a covariance shape reads, a column for every component."""
        if self.frame.kind == kind and not self.shared:
            return self
        scale = self.frame.scale if kind != "spherical" else np.full(self.frame.size, self.frame.scale.max())
        frame = Frame(kind, self.frame.center, scale)
        table = self.seen_from(frame, None, components)
        counts = (np.broadcast_to(n, table.shape[1]) for n in (self.mean_n, self.cov_n))
        return GaussianStatistics.of(frame, None, table, *counts, self.once)

    def natural(self, params: GaussianParams) -> Natural:
        """theta of the parameters in these statistics' own coordinates."""
        state = params.state(self.frame)
        if self.local is None:
            return state.natural
        return localised(self.frame, self.local, *state)

    def expected_log_joint(self, params: GaussianParams, tied: bool) -> float:
        """<theta, E phi>, with the three counts apart where they differ, in nats."""
        at = self.natural(params)
        if self._mean_n is None:
            value = float(np.vdot(at.theta, self.table))
        else:
            counts = at.log_weights * self.table[0] + at.of_mean * self.mean_n + at.of_cov * self.cov_n
            value = float(np.sum(counts) + np.sum(at.theta[1:] * self.table[1:]))
            if tied and self.once is not None:
                value -= (at.of_cov.size - 1) * self._once(params)
        return value if value > LOG_ZERO * 1e-100 else -np.inf

    def _once(self, params: GaussianParams) -> float:
        """once.n of_cov - tr(P scatter) / 2, of the first covariance."""
        assert self.once is not None
        theta, frame = params.state(self.frame).natural, self.frame
        quad = theta.theta[1 + frame.size :, 0]
        return float(self.once.n * theta.of_cov[0] + quad @ self.once.moments(frame))

    def spread(self) -> float:
        """The largest eigenvalue of the data's covariance, in the frame's coordinates."""
        if self.frame.top is not None and not math.isnan(self.frame.top):
            return self.frame.top
        table = self.seen_from(self.frame, None, self.table.shape[1]).sum(axis=1)
        frame, n = self.frame, self.mean_n.sum() or 1.0
        mean = table[1 : 1 + frame.size] / n
        if frame.kind == "spherical":
            return float(table[-1] / n - mean @ mean)
        second = frame.matrices(table[1 + frame.size :] / n)
        return float(np.linalg.eigvalsh(second - np.outer(mean, mean))[-1])


def axes(frame: Frame, local: Local | None, components: int) -> tuple[Floats, Floats]:
    """x = origin_k + basis_k y: origins (K, D) and bases (K, D, D) of every component's coordinates."""
    origin, basis = np.tile(frame.center, (components, 1)), np.tile(np.diag(frame.scale), (components, 1, 1))
    if local is not None:
        origin[local.rows] += local.mean.T * frame.scale
        basis[local.rows] = frame.scale[:, None] * local.root
    return origin, basis


def _moved(stats: GaussianStatistics, origin: Floats, basis: Floats) -> tuple[Floats, Floats]:
    """x (K, D) and xx (K, D, D) measured from other origins along other axes."""
    frame = stats.frame
    here, mine = axes(frame, stats.local, stats.table.shape[1])
    turn = np.linalg.solve(basis, mine)
    shift = np.linalg.solve(basis, (here - origin)[..., None])[..., 0]
    first, packed = stats.table[1 : 1 + frame.size].T, stats.table[1 + frame.size :]
    second = frame.matrices(packed / frame.size if frame.kind == "spherical" else packed)
    x = (turn @ first[..., None])[..., 0]
    cross = x[..., :, None] * shift[..., None, :]
    n = stats.mean_n[:, None]
    xx = turn @ second @ np.swapaxes(turn, -1, -2) + cross + np.swapaxes(cross, -1, -2)
    return x + n * shift, xx + n[..., None] * shift[..., :, None] * shift[..., None, :]


def normal_inverse_wishart(
    mean: ArrayLike, strength: float, scatter: ArrayLike, dof: float, concentration: float = 1.0
) -> GaussianStatistics:
    """m_k | C_k ~ N(mean, C_k / strength), C_k ~ IW(scatter, dof), weights ~ Dirichlet(concentration).

    As pseudo-data for every component: concentration - 1, strength, dof + D + 2 and their moments.
    Under "tied" there is one covariance: its scatter and dof + D + 1 count once, and 1 per mean.
    mean (D,), scatter (D, D). Raises ValueError unless strength >= 0, scatter is positive definite,
    dof > D - 1 and concentration >= 1. That is more than 2 D + 1 pseudo-data; for fewer multiply
    the prior by a factor below 1: no density any more, but a maximum there still is.
    """
    m = finite_table("mean", mean, (None,), np.inf)
    size = m.size
    psi = finite_table("scatter", scatter, (size, size), np.inf)
    positive_definite(psi[None])
    kappa, alpha = number("strength", strength, 0), number("concentration", concentration, 1)
    nu = number("dof", dof)
    if nu <= size - 1:
        raise ValueError(
            f"dof must be above D - 1 = {size - 1} for a density, got {dof!r}; for fewer pseudo-data "
            "multiply the prior by a factor below 1"
        )
    frame = Frame("full", m, np.ones(size))
    column = np.concatenate([[alpha - 1.0], np.zeros(size), frame.moments(psi)])[:, None]
    counts = np.array([kappa]), np.array([nu + size + 2.0])
    return GaussianStatistics.of(frame, None, column, *counts, Once(nu + size + 1.0, psi), True)
