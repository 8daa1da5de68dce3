"""One coin: likelihood, score, maximum-likelihood and MAP estimates, likelihood interval."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln, xlog1py, xlogy

from em_core.protocol import Floats


def _checked(heads: float, flips: float) -> tuple[float, float]:
    if not (0 <= heads <= flips and math.isfinite(flips)):
        raise ValueError(f"heads and flips must satisfy 0 <= heads <= flips, got {heads} and {flips}")
    return float(heads), float(flips)


def log_likelihood(p: float | Floats, heads: float, flips: float, *, count: bool = False) -> Floats:
    """log L(p) = h log p + (n - h) log(1 - p), in nats; with ``count`` plus log C(n, h).

    ``count`` is the probability of the number of heads, otherwise of the sequence. Raises
    ValueError unless 0 <= heads <= flips.
    """
    h, n = _checked(heads, flips)
    ways = gammaln(n + 1) - gammaln(h + 1) - gammaln(n - h + 1) if count else 0.0
    return np.asarray(xlogy(h, p) + xlog1py(n - h, -np.asarray(p)) + ways)


def score(p: float | Floats, heads: float, flips: float) -> Floats:
    """d log L / dp = h / p - (n - h) / (1 - p) for 0 < p < 1; zero at the estimate."""
    h, n = _checked(heads, flips)
    p = np.asarray(p, dtype=float)
    return np.asarray(h / p - (n - h) / (1 - p))


def mle(heads: float, flips: float) -> float | None:
    """argmax_p L(p) = heads / flips; None without flips, where every p does equally well."""
    h, n = _checked(heads, flips)
    return h / n if n else None


def map_estimate(heads: float, flips: float, a: float, b: float) -> float | None:
    """argmax_p L(p) p^(a-1) (1-p)^(b-1) = (h + a - 1) / (n + a + b - 2) for a Beta(a, b) prior.

    None where flips and prior leave every p equal. Raises ValueError unless a, b >= 1.
    """
    h, n = _checked(heads, flips)
    if not (a >= 1 and b >= 1 and math.isfinite(a + b)):
        raise ValueError(f"a and b must be numbers >= 1, got {a} and {b}")
    total = n + a + b - 2
    return (h + a - 1) / total if total else None


def likelihood_interval(heads: float, flips: float, *, ratio: float = 1 / 8) -> tuple[float, float]:
    """All p with L(p) >= ratio * L(mle): (low, high); (0, 1) without flips.

    A ratio of 1/8 is the usual choice (Royall, Statistical Evidence, 1997); about 0.147 gives the
    large-sample 95 % interval. Raises ValueError unless 0 < ratio < 1.
    """
    h, n = _checked(heads, flips)
    if not 0 < ratio < 1:
        raise ValueError(f"ratio must lie between 0 and 1, got {ratio}")
    if n == 0:
        return 0.0, 1.0
    best = h / n
    level = float(log_likelihood(best, h, n)) + math.log(ratio)

    def above(p: float) -> float:
        return max(float(log_likelihood(p, h, n)), -1e300) - level

    low = 0.0 if above(0.0) >= 0 else float(brentq(above, 0.0, best))
    high = 1.0 if above(1.0) >= 0 else float(brentq(above, best, 1.0))
    return low, high
