"""Dirichlet distributions, row by row; of two columns they are Betas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from em_core.checks import number, unmasked
from em_core.protocol import Floats, frozen
from em_core.sealed import Sealed

LOW, HIGH = 1e-6, 1e9  # of a parameter: beyond them log Gamma has lost its digits, or digamma is no float
MOST = 1e8  # data


@dataclass(frozen=True, eq=False)
class Dirichlets(Sealed):
    """alpha (R, C) > 0: each row the parameters of one Dirichlet distribution over C shares.

    Raises ValueError unless every number lies in [1e-6, 1e9].
    """

    alpha: Floats

    def __init__(self, alpha: ArrayLike) -> None:
        unmasked("alpha", alpha)
        table = frozen(alpha)
        if table.ndim != 2 or 0 in table.shape:
            raise ValueError(f"alpha must have shape (R, C) with R, C >= 1, got {table.shape}")
        for r, c in np.argwhere(~((table >= LOW) & (table <= HIGH)))[:1]:
            raise ValueError(
                f"alpha must be from {LOW:g} to {HIGH:g}, got {table[r, c]} in row {r + 1}, column {c + 1}"
            )
        object.__setattr__(self, "alpha", table)

    @property
    def mean(self) -> Floats:
        """alpha_rc / sum_c alpha_rc, (R, C)."""
        return frozen(self.alpha / self.alpha.sum(axis=1, keepdims=True))

    def expected_logs(self) -> Floats:
        """E log p_rc = digamma(alpha_rc) - digamma(sum_c alpha_rc), (R, C)."""
        return np.asarray(digamma(self.alpha) - digamma(self.alpha.sum(axis=1, keepdims=True)))

    def kl(self, prior: float | Floats) -> float:
        """sum_r KL(Dir(alpha_r) || Dir(prior)) >= 0, in nats; prior: a number, or one per column (C,).

        Bishop, Pattern Recognition and Machine Learning (2006), eqs. B.16-B.22.
        """
        other = np.broadcast_to(np.asarray(prior, dtype=np.float64), self.alpha.shape)
        apart = ((self.alpha - other) * self.expected_logs()).sum()
        return float((log_beta(other) - log_beta(self.alpha)).sum() + apart)


def log_beta(alpha: Any) -> Any:
    """log B(alpha) = sum_c log Gamma(alpha_c) - log Gamma(sum_c alpha_c) along the last axis."""
    return gammaln(alpha).sum(axis=-1) - gammaln(np.asarray(alpha).sum(axis=-1))


def positive(name: str, value: Any) -> float:
    """A prior's parameter. Raises ValueError unless it is in [1e-6, 1e6]."""
    return number(name, value, LOW, 1e6)


def few(name: str, total: float) -> None:
    """ValueError for more data than the bound's logarithms of Gamma have digits for."""
    if total > MOST:
        raise ValueError(f"data must have at most {MOST:.0f} {name} in all, got {total:.0f}")
