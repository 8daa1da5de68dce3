"""EM from many starts of a diary side by side: the same steps as ``fit``, with one more axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import xlogy

from em_core import Diary, HMMParams
from em_core.protocol import Floats

Tables = list[Floats]  # start (S, K), moves (S, K, K), emissions (S, K, V), stop (S, K) where there is one


def ends(
    diary: Diary, starts: Sequence[HMMParams], max_iter: int, tol: float
) -> list[tuple[float, int]]:
    """(log-likelihood, iterations) of each start's end, as ``fit`` has them but for rounding.

    All of one diary, of equally many states, with stop or all without.
    """
    names = ("start", "moves", "emissions") + (() if starts[0].stop is None else ("stop",))
    tables = [np.stack([getattr(p, name) for p in starts]) for name in names]
    found = [(0.0, max_iter)] * len(starts)
    left, last = np.arange(len(starts)), np.full(len(starts), np.nan)
    before, counts = _e_step(diary, tables)
    for t in range(1, max_iter + 1):
        after = _m_step(counts, tables)
        objective = before + _expected(counts, after) - _expected(counts, tables)
        tables = after
        before, counts = _e_step(diary, tables)
        done = np.abs(objective - last) <= tol * (1 + np.abs(objective))
        for i in np.flatnonzero(done | (t == max_iter)):
            found[left[i]] = (float(before[i]), t)
        if done.all():
            break
        going = ~done
        left, last, before = left[going], objective[going], before[going]
        tables, counts = ([table[going] for table in some] for some in (tables, counts))
    return found


def _e_step(diary: Diary, tables: Tables) -> tuple[Floats, Tables]:
    """The log-likelihoods (S,), and the expected counts in the tables' order; sums are scaled every day."""
    start, moves, emissions = tables[:3]
    days, n = diary.days.tolist(), len(diary)
    eaten = [emissions[:, :, day] for day in days]
    forward, backward = np.empty((n, *start.shape)), np.empty((n, *start.shape))
    sizes = np.empty((n, len(start)))
    now = start * eaten[0]
    for t in range(n):
        if t:
            now = np.einsum("si,sij->sj", now, moves) * eaten[t]
        sizes[t] = now.sum(axis=1)
        now = now / sizes[t][:, None]
        forward[t] = now
    last = np.ones(start.shape) if len(tables) == 3 else tables[3]
    total = (now * last).sum(axis=1)
    backward[-1] = last / total[:, None]
    for t in range(n - 1, 0, -1):
        backward[t - 1] = np.einsum("sij,sj->si", moves, eaten[t] * backward[t]) / sizes[t][:, None]
    gamma = forward * backward
    ahead = np.array(eaten[1:]).reshape(n - 1, *start.shape) * backward[1:] / sizes[1:, :, None]
    passed = np.einsum("tsi,tsj->sij", forward[:-1], ahead) * moves
    by_symbol = [gamma[diary.days == v].sum(axis=0) for v in range(diary.symbols)]
    counts = [gamma[0], passed, np.stack(by_symbol, axis=2), gamma[-1]]
    return np.asarray(np.log(sizes).sum(axis=0) + np.log(total)), counts[: len(tables)]


def _m_step(counts: Tables, previous: Tables) -> Tables:
    """Every row by its sum, a state's stops with its moves; a row without counts stays as it was."""
    first, days = _by_sum(counts[0], previous[0]), _by_sum(counts[2], previous[2])
    if len(counts) == 3:
        return [first, _by_sum(counts[1], previous[1]), days]
    rows, were = (np.concatenate([some[1], some[3][..., None]], axis=2) for some in (counts, previous))
    leaving = _by_sum(rows, were)
    return [first, leaving[..., :-1], days, leaving[..., -1]]


def _by_sum(counts: Floats, previous: Floats) -> Floats:
    total = counts.sum(axis=-1, keepdims=True)
    return np.asarray(np.where(total > 0, counts / np.where(total > 0, total, 1.0), previous))


def _expected(counts: Tables, tables: Tables) -> Floats:
    """E_q log p(x, z) of each start, (S,)."""
    with np.errstate(invalid="ignore"):
        parts = [xlogy(n, p).reshape(len(n), -1).sum(axis=1) for n, p in zip(counts, tables, strict=True)]
    return np.asarray(sum(parts))
