"""EM under a falling temperature: beta below 1 flattens q, and at a critical beta two coins part.

Ueda & Nakano, Deterministic annealing EM algorithm, Neural Networks 11 (1998) 271-282.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from em_core.checks import number, positive_beta, whole
from em_core.coin_grid import LOG_ZERO
from em_core.driver import fit
from em_core.models.coins import LEAST, MOST, CoinParams, Rounds
from em_core.protocol import Event, Floats, LatentModel, frozen
from em_core.recipe import Recipe
from em_core.sealed import Sealed
from em_core.steps import soft

Nudge = Callable[[Any, int], Any]


@dataclass(frozen=True, eq=False)
class Stage(Sealed):
    """One temperature: beta, the parameters after it and before the nudge, their log-likelihood (nats), how
    many M-steps it had, and its events."""

    beta: float
    params: Any
    log_likelihood: float
    iterations: int
    events: tuple[Event, ...]


def anneal(
    model: LatentModel[Any, Any, Any, Any], data: Any, params: Any, betas: Sequence[float],
    iterations: int = 10, nudge: Nudge | None = None, *, max_iter: int = 2000, tol: float = 1e-12,
) -> Generator[Stage, None, None]:  # fmt: skip
    """``iterations`` M-steps at each of ``betas``, then plain EM (beta = 1) as :func:`fit` ends it.

    Where the coins of a model have become equal to the last bit, EM never parts them: nudge(params, stage)
    is called after each of ``betas`` (stage = 0, 1, ...), for instance ``nudged(0.001)``. Ends early after an
    event that stops a run. Raises ValueError, at the call, for a beta that is not above 0.
    """
    schedule = [positive_beta(beta, f"beta {i}") for i, beta in enumerate(betas, 1)]
    steps = whole("iterations", iterations, 1)
    return _anneal(model, data, params, schedule, steps, nudge, max_iter, tol)


def _anneal(
    model: Any, data: Any, params: Any, schedule: list[float], steps: int, nudge: Nudge | None,
    max_iter: int, tol: float,
) -> Generator[Stage, None, None]:  # fmt: skip
    for stage, beta in enumerate([*schedule, 1.0]):
        last = stage == len(schedule)
        limit, least = (max_iter, tol) if last else (steps, 0.0)
        done = 0
        events: tuple[Event, ...] = ()
        while True:
            end = fit(model, data, params, Recipe(soft(beta)), max_iter=limit - done, tol=least)
            params, done, events = end.params, done + end.iterations, events + end.events
            stopped = any(event.stops for event in events)
            if last or stopped or done == limit:  # fit stops where the objective stays, the parameters go on
                break
        yield Stage(beta, params, end.log_likelihood, done, events)
        if stopped:
            return
        params = params if last or nudge is None else nudge(params, stage)


@dataclass(frozen=True)
class _Nudged:
    amount: float

    def __call__(self, params: CoinParams, stage: int) -> CoinParams:
        apart = self.amount * np.linspace(1.0, -1.0, params.p_heads.size)
        return CoinParams(params.weights, np.clip(params.p_heads + apart, LEAST, MOST))


def nudged(amount: float) -> Nudge:
    """Coins moved apart: the first up by ``amount``, the last down, those between in proportion.

    Raises ValueError unless 0 <= amount <= 1/2.
    """
    return _Nudged(number("amount", amount, 0, 0.5))


def critical_beta(rounds: Rounds) -> float:
    """beta_c = 1 / rho, rho = sum_n (h_n - n_n p)^2 / (p (1 - p) sum_n n_n), p = all heads / all flips.

    Below it two coins of weights 1/2 that are nearly alike become alike, above it they part. Infinite where
    all rounds are alike. Raises ValueError unless there are heads and tails.
    """
    heads, tails = rounds.counts.sum(axis=0)
    if heads == 0 or tails == 0:
        raise ValueError(f"rounds must have heads and tails, got {heads:.0f} and {tails:.0f}")
    flips = rounds.counts.sum(axis=1)
    p = heads / (heads + tails)
    spread = float(np.square(rounds.counts[:, 0] - flips * p).sum() / (p * (1 - p) * flips.sum()))
    return 1 / spread if spread > 1e-15 else np.inf


def two_coins(
    rounds: Rounds, starts: ArrayLike, betas: Sequence[float], iterations: Sequence[int], nudge: float = 0.0
) -> Floats:
    """Where soft EM ends from many starts (S, 2) at once, weights 1/2: iterations[i] M-steps at betas[i].

    (B, S, 2): theta after each beta, before the nudge that moves A up and B down. beta = inf: hard EM, ties
    to A. Raises ValueError for rounds with labels, starts outside [0, 1] and lists of unequal length.
    """
    p = np.array(starts, dtype=np.float64)
    if p.ndim != 2 or p.shape[1] != 2 or not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"starts must have shape (S, 2) with numbers from 0 to 1, got {p.shape}")
    if rounds.labels is not None:
        raise ValueError(f"rounds must be without labels here, got labels {rounds.labels.tolist()}")
    schedule = [positive_beta(beta, f"beta {i}") for i, beta in enumerate(betas, 1)]
    times = [whole(f"iterations {i}", n) for i, n in enumerate(iterations, 1)]
    if len(schedule) != len(times):
        raise ValueError(f"betas and iterations must be as many, got {len(schedule)} and {len(times)}")
    move = number("nudge", nudge, 0, 0.5) * np.array([1.0, -1.0])
    counts, ends = rounds.counts, []
    for beta, steps in zip(schedule, times, strict=True):
        for _ in range(steps):
            p = _step(counts, p, beta)
        ends.append(p)
        p = np.clip(p + move, LEAST, MOST)
    return frozen(ends)


def _step(counts: Floats, p: Floats, beta: float) -> Floats:
    """One iteration for all starts (S, 2); a coin without flips keeps its p."""
    with np.errstate(divide="ignore", over="ignore"):  # LOG_ZERO times flips times beta may be infinite
        sides = np.maximum(np.stack([np.log(p), np.log1p(-p)], axis=1), LOG_ZERO)  # (S, sides, coin)
        odds = (sides[:, :, 0] - sides[:, :, 1]) @ counts.T  # (S, N)
        first, second = ((odds >= 0) * 1.0, (odds < 0) * 1.0) if beta == np.inf else (
            expit(beta * odds), expit(-beta * odds)
        )  # fmt: skip
    sums = np.stack([first @ counts, second @ counts], axis=1)  # (S, coin, heads and tails)
    flips = sums.sum(axis=2)
    found = np.where(flips > 0, sums[:, :, 0] / np.where(flips > 0, flips, 1.0), p)
    return np.where((sums > 0).all(axis=2), np.clip(found, LEAST, MOST), found)
