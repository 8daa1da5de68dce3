"""Starts: a seed repeats them, and each rule does what its paper says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from em_core import GaussianMixture, fit, starts
from tests.core.gaussians import FAITHFUL, GALTON, SHAPES, clouds

RULES = {"random": starts.random_points, "k-means++": starts.kmeans_plus_plus, "farthest": starts.farthest}
rules = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


@rules
def test_a_seed_repeats_a_start_of_rows_of_the_data(rule: Any) -> None:
    found = rule(FAITHFUL, 5, 7)
    np.testing.assert_array_equal(found, rule(FAITHFUL, 5, 7))
    assert (found != rule(FAITHFUL, 5, 8)).any()
    assert found.shape == (5, 2) and not found.flags.writeable
    assert all((row == FAITHFUL).all(axis=1).any() for row in found)


def test_links_carry_a_seed_so_these_rows_must_not_change() -> None:
    rows = {
        name: [int(np.flatnonzero((row == FAITHFUL).all(axis=1))[0]) for row in rule(FAITHFUL, 3, 1)]
        for name, rule in RULES.items()
    }
    assert rows == {"random": [138, 127, 205], "k-means++": [128, 251, 44], "farthest": [128, 148, 50]}


def test_random_points_are_different_rows_and_each_as_likely() -> None:
    x = np.arange(6.0)[:, None]
    counts = np.zeros(6)
    for seed in range(600):
        found = starts.random_points(x, 2, seed).ravel()
        assert found[0] != found[1]
        counts[found.astype(int)] += 1
    # Each row in a third of 600: five standard deviations of sqrt(600 / 3 x 2 / 3).
    assert np.abs(counts - 200).max() < 5 * np.sqrt(600 * 2 / 9)
    assert sorted(starts.random_points(x, 6, 0).ravel()) == list(range(6))


def test_k_means_plus_plus_prefers_far_points_by_their_squared_distance() -> None:
    x = np.array([[0.0], [1.0], [3.0]])
    second = {0.0: [0, 0], 1.0: [0, 0], 3.0: [0, 0]}
    for seed in range(3000):
        first, other = starts.kmeans_plus_plus(x, 2, seed).ravel()
        assert first != other
        second[first][int(other == max(v for v in (0.0, 1.0, 3.0) if v != first))] += 1
    for first, (near, far) in second.items():
        d = sorted(((v - first) ** 2, v) for v in (0.0, 1.0, 3.0) if v != first)
        odds = {v: square / (d[0][0] + d[1][0]) for square, v in d}
        share = odds[max(v for v in odds)]
        total = near + far
        assert abs(total - 1000) < 5 * np.sqrt(3000 * 2 / 9)
        assert abs(far / total - share) < 5 * np.sqrt(share * (1 - share) / total)


def test_farthest_takes_the_farthest_from_all_before() -> None:
    x = np.array([[0.0], [1.0], [10.0], [4.0]])
    for seed in range(20):
        found = starts.farthest(x, 3, seed).ravel().tolist()
        expected = {0.0: [0, 10, 4], 1.0: [1, 10, 4], 10.0: [10, 0, 4], 4.0: [4, 10, 0]}[found[0]]
        assert found == expected
    assert starts.farthest(np.array([[5.0], [4.0], [6.0]]), 2, 4).ravel().tolist()[0] in (4, 5, 6)


@rules
def test_copies_and_few_points(rule: Any) -> None:
    copies = np.full((4, 2), 3.0)
    np.testing.assert_array_equal(rule(copies, 3, 0), copies[:3])
    with pytest.raises(ValueError, match="at most the number of points, got 5 for 4 points"):
        rule(copies, 5, 0)
    with pytest.raises(ValueError, match="components must be at least 1, got 0"):
        rule(copies, 0, 0)
    two = np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    if rule is not starts.random_points:
        assert len(np.unique(rule(two, 2, 3), axis=0)) == 2


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("x", [FAITHFUL, GALTON, clouds(50, 3, 2, seed=1)], ids=["2", "1", "3"])
def test_around_has_the_covariance_of_the_data_in_the_shape(shape: Any, x: np.ndarray) -> None:
    means = x[:3]
    at = starts.around(x, means, shape)
    cov = np.atleast_2d(np.cov(x.T, ddof=0))
    size = x.shape[1]
    if shape == "diag":
        cov = cov * np.eye(size)
    elif shape == "spherical":
        cov = np.trace(cov) / size * np.eye(size)
    np.testing.assert_array_equal(at.means, means)
    np.testing.assert_allclose(at.weights, [1 / 3] * 3, rtol=1e-15)
    for c in at.covariances:
        np.testing.assert_allclose(c, cov, rtol=1e-12)
    fixed = starts.around(x, means, "spherical", variance=4.0)
    np.testing.assert_array_equal(fixed.covariances[0], 4 * np.eye(size))
    assert fit(GaussianMixture(shape), x, at, max_iter=2).iterations == 2


@pytest.mark.parametrize("x", [
    np.full((4, 2), 3.0), np.arange(8.0).reshape(4, 2), np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 4.0]]),
], ids=["all equal", "collinear", "a constant column"])  # fmt: skip
def test_around_flat_data_is_a_start_whose_first_step_tells_of_the_collapse(x: np.ndarray) -> None:
    end = fit(GaussianMixture(), x, starts.around(x, x[:2]))
    assert end.events[-1].kind == "collapse" and end.iterations == 1


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"means must have shape \(K, 2\), got \(2, 1\)"):
        starts.around(FAITHFUL, [[1.0], [2.0]])
    with pytest.raises(ValueError, match="covariance must be one of"):
        starts.around(FAITHFUL, FAITHFUL[:2], "round")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="seed must be a whole number"):
        starts.random_points(FAITHFUL, 2, 0.5)  # type: ignore[arg-type]
