"""q over the paths of a hidden Markov model: what any Markov chain q needs, which is gamma and xi."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import shown, unmasked, whole_numbers
from em_core.protocol import Event, Floats, Ints, frozen
from em_core.sealed import Sealed

LEAST = float(np.nextafter(0.0, 1.0))
AT_ONCE = 2**15  # numbers: they fit into a processor's memory


@dataclass(frozen=True, eq=False)
class HMMPosterior(Sealed):
    """A Markov chain q over the states of all days: can be built from any consistent gamma and xi.

    gamma (T, K): q(z_t = k) of all days; xi (M, K, K): q(z_t = i, z_(t+1) = j) of all moves, those of one
    diary after those of another, M = T - N; lengths (N,): the days of each diary, by default one of all
    days. path (T,): the states of a hard E-step, else None. log_evidence = log p(x | params), None unless q
    is the exact posterior. log_gamma, log_xi: where the E-step knows them, which is finite where a
    probability is too small for a float. Raises ValueError naming the day or the move (counted from 1) when
    gamma holds no distributions or xi's rows and columns do not add up to gamma's (within 1e-9).
    """

    gamma: Floats
    xi: Floats
    lengths: Ints
    path: Ints | None = None
    log_evidence: float | None = None
    events: tuple[Event, ...] = ()
    log_gamma: Floats | None = field(default=None, repr=False)
    log_xi: Floats | None = field(default=None, repr=False)

    def __init__(self, gamma: ArrayLike, xi: ArrayLike, lengths: ArrayLike | None = None) -> None:
        unmasked("gamma", gamma)
        unmasked("xi", xi)
        g, x = frozen(gamma), frozen(xi)
        if g.ndim != 2 or 0 in g.shape:
            raise ValueError(f"gamma must have shape (T, K) with T, K >= 1, got {g.shape}")
        days, size = g.shape
        each = _lengths(lengths, days, "gamma")
        if x.shape != (days - each.size, size, size):
            expected = (days - each.size, size, size)
            raise ValueError(f"xi must have one table per move, of shape {expected}, got {x.shape}")
        wrong = ~((g >= 0).all(axis=1) & (abs(g.sum(axis=1) - 1.0) <= 1e-9))
        for t in np.flatnonzero(wrong)[:1]:
            raise ValueError(f"gamma must hold a distribution for every day, got {g[t]} for day {t + 1}")
        begun = moved_from(each)
        for what, sums, day in (("rows", x.sum(axis=2), begun), ("columns", x.sum(axis=1), begun + 1)):
            off = ~((x >= 0).all(axis=(1, 2)) & (abs(sums - g[day]) <= 1e-9).all(axis=1))
            for m in np.flatnonzero(off)[:1]:
                raise ValueError(
                    f"xi must be >= 0 and its {what} add up to gamma of day {day[m] + 1}, {g[day[m]]}, "
                    f"got {sums[m]} in move {m + 1}"
                )
        self._set(g, x, each)

    def _set(self, gamma: Floats, xi: Floats | None, lengths: Ints, **known: Any) -> None:
        nothing = {"path": None, "log_evidence": None, "events": (), "log_gamma": None, "log_xi": None}
        every = {"gamma": gamma, "lengths": lengths} | ({} if xi is None else {"xi": xi})
        for name, value in {**every, **nothing, **known}.items():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
            object.__setattr__(self, name, value)

    @classmethod
    def made(cls, gamma: Floats, xi: Floats, lengths: Ints, **known: Any) -> HMMPosterior:
        """What an E-step found, whose tables need no second look; they become read-only."""
        posterior: HMMPosterior = object.__new__(cls)
        posterior._set(gamma, xi, lengths, **known)
        return posterior

    @classmethod
    def of_path(
        cls, path: ArrayLike, states: int, lengths: ArrayLike | None = None, events: tuple[Event, ...] = ()
    ) -> HMMPosterior:
        """The q of one path (T,), every state known. Raises ValueError unless they are 0 ... states - 1."""
        z = whole_numbers("path", path, "day")
        if z.max() >= states:
            raise ValueError(f"path must have states from 0 to {states - 1}, got {shown(z.tolist())}")
        each = _lengths(lengths, z.size, "path")
        begun = moved_from(each)
        xi = np.zeros((begun.size, states, states))
        xi[np.arange(begun.size), z[begun], z[begun + 1]] = 1.0
        return cls.made(np.eye(states)[z], xi, each, path=z, events=events)

    def alone(self) -> HMMPosterior:
        """The same q without what its E-step knew besides."""
        return HMMPosterior.made(self.gamma, self.xi, self.lengths)

    def entropy(self) -> float:
        """H(q) = sum over diaries of H(z_1) + sum_t H(z_(t+1) given z_t), in nats, from gamma and xi.

        = -sum xi log xi + sum gamma log gamma of all days, less that of the first and of the last ones.
        """
        lasts = np.cumsum(self.lengths) - 1
        ends = np.concatenate([lasts - self.lengths + 1, lasts])
        return max(0.0, _x_log_x(self.gamma) - _x_log_x(self.gamma[ends]) - _x_log_x(self.xi))

    def kl(self, other: HMMPosterior) -> float:
        """KL(q || other) = sum over diaries of KL(z_1) + sum_t KL(z_(t+1) given z_t), in nats.

        Infinite where q > 0 = other. Where ``other`` knows its logarithms they count: too small is not
        impossible. Raises ValueError unless both are of the same days, diaries and states.
        """
        if self.gamma.shape != other.gamma.shape or not np.array_equal(self.lengths, other.lengths):
            raise ValueError(
                f"q and p must be of the same days and states (T, K) and of the same diaries, got "
                f"{self.gamma.shape} in {self.lengths.size} and {other.gamma.shape} in {other.lengths.size}"
            )
        by_day = _ratios(self.gamma, other.gamma, other.log_gamma)
        by_move = _ratios(self.xi, other.xi, other.log_xi)
        if by_day is None or by_move is None:
            return math.inf
        firsts = np.cumsum(self.lengths) - self.lengths
        return float(by_day[firsts].sum() + by_move.sum() - by_day[moved_from(self.lengths)].sum())


def _lengths(lengths: ArrayLike | None, days: int, name: str) -> Ints:
    """The lengths that were given; one diary of all days by default."""
    each = frozen([days], np.int64) if lengths is None else whole_numbers("lengths", lengths, "diary", 1)
    if each.sum() != days:
        raise ValueError(f"lengths must add up to the {days} days of {name}, got {each.tolist()}")
    return each


def moved_from(lengths: Ints) -> Ints:
    """The days from which there is a move: all but the last one of each diary, (M,)."""
    stays = np.ones(int(lengths.sum()), dtype=bool)
    stays[np.cumsum(lengths) - 1] = False
    return np.flatnonzero(stays)


def _x_log_x(x: Floats) -> float:
    """sum x log x, with 0 log 0 = 0."""
    total, flat = 0.0, x.ravel()
    for at in range(0, flat.size, AT_ONCE):
        part = flat[at : at + AT_ONCE]
        total += float(part @ np.log(np.maximum(part, LEAST)))
    return total


def _ratios(q: Floats, p: Floats, log_p: Floats | None) -> Floats | None:
    """sum q log(q / p) over each day or move; None where some q > 0 = p."""
    some = q > 0
    if log_p is None:
        with np.errstate(divide="ignore"):  # log 0, which is what it means
            log_p = np.log(p)
    if (some & (log_p == -np.inf)).any():
        return None
    terms = q * (np.log(np.where(some, q, 1.0)) - np.where(some, log_p, 0.0))
    return np.asarray(terms.sum(axis=tuple(range(1, q.ndim))))
