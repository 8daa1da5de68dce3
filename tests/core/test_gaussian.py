"""The Gaussian mixture: printed numbers, the formulas written out, scikit-learn step by step, its events."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture as Peer

from em_core import (
    GaussianMixture,
    GaussianParams,
    GaussianStatistics,
    Points,
    Recipe,
    Responsibilities,
    bound,
    fit,
    hard,
    run,
)
from em_core.models.gaussian import frame as gaussian_frame
from tests.core.gaussians import FAITHFUL, GALTON, SHAPES, begin, close, clouds, plain_log_joint, plain_step
from tests.core.truths import record

# N > BLOCK points, so that a pass has several blocks; D = 1 and D = 3 go other ways than D = 2.
BIG = clouds(gaussian_frame.BLOCK + 1500, 3, 3, seed=4)
SETS = {"Old Faithful": (FAITHFUL, 2), "heights": (GALTON, 2), "three dimensions, two blocks": (BIG, 3)}
sets = pytest.mark.parametrize(("x", "k"), SETS.values(), ids=SETS)
shapes = pytest.mark.parametrize("shape", SHAPES)


def test_old_faithful() -> None:
    start = begin(FAITHFUL, 2, "full", seed=1)
    end = fit(GaussianMixture(), FAITHFUL, start, max_iter=500, tol=1e-13)
    order = np.argsort(end.params.weights)[::-1]
    assert end.converged
    assert end.log_likelihood == pytest.approx(-1130.26396, abs=5e-6)  # as printed
    got = (getattr(end.params, name)[order] for name in ("weights", "means", "covariances"))
    printed = (
        [0.644127, 0.355873],
        [[4.289662, 79.968115], [2.036388, 54.478516]],
        [[[0.169968, 0.940609], [0.940609, 36.046210]], [[0.069168, 0.435168], [0.435168, 33.697282]]],
    )
    for value, number in zip(got, printed, strict=True):
        # Half of the last printed digit, and what is left to climb: 1e-13 of 1130 at a curvature of 270.
        np.testing.assert_allclose(value, number, rtol=0, atol=2e-6)


def bic(model: GaussianMixture, end: Any, k: int) -> float:
    return -2 * end.log_likelihood + model.free_parameters(k, 1) * math.log(len(GALTON))


def test_heights_of_galtons_families() -> None:
    start = GaussianParams([0.5, 0.5], [[64.0], [70.0]], [[[6.0]], [[6.0]]])
    # Flat: near the end an iteration gains a hundredth less than the one before.
    same = fit(GaussianMixture("tied"), GALTON, start, max_iter=20_000, tol=1e-15)
    np.testing.assert_allclose(same.params.means.ravel(), [64.29746, 69.69134], rtol=0, atol=2e-5)
    assert math.sqrt(same.params.covariances[0, 0, 0]) == pytest.approx(2.36338, abs=1e-5)
    np.testing.assert_allclose(same.params.weights, [0.54607, 0.45393], rtol=0, atol=1e-5)
    assert same.log_likelihood == pytest.approx(-2499.15286, abs=5e-6)
    assert bic(GaussianMixture("tied"), same, 2) == pytest.approx(5025.66, abs=5e-3)

    free = fit(GaussianMixture(), GALTON, start, max_iter=20_000, tol=1e-15)
    assert bic(GaussianMixture(), free, 2) == pytest.approx(5032.50, abs=5e-3)
    one = fit(GaussianMixture(), GALTON, GaussianParams([1.0], [[60.0]], [[[1.0]]]))
    assert one.log_likelihood == pytest.approx(-2515.78180, abs=5e-6)
    assert bic(GaussianMixture(), one, 1) == pytest.approx(5045.24, abs=5e-3)


def test_free_parameters() -> None:
    counts = [GaussianMixture(shape).free_parameters(3, 4) for shape in SHAPES]  # type: ignore[arg-type]
    assert counts == [3 * 10 + 12 + 2, 3 * 4 + 12 + 2, 10 + 12 + 2, 3 + 12 + 2]
    assert GaussianMixture("spherical", learn_weights=False, known_variance=2.0).free_parameters(3, 4) == 12


@sets
@shapes
def test_a_step_is_what_the_formulas_say(x: np.ndarray, k: int, shape: Any) -> None:
    model, at = GaussianMixture(shape), begin(x, k, shape)
    for _ in range(3):
        q, following = plain_step(x, at, shape)
        joint = plain_log_joint(x, at)
        # Sums over D of squares of a few units, each rounded a few times: 1e-15 of some tens.
        np.testing.assert_allclose(model.log_joint(x, at), joint, rtol=0, atol=1e-11)
        posterior = model.infer(x, at)
        np.testing.assert_allclose(posterior.probs, q, rtol=1e-10, atol=1e-14)
        # N terms.
        total = np.logaddexp.reduce(joint, axis=1).sum()
        assert model.log_likelihood(x, at) == pytest.approx(total, rel=1e-12)
        stats = model.expected_stats(x, posterior)
        assert model.expected_log_joint(stats, at) == pytest.approx((q * joint).sum(), rel=1e-11)
        at = model.maximize(stats, at)
        close(at, following, rtol=1e-10, atol=1e-12)


@sets
@shapes
def test_statistics_are_sums_over_the_data_for_any_q(x: np.ndarray, k: int, shape: Any) -> None:
    model = GaussianMixture(shape)
    q = np.random.default_rng(5).dirichlet(np.ones(k), size=len(x))
    stats = model.expected_stats(x, Responsibilities(q))
    for counts in (stats.weight_n, stats.mean_n, stats.cov_n):
        np.testing.assert_allclose(counts, q.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(stats.x, q.T @ x, rtol=1e-11, atol=1e-9)  # from the centre and back
    second = np.einsum("nk,ni,nj->kij", q, x, x)
    if shape == "diag":
        second = second * np.eye(x.shape[1])
    elif shape == "spherical":
        second = np.trace(second, axis1=1, axis2=2)[:, None, None] / x.shape[1] * np.eye(x.shape[1])
    np.testing.assert_allclose(stats.xx, second, rtol=1e-11, atol=1e-8)
    # Statistics with their own numbers, not in the data's frame, say the same.
    own = GaussianStatistics(stats.weight_n, stats.mean_n, stats.cov_n, stats.x, stats.xx)
    at = begin(x, k, shape)
    close(model.maximize(own, at), model.maximize(stats, at), rtol=1e-8, atol=1e-8)
    assert model.expected_log_joint(own, at) == pytest.approx(model.expected_log_joint(stats, at), rel=1e-10)


def test_statistics_of_one_shape_serve_another_that_reads_the_same_or_less() -> None:
    at = begin(FAITHFUL, 2, "tied")
    stats = GaussianMixture().infer(FAITHFUL, at).stats
    for shape in SHAPES:
        _, following = plain_step(FAITHFUL, at, shape)
        close(GaussianMixture(shape).maximize(stats, at), following, rtol=1e-10, atol=1e-12)  # type: ignore[arg-type]


def test_nothing_expected_keeps_everything() -> None:
    at = begin(FAITHFUL, 2, "full")
    nothing = GaussianMixture().infer(FAITHFUL, at).stats * 0.0
    close(GaussianMixture().maximize(nothing, at), at, rtol=1e-14)


@sets
@pytest.mark.parametrize("beta", [0.3, 1.0, 2.5, math.inf])
def test_what_the_pass_carries_is_what_its_q_says(x: np.ndarray, k: int, beta: float) -> None:
    model, at, data = GaussianMixture(), begin(x, k, "full"), Points(x)
    posterior = model.infer(data, at, beta)
    plain = Responsibilities(np.array(posterior.probs), posterior.log_evidence)
    # N K terms x log x.
    assert posterior.entropy() == pytest.approx(plain.entropy(), rel=1e-11, abs=1e-11)
    assert (posterior.log_evidence is None) == (beta != 1)
    assert posterior.log_marginal == pytest.approx(model.log_likelihood(x, at), rel=1e-13)
    carried, summed = model.expected_stats(data, posterior), model.expected_stats(x, plain)
    np.testing.assert_allclose(carried.table, summed.table, rtol=1e-10, atol=1e-9)
    joint = model.log_joint(x, at)
    q = np.eye(k)[joint.argmax(axis=1)]
    if beta < math.inf:
        q = np.exp(beta * (joint - joint.max(axis=1, keepdims=True)))
    np.testing.assert_allclose(posterior.probs, q / q.sum(axis=1, keepdims=True), rtol=1e-9, atol=1e-12)
    assert not posterior.probs.flags.writeable


def peer(x: np.ndarray, start: GaussianParams, shape: Any, steps: int) -> Peer:
    """scikit-learn after so many iterations from the start."""
    precisions: Any = np.linalg.inv(start.covariances)
    if shape == "tied":
        precisions = precisions[0]
    elif shape == "diag":
        precisions = np.diagonal(precisions, axis1=1, axis2=2)
    elif shape == "spherical":
        precisions = precisions[:, 0, 0]
    found = Peer(
        len(start.weights), covariance_type=shape, reg_covar=0, tol=0, max_iter=steps,
        weights_init=start.weights, means_init=start.means, precisions_init=precisions,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return found.fit(x)


def peer_params(found: Peer, shape: str) -> GaussianParams:
    c, (k, size) = found.covariances_, found.means_.shape
    if shape == "tied":
        c = np.tile(c, (k, 1, 1))
    elif shape == "diag":
        c = c[:, :, None] * np.eye(size)
    elif shape == "spherical":
        c = c[:, None, None] * np.eye(size)
    return GaussianParams(found.weights_ / found.weights_.sum(), found.means_, c)


@sets
@shapes
def test_equal_to_scikit_learn_after_every_iteration(x: np.ndarray, k: int, shape: Any) -> None:
    start = begin(x, k, shape, seed=2)
    trace, _ = record(GaussianMixture(shape), x, start, Recipe(), max_iter=12, tol=0)
    for snapshot in trace[2::2]:
        theirs = peer(x, start, shape, snapshot.iteration)
        # Rounding errors of 1e-15 that twelve iterations multiply.
        close(snapshot.params, peer_params(theirs, shape), rtol=1e-9, atol=1e-11)
        log_likelihood = float(theirs.score_samples(x).sum())
        assert snapshot.log_likelihood == pytest.approx(log_likelihood, rel=1e-11)


@shapes
def test_points_of_ten_dimensions_and_eight_groups(shape: Any) -> None:
    x = clouds(3000, 10, 8, seed=6)
    start = begin(x, 8, shape, seed=3)
    end = fit(GaussianMixture(shape), x, start, max_iter=15, tol=0)
    theirs = peer(x, start, shape, 15)
    close(end.params, peer_params(theirs, shape), rtol=1e-8, atol=1e-9)
    assert end.log_likelihood == pytest.approx(float(theirs.score_samples(x).sum()), rel=1e-11)


@sets
@shapes
def test_parts_of_the_m_step_raise_the_bound_one_by_one(x: np.ndarray, k: int, shape: Any) -> None:
    model, before = GaussianMixture(shape), begin(x, k, shape)
    stats = model.expected_stats(x, model.infer(x, before))
    weights, means, all_three = model.parts(stats, before)
    values = [model.expected_log_joint(stats, at) for at in (before, weights, means, all_three)]
    assert values == sorted(values)
    assert values[0] < values[1] < values[2] < values[3]
    np.testing.assert_array_equal(weights.means, before.means)
    np.testing.assert_array_equal(means.covariances, before.covariances)
    np.testing.assert_array_equal(means.weights, weights.weights)
    best = model.maximize(stats, before)
    close(all_three, best, rtol=0)


def test_kept_weights_and_a_known_variance_stay() -> None:
    start = GaussianParams([0.3, 0.7], [[2, 60], [4, 70]], np.tile(25.0 * np.eye(2), (2, 1, 1)))
    model = GaussianMixture("spherical", learn_weights=False, known_variance=25.0)
    for recipe in (Recipe(), Recipe(hard)):
        end = fit(model, FAITHFUL, start, recipe)
        assert end.converged
        np.testing.assert_array_equal(end.params.weights, start.weights)
        np.testing.assert_array_equal(end.params.covariances, start.covariances)
        assert np.abs(end.params.means - start.means).max() > 0.1
    learned = fit(GaussianMixture("spherical", known_variance=25.0), FAITHFUL, start).params
    assert abs(learned.weights[0] - 0.3) > 0.01


def test_a_component_that_closes_in_on_one_point_stops_the_run_at_the_parameters_before() -> None:
    x = np.array([[0.0, 0.0], [1.0, 0.2], [0.3, 1.0], [1.1, 0.9], [9.0, 9.0]])
    start = GaussianParams([0.8, 0.2], [[0.5, 0.5], [9, 9]], np.tile(0.5 * np.eye(2), (2, 1, 1)))
    trace, end = record(GaussianMixture(), x, start, Recipe())
    assert [(e.kind, e.component, e.stops) for e in end.events] == [("collapse", 1, True)]
    assert 0 <= end.events[0].value <= 1e-10
    assert not end.converged
    assert trace[-1].params is trace[-2].params is end.params
    assert trace[-1].log_likelihood == end.log_likelihood == trace[-2].log_likelihood


def test_an_m_rule_that_rebuilds_the_parameters_is_no_collapse() -> None:
    """Plain GaussianParams carry no state of the M-step: they are looked at before a collapse is told."""

    def rounded(model: GaussianMixture, stats: Any, params: GaussianParams) -> GaussianParams:
        best = model.maximize(stats, params)
        return GaussianParams(best.weights, best.means, best.covariances + 1e-3)

    start = begin(FAITHFUL, 2, "full")
    end = fit(GaussianMixture(), FAITHFUL, start, Recipe(m_step=rounded), max_iter=20)
    assert end.events == () or all(e.kind != "collapse" for e in end.events)
    assert end.iterations > 1

    def flat(model: GaussianMixture, stats: Any, params: GaussianParams) -> GaussianParams:
        best = model.maximize(stats, params)
        return GaussianParams(best.weights, best.means, best.covariances * [[[1.0]], [[1e-14]]])

    stopped = fit(GaussianMixture(), FAITHFUL, start, Recipe(m_step=flat), max_iter=20)
    assert [(e.kind, e.component) for e in stopped.events if e.stops] == [("collapse", 1)]


def test_an_almost_collapsed_component_is_none_and_a_tied_collapse_has_no_component() -> None:
    random = np.random.default_rng(1)
    tight = random.normal(size=(40, 2)) * 1e-3 + [5.0, 5.0]  # 1e-6 / 1e1 of the data's variance
    x = np.concatenate([random.normal(size=(60, 2)), tight])
    start = GaussianParams([0.5, 0.5], [[0, 0], [5, 5]], [np.eye(2), 1e-6 * np.eye(2)])
    end = fit(GaussianMixture(), x, start)
    assert end.converged and end.events == ()
    line = np.column_stack([np.arange(6.0), 2 * np.arange(6.0)])
    at = GaussianParams([0.5, 0.5], [[1, 2], [4, 8]], np.tile(np.eye(2), (2, 1, 1)))
    assert [e.component for e in fit(GaussianMixture("tied"), line, at).events] == [None]
    assert [e.component for e in fit(GaussianMixture("full"), line, at).events] == [0, 1]
    assert fit(GaussianMixture("diag"), line, at).events == ()


def test_columns_in_different_units_are_no_collapse() -> None:
    x = clouds(500, 2, 2, seed=8) * [1e-4, 1e5]
    end = fit(GaussianMixture(), x, begin(x, 2, "full"), max_iter=15, tol=0)
    assert end.events == ()
    plain = clouds(500, 2, 2, seed=8)
    scaled = fit(GaussianMixture(), plain, begin(plain, 2, "full"), max_iter=15, tol=0)
    assert end.log_likelihood == pytest.approx(scaled.log_likelihood - 500 * math.log(10), rel=1e-11)


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(hard)], ids=["soft", "hard"])
@shapes
def test_a_component_without_mass_keeps_its_mean_and_covariance(shape: Any, recipe: Recipe) -> None:
    # 1e4 standard deviations away: exp(-1e8 / 2) is 0.
    start = GaussianParams([0.5, 0.5], [[3, 70], [1e5, 1e5]], np.tile(100 * np.eye(2), (2, 1, 1)))
    trace, end = record(GaussianMixture(shape), FAITHFUL, start, recipe, max_iter=5)
    assert ("no_mass", 1) in [(e.kind, e.component) for e in trace[2].events]
    assert not any(e.stops for e in end.events)
    np.testing.assert_array_equal(end.params.means[1], start.means[1])
    if shape != "tied":
        np.testing.assert_allclose(end.params.covariances[1], start.covariances[1], rtol=1e-15)
    else:
        np.testing.assert_allclose(end.params.covariances[0], np.cov(FAITHFUL.T, ddof=0), rtol=1e-12)
    np.testing.assert_array_equal(end.params.weights, [1, 0])
    np.testing.assert_allclose(end.params.means[0], FAITHFUL.mean(axis=0), rtol=1e-13)


def test_identical_starts_stay_identical() -> None:
    cov = np.cov(FAITHFUL.T)
    start = GaussianParams([1 / 3] * 3, [[3, 70]] * 3, [cov] * 3)
    end = fit(GaussianMixture(), FAITHFUL, start, max_iter=50, tol=0).params
    # Not one bit apart, or else the saddle would let them drift.
    assert all((end.means[k] == end.means[0]).all() for k in (1, 2))
    np.testing.assert_allclose(end.means[0], FAITHFUL.mean(axis=0), rtol=1e-13)
    hardly = fit(GaussianMixture(), FAITHFUL, start, Recipe(hard), max_iter=3)
    assert [e.kind for e in hardly.events[:3]] == ["tie", "no_mass", "no_mass"]
    assert hardly.events[0].value == len(FAITHFUL)


def test_points_far_from_the_origin_keep_their_digits() -> None:
    x = clouds(400, 2, 2, seed=9)
    far = np.round(x, 6) + [1e6, -3e8]  # the sum is rounded once, to 6e-8
    near = far - [1e6, -3e8]
    a, b = (fit(GaussianMixture(), y, begin(y, 2, "full"), tol=1e-12) for y in (far, near))
    assert (a.iterations, a.events) == (b.iterations, b.events)
    # A mean near 3e8 is a multiple of 6e-8: that is what the two runs differ by, times N at the start.
    assert a.log_likelihood == pytest.approx(b.log_likelihood, rel=1e-9)
    np.testing.assert_allclose(a.params.means - [1e6, -3e8], b.params.means, rtol=0, atol=1e-6)
    np.testing.assert_allclose(a.params.covariances, b.params.covariances, rtol=1e-6)
    assert not any(e.kind == "objective_fell" for e in a.events)


@pytest.mark.parametrize("shape", ["full", "tied"])
def test_narrow_components_far_apart_keep_their_digits(shape: Any) -> None:
    """Expanded squares would lose 1e-16 x (distance / width)^2, which is 1e-4 here."""
    random = np.random.default_rng(2)
    width, turn = 1e-6, np.array([[1.0, 0.5], [0.0, 0.3]])
    z = np.repeat([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], 40, axis=0)
    noise = random.normal(size=(120, 2)) @ turn * width
    x = z + noise
    noise = x - z  # what is left of it
    cov = turn.T @ turn * width**2
    model = GaussianMixture(shape)
    at = GaussianParams([0.2, 0.3, 0.5], [[0, 0], [1, 0], [0, 1]], [cov] * 3)
    joint = plain_log_joint(noise, GaussianParams([1.0], [[0, 0]], [cov]))
    expected = float(joint.sum() + 40 * np.log(at.weights).sum())
    # x / width is good to 1e-16 / 1e-6, squares of it and sums of 120 of them hardly worse.
    assert model.log_likelihood(x, at) == pytest.approx(expected, rel=1e-9)
    stats = model.expected_stats(Points(x), model.infer(Points(x), at))
    following = model.maximize(model.infer(points := Points(x), at).stats, at)
    assert stats.table.shape[1] == 3 and len(points) == 120
    groups = noise.reshape(3, 40, 2)
    away = groups - groups.mean(axis=1, keepdims=True)
    best = np.einsum("kni,knj->kij", away, away) / 40
    if shape == "tied":
        best = np.tile(best.mean(axis=0), (3, 1, 1))
    np.testing.assert_allclose(following.covariances, best, rtol=1e-8)
    values = [s.objective for s in run(model, x, at, max_iter=4, tol=0) if s.objective is not None]
    assert all(b >= a - 1e-10 * abs(a) for a, b in zip(values, values[1:], strict=False))
    elbo = bound.elbo(model, x, model.infer(x, at), at)
    assert elbo == pytest.approx(model.log_likelihood(x, at), rel=1e-10)


def test_exp_that_underflows_leaves_zeros() -> None:
    x = np.concatenate([np.zeros((5, 1)), np.full((5, 1), 40.0)])
    x[:, 0] += np.arange(10) * 0.1
    at = GaussianParams([0.5, 0.5], [[0.0], [40.0]], [[[1.0]], [[1.0]]])
    q = GaussianMixture().infer(x, at)
    np.testing.assert_array_equal(q.probs[:5, 1], 0.0)  # e^-784
    assert q.entropy() == 0.0


@pytest.mark.parametrize("data", [
    [1.0, 2.0], np.empty((0, 2)), np.empty((3, 0)), [[1.0, math.nan]], [[math.inf, 0.0]], [["a", "b"]],
    [[1.0], [2.0, 3.0]], [[1e150, 0.0]], [[True, False]], None,
])  # fmt: skip
def test_data_that_are_none_are_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="data must"):
        Points(data)


def test_refusals_say_where_and_what() -> None:
    with pytest.raises(ValueError, match="got nan in row 2, column 1"):
        Points([[1.0, 2.0], [math.nan, 3.0]])
    with pytest.raises(ValueError, match="column 1 of data must be constant or vary by at least 1e-140"):
        Points([[1e-150, 1.0], [2e-150, 3.0]])


EYE = [[1.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize(("weights", "means", "covariances", "message"), [
    ([0.5, 0.6], [[0, 0], [1, 1]], [EYE, EYE], "weights must add up to 1"),
    ([1.0], [[0, 0], [1, 1]], [EYE], r"means must be numbers of shape \(1, D\)"),
    ([1.0], [[0, 0]], [EYE, EYE], r"covariances must be numbers of shape \(1, 2, 2\)"),
    ([1.0], [[0, math.inf]], [EYE], "means of component 1 must be finite, got inf"),
    ([0.5, 0.5], [[0, 0], [1, 1]], [EYE, [[1, 2], [2, 1]]],
     "covariance of component 2 must be symmetric and positive definite"),
    ([1.0], [[0, 0]], [[[1, 0.5], [0.2, 1]]], "covariance of component 1 must be symmetric"),
    ([1.0], [[0, 0]], [[[1, 0], [0, 0]]], "covariance of component 1 must be symmetric and positive"),
    ([1.0], [[0, 0]], [[[1, 1], [1, 1]]], "covariance of component 1 must be symmetric and positive"),
])  # fmt: skip
def test_parameters_that_are_none_are_refused(
    weights: Any, means: Any, covariances: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        GaussianParams(weights, means, covariances)


def test_a_start_must_fit_the_model_and_the_data() -> None:
    tilted = GaussianParams([0.5, 0.5], [[3, 70], [4, 80]], [[[1, 0.5], [0.5, 9]], EYE])
    for shape, message in (
        ("diag", "component 1 must be diagonal"),
        ("tied", "component 2 must equal that of component 1"),
        ("spherical", "component 1 must be a multiple of the identity"),
    ):
        with pytest.raises(ValueError, match=message):
            fit(GaussianMixture(shape), FAITHFUL, tilted)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="same number of columns, got 1 and 2"):
        fit(GaussianMixture(), GALTON, tilted)
    round_ = GaussianParams([1.0], [[3, 70]], [EYE])
    with pytest.raises(ValueError, match="known_variance = 2 times the identity"):
        fit(GaussianMixture("spherical", known_variance=2.0), FAITHFUL, round_)
    with pytest.raises(ValueError, match="component 1 is too narrow for its distance from the data"):
        fit(GaussianMixture(), GALTON, GaussianParams([1.0], [[70]], [[[1e-250]]]))
    with pytest.raises(ValueError, match="positive definite by more than rounding errors"):
        fit(GaussianMixture(), FAITHFUL, GaussianParams([1.0], [[3, 70]], [[[1e-260, 0], [0, 1e-260]]]))
    with pytest.raises(ValueError, match="one row per point, got 3 for 272 points"):
        GaussianMixture().expected_stats(FAITHFUL, Responsibilities(np.ones((3, 1))))
    two = GaussianMixture().expected_stats(FAITHFUL, Responsibilities(np.full((272, 2), 0.5)))
    with pytest.raises(ValueError, match="statistics must be of 1 components in 2 dimensions .* got 2 in 2"):
        GaussianMixture().maximize(two, round_)


@pytest.mark.parametrize(("options", "message"), [
    ({"covariance": "round"}, "covariance must be one of full, tied, diag, spherical, got 'round'"),
    ({"known_variance": 1.0}, "known_variance goes with covariance='spherical', not 'full'"),
    ({"covariance": "spherical", "known_variance": 0.0}, "known_variance must be above 0"),
])  # fmt: skip
def test_models_that_are_none_are_refused(options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GaussianMixture(**options)


def test_parameters_and_statistics_cannot_be_changed() -> None:
    at = fit(GaussianMixture(), FAITHFUL, begin(FAITHFUL, 2, "full"), max_iter=2).params
    for array in (at.weights, at.means, at.covariances):
        assert not array.flags.writeable
    with pytest.raises(AttributeError):
        at.means = at.means  # type: ignore[misc]
    stats = GaussianMixture().infer(FAITHFUL, at).stats
    assert not stats.table.flags.writeable and not stats.x.flags.writeable


def test_a_run_checks_and_centres_the_data_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    plain = gaussian_frame.Points.__init__

    def counted(self: Points, x: Any) -> None:
        made.append(1)
        plain(self, x)

    monkeypatch.setattr(gaussian_frame.Points, "__init__", counted)
    assert fit(GaussianMixture(), FAITHFUL, begin(FAITHFUL, 2, "full"), max_iter=5).iterations == 5
    before = len(made)
    fit(GaussianMixture(), FAITHFUL, begin(FAITHFUL, 2, "full"), max_iter=50)
    assert len(made) == 2 * before  # begin makes some too
