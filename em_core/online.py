"""EM that does not wait for the whole pile: the statistics S are renewed piece by piece, theta after each.

Two short drivers for any model of the protocol. Incremental EM keeps what every piece contributed to S and
climbs F(q, theta); stepwise EM keeps S alone, in which old pieces fade.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from em_core.checks import number, shown, whole
from em_core.models.coins import Rounds
from em_core.protocol import Event, Floats, LatentModel, frozen
from em_core.recipe import PLAIN, admit
from em_core.sealed import Sealed

Model = LatentModel[Any, Any, Any, Any]
Rate = float | Callable[[int], float]
WARM = 5


@dataclass(frozen=True, eq=False)
class OnlineSnapshot(Sealed):
    """One update: which piece was read, and theta, S, F and the log-likelihood (of all pieces) after it.

    update: 0 is the start, where nothing has been read. passes: how many times the pieces were begun on.
    piece: its index, None at the start and in incremental EM's first pass, which reads all of them.
    rate: the weight rho of the piece in S, None in incremental EM. posterior: q of that piece.
    stats: S, of incremental EM a sum over the pieces, of stepwise EM an average of one piece; None at the
    start. bound: F = E_q log p(x, z | params) + H(q) with the q that is kept of every piece, in nats; None at
    the start and in stepwise EM, which keeps none.
    """

    update: int
    passes: int
    piece: int | None
    rate: float | None
    params: Any
    posterior: Any
    stats: Any
    bound: float | None
    log_likelihood: float
    events: tuple[Event, ...] = ()


Steps = Generator[OnlineSnapshot, None, None]


def incremental(
    model: Model, pieces: Sequence[Any], params: Any, order: Sequence[int] | None = None, passes: int = 10,
    *, data: Any = None,
) -> Steps:  # fmt: skip
    """One full E-step and an M-step, then piece by piece S <- S + s_new - s_old and an M-step after each.

    F(q, theta) never falls; the log-likelihood may. ``order``: the indices of the pieces in which every pass
    after the first reads them, as they lie by default. ``passes`` counts the first. ``data``: all pieces in
    one, so that the log-likelihood is one call and not one per piece. Ends early where an event stops a run.
    S is added up anew along a tree, for what is subtracted would leave rounding below 0. Raises ValueError,
    at the call, for what is none of the model's, an order with another index, passes < 1, and ``data`` whose
    log-likelihood is not the pieces'.
    Neal & Hinton, A view of the EM algorithm that justifies incremental, sparse, and other variants (1998),
    eq. 8 and the algorithm after it.
    """
    parts, total = _admitted(model, pieces, params, data)
    turn = list(range(len(parts))) if order is None else [whole("an index in order", i) for i in order]
    for i in turn:
        if i >= len(parts):
            raise ValueError(f"an index in order must be at most {len(parts) - 1}, got {i}")
    return _incremental(model, parts, params, turn, whole("passes", passes, 1), total)


def _incremental(
    model: Model, parts: list[Any], params: Any, turn: list[int], passes: int, total: Callable[[Any], float]
) -> Steps:
    posteriors = [model.infer(part, params) for part in parts]
    sums = _Sums([model.expected_stats(part, q) for part, q in zip(parts, posteriors, strict=True)])
    entropies = np.array([q.entropy() for q in posteriors])
    yield OnlineSnapshot(0, 0, None, None, params, None, None, None, total(params))
    reads: list[tuple[int, int | None]] = [(1, None)]
    reads += [(now, i) for now in range(2, passes + 1) for i in turn]
    for update, (now, i) in enumerate(reads, 1):
        if i is not None:
            posteriors[i] = model.infer(parts[i], params)
            sums.put(i, model.expected_stats(parts[i], posteriors[i]))
            entropies[i] = posteriors[i].entropy()
        stats = sums.nodes[1]
        after, events, stopped = _m_step(model, stats, params)
        params = params if stopped else after
        bound = model.expected_log_joint(stats, params) + float(entropies.sum())
        q = None if i is None else posteriors[i]
        yield OnlineSnapshot(update, now, i, None, params, q, stats, bound, total(params), events)
        if stopped:
            return


def stepwise(
    model: Model, pieces: Sequence[Any], params: Any, rate: Rate = 0.05, warm: int = WARM, *, data: Any = None
) -> Steps:
    """S <- (1 - rho_k) S + rho_k s_k for the k-th piece, and an M-step from piece ``warm`` on.

    S begins as s_1, whatever rho_1 is; until piece ``warm`` theta stays and S collects. ``rate``: a constant
    rho or a function of k, such as ``decay(alpha)``. One pass, in the order of the pieces. ``data``: all
    pieces in one, as in :func:`incremental`. Nothing here is sure to rise. Ends early where an event stops
    a run, with "collapse" also before a theta under which another piece is impossible. Raises ValueError, at
    the call, for what is none of the model's, warm < 1, a rate outside (0, 1].
    Cappe & Moulines, On-line expectation-maximization algorithm for latent data models, J. R. Statist. Soc. B
    71 (2009), eq. 10; Liang & Klein, Online EM for unsupervised models (2009), section 3.2.
    """
    parts, total = _admitted(model, pieces, params, data)
    return _stepwise(model, parts, params, rates(rate, len(parts)), whole("warm", warm, 1), total)


def _stepwise(
    model: Model, parts: list[Any], params: Any, rho: Floats, warm: int, total: Callable[[Any], float]
) -> Steps:
    log_l = total(params)
    yield OnlineSnapshot(0, 0, None, None, params, None, None, None, log_l)
    stats: Any = None
    for k, (part, weight) in enumerate(zip(parts, rho.tolist(), strict=True), 1):
        q = model.infer(part, params)
        new = model.expected_stats(part, q)
        stats = new if weight == 1 else stats * (1 - weight) + new * weight
        events, stopped = tuple(getattr(q, "events", ())), False
        if k >= warm:
            after, noted, stopped = _m_step(model, stats, params)
            value = log_l if stopped else total(after)
            if value == -np.inf:
                noted, stopped = (*noted, Event("collapse", None, 0.0, True)), True
            if not stopped:
                params, log_l = after, value
            events += noted
        yield OnlineSnapshot(k, 1, k - 1, weight, params, q, stats, None, log_l, events)
        if stopped:
            return


@dataclass(frozen=True)
class _Decay:
    alpha: float
    delay: int

    def __call__(self, k: int) -> float:
        return float((k + self.delay) ** -self.alpha)


def decay(alpha: float, delay: int = 0) -> Callable[[int], float]:
    """rho_k = (k + delay)^-alpha: the sum of the rates is infinite, that of their squares is not.

    alpha = 1 without delay weighs all pieces alike; the smaller alpha, the sooner they fade. Raises
    ValueError unless 1/2 < alpha <= 1 and delay >= 0.
    """
    a = number("alpha", alpha, 0.5, 1)
    if a == 0.5:
        raise ValueError(f"alpha must be above 0.5, got {alpha!r}")
    return _Decay(a, whole("delay", delay))


def rates(rate: Rate, count: int) -> Floats:
    """rho_k (count,) for k = 1 .. count; the first is 1, for S begins as s_1.

    Raises ValueError naming the k whose rate is not in (0, 1].
    """
    found = [1.0]
    for k in range(2, whole("count", count, 1) + 1):
        value = rate(k) if callable(rate) else rate
        rho = number("rate" if not callable(rate) else f"rate of piece {k}", value, 0, 1)
        if rho == 0:
            raise ValueError(f"rate must be above 0, got {value!r} for piece {k}")
        found.append(rho)
    return frozen(found)


def memory(rate: Rate, count: int) -> Floats:
    """What each of ``count`` pieces read so far weighs in S, (count,): rho_k prod_{j > k} (1 - rho_j).

    The weights add up to 1. Raises ValueError as :func:`rates`.
    """
    rho = rates(rate, count)
    kept = np.cumprod(np.append(1.0, 1 - rho[:0:-1]))[::-1]
    return frozen(rho * kept)


def rounds_apart(data: Rounds, size: int = 1) -> tuple[Rounds, ...]:
    """Rounds as pieces of ``size`` rounds each, in order, the last perhaps smaller; labels go along.

    Raises ValueError unless size >= 1.
    """
    z, step = data.labels, whole("size", size, 1)
    where = (slice(start, start + step) for start in range(0, len(data), step))
    return tuple(Rounds(data.heads[i], data.flips[i], None if z is None else z[i]) for i in where)


class _Sums:
    """A sum of statistics, nodes[1], of which one is replaced at a time: node i is 2 i + (2 i + 1)."""

    def __init__(self, leaves: list[Any]) -> None:
        self.nodes = [None] * len(leaves) + leaves
        for i in range(len(leaves) - 1, 0, -1):
            self.nodes[i] = self.nodes[2 * i] + self.nodes[2 * i + 1]

    def put(self, leaf: int, stats: Any) -> None:
        i = len(self.nodes) // 2 + leaf
        self.nodes[i] = stats
        while i > 1:
            i //= 2
            self.nodes[i] = self.nodes[2 * i] + self.nodes[2 * i + 1]


def _m_step(model: Model, stats: Any, params: Any) -> tuple[Any, tuple[Event, ...], bool]:
    """The parameters, the events, and whether they end the run, which then keeps the parameters before."""
    after = model.maximize(stats, params)
    events = model.check(stats, params, after)
    return after, events, any(event.stops for event in events)


def _admitted(model: Model, pieces: Any, params: Any, data: Any) -> tuple[list[Any], Callable[[Any], float]]:
    """The pieces as the model prepares them, and what gives the log-likelihood of all."""
    if not isinstance(pieces, Sequence) or isinstance(pieces, str) or not pieces:
        raise ValueError(f"pieces must be a list of data, got {shown(pieces)}; write [piece, ...]")
    parts = []
    for i, piece in enumerate(pieces, 1):
        try:
            parts.append(admit(model, piece, PLAIN, {"params": params} if i == 1 else {}))
        except ValueError as error:
            where = f"piece {i} of the data: " if str(error).startswith(("data", "column")) else ""
            raise ValueError(f"{where}{error}") from None

    def one_by_one(p: Any) -> float:
        return float(np.sum([model.log_likelihood(part, p) for part in parts]))

    for i, part in enumerate(parts, 1):  # as the driver: what the start makes impossible is told at the call
        try:
            model.infer(part, params)
        except ValueError as error:
            raise ValueError(f"piece {i} of the data: {error}") from None
    if data is None:
        return parts, one_by_one
    everything = admit(model, data, PLAIN, {})
    sum_of_parts, value = one_by_one(params), model.log_likelihood(everything, params)
    if not abs(sum_of_parts - value) <= 1e-9 * (1 + abs(value)):
        raise ValueError(
            f"data must be the pieces put together, got log-likelihoods of {value:.6f} and {sum_of_parts:.6f}"
        )
    return parts, lambda p: model.log_likelihood(everything, p)
