"""Numbers and signs in the core that could be changed without another test noticing: what holds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import (
    CoinMixture,
    CoinParams,
    GaussianMixture,
    GaussianParams,
    Recipe,
    Rounds,
    climbers,
    coin_grid,
    datasets,
    fit,
    fit_many,
    gaussian_samples,
    hard,
    mixture_direct,
    soft,
    starts,
)
from em_core.climbers import Hill
from em_core.coin_grid import EndKind
from tests.core.gaussians import FAITHFUL, SHAPES

ONES = np.ones((2, 1, 1))
shapes = pytest.mark.parametrize("shape", SHAPES)


def pair(ratio: float) -> tuple[np.ndarray, GaussianParams]:
    """A crowd and two points whose variance is ``ratio`` of all the data's; a component on each."""
    x = np.concatenate([np.linspace(-3, 3, 9), [10.0, 10.0]])
    for _ in range(3):  # the two points' own distance hardly moves the whole
        x[-2:] = 10 + math.sqrt(ratio * x.var()) * np.array([-1, 1])
    return x[:, None], GaussianParams([0.5, 0.5], [[0], [10]], [[[4.0]], [[4.0]]])


@pytest.mark.parametrize(("ratio", "collapses"), [(1.1e-10, False), (1e-9, False), (1e-8, False),
                                                  (0.9e-10, True), (1e-11, True), (1e-12, True)])  # fmt: skip
@pytest.mark.parametrize("shape", ["full", "diag", "spherical"])
def test_a_variance_has_collapsed_at_1e_10_of_the_data_s_and_not_above(
    shape: Any, ratio: float, collapses: bool
) -> None:
    x, start = pair(ratio)
    model, recipe = GaussianMixture(shape), Recipe(hard)
    for end in (fit(model, x, start, recipe), *fit_many(model, x, [start] * 2, recipe)):
        assert [(e.kind, e.component) for e in end.events] == [("collapse", 1)] * collapses
        assert end.converged != collapses
        if collapses:
            assert end.events[0].value == pytest.approx(ratio, rel=1e-3)  # 10 - 1e-5 has ten digits of 1e-5
        else:
            assert end.params.covariances[1, 0, 0] == pytest.approx(ratio * x.var(), rel=1e-3)


@pytest.mark.parametrize(("ratio", "collapses"), [(1.1e-10, False), (0.9e-10, True)])
def test_a_gradient_method_stops_at_the_same_border(ratio: float, collapses: bool) -> None:
    x, start = pair(ratio)
    wide = mixture_direct.maximise_directly(GaussianMixture(), x, start, max_iter=500, tol=1e-15)
    assert wide.collapsed == collapses


@pytest.mark.parametrize("log_odds", [-30.0, -41.0, -100.0, -400.0, -690.0])
@pytest.mark.parametrize("beta", [1.0, 0.5, 2.0])
@shapes
def test_a_share_of_e_to_the_minus_690_is_kept(shape: Any, beta: float, log_odds: float) -> None:
    # At 0, N(0, 1) and N(d, 1) differ by d^2 / 2; at the third point by 2000, which is no float any more.
    d = math.sqrt(-2 * log_odds / beta)
    x, start = np.array([[0.0], [d], [d / 2 + 2000 / d / beta]]), GaussianParams([0.5, 0.5], [[0], [d]], ONES)
    model = GaussianMixture(shape)
    posterior = model.infer(x, start, beta)
    # The difference of two squares of some hundreds: 1e-13 of them in the exponent.
    assert posterior.probs[0, 1] == pytest.approx(math.exp(log_odds), rel=1e-9, abs=0)
    assert posterior.log_probs is not None
    assert posterior.log_probs[0, 1] == pytest.approx(log_odds, rel=1e-12)
    assert posterior.probs[2, 0] == 0
    # Such shares alone still are a component's data, unless they add up to less than 1e-290.
    x[1] = -x[2]
    following = model.maximize(model.expected_stats(x, model.infer(x, start, beta)), start)
    assert following.means[1, 0] == pytest.approx(x[2, 0], rel=1e-9)
    x[2] = -1e-3
    following = model.maximize(model.expected_stats(x, model.infer(x, start, beta)), start)
    assert -1e-3 <= following.means[1, 0] <= 0 or log_odds < -660


@pytest.mark.parametrize("width", [1e-3, 3e-4, 1e-4])
def test_a_narrow_component_far_from_the_middle_keeps_its_digits(width: float) -> None:
    """In the data's coordinates an error would grow by (distance / width)^2: here up to 1e8."""
    random = np.random.default_rng(4)
    x = np.concatenate([random.normal(size=(40, 1)), 3 + width * random.normal(size=(40, 1))])
    start = GaussianParams([0.5, 0.5], [[0.1], [3.0]], [[[1.0]], [[width**2]]])
    joint = GaussianMixture().log_joint(x, start)[:, 1]
    away = (x[:, 0] - 3.0) / width
    plain = math.log(0.5) - math.log(width) - 0.5 * math.log(2 * math.pi) - away**2 / 2
    # A few units in the sixteenth digit of x, in widths, times the few widths that a point is away.
    np.testing.assert_allclose(joint[40:], plain[40:], rtol=0, atol=5e-11)


@pytest.mark.parametrize("beta", [0.3, 0.5, 2.0, 1.0])
@shapes
def test_log_probs_are_the_logarithms_of_probs_at_every_beta(shape: Any, beta: float) -> None:
    model, start = GaussianMixture(shape), starts.around(FAITHFUL, FAITHFUL[[0, 1, 5]], shape)
    posterior, joint = model.infer(FAITHFUL, start, beta), model.log_joint(FAITHFUL, start)
    assert posterior.log_probs is not None
    np.testing.assert_allclose(posterior.log_probs, np.log(posterior.probs), rtol=0, atol=1e-10)
    expected = beta * joint - np.logaddexp.reduce(beta * joint, axis=1)[:, None]
    np.testing.assert_allclose(posterior.log_probs, expected, rtol=0, atol=1e-10)


def test_a_change_of_exactly_the_tolerance_is_rest() -> None:
    """At a fixed point the objective changes by 0, and tol = 0 allows that."""
    one = GaussianParams([1.0], [[60.0]], [[[100.0]]])
    x, rounds = datasets.GALTON.x, Rounds([5, 9], 10)
    for end in (fit(GaussianMixture(), x, one, tol=0), *fit_many(GaussianMixture(), x, [one] * 2, tol=0)):
        assert end.converged and end.iterations <= 4
    coin = fit(CoinMixture(), rounds, CoinParams([1.0], [0.2]), tol=0)
    assert (coin.converged, coin.iterations) == (True, 2)
    grid = coin_grid(rounds, size=3, tol=0, hard=True)
    assert grid.iterations.max() < 5


@pytest.mark.parametrize(("x", "slope", "expected"), [
    ([1.0, 0.5], [3.0, 0.0], True), ([1.0, 0.5], [-3.0, 0.0], False),
    ([0.0, 0.5], [-3.0, 0.0], True), ([0.0, 0.5], [3.0, 0.0], False),
    ([0.5, 1.0], [0.0, 3.0], True), ([0.5, 0.5], [3.0, 0.0], False), ([0.5, 0.5], [-3.0, 0.0], False),
    ([1.0, 0.0], [3.0, -3.0], True), ([1.0, 0.0], [3.0, 3.0], False), ([1.0, 1.0], [3.0, -3.0], False),
])  # fmt: skip
def test_at_either_wall_a_slope_that_leads_out_is_none(
    x: list[float], slope: list[float], expected: bool
) -> None:
    hill = Hill(lambda x: 0.0, lambda x: np.array(slope), lambda x: np.eye(2), np.zeros(2), np.ones(2))
    assert climbers.level(hill, np.array(x), np.array(slope)) is expected
    climb = climbers.gradient_ascent(hill, x, 0.1, max_iter=1)
    assert (climb.ending == "converged") is expected


def test_a_climb_falls_when_it_falls_by_more_than_rounding() -> None:
    for change, count in ((-1e-13, 0), (-0.9e-12, 0), (-1.2e-12, 1), (-1e-3, 1), (1e-3, 0)):
        values = np.array([-9.0, -9.0 + 10 * change])  # the slack is 1e-12 (1 + |value|)
        climb = climbers.Climb("by hand", np.zeros((2, 1)), values, climbers.Evaluations(), "max_iter")
        assert climb.falls == count, change


@pytest.mark.parametrize("order", [[0.0, 2.0, -2.0], [0.0, -2.0, 2.0], [-2.0, 2.0, 0.0], [2.0, 0.0, -2.0]])
def test_of_rows_that_are_equally_far_the_first_is_taken(order: list[float]) -> None:
    x = np.array(order)[:, None]
    begun = [starts.farthest(x, 2, seed).ravel().tolist() for seed in range(40)]
    from_the_middle = {tuple(found) for found in begun if found[0] == 0}
    assert from_the_middle == {(0.0, next(v for v in order if v != 0))}


@shapes
def test_points_are_drawn_with_the_covariance_and_not_with_its_root_turned_over(shape: Any) -> None:
    cov = np.array([[4.0, 1.5, -1.0], [1.5, 1.0, 0.2], [-1.0, 0.2, 2.0]])
    made = GaussianParams([0.3, 0.7], [[0, 0, 0], [5, -5, 9]], [cov, cov[::-1, ::-1]])
    plain = GaussianParams([0.3, 0.7], made.means, [np.eye(3)] * 2)
    x, labels = gaussian_samples.draw(made, 4000, 3)
    noise, same = gaussian_samples.draw(plain, 4000, 3)
    np.testing.assert_array_equal(labels, same)
    for k in (0, 1):
        mine = labels == k
        # Whitened by the lower root it is the same noise, number by number.
        back = np.linalg.solve(np.linalg.cholesky(made.covariances[k]), (x[mine] - made.means[k]).T).T
        np.testing.assert_allclose(back, noise[mine] - made.means[k], rtol=0, atol=1e-11)
        # Five standard deviations of a covariance of n points, the largest variance being 4.
        error = 5 * 4 * math.sqrt(2 / mine.sum())
        np.testing.assert_allclose(np.cov(x[mine].T), made.covariances[k], rtol=0, atol=error)


def test_free_parameters_are_the_entries_that_may_differ() -> None:
    for k in (1, 2, 3):
        for d in (1, 2, 3, 4):
            of_one = {"full": len({tuple(sorted((i, j))) for i in range(d) for j in range(d)}), "diag": d,
                      "spherical": 1}  # fmt: skip
            for shape in SHAPES:
                covariances = of_one["full"] if shape == "tied" else k * of_one[shape]
                model: Any = GaussianMixture(shape)  # type: ignore[arg-type]
                assert model.free_parameters(k, d) == k - 1 + k * d + covariances
    in_one_dimension = [GaussianMixture(shape).free_parameters(2, 1) for shape in SHAPES]  # type: ignore[arg-type]
    assert in_one_dimension == [1 + 2 + 2, 1 + 2 + 2, 1 + 2 + 1, 1 + 2 + 2]


def test_coins_that_differ_by_half_a_thousandth_are_two_stories() -> None:
    rounds = Rounds([500_250_000, 499_750_000], 10**9)  # half a million heads apart, thirty times their noise
    grid = coin_grid(rounds, size=6, hard=True)
    np.testing.assert_allclose(grid.points, [[0.50025, 0.49975], [0.49975, 0.50025]], rtol=0, atol=1e-12)
    a, b = np.arange(6), np.arange(6)[::-1]
    assert grid.kind[a, b].tolist() == [EndKind.MIRROR] * 3 + [EndKind.OPTIMUM] * 3


SLOW = Rounds([3, 1, 1, 2, 0], 5)  # the two peaks are close: an iteration goes little of the way


@pytest.mark.parametrize("is_hard", [False, True], ids=["soft", "hard"])
def test_runs_of_more_than_sixty_iterations_are_counted_to_their_end(is_hard: bool) -> None:
    grid = coin_grid(SLOW, size=7, max_iter=500, tol=1e-13, hard=is_hard)
    assert is_hard or grid.iterations[np.tril_indices(7, -1)].min() > 100
    for i, j in np.ndindex(7, 7):
        start = CoinParams([0.5, 0.5], grid.starts[[i, j]])
        rule = Recipe(hard if is_hard else soft())
        end = fit(CoinMixture(learn_weights=False), SLOW, start, rule, max_iter=500, tol=1e-13)
        # The last digits of an objective decide when 1e-13 is met.
        assert abs(grid.iterations[i, j] - end.iterations) <= 3
        np.testing.assert_allclose(grid.ends[i, j], end.params.p_heads, rtol=0, atol=1e-6)


def test_a_limit_that_takes_more_than_sixty_further_steps_to_settle_is_found() -> None:
    grid = coin_grid(SLOW, size=11)
    assert set(np.unique(grid.kind)) == {EndKind.OPTIMUM, EndKind.MIRROR, EndKind.DIAGONAL}
    assert len(grid.points) == 3
    for point in grid.points:
        after = fit(
            CoinMixture(learn_weights=False), SLOW, CoinParams([0.5, 0.5], point), max_iter=1
        ).params.p_heads  # fmt: skip
        np.testing.assert_allclose(after, point, rtol=0, atol=2e-12)
