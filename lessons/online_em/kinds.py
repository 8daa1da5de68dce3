"""Two components as functions of plain numbers: two coins, or two Gaussians on a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, pi

import numpy as np

from em_core.protocol import Floats

Numbers = tuple[float, ...]
COLLAPSED = 1e-10  # a variance beside that of all data in S, as the core has it


@dataclass(frozen=True, eq=False)
class Two:
    """Two components as functions of plain numbers: theta, a datum's features, sums of features.

    features (N, F): of a coin's round heads and tails; of a number 1, x and its square. shares(rows, theta):
    q_A of each row. best(of_a, of_b, theta): argmax of the expected log joint, None where it collapses.
    logs(thetas (U, P)): of each the joint log p(x, z) of the distinct data (U, D, 2); times (D,) says how
    often each stands in the data. joint(sums, theta): E_q log p(x, z) of sums.
    """

    features: Floats
    shares: Callable[[Sequence[Numbers], Numbers], list[float]]
    best: Callable[[Sequence[float], Sequence[float], Numbers], Numbers | None]
    logs: Callable[[Floats], Floats]
    times: Floats
    joint: Callable[[Floats, Floats], Floats]

    def log_likelihood(self, thetas: Floats) -> Floats:
        """Of all the data, for every theta (U, P), in nats."""
        table = self.logs(np.atleast_2d(thetas))
        return np.asarray(np.logaddexp(table[..., 0], table[..., 1]) @ self.times)


def coins(heads: Sequence[int], flips: int = 10) -> Two:
    """Two coins with weights 1/2; theta = (theta_A, theta_B)."""
    h = np.asarray(heads, dtype=float)
    kinds, times = np.unique(h, return_counts=True)

    def shares(rows: Sequence[Numbers], theta: Numbers) -> list[float]:
        a, b = theta
        up, down = log(b) - log(a), log(1 - b) - log(1 - a)
        return [_share(heads * up + tails * down) for heads, tails in rows]

    def best(of_a: Sequence[float], of_b: Sequence[float], theta: Numbers) -> Numbers | None:
        return tuple(
            s[0] / (s[0] + s[1]) if s[0] + s[1] > 0 else old
            for s, old in zip((of_a, of_b), theta, strict=True)
        )

    def logs(thetas: Floats) -> Floats:
        p = thetas[:, None, :]
        return np.asarray(log(0.5) + kinds[:, None] * np.log(p) + (flips - kinds)[:, None] * np.log(1 - p))

    def joint(sums: Floats, thetas: Floats) -> Floats:
        logs_of = np.stack([np.log(thetas), np.log(1 - thetas)], axis=-1)
        rounds = sums.sum(axis=(-1, -2)) / flips
        return np.asarray((sums * logs_of).sum(axis=(-1, -2)) + rounds * log(0.5))

    return Two(np.stack([h, flips - h], axis=1), shares, best, logs, times.astype(float), joint)


def gaussians(x: Floats) -> Two:
    """Two Gaussians on a line; theta = (weight of A, means, variances). Squares are counted from the
    middle, so that a difference of squares keeps its digits."""
    middle = float(np.mean(x))
    y = x - middle

    def shares(rows: Sequence[Numbers], theta: Numbers) -> list[float]:
        w, m, n, v, u = theta
        m, n, start = m - middle, n - middle, log(1 - w) - log(w) + 0.5 * (log(v) - log(u))
        return [_share(start + 0.5 * ((at - m) ** 2 / v - (at - n) ** 2 / u)) for _, at, _ in rows]

    def best(of_a: Sequence[float], of_b: Sequence[float], theta: Numbers) -> Numbers | None:
        total = of_a[0] + of_b[0]
        if min(of_a[0], of_b[0]) <= 0:
            return None
        m, n = of_a[1] / of_a[0], of_b[1] / of_b[0]
        v, u = of_a[2] / of_a[0] - m * m, of_b[2] / of_b[0] - n * n
        one, square = of_a[1] + of_b[1], of_a[2] + of_b[2]
        if min(v, u) <= COLLAPSED * (square / total - (one / total) ** 2):
            return None
        return of_a[0] / total, m + middle, n + middle, v, u

    def logs(thetas: Floats) -> Floats:
        w, means, cov = np.stack([thetas[:, 0], 1 - thetas[:, 0]], 1), thetas[:, 1:3], thetas[:, 3:]
        away = (x[None, :, None] - means[:, None, :]) ** 2 / cov[:, None, :]
        return np.asarray((np.log(w) - 0.5 * np.log(2 * pi * cov))[:, None, :] - 0.5 * away)

    def joint(sums: Floats, thetas: Floats) -> Floats:
        w, means = np.stack([thetas[:, 0], 1 - thetas[:, 0]], 1), thetas[:, 1:3] - middle
        cov, (n, one, two) = thetas[:, 3:], np.moveaxis(sums, -1, 0)
        away = two - 2 * means * one + means**2 * n
        return np.asarray((n * (np.log(w) - 0.5 * np.log(2 * pi * cov)) - 0.5 * away / cov).sum(axis=1))

    return Two(np.stack([np.ones(len(x)), y, y * y], axis=1), shares, best, logs, np.ones(len(x)), joint)


def _share(odds: float) -> float:
    """1 / (1 + e^odds)"""
    if odds > 700:
        return exp(-odds)
    return 1 / (1 + exp(odds))
