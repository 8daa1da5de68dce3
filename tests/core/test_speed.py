"""EM's rate, and what makes it faster: the printed numbers of lesson 17; no accelerated run ever falls."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import (
    PLSA,
    CoinMixture,
    CoinParams,
    GaussianMixture,
    GaussianParams,
    Linkage,
    LinkageParams,
    PLSAParams,
    Rounds,
    datasets,
    fit,
    run,
)
from em_core.models.linkage import RAO
from em_core.speed import EMMap, KnownNormals, Run, aitken, anderson, plain, rate_matrix, squarem
from tests.core.truths import many

DB = datasets.DO_BATZOGLOU.rounds
HALF = CoinParams([0.5, 0.5], [0.6, 0.5])
FREE, FIXED = EMMap(CoinMixture(), DB, HALF), EMMap(CoinMixture(learn_weights=False), DB, HALF)
ANIMALS = EMMap(Linkage(), RAO, LinkageParams(0.5), "plain")
METHODS = [plain, squarem, anderson]


def galton() -> tuple[EMMap, Any]:
    x = datasets.GALTON.x
    half = np.full((2, 1, 1), (x.std() / 2) ** 2)
    start = GaussianParams([0.5, 0.5], [[64.0], [69.7]], half)
    em = EMMap(GaussianMixture(), x, start)
    return em, em.flat.to_vector(start)


def exactly(values: object, printed: object, digits: int = 6) -> None:
    np.testing.assert_allclose(values, printed, rtol=0, atol=0.5000001 * 10.0**-digits)


def sound(found: Run) -> Run:
    """Nothing falls, everything is finite, and what was counted adds up."""
    assert found.falls == 0
    assert np.isfinite(found.path).all() and np.isfinite(found.values).all()
    assert len(found.path) == len(found.values) == len(found.maps)
    assert (np.diff(found.maps) == 1).all() and found.maps[0] == 1
    assert 2 * found.refused <= found.likelihoods <= 2 * found.evaluations
    return found


# --- the rate ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("distance", "rate", "iterations"),
    [(6, 0.002862, 4), (4, 0.068597, 8), (3, 0.197243, 12), (2, 0.449602, 22), (1, 0.796053, 71),
     (0.5, 0.941238, 242)],
)  # fmt: skip
def test_the_rate_is_the_average_doubt(distance: float, rate: float, iterations: int) -> None:
    normals = KnownNormals(distance)
    found = sound(plain(normals, [0.2]))
    assert (found.evaluations, found.ending) == (iterations, "converged")
    exactly(normals.doubt(0.5), rate)
    exactly(rate_matrix(normals, [0.5]).eigenvalues, [rate])
    assert abs(found.path[-1, 0] - 0.5) < 1e-8 / (1 - rate)
    for faster in (squarem, anderson):
        assert sound(faster(normals, [0.2])).evaluations <= iterations


def test_known_normals_are_quantiles_and_their_mixture() -> None:
    normals = KnownNormals(2, 50)
    w, x = 0.3, normals.x
    first, second = (np.exp(-((x - c) ** 2) / 2) / math.sqrt(2 * math.pi) for c in (1, -1))
    exactly(normals.height(np.array([w])), np.log(w * first + (1 - w) * second).sum(), 10)
    exactly(normals.look(np.array([w])).after, [(w * first / (w * first + (1 - w) * second)).mean()], 12)
    np.testing.assert_allclose(x, -x[::-1], atol=1e-12)
    exactly([normals.height(np.array([1.0])), normals.shares(1.0).min()], [np.log(first).sum(), 1], 10)
    # the rate is 1 - I_obs / I_complete, by differences of the log-likelihood
    w = 0.5
    bend = sum(s * normals.height(np.array([w + m])) for s, m in ((1, 1e-4), (-2, 0), (1, -1e-4))) / 1e-8
    assert abs(1 + bend * w * (1 - w) / 50 - normals.doubt(w)) < 1e-5


def test_eigenvalues_of_the_coins() -> None:
    end = plain(FIXED, FIXED.flat.to_vector(HALF)).path[-1]
    exactly(rate_matrix(FIXED, end).eigenvalues, [0.409691, 0.377995])
    matrix = rate_matrix(FIXED, end).matrix  # it is not symmetric, and a step leaves M e of an error e
    for e in ([1e-5, 0], [0, 1e-5]):
        left = FIXED.look(end + e).after - FIXED.look(end).after
        np.testing.assert_allclose(matrix @ e, left, rtol=1e-3, atol=1e-12)
    assert abs(matrix[0, 1] - matrix[1, 0]) > 1e-3
    free = plain(FREE, FREE.flat.to_vector(HALF)).path[-1]
    exactly(rate_matrix(FREE, free).eigenvalues, [0.822358, 0.390484, 0])
    both = EMMap(CoinMixture(learn_weights=False), DB, HALF, "plain")
    at = FIXED.flat.from_vector(end).p_heads
    exactly(rate_matrix(both, at).eigenvalues, [0.409691, 0.377995])  # the same in another scale


def test_the_animals_and_aitken() -> None:
    found = sound(plain(ANIMALS, [0.5]))
    x = found.path[:, 0]
    exactly(rate_matrix(ANIMALS, x[-1:]).eigenvalues, [0.132779])
    exactly(aitken(*x[:3]), [0.627124])
    exactly(aitken(*x[1:4]), [0.626827])
    assert abs(aitken(*x[:3])[0] - x[-1]) == pytest.approx(3.0e-4, abs=5e-6)
    assert abs(x[2] - x[-1]) == pytest.approx(2.5e-3, abs=5e-5)
    np.testing.assert_allclose(squarem(ANIMALS, [0.5]).path[2], aitken(*x[:3]), rtol=1e-12)
    # exact for what shrinks by one factor, whatever its sign; and no guess where nothing shrinks
    exactly(aitken([1 + 8, 2 + 8], [1 + 4, 2 - 4], [1 + 2, 2 + 2]), [1, 2], 12)
    assert aitken([1, 1, 0], [2, 1, 1], [4, 1, 3]).tolist() == [4, 1, 3]


# --- the accelerators --------------------------------------------------------------------------------------


def test_evaluations_of_the_coins() -> None:
    start = FREE.flat.to_vector(HALF)
    counts = {method.__name__: sound(method(FREE, start)) for method in METHODS}
    assert counts["plain"].evaluations == 83
    assert counts["squarem"].evaluations <= 25 and counts["anderson"].evaluations <= 15
    for found in counts.values():
        exactly(found.values[-1], -31.568694899973, 9)
        assert found.ending == "converged"


def test_galtons_heights() -> None:
    em, start = galton()
    slow = sound(plain(em, start))
    assert slow.evaluations == 793
    exactly(rate_matrix(em, slow.path[-1]).eigenvalues[0], 0.984585)
    fast, fastest = sound(squarem(em, start)), sound(anderson(em, start))
    assert fast.evaluations <= 200 and fastest.evaluations <= 30
    for found in (slow, fast, fastest):
        assert found.ending == "converged"
        exactly(found.values[-1], -2499.149380)


def test_plain_is_em() -> None:
    steps = [s for s in run(CoinMixture(), DB, HALF, max_iter=30, tol=0) if s.phase != "E"]
    found = plain(FREE, FREE.flat.to_vector(HALF), max_maps=31)
    assert (found.ending, found.evaluations) == ("max_maps", 31)
    np.testing.assert_allclose(found.values, [s.log_likelihood for s in steps], rtol=0, atol=1e-12)


def test_each_jump_is_at_least_as_high_as_the_plain_steps() -> None:
    em, start = galton()
    for method in (squarem, anderson):
        found = method(em, start)
        assert found.refused > 0  # there is something to refuse
        for x, following in zip(found.path, found.path[1:], strict=False):
            assert em.height(following) >= em.height(em.look(x).after) - 1e-11 * 2500


def test_slower_than_linear() -> None:
    # Two rounds of four, 3 heads and 1: where both coins are alike the rate is 1, errors fall by t^(-1/2).
    start = CoinParams([0.5, 0.5], [0.6, 0.4])
    em = EMMap(CoinMixture(learn_weights=False), Rounds([3, 1], 4), start)
    exactly(rate_matrix(em, [0.0, 0.0]).eigenvalues, [1, 0], 6)
    slow = sound(plain(em, em.flat.to_vector(start), max_maps=1601))
    error = np.abs(slow.path[:, 0])
    assert slow.ending == "max_maps"
    assert error[1600] / error[400] == pytest.approx(0.5, abs=0.02)  # four times the steps, half the error
    assert error[1600] / error[1599] > 0.9996
    for faster in (squarem, anderson):
        found = sound(faster(em, em.flat.to_vector(start)))
        assert found.ending == "converged" and found.evaluations < 100


def test_an_end_on_the_edge_is_told() -> None:
    pages = datasets.FOUR_PAGES.counts
    start = PLSAParams([[0.6, 0.4], [0.4, 0.6]] * 2, [[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]])
    em = EMMap(PLSA(), pages, start)
    for method in METHODS:
        found = sound(method(em, em.flat.to_vector(start), max_maps=400))
        assert found.values[-1] <= fit(PLSA(), pages, start, max_iter=5000, tol=0).log_likelihood + 1e-9
    sure = EMMap(CoinMixture(), Rounds([10, 10], 10), HALF)
    assert sound(plain(sure, sure.flat.to_vector(HALF))).ending == "edge"  # log-odds of 1 are infinite
    narrow = GaussianParams([0.5, 0.5], [[0.0], [3.0]], [[[1e-3]], [[1.0]]])
    em = EMMap(GaussianMixture(), [[0.0], [1e-6], [2.0], [3.0], [5.0]], narrow)
    assert sound(squarem(em, em.flat.to_vector(narrow))).ending == "edge"  # on its way to sd 0


counted = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=6)
log_odds = st.lists(st.floats(-4, 4), min_size=1, max_size=3)


@many
@given(counted, log_odds, st.booleans(), st.sampled_from([squarem, anderson]), st.integers(1, 6))
def test_no_run_of_any_coins_falls(
    rounds: list[tuple[int, int]], odds: list[float], learn: bool, method: Any, memory: int
) -> None:
    data = Rounds([a for a, _ in rounds], [a + b for a, b in rounds])
    like = CoinParams(np.full(len(odds), 1 / len(odds)), np.full(len(odds), 0.5))
    em = EMMap(CoinMixture(learn_weights=learn), data, like)
    x = np.array([*np.zeros(em.flat.size - len(odds)), *odds])
    options = {"memory": memory} if method is anderson else {}
    found = sound(method(em, x, max_maps=20, **options))
    if len(found.path) > 1:  # as high as EM is after as many steps of its own from the start
        assert found.values[-1] >= plain(em, x, max_maps=2).values[-1] - 1e-9


@many
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.sampled_from([squarem, anderson]))
def test_no_run_of_any_points_falls(seed: int, components: int, method: Any) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(size=(9, 1)) * random.choice([0.01, 1.0, 1e4])
    start = GaussianParams(
        np.full(components, 1 / components), x[:components], np.full((components, 1, 1), x.var())
    )
    em = EMMap(GaussianMixture(), x, start)
    sound(method(em, em.flat.to_vector(start), max_maps=15))


# --- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: EMMap(CoinMixture(), [1], HALF), "data must be Rounds"),
        (lambda: EMMap(CoinMixture(), DB, HALF, "log"), "scale must be"),
        (lambda: plain(FIXED, [0.1]), r"vector must have shape \(2,\)"),
        (lambda: plain(FIXED, [math.nan, 0]), "a vector must be a list of finite numbers"),
        (lambda: squarem(FIXED, [[0.1, 0.2]]), "a vector must be a list of finite numbers"),
        (lambda: plain(FIXED, [0, 1], max_maps=0), "max_maps must be at least 1"),
        (lambda: anderson(FIXED, [0, 1], 0), "memory must be at least 1"),
        (lambda: plain(FIXED, [0, 1], tol=-1), "tol must be at least 0"),
        (lambda: aitken([1], [1, 2], [1]), "iterates must be of the same size, got 1, 2 and 1"),
        (lambda: rate_matrix(FIXED, [0, 1], 0), "step must be at least"),
        (lambda: rate_matrix(EMMap(CoinMixture(), Rounds([3], 3), HALF), [0, 1, 2.0]), "end must be inside"),
        (lambda: KnownNormals(0), "distance must be at least"),
        (lambda: plain(KnownNormals(2), [1.5]), "weight must be at most 1"),
    ],
)
def test_what_is_refused_at_the_call(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_anderson_forgets_what_led_to_a_refused_point() -> None:
    """The next but one is then a step of the one change since, or the plain one."""
    em, start = galton()
    x = anderson(em, start).path
    plain_steps = [em.look(point).after for point in x]
    refused = [i for i in range(1, len(x) - 2) if np.array_equal(x[i + 1], plain_steps[i])]
    assert refused
    for i in refused:
        move, f = x[i + 1] - x[i], plain_steps[i + 1] - x[i + 1]
        bend = f - (plain_steps[i] - x[i])
        jump = plain_steps[i + 1] - (move + bend) * (bend @ f) / (bend @ bend)
        near = [np.abs(x[i + 2] - point).max() < 1e-8 for point in (jump, plain_steps[i + 1])]
        assert any(near)
