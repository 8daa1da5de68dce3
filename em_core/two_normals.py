"""Two normal groups with one standard deviation: when there are two humps, and how well anyone can sort.

distance: |m_1 - m_2| / sd, in standard deviations. share: the first group's, 0 < share < 1.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from em_core.checks import number, whole
from em_core.protocol import Floats, Ints


def _log_odds(distance: float) -> float:
    """The largest |log((1 - share) / share)| with two humps at this distance (>= 2)."""
    delta = distance / 2
    root = math.sqrt(max(delta**2 - 1, 0.0))
    return 2 * delta * root - 2 * math.log(delta + root)


def two_humps(distance: float, share: float) -> bool:
    """Whether the density has two maxima: d > 2 and, with u = d/2 and v = (u^2 - 1)^(1/2),
    |log((1 - share) / share)| < 2 u v - 2 log(u + v). Robertson & Fryer, Some descriptive properties of
    normal mixtures, Skandinavisk Aktuarietidskrift 52 (1969) 137-146. Raises ValueError unless
    0 < share < 1 and distance >= 0.
    """
    d, p = number("distance", distance, 0), _share(share)
    return d > 2 and abs(math.log((1 - p) / p)) < _log_odds(d)


def humps_from(share: float) -> float:
    """The distance from which there are two humps: 2 for equal shares, more for unequal ones.

    Raises ValueError unless 0 < share < 1.
    """
    odds = abs(math.log((1 - _share(share)) / share))
    return 2.0 if odds == 0 else float(brentq(lambda d: _log_odds(d) - odds, 2.0, 100.0, xtol=1e-12))


def best_accuracy(distance: float, share: float) -> float:
    """The share that the best rule gets right, which knows the truth: the larger of the weighted densities.

    p Phi(d/2 + log(p / (1 - p)) / d) + (1 - p) Phi(d/2 - log(p / (1 - p)) / d); max(p, 1 - p) for d = 0.
    Raises ValueError unless 0 < share < 1 and distance >= 0.
    """
    d, p = number("distance", distance, 0), _share(share)
    if d < 1e-6:  # its limit; log(...) / d would be infinite
        return max(p, 1 - p)
    shift = math.log(p / (1 - p)) / d
    return float(p * ndtr(d / 2 + shift) + (1 - p) * ndtr(d / 2 - shift))


def simulate(means: tuple[float, float], sd: float, share: float, n: int, seed: int) -> tuple[Floats, Ints]:
    """n >= 4 values and their groups (0 or 1), seeded; the same noise for every distance, spread and share.

    A group that got fewer than two is given two, so that both have a spread. Raises ValueError unless
    n >= 4 and seed >= 0 are whole numbers.
    """
    rng = np.random.Generator(np.random.PCG64(whole("seed", seed)))
    drawn = rng.random(whole("n", n, 4))
    first = min(max(int((drawn < share).sum()), 2), n - 2)
    group = np.ones(n, dtype=np.int64)
    group[np.argsort(drawn, kind="stable")[:first]] = 0
    return np.asarray(means)[group] + sd * rng.standard_normal(n), group


def _share(share: float) -> float:
    p = number("share", share, 0, 1)
    if not 0 < p < 1:
        raise ValueError(f"share must lie between 0 and 1, got {share!r}")
    return p
