"""Every start at once must end where ``run`` ends from each start, and say rightly what that is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import CoinMixture, CoinParams, Recipe, Rounds, coin_grid, fit, hard, run, soft
from em_core.coin_grid import NEAR, EndKind
from em_core.datasets import DO_BATZOGLOU, FIVE_OF_FIVE

MODEL = CoinMixture(learn_weights=False)
DATA = {
    "do-batzoglou": DO_BATZOGLOU.rounds,
    "five-of-five": FIVE_OF_FIVE.rounds,
    "unequal": Rounds([1, 30, 7, 0, 12, 3], [3, 31, 20, 0, 14, 3]),
    "slow": Rounds([3, 2, 2, 0, 1], 5),
    "critical": Rounds([1, 2, 0], 3),
    "one flip each": Rounds([0, 0, 1], 1),
    "long": Rounds([500, 20, 999, 0, 731], [1000, 40, 1000, 300, 900]),
}
EDGE = {
    "nothing flipped": Rounds([0, 0], 0),
    "one round": Rounds([4], 7),
    "one round without flips": Rounds([0], 0),
    "one long round": Rounds([500], 1000),
    "all heads": Rounds([5, 3], [5, 3]),
    "all tails": Rounds([0, 0, 0], [5, 3, 9]),
    "a zero-flip round": Rounds([0, 5, 9], [0, 10, 10]),
    "all heads and all tails": Rounds([1000, 0], 1000),
    "equal rounds": Rounds([5, 5, 5], 10),
    "sixty long rounds": Rounds(np.arange(60) * 16, 1000),
}

counts = st.one_of(st.integers(0, 12), st.integers(0, 1000))
typed_rounds = st.lists(st.tuples(counts, counts).map(sorted), min_size=1, max_size=10).map(
    lambda pairs: Rounds([h for h, _ in pairs], [n for _, n in pairs])
)


def same_as_run(rounds, grid, i, j, is_hard, **limits):
    start = CoinParams([0.5, 0.5], [grid.starts[i], grid.starts[j]])
    result = fit(MODEL, rounds, start, Recipe(e_step=hard if is_hard else soft()), **limits)
    assert grid.iterations[i, j] == result.iterations, (i, j)
    # 1e-10: both add the same numbers in another order; leaving a saddle can magnify that a little.
    np.testing.assert_allclose(grid.ends[i, j], result.params.p_heads, rtol=0, atol=1e-10, err_msg=f"{i, j}")


@pytest.mark.parametrize("is_hard", [False, True], ids=["soft", "hard"])
@pytest.mark.parametrize("name", [*DATA, *EDGE])
def test_ends_and_iterations_are_those_of_run(name, is_hard):
    rounds = (DATA | EDGE)[name]
    size = 41
    grid = coin_grid(rounds, size=size, hard=is_hard)
    rng = np.random.default_rng(0)
    some = rng.integers(0, size, (15, 2)).tolist()
    diagonal = [(k, k) for k in (0, 20, 27, 40)]
    # theta_A = 1 - theta_B: there a round with as many heads as tails is an exact tie
    across = [(k, size - 1 - k) for k in (0, 5, 13, 30, 40)]
    for i, j in some + diagonal + across:
        same_as_run(rounds, grid, i, j, is_hard)


@given(typed_rounds, st.booleans(), st.integers(1, 12), st.sampled_from([0, 1, 2, 7, 100]), st.data())
def test_any_typed_rounds_end_as_run_ends_them(rounds, is_hard, size, max_iter, data):
    grid = coin_grid(rounds, size=size, max_iter=max_iter, hard=is_hard)
    cell = st.integers(0, size - 1)
    for i, j in data.draw(st.lists(st.tuples(cell, cell), min_size=1, max_size=4)):
        same_as_run(rounds, grid, i, j, is_hard, max_iter=max_iter)
    i = data.draw(cell)
    same_as_run(rounds, grid, i, i, is_hard, max_iter=max_iter)
    same_as_run(rounds, grid, i, size - 1 - i, is_hard, max_iter=max_iter)


def test_labelled_rounds_are_refused():
    with pytest.raises(ValueError, match=r"rounds must be without labels here, got labels \[0, -1\]"):
        coin_grid(Rounds([3, 2], 5, [0, -1]), size=3)


@pytest.mark.parametrize("tol", [0.1, 1e-4, 1e-7, 1e-13])
def test_the_tolerance_is_that_of_run(tol):
    grid = coin_grid(DO_BATZOGLOU.rounds, size=15, tol=tol)
    for i, j in [(2, 11), (9, 8), (14, 0), (3, 3), (7, 6)]:
        same_as_run(DO_BATZOGLOU.rounds, grid, i, j, False, tol=tol)


@given(typed_rounds, st.booleans(), st.sampled_from([1, 3, 100]))
def test_kind_which_and_points_agree(rounds, is_hard, max_iter):
    grid = coin_grid(rounds, size=9, max_iter=max_iter, hard=is_hard)
    assert np.isfinite(grid.ends).all() and np.isfinite(grid.points).all()
    assert grid.ends.min() >= 0 and grid.ends.max() <= 1
    pointless = np.isin(grid.kind, [EndKind.UNUSED, EndKind.UNFINISHED])
    np.testing.assert_array_equal(grid.which == -1, pointless)
    ends, points = grid.ends[~pointless], grid.points[grid.which[~pointless]]
    # An end and its point are in one grain of NEAR, or at most NEAR away from an end that is.
    assert np.abs(ends - points).max(initial=0) <= 2 * NEAR
    split = points[:, 0] - points[:, 1]
    by_sign = np.select([split > 1e-6, split < -1e-6], [EndKind.OPTIMUM, EndKind.MIRROR], EndKind.DIAGONAL)
    np.testing.assert_array_equal(grid.kind[~pointless], by_sign)


@pytest.mark.parametrize("is_hard", [False, True], ids=["soft", "hard"])
@pytest.mark.parametrize("name", DATA)
def test_points_are_fixed_and_best_first(name, is_hard):
    rounds = DATA[name]
    points = coin_grid(rounds, size=31, hard=is_hard).points
    recipe = Recipe(e_step=hard if is_hard else soft())
    objectives = []
    for point in points:
        *_, last = run(MODEL, rounds, CoinParams([0.5, 0.5], point), recipe, max_iter=1)
        # The points are settled to 1e-12 per step; one more step may move them that much.
        np.testing.assert_allclose(last.params.p_heads, point, rtol=0, atol=2e-12)
        objectives.append(last.objective)
    assert np.all(np.diff(objectives) <= 2e-6)  # they are ordered by six decimals
    assert len(np.unique(points.round(6), axis=0)) == len(points)


@pytest.mark.parametrize("name", DATA)
def test_unused_means_that_the_last_m_step_left_a_coin_without_flips(name):
    rounds = DATA[name]
    grid = coin_grid(rounds, size=12, hard=True)
    for i, j in np.ndindex(12, 12):
        start = CoinParams([0.5, 0.5], grid.starts[[i, j]])
        *_, last = run(MODEL, rounds, start, Recipe(e_step=hard))
        assert (grid.kind[i, j] == EndKind.UNUSED) == any(event.kind == "no_mass" for event in last.events)


@pytest.mark.parametrize("name", [*DATA, *EDGE])
def test_swapping_the_coins_swaps_a_soft_map(name):
    grid = coin_grid((DATA | EDGE)[name], size=25)
    np.testing.assert_array_equal(grid.ends, grid.ends.transpose(1, 0, 2)[..., ::-1])
    np.testing.assert_array_equal(grid.iterations, grid.iterations.T)
    swapped = np.arange(len(EndKind))
    swapped[[EndKind.OPTIMUM, EndKind.MIRROR]] = [EndKind.MIRROR, EndKind.OPTIMUM]
    np.testing.assert_array_equal(grid.kind, swapped[grid.kind].T)


def test_do_batzoglou_soft_two_peaks_and_a_saddle():
    grid = coin_grid(DO_BATZOGLOU.rounds)
    assert grid.points.round(6).tolist() == [[0.796789, 0.519583], [0.519583, 0.796789], [0.66, 0.66]]
    above, on = np.tril(np.ones((201, 201), dtype=bool), -1), np.eye(201, dtype=bool)
    assert (grid.kind[above] == EndKind.OPTIMUM).all()  # [i, j] with i > j: theta_A > theta_B
    assert (grid.kind[above.T] == EndKind.MIRROR).all()
    assert (grid.kind[on] == EndKind.DIAGONAL).all()
    np.testing.assert_allclose(grid.ends[on], 0.66, rtol=1e-14)  # the pooled coin, up to rounding
    assert (grid.which[above] == 0).all() and (grid.which[above.T] == 1).all() and (grid.which[on] == 2).all()


def test_five_of_five_soft_everything_ends_at_44():
    grid = coin_grid(FIVE_OF_FIVE.rounds)
    assert (grid.kind == EndKind.DIAGONAL).all()
    assert grid.points.round(6).tolist() == [[0.44, 0.44]]
    # The split shrinks by 5/11 a step, and a rise below 2e-9 stops it: a few 1e-5 are left at most.
    np.testing.assert_allclose(grid.ends, 0.44, rtol=0, atol=5e-5)


def test_do_batzoglou_hard_two_splits_their_mirrors_and_a_continuum():
    grid = coin_grid(DO_BATZOGLOU.rounds, hard=True)
    # 1e-12: exact fractions, up to rounding
    expected = [[0.8, 0.45], [0.45, 0.8], [0.85, 8 / 15], [8 / 15, 0.85]]
    np.testing.assert_allclose(grid.points, expected, rtol=0, atol=1e-12)
    assert set(np.unique(grid.kind)) == {EndKind.OPTIMUM, EndKind.MIRROR, EndKind.UNUSED}
    unused = grid.ends[grid.kind == EndKind.UNUSED]
    assert len(unused) > 10_000
    # One coin has all rounds, 33 heads of 50; the other is still where it started, below or above them all.
    has_all = np.abs(unused - 0.66) <= 1e-12
    assert (has_all.sum(axis=1) == 1).all()
    left = np.unique(unused[~has_all])
    assert set(left) <= set(grid.starts) and len(left) > 30 and left.min() < 0.01 and left.max() > 0.99


def test_the_hard_diagonal_goes_to_coin_a_and_the_map_is_not_mirrored():
    grid = coin_grid(Rounds([5, 5], 10), size=21, hard=True)
    on = np.arange(21)
    np.testing.assert_array_equal(grid.ends[on, on, 0], 0.5)
    np.testing.assert_array_equal(grid.ends[on, on, 1], grid.starts)
    # Every round ties on theta_A = 1 - theta_B too, from both sides.
    np.testing.assert_array_equal(grid.ends[on, 20 - on, 0], 0.5)
    np.testing.assert_array_equal(grid.ends[on, 20 - on, 1], grid.starts[::-1])


def test_a_coin_that_cannot_make_a_round_does_not_get_it_however_bad_the_other():
    # Hard EM from (.9975, .9925) first makes coin A certain of heads, then coin B, at .002, is still
    # the only one that can have made 199 heads in 200 flips.
    rounds = Rounds([50, 199, 0], [50, 200, 100_000])
    grid = coin_grid(rounds, hard=True)
    assert grid.ends[200, 199, 0] == 1
    same_as_run(rounds, grid, 200, 199, True)


def test_critical_rounds_do_not_finish_and_are_said_to_be_unfinished():
    # Near the diagonal the split is multiplied by sum (h - n p)^2 / (p (1 - p) sum n) = 2 / 2 = 1.
    grid = coin_grid(Rounds([1, 2, 0], 3), size=41)
    off = ~np.eye(41, dtype=bool)
    assert (grid.kind[off] == EndKind.UNFINISHED).mean() > 0.9
    assert (grid.kind[~off] == EndKind.DIAGONAL).all()


def test_no_iterations_leave_every_start_where_it_is():
    grid = coin_grid(DO_BATZOGLOU.rounds, size=4, max_iter=0)
    a, b = np.meshgrid(grid.starts, grid.starts, indexing="ij")
    np.testing.assert_array_equal(grid.ends, np.stack([a, b], axis=-1))
    assert (grid.iterations == 0).all() and (grid.kind == EndKind.UNFINISHED).all()


def test_the_record_has_the_promised_shapes_and_cannot_be_written():
    grid = coin_grid(FIVE_OF_FIVE.rounds, size=5)
    np.testing.assert_array_equal(grid.starts, [0.1, 0.3, 0.5, 0.7, 0.9])
    assert grid.ends.shape == (5, 5, 2) and grid.points.shape == (1, 2)
    assert grid.iterations.shape == grid.kind.shape == grid.which.shape == (5, 5)
    for array in (grid.starts, grid.ends, grid.iterations, grid.kind, grid.points, grid.which):
        assert not array.flags.writeable


@pytest.mark.parametrize(
    ("name", "value"),
    [("size", 0), ("size", 2.5), ("size", True), ("max_iter", -1), ("tol", -1e-9), ("tol", float("nan"))],
)
def test_bad_arguments_are_named(name, value):
    with pytest.raises(ValueError, match=f"{name} must be .*got {value!r}"):
        coin_grid(DO_BATZOGLOU.rounds, **{name: value})
