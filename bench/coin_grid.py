"""Every start at once: ``coin_grid`` beside the same soft EM as a plain numpy broadcast.

``measure()``, or ``python -m bench.coin_grid``, times both in turn, so that a busy moment of the
machine meets both, and prints the medians and their ratio.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from scipy.special import entr

from em_core import Rounds, coin_grid
from em_core.datasets import DO_BATZOGLOU, FIVE_OF_FIVE
from em_core.protocol import Floats, Ints


def plain_broadcast(
    rounds: Rounds, size: int = 201, max_iter: int = 100, tol: float = 1e-10
) -> tuple[Floats, Ints]:
    """Soft EM for two coins with weights 1/2 as one writes it first: arrays (size, size, N), all of
    them until the last start has stopped. Returns ends (size, size, 2) and iterations (size, size)."""
    starts = (np.arange(size) + 0.5) / size
    a, b = (theta[..., None] for theta in np.meshgrid(starts, starts, indexing="ij"))
    heads, tails = rounds.counts.T

    def log_joint(theta: Floats) -> Any:
        return heads * np.log(theta) + tails * np.log(1 - theta) + np.log(0.5)

    going, last = np.ones((size, size), dtype=bool), np.full((size, size), -np.inf)
    iterations = np.zeros((size, size), dtype=np.int64)
    for _ in range(max_iter):
        of_a, of_b = log_joint(a), log_joint(b)
        evidence = np.logaddexp(of_a, of_b)
        q, r = np.exp(of_a - evidence), np.exp(of_b - evidence)
        heads_a, flips_a = (q * heads).sum(axis=-1), (q * rounds.flips).sum(axis=-1)
        heads_b, flips_b = (r * heads).sum(axis=-1), (r * rounds.flips).sum(axis=-1)
        a = np.where(going[..., None], (heads_a / flips_a)[..., None], a)
        b = np.where(going[..., None], (heads_b / flips_b)[..., None], b)
        objective = (q * log_joint(a) + r * log_joint(b) + entr(q) + entr(r)).sum(axis=-1)
        iterations += going
        going &= np.abs(objective - last) > tol * (1 + np.abs(objective))
        last = objective
        if not going.any():
            break
    return np.concatenate([a, b], axis=-1), iterations


def _milliseconds(call: Callable[[], object]) -> float:
    begin = perf_counter()
    call()
    return (perf_counter() - begin) * 1e3


def measure(repeats: int = 9, size: int = 201) -> dict[str, dict[str, float]]:
    """For each preset: median milliseconds of soft, of hard and of the plain broadcast, and plain / soft.

    Raises AssertionError when the two do not find the same ends in the same number of iterations.
    """
    results = {}
    for data in (DO_BATZOGLOU, FIVE_OF_FIVE):
        rounds = data.rounds
        ours, (ends, iterations) = coin_grid(rounds, size=size), plain_broadcast(rounds, size)
        np.testing.assert_array_equal(ours.iterations, iterations)
        np.testing.assert_allclose(ours.ends, ends, rtol=0, atol=1e-10)  # sums in another order
        times = [
            (
                _milliseconds(lambda: coin_grid(rounds, size=size)),  # noqa: B023 - called at once
                _milliseconds(lambda: coin_grid(rounds, size=size, hard=True)),  # noqa: B023
                _milliseconds(lambda: plain_broadcast(rounds, size)),  # noqa: B023
            )
            for _ in range(repeats)
        ]
        soft, hard, plain = map(median, zip(*times, strict=True))
        results[data.name] = {
            "soft_ms": soft, "hard_ms": hard, "plain_ms": plain, "plain_over_soft": plain / soft,
        }
        print(
            f"coin_grid {data.name}: soft {soft:.1f} ms, hard {hard:.1f} ms, "
            f"plain broadcast {plain:.0f} ms = {plain / soft:.1f} x soft"
        )
    return results


if __name__ == "__main__":
    measure()
