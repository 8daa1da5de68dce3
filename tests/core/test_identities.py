"""Why EM works, asked of every case: the bound, what it is missing, and where it touches."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from em_core import CoinMixture, CoinParams, Recipe, Responsibilities, Rounds, bound, run
from tests.core.cases import CASES, Case, Path, tables
from tests.core.truths import slack

LABELLINGS = 1024  # at most so many are written out
seeds = st.integers(0, 2**32 - 1)
moves = st.floats(-3.0, 3.0)
every_case = pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
every_path = pytest.mark.parametrize(
    ("case", "path"),
    [(c, p) for c in CASES for p in c.paths],
    ids=[f"{c.name}, {i}" for c in CASES for i in range(len(c.paths))],
)


def written_out(q: Any, log_joint: Any) -> float:
    """KL(q || p(z | x)) over all labellings z of all data, from log p(x, z) alone.

    Where there are too many labellings to write out, datum by datum instead, which is the same sum
    because the data are independent.
    """
    size, components = q.shape
    if components**size > LABELLINGS:
        return sum(written_out(row[None], joint[None]) for row, joint in zip(q, log_joint, strict=True))
    joint, share = [], []
    for z in itertools.product(range(components), repeat=size):
        at = (range(size), z)
        joint.append(float(log_joint[at].sum()))
        share.append(math.prod(q[at].tolist()))
    top = max(joint)
    evidence = top + math.log(math.fsum(math.exp(value - top) for value in joint))
    return math.fsum(
        s * (math.log(s) - (value - evidence)) for s, value in zip(share, joint, strict=True) if s > 0
    )


def check_decomposition(case: Case, q: Responsibilities, params: Any) -> None:
    model, data = case.model, case.data
    elbo, total = bound.elbo(model, data, q, params), model.log_likelihood(data, params)
    apart = bound.divergence(model, data, q, params)
    assert apart >= -slack(0.0)
    if apart == math.inf:  # q gives a component what it cannot have done
        assert elbo == -math.inf
        return
    assert abs(elbo + apart - total) <= slack(total) + slack(apart)
    if case.divergence is not None:
        found = case.divergence(q, params)
        assert found is None or abs(found - apart) <= slack(total) + slack(apart)
        return
    times = getattr(data, "times", 1)  # rounds that were counted are written out as often
    every = (np.repeat(table, times, axis=0) for table in (q.probs, model.log_joint(data, params)))
    assert abs(written_out(*every) - apart) <= slack(total) + slack(apart)


@every_case
@settings(max_examples=15)
@given(seed=seeds, u=moves)
def test_elbo_plus_kl_is_the_log_likelihood_for_any_q(case: Case, seed: int, u: float) -> None:
    q = case.any_q(np.random.default_rng(seed))
    for path in case.paths:
        check_decomposition(case, q, path(u))


@every_case
def test_elbo_plus_kl_is_the_log_likelihood_for_the_posterior_of_other_parameters(case: Case) -> None:
    for path in case.paths:
        check_decomposition(case, case.model.infer(case.data, path(0.0)), path(0.4))


@every_case
def test_the_e_step_closes_the_gap_and_leaves_the_log_likelihood_alone(case: Case) -> None:
    model, data, start = case.model, case.data, case.start
    q = model.infer(data, start)
    assert abs(bound.divergence(model, data, q, start)) <= slack(0.0)
    before = model.log_likelihood(data, start)
    # The E-step's normaliser and the log-likelihood are the same sum by two routes.
    assert abs(q.log_evidence - before) <= slack(before)
    assert abs(bound.elbo(model, data, q, start) - before) <= slack(before)
    trace = list(run(model, data, start, Recipe(), max_iter=8))
    for was, now in zip(trace, trace[1:], strict=False):
        if now.phase == "E":
            left = now.log_likelihood
            assert abs(left - was.log_likelihood) <= slack(left)
            assert abs(left - model.log_likelihood(data, now.params)) <= slack(left)
            assert abs(now.elbo - left) <= slack(left)


@every_path
def test_the_bound_touches_where_it_was_built_with_the_same_slope(case: Case, path: Path) -> None:
    model, data = case.model, case.data
    q = model.infer(data, path(0.0))
    at = bound.tangency(model, data, q, path, 0.0)
    assert abs(at.gap) <= slack(model.log_likelihood(data, path(0.0)))
    # Differences over 2e-5 of sums up to 1e4: 1e-12 of rounding and 1e-10 x a third derivative, of
    # which those of 30 flips are the size of the slopes.
    assert abs(at.slope_bound - at.slope_log_likelihood) <= 1e-6 * (1 + abs(at.slope_log_likelihood))


@every_path
def test_the_gap_of_a_bound_built_elsewhere_is_its_kl_and_not_0(case: Case, path: Path) -> None:
    model, data = case.model, case.data
    q = case.any_q(np.random.default_rng(3))
    apart = bound.divergence(model, data, q, path(0.0))
    found = tables(model.infer(data, path(0.0)))
    if all(map(np.allclose, tables(q), found)):  # one coin, or every label known
        return
    assert apart > 1e-3
    below, top = (
        f([path(0.0)])[0]
        for f in (
            lambda points: bound.bound_curve(model, data, q, points),
            lambda points: bound.log_likelihood_curve(model, data, points),
        )
    )
    assert top - below == pytest.approx(apart, rel=1e-8)  # sums up to 1e4, of which 1e-4 are left


@every_path
@settings(max_examples=5)
@given(seed=seeds)
def test_no_q_gives_a_bound_that_is_anywhere_above(case: Case, path: Path, seed: int) -> None:
    model, data = case.model, case.data
    points = [path(u) for u in np.linspace(-3, 3, 31)]
    top = bound.log_likelihood_curve(model, data, points)
    built = model.infer(data, path(0.0))
    for q in (case.any_q(np.random.default_rng(seed)), built):
        below = bound.bound_curve(model, data, q, points)
        assert np.all(below <= top + 1e-10 * (1 + abs(top)))
    assert (top - below)[15] <= slack(top[15])  # built at path(0), the 16th point


@every_case
def test_the_curves_are_the_numbers_point_by_point_and_q_is_the_bound_without_its_entropy(case: Case) -> None:
    model, data, q = case.model, case.data, case.any_q(np.random.default_rng(1))
    points = [path(u) for path in case.paths for u in (-2.0, 0.0, 0.5)]
    below, lower = (f(model, data, q, points) for f in (bound.bound_curve, bound.q_curve))
    assert below.tolist() == [bound.elbo(model, data, q, params) for params in points]
    # One addition; -inf for both where q expects of a component what it cannot do.
    assert below.tolist() == pytest.approx((lower + q.entropy()).tolist(), rel=1e-15)
    assert bound.log_likelihood_curve(model, data, points).tolist() == [
        model.log_likelihood(data, params) for params in points
    ]


def at_the_edge(p: float) -> Path:
    """Coin A at the edge p, led inside by u >= 0."""
    return lambda u: CoinParams([0.5, 0.5], [abs(p - u), 0.5])


@pytest.mark.parametrize(
    ("heads", "p", "same"),
    [([5, 5, 2], 1.0, True), ([0, 3, 0], 0.0, True), ([5, 4, 2], 1.0, False), ([0, 1, 3], 0.0, False)],
)
def test_at_the_edge_the_bound_touches_and_may_rise_less_steeply(
    heads: list[int], p: float, same: bool
) -> None:
    """A round with one flip on the wrong side is impossible at the edge and possible just inside.

    The posterior at the edge gives it to the other coin, and the bound never sees it come; from two
    flips on, its probability rises with the square of the distance, and the slopes agree.
    """
    model, data, path = CoinMixture(), Rounds(heads, 5), at_the_edge(p)
    q = model.infer(data, path(0.0))
    inside = [path(u) for u in (0.0, 1e-6, 0.01, 0.1, 0.5)]
    below, top = bound.bound_curve(model, data, q, inside), bound.log_likelihood_curve(model, data, inside)
    assert abs(top[0] - below[0]) <= slack(top[0])
    assert np.all(below <= top + slack(top[0]))
    slope_below, slope_top = ((f[1] - f[0]) / 1e-6 for f in (below, top))
    # One-sided over 1e-6: second derivatives of some tens x 1e-6, and 1e-14 of rounding / 1e-6.
    if same:
        assert slope_below == pytest.approx(slope_top, abs=1e-3)
    else:
        # p(x | A) rises by u, against 1/2^5 of coin B.
        assert slope_top - slope_below == pytest.approx(32.0, abs=1e-2)
