"""What must not change a Gaussian mixture's EM, and data on which it must not break."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from em_core import GaussianMixture, GaussianParams, Recipe, hard, soft, starts
from em_core.models.gaussian.mixture import COLLAPSED
from tests.core.gaussians import FAITHFUL, SHAPES, begin, close, clouds
from tests.core.truths import record

X = clouds(150, 3, 3, seed=11)
RULES = {"soft": Recipe(), "annealed": Recipe(soft(0.7)), "hard": Recipe(hard)}
shapes = pytest.mark.parametrize("shape", SHAPES)
rules = pytest.mark.parametrize("recipe", RULES.values(), ids=RULES)


def after(x: np.ndarray, shape: Any, start: GaussianParams, recipe: Recipe, steps: int = 6) -> Any:
    trace, end = record(GaussianMixture(shape), x, start, recipe, max_iter=steps, tol=0)
    return end, [s.log_likelihood for s in trace]


@shapes
@rules
def test_permuting_the_components_permutes_the_result(shape: Any, recipe: Recipe) -> None:
    start = begin(X, 3, shape)
    order = [2, 0, 1]
    moved = GaussianParams(start.weights[order], start.means[order], start.covariances[order])
    (a, at_a), (b, at_b) = after(X, shape, start, recipe), after(X, shape, moved, recipe)
    # Sums over three components in another order, multiplied by six iterations.
    np.testing.assert_allclose(at_a, at_b, rtol=1e-12)
    a = a.params
    back = GaussianParams(a.weights[order], a.means[order], a.covariances[order])
    close(back, b.params, rtol=1e-9, atol=1e-11)


@shapes
@rules
def test_permuting_the_points_changes_nothing(shape: Any, recipe: Recipe) -> None:
    start = begin(X, 3, shape)
    other = X[np.random.default_rng(0).permutation(len(X))]
    (a, at_a), (b, at_b) = after(X, shape, start, recipe), after(other, shape, start, recipe)
    np.testing.assert_allclose(at_a, at_b, rtol=1e-12)
    close(a.params, b.params, rtol=1e-9, atol=1e-11)


@shapes
@rules
@pytest.mark.parametrize("shift", [[0.3, -7.0, 40.0], [1e5, -1e5, 1e6]])
def test_shifting_the_data_shifts_the_means(shape: Any, recipe: Recipe, shift: list[float]) -> None:
    start = begin(X, 3, shape)
    by = np.array(shift)
    moved = GaussianParams(start.weights, start.means + by, start.covariances)
    (a, at_a), (b, at_b) = after(X, shape, start, recipe), after(X + by, shape, moved, recipe)
    # The shifted data are rounded to 1e-16 of the shift.
    error = 1e-9 * max(1.0, np.abs(by).max() * 1e-3)
    np.testing.assert_allclose(at_a, at_b, rtol=error)
    close(a.params, GaussianParams(b.params.weights, b.params.means - by, b.params.covariances), error, error)


@shapes
@rules
@pytest.mark.parametrize("factor", [3.7, 1e-60, 1e70])
def test_scaling_the_data_scales_the_result(shape: Any, recipe: Recipe, factor: float) -> None:
    start = begin(X, 3, shape)
    moved = GaussianParams(start.weights, start.means * factor, start.covariances * factor**2)
    (a, at_a), (b, at_b) = after(X, shape, start, recipe), after(X * factor, shape, moved, recipe)
    size = math.log(factor) * X.size
    np.testing.assert_allclose(np.array(at_b) + size, at_a, rtol=0, atol=1e-11 * (abs(size) + 1e3))
    back = GaussianParams(b.params.weights, b.params.means / factor, b.params.covariances / factor**2)
    close(a.params, back, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("shape", ["full", "tied"])
@rules
def test_stretching_each_column_stretches_the_result(shape: Any, recipe: Recipe) -> None:
    """Only where the shape has room for it; no column's unit matters."""
    start = begin(X, 3, shape)
    by = np.array([1e-9, 2.0, 3e8])
    moved = GaussianParams(start.weights, start.means * by, start.covariances * np.outer(by, by))
    (a, at_a), (b, at_b) = after(X, shape, start, recipe), after(X * by, shape, moved, recipe)
    np.testing.assert_allclose(np.array(at_b) + len(X) * np.log(by).sum(), at_a, rtol=1e-11)
    back = GaussianParams(b.params.weights, b.params.means / by, b.params.covariances / np.outer(by, by))
    close(a.params, back, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("shape", ["full", "tied", "spherical"])
@rules
def test_turning_the_data_turns_the_result(shape: Any, recipe: Recipe) -> None:
    start = begin(X, 3, shape)
    turn, _ = np.linalg.qr(np.random.default_rng(7).normal(size=(3, 3)))
    moved = GaussianParams(start.weights, start.means @ turn.T, turn @ start.covariances @ turn.T)
    (a, at_a), (b, at_b) = after(X, shape, start, recipe), after(X @ turn.T, shape, moved, recipe)
    np.testing.assert_allclose(at_a, at_b, rtol=1e-11)
    back = turn.T @ b.params.covariances @ turn
    close(a.params, GaussianParams(b.params.weights, b.params.means @ turn, back), rtol=1e-8, atol=1e-9)


@shapes
@rules
def test_every_point_twice_is_as_good_as_once(shape: Any, recipe: Recipe) -> None:
    start = begin(X, 3, shape)
    twice = np.repeat(X, 2, axis=0)
    (a, at_a), (b, at_b) = after(X, shape, start, recipe), after(twice, shape, start, recipe)
    np.testing.assert_allclose(at_b, 2 * np.array(at_a), rtol=1e-12)
    close(a.params, b.params, rtol=1e-9, atol=1e-11)


@shapes
def test_statistics_of_points_counted_half_twice_are_those_of_points_counted_once(shape: Any) -> None:
    model, start = GaussianMixture(shape), begin(FAITHFUL, 2, shape)
    twice = np.repeat(FAITHFUL, 2, axis=0)
    once = model.expected_stats(FAITHFUL, model.infer(FAITHFUL, start))
    half = model.expected_stats(twice, model.infer(twice, start)) * 0.5
    for name in ("weight_n", "mean_n", "cov_n", "x", "xx"):
        np.testing.assert_allclose(getattr(half, name), getattr(once, name), rtol=1e-12)


places = st.sampled_from([0.0, 1.0, 2.0, 3.0, -1.0, 0.5, 10.0])
scales = st.sampled_from([1.0, 1.0, 1e-120, 1e-9, 1e9, 1e120])


@st.composite
def degenerate(draw: st.DrawFn) -> tuple[np.ndarray, GaussianParams, Any, Recipe]:
    """A few points on a coarse grid, stretched, moved, made collinear, constant or equal; and a start."""
    n, d, k = draw(st.integers(1, 9)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    x = np.array(draw(st.lists(st.lists(places, min_size=d, max_size=d), min_size=n, max_size=n)))
    kind = draw(st.sampled_from(["as they are", "all equal", "collinear", "constant column", "jittered"]))
    if kind == "all equal":
        x[:] = x[0]
    elif kind == "collinear":
        x[:] = x[:, :1] * np.arange(1, d + 1)
    elif kind == "constant column":
        x[:, 0] = 7.1
    elif kind == "jittered":
        x += np.random.default_rng(draw(st.integers(0, 9))).normal(size=x.shape) * draw(
            st.sampled_from([1e-1, 1e-4, 1e-7])
        )
    # Without a spread nothing tells how narrow a start of 1e-120 is: that is refused in words.
    scale = draw(scales) if len(np.unique(x, axis=0)) > 1 else draw(st.sampled_from([1.0, 1e-9, 1e9]))
    x = (x + draw(st.sampled_from([0.0, 0.0, 1e5]))) * scale
    shape = draw(st.sampled_from(SHAPES))
    rows = [draw(st.integers(0, n - 1)) for _ in range(k)]
    at: Any = starts.around(x, x[rows], shape)
    if draw(st.booleans()):
        width = (draw(st.sampled_from([0.1, 1.0, 30.0])) * scale) ** 2
        at = GaussianParams(at.weights, at.means, np.tile(width * np.eye(d), (k, 1, 1)))
    return x, at, shape, draw(st.sampled_from(list(RULES.values())))


@settings(max_examples=300, deadline=None)
@given(degenerate())
def test_degenerate_data_end_in_a_result_or_in_a_collapse_that_is_told(case: Any) -> None:
    x, start, shape, recipe = case
    trace, end = record(GaussianMixture(shape), x, start, recipe, max_iter=20)
    for s in trace:
        numbers = [s.log_likelihood, s.log_prior]
        numbers += [] if s.phase == "start" else [s.elbo, s.objective, s.kl]
        assert np.isfinite(numbers).all()
        for name in ("weights", "means", "covariances"):
            assert np.isfinite(getattr(s.params, name)).all()
        if s.posterior is not None:
            np.testing.assert_allclose(s.posterior.probs.sum(axis=1), 1.0, rtol=0, atol=1e-14)
            assert s.posterior.probs.min() >= 0
            assert s.elbo <= s.log_likelihood + 1e-9 * (1 + abs(s.log_likelihood))
        # A covariance that is still in use is positive definite.
        c = s.params.covariances
        np.linalg.cholesky(c / np.abs(c).max(axis=(1, 2), keepdims=True))
    stops = [event for event in end.events if event.stops]
    assert all(event.kind == "collapse" and 0 <= event.value <= COLLAPSED for event in stops)
    assert end.converged or stops or end.iterations == 20
    assert not any(event.kind == "objective_fell" for event in end.events)
    distinct = len(np.unique(x, axis=0))
    if distinct == 1 and not np.array_equal(end.params.weights, start.weights):
        assert stops
