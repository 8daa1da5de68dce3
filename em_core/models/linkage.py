"""Genetic linkage: animals in four classes, the first of which is two classes in one.

Cell probabilities 1/2 + theta/4, (1 - theta)/4, (1 - theta)/4, theta/4; nobody saw which animals of the
first class belong to its theta/4. Log-likelihoods are of the sequence of animals: the multinomial
coefficient, which theta does not move, is left out. The introductory example of Dempster, Laird & Rubin,
"Maximum likelihood from incomplete data via the EM algorithm", JRSS B 39 (1977) 1-38 (data of Rao 1965).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlog1py, xlogy

from em_core.checks import number, whole_numbers
from em_core.climbers import Hill
from em_core.flat import Block
from em_core.mixture import Responsibilities, responsibilities
from em_core.models.coins import LEAST, MOST
from em_core.protocol import Conserved, Event, Floats, Ints, frozen
from em_core.sealed import Sealed


@dataclass(frozen=True, eq=False)
class Offspring(Sealed):
    """counts (4,): the animals of each class, whole numbers >= 0, at least one of the first class.

    Raises ValueError for others: without the first class nothing would be hidden.
    """

    counts: Ints

    def __init__(self, counts: ArrayLike) -> None:
        n = whole_numbers("counts", counts, "class")
        if n.shape != (4,):
            raise ValueError(f"counts must be of 4 classes, got {n.size}")
        if n[0] == 0:
            raise ValueError("counts of class 1 must be at least 1, got 0: only its animals are hidden")
        object.__setattr__(self, "counts", n)

    def __len__(self) -> int:
        """The animals whose subclass is hidden."""
        return int(self.counts[0])


RAO = Offspring([125, 18, 20, 34])
"""The 197 animals of Rao (1965) that Dempster, Laird & Rubin take."""


@dataclass(frozen=True, eq=False)
class LinkageParams:
    """theta in [0, 1]; raises ValueError for others."""

    theta: float
    blocks: ClassVar = (Block("theta", "unit"),)

    def __post_init__(self) -> None:
        object.__setattr__(self, "theta", number("theta", self.theta, 0, 1))


@dataclass(frozen=True, eq=False)
class LinkageStatistics:
    """Expected animals with probability 1/2, with theta/4, and with (1 - theta)/4."""

    half: float
    linked: float
    apart: float

    def __add__(self, other: LinkageStatistics) -> LinkageStatistics:
        return LinkageStatistics(self.half + other.half, self.linked + other.linked, self.apart + other.apart)

    def __mul__(self, factor: float) -> LinkageStatistics:
        return LinkageStatistics(self.half * factor, self.linked * factor, self.apart * factor)


@dataclass(frozen=True)
class Linkage:
    """The hidden z_n of an animal of the first class: 0 for its 1/2, 1 for its theta/4."""

    takes: ClassVar = {"data": Offspring, "params": LinkageParams, "prior": LinkageStatistics}

    def log_joint(self, data: Offspring, params: LinkageParams) -> Floats:
        """log(1/2) for z_n = 0 and log(theta/4) for z_n = 1, alike for all n, shape (counts[0], 2)."""
        row = [math.log(0.5), math.log(params.theta / 4) if params.theta > 0 else -math.inf]
        return np.tile(row, (len(data), 1))

    def infer(self, data: Offspring, params: LinkageParams, beta: float = 1.0) -> Responsibilities:
        """q(z_n = 1) = theta / (2 + theta) for beta = 1, shape (counts[0], 2).

        Raises ValueError naming the class whose animals are impossible at this theta.
        """
        seen = _seen(data, params.theta)
        for i in np.flatnonzero(seen == -np.inf)[:1]:
            raise ValueError(
                f"class {i + 2} has {data.counts[i + 1]} animals, "
                f"which is impossible with theta {params.theta}"
            )
        rest = float(seen.sum())
        q = responsibilities(self.log_joint(data, params), beta)
        known = [None if value is None else value + rest for value in (q.log_evidence, q.log_marginal)]
        return replace(q, log_evidence=known[0], log_marginal=known[1])

    def expected_stats(self, data: Offspring, posterior: Responsibilities) -> LinkageStatistics:
        """Animals with 1/2: sum_n q_n0; with theta/4: sum_n q_n1 + y_4; with (1 - theta)/4: y_2 + y_3.

        Raises ValueError unless the posterior has two columns and a row per animal of the first class.
        """
        q, y = posterior.probs, data.counts
        if q.shape != (len(data), 2):
            raise ValueError(f"posterior must have shape ({len(data)}, 2), got {q.shape}")
        half, linked = q.sum(axis=0)
        return LinkageStatistics(float(half), float(linked + y[3]), float(y[1] + y[2]))

    def maximize(self, stats: LinkageStatistics, previous: LinkageParams) -> LinkageParams:
        """theta = linked / (linked + apart); without any of these theta stays.

        With some of both the maximum lies strictly between 0 and 1, rounding or not.
        """
        total = stats.linked + stats.apart
        if total <= 0:
            return previous
        theta = stats.linked / total
        return LinkageParams(min(max(theta, LEAST), MOST) if stats.linked > 0 and stats.apart > 0 else theta)

    def expected_log_joint(self, stats: LinkageStatistics, params: LinkageParams) -> float:
        """half log(1/2) + linked log(theta/4) + apart log((1 - theta)/4), with 0 log 0 = 0."""
        fixed = stats.half * math.log(0.5) - (stats.linked + stats.apart) * math.log(4)
        return float(fixed + xlogy(stats.linked, params.theta) + xlog1py(stats.apart, -params.theta))

    def log_likelihood(self, data: Offspring, params: LinkageParams) -> float:
        """y_1 log(1/2 + theta/4) + (y_2 + y_3) log((1 - theta)/4) + y_4 log(theta/4), in nats."""
        first = float(data.counts[0]) * math.log(0.5 + params.theta / 4)
        return first + float(_seen(data, params.theta).sum())

    def check(
        self, stats: LinkageStatistics, previous: LinkageParams, params: LinkageParams
    ) -> tuple[Event, ...]:
        """ "no_mass" when no animal says anything about theta."""
        return (Event("no_mass", None, 0.0, False),) if stats.linked + stats.apart <= 0 else ()

    def conserved(self, data: Offspring, stats: LinkageStatistics) -> tuple[Conserved, ...]:
        """The first class is shared out whole: half + linked - y_4 = y_1; the animals are N in all."""
        y = data.counts
        return (
            Conserved("animals of class 1", stats.half + stats.linked - float(y[3]), float(y[0])),
            Conserved("animals", stats.half + stats.linked + stats.apart, float(y.sum())),
        )


def mle(data: Offspring) -> float:
    """The theta in [0, 1] with the largest likelihood, 0.626821498 for RAO: the root not below 0 of
    N theta^2 - (y_1 - 2 (y_2 + y_3) - y_4) theta - 2 y_4 = 0, which has the sign of -score.
    """
    y1, apart, y4 = float(data.counts[0]), float(data.counts[1] + data.counts[2]), float(data.counts[3])
    total, slope = y1 + apart + y4, y1 - 2 * apart - y4
    return (slope + math.sqrt(slope * slope + 8 * total * y4)) / (2 * total)


def score(data: Offspring, theta: float) -> float:
    """The slope of the log-likelihood: y_1 / (2 + theta) - (y_2 + y_3) / (1 - theta) + y_4 / theta.

    Raises ValueError unless 0 < theta < 1.
    """
    y, t = data.counts, _inside(theta)
    return float(y[0] / (2 + t) - (y[1] + y[2]) / (1 - t) + y[3] / t)


def observed_information(data: Offspring, theta: float) -> float:
    """Minus the curvature: y_1 / (2 + theta)^2 + (y_2 + y_3) / (1 - theta)^2 + y_4 / theta^2.

    Raises ValueError unless 0 < theta < 1.
    """
    y, t = data.counts, _inside(theta)
    return float(y[0] / (2 + t) ** 2 + (y[1] + y[2]) / (1 - t) ** 2 + y[3] / t**2)


def complete_information(data: Offspring, theta: float) -> float:
    """What the animals would tell if the first class were split: linked / theta^2 + apart / (1 - theta)^2.

    linked and apart are the animals expected at theta.

    1 - observed / complete at EM's limit is the factor by which EM's error shrinks (Dempster, Laird &
    Rubin 1977, sec. 3). Raises ValueError unless 0 < theta < 1.
    """
    model = Linkage()
    at = LinkageParams(_inside(theta))
    stats = model.expected_stats(data, model.infer(data, at))
    return stats.linked / at.theta**2 + stats.apart / (1 - at.theta) ** 2


def linkage_hill(data: Offspring) -> Hill:
    """The log-likelihood over [0, 1] as a hill; at 0 and at 1 it has no slope."""
    at = _Slopes(data)
    return Hill(at.value, at.gradient, at.hessian, frozen([0.0]), frozen([1.0]))


@dataclass(frozen=True, eq=False)
class _Slopes:
    """The log-likelihood of these animals and its derivatives at x = (theta,)."""

    data: Offspring

    def value(self, x: Floats) -> float:
        return Linkage().log_likelihood(self.data, LinkageParams(float(x[0])))

    def gradient(self, x: Floats) -> Floats:
        return np.array([score(self.data, x[0]) if 0 < x[0] < 1 else math.nan])

    def hessian(self, x: Floats) -> Floats:
        return np.array([[-observed_information(self.data, x[0])]])


def _seen(data: Offspring, theta: float) -> Floats:
    """The log-probabilities of the three classes in which nothing is hidden, (3,)."""
    apart, linked = data.counts[1:3], data.counts[3:]
    return np.concatenate([xlog1py(apart, -theta) - apart * math.log(4), xlogy(linked, theta / 4)])


def _inside(theta: float) -> float:
    if not 0 < number("theta", theta, 0, 1) < 1:
        raise ValueError(f"theta must lie strictly between 0 and 1 here, got {theta!r}")
    return float(theta)
