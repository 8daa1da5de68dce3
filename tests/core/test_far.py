"""Data far from zero: years, coordinates, sequence numbers. A shift of 1e3 to 1e10 changes no label."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import (
    GaussianMixture,
    GaussianParams,
    Recipe,
    fit,
    fit_many,
    hard,
    kmeans,
    mixture_direct,
    normal_inverse_wishart,
    single_gaussian,
    soft,
    starts,
    trace,
)
from tests.core.gaussians import SHAPES, clouds

SHIFTS = [1e3, 1e5, 1e7, 1e8, 1e9, 1e10, -1e10]
RULES = {"soft": Recipe(), "beta = 2": Recipe(soft(2.0)), "hard": Recipe(hard)}
STARTS = {"random": starts.random_points, "k-means++": starts.kmeans_plus_plus, "farthest": starts.farthest}
shifts = pytest.mark.parametrize("shift", SHIFTS, ids="{:g}".format)
dimensions = pytest.mark.parametrize("d", [1, 2, 3])
shapes = pytest.mark.parametrize("shape", SHAPES)
rules = pytest.mark.parametrize("recipe", RULES.values(), ids=RULES)


def both(d: int, shift: float, *, apart: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same points near zero and far from it, and the shift: shifted first, so that it costs no digits.

    apart: three groups that hardly touch, or else overlapping ones.
    """
    by = shift * np.array([1.0, -1.0, 0.5])[:d]
    x = clouds(300, d, 3, seed=2)
    if apart:
        x = np.random.default_rng(5).normal(size=(300, d)) + 9.0 * np.repeat([0, 1, 2], 100)[:, None]
    far = x + by
    return far - by, far, by


def grain(shift: float) -> float:
    """Half of the distance between floats there."""
    return float(np.spacing(abs(shift))) / 2


@shifts
@dimensions
@pytest.mark.parametrize("rule", STARTS.values(), ids=STARTS)
def test_starts_are_the_same_rows(rule: Any, d: int, shift: float) -> None:
    near, far, by = both(d, shift, apart=False)
    for seed in range(5):
        np.testing.assert_array_equal(rule(near, 4, seed) + by, rule(far, 4, seed))


@shifts
@dimensions
@shapes
def test_a_start_around_has_the_data_s_covariance(shape: Any, d: int, shift: float) -> None:
    near, far, by = both(d, shift, apart=False)
    a, b = starts.around(near, near[:3], shape), starts.around(far, far[:3], shape)
    np.testing.assert_allclose(b.covariances, a.covariances, rtol=1e-9, atol=1e-12)


@shifts
@dimensions
@pytest.mark.parametrize("way", [kmeans.lloyd, kmeans.hamerly, kmeans.filtering])
def test_k_means_gives_every_point_the_same_label_on_the_way(way: Any, d: int, shift: float) -> None:
    near, far, by = both(d, shift, apart=False)
    centers = starts.random_points(near, 3, 1)
    a, b = way(near, centers), way(far, centers + by)
    np.testing.assert_array_equal(a.labels, b.labels)
    np.testing.assert_array_equal(a.of_points, b.of_points)
    assert a.converged and b.converged
    # A centre is rounded to the floats that are there; so is every step towards it.
    error = 1e-12 + 2 * grain(shift) * len(b.centers)
    np.testing.assert_allclose(b.centers - by, a.centers, rtol=0, atol=error)
    np.testing.assert_allclose(b.inertia, a.inertia, rtol=error)


def labels(x: np.ndarray, shape: Any, params: GaussianParams) -> np.ndarray:
    return np.asarray(GaussianMixture(shape).infer(x, params).probs.argmax(axis=1))


@shifts
@dimensions
@shapes
@rules
def test_a_mixture_gives_every_point_the_same_label(shape: Any, recipe: Recipe, d: int, shift: float) -> None:
    # At 1e9 a mean is a multiple of 1e-7, and a point of overlapping groups may lie that near a border.
    near, far, by = both(d, shift, apart=abs(shift) > 1e8)
    begin, moved = (starts.around(x, x[[10, 150, 250]], shape) for x in (near, far))
    options: Any = {"max_iter": 60, "tol": 1e-9}
    a = fit(GaussianMixture(shape), near, begin, recipe, **options)
    b = fit(GaussianMixture(shape), far, moved, recipe, **options)
    assert (b.iterations, b.converged, b.events) == (a.iterations, a.converged, a.events)
    np.testing.assert_array_equal(labels(near, shape, a.params), labels(far, shape, b.params))
    # Some sixty iterations multiply the rounding of a mean.
    error = 1e-9 + 200 * grain(shift)
    assert b.log_likelihood == pytest.approx(a.log_likelihood, rel=error)
    np.testing.assert_allclose(b.params.means - by, a.params.means, rtol=0, atol=error)
    np.testing.assert_allclose(b.params.covariances, a.params.covariances, rtol=error, atol=error)
    for end in fit_many(GaussianMixture(shape), far, [moved] * 2, recipe, **options):
        assert (end.iterations, end.events) == (b.iterations, b.events)
        np.testing.assert_array_equal(labels(far, shape, end.params), labels(far, shape, b.params))


@shifts
@shapes
def test_far_away_the_objective_never_falls_and_the_prior_moves_along(shape: Any, shift: float) -> None:
    near, far, by = both(2, shift, apart=True)
    ends = []
    for x, at in ((near, np.zeros(2)), (far, by)):
        prior = normal_inverse_wishart(at + 9, 0.5, np.eye(2), 5.0, 2.0)
        begin = starts.around(x, x[[10, 150, 250]], shape)
        run = trace(GaussianMixture(shape), x, begin, Recipe(prior=prior))
        assert run.fit.events == ()
        objectives = np.array([step.objective for step in run.steps[1:]])
        assert (np.diff(objectives) >= -1e-9 * abs(objectives[0])).all()
        ends.append((objectives[-1], run.fit.params))
    error = 1e-9 + 200 * grain(shift)
    assert ends[1][0] == pytest.approx(ends[0][0], rel=error)
    np.testing.assert_allclose(ends[1][1].means - by, ends[0][1].means, rtol=0, atol=error)
    np.testing.assert_allclose(ends[1][1].covariances, ends[0][1].covariances, rtol=error, atol=error)


@shifts
def test_the_gradient_method_finds_the_same_peak(shift: float) -> None:
    near, far, by = both(1, shift, apart=True)
    a, b = (mixture_direct.maximise_directly(GaussianMixture(), x, starts.around(x, x[[10, 150, 250]]))
            for x in (near, far))  # fmt: skip
    assert b.log_likelihood == pytest.approx(a.log_likelihood, rel=1e-6)
    np.testing.assert_array_equal(labels(near, "full", a.params), labels(far, "full", b.params))


@shifts
def test_one_gaussian_and_a_line_keep_the_digits_of_their_variance(shift: float) -> None:
    near, far, _ = both(1, shift, apart=False)
    a, b = single_gaussian.mle(near[:, 0]), single_gaussian.mle(far[:, 0])
    assert b.variance == pytest.approx(a.variance, rel=1e-10, abs=0)
    assert b.mean - shift == pytest.approx(a.mean, abs=1e-10 + 2 * grain(shift))
    t, noise = np.linspace(0, 10, 40), 0.1 * np.random.default_rng(1).normal(size=40)
    far_t, far_y = t + shift, 2 * t + noise + shift
    t, y = far_t - shift, far_y - shift
    c, d = single_gaussian.least_squares(t, y), single_gaussian.least_squares(far_t, far_y)
    assert d.slope == pytest.approx(c.slope, rel=1e-10)
    assert d.variance == pytest.approx(c.variance, rel=1e-10, abs=0)
    assert math.isclose(d.at(far_t)[0] - shift, c.at(t)[0], abs_tol=1e-9 + 8 * grain(shift))
