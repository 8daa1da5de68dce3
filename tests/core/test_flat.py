"""Parameters as a flat vector and back, of every model, in both scales."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import CoinMixture, CoinParams, Flat, GaussianMixture, GaussianParams, Linkage, LinkageParams
from tests.core.cases import CASES, Case
from tests.core.truths import many

every = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
HALF = CoinParams([0.5, 0.5], [0.6, 0.5])


@every
def test_the_parameters_of_every_case_come_back(case: Case) -> None:
    flat = Flat(case.model, case.start)
    vector = flat.to_vector(case.start)
    back = flat.from_vector(vector)
    assert type(back) is type(case.start) and vector.shape == (flat.size,) and not vector.flags.writeable
    for block in case.start.blocks:
        for name in filter(None, (block.field, block.beside)):
            mine, theirs = getattr(back, name), getattr(case.start, name)
            assert (mine is None) == (theirs is None)
            if mine is not None:
                np.testing.assert_allclose(mine, theirs, rtol=1e-15, atol=0)
    stats = case.model.expected_stats(case.data, case.model.infer(case.data, case.start))
    moved = flat.to_vector(case.model.maximize(stats, case.start))
    np.testing.assert_allclose(flat.to_vector(flat.from_vector(moved)), moved, rtol=1e-12, atol=0)


def test_what_the_vector_is_made_of() -> None:
    assert Flat(CoinMixture(), HALF).to_vector(HALF).tolist() == [0.5, 0.5, 0.6, 0.5]
    assert Flat(CoinMixture(learn_weights=False), HALF).to_vector(HALF).tolist() == [0.6, 0.5]
    two = GaussianParams([0.25, 0.75], [[64.0], [70.0]], [[[4.0]], [[9.0]]])
    free = Flat(GaussianMixture(), two, "free").to_vector(two)
    assert free.tolist() == pytest.approx([np.log(1 / 3), 64, 70, np.log(2), np.log(3)], rel=1e-15)
    one = GaussianParams([0.25, 0.75], [[64.0], [70.0]], [[[4.0]]] * 2)
    assert Flat(GaussianMixture("tied"), one, "free").size == 4
    assert Flat(GaussianMixture("spherical", known_variance=4.0), one, "free").size == 3
    theta = LinkageParams(0.2)
    assert Flat(Linkage(), theta, "free").to_vector(theta) == pytest.approx(np.log(0.25), rel=1e-15)


def in_free_scale() -> list[Case]:
    found = []
    for case in CASES:
        try:
            Flat(case.model, case.start, "free").to_vector(case.start)
        except ValueError:  # on the edge, or in several dimensions
            continue
        found.append(case)
    return found


FREE = in_free_scale()


@pytest.mark.parametrize("case", FREE, ids=[case.name for case in FREE])
def test_in_the_free_scale_every_case_comes_back_and_any_vector_is_allowed(case: Case) -> None:
    flat = Flat(case.model, case.start, "free")
    there = flat.to_vector(case.start)
    # exp of a logarithm of up to 700: 1e-16 of it in the exponent.
    again = flat.from_vector(there)
    plain = Flat(case.model, case.start)
    np.testing.assert_allclose(plain.to_vector(again), plain.to_vector(case.start), rtol=1e-11, atol=1e-15)
    random = np.random.default_rng(1)
    for size in (1.0, 30.0, 100.0):
        moved = flat.from_vector(there + size * random.normal(size=there.size))
        assert np.isfinite(plain.to_vector(moved)).all()
        if isinstance(moved, CoinParams):
            assert np.all((moved.p_heads > 0) & (moved.p_heads < 1))


@many
@given(st.lists(st.floats(-1e300, 1e300), min_size=3, max_size=3))
def test_any_real_vector_is_two_coins(x: list[float]) -> None:
    moved = Flat(CoinMixture(), HALF, "free").from_vector(x)
    assert min(moved.weights.min(), moved.p_heads.min()) > 0 and moved.p_heads.max() < 1


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Flat(CoinMixture(), HALF, "log"), "scale must be 'plain' or 'free', got 'log'"),
    (lambda: Flat(CoinMixture(), [0.5]), r"params must be of a class that names its blocks, got \[0.5\]"),
    (lambda: Flat(CoinMixture(), HALF).from_vector([0.5]), r"vector must have shape \(4,\), got \(1,\)"),
    (lambda: Flat(CoinMixture(), HALF).from_vector([0.5, 0.5, np.nan, 1]), "vector must be finite, got"),
    (lambda: Flat(CoinMixture(), HALF).from_vector([0.5, 0.5, 1.2, 1]), "p_heads of coin 1 must be at m"),
    (lambda: Flat(CoinMixture(), HALF).from_vector([0.5, 0.6, 0.2, 1]), "weights must add up to 1"),
    (lambda: Flat(CoinMixture(), HALF).to_vector(CoinParams([1.0], [0.5])), "params must be of 4 numbers"),
    (lambda: Flat(CoinMixture(), HALF, "free").to_vector(CoinParams([0.5, 0.5], [1.0, 0.5])),
     r"p_heads must lie inside its range in the free scale, got \[1.0, 0.5\]"),
    (lambda: Flat(GaussianMixture(), GaussianParams([1.0], [[0, 0]], [np.eye(2)]), "free"),
     "covariances must be of one dimension in the free scale"),
])  # fmt: skip
def test_what_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
