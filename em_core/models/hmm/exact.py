"""The exact q of a long diary, which carries the statistics of the pass that made it.

A run needs xi in sums over the days alone, and these are products of two tables of T rows each, symbol by
symbol; and the entropy of an exact q follows from log p(x).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.models.hmm.diary import Diary
from em_core.models.hmm.params import HMMParams, HMMStatistics, expected_log
from em_core.models.hmm.posterior import HMMPosterior, moved_from
from em_core.protocol import Floats, frozen

AT_ONCE = 1024  # days: their tables fit into a processor's memory


class ExactPosterior(HMMPosterior):
    """gamma and xi of the forward and backward sums; xi (M, K, K) is made when it is asked for.

    stats: the expected counts of ``data``.
    """

    stats: HMMStatistics
    data: Diary

    def __init__(
        self, data: Diary, params: HMMParams, gamma: Floats, left: Floats, right: Floats, tables: Floats,
        steps: Any, log_evidence: float,
    ) -> None:  # fmt: skip
        """xi_t = left_t right_t' tables[steps_t], entry by entry, of every step from day to day."""
        size, ones = gamma.shape[1], np.ones(len(gamma))
        moves, days = np.zeros((size, size)), np.empty((size, data.symbols))
        for v, (seen, reached) in enumerate(data.by_symbol):
            moves += tables[v] * (left.take(reached, 0).T @ right.take(reached, 0))
            days[:, v] = ones[: len(seen)] @ gamma.take(seen, 0)
        stats = HMMStatistics(
            frozen(gamma[data.firsts].sum(axis=0)), frozen(moves), frozen(days),
            frozen(gamma[data.lasts].sum(axis=0)),
        )  # fmt: skip
        self._set(gamma, None, data.lengths, log_evidence=log_evidence)
        self.__dict__.update(
            stats=stats, data=data, _made=(left, right, tables, steps),
            _entropy=max(0.0, log_evidence - expected_log(stats, params)),
        )  # fmt: skip

    @property
    def xi(self) -> Floats:
        """q(z_t = i, z_(t+1) = j) of all moves, (M, K, K)."""
        if "_xi" not in self.__dict__:
            self.__dict__["_xi"] = frozen(of_moves(self.data, products(*self.__dict__["_made"])))
        found: Floats = self.__dict__["_xi"]
        return found

    def made_of(self, data: Diary) -> bool:
        """Whether this is the diary of the pass."""
        return data is self.data

    def entropy(self) -> float:
        """H(q) = log p(x) - E_q log p(x, z), in nats, at the parameters that made it."""
        value: float = self.__dict__["_entropy"]
        return value


def products(left: Floats, right: Floats, tables: Floats, steps: Any) -> Floats:
    """left_t right_t' tables[steps_t] of every step, (T - 1, K, K)."""
    xi = np.empty((len(left), *tables.shape[1:]))
    for at in range(0, len(left), AT_ONCE):
        part = slice(at, at + AT_ONCE)
        np.matmul(left[part, :, None], right[part, None, :], out=xi[part])
        xi[part] *= tables[steps[part]]
    return xi


def of_moves(data: Diary, xi: Floats) -> Floats:
    """Of all steps (T - 1, K, K) those that are moves of one diary."""
    return xi if data.lengths.size == 1 else xi[moved_from(data.lengths)]
