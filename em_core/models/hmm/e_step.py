"""Forward and backward through a diary: gamma, xi and log p(x), or the best path.

Several diaries are one chain: from the last day of one to the first day of the next leads a table that is
the product of stop and start, so that no diary tells anything of another.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from em_core.models.hmm.chain import FLOOR, Logs, Maxima, OutOfRange, Plain, log_sum, sweep
from em_core.models.hmm.diary import Diary
from em_core.models.hmm.exact import ExactPosterior, of_moves, products
from em_core.models.hmm.params import HMMParams
from em_core.models.hmm.posterior import HMMPosterior
from em_core.protocol import Event, Floats, Ints

TIE = 1e-12  # as in mixture.py: equal numbers that were added up in another order
LONG = 256  # days: of more the sums over the moves are made without xi, where no rounding parts states
STRICT = 1e250  # a larger beta leaves q as it is, and products with logarithms would be infinite


class Chain(NamedTuple):
    """p(x, z) or its logarithm as first[z_1] tables[steps_1][z_1, z_2] ... last[z_T], times exp(log_size)."""

    first: Floats  # (K,)
    last: Floats  # (K,)
    tables: Floats  # (U, K, K)
    steps: Ints  # (T - 1,)
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
    powers = every if beta == 1.0 else [table**beta for table in every]
    if any(((power < FLOOR) & (table > 0)).any() for power, table in zip(powers, every, strict=True)):
        raise OutOfRange
    start, moves, emissions, stop = powers
    by_symbol = emissions.T[:, None, :]
    tables = moves * by_symbol
    if data.lengths.size > 1:
        tables = np.concatenate([tables, stop[:, None] * start * by_symbol])
    top = tables.max(axis=(1, 2))
    top[top == 0] = 1.0
    steps = _steps(data)
    log_size = float(np.log(top)[steps].sum())
    return Chain(start * emissions[:, data.days[0]], stop, tables / top[:, None, None], steps, log_size)


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
    return Chain(first * weight, stop * weight, tables * weight, _steps(data), 0.0)


def _steps(data: Diary) -> Ints:
    """Which table leads to each day but the very first: that of its symbol, or of a new diary and it."""
    steps = data.days.copy()
    steps[data.firsts] += data.symbols
    return steps[1:]


def plain_posterior(data: Diary, params: HMMParams, beta: float) -> HMMPosterior | None:
    """gamma and xi by scaled sums; None where no path is possible. Raises OutOfRange (see ``Plain``)."""
    chain = plain_chain(data, params, beta)
    before, after = sweep(Plain(alike(params)), *chain[:4])
    gamma = before * after
    by_day = gamma @ np.ones(gamma.shape[1])
    if not by_day.all():
        return None
    gamma /= by_day[:, None]
    grown = _grown(chain, before)
    left, right = before[:-1] / (grown * by_day[1:])[:, None], after[1:]
    evidence = _sum_of_paths(chain, before, grown) if beta == 1.0 else None
    if evidence is not None and len(data) > LONG and not alike(params):
        return ExactPosterior(data, params, gamma, left, right, chain.tables, chain.steps, evidence)
    xi = of_moves(data, products(left, right, chain.tables, chain.steps))
    return HMMPosterior.made(gamma, xi, data.lengths, log_evidence=evidence)


def _grown(chain: Chain, before: Floats) -> Floats:
    """sum_j of (before_t tables_t)_j for each step, (T - 1,): by what the next day was levelled."""
    return np.asarray(np.einsum("tk,tk->t", before[:-1], chain.tables.sum(axis=2)[chain.steps]))


def _sum_of_paths(chain: Chain, before: Floats, grown: Floats) -> float:
    """log of the sum over all paths, in nats."""
    ends = np.log(chain.first.sum()) + np.log(before[-1] @ chain.last)
    return float(np.log(grown).sum() + ends) + chain.log_size


def log_posterior(data: Diary, params: HMMParams, beta: float) -> HMMPosterior | None:
    """gamma and xi in logarithms, for probabilities of any size; None where no path is possible."""
    chain = log_chain(data, params, beta)
    before, after = sweep(Logs(alike(params)), *chain[:4])
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
    return HMMPosterior.made(
        gamma, of_moves(data, xi), data.lengths, log_gamma=log_gamma, log_xi=of_moves(data, log_xi),
        log_evidence=_log_sum_of_paths(chain, before) if beta == 1.0 else None,
    )  # fmt: skip


def _log_sum_of_paths(chain: Chain, before: Floats) -> float:
    """The same from levelled logarithms: what each day's largest one was before it was made 0."""
    largest = before[1:].argmax(axis=1)
    grown = log_sum(before[:-1] + chain.tables[chain.steps, :, largest], 1)
    return float(chain.first.max() + grown.sum() + log_sum(before[-1] + chain.last, 0))


def best_path(data: Diary, params: HMMParams) -> HMMPosterior | None:
    """Viterbi: the one path of the largest p(x, z); None where no path is possible.

    Found from the last day back; a tie (within a relative 1e-12) goes to the lowest index, and the days
    whose state was chosen so are counted in a "tie" event.
    """
    chain = log_chain(data, params)
    reached, _ = sweep(Maxima(), *chain[:4])
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
        before, _ = sweep(Plain(alike(params)), *chain[:4])
        possible = before[-1] @ chain.last > 0
        return _sum_of_paths(chain, before, _grown(chain, before)) if possible else -np.inf
    except OutOfRange:
        chain, logs = log_chain(data, params), Logs(alike(params))
        before, _ = sweep(logs, *chain[:4])
        return _log_sum_of_paths(chain, before)
