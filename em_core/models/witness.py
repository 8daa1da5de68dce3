"""One coin tossed twice in every round, unseen, and a witness who says "same" or "different".

z_n = (first, second toss), each heads with probability p_heads; the witness is right with probability
``reliability``, which is known. What is hidden are four cases per report, and no product q(first) q(second)
can say "both alike, I do not know which". The variational method: Jordan, Ghahramani, Jaakkola & Saul, An
introduction to variational methods for graphical models, Machine Learning 37 (1999) 183-233, section 6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import xlogy

from em_core.checks import number, whole
from em_core.flat import Block
from em_core.mixture import CountedResponsibilities, responsibilities
from em_core.models.coins import LEAST, MOST
from em_core.protocol import Conserved, Event, Floats, Ints, frozen
from em_core.sealed import Sealed

HEADS = np.array([[2.0, 1.0, 1.0, 0.0], [2.0, 1.0, 1.0, 0.0]])  # of HH, HT, TH, TT
ALIKE = np.array([True, False, False, True])


@dataclass(frozen=True, eq=False)
class Reports(Sealed):
    """How often the witness said "same" and "different": whole numbers >= 0, together at least 1.

    Raises ValueError for others.
    """

    same: int
    different: int

    def __post_init__(self) -> None:
        for name in ("same", "different"):
            object.__setattr__(self, name, whole(name, getattr(self, name)))
        if self.same + self.different == 0:
            raise ValueError("same and different must be at least 1 together, got 0 reports")

    def __len__(self) -> int:
        """The two kinds of reports, "same" and "different", which are the rows of a q."""
        return 2

    @property
    def times(self) -> Ints:
        """(2,): how often each was said."""
        return frozen([self.same, self.different], np.int64)


@dataclass(frozen=True, eq=False)
class WitnessParams:
    """p_heads in [0, 1], of the one coin; raises ValueError for others."""

    p_heads: float
    blocks: ClassVar = (Block("p_heads", "unit"),)

    def __post_init__(self) -> None:
        object.__setattr__(self, "p_heads", number("p_heads", self.p_heads, 0, 1))


@dataclass(frozen=True, eq=False)
class WitnessStatistics:
    """Expected heads and tails of all tosses, and reports that are right and wrong."""

    heads: float
    tails: float
    right: float = 0.0
    wrong: float = 0.0

    def __add__(self, other: WitnessStatistics) -> WitnessStatistics:
        return WitnessStatistics(
            self.heads + other.heads, self.tails + other.tails,
            self.right + other.right, self.wrong + other.wrong,
        )  # fmt: skip

    def __mul__(self, factor: float) -> WitnessStatistics:
        return WitnessStatistics(*(factor * n for n in (self.heads, self.tails, self.right, self.wrong)))


def witness_prior(a: float, b: float) -> WitnessStatistics:
    """Beta(a, b) on p_heads as a - 1 heads and b - 1 tails. Raises ValueError unless a, b >= 1."""
    return WitnessStatistics(number("a", a, 1) - 1, number("b", b, 1) - 1)


@dataclass(frozen=True)
class Witness:
    """``reliability`` in [0, 1]: how often the witness is right. Rows of q are the two reports, its columns
    HH, HT, TH, TT. Raises ValueError for another reliability."""

    reliability: float
    takes: ClassVar = {"data": Reports, "params": WitnessParams, "prior": WitnessStatistics}
    factors: ClassVar = (2, 2)  # q's columns as a table, for a q that is a product

    def __post_init__(self) -> None:
        object.__setattr__(self, "reliability", number("reliability", self.reliability, 0, 1))

    def log_joint(self, data: Reports, params: WitnessParams) -> Floats:
        """log p(report, z), shape (2, 4): 2 log p of HH + log r for "same", and so on; -inf if impossible."""
        p, r = params.p_heads, self.reliability
        right = np.stack([ALIKE, ~ALIKE])
        with np.errstate(divide="ignore"):
            said = np.log(np.where(right, r, 1 - r))
        return np.asarray(xlogy(HEADS, p) + xlogy(2 - HEADS, 1 - p) + said)

    def infer(self, data: Reports, params: WitnessParams, beta: float = 1.0) -> CountedResponsibilities:
        """q(z) of each kind of report, proportional to p(report, z)^beta: (2, 4), exact.

        A report that nobody made and nobody could have made has a q that is uniform. Raises ValueError
        naming one that was made and that is impossible.
        """
        table = self.log_joint(data, params)
        for i in np.flatnonzero(table.max(axis=1) == -np.inf):
            if data.times[i]:
                raise ValueError(
                    f'a report "{("same", "different")[i]}" is impossible for a witness of reliability '
                    f"{self.reliability} with p_heads {params.p_heads}"
                )
            table[i] = 0.0
        value = self.log_likelihood(data, params)
        one = responsibilities(table, beta)
        return CountedResponsibilities(one, data.times, value if beta == 1.0 else None, value)

    def expected_stats(self, data: Reports, posterior: CountedResponsibilities) -> WitnessStatistics:
        """sum_n E_q(heads of both tosses), the tails, and how many reports are right and wrong.

        Raises ValueError unless the posterior has 2 rows of 4.
        """
        q, times = posterior.probs, data.times
        if q.shape != (2, 4):
            raise ValueError(f"posterior must have shape (2, 4), got {q.shape}")
        heads, alike = (q * HEADS).sum(axis=1), q[:, ALIKE].sum(axis=1)
        apart = q[:, ~ALIKE].sum(axis=1)
        tails = (q * (2 - HEADS)).sum(axis=1)
        right, wrong = np.array([alike[0], apart[1]]), np.array([apart[0], alike[1]])
        return WitnessStatistics(*(float(times @ n) for n in (heads, tails, right, wrong)))

    def maximize(self, stats: WitnessStatistics, previous: WitnessParams) -> WitnessParams:
        """p_heads = heads / 2N, strictly inside if there are some of both; without tosses it stays."""
        total = stats.heads + stats.tails
        if total <= 0:
            return previous
        p = stats.heads / total
        return WitnessParams(min(max(p, LEAST), MOST) if stats.heads > 0 and stats.tails > 0 else p)

    def expected_log_joint(self, stats: WitnessStatistics, params: WitnessParams) -> float:
        """heads log p + tails log(1 - p) + right log r + wrong log(1 - r), with 0 log 0 = 0."""
        p, r = params.p_heads, self.reliability
        said = float(xlogy(stats.right, r) + xlogy(stats.wrong, 1 - r))
        return float(xlogy(stats.heads, p) + xlogy(stats.tails, 1 - p)) + said

    def log_likelihood(self, data: Reports, params: WitnessParams) -> float:
        """same log(r a + (1 - r)(1 - a)) + different log((1 - r) a + r (1 - a)), a = p^2 + (1 - p)^2."""
        p, r = params.p_heads, self.reliability
        alike, apart = p * p + (1 - p) ** 2, 2 * p * (1 - p)
        said = np.array([r * alike + (1 - r) * apart, (1 - r) * alike + r * apart])
        return float(xlogy(data.times, said).sum())

    def check(
        self, stats: WitnessStatistics, previous: WitnessParams, params: WitnessParams
    ) -> tuple[Event, ...]:
        """ "no_mass" when there are no tosses at all."""
        return (Event("no_mass", None, 0.0, False),) if stats.heads + stats.tails <= 0 else ()

    def conserved(self, data: Reports, stats: WitnessStatistics) -> tuple[Conserved, ...]:
        """heads + tails = 2N, right + wrong = N."""
        n = float(data.times.sum())
        return (
            Conserved("tosses", stats.heads + stats.tails, 2 * n),
            Conserved("reports", stats.right + stats.wrong, n),
        )


def mle(data: Reports, reliability: float) -> float:
    """The larger of the two equally good maxima: (1 + sqrt(2 s - 1)) / 2, s = p(both alike) in [1/2, 1].

    s = (same / N - (1 - r)) / (2 r - 1), within [1/2, 1]. Raises ValueError for r = 1/2, which tells
    nothing.
    """
    r = number("reliability", reliability, 0, 1)
    if r == 0.5:
        raise ValueError("reliability must not be 0.5, got 0.5: such a witness tells nothing")
    share = data.same / (data.same + data.different)
    s = min(max((share - (1 - r)) / (2 * r - 1), 0.5), 1.0)
    return (1 + math.sqrt(2 * s - 1)) / 2
