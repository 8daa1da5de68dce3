"""One Gaussian, whose mean is a constant or a straight line: maximum likelihood in closed form."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import number, numbers
from em_core.protocol import Floats


class Normal(NamedTuple):
    """mean and variance (divided by N, not by N - 1)."""

    mean: float
    variance: float


class Line(NamedTuple):
    """y = level + slope t + error, and the errors' variance (divided by N)."""

    level: float
    slope: float
    variance: float

    def at(self, t: Floats) -> Floats:
        """The line's heights at t."""
        return np.asarray(self.level + self.slope * t)


def log_likelihood(errors: ArrayLike, variance: float) -> float:
    """-N/2 log(2 pi v) - sum e_n^2 / 2v, in nats: x_n - mean, or y_n minus the line, as errors e_n.

    Raises ValueError unless the variance is above 0.
    """
    e, v = numbers("errors", errors, "datum"), number("variance", variance)
    if v <= 0:
        raise ValueError(f"variance must be above 0, got {variance!r}")
    return float(-len(e) / 2 * math.log(2 * math.pi * v) - (e**2).sum() / (2 * v))


def mle(x: ArrayLike) -> Normal:
    """mean = sum x / N, variance = sum (x - mean)^2 / N; a variance of 0 when all x are equal.

    Raises ValueError unless x is a list of at least one finite number.
    """
    table = numbers("x", x, "datum")
    mean = float(table.mean())
    return Normal(mean, float(((table - mean) ** 2).mean()))


def least_squares(t: ArrayLike, y: ArrayLike) -> Line:
    """slope = sum (t - mean t)(y - mean y) / sum (t - mean t)^2; level = mean y - slope mean t.

    With Gaussian errors this is the line of the largest likelihood. Legendre 1805; Gauss, Theoria motus
    (1809), section 179. Raises ValueError unless t and y are equally many and t varies.
    """
    at, values = numbers("t", t, "datum"), numbers("y", y, "datum")
    if len(at) != len(values) or not np.ptp(at) > 0:
        raise ValueError(f"t must vary and have one value for each of {len(values)} y, got {at.tolist()}")
    around, above = at - at.mean(), values - values.mean()
    slope = float(around @ above / (around @ around))
    level = float(values.mean() - slope * at.mean())
    # Not from the level: far from t = 0 it has lost the digits that the errors need.
    return Line(level, slope, float(((above - slope * around) ** 2).mean()))
