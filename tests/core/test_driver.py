"""The loop itself: what it costs, when it stops, what it tells, and what it accepts as a variant."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import (
    CoinMixture,
    CoinParams,
    Event,
    Fit,
    Recipe,
    Responsibilities,
    beta_prior,
    datasets,
    fit,
    hard,
    maximize,
    run,
    soft,
)
from tests.core.truths import record

DATA = datasets.DO_BATZOGLOU.rounds
START = CoinParams([0.5, 0.5], [0.6, 0.5])
MODEL = CoinMixture(learn_weights=False)


class Counting(CoinMixture):
    """The coin model, counting its passes over the data."""

    passes = 0

    def infer(self, *args: Any) -> Responsibilities:
        type(self).passes += 1
        return super().infer(*args)

    def log_likelihood(self, *args: Any) -> float:
        type(self).passes += 1
        return super().log_likelihood(*args)


@pytest.mark.parametrize("loop", [fit, lambda *a, **k: record(*a, **k)[1]], ids=["fit", "run"])
@pytest.mark.parametrize("rule", [soft(), soft(0.5), hard], ids=["soft", "annealed", "hard"])
def test_one_pass_over_the_data_per_iteration_and_one_at_the_end(loop: Any, rule: Any) -> None:
    Counting.passes = 0
    result = loop(Counting(), DATA, START, Recipe(rule))
    assert result.iterations > 0
    assert Counting.passes == result.iterations + 1


def test_a_posterior_that_knows_no_log_likelihood_costs_a_second_pass() -> None:
    def rule(model: Any, data: Any, params: Any, previous: Any) -> Responsibilities:
        return Responsibilities(model.infer(data, params).probs)

    Counting.passes = 0
    result = fit(Counting(), DATA, START, Recipe(rule), max_iter=7)
    assert Counting.passes == 2 * (7 + 1)
    # The same sums in another order.
    assert result.log_likelihood == pytest.approx(
        fit(CoinMixture(), DATA, START, max_iter=7).log_likelihood, rel=1e-14
    )


def test_fit_is_what_run_returns() -> None:
    for rule in (soft(), hard, soft(2.0)):
        trace, ran = record(MODEL, DATA, START, Recipe(rule))
        fitted = fit(MODEL, DATA, START, Recipe(rule))
        assert isinstance(fitted, Fit)
        np.testing.assert_array_equal(fitted.params.p_heads, ran.params.p_heads)
        same = ("log_likelihood", "iterations", "converged", "events")
        assert [getattr(fitted, name) for name in same] == [getattr(ran, name) for name in same]
        assert trace[-1].iteration == fitted.iterations


def test_no_iterations_yield_the_start_alone() -> None:
    trace, result = record(MODEL, DATA, START, Recipe(), max_iter=0)
    assert [s.phase for s in trace] == ["start"]
    assert result.params is START
    assert result.log_likelihood == trace[0].log_likelihood
    assert (result.iterations, result.converged, result.events) == (0, False, ())


def test_one_iteration_has_nothing_to_compare_with() -> None:
    trace, result = record(MODEL, DATA, START, Recipe(), max_iter=1, tol=1e6)
    assert [(s.iteration, s.phase) for s in trace] == [(0, "start"), (1, "E"), (1, "M")]
    assert (result.iterations, result.converged) == (1, False)


def test_converged_at_the_last_iteration_allowed_is_converged() -> None:
    needed = fit(MODEL, DATA, START).iterations
    assert fit(MODEL, DATA, START, max_iter=needed).converged
    assert not fit(MODEL, DATA, START, max_iter=needed - 1).converged


@pytest.mark.parametrize("max_iter", [-1, 1.5, math.nan, math.inf, "3", True, None])
def test_max_iter_is_a_whole_number(max_iter: Any) -> None:
    with pytest.raises(ValueError, match="max_iter must be"):
        run(MODEL, DATA, START, max_iter=max_iter)


@pytest.mark.parametrize("tol", [-1e-9, math.nan, math.inf, "small", True, None])
def test_tol_is_a_number(tol: Any) -> None:
    with pytest.raises(ValueError, match="tol must be"):
        fit(MODEL, DATA, START, tol=tol)


@pytest.mark.parametrize("beta", [0, -1.0, math.nan, 1e-320, "1", True, None])
def test_beta_is_a_number_above_0(beta: Any) -> None:
    with pytest.raises(ValueError, match="beta must be"):
        soft(beta)


def test_the_rules_carry_their_beta() -> None:
    assert (soft().beta, soft(0.25).beta, hard.beta) == (1.0, 0.25, math.inf)
    assert soft(math.inf) == hard
    assert (Recipe().e_step, Recipe().m_step, Recipe().prior) == (soft(), maximize, None)


def test_a_fall_of_the_objective_is_told_and_the_run_goes_on() -> None:
    moves = iter([0.7, 0.1, 0.75, 0.75])

    def wander(model: Any, stats: Any, params: CoinParams) -> CoinParams:
        return CoinParams(params.weights, [next(moves), 0.5])

    trace, result = record(MODEL, DATA, START, Recipe(m_step=wander), max_iter=4)
    ends = [s for s in trace if s.phase == "M"]
    assert [len(s.events) for s in ends] == [0, 1, 0, 0]
    fall = ends[0].objective - ends[1].objective
    assert ends[1].events == result.events == (Event("objective_fell", None, fall, False),)
    assert fall > 1


def test_an_infinite_fall_is_told_too_and_is_no_convergence() -> None:
    moves = iter([0.7, 0.0, 0.75])  # credited with heads, coin A is told that it never shows them

    def wander(model: Any, stats: Any, params: CoinParams) -> CoinParams:
        return CoinParams(params.weights, [next(moves), 0.5])

    trace, result = record(MODEL, DATA, START, Recipe(m_step=wander), max_iter=3)
    assert [s.objective == -math.inf for s in trace if s.phase == "M"] == [False, True, False]
    assert [s.events for s in trace if s.phase == "M"][1] == (Event("objective_fell", None, math.inf, False),)
    assert (result.iterations, result.converged) == (3, False)


def test_the_elbo_may_fall_when_beta_is_not_1_and_the_objective_may_not() -> None:
    trace, _ = record(MODEL, DATA, START, Recipe(soft(4.0)))
    elbos = [s.elbo for s in trace[1:]]
    assert min(np.diff(elbos)) < -1e-3
    assert min(np.diff([s.objective for s in trace[1:]])) > -1e-10  # rounding of sums near 30


def test_the_log_likelihood_may_fall_under_a_prior_and_the_objective_may_not() -> None:
    start = fit(MODEL, DATA, START).params
    trace, _ = record(MODEL, DATA, start, Recipe(prior=beta_prior(20, 20, coins=2)))
    assert min(np.diff([s.log_likelihood for s in trace])) < -0.1
    assert min(np.diff([s.objective for s in trace[1:]])) > -1e-10  # rounding of sums near 60


class Collapsing(CoinMixture):
    """A model that ends the run in its second M-step."""

    def check(self, stats: Any, previous: CoinParams, params: CoinParams) -> tuple[Event, ...]:
        return (Event("collapse", 0, 1.0, True),) if previous.p_heads[0] != 0.6 else ()


def test_an_event_that_stops_gives_back_the_parameters_before_it() -> None:
    trace, result = record(Collapsing(False), DATA, START, Recipe())
    last = trace[-1]
    assert [(s.iteration, s.phase) for s in trace[-2:]] == [(2, "E"), (2, "M")]
    assert last.params is trace[-2].params is trace[-3].params is result.params
    assert last.events == result.events == (Event("collapse", 0, 1.0, True),)
    assert (last.log_likelihood, last.elbo, last.objective) == (
        trace[-2].log_likelihood,
        trace[-2].elbo,
        trace[-2].objective,
    )
    assert (result.iterations, result.converged) == (2, False)


def test_the_m_step_and_check_see_the_prior_and_the_snapshots_the_data_alone() -> None:
    start = CoinParams([0.5, 0.5], [0.6, 0.0])  # coin B can explain no round
    bare, _ = record(MODEL, DATA, start, Recipe(), max_iter=1)
    assert bare[-1].events == (Event("no_mass", 1, 0.0, False),)
    with_prior, _ = record(MODEL, DATA, start, Recipe(prior=beta_prior(2, 3, coins=2)), max_iter=1)
    assert with_prior[-1].events == ()
    assert with_prior[-1].params.p_heads[1] == pytest.approx(1 / 3, rel=1e-15)  # one quotient
    np.testing.assert_array_equal(with_prior[-1].stats.counts, [[33, 17], [0, 0]])


def test_an_e_rule_that_keeps_the_old_q_still_meets_the_new_log_likelihood() -> None:
    def keep(model: Any, data: Any, params: Any, previous: Any) -> Any:
        return previous or model.infer(data, params)

    trace, _ = record(MODEL, DATA, START, Recipe(keep), max_iter=3)
    # The same sums in another order.
    assert [s.log_likelihood for s in trace] == pytest.approx(
        [MODEL.log_likelihood(DATA, s.params) for s in trace], rel=1e-14
    )
    assert trace[-1].kl > 0.1


def test_snapshots_and_rules_cannot_be_changed() -> None:
    snapshot = list(run(MODEL, DATA, START))[-1]
    with pytest.raises(AttributeError):
        snapshot.iteration = 3
    holders = (snapshot.params, snapshot.posterior, snapshot.stats, DATA)
    arrays = [v for holder in holders for v in vars(holder).values() if isinstance(v, np.ndarray)]
    assert len(arrays) == 2 + 2 + 2 + 3
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
