"""Student's t by EM: every number has a hidden precision of its own, and outliers have a small one.

u_n ~ Gamma(dof / 2, rate dof / 2), then x_n ~ N(mean, scale^2 / u_n), so that x_n is Student's t with dof
degrees of freedom, which are known. The hidden u_n is continuous: its q is a Gamma density, H(q) the
differential entropy. Dempster, Laird & Rubin (1977), section 4.3; Lange, Little & Taylor, Robust statistical
modeling using the t distribution, JASA 84 (1989) 881-896, section 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from em_core.checks import number, numbers, positive_beta
from em_core.flat import Block
from em_core.models.precisions import Precisions
from em_core.protocol import Event, Floats
from em_core.sealed import Sealed

LARGEST = 1e100  # of a number's size
COLLAPSED = 1e-10  # the square of the scale over that of the data's spread


@dataclass(frozen=True, eq=False)
class StudentParams:
    """mean, and scale > 0 (not the standard deviation, which is larger). Raises ValueError for others."""

    mean: float
    scale: float
    blocks: ClassVar = (Block("mean", "real"), Block("scale", "positive"))

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", number("mean", self.mean, -LARGEST, LARGEST))
        scale = number("scale", self.scale, 0, LARGEST)
        if not scale >= 1 / LARGEST:
            raise ValueError(f"scale must be above 0, got {self.scale!r}")
        object.__setattr__(self, "scale", scale)


@dataclass(frozen=True, eq=False)
class StudentStatistics(Sealed):
    """Sums over the numbers: how many, E log u, w, and w x and w x^2 about ``origin``.

    origin is the data's own middle, so that no digits are lost far from 0; spread is their variance.
    invented: of a prior, how many of the numbers.
    """

    count: float
    log_precision: float
    weight: float
    x: float
    xx: float
    origin: float = 0.0
    spread: float = 0.0
    invented: float = 0.0

    def about(self, origin: float) -> StudentStatistics:
        """The same sums about another origin."""
        by = self.origin - origin
        x = self.x + by * self.weight
        xx = self.xx + 2 * by * self.x + by * by * self.weight
        return StudentStatistics(self.count, self.log_precision, self.weight, x, xx, origin, self.spread,
                                 self.invented)  # fmt: skip

    def __add__(self, other: StudentStatistics) -> StudentStatistics:
        one = other.about(self.origin)
        return StudentStatistics(
            self.count + one.count, self.log_precision + one.log_precision, self.weight + one.weight,
            self.x + one.x, self.xx + one.xx, self.origin, max(self.spread, one.spread),
            self.invented + one.invented,
        )  # fmt: skip

    def __mul__(self, factor: float) -> StudentStatistics:
        count, log_precision, weight, x, xx = (
            factor * value for value in (self.count, self.log_precision, self.weight, self.x, self.xx)
        )
        invented = self.invented * factor
        return StudentStatistics(count, log_precision, weight, x, xx, self.origin, self.spread, invented)

    def squares(self, mean: float) -> float:
        """sum w (x - mean)^2 >= 0."""
        m = mean - self.origin
        return max(self.xx - 2 * m * self.x + m * m * self.weight, 0.0)


def student_prior(weight: float, mean: float, square: float) -> StudentStatistics:
    """``weight`` invented numbers of known precision 1 around ``mean`` with this mean square from it.

    A conjugate prior on (mean, scale): -weight log scale - weight ((m - mean)^2 + square) / (2 scale^2).
    Raises ValueError unless weight and square are at least 0.
    """
    n, at, s = number("weight", weight, 0), number("mean", mean), number("square", square, 0)
    return StudentStatistics(n, 0.0, n, 0.0, n * s, at, invented=n)


@dataclass(frozen=True)
class Student:
    """Student's t with ``dof`` > 0 degrees of freedom; data are (N,) numbers.

    expanded: the M-step of parameter-expanded EM, sum w (x - mean)^2 / sum w in place of / N, which has the
    same end (Liu, Rubin & Wu, Parameter expansion to accelerate EM: the PX-EM algorithm, Biometrika 85 (1998)
    755-770, section 4; Kent, Tyler & Vardi 1994). It raises the log-likelihood, not always the bound of its
    own q; a prior it does not take. Nothing is conserved: the weights add up to what they like. Raises
    ValueError for a dof below 0.001.
    """

    dof: float
    expanded: bool = False
    takes: ClassVar = {"params": StudentParams, "prior": StudentStatistics}

    def __post_init__(self) -> None:
        if not number("dof", self.dof, 0) >= 1e-3:
            raise ValueError(f"dof must be at least 0.001, got {self.dof!r}")

    def prepare(self, data: ArrayLike) -> Floats:
        """The numbers (N,), of which (N, 1) will do too, checked. Raises ValueError for others."""
        return _numbers(data)

    def infer(self, data: ArrayLike, params: StudentParams, beta: float = 1.0) -> Precisions:
        """q(u_n) = Gamma((dof + 1) / 2, rate (dof + d_n) / 2), d_n = ((x_n - mean) / scale)^2: its mean is
        w_n = (dof + 1) / (dof + d_n). For another beta the density to that power.

        Raises ValueError for beta = inf, where q would be a point with entropy -infinity, and for one so
        large that the power has no integral.
        """
        x, beta = _numbers(data), positive_beta(beta)
        shape = beta * ((self.dof + 1) / 2 - 1) + 1
        if math.isinf(beta) or shape <= 0:
            raise ValueError(
                f"beta must be finite here, and below {2 / (1 - self.dof):g}, got {beta:g}" if self.dof < 1
                else f"beta must be finite here, got {beta:g}: the hidden precisions are continuous"
            )  # fmt: skip
        rates = beta * (self.dof + np.square((x - params.mean) / params.scale)) / 2
        value = self.log_likelihood(x, params)
        return Precisions(shape, rates, value if beta == 1.0 else None, value)

    def expected_stats(self, data: ArrayLike, posterior: Precisions) -> StudentStatistics:
        """sum_n E log u_n, w_n, w_n x_n and w_n x_n^2 under q. Raises ValueError unless N agrees."""
        x, w = _numbers(data), posterior.weights
        if w.size != x.size:
            raise ValueError(f"posterior must have one rate per number, got {w.size} for {x.size} numbers")
        origin = float(np.median(x))
        away = x - origin
        sums = float(posterior.log_precisions.sum()), float(w.sum()), float(w @ away), float(w @ away**2)
        return StudentStatistics(float(x.size), *sums, origin, float(x.var()))

    def maximize(self, stats: StudentStatistics, previous: StudentParams) -> StudentParams:
        """mean = sum w x / sum w, scale^2 = sum w (x - mean)^2 / N (/ sum w if expanded).

        No mass keeps the previous ones. A scale may have collapsed, which ``check`` tells. Raises ValueError
        if expanded under a prior.
        """
        if self.expanded and stats.invented:
            raise ValueError("prior must be None with expanded=True, whose end would be another one")
        if stats.weight <= 0 or stats.count <= 0:
            return previous
        mean = stats.origin + stats.x / stats.weight
        square = stats.squares(mean) / (stats.weight if self.expanded else stats.count)
        return StudentParams(mean, max(math.sqrt(square), 1 / LARGEST))

    def expected_log_joint(self, stats: StudentStatistics, params: StudentParams) -> float:
        """sum_n E log N(x_n | mean, scale^2 / u_n) + E log Gamma(u_n | dof / 2, dof / 2), in nats.

        Of a prior: log p(params) plus a constant.
        """
        half = self.dof / 2
        normal = stats.log_precision / 2 - stats.count * (math.log(params.scale) + math.log(2 * math.pi) / 2)
        normal -= stats.squares(params.mean) / params.scale**2 / 2
        gamma = stats.count * (half * math.log(half) - float(gammaln(half)))
        return normal + gamma + (half - 1) * stats.log_precision - half * stats.weight

    def log_likelihood(self, data: ArrayLike, params: StudentParams) -> float:
        """sum_n log t_dof((x_n - mean) / scale) - log scale, in nats."""
        x, half = _numbers(data), self.dof / 2
        one = float(gammaln(half + 0.5)) - float(gammaln(half)) - math.log(self.dof * math.pi) / 2
        one -= math.log(params.scale)
        away = np.square((x - params.mean) / params.scale) / self.dof
        return float(x.size * one - (half + 0.5) * np.log1p(away).sum())

    def check(
        self, stats: StudentStatistics, previous: StudentParams, params: StudentParams
    ) -> tuple[Event, ...]:
        """ "collapse", which ends the run, for a scale below 1e-5 of the data's spread; "no_mass" without
        data."""
        if stats.weight <= 0 or stats.count <= 0:
            return (Event("no_mass", None, 0.0, False),)
        if params.scale**2 <= COLLAPSED * stats.spread or params.scale <= 2 / LARGEST:
            value = params.scale**2 / stats.spread if stats.spread > 0 else 0.0
            return (Event("collapse", None, value, True, "scale"),)
        return ()


def _numbers(data: ArrayLike) -> Floats:
    """The data as a run has prepared them, or as they were given."""
    if isinstance(data, np.ndarray):
        if data.ndim == 1 and data.dtype == np.float64 and not data.flags.writeable:
            return data
        data = data[:, 0] if data.ndim == 2 and data.shape[1] == 1 else data
    return numbers("data", data, "number", -LARGEST, LARGEST)
