"""Many starts at once end where each ends alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from em_core import (
    CoinMixture,
    CoinParams,
    Fit,
    GaussianMixture,
    GaussianParams,
    Recipe,
    datasets,
    fit,
    fit_many,
    hard,
    maximize,
    normal_inverse_wishart,
    soft,
    starts,
)
from em_core.models.gaussian import frame as gaussian_frame
from tests.core.gaussians import FAITHFUL, GALTON, SHAPES, begin, close, clouds

RULES = {"soft": Recipe(), "annealed": Recipe(soft(0.6)), "hard": Recipe(hard)}
rules = pytest.mark.parametrize("recipe", RULES.values(), ids=RULES)


def same(many: tuple[Fit[Any], ...], alone: list[Fit[Any]]) -> None:
    assert len(many) == len(alone)
    for a, b in zip(many, alone, strict=True):
        assert (a.iterations, a.converged) == (b.iterations, b.converged)
        assert [(e.kind, e.component, e.stops) for e in a.events] == [
            (e.kind, e.component, e.stops) for e in b.events
        ]
        # A collapse is measured in rounding errors.
        values = [[e.value for e in end.events if not e.stops] for end in (a, b)]
        np.testing.assert_allclose(values[0], values[1], rtol=1e-9, atol=0)
        # One product with more columns adds up in another order; a hundred iterations may multiply that.
        assert a.log_likelihood == pytest.approx(b.log_likelihood, rel=1e-9)
        close(a.params, b.params, rtol=1e-7, atol=1e-9)


@rules
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("x", [FAITHFUL, GALTON, clouds(300, 4, 3, seed=1)], ids=["2", "1", "4"])
def test_equal_to_one_by_one(x: np.ndarray, shape: Any, recipe: Recipe) -> None:
    for model in (GaussianMixture(shape), GaussianMixture(shape, learn_weights=False)):
        places = [begin(x, 3, shape, seed) for seed in range(12)]
        options: Any = {"max_iter": 40, "tol": 1e-8}
        same(
            fit_many(model, x, places, recipe, **options),
            [fit(model, x, start, recipe, **options) for start in places],
        )


@rules
def test_more_points_than_a_block_and_more_starts_than_a_pass(recipe: Recipe) -> None:
    x = clouds(gaussian_frame.BLOCK + 700, 2, 3, seed=5)
    places = [begin(x, 3, "full", seed) for seed in range(7)]
    same(
        fit_many(GaussianMixture(), x, places, recipe, max_iter=8),
        [fit(GaussianMixture(), x, start, recipe, max_iter=8) for start in places],
    )


def test_k_means_from_many_starts() -> None:
    model = GaussianMixture("spherical", learn_weights=False, known_variance=1.0)
    places = [starts.around(FAITHFUL, starts.random_points(FAITHFUL, 4, s), "spherical", variance=1.0)
              for s in range(20)]  # fmt: skip
    many = fit_many(model, FAITHFUL, places, Recipe(hard))
    same(many, [fit(model, FAITHFUL, start, Recipe(hard)) for start in places])
    assert len({round(end.log_likelihood, 6) for end in many}) > 1  # some end on worse peaks


def test_each_start_has_its_own_events() -> None:
    """A collapse, at once and later, an empty component, ties, and a plain run, side by side."""
    x = np.concatenate([clouds(40, 2, 2, seed=3), [[30.0, 30.0], [60.0, 0.0], [60.2, 0.1], [60.1, 0.3]]])
    wide, tight = 4 * np.eye(2), 0.01 * np.eye(2)
    places = [
        GaussianParams([0.5, 0.5], [[0, 0], [30, 30]], [wide, tight]),
        GaussianParams([0.5, 0.5], [[0, 0], [1e6, 0]], [wide, wide]),
        GaussianParams([0.5, 0.5], [[0, 0], [1, 1]], [wide, wide]),
        GaussianParams([0.5, 0.5], [[1, 0], [1, 0]], [wide, wide]),
        GaussianParams([0.5, 0.5], [[0, 0], [60, 0]], [wide, wide]),
    ]
    for recipe in RULES.values():
        many = fit_many(GaussianMixture(), x, places, recipe, max_iter=60)
        same(many, [fit(GaussianMixture(), x, start, recipe, max_iter=60) for start in places])
        assert many[0].params is places[0]  # nothing came of the first M-step
        assert many[0].events[-1].kind == "collapse" and not many[0].converged
        assert "no_mass" in [e.kind for e in many[1].events]
    kinds = [e.kind for e in fit_many(GaussianMixture(), x, places, Recipe(hard))[3].events]
    assert kinds[0] == "tie"


def test_far_from_the_origin_and_narrow() -> None:
    x = clouds(200, 2, 2, seed=6) + [3e7, -1e9]
    places = [begin(x, 2, "full", seed) for seed in range(4)]
    options: Any = {"max_iter": 15, "tol": 0.0}
    for a, b in zip(
        fit_many(GaussianMixture(), x, places, **options),
        [fit(GaussianMixture(), x, start, **options) for start in places],
        strict=True,
    ):
        # Here a mean is a multiple of 1e-7.
        assert a.log_likelihood == pytest.approx(b.log_likelihood, rel=1e-9)
    random = np.random.default_rng(1)
    narrow = np.repeat([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], 20, axis=0) + random.normal(size=(60, 2)) * 1e-4
    places = [begin(narrow, 3, "full", seed) for seed in range(6)]
    same(fit_many(GaussianMixture(), narrow, places), [fit(GaussianMixture(), narrow, s) for s in places])


def test_whatever_cannot_run_abreast_runs_one_by_one() -> None:
    prior = normal_inverse_wishart([3.0, 70.0], 1.0, np.eye(2), 4.0)
    places = [begin(FAITHFUL, 2, "full", seed) for seed in range(3)]
    recipe = Recipe(prior=prior)
    for a, b in zip(
        fit_many(GaussianMixture(), FAITHFUL, places, recipe),
        [fit(GaussianMixture(), FAITHFUL, start, recipe) for start in places],
        strict=True,
    ):
        assert a.log_likelihood == b.log_likelihood
    other = Recipe(m_step=lambda model, stats, params: maximize(model, stats, params))
    assert len(fit_many(GaussianMixture(), FAITHFUL, places, other, max_iter=3)) == 3
    unequal = [places[0], begin(FAITHFUL, 3, "full", 1)]
    sizes = [len(end.params.weights) for end in fit_many(GaussianMixture(), FAITHFUL, unequal, max_iter=3)]
    assert sizes == [2, 3]
    coins = [CoinParams([0.5, 0.5], [a, 0.4]) for a in (0.5, 0.9)]
    rounds = datasets.DO_BATZOGLOU.rounds
    ends = fit_many(CoinMixture(), rounds, coins)
    assert [e.log_likelihood for e in ends] == [fit(CoinMixture(), rounds, s).log_likelihood for s in coins]
    assert fit_many(GaussianMixture(), FAITHFUL, []) == ()


def test_no_iterations_and_bad_arguments() -> None:
    places = [begin(FAITHFUL, 2, "full", seed) for seed in range(3)]
    for end, start in zip(fit_many(GaussianMixture(), FAITHFUL, places, max_iter=0), places, strict=True):
        alone = fit(GaussianMixture(), FAITHFUL, start, max_iter=0)
        assert (end.iterations, end.converged) == (alone.iterations, alone.converged) == (0, False)
        assert end.log_likelihood == pytest.approx(alone.log_likelihood, rel=1e-13)
        close(end.params, start, rtol=1e-12)
    with pytest.raises(ValueError, match="max_iter must be at least 0"):
        fit_many(GaussianMixture(), FAITHFUL, places, max_iter=-1)
    with pytest.raises(ValueError, match="same number of columns"):
        fit_many(GaussianMixture(), GALTON, places)
