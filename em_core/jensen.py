"""Jensen's inequality for a few points with weights, and KL divergence as its gap.

J. L. W. V. Jensen, Sur les fonctions convexes et les inegalites entre les valeurs moyennes, Acta
Mathematica 30 (1906) 175-193, eq. 5.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr, xlogy

from em_core.bound import kl
from em_core.checks import numbers, simplex
from em_core.protocol import Floats, frozen
from em_core.sealed import reduced


class Function(NamedTuple):
    """A strictly concave or strictly convex function of one number, and where it is defined.

    The domain is x > low, or x >= low when ``closed``.
    """

    name: str
    value: Callable[[Floats], Floats]
    concave: bool
    low: float = -math.inf
    closed: bool = False


def _x_log_x(x: Floats) -> Floats:
    return np.asarray(xlogy(x, x))


@dataclass(frozen=True)
class _Minus:
    """-f."""

    value: Callable[[Floats], Floats]

    def __call__(self, x: Floats) -> Floats:
        return -self.value(x)


FUNCTIONS: Mapping[str, Function] = MappingProxyType({
    "log": Function("log", np.log, True, 0.0),
    "sqrt": Function("sqrt", np.sqrt, True, 0.0, closed=True),
    "square": Function("square", np.square, False),
    "exp": Function("exp", np.exp, False),
    "xlogx": Function("xlogx", _x_log_x, False, 0.0, closed=True),
})  # fmt: skip


def twin(f: Function) -> Function:
    """-f: concave where f is convex, and the other way round."""
    return Function(f"-{f.name}", _Minus(f.value), not f.concave, f.low, f.closed)


def shares(name: str, heights: ArrayLike) -> Floats:
    """heights / sum(heights): a distribution (n,). Raises ValueError for negative ones or a sum of 0."""
    each = numbers(name, heights, "outcome", 0)
    total = math.fsum(each)
    if not total > 0:
        raise ValueError(f"{name} must have at least one height above 0, got {each.tolist()}")
    return frozen(each / total)


class Jensen(NamedTuple):
    """Points x (n,) with weights w (n,), y = f(x) (n,), and what the two orders of averaging give.

    mean_x = sum w x; f_mean = f(mean_x); mean_f = sum w f(x); gap = f_mean - mean_f, which is >= 0
    for a concave f and <= 0 for a convex one, and 0 only where all points with weight coincide.
    """

    x: Floats
    w: Floats
    y: Floats
    mean_x: float
    f_mean: float
    mean_f: float
    gap: float

    def __reduce__(self) -> tuple[Any, ...]:
        return reduced(self)


def jensen(f: Function, x: ArrayLike, w: ArrayLike) -> Jensen:
    """f(sum w x) and sum w f(x) for points x (n,) and weights w (n,) that add up to 1.

    Raises ValueError for a point outside the function's domain and for weights that are no distribution.
    """
    points, weights = _points(f, x), numbers("w", w, "point", 0, 1)
    simplex("w", weights)
    if points.shape != weights.shape:
        raise ValueError(f"x and w must have the same length, got {points.size} and {weights.size}")
    with np.errstate(over="ignore"):  # refused below
        y = np.asarray(f.value(points), dtype=np.float64)
    if not np.all(np.isfinite(y)):
        raise ValueError(f"{f.name} of every point must be finite, got {y.tolist()} at {points.tolist()}")
    # from the heaviest point: exact where all points with weight coincide
    base = int(weights.argmax())
    mean_x = float(points[base] + weights @ (points - points[base]))
    mean_x = min(max(mean_x, float(points.min())), float(points.max()))  # rounding cannot leave the hull
    f_mean = float(f.value(np.asarray(mean_x)))
    gap = float(weights @ (f_mean - y))
    return Jensen(points, weights, frozen(y), mean_x, f_mean, f_mean - gap, gap)


def _points(f: Function, x: ArrayLike) -> Floats:
    points = numbers("x", x, "point")
    for i, value in enumerate(points.tolist(), 1):
        if value < f.low or (value == f.low and not f.closed):
            least = "at least" if f.closed else "above"
            raise ValueError(f"x of point {i} must be {least} {f.low:g} for {f.name}, got {value!r}")
    return points


def kl_gap(q: ArrayLike, p: ArrayLike) -> Jensen:
    """KL(q || p) as the gap of log at the ratios p_i / q_i with weights q_i: their mean is sum p = 1.

    log 1 - sum q log(p / q) = KL(q || p), so it is never negative. Raises ValueError unless q and p
    are distributions over the same outcomes that give every outcome some probability.
    """
    kl(q, p)  # refuses what is no pair of distributions
    a, b = (numbers(name, values, "outcome") for name, values in (("q", q), ("p", p)))
    for name, values in (("q", a), ("p", b)):
        if not np.all(values > 0):
            raise ValueError(f"{name} must be above 0 for every outcome, got {values.tolist()}")
    return jensen(FUNCTIONS["log"], b / a, a)


def summands(q: ArrayLike, p: ArrayLike) -> Floats:
    """The terms q_i log(q_i / p_i) (m,) that add up to KL(q || p), in nats; some may be negative.

    0 where q_i = 0, infinite where q_i > 0 = p_i. Raises ValueError as :func:`em_core.bound.kl` does.
    """
    kl(q, p)
    return np.asarray(rel_entr(numbers("q", q, "outcome"), numbers("p", p, "outcome")))
