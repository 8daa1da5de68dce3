"""Two coins along a straight line through (theta_A, theta_B): log-likelihood, lower bound and Q as curves.

theta(u) = base + u * step for low <= u <= high. With theta_B known the line is u = theta_A; the slice
runs through the two mirrored peaks. G values of u, N rounds, K = 2 coins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import entr, xlog1py, xlogy

from em_core import CoinParams, Rounds, bound
from em_core.protocol import Floats, frozen
from em_figures.trace import Trace
from em_lesson.scene import drawn_on

CELLS = 161


class Line(NamedTuple):
    """The line, the live input that sets the start on it, and how its axis is called."""

    base: tuple[float, float]
    step: tuple[float, float]
    low: float
    high: float
    input: str
    axis: str

    def thetas(self, u: Floats) -> Floats:
        """theta_A and theta_B at u (G,), shape (G, 2); kept in [0, 1] against rounding."""
        return np.asarray(np.clip(np.array(self.base) + u[:, None] * np.array(self.step), 0.0, 1.0))

    def params(self, u: float) -> CoinParams:
        """The coins at u, with weights 1/2."""
        return CoinParams((0.5, 0.5), self.thetas(np.array([u]))[0])

    def at(self, params: CoinParams) -> float:
        """The u of coins on the line (of the nearest point for others)."""
        step, away = np.array(self.step), params.p_heads - np.array(self.base)
        return float(away @ step / (step @ step))


def known_b(theta_b: float) -> Line:
    """u = theta_A, with theta_B known."""
    return Line((0.0, theta_b), (1.0, 0.0), 0.0, 1.0, "a", "θ_A")


@dataclass(frozen=True, eq=False)
class Climb:
    """An EM run along a line. chosen: the first q is the learner's and not the posterior."""

    trace: Trace
    line: Line
    chosen: bool = False

    @cached_property
    def _places(self) -> list[float]:
        return [self.line.at(s.params) for s in self.trace]

    def u(self, k: int) -> float:
        """Where on the line half-step k stands."""
        return self._places[k]

    def before(self, k: int) -> float:
        """Where the bound of half-step k was built: u of its E-step."""
        return self.u(k - 1 if self.trace[k].phase == "M" else k)

    def exact(self, k: int) -> bool:
        """Whether the q of half-step k is the posterior at the parameters where it was made."""
        return not self.chosen or self.trace[k].iteration > 1

    def probs(self, k: int) -> Floats:
        """q of half-step k, shape (N, 2)."""
        posterior = self.trace[k].posterior
        assert posterior is not None
        return np.asarray(posterior.probs)

    @property
    def slice(self) -> bool:
        """Whether both coins move, on a line that exact EM would leave: the M-step is a generalised one."""
        return 0.0 not in self.line.step

    def kl(self, k: int) -> float:
        """KL(q || posterior at the parameters) of half-step k, nats."""
        return divergence(self.trace, k)


on_a_line = drawn_on(lambda run: isinstance(run, Climb))
on_the_stairs = drawn_on(lambda run: isinstance(run, Climb) and not run.slice)
on_the_slice = drawn_on(lambda run: isinstance(run, Climb) and run.slice)
with_the_posterior = drawn_on(lambda run: isinstance(run, Climb) and not run.slice and not run.chosen)
with_own_q = drawn_on(lambda run: isinstance(run, Climb) and run.chosen)


@lru_cache(maxsize=1024)  # several pictures and sentences of a run say the same one
def divergence(trace: Trace, k: int) -> float:
    """KL(q || posterior at the parameters) of half-step k >= 1, directly; where the posterior's
    probabilities are too small for floats, as log-likelihood - ELBO. Nats.
    """
    s = trace[k]
    assert s.posterior is not None and s.elbo is not None
    value = bound.divergence(trace.model, trace.data, s.posterior, s.params)
    return value if math.isfinite(value) else s.log_likelihood - s.elbo


def kl_of(probs: Floats, log_posterior: Floats) -> Floats:
    """KL(q_n || posterior_n) of every round (N,), from logs: the posterior may be too small for floats."""
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(probs > 0, probs * (np.log(probs) - log_posterior), 0.0)
    return np.asarray(each.sum(axis=1))


def _sides(data: Rounds, p: Floats, weights: Sequence[float] | Floats) -> Floats:
    """log p(x_n, z_n = k | p) for p (G, 2), shape (G, N, 2)."""
    h, t = data.counts[:, 0, None], data.counts[:, 1, None]
    return np.asarray(np.log(weights) + xlogy(h, p[:, None, :]) + xlog1py(t, -p[:, None, :]))


def places(line: Line, cells: int) -> Floats:
    """Where the curves are computed: the whole line, more densely at its ends, where they turn steep."""
    t = np.linspace(0.0, 1.0, cells)
    return np.asarray(line.low + (line.high - line.low) * (t - 0.8 * np.sin(2 * np.pi * t) / (2 * np.pi)))


@lru_cache(maxsize=256)
def _log_likelihood(data: bytes, rounds: int, line: Line, cells: int) -> Floats:
    counts = np.frombuffer(data).reshape(rounds, 2)
    p = line.thetas(places(line, cells))
    h, t = counts[:, 0, None], counts[:, 1, None]
    joint = math.log(0.5) + xlogy(h, p[:, None, :]) + xlog1py(t, -p[:, None, :])
    return frozen(np.logaddexp.reduce(joint, axis=2).sum(axis=1))


class Curves(NamedTuple):
    """u (G,) over the whole line, and the log-likelihood there (G,), nats."""

    u: Floats
    log_likelihood: Floats


def curves(data: Rounds, line: Line, cells: int = CELLS) -> Curves:
    """The log-likelihood along the line, for weights 1/2; it does not depend on the run."""
    values = _log_likelihood(np.ascontiguousarray(data.counts).tobytes(), len(data), line, cells)
    return Curves(places(line, cells), values)


def log_likelihood_at(climb: Climb, u: Floats) -> Floats:
    """log p(x | theta(u)) for u (G,)."""
    joint = _sides(climb.trace.data, climb.line.thetas(u), climb.trace[0].params.weights)
    return np.asarray(np.logaddexp.reduce(joint, axis=2).sum(axis=1))


def q_at(climb: Climb, probs: Floats, u: Floats) -> Floats:
    """Q(u) = E_q log p(x, z | theta(u)) for u (G,); -inf where q expects the impossible."""
    p = climb.line.thetas(u)
    credited = probs.T @ climb.trace.data.counts  # (2, 2): heads and tails of each coin
    weights = xlogy(probs.sum(axis=0), climb.trace[0].params.weights).sum()
    return np.asarray((xlogy(credited[:, 0], p) + xlog1py(credited[:, 1], -p)).sum(axis=1) + weights)


def entropy(probs: Floats) -> float:
    """H(q), nats."""
    return float(entr(probs).sum())


def bound_at(climb: Climb, probs: Floats, u: Floats) -> Floats:
    """ELBO(u) = Q(u) + H(q) for u (G,)."""
    return q_at(climb, probs, u) + entropy(probs)


def slope(climb: Climb, probs: Floats, u: float) -> float:
    """d ELBO / du at u; at the u whose posterior q is, also the slope of the log-likelihood."""
    p = climb.line.thetas(np.array([u]))[0]
    credited = probs.T @ climb.trace.data.counts
    with np.errstate(divide="ignore", invalid="ignore"):  # without heads (or tails) their term is 0
        heads = np.where(credited[:, 0] > 0, credited[:, 0] / p, 0.0)
        tails = np.where(credited[:, 1] > 0, credited[:, 1] / (1 - p), 0.0)
    each = (heads - tails) * np.array(climb.line.step)
    value = float(each[np.array(climb.line.step) != 0].sum())
    return value if math.isfinite(value) else 0.0


def relative(climb: Climb, k: int, u: Floats) -> tuple[Floats, Floats]:
    """Log-likelihood and ELBO of half-step k's q at u (G,), both minus the log-likelihood where q was made.

    From ratios of probabilities and not as differences of sums, so that gains of 1e-12 nats keep
    their digits. Needs theta strictly inside (0, 1) where q was made.
    """
    data, line, u0 = climb.trace.data, climb.line, climb.before(k)
    probs = climb.probs(k)
    p0 = line.thetas(np.array([u0]))[0]
    h, t = data.counts[:, 0, None], data.counts[:, 1, None]
    heads = _log_ratio(line.thetas(u), p0, np.array(line.step) * (u - u0)[:, None])
    tails = _log_ratio(1 - line.thetas(u), 1 - p0, -np.array(line.step) * (u - u0)[:, None])
    change = _times(h, heads[:, None, :]) + _times(t, tails[:, None, :])  # (G, N, 2)
    joint = _sides(data, p0[None], climb.trace[0].params.weights)[0]
    log_start = joint - np.logaddexp.reduce(joint, axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):  # where the changes are large it is not taken
        near = np.log1p((np.exp(log_start) * np.expm1(np.minimum(change, 30.0))).sum(axis=2))
        far = np.logaddexp.reduce(log_start + change, axis=2)
    rise = np.where(np.abs(change).max(axis=2) < 20, near, far).sum(axis=1)
    lift = np.where(probs > 0, probs * np.where(probs > 0, change, 0.0), 0.0).sum(axis=(1, 2))
    return rise, lift if climb.exact(k) else lift - float(kl_of(probs, log_start).sum())


def _log_ratio(p: Floats, p0: Floats, d: Floats) -> Floats:
    """log(p / p0) for p = p0 + d: from the difference where that is small, so that no digits are lost."""
    with np.errstate(divide="ignore"):
        return np.where(np.abs(d) < 0.5 * p0, np.log1p(np.clip(d / p0, -0.9, 0.9)), np.log(p) - np.log(p0))


def _times(count: Floats, logs: Floats) -> Floats:
    """count * logs with 0 * -inf = 0."""
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, count * logs, 0.0)


def through(
    first: tuple[float, float], *, low: float = -0.5, high: float = 1.5, edge: float = 0.001
) -> Line:
    """The slice: ``first`` at u = 0, its mirror image at u = 1, with both thetas in [edge, 1 - edge]."""
    base, step = first, (first[1] - first[0], first[0] - first[1])
    for start, speed in zip(base, step, strict=True):
        ends = sorted(((edge - start) / speed, (1 - edge - start) / speed))
        low, high = max(low, ends[0]), min(high, ends[1])
    return Line(base, step, round(low + 5e-4, 3), round(high - 5e-4, 3), "s", "u")
