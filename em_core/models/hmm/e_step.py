"""Forward and backward through a diary: gamma, xi and log p(x), or the best path.

Several diaries are one chain: from the last day of one to the first day of the next leads a table that is
the product of stop and start, so that no diary tells anything of another.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from em_core.models.hmm.chain import FLOOR, Logs, Maxima, OutOfRange, Plain, log_sum, sweep
from em_core.models.hmm.diary import Diary
from em_core.models.hmm.params import HMMParams
from em_core.models.hmm.posterior import HMMPosterior, moved_from
from em_core.protocol import Event, Floats, Ints

TIE = 1e-12  # as in mixture.py: equal numbers that were added up in another order
STRICT = 1e250  # a larger beta leaves q as it is, and products with logarithms would be infinite


class Chain(NamedTuple):
    """p(x, z) or its logarithm as first[z_1] tables[steps_1][z_1, z_2] ... last[z_T], times exp(log_size)."""

    first: Floats  # (K,)
    tables: Floats  # (U, K, K)
    steps: Ints  # (T - 1,)
    last: Floats  # (K,)
    log_size: float


def alike(params: HMMParams) -> bool:
    """Whether two states have the same start, emissions and stop, so that rounding must not part them."""
    stop = () if params.stop is None else (params.stop[:, None],)
    rows = np.hstack([params.start[:, None], params.emissions, *stop])
    return len({row.tobytes() for row in rows}) < len(rows)


def plain_chain(data: Diary, params: HMMParams, beta: float) -> Chain:
    """The chain in plain numbers, to the power beta. Raises OutOfRange when one is too small for that."""
    size = params.start.size
    every = [params.start, params.moves, params.emissions]
    every.append(np.ones(size) if params.stop is None else params.stop)
    if beta != 1.0:
        every = [table**beta for table in every]
    if any(((table < FLOOR) & (table > 0)).any() for table in every):
        raise OutOfRange
    start, moves, emissions, stop = every
    by_symbol = emissions.T[:, None, :]
    tables = moves * by_symbol
    if data.lengths.size > 1:
        tables = np.concatenate([tables, stop[:, None] * start * by_symbol])
    top = tables.max(axis=(1, 2))
    top[top == 0] = 1.0
    steps = _steps(data)
    log_size = float(np.log(top)[steps].sum())
    return Chain(start * emissions[:, data.days[0]], tables / top[:, None, None], steps, stop, log_size)


def log_chain(data: Diary, params: HMMParams, beta: float = 1.0) -> Chain:
    """The chain in logarithms, times beta."""
    with np.errstate(divide="ignore"):  # the log of a 0 is what it means
        start, moves, emissions = (np.log(t) for t in (params.start, params.moves, params.emissions))
        stop = np.zeros(start.size) if params.stop is None else np.log(params.stop)
    by_symbol = emissions.T[:, None, :]
    tables = moves + by_symbol
    if data.lengths.size > 1:
        tables = np.concatenate([tables, stop[:, None] + start + by_symbol])
    first, weight = start + emissions[:, data.days[0]], min(beta, STRICT)
    return Chain(first * weight, tables * weight, _steps(data), stop * weight, 0.0)


def _steps(data: Diary) -> Ints:
    """Which table leads to each day but the very first: that of its symbol, or of a new diary and it."""
    steps = data.days.copy()
    steps[data.firsts] += data.symbols
    return steps[1:]


def both_ways(how: Plain | Logs, chain: Chain) -> tuple[Floats, Floats]:
    """What is before and what is after each day, levelled, (T, K) each: one sweep over both directions."""
    turned = chain.tables.swapaxes(1, 2)
    steps = np.stack([chain.steps, len(turned) + chain.steps[::-1]], axis=1)
    begin = np.stack([chain.first, chain.last])
    found = sweep(how, begin, np.concatenate([chain.tables, turned]), steps)
    return found[:, 0], found[::-1, 1]


def plain_posterior(data: Diary, params: HMMParams, beta: float) -> HMMPosterior | None:
    """gamma and xi by scaled sums; None where no path is possible. Raises OutOfRange (see ``Plain``)."""
    chain = plain_chain(data, params, beta)
    before, after = both_ways(Plain(alike(params)), chain)
    gamma, ones = before * after, np.ones(before.shape[1])
    by_day = gamma @ ones
    if not by_day.all():
        return None
    gamma /= by_day[:, None]
    xi = chain.tables[chain.steps]
    xi *= before[:-1, :, None] @ after[1:, None, :]
    by_move = xi.reshape(-1, ones.size**2) @ np.ones(ones.size**2)
    xi /= by_move[:, None, None]
    value = np.log(chain.first.sum() * chain.last.sum() * by_day[0]) + chain.log_size
    value += (np.log(by_move) - np.log(by_day[:-1])).sum()
    return HMMPosterior.made(
        gamma, _moves(data, xi), data.lengths, log_evidence=float(value) if beta == 1.0 else None
    )


def log_posterior(data: Diary, params: HMMParams, beta: float) -> HMMPosterior | None:
    """gamma and xi in logarithms, for probabilities of any size; None where no path is possible."""
    chain = log_chain(data, params, beta)
    before, after = both_ways(Logs(alike(params)), chain)
    log_gamma = before + after
    by_day = log_sum(log_gamma, 1)
    if by_day.min() == -np.inf:
        return None
    log_xi = chain.tables[chain.steps] + (before[:-1, :, None] + after[1:, None, :])
    by_move = log_sum(log_xi, (1, 2))
    log_gamma -= by_day[:, None]
    log_xi -= by_move[:, None, None]
    gamma, xi = np.exp(log_gamma), np.exp(log_xi)
    gamma /= gamma.sum(axis=1, keepdims=True)
    xi /= xi.sum(axis=(1, 2), keepdims=True)
    value = chain.first.max() + chain.last.max() + by_day[0] + (by_move - by_day[:-1]).sum()
    return HMMPosterior.made(
        gamma, _moves(data, xi), data.lengths, log_gamma=log_gamma, log_xi=_moves(data, log_xi),
        log_evidence=float(value) if beta == 1.0 else None,
    )  # fmt: skip


def _moves(data: Diary, xi: Floats) -> Floats:
    """Of all steps (T - 1, K, K) those that are moves of one diary."""
    return xi if data.lengths.size == 1 else xi[moved_from(data.lengths)]


def best_path(data: Diary, params: HMMParams) -> HMMPosterior | None:
    """Viterbi: the one path of the largest p(x, z); None where no path is possible.

    Found from the last day back; a tie (within a relative 1e-12) goes to the lowest index, and the days
    whose state was chosen so are counted in a "tie" event.
    """
    chain = log_chain(data, params)
    reached = sweep(Maxima(), chain.first[None], chain.tables, chain.steps[:, None])[:, 0]
    scores = np.concatenate(
        [
            reached[:-1, :, None] + chain.tables[chain.steps],
            np.broadcast_to((reached[-1] + chain.last)[None, :, None], (1, *chain.tables.shape[1:])),
        ]
    )
    top = scores.max(axis=1, keepdims=True)
    if top[-1, 0, 0] == -np.inf:
        return None
    best = scores >= top - TIE * (1.0 + abs(top))
    lowest, tied = best.argmax(axis=1).tolist(), (best.sum(axis=1) > 1).tolist()
    state, path, ties = 0, [], 0
    for to, tie in zip(reversed(lowest), reversed(tied), strict=True):
        ties += tie[state]
        state = to[state]
        path.append(state)
    events = (Event("tie", None, float(ties), False),) if ties else ()
    return HMMPosterior.of_path(path[::-1], params.start.size, data.lengths, events)


def log_probability(data: Diary, params: HMMParams) -> float:
    """log p(x), in nats, by the forward recursion alone; -inf where no path is possible."""
    try:
        chain = plain_chain(data, params, 1.0)
        how = Plain(alike(params))
        before = sweep(how, chain.first[None], chain.tables, chain.steps[:, None])[:, 0]
        sums = how.advance(before[:-1], chain.tables[chain.steps]).sum(axis=1)
        every = np.append(sums, chain.first.sum() * (before[-1] @ chain.last))
        return float(np.log(every).sum()) + chain.log_size if every.all() else -np.inf
    except OutOfRange:
        chain = log_chain(data, params)
        logs = Logs(alike(params))
        before = sweep(logs, chain.first[None], chain.tables, chain.steps[:, None])[:, 0]
        sums = logs.advance(before[:-1], chain.tables[chain.steps]).max(axis=1)
        return float(chain.first.max() + sums.sum() + log_sum(before[-1] + chain.last, 0))
