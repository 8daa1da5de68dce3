"""Other ways up the hill: derivatives, paths, endings, level points."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import CoinMixture, CoinParams, Rounds, coin_grid, datasets, fit
from em_core.climbers import Hill, conjugate_gradients, gradient_ascent, kind_of, lbfgs, newton
from em_core.coin_hill import coin_hill, level_points, nearest, newton_grid, slopes

DB, FIVE = datasets.DO_BATZOGLOU.rounds, datasets.FIVE_OF_FIVE.rounds
TWO_PEAKS = Rounds([5, 9, 8, 1, 5], 10)
PEAK, TOP = (0.796789, 0.519583), -31.570200
HILL = coin_hill(DB)
METHODS = {"gradient": lambda hill, x: gradient_ascent(hill, x, 0.01), "newton": newton, "lbfgs": lbfgs,
           "conjugate": conjugate_gradients}  # fmt: skip


def bowl(*, upside: float = -1.0, low: float = -1.0) -> Hill:
    """upside * (x^2 + 4 y^2) / 2 over a square: every derivative is known."""
    h = upside * np.diag([1.0, 4.0])
    return Hill(
        lambda x: float(x @ h @ x) / 2, lambda x: h @ x, lambda x: h, np.full(2, low), np.full(2, 1.0)
    )


@st.composite
def rounds(draw: st.DrawFn) -> Rounds:
    flips = draw(st.lists(st.integers(0, 20), min_size=1, max_size=6))
    return Rounds([draw(st.integers(0, n)) for n in flips], flips)


inside = st.floats(0.02, 0.98)


@given(rounds(), inside, inside)
def test_the_hill_is_the_model_s_log_likelihood(data: Rounds, a: float, b: float) -> None:
    expected = CoinMixture().log_likelihood(data, CoinParams([0.5, 0.5], [a, b]))
    assert coin_hill(data).value(np.array([a, b])) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(rounds(), inside, inside)
def test_gradient_and_hessian_are_the_derivatives(data: Rounds, a: float, b: float) -> None:
    hill, x, h = coin_hill(data), np.array([a, b]), 1e-5
    steps = h * np.eye(2)
    by_value = np.array([hill.value(x + d) - hill.value(x - d) for d in steps]) / (2 * h)
    by_slope = np.array([hill.gradient(x + d) - hill.gradient(x - d) for d in steps]) / (2 * h)
    # Central differences: 1e-13 of rounding over 2e-5, and 1e-10 x third derivatives, which 20 flips in
    # each of 6 rounds at p = .02 bring to 1e7.
    assert hill.gradient(x) == pytest.approx(by_value, rel=1e-5, abs=1e-3)
    assert hill.hessian(x) == pytest.approx(by_slope, rel=1e-5, abs=2e-1)
    assert hill.hessian(x)[0, 1] == hill.hessian(x)[1, 0]


@pytest.mark.parametrize("corner", [(0, 0.5), (1, 0.5), (0.3, 0), (1, 1), (0, 1)])
@pytest.mark.parametrize("heads", [[1, 4, 3], [0, 5, 2], [5, 5, 5]])
def test_at_the_walls_the_slopes_are_the_limits_from_inside(corner: Any, heads: list[int]) -> None:
    data = Rounds(heads, 5)
    if CoinMixture().log_likelihood(data, CoinParams([0.5, 0.5], corner)) == -math.inf:
        return
    wall = slopes(data, np.array([corner], dtype=float).T)
    near = slopes(data, np.clip(np.array([corner], dtype=float).T, 1e-7, 1 - 1e-7))
    assert np.isfinite(wall.gradient).all() and np.isfinite(wall.curvature).all()
    # a curvature below 1e4 times the distance of 1e-7
    assert wall.gradient == pytest.approx(near.gradient, rel=1e-3, abs=1e-3)


def test_labelled_rounds_are_another_hill() -> None:
    with pytest.raises(ValueError, match="without labels"):
        coin_hill(Rounds([1, 2], 3, [0, -1]))


@pytest.mark.parametrize("method", METHODS)
def test_each_method_finds_the_peak_from_nearby(method: str) -> None:
    climb = METHODS[method](HILL, (0.8, 0.5))
    assert climb.ending == "converged" and climb.outside is None
    assert climb.path[-1] == pytest.approx(PEAK, rel=0, abs=1e-6)  # the six printed decimals
    assert climb.values[-1] == pytest.approx(TOP, rel=0, abs=1e-6)
    assert climb.values == pytest.approx([HILL.value(x) for x in climb.path], rel=1e-15)
    assert not climb.path.flags.writeable and not climb.values.flags.writeable
    assert climb.reached(TOP) == next(k for k, v in enumerate(climb.values) if v >= TOP - 1e-6)
    assert climb.reached(0.0) is None


def test_newton_in_a_bowl_needs_one_step() -> None:
    climb = newton(bowl(), (0.7, -0.9))
    assert climb.iterations == 1 and climb.path[-1].tolist() == [0, 0]
    assert climb.evaluations == (0, 2, 1) and climb.falls == 0


def test_newton_climbs_to_the_bottom_of_a_valley_if_that_is_level() -> None:
    climb = newton(bowl(upside=1.0), (0.7, -0.9))
    assert climb.ending == "converged" and climb.falls == 1
    assert kind_of(bowl(upside=1.0).hessian(climb.path[-1])) == "valley"


def test_gradient_ascent_in_a_bowl_by_hand() -> None:
    climb = gradient_ascent(bowl(), (0.8, 0.8), 0.25, max_iter=3)
    expected = [[0.8, 0.8], [0.6, 0.0], [0.45, 0.0], [0.3375, 0.0]]
    assert climb.path == pytest.approx(np.array(expected), rel=1e-15, abs=0)
    assert (climb.ending, climb.evaluations) == ("max_iter", (0, 4, 0))
    # above 2 / (largest curvature) = 1/2 the steps across the bowl grow
    outside = gradient_ascent(bowl(), (0.1, 0.8), 0.51)
    assert outside.ending == "left the box" and outside.falls > 3


def test_gradient_ascent_stands_or_falls_with_its_step() -> None:
    peak = gradient_ascent(HILL, (0.6, 0.5), 0.01).path[-1]
    most = 2 / -np.linalg.eigvalsh(HILL.hessian(peak)).min()
    near = peak + [0.002, 0.001]
    assert gradient_ascent(HILL, near, 0.95 * most, max_iter=400).ending == "converged"
    assert gradient_ascent(HILL, near, 1.05 * most, max_iter=400).ending != "converged"
    out = gradient_ascent(HILL, (0.6, 0.5), 0.03)
    assert out.ending == "left the box" and out.iterations == 0
    expected = np.array([0.6, 0.5]) + 0.03 * HILL.gradient(np.array([0.6, 0.5]))
    assert out.outside is not None and out.outside == pytest.approx(expected, rel=1e-15)
    assert out.outside[0] > 1


def test_newton_runs_to_the_saddle_and_out_of_the_square() -> None:
    saddle = newton(HILL, (0.6, 0.5))
    assert saddle.ending == "converged" and saddle.path[-1] == pytest.approx((0.66, 0.66), abs=1e-7)
    assert kind_of(HILL.hessian(saddle.path[-1])) == "saddle" and saddle.falls > 0
    out = newton(HILL, (0.5, 0.2))
    assert out.ending == "left the box" and out.outside is not None and out.outside[1] < 0


def test_newton_has_no_step_where_the_curvature_vanishes() -> None:
    climb = newton(coin_hill(Rounds([1, 0, 1], 1)), (0.3, 0.45))  # one flip a round: only the mean counts
    assert (climb.ending, climb.iterations) == ("singular", 0)


def test_newton_converges_quadratically_and_em_linearly() -> None:
    limit = fit(
        CoinMixture(learn_weights=False), DB, CoinParams([0.5, 0.5], [0.8, 0.5]), max_iter=500, tol=0.0
    )
    errors = [np.abs(x - limit.params.p_heads).max() for x in newton(HILL, (0.8, 0.5)).path[:4]]
    assert errors[2] < 20 * errors[1] ** 2 and errors[1] < 20 * errors[0] ** 2


def test_conjugate_gradients_in_a_bowl_need_fewer_slopes_than_the_best_fixed_step() -> None:
    climb = conjugate_gradients(bowl(), (0.7, -0.9))
    assert climb.ending == "converged" and climb.falls == 0
    assert climb.path[-1] == pytest.approx((0, 0), abs=1e-6)
    # 2 / (1 + 4): each step leaves 3/5 of the error in both directions
    fixed = gradient_ascent(bowl(), (0.7, -0.9), 0.4)
    assert climb.evaluations.values == climb.evaluations.gradients < fixed.evaluations.gradients
    assert climb.evaluations.hessians == 0


def test_conjugate_gradients_never_go_down_and_end_where_they_leave_the_square() -> None:
    starts = [(a, b) for a in (0.05, 0.3, 0.6, 0.95) for b in (0.1, 0.5, 0.9)]
    climbs = [conjugate_gradients(HILL, start) for start in starts]
    assert [climb.falls for climb in climbs] == [0] * len(starts)
    assert all(climb.path.min() >= 0 and climb.path.max() <= 1 for climb in climbs)
    for climb in climbs:
        beyond = climb.outside is not None and bool((abs(climb.outside - 0.5) > 0.5).any())
        assert beyond == (climb.ending == "left the box")
    assert "left the box" in {climb.ending for climb in climbs}


def test_lbfgs_never_goes_down_and_stays_inside() -> None:
    for start in ((0.6, 0.5), (0.999, 0.001), (0.001, 0.002), (0.5, 0.2)):
        climb = lbfgs(HILL, start)
        assert climb.falls == 0 and climb.ending in ("converged", "stuck")
        assert climb.path.min() >= 0 and climb.path.max() <= 1
        assert climb.evaluations.values == climb.evaluations.gradients >= climb.iterations
        assert climb.evaluations.hessians == 0


def test_lbfgs_stops_at_a_wall_when_the_hill_goes_on() -> None:
    climb = lbfgs(coin_hill(Rounds([5, 5, 5], 5)), (0.6, 0.5))
    assert climb.ending == "converged" and climb.path[-1] == pytest.approx([1, 1], abs=2e-6)


def test_max_iter_counts_steps() -> None:
    for n in (0, 1, 3):
        for climb in (
            gradient_ascent(HILL, (0.6, 0.5), 0.01, max_iter=n),
            newton(HILL, (0.6, 0.5), max_iter=n),
        ):
            assert (climb.iterations, climb.ending) == (n, "max_iter")


def test_a_slope_that_is_not_finite_ends_the_climb() -> None:
    hill = Hill(lambda x: 0.0, lambda x: x * math.inf, lambda x: np.eye(2), np.zeros(2), np.ones(2))
    for climb in (gradient_ascent(hill, (0.5, 0.5), 1.0), newton(hill, (0.5, 0.5))):
        assert (climb.ending, climb.iterations) == ("not finite", 0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("start", [(0.5, 1.2), (0.5,), (math.nan, 0.5), (-1e-9, 0.5)])
def test_a_start_outside_the_box_is_refused(method: str, start: Any) -> None:
    with pytest.raises(ValueError, match="start must lie in the box"):
        METHODS[method](HILL, start)


@pytest.mark.parametrize("step", [0, -0.1, math.nan, math.inf, "a"])
def test_a_bad_step_is_refused(step: Any) -> None:
    with pytest.raises(ValueError, match="step must"):
        gradient_ascent(HILL, (0.5, 0.5), step)


@pytest.mark.parametrize(
    ("curvatures", "kind"),
    [((-1, -2), "peak"), ((1, 2), "valley"), ((-1, 2), "saddle"), ((-1, 0), "flat"), ((0, 0), "flat"),
     ((-1, 1e-12), "flat"), ((-3,), "peak")],
)  # fmt: skip
def test_kinds(curvatures: tuple[float, ...], kind: str) -> None:
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(len(curvatures),) * 2))[0]
    assert kind_of(turn @ np.diag(curvatures) @ turn.T) == kind


def test_the_level_points_of_do_and_batzoglou() -> None:
    points = level_points(DB)
    assert [(p.kind, p.number, p.mirror) for p in points[:3]] == [
        ("peak", 1, False), ("peak", 1, True), ("saddle", 1, False)
    ]  # fmt: skip
    assert points[0].at == pytest.approx(PEAK, abs=1e-6) and points[1].at == points[0].at[::-1]
    assert points[2].at == pytest.approx((0.66, 0.66), abs=1e-12)
    # the plateau: with coin B at 0 all rounds, none of which is without heads, are coin A's
    assert [(p.kind, p.edge) for p in points[3:]] == [("flat", True)] * 2
    assert points[3].at == pytest.approx((0.66, 0), abs=1e-9)


def test_two_peaks_of_different_height_with_a_saddle_between_them() -> None:
    points = level_points(TWO_PEAKS)
    known = [(p.kind, p.number, p.mirror) for p in points]
    expected = [("peak", 1), ("peak", 2), ("saddle", 1)]
    assert known == [(k, n, m) for k, n in expected for m in (False, True)] + [("saddle", 2, False)]
    assert [p.value for p in points] == sorted((p.value for p in points), reverse=True)
    grid = coin_grid(TWO_PEAKS)
    for peak in (p for p in points if p.kind == "peak"):
        assert np.abs(grid.points - peak.at).max(axis=1).min() < 1e-6


@pytest.mark.parametrize("data", [Rounds([6, 6, 7], 10), Rounds([1, 2], 10)])
def test_where_newton_stops_on_a_plateau_is_no_saddle(data: Rounds) -> None:
    assert {point.kind for point in level_points(data)} <= {"peak", "flat"}


@pytest.mark.parametrize("data", [DB, FIVE, TWO_PEAKS, Rounds([0, 5, 0, 3], [5, 5, 0, 7])])
def test_every_level_point_is_level_and_what_it_is_called(data: Rounds) -> None:
    hill = coin_hill(data)
    for point in level_points(data):
        x = np.array(point.at)
        assert hill.value(x) == pytest.approx(point.value, rel=1e-12)
        around = x + 1e-3 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1], [1, -1], [-1, 1]])
        around = around[((around >= 0) & (around <= 1)).all(axis=1)]
        higher = np.array([hill.value(y) for y in around]) > point.value + 1e-12
        if point.edge and point.kind == "peak":
            assert not higher.any()
            continue
        # EM's limits are known to 1e-12, Newton's to 3e-7 / the curvature
        assert np.abs(hill.gradient(x)).max() < 1e-5
        if point.kind in ("peak", "valley"):
            assert higher.any() == (point.kind == "valley")
        elif point.kind == "saddle":
            assert higher.any() and not higher.all()


def test_a_ridge_is_flat_and_not_listed_without_end() -> None:
    points = level_points(Rounds([1, 0, 1], 1))
    assert {p.kind for p in points} == {"flat"} and len(points) <= 40


@pytest.mark.parametrize(
    "rounds_", [Rounds([0, 0], 10), Rounds([1], 1), Rounds([0], 0), Rounds([5, 5, 5], 5)]
)
def test_degenerate_rounds_have_a_level_point(rounds_: Rounds) -> None:
    assert all(math.isfinite(p.value) for p in level_points(rounds_))


def test_nearest() -> None:
    points = level_points(DB)
    assert nearest(points, np.array([0.797, 0.519])) == points[0]
    assert nearest(points, np.array([0.52, 0.797])) == points[1]
    assert nearest(points, np.array([0.75, 0.52])) is None


def test_newton_from_every_start_is_newton_from_each() -> None:
    grid = newton_grid(DB, size=21)
    for i in range(0, 21, 3):
        for j in range(0, 21, 4):
            climb = newton(HILL, (grid.starts[i], grid.starts[j]), max_iter=50)
            assert grid.settled[i, j] == (climb.ending == "converged")
            assert grid.left[i, j] == (climb.ending == "left the box")
            assert grid.iterations[i, j] == climb.iterations
            # the same steps in another order of operations; Newton stretches rounding by the curvature
            assert grid.ends[i, j] == pytest.approx(climb.path[-1], rel=0, abs=1e-6)
    assert 0.5 < grid.settled.mean() < 0.95 and not (grid.settled & grid.left).any()
