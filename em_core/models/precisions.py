"""The posterior of Student's t: a Gamma density for the hidden precision of every number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from em_core.checks import number, numbers
from em_core.protocol import Floats
from em_core.sealed import Sealed


@dataclass(frozen=True, eq=False)
class Precisions(Sealed):
    """q(u_n) = Gamma(shape, rate_n), u_n in (0, infinity): rates (N,), one shape for all.

    log_evidence is log p(x | params) if q is the exact posterior; log_marginal the same number wherever it
    fell out. Raises ValueError unless shape and rates are above 0.
    """

    shape: float
    rates: Floats
    log_evidence: float | None = None
    log_marginal: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", number("shape", self.shape, 0))
        object.__setattr__(self, "rates", numbers("rates", self.rates, "number", 0))
        if not (self.shape > 0 and self.rates.min() > 0):
            least = float(self.rates.min())
            raise ValueError(f"shape and rates must be above 0, got {self.shape!r} and {least!r}")

    @property
    def weights(self) -> Floats:
        """E_q u_n = shape / rate_n, (N,): by how much a number counts."""
        return np.asarray(self.shape / self.rates)

    @property
    def log_precisions(self) -> Floats:
        """E_q log u_n = digamma(shape) - log rate_n, (N,)."""
        return np.asarray(digamma(self.shape) - np.log(self.rates))

    def alone(self) -> Precisions:
        """The same q without what its E-step knew besides."""
        return Precisions(self.shape, self.rates)

    def entropy(self) -> float:
        """sum_n shape - log rate_n + log Gamma(shape) + (1 - shape) digamma(shape), in nats; any sign."""
        a = self.shape
        one = a + float(gammaln(a)) + (1 - a) * float(digamma(a))
        return float(self.rates.size * one - np.log(self.rates).sum())

    def kl(self, other: Precisions) -> float:
        """sum_n (a - c) digamma(a) - log Gamma(a) + log Gamma(c) + c log(b_n / d_n) + a (d_n - b_n) / b_n, in
        nats, of Gamma(a, b_n) from Gamma(c, d_n). Raises ValueError unless N agrees.
        """
        if other.rates.size != self.rates.size:
            sizes = f"{self.rates.size} and {other.rates.size}"
            raise ValueError(f"q and p must be of as many numbers, got {sizes}")
        a, c, ratio = self.shape, other.shape, other.rates / self.rates
        one = (a - c) * float(digamma(a)) - float(gammaln(a)) + float(gammaln(c))
        # x - 1 - log x, whole for ratios near 1
        away = (ratio - 1) - np.log1p(ratio - 1)
        return float((one + c * away + (a - c) * (ratio - 1)).sum())
