"""One coin: likelihood, score, maximum-likelihood and MAP estimates, likelihood interval."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, xlog1py, xlogy

from em_core.checks import number, unmasked, whole
from em_core.protocol import Floats


def _checked(heads: float, flips: float) -> tuple[int, int]:
    h, n = whole("heads", heads), whole("flips", flips)
    if h > n:
        raise ValueError(f"heads must not exceed flips, got {h} heads of {n} flips")
    return h, n


def _probabilities(p: ArrayLike) -> Floats:
    unmasked("p", p)
    array = np.asarray(p, dtype=np.float64)
    if not np.all((array >= 0) & (array <= 1)):
        raise ValueError(f"p must be between 0 and 1, got {p!r}")
    return array


def log_likelihood(p: ArrayLike, heads: float, flips: float, *, count: bool = False) -> Floats:
    """log L(p) = h log p + (n - h) log(1 - p), in nats, shape of p; with ``count`` plus log C(n, h).

    ``count`` is the probability of the number of heads, otherwise of the sequence; -inf where p
    makes the flips impossible. Raises ValueError unless 0 <= heads <= flips and 0 <= p <= 1.
    """
    (h, n), q = _checked(heads, flips), _probabilities(p)
    ways = gammaln(n + 1) - gammaln(h + 1) - gammaln(n - h + 1) if count else 0.0
    return np.asarray(xlogy(h, q) + xlog1py(n - h, -q) + ways)


def score(p: ArrayLike, heads: float, flips: float) -> Floats:
    """d log L / dp = h / p - (n - h) / (1 - p), shape of p; zero at an estimate inside (0, 1).

    A term without flips is 0, also at its own pole; with flips it is infinite there. Raises
    ValueError as :func:`log_likelihood` does.
    """
    (h, n), q = _checked(heads, flips), _probabilities(p)
    with np.errstate(divide="ignore"):
        up = np.divide(h, q) if h else np.zeros_like(q)
        down = np.divide(n - h, 1.0 - q) if n > h else np.zeros_like(q)
    return np.asarray(up - down)


def mle(heads: float, flips: float) -> float | None:
    """argmax_p L(p) = heads / flips; None without flips, where every p does equally well.

    Raises ValueError unless 0 <= heads <= flips.
    """
    h, n = _checked(heads, flips)
    return h / n if n else None


def map_estimate(heads: float, flips: float, a: float, b: float) -> float | None:
    """argmax_p L(p) p^(a-1) (1-p)^(b-1) = (h + a - 1) / (n + a + b - 2) for a Beta(a, b) prior.

    None where flips and prior leave every p equal. Raises ValueError unless a, b >= 1.
    """
    h, n = _checked(heads, flips)
    heads_and_prior = h + number("a", a, 1) - 1
    tails_and_prior = n - h + number("b", b, 1) - 1
    total = heads_and_prior + tails_and_prior
    return heads_and_prior / total if total else None


def likelihood_interval(heads: float, flips: float, *, ratio: float = 1 / 8) -> tuple[float, float]:
    """All p with L(p) >= ratio * L(mle): (low, high); (0, 1) without flips.

    A ratio of 1/8 is the usual choice (Royall, Statistical Evidence, 1997); about 0.147 gives the
    large-sample 95 % interval. Raises ValueError unless 0 < ratio < 1.
    """
    h, n = _checked(heads, flips)
    if not 0 < number("ratio", ratio) < 1:
        raise ValueError(f"ratio must lie between 0 and 1, got {ratio!r}")
    return _lower_end(h, n - h, ratio), 1.0 - _lower_end(n - h, h, ratio)


def _lower_end(h: int, t: int, ratio: float) -> float:
    """The p below h / (h + t) where L has fallen to ratio * L(mle), by bisection; 0 without heads."""
    if h == 0:
        return 0.0

    def log_l(p: float) -> float:
        return h * math.log(p) + (t * math.log1p(-p) if t else 0.0)

    high = h / (h + t)
    level = log_l(high) + math.log(ratio)
    low = math.exp(level / h)  # log L(p) <= h log p, so L is not above the level here
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if log_l(middle) < level else (low, middle)
    return high
