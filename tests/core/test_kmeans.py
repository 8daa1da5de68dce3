"""k-means: hard EM with a known variance, three ways of computing it, and scikit-learn's Lloyd."""

from __future__ import annotations

import dataclasses
import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans as Peer
from sklearn.exceptions import ConvergenceWarning

from em_core import GaussianMixture, Recipe, datasets, hard, kmeans, starts
from tests.core.gaussians import FAITHFUL, clouds
from tests.core.truths import record

SETS = {
    "Old Faithful": (FAITHFUL, 3),
    "the plane": (clouds(700, 2, 6, seed=1), 6),
    "five dimensions": (clouds(400, 5, 4, seed=2), 4),
    "the line": (datasets.GALTON.x, 4),
}
sets = pytest.mark.parametrize(("x", "k"), SETS.values(), ids=SETS)
WAYS = {"hamerly": kmeans.hamerly, "filtering": kmeans.filtering}


@sets
@pytest.mark.parametrize("variance", [1.0, 0.01, 50.0])
def test_hard_em_is_lloyd_step_by_step(x: np.ndarray, k: int, variance: float) -> None:
    centers = starts.random_points(x, k, 3)
    model = GaussianMixture("spherical", learn_weights=False, known_variance=variance)
    begin = starts.around(x, centers, "spherical", variance=variance)
    plain = kmeans.lloyd(x, centers, max_iter=12)
    trace, _ = record(model, x, begin, Recipe(hard), max_iter=len(plain.labels), tol=0)
    constant = -len(x) * (math.log(k) + x.shape[1] / 2 * math.log(2 * math.pi * variance))
    for t in range((len(trace) - 1) // 2):
        e_step, m_step = trace[2 * t + 1], trace[2 * t + 2]
        np.testing.assert_array_equal(e_step.posterior.probs.argmax(axis=1), plain.labels[t])
        assert set(np.unique(e_step.posterior.probs)) <= {0.0, 1.0}
        # Means of at most 934 numbers, added up in another order.
        np.testing.assert_allclose(m_step.params.means, plain.centers[t + 1], rtol=1e-12, atol=1e-12)
        expected = -plain.inertia[t] / (2 * variance) + constant
        assert e_step.elbo == pytest.approx(expected, rel=1e-10)
        assert m_step.elbo >= e_step.elbo - 1e-10 * abs(e_step.elbo)
        assert e_step.objective == e_step.elbo


@sets
def test_equal_to_scikit_learn_from_the_same_centres(x: np.ndarray, k: int) -> None:
    centers = starts.kmeans_plus_plus(x, k, 4)
    ours = kmeans.lloyd(x, centers)
    assert ours.converged and min(np.bincount(labels, minlength=k).min() for labels in ours.labels) > 0
    for t in range(1, len(ours.labels)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            theirs = Peer(k, init=centers, n_init=1, tol=0, max_iter=t, algorithm="lloyd").fit(x)
        # After t updates their inertia is that of the assignment to these centres: ours one later.
        np.testing.assert_allclose(theirs.cluster_centers_, ours.centers[t], rtol=1e-11, atol=1e-11)
        assert theirs.inertia_ == pytest.approx(ours.inertia[t], rel=1e-11)
        np.testing.assert_array_equal(theirs.labels_, ours.labels[t])


def same(a: kmeans.KMeans, b: kmeans.KMeans) -> None:
    np.testing.assert_array_equal(a.labels, b.labels)
    np.testing.assert_array_equal(a.centers, b.centers)
    np.testing.assert_array_equal(a.inertia, b.inertia)
    assert a.converged == b.converged


@sets
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("seed", range(5))
def test_fewer_distances_same_result(x: np.ndarray, k: int, way: Any, seed: int) -> None:
    centers = starts.random_points(x, k, seed)
    plain, quick = kmeans.lloyd(x, centers), way(x, centers)
    same(plain, quick)
    assert (plain.of_points == len(x) * k).all() and (plain.of_others == 0).all()
    computed = (quick.of_points + quick.of_others).sum()
    # In five dimensions 400 points fill no cell: there the tree saves nothing, as its authors say.
    limit = 1.5 if way is kmeans.filtering and x.shape[1] == 5 else 0.8
    assert computed < limit * plain.of_points.sum()
    assert (quick.of_points >= 0).all() and (quick.of_points <= len(x) * k).all()


@st.composite
def grids(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Points and centres on a coarse grid: ties, copies, empty clusters, fewer points than centres."""
    d = draw(st.integers(1, 3))
    place = st.lists(st.integers(-2, 2).map(float), min_size=d, max_size=d)
    x, centers = draw(st.lists(place, min_size=1, max_size=12)), draw(st.lists(place, min_size=1, max_size=5))
    factor = draw(st.sampled_from([1.0, 0.1, 1e8]))
    return np.array(x) * factor, np.array(centers) * factor


@settings(max_examples=400)
@given(grids())
def test_ties_copies_and_empty_clusters(case: tuple[np.ndarray, np.ndarray]) -> None:
    x, centers = case
    plain = kmeans.lloyd(x, centers)
    for way in WAYS.values():
        same(plain, way(x, centers))
    assert plain.converged
    assert (np.diff(plain.inertia) <= 1e-12 * (1 + plain.inertia[:-1])).all()
    assert np.isfinite(plain.centers).all()
    for t, labels in enumerate(plain.labels):
        squares = np.square(x[:, None] - plain.centers[t]).sum(axis=2)
        # A tie goes to the lowest index; 0.1 and its sums are rounded, hence the allowance.
        assert [int(np.flatnonzero(row <= row.min() * (1 + 1e-12))[0]) for row in squares] == labels.tolist()
        empty = np.bincount(labels, minlength=len(centers)) == 0
        np.testing.assert_array_equal(plain.centers[t + 1][empty], plain.centers[t][empty])


def test_counts_of_a_case_done_by_hand() -> None:
    """Two far pairs: after one look Hamerly's bounds settle every point, the tree gives two cells away."""
    x = [[0.0], [1.0], [100.0], [101.0]]
    centers = [[0.5], [100.5]]
    quick = kmeans.hamerly(x, centers)
    assert quick.of_points.tolist() == [8, 0]
    assert quick.of_others.tolist() == [0, 2 + 1]  # both centres' way, and the distance between them
    tree = kmeans.filtering(x, centers)
    # The root asks both and compares one pair at a corner (2 + 2); it is split in the middle, and each
    # half asks both centres and drops one (2 + 2).
    assert tree.of_points.tolist() == [0, 0]
    assert tree.of_others.tolist() == [12, 12]


def test_an_empty_cluster_keeps_its_centre_and_hard_em_says_so() -> None:
    x, centers = np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [50.0]])
    assert kmeans.lloyd(x, centers).centers[-1].tolist() == [[1.0], [50.0]]
    model = GaussianMixture("spherical", learn_weights=False, known_variance=1.0)
    _, end = record(model, x, starts.around(x, centers, "spherical", variance=1.0), Recipe(hard))
    assert ("no_mass", 1) in [(e.kind, e.component) for e in end.events]
    assert end.params.means.tolist() == [[1.0], [50.0]]
    np.testing.assert_array_equal(end.params.weights, [0.5, 0.5])


def test_a_tie_goes_to_the_first_and_hard_em_counts_it() -> None:
    x, centers = np.array([[0.0], [1.0], [2.0]]), np.array([[0.0], [2.0]])
    assert kmeans.lloyd(x, centers, max_iter=1).labels.tolist() == [[0, 0, 1]]
    model = GaussianMixture("spherical", learn_weights=False, known_variance=0.3)
    trace, _ = record(model, x, starts.around(x, centers, "spherical", variance=0.3), Recipe(hard))
    assert [(e.kind, e.value) for e in trace[1].events] == [("tie", 1)]
    assert trace[1].posterior.probs.tolist() == [[1, 0], [1, 0], [0, 1]]


def test_soft_em_with_a_small_variance_becomes_k_means() -> None:
    x, centers = FAITHFUL, starts.farthest(FAITHFUL, 3, 0)
    plain = kmeans.lloyd(x, centers).centers[-1]
    gaps = []
    for sd in (5.0, 1.0, 0.1):
        model = GaussianMixture("spherical", learn_weights=False, known_variance=sd**2)
        begin = starts.around(x, centers, "spherical", variance=sd**2)
        trace, _ = record(model, x, begin, Recipe(), max_iter=60)
        gaps.append(float(np.abs(trace[-1].params.means - plain).max()))
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 1e-6


@pytest.mark.parametrize("centers", [[[0.0, 1.0]], [], [[math.nan]], [0.0]])
@pytest.mark.parametrize("way", [kmeans.lloyd, *WAYS.values()])
def test_centres_that_are_none_are_refused(way: Any, centers: Any) -> None:
    with pytest.raises(ValueError, match="centers must be finite numbers of shape"):
        way([[0.0], [1.0]], centers)


@sets
def test_every_point_and_its_sum_are_some_centre_s(x: np.ndarray, k: int) -> None:
    run = kmeans.lloyd(x, starts.random_points(x, k, 3), max_iter=12)
    for t in range(len(run.labels)):
        found = kmeans.conserved(x, run, t)
        columns = [f"sum of column {j}" for j in range(1, x.shape[1] + 1)]
        assert [one.name for one in found] == ["points", *columns]
        for one in found:
            assert abs(one.value - one.expected) <= 1e-9 * (1 + abs(one.expected))
    # A centre that is not the mean of its points is found.
    bent = dataclasses.replace(run, centers=run.centers + 1e-6)
    assert any(abs(one.value - one.expected) > 1e-9 * (1 + abs(one.expected))
               for one in kmeans.conserved(x, bent, 0))  # fmt: skip


def test_an_empty_centre_has_no_share_in_the_sum() -> None:
    x = np.array([[0.0], [1.0], [5.0]])
    run = kmeans.lloyd(x, [[0.0], [5.0], [99.0]])
    assert [(one.value, one.expected) for one in kmeans.conserved(x, run, 0)] == [(3.0, 3.0), (6.0, 6.0)]
