"""Hidden Markov models for the tests: every path written out, Markov chains at random, rows of the table."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.special import softmax

from em_core import Diary, HMMParams, HMMPosterior

WRITTEN = 1100  # at most so many paths are written out
Path = Callable[[float], HMMParams]


def log(p: float) -> float:
    return math.log(p) if p > 0 else -math.inf


def paths(data: Diary, params: HMMParams) -> Iterator[tuple[tuple[int, ...], float]]:
    """Every path through all diaries, and log p(x, z) of it: nothing but the model's definition."""
    start, moves, emissions = (np.asarray(t).tolist() for t in (params.start, params.moves, params.emissions))
    firsts, lasts = set(data.firsts.tolist()), set(data.lasts.tolist())
    days = data.days.tolist()
    for z in itertools.product(range(len(start)), repeat=len(days)):
        value = 0.0
        for t, (k, x) in enumerate(zip(z, days, strict=True)):
            value += log(start[k]) if t in firsts else log(moves[z[t - 1]][k])
            value += log(emissions[k][x])
            if t in lasts and params.stop is not None:
                value += log(float(params.stop[k]))
        yield z, value


def share(q: HMMPosterior, z: tuple[int, ...]) -> float:
    """q of one path: the first days' gamma, then xi / gamma for each move."""
    t, move, value = 0, 0, 1.0
    for days in q.lengths.tolist():
        value *= float(q.gamma[t, z[t]])
        for _ in range(days - 1):
            below = float(q.gamma[t, z[t]])
            value *= float(q.xi[move, z[t], z[t + 1]]) / below if below else 0.0
            t, move = t + 1, move + 1
        t += 1
    return value


def divergence(data: Diary, q: HMMPosterior, params: HMMParams) -> float | None:
    """KL(q || p(z | x)) over all paths; None where they are too many."""
    if params.start.size ** len(data) > WRITTEN:
        return None
    every = list(paths(data, params))
    top = max(value for _, value in every)
    evidence = top + math.log(math.fsum(math.exp(value - top) for _, value in every))
    parts = ((share(q, z), value - evidence) for z, value in every)
    return math.fsum(s * (math.log(s) - value) for s, value in parts if s > 0)


def chain(first: Any, conditionals: Any, lengths: Any) -> HMMPosterior:
    """The q with the first days' distributions (N, K) and the moves' conditionals (M, K, K)."""
    gamma, xi, move = [], [], 0
    for n, days in enumerate(lengths):
        gamma.append(first[n])
        for _ in range(days - 1):
            xi.append(gamma[-1][:, None] * conditionals[move])
            gamma.append(xi[-1].sum(axis=0))
            move += 1
    states = len(first[0])
    return HMMPosterior(np.array(gamma), np.array(xi).reshape(-1, states, states), lengths)


def any_chain(
    data: Diary, states: int, random: np.random.Generator, within: HMMPosterior | None = None
) -> HMMPosterior:
    """A Markov chain that has nothing to do with the model; every second one is nearly certain of itself."""
    rate = np.full(states, random.choice([0.2, 1.0]))
    first = random.dirichlet(rate, size=data.lengths.size)
    moves = random.dirichlet(rate, size=(len(data) - data.lengths.size, states))
    if within is not None:
        first = np.where(within.gamma[data.firsts] > 0, first + 1e-3, 0.0)
        moves = np.where(within.xi > 0, moves + 1e-3, 0.0)
        moves += np.where(moves.sum(axis=2, keepdims=True) > 0, 0.0, np.eye(states))  # nobody comes there
        first /= first.sum(axis=1, keepdims=True)
    # Rounded up, some rows of a Dirichlet with .2 miss 1 by more than a quotient does.
    return chain(first, moves / moves.sum(axis=2, keepdims=True), data.lengths.tolist())


def reverse_states(params: HMMParams) -> HMMParams:
    stop = None if params.stop is None else params.stop[::-1]
    return HMMParams(params.start[::-1], params.moves[::-1, ::-1], params.emissions[::-1], stop)


def hmm_paths(start: HMMParams) -> tuple[Path, ...]:
    """The log-probabilities of each table moved in odd proportions, one table at a time, then all at once."""

    def pace(columns: int) -> Any:
        sizes = np.arange(1, columns + 1)
        return np.where(sizes % 2, 0.7, -0.5) / sizes

    rows = start.moves if start.stop is None else np.column_stack([start.moves, start.stop])

    def turned(table: Any, u: float) -> Any:
        table = np.atleast_2d(table)
        tilt = pace(table.shape[1]) * np.where(np.arange(len(table)) % 2, -1.0, 1.0)[:, None]
        with np.errstate(divide="ignore"):  # log 0 stays what it is
            return softmax(np.log(table) + u * tilt, axis=1)

    def path(which: tuple[bool, ...]) -> Path:
        def at(u: float) -> HMMParams:
            tables = (start.start, rows, start.emissions)
            first, leave, emit = (turned(t, u * on) for t, on in zip(tables, which, strict=True))
            k = len(leave)
            return HMMParams(first[0], leave[:, :k], emit, None if start.stop is None else leave[:, k])

        return at

    return tuple(path(tuple(bool(x) for x in row)) for row in [*np.eye(3), np.ones(3)])
