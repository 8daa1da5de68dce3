"""Student's t by EM and by parameter-expanded EM: numbers, scipy, and what holds for any data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from scipy.optimize import minimize

from em_core import (
    Flat,
    Precisions,
    Recipe,
    Student,
    StudentParams,
    datasets,
    fit,
    hard,
    partial,
    soft,
    student_prior,
)
from tests.core.test_published import printed
from tests.core.truths import check_objective, many, record, slack

X = datasets.DARWIN.x[:, 0]
START = StudentParams(X.mean(), X.std())


def step(model: Student, params: StudentParams, x: Any = X) -> StudentParams:
    return model.maximize(model.expected_stats(x, model.infer(x, params)), params)


def climb(model: Student) -> tuple[StudentParams, StudentParams, int]:
    """The first step, the end, and after how many steps neither moved by 1e-8."""
    path = [START, step(model, START)]
    while max(abs(path[-1].mean - path[-2].mean), abs(path[-1].scale - path[-2].scale)) >= 1e-8:
        path.append(step(model, path[-1]))
    return path[1], path[-1], len(path) - 1


def test_darwin_with_one_degree_of_freedom() -> None:
    assert printed([START.mean, START.scale], 4) == ["20.9333", "36.4645"]
    for expanded, count, square in ((False, 71, "747.6636"), (True, 37, "526.1600")):
        model = Student(1, expanded)
        first, end, steps = climb(model)
        assert steps == count
        assert printed(first.mean, 6) == ["24.889108"] and printed(first.scale**2, 4) == [square]
        assert printed([end.mean, end.scale], 6) == ["24.970542", "15.705869"]
        assert printed(model.log_likelihood(X, end), 8) == ["-75.34362007"]


def test_darwin_with_four() -> None:
    for expanded, count in ((False, 29), (True, 22)):
        model = Student(4, expanded)
        _, end, steps = climb(model)
        assert steps == count
        assert printed([end.mean, end.scale], 6) == ["26.461861", "26.158824"]
        weights = model.infer(X, end).weights
        assert X[[1, 14]].tolist() == [-67, -48] and printed(weights[[1, 14]], 3) == ["0.298", "0.413"]


@pytest.mark.parametrize("dof", [0.5, 1, 4, 30])
def test_scipy_has_the_same_density_and_the_same_maximum(dof: float) -> None:
    model = Student(dof)
    expected = scipy_stats.t.logpdf(X, dof, 20.0, 30.0).sum()
    assert model.log_likelihood(X, StudentParams(20.0, 30.0)) == pytest.approx(expected, rel=1e-12)
    flat = Flat(model, START, "free")
    found = minimize(lambda v: -model.log_likelihood(X, flat.from_vector(v)), flat.to_vector(START),
                     method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})  # fmt: skip
    for expanded in (False, True):
        end = fit(Student(dof, expanded), X, START, max_iter=3000, tol=1e-15)
        assert end.log_likelihood == pytest.approx(-found.fun, abs=1e-9)


def test_with_very_many_degrees_of_freedom_it_is_the_gaussian() -> None:
    end = fit(Student(1e7), X, StudentParams(0.0, 1.0), max_iter=2000, tol=1e-14)
    assert end.params.mean == pytest.approx(X.mean(), rel=1e-5)
    assert end.params.scale == pytest.approx(X.std(), rel=1e-5)


numbers = st.lists(st.floats(-50, 50).map(lambda v: round(v, 3)), min_size=3, max_size=8)
dofs = st.sampled_from([0.5, 1.0, 2.5, 4.0, 30.0])


@many
@given(numbers, dofs, st.floats(-20, 20), st.floats(1.0, 30.0), st.booleans(), st.booleans())
def test_the_log_likelihood_never_falls_expanded_or_not(
    x: list[float], dof: float, mean: float, scale: float, expanded: bool, invented: bool
) -> None:
    prior = student_prior(0.7, 1.0, 4.0) if invented and not expanded else None
    recipe = Recipe(soft(0.5) if invented and dof > 1 else soft(), prior=prior)
    trace, end = record(Student(dof, expanded), x, StudentParams(mean, scale), recipe, max_iter=12)
    if prior is None and recipe.e_step.beta == 1:
        climbed = [s.log_likelihood for s in trace]
        assert all(b >= a - slack(a) for a, b in zip(climbed, climbed[1:], strict=False))
    if not expanded:
        check_objective(trace)
    assert all(np.isfinite([s.log_likelihood, end.params.scale]).all() for s in trace)


@many
@given(numbers, dofs, st.floats(-20, 20), st.floats(1.0, 30.0), st.floats(0.05, 1.0))
def test_part_of_the_way_never_falls(
    x: list[float], dof: float, mean: float, scale: float, eta: float
) -> None:
    assume(np.std(x) > 0.1)
    trace, _ = record(Student(dof), x, StudentParams(mean, scale), Recipe(m_step=partial(eta)), max_iter=6)
    check_objective(trace)


def test_most_numbers_alike_collapse_and_a_prior_prevents_it() -> None:
    x = [3.0] * 6 + [5.0]
    for expanded in (False, True):
        end = fit(Student(1, expanded), x, StudentParams(3.1, 1.0), max_iter=5000)
        assert [(e.kind, e.stops, e.where) for e in end.events] == [("collapse", True, "scale")]
        assert end.params.scale > 0 and np.isfinite(end.log_likelihood)
    kept = fit(Student(1), x, StudentParams(3.1, 1.0), Recipe(prior=student_prior(1, 3, 0.5)), max_iter=5000)
    assert kept.converged and kept.events == () and kept.params.scale > 0.05
    one = fit(Student(4), [7.0], StudentParams(3.1, 1.0))
    assert one.events[0].kind == "collapse"


def test_the_data_far_away_lose_no_digits() -> None:
    near, far = (step(Student(2), StudentParams(20.0 + by, 30.0), X + by) for by in (0.0, 2.0**40))
    assert far.mean - 2.0**40 == pytest.approx(near.mean, abs=2e-4)  # the last digit of 1e12
    assert far.scale == pytest.approx(near.scale, rel=1e-10)  # to which its square adds


def test_the_kl_of_two_gammas_that_are_nearly_one_is_not_lost() -> None:
    q, p = Precisions(2.0, [3.0]), Precisions(2.0, [3.0 * (1 + 1e-7)])
    assert q.kl(p) == pytest.approx(2 * 0.5e-14, rel=1e-5)
    assert q.kl(q) == 0.0 and Precisions(2.0, [3.0]).kl(Precisions(1.0, [3.0])) > 0.1


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Student(0), "dof must be at least 0.001, got 0"),
    (lambda: StudentParams(0, 0), "scale must be above 0, got 0"),
    (lambda: StudentParams(np.nan, 1), "mean must be a finite number"),
    (lambda: fit(Student(1), X, START, Recipe(hard)), "beta must be finite here, got inf: the hidden"),
    (lambda: Student(0.5).infer(X, START, 4.0), "beta must be finite here, and below 4, got 4"),
    (lambda: fit(Student(1), [1, "2"], START), "data of number 2 must be a finite number"),
    (lambda: fit(Student(1), np.ones((3, 2)), START), "data must be a list with one number for each"),
    (lambda: fit(Student(1, True), X, START, Recipe(prior=student_prior(1, 0, 1))), "prior must be None"),
    (lambda: Student(1).expected_stats(X, Precisions(1, [1.0])), "one rate per number, got 1 for 15"),
    (lambda: Precisions(1, [1, 0]), "shape and rates must be above 0, got 1.0 and 0.0"),
    (lambda: Precisions(1, [1, 2]).kl(Precisions(1, [1])), "q and p must be of as many numbers, got 2 and 1"),
    (lambda: student_prior(-1, 0, 1), "weight must be at least 0"),
])  # fmt: skip
def test_what_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_a_column_will_do_for_a_list() -> None:
    column, row = (fit(Student(4), data, START) for data in (datasets.DARWIN.x, X))
    assert column.log_likelihood == row.log_likelihood


def test_a_scale_has_collapsed_at_1e_5_of_the_spread_and_not_above() -> None:
    x = np.arange(5.0)
    model, at = Student(2.0), StudentParams(2.0, 1.0)
    stats = model.expected_stats(x, model.infer(x, at))
    for share, told in ((0.99e-5, ["collapse"]), (1.01e-5, [])):
        assert [e.kind for e in model.check(stats, at, StudentParams(2.0, share * x.std()))] == told


def test_entropy_and_mean_logarithm_are_those_of_gamma_densities() -> None:
    q = Precisions(2.5, [0.3, 4.0])
    each = [scipy_stats.gamma(2.5, scale=1 / rate) for rate in q.rates]
    assert q.entropy() == pytest.approx(sum(float(one.entropy()) for one in each), rel=1e-12)
    logs = [one.expect(np.log) for one in each]
    np.testing.assert_allclose(q.log_precisions, logs, rtol=1e-6)
