"""The fork over beta and its trap: the printed numbers of lesson 17."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from em_core import (
    CoinMixture,
    CoinParams,
    GaussianMixture,
    GaussianParams,
    Recipe,
    Rounds,
    datasets,
    fit,
    soft,
)
from em_core.annealing import anneal, critical_beta, nudged, two_coins
from tests.core.truths import many

PEAKS, DB = Rounds([5, 9, 8, 1, 5], 10), datasets.DO_BATZOGLOU.rounds
COINS = CoinMixture(learn_weights=False)
AXIS = np.linspace(0.02, 0.98, 49)
TENTHS = [b / 10 for b in range(1, 10)]


def exactly(values: object, printed: object, digits: int = 6) -> None:
    np.testing.assert_allclose(values, printed, rtol=0, atol=0.5000001 * 10.0**-digits)


def theta(a: float, b: float) -> CoinParams:
    return CoinParams([0.5, 0.5], [a, b])


def starts(axis: np.ndarray) -> np.ndarray:
    """All pairs but the diagonal."""
    i, j = np.nonzero(~np.eye(len(axis), dtype=bool))
    return np.stack([axis[i], axis[j]], axis=1)


def end(rounds: Rounds, beta: float) -> Any:
    return two_coins(rounds, [[0.6, 0.5]], [beta], [800 if beta < 0.35 else 300])[0, 0]


def test_the_fork() -> None:
    exactly([1 / critical_beta(PEAKS), critical_beta(PEAKS)], [3.181818, 0.314286])
    printed = {0.3: (0.56, 0.56), 0.4: (0.711955, 0.400672), 0.6: (0.753688, 0.346879),
               1: (0.817737, 0.360087), 2: (0.849099, 0.366500), 5: (0.85, 0.366667),
               0.32: (0.609713, 0.510235)}  # fmt: skip
    for beta, values in printed.items():
        exactly(end(PEAKS, beta), values)
    exactly(critical_beta(DB), 0.652326)
    for beta, values in {0.7: (0.731429, 0.588819), 1: (0.796789, 0.519583), 5: (0.800243, 0.450911)}.items():
        exactly(end(DB, beta), values)
    exactly(end(DB, np.inf), (0.80, 0.45), 12)


@pytest.mark.parametrize("rounds", [PEAKS, DB, Rounds([2, 17, 9], [20, 20, 11])], ids=["a", "b", "c"])
def test_a_split_grows_above_the_critical_beta_only(rounds: Rounds) -> None:
    p = rounds.heads.sum() / rounds.flips.sum()
    for factor, grows in ((0.98, False), (1.02, True)):
        after = two_coins(rounds, [[p + 1e-6, p - 1e-6]], [factor * critical_beta(rounds)], [1])[0, 0]
        assert (after[0] - after[1] > 2e-6) == grows


def test_annealed_every_start_reaches_the_higher_peak() -> None:
    grid = starts(AXIS)

    def reached(betas: list[float], iterations: list[int]) -> float:
        ends = two_coins(PEAKS, grid, betas, iterations)[-1]
        return float(np.mean([COINS.log_likelihood(PEAKS, theta(*p)) > -31.4775 for p in np.round(ends, 7)]))

    exactly(100 * reached([1], [400]), 75.5, 1)
    assert reached([0.2, 0.4, 0.6, 0.8, 1], [10, 10, 10, 10, 400]) == 1


def test_below_the_critical_beta_the_coins_grow_together_and_em_never_parts_them() -> None:
    grid = starts(np.linspace(0.02, 0.98, 13))
    ends = two_coins(DB, grid, [*TENTHS, 1], [20] * 9 + [500])
    assert (ends[-1] == ends[-1, :1, :1]).all()  # to the last bit
    exactly(ends[-1], np.full_like(ends[-1], 0.66))
    exactly(COINS.log_likelihood(DB, theta(0.66, 0.66)), -32.051774)
    moved = two_coins(DB, grid, [*TENTHS, 1], [20] * 9 + [500], nudge=0.001)[-1]
    exactly(np.sort(moved, axis=1), np.tile([0.519583, 0.796789], (len(grid), 1)))


def test_any_model_is_annealed_and_coins_as_many_starts_at_once_are() -> None:
    for amount in (0, 0.001):
        stages = list(anneal(COINS, DB, theta(0.7, 0.3), TENTHS, 20, nudged(amount)))
        table = two_coins(DB, [[0.7, 0.3]], TENTHS, [20] * 9, amount)[:, 0]
        np.testing.assert_allclose([s.params.p_heads for s in stages[:-1]], table, rtol=0, atol=1e-9)
        assert [s.iterations for s in stages[:-1]] == [20] * 9
        exactly(stages[-1].log_likelihood, -31.570200 if amount else -32.051774)
    assert [s.beta for s in stages] == [*TENTHS, 1]
    x = datasets.OLD_FAITHFUL.x[:, 1:]
    gauss = GaussianParams([0.5, 0.5], [[50.0], [60.0]], [[[100.0]], [[100.0]]])
    last = list(anneal(GaussianMixture(), x, gauss, [0.5, 0.8], 10))[-1]
    exactly(last.log_likelihood, fit(GaussianMixture(), x, gauss, max_iter=1000).log_likelihood, 5)
    narrow = GaussianParams([0.5, 0.5], [[43.0], [70.0]], [[[1e-4]], [[100.0]]])
    stages = list(anneal(GaussianMixture(), x, narrow, [1.0], 10))
    assert len(stages) == 1 and stages[0].events[-1].kind == "collapse"


@pytest.mark.faults
def test_galaxies_from_sixty_starts() -> None:
    """Three of the velocities, all variance each: plain EM reaches the best end from 27, annealed from 53.

    The nudge is 0.01 sd, drawn with the number of the start as its seed; eight times the iterations.
    """
    x = datasets.GALAXIES.x
    draw, sd = np.random.default_rng(0), x.std()
    ends: list[list[Any]] = []
    for i in range(60):
        means = draw.choice(x[:, 0], 3, replace=False)[:, None]
        start = GaussianParams([1 / 3] * 3, means, np.full((3, 1, 1), x.var()))
        own = np.random.default_rng(i)

        def nudge(p: GaussianParams, stage: int, own: np.random.Generator = own) -> GaussianParams:
            return GaussianParams(p.weights, p.means + 0.01 * sd * own.normal(size=(3, 1)), p.covariances)

        plain = fit(GaussianMixture(), x, start, max_iter=2000, tol=1e-9)
        betas = [0.1, 0.2, 0.3, 0.45, 0.6, 0.8]
        stages = list(anneal(GaussianMixture(), x, start, betas, 60, nudge, tol=1e-9))
        ends.append([plain.log_likelihood, plain.iterations, stages[-1].log_likelihood,
                     sum(stage.iterations for stage in stages)])  # fmt: skip
    table = np.array(ends)
    best = table[:, [0, 2]].max()
    exactly(best, -203.48198, 5)
    assert [int((table[:, j] > best - 1e-3).sum()) for j in (0, 2)] == [27, 53]
    assert table[:, 1].mean() < 70 and 480 < table[:, 3].mean() < 520


counted = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=6)


@many
@given(counted, st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.sampled_from([0.1, 0.5, 1.0, 3.0, np.inf]))
def test_any_start_goes_the_way_of_the_driver(
    rounds: list[tuple[int, int]], a: float, b: float, beta: float
) -> None:
    data = Rounds([x for x, _ in rounds], [x + y for x, y in rounds])
    inside = theta(min(max(a, 1e-9), 1 - 1e-9), min(max(b, 1e-9), 1 - 1e-9))
    mine = two_coins(data, [inside.p_heads], [beta], [1])[0, 0]
    theirs = fit(COINS, data, inside, Recipe(soft(beta)), max_iter=1, tol=0)
    assume(not any(event.kind == "tie" for event in theirs.events))
    np.testing.assert_allclose(mine, theirs.params.p_heads, rtol=0, atol=1e-9)
    whole = two_coins(data, [[a, b]], [beta, 1e300, 1], [3, 1, 3], 0.01)
    assert np.isfinite(whole).all() and (whole >= 0).all() and (whole <= 1).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: anneal(COINS, DB, theta(0.6, 0.5), [0.5, 0]), "beta 2 must be a number above 0"),
        (lambda: anneal(COINS, DB, theta(0.6, 0.5), [0.5], 0), "iterations must be at least 1"),
        (lambda: nudged(1), "amount must be at most 0.5"),
        (lambda: critical_beta(Rounds([5], 5)), "rounds must have heads and tails, got 5 and 0"),
        (lambda: two_coins(DB, [0.5, 0.5], [1], [1]), r"starts must have shape \(S, 2\)"),
        (lambda: two_coins(DB, [[0.5, 1.5]], [1], [1]), "numbers from 0 to 1"),
        (lambda: two_coins(DB, [[0.5, 0.5]], [1], [1, 2]), "as many, got 1 and 2"),
        (lambda: two_coins(Rounds(DB.heads, 10, [0, 1, 0, 1, 0]), [[0.5, 0.5]], [1], [1]), "without labels"),
    ],
)
def test_what_is_refused_at_the_call(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
    assert critical_beta(Rounds([3, 3], 6)) == np.inf


def test_a_hard_tie_goes_to_a_and_a_coin_without_flips_stays() -> None:
    """Alike coins: all rounds are A's, whose p becomes theirs; B has none."""
    found = two_coins(Rounds([9, 3], 10), [[0.4, 0.4]], [np.inf], [1])
    assert found[0].tolist() == [[0.6, 0.4]]
