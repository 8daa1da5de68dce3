"""A diary of symbols, and nobody noted the states behind them: the hidden Markov model.

z_1 ~ start; then from day to day z_(t+1) ~ moves[z_t], or the diary stops there with stop[z_t]; on every
day x_t ~ emissions[z_t]. L. E. Baum, T. Petrie, G. Soules & N. Weiss, "A maximization technique occurring
in the statistical analysis of probabilistic functions of Markov chains", Ann. Math. Stat. 41 (1970)
164-171; L. R. Rabiner, "A tutorial on hidden Markov models", Proc. IEEE 77 (1989) 257-286. The example of
J. Eisner, "An interactive spreadsheet for teaching the forward-backward algorithm", ACL workshop (2002).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from em_core.checks import positive_beta
from em_core.models.hmm.chain import OutOfRange
from em_core.models.hmm.diary import Diary
from em_core.models.hmm.e_step import best_path, log_posterior, log_probability, plain_posterior
from em_core.models.hmm.exact import ExactPosterior
from em_core.models.hmm.params import HMMParams, HMMStatistics, expected_log
from em_core.models.hmm.posterior import LEAST, HMMPosterior
from em_core.protocol import Conserved, Event, Floats, frozen


@dataclass(frozen=True)
class HMM:
    """The hidden Markov model with K states and V symbols; EM for it is the Baum-Welch algorithm.

    log p(x, z) = log start[z_1] + sum_t log emissions[z_t, x_t] + sum_t log moves[z_t, z_(t+1)]
    (+ log stop[z_T]), summed over the diaries.
    """

    takes: ClassVar = {"data": Diary, "params": HMMParams, "prior": HMMStatistics}

    def infer(self, data: Diary, params: HMMParams, beta: float = 1.0) -> HMMPosterior:
        """gamma_t(k) = q(z_t = k) and xi_t(i, j) = q(z_t = i, z_(t+1) = j), q(z) proportional to
        p(x, z)^beta, by forward and backward sums (Baum et al. 1970); beta = inf: Viterbi's path.

        Of several best paths the one is taken whose states, from the last day back, have the lowest index;
        the days where that decided are counted in a "tie" event. Raises ValueError naming the day and its
        symbol where no path can have made the diary, and when data and params are not of the same symbols.
        """
        beta = positive_beta(beta)
        _same_symbols(data, params)
        if math.isinf(beta):
            found = best_path(data, params)
        else:
            try:
                found = plain_posterior(data, params, beta)
            except OutOfRange:
                found = log_posterior(data, params, beta)
        if found is None:
            raise ValueError(_impossible(data, params))
        return found

    def expected_stats(self, data: Diary, posterior: HMMPosterior) -> HMMStatistics:
        """first = sum of gamma over first days, moves = sum_t xi_t, days[k, v] = sum of gamma_t(k) over
        the days with x_t = v, stops = sum of gamma over last days.

        Raises ValueError unless the posterior is of the same days and diaries.
        """
        if isinstance(posterior, ExactPosterior) and posterior.made_of(data):
            return posterior.stats
        gamma, lengths = posterior.gamma, posterior.lengths
        if not np.array_equal(lengths, data.lengths):
            raise ValueError(
                f"posterior must be of the same diaries, got {len(gamma)} days in {lengths.size} for "
                f"{len(data)} in {data.lengths.size}"
            )
        days = [np.bincount(data.days, weights=column, minlength=data.symbols) for column in gamma.T]
        return HMMStatistics(
            frozen(gamma[data.firsts].sum(axis=0)), frozen(_sum(posterior.xi)),
            frozen(days), frozen(gamma[data.lasts].sum(axis=0)),
        )  # fmt: skip

    def maximize(self, stats: HMMStatistics, previous: HMMParams) -> HMMParams:
        """Every row of counts by its sum, where a state's stops are counted with its moves.

        A row without counts stays as it was; an entry with counts stays above 0 where the quotient would
        round to it, because log 0 is no rounding error.
        """
        stats.must_be_of(*previous.emissions.shape)
        start = _by_sum(stats.first[None], previous.start[None])[0]
        emissions = _by_sum(stats.days, previous.emissions)
        if previous.stop is None:
            return HMMParams(start, _by_sum(stats.moves, previous.moves), emissions)
        rows = _by_sum(_leaving(stats, True), np.column_stack([previous.moves, previous.stop]))
        return HMMParams(start, rows[:, :-1], emissions, rows[:, -1])

    def expected_log_joint(self, stats: HMMStatistics, params: HMMParams) -> float:
        """sum first log start + sum moves log moves + sum days log emissions (+ sum stops log stop), with
        0 log 0 = 0; -inf where something is expected that has probability 0.
        """
        stats.must_be_of(*params.emissions.shape)
        return expected_log(stats, params)

    def log_likelihood(self, data: Diary, params: HMMParams) -> float:
        """log sum over all paths of p(x, z), in nats; -inf for an impossible diary.

        Raises ValueError when data and params are not of the same symbols.
        """
        _same_symbols(data, params)
        return log_probability(data, params)

    def check(self, stats: HMMStatistics, previous: HMMParams, params: HMMParams) -> tuple[Event, ...]:
        """ "no_mass" for every state of which a row was kept: no days, or no moves (nor stops)."""
        leaving = _leaving(stats, previous.stop is not None).sum(axis=1)
        empty = (stats.days.sum(axis=1) <= 0) | (leaving <= 0)
        return tuple(Event("no_mass", int(k), 0.0, False) for k in np.flatnonzero(empty))

    def conserved(self, data: Diary, stats: HMMStatistics) -> tuple[Conserved, ...]:
        """All days, the days of each symbol, all moves, first days and last days are some state's."""
        days, diaries = len(data), data.lengths.size
        seen = np.bincount(data.days, minlength=data.symbols).tolist()
        return (
            Conserved("days", float(stats.days.sum()), float(days)),
            Conserved("moves", float(stats.moves.sum()), float(days - diaries)),
            Conserved("first days", float(stats.first.sum()), float(diaries)),
            Conserved("last days", float(stats.stops.sum()), float(diaries)),
            *(
                Conserved(f"days with symbol {v}", float(value), float(count))
                for v, (value, count) in enumerate(zip(stats.days.sum(axis=0), seen, strict=True))
            ),
        )


def _sum(tables: Floats) -> Floats:
    """sum_t tables_t: 64 at a time, which is faster, and each entry in the same order as every other."""
    size, blocks = tables.shape[1], len(tables) // 64
    rest = tables[64 * blocks :].sum(axis=0)
    together = tables[: 64 * blocks].reshape(blocks, 64 * size * size).sum(axis=0)
    return np.asarray(together.reshape(64, size, size).sum(axis=0) + rest)


def _leaving(stats: HMMStatistics, stopping: bool) -> Floats:
    """The counts of what follows a day in each state: moves, and stops where there are any, (K, K [+ 1])."""
    return np.column_stack([stats.moves, stats.stops]) if stopping else stats.moves


def _by_sum(counts: Floats, previous: Floats) -> Floats:
    """Each row by its sum, taken in an order that does not depend on the states' names."""
    total = np.sort(counts, axis=1).sum(axis=1, keepdims=True)
    share = counts / np.where(total > 0, total, 1.0)
    share = np.where(counts > 0, np.maximum(share, LEAST), 0.0)
    return np.where(total > 0, share, previous)


def _same_symbols(data: Diary, params: HMMParams) -> None:
    known = params.emissions.shape[1]
    for t in np.flatnonzero(data.days >= known)[:1]:
        raise ValueError(
            f"{data.where(int(t))} has the symbol {data.days[t]}, but emissions have columns for the symbols "
            f"0 to {known - 1}"
        )
    if data.symbols != known:
        raise ValueError(
            f"emissions must have a column for each symbol, got {known} for {data.symbols} symbols; "
            f"write Diary(days, symbols={known})"
        )


def _impossible(data: Diary, params: HMMParams) -> str:
    """Where and why no path is possible."""
    able, stop = params.emissions > 0, None if params.stop is None else params.stop > 0
    reached: NDArray[np.bool_] = able[:, 0]
    firsts, lasts = set(data.firsts.tolist()), set(data.lasts.tolist())
    for t, symbol in enumerate(data.days.tolist()):
        led = (reached[:, None] & (params.moves > 0)).any(axis=0)
        reached = np.asarray(params.start > 0 if t in firsts else led)
        where = f"{data.where(t)} with the symbol {symbol}"
        if not able[:, symbol].any():
            return f"{where} is impossible: emissions give that symbol probability 0 in every state"
        reached = reached & able[:, symbol]
        if not reached.any():
            return f"{where} is impossible in every state that the days before it leave possible"
        if stop is not None and t in lasts and not (reached & stop).any():
            return f"{where} cannot be the last day: stop is 0 in every state that is possible there"
    raise AssertionError("a diary that is possible was called impossible")
