"""Incremental and stepwise EM: the printed numbers of lesson 16, what rises and what may fall."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import (
    CoinMixture,
    CoinParams,
    GaussianMixture,
    GaussianParams,
    Rounds,
    bound,
    datasets,
    fit,
    normal_inverse_wishart,
    run,
)
from em_core.online import (
    OnlineSnapshot,
    Rate,
    decay,
    incremental,
    memory,
    rates,
    rounds_apart,
    stepwise,
)
from tests.core.cases import CASES, Case
from tests.core.truths import many, slack

COINS, DB = CoinMixture(learn_weights=False), datasets.DO_BATZOGLOU.rounds
START = CoinParams([0.5, 0.5], [0.6, 0.5])
TOP = -31.570200235997
WAITING = datasets.OLD_FAITHFUL.x[:, 1:]
GEYSER = GaussianParams([0.5, 0.5], [[50.0], [80.0]], [[[25.0]], [[25.0]]])
TAKEN_APART = [case for case in CASES if case.pieces is not None]


def exactly(values: object, printed: object, digits: int = 6) -> None:
    np.testing.assert_allclose(values, printed, rtol=0, atol=0.5000001 * 10.0**-digits)


def theta(trace: list[OnlineSnapshot], after: int) -> object:
    return trace[after].params.p_heads


# --- incremental -------------------------------------------------------------------------------------------


def test_incremental_passes_as_printed() -> None:
    trace = list(incremental(COINS, rounds_apart(DB), START, passes=10))
    ends = [s.log_likelihood for s in trace[1::5]]
    exactly(ends[:4], [-31.85925795, -31.68205138, -31.59215229, -31.57273045], 8)
    batch = [s.log_likelihood for s in run(COINS, DB, START, max_iter=13, tol=0) if s.phase == "M"]
    exactly(batch[:4], [-31.85925795, -31.72311608, -31.62782736, -31.58494684], 8)
    assert [sum(TOP - x >= 1e-8 for x in each) + 1 for each in (batch, ends)] == [12, 9]
    exactly(theta(trace, 2), (0.724538, 0.575582))
    exactly(theta(trace, 6), (0.752623, 0.558802))


def test_in_the_fifth_update_the_bound_rises_and_the_log_likelihood_falls() -> None:
    trace = list(incremental(COINS, rounds_apart(DB), START, passes=2))
    exactly(
        [s.bound for s in trace[1:]],
        [-31.997224, -31.934183, -31.929165, -31.929128, -31.749598, -31.742492],
    )
    assert trace[-1].bound > trace[-2].bound
    exactly([s.log_likelihood for s in trace[-2:]], [-31.680119, -31.682051])
    assert [s.piece for s in trace] == [None, None, 0, 1, 2, 3, 4]
    assert [s.passes for s in trace] == [0, 1, 2, 2, 2, 2, 2]


@pytest.mark.parametrize(("size", "passes"), [(34, 14), (136, 18)])
def test_waiting_times_in_blocks(size: int, passes: int) -> None:
    top = fit(GaussianMixture(), WAITING, GEYSER, max_iter=1000, tol=0).log_likelihood
    pieces = [WAITING[i : i + size] for i in range(0, 272, size)]
    trace = list(incremental(GaussianMixture(), pieces, GEYSER, passes=passes, data=WAITING))
    ends = [top - s.log_likelihood for s in trace[1 :: len(pieces)]]
    assert [gap < 1e-8 for gap in ends] == [False] * (passes - 1) + [True]
    batch = [top - s.log_likelihood for s in run(GaussianMixture(), WAITING, GEYSER, tol=0) if s.phase == "M"]
    assert sum(gap >= 1e-8 for gap in batch) + 1 == 23
    exactly(batch[0], 0.4519, 4)


@pytest.mark.faults
def test_waiting_times_one_by_one() -> None:
    top = fit(GaussianMixture(), WAITING, GEYSER, max_iter=1000, tol=0).log_likelihood
    pieces = [WAITING[i : i + 1] for i in range(272)]
    trace = list(incremental(GaussianMixture(), pieces, GEYSER, passes=13, data=WAITING))
    rises(trace)
    assert [top - s.log_likelihood < 1e-8 for s in trace[1::272]] == [False] * 12 + [True]


def rises(trace: list[OnlineSnapshot]) -> None:
    """F never falls, and lies below the log-likelihood."""
    bounds = [s.bound for s in trace[1:]]
    assert all(b >= a - slack(a) for a, b in zip(bounds, bounds[1:], strict=False))
    assert all(s.bound <= s.log_likelihood + slack(s.log_likelihood) for s in trace[1:])
    assert all(math.isfinite(s.log_likelihood) for s in trace)


@pytest.mark.parametrize("case", TAKEN_APART, ids=lambda case: case.name)
def test_the_bound_never_falls_and_is_what_it_says(case: Case) -> None:
    pieces = case.pieces(case.data)
    if case.model.log_likelihood(case.data, case.start) == -math.inf:
        return
    trace = list(incremental(case.model, pieces, case.start, passes=3))
    rises(trace)
    kept = [case.model.infer(piece, case.start) for piece in pieces]
    for snapshot in trace[1:]:  # F again, from the pieces: S is the sum of theirs, q that of each
        if snapshot.piece is not None:
            kept[snapshot.piece] = snapshot.posterior
        again = sum(
            bound.elbo(case.model, p, q, snapshot.params) for p, q in zip(pieces, kept, strict=True)
        )
        assert abs(again - snapshot.bound) <= slack(again)
        if hasattr(case.model, "conserved"):
            for one in case.model.conserved(case.data, snapshot.stats):
                assert abs(one.value - one.expected) <= 1e-9 * (1 + abs(one.expected))
    first = fit(case.model, case.data, case.start, max_iter=1)
    if not any(event.stops for event in first.events):
        assert abs(trace[1].log_likelihood - first.log_likelihood) <= slack(first.log_likelihood)


def test_a_piece_that_is_all_the_data_makes_it_plain_em() -> None:
    online = [s.log_likelihood for s in incremental(COINS, [DB], START, passes=8)]
    plain = [s.log_likelihood for s in run(COINS, DB, START, max_iter=8, tol=0) if s.phase != "E"]
    np.testing.assert_allclose(online, plain, rtol=0, atol=1e-12)


def test_the_order_of_a_pass() -> None:
    trace = list(incremental(COINS, rounds_apart(DB), START, [4, 0], passes=3))
    assert [s.piece for s in trace] == [None, None, 4, 0, 4, 0]
    rises(trace)
    there = list(incremental(COINS, rounds_apart(DB), START, range(4, -1, -1), passes=40))[-1]
    exactly(there.log_likelihood, TOP, 9)


coin_rounds = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=7)
p_heads = st.lists(st.floats(0.001, 0.999), min_size=1, max_size=3)


@many
@given(coin_rounds, p_heads, st.booleans(), st.randoms(use_true_random=False))
def test_any_rounds_in_any_order(
    found: list[tuple[int, int]], p: list[float], learn: bool, r: Any
) -> None:
    data = Rounds([a for a, _ in found], [a + b for a, b in found])
    order = [r.randrange(len(data)) for _ in range(6)]
    model = CoinMixture(learn_weights=learn)
    start = CoinParams(np.full(len(p), 1 / len(p)), p)
    rises(list(incremental(model, rounds_apart(data), start, order, passes=3, data=data)))


# --- stepwise ----------------------------------------------------------------------------------------------


def walk(rounds: Rounds, rate: Rate) -> list[OnlineSnapshot]:
    return list(stepwise(COINS, rounds_apart(rounds), START, rate, data=rounds))


def test_the_stream() -> None:
    stream = datasets.STREAM.rounds
    same_weight = walk(stream, decay(1))
    for after, printed in ((5, (0.7130, 0.5813)), (50, (0.7666, 0.5445)), (1000, (0.7915, 0.5243))):
        exactly(theta(same_weight, after), printed, 4)
    batch = fit(COINS, DB, START, max_iter=1).params.p_heads
    np.testing.assert_allclose(theta(same_weight, 5), batch, rtol=0, atol=1e-15)  # all weigh alike
    fading = walk(stream, decay(0.7))
    exactly(theta(fading, 50), (0.7853, 0.5255), 4)
    exactly(theta(fading, 1000), (0.7961, 0.5196), 4)
    wandering = np.array([s.params.p_heads for s in walk(stream, 0.05)[-5:]])
    exactly(np.ptp(wandering, axis=0), (0.0104, 0.0122), 4)  # the width, over the last five rounds


def test_sorted() -> None:
    ordered = Rounds(np.sort(datasets.STREAM.rounds.heads), 10)
    exactly(theta(walk(ordered, decay(0.7)), 1000), (0.8795, 0.8795), 4)
    exactly(theta(walk(ordered, decay(1)), 1000), (0.6611, 0.6589), 4)


def test_the_worn_coin() -> None:
    worn = datasets.WORN_COIN.rounds
    halves = [fit(COINS, Rounds(h, 10), START, max_iter=500, tol=0).params.p_heads
              for h in ([5, 9, 8, 4, 7], [2, 6, 5, 1, 4], [5, 9, 8, 4, 7, 2, 6, 5, 1, 4])]  # fmt: skip
    exactly(halves, [(0.796789, 0.519583), (0.487887, 0.202762), (0.687189, 0.337313)])
    printed = {
        decay(1): {500: (0.7888, 0.5266), 1000: (0.7396, 0.4003)},
        decay(0.7): {500: (0.7956, 0.5197), 550: (0.7543, 0.4052), 600: (0.6820, 0.3579),
                     1000: (0.4932, 0.2376)},
        0.05: {500: (0.7921, 0.5201), 550: (0.5422, 0.2934), 600: (0.4889, 0.2362), 1000: (0.4836, 0.2008)},
    }  # fmt: skip
    for rate, at in printed.items():
        trace = walk(worn, rate)
        for after, values in at.items():
            exactly(theta(trace, after), values, 4)


@pytest.mark.parametrize(
    ("size", "rate", "warm", "gap", "digits"),
    [(1, decay(1, 1), 20, 0.0962, 4), (1, decay(0.6, 1), 20, 5.788, 3), (34, decay(0.8, 1), 1, 0.1839, 4)],
)
def test_one_pass_over_the_waiting_times(size: int, rate: Rate, warm: int, gap: float, digits: int) -> None:
    top = fit(GaussianMixture(), WAITING, GEYSER, max_iter=1000, tol=0).log_likelihood
    pieces = [WAITING[i : i + size] for i in range(0, 272, size)]
    last = list(stepwise(GaussianMixture(), pieces, GEYSER, rate, warm, data=WAITING))[-1]
    assert abs(top - last.log_likelihood - gap) <= 6 * 10.0 ** -(digits + 1)


def test_s_is_the_average_that_the_memory_says() -> None:
    trace = list(stepwise(COINS, rounds_apart(DB), START, decay(0.7)))
    weights = memory(decay(0.7), 5)
    assert abs(weights.sum() - 1) < 1e-15 and weights.argmax() == 4
    seen = [COINS.expected_stats(p, s.posterior) for p, s in zip(rounds_apart(DB), trace[1:], strict=True)]
    mean = sum(w * s.counts for w, s in zip(weights, seen, strict=True))
    np.testing.assert_allclose(trace[-1].stats.counts, mean, rtol=1e-14)
    np.testing.assert_allclose(memory(decay(1), 7), np.full(7, 1 / 7), rtol=1e-14)
    np.testing.assert_allclose(memory(0.05, 3), [0.95**2, 0.05 * 0.95, 0.05], rtol=1e-14)
    assert memory(1, 3).tolist() == [0, 0, 1]


def test_warm_up() -> None:
    trace = list(stepwise(COINS, rounds_apart(DB), START, decay(1), warm=3))
    assert [s.params is START for s in trace] == [True, True, True, False, False, False]
    assert [s.stats is None for s in trace] == [True] + [False] * 5
    assert all(s.bound is None for s in trace)


@many
@given(coin_rounds, p_heads, st.floats(0.01, 1.0), st.integers(1, 6))
def test_any_stream_ends_in_numbers(
    found: list[tuple[int, int]], p: list[float], rho: float, warm: int
) -> None:
    data = Rounds([a for a, _ in found], [a + b for a, b in found])
    start = CoinParams(np.full(len(p), 1 / len(p)), p)
    trace = list(stepwise(CoinMixture(), rounds_apart(data), start, rho, warm))
    assert all(math.isfinite(s.log_likelihood) for s in trace)
    stopped = any(event.stops for event in trace[-1].events)
    assert stopped or len(trace) == len(data) + 1


def test_forgetting_everything_stops_before_the_impossible() -> None:
    trace = list(stepwise(COINS, rounds_apart(Rounds([9, 10, 5], 10)), START, 1, warm=1))
    assert [(e.kind, e.stops) for e in trace[-1].events] == [("collapse", True)]
    assert trace[-1].update == 2 and trace[-1].params.p_heads.tolist() == [0.9, 0.9]


def test_the_spread_of_added_statistics_is_of_all_the_data_however_they_were_added() -> None:
    """Two points, then one after the other: the last one's own spread, 0, is not that of S."""
    model, x = GaussianMixture(), np.array([[1.0], [4.0], [6.0], [15.0]])
    a, b, c = (model.expected_stats(part, model.infer(part, GEYSER)) for part in (x[:2], x[2:3], x[3:]))
    prior = normal_inverse_wishart([0.0], strength=0, scatter=[[1.0]], dof=1)
    for total in (a + b + c, c + b + a, (c + a) + b, b + (c + a)):
        spread = total.spread() * float(total.frame.scale[0]) ** 2
        assert spread == pytest.approx(x.var(), rel=1e-9)
    for one in (a, prior + a, a + prior):  # invented points are no data
        assert one.spread() == a.frame.top


def test_a_gaussian_on_one_point_collapses_and_the_run_ends() -> None:
    trace = list(stepwise(GaussianMixture(), [WAITING[i : i + 1] for i in range(5)], GEYSER, 0.5, warm=1))
    assert trace[-1].events[0].kind == "collapse" and len(trace) == 2
    assert trace[-1].params is GEYSER
    narrow = GaussianParams([0.5, 0.5], [[43.0], [70.0]], [[[1e-3]], [[100.0]]])  # 43 minutes occur once
    every = list(incremental(GaussianMixture(), [WAITING[:136], WAITING[136:]], narrow))
    assert [(e.kind, e.component) for e in every[-1].events] == [("collapse", 0)]
    assert len(every) == 2 and every[-1].params is narrow


# --- what is refused ---------------------------------------------------------------------------------------

PIECES = rounds_apart(DB)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: incremental(COINS, [], START), "pieces must be a list of data"),
        (lambda: incremental(COINS, DB, START), "pieces must be a list of data"),
        (lambda: incremental(COINS, [DB, 3], START), "piece 2 of the data: data must be Rounds"),
        (lambda: incremental(COINS, PIECES, [0.5]), "params must be CoinParams"),
        (lambda: incremental(COINS, PIECES, START, passes=0), "passes must be at least 1"),
        (lambda: incremental(COINS, PIECES, START, [0, 5]), "an index in order must be at most 4, got 5"),
        (lambda: incremental(COINS, PIECES, START, [-1]), "an index in order must be at least 0"),
        (lambda: incremental(COINS, PIECES, START, data=PIECES[0]), "data must be the pieces put together"),
        (lambda: stepwise(COINS, PIECES, START, 0), "rate must be above 0, got 0 for piece 2"),
        (lambda: stepwise(COINS, PIECES, START, 1.5), "rate must be at most 1"),
        (lambda: stepwise(COINS, PIECES, START, lambda k: 2.5 - k), "rate of piece 3 must be at least 0"),
        (lambda: stepwise(COINS, PIECES, START, 0.1, 0), "warm must be at least 1"),
        (lambda: stepwise(COINS, PIECES, CoinParams([0.5, 0.5], [1, 1])), "piece 1 of the data: round 1"),
        (lambda: decay(0.5), "alpha must be above 0.5"),
        (lambda: decay(1.2), "alpha must be at most 1"),
        (lambda: rates(0.1, 0), "count must be at least 1"),
        (lambda: rounds_apart(DB, 0), "size must be at least 1"),
    ],
)
def test_what_is_refused_at_the_call(call: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_rounds_apart() -> None:
    rounds = Rounds(DB.heads, DB.flips, [-1, 0, -1, 1, -1])
    parts = rounds_apart(rounds, 2)
    assert [len(part) for part in parts] == [2, 2, 1]
    assert [part.labels.tolist() for part in parts] == [[-1, 0], [-1, 1], [-1]]
    assert rounds_apart(DB)[3].labels is None
