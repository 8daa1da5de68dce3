"""The witness: the exact posterior of four cases, the best product, and a log-likelihood that falls."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import (
    CoinMixture,
    CoinParams,
    Recipe,
    Reports,
    Responsibilities,
    Witness,
    WitnessParams,
    bound,
    datasets,
    fit,
    mean_field,
    partial,
    run,
    witness_prior,
)
from em_core.mean_field import marginals, products
from em_core.models.witness import mle
from tests.core.test_published import printed
from tests.core.truths import check_objective, many, record

DATA = datasets.WITNESS
MODEL, ONE, HALF = Witness(0.9), Reports(1, 0), WitnessParams(0.5)
START = [[0.6, 0.6], [0.6, 0.4]]


def best(model: Witness, start: Any = START, sweeps: int | None = None, at: WitnessParams = HALF) -> Any:
    return mean_field(sweeps, start=start)(model, ONE, at, None)


def test_the_exact_posterior_of_same() -> None:
    q = MODEL.infer(ONE, HALF)
    assert printed(q.probs[0], 2) == ["0.45", "0.05", "0.05", "0.45"]
    assert printed(q.log_evidence, 6) == ["-0.693147"]


def test_the_best_product_keeps_a_gap() -> None:
    for start, end in ((0.6, 0.75), (0.3, 0.25)):
        q = best(MODEL, [[start, start], [0.6, 0.4]])
        np.testing.assert_allclose(marginals(q.probs, 2)[0], [end, end], rtol=0, atol=1e-12)
        assert q.log_evidence is None
        assert printed(bound.elbo(MODEL, ONE, q, HALF), 9) == ["-1.190943804"]
        assert printed(bound.divergence(MODEL, ONE, q, HALF), 9) == ["0.497796623"]
    assert printed(best(MODEL, sweeps=1000).kl(MODEL.infer(ONE, HALF)), 4) == ["0.4978"]


def test_by_turns() -> None:
    one, two = (marginals(best(MODEL, sweeps=n).probs, 2)[0] for n in (1, 2))
    assert printed([*one, *two], 6) == ["0.608127", "0.616604", "0.625371", "0.634353"]


def test_the_saddle_is_stuck_silently() -> None:
    q = best(MODEL, [[0.5, 0.5], [0.5, 0.5]])
    assert marginals(q.probs, 2).tolist() == [[0.5, 0.5]] * 2
    assert printed(q.kl(MODEL.infer(ONE, HALF)), 9) == ["0.510825624"]


def test_above_which_reliability_the_best_product_takes_sides() -> None:
    corner = math.e**2 / (1 + math.e**2)
    assert printed(corner, 6) == ["0.880797"]
    for r, split in ((corner - 0.01, False), (corner + 0.01, True)):
        away = float(marginals(best(Witness(r)).probs, 2)[0, 0]) - 0.5
        assert (abs(away) > 0.01) is split
    q = best(Witness(0.8))
    np.testing.assert_allclose(marginals(q.probs, 2)[0], 0.5, atol=1e-6)
    assert printed(q.kl(Witness(0.8).infer(ONE, HALF)), 6) == ["0.223144"]
    q = best(Witness(0.99))
    assert printed(marginals(q.probs, 2)[0], 6) == ["0.988942"] * 2
    assert printed(q.kl(Witness(0.99).infer(ONE, HALF)), 6) == ["0.682082"]


@pytest.mark.parametrize("r", [0.8, 0.9, 0.99])
def test_no_product_on_a_grid_is_better(r: float) -> None:
    model, q = Witness(r), best(Witness(r))
    value = bound.elbo(model, ONE, q, HALF)
    for a, b in itertools.product(np.linspace(0.01, 0.99, 29), repeat=2):
        other = Responsibilities(products(np.array([[a, b], [0.5, 0.5]])))
        counted = type(q)(other, ONE.times)
        assert bound.elbo(model, ONE, counted, HALF) <= value + 1e-12


def test_learning_exactly() -> None:
    trace, end = record(MODEL, DATA.reports, WitnessParams(DATA.start), Recipe(), max_iter=200, tol=1e-15)
    m = [s for s in trace if s.phase != "E"]
    assert printed([s.params.p_heads for s in m[1:3]], 6) == ["0.643667", "0.700216"]
    assert printed([s.log_likelihood for s in m[:3]], 6) == ["-6.744529", "-6.556461", "-6.240507"]
    assert printed([end.params.p_heads, end.log_likelihood], 6) == ["0.933013", "-5.004024"]
    assert end.params.p_heads == pytest.approx(mle(DATA.reports, 0.9), abs=1e-7)


def test_learning_with_a_product_the_bound_rises_and_the_log_likelihood_falls() -> None:
    for warm in (False, True):
        recipe = Recipe(mean_field(start=START, warm=warm))
        trace, end = record(MODEL, DATA.reports, WitnessParams(DATA.start), recipe, max_iter=200, tol=1e-15)
        e, m = ([s for s in trace if s.phase in phases] for phases in (("E",), ("start", "M")))
        assert printed([s.params.p_heads for s in m[1:3]], 6) == ["0.824259", "0.915332"]
        assert printed(end.params.p_heads, 6) == ["0.971205"]
        assert printed([s.elbo for s in e[:3]], 6) == ["-10.055578", "-6.476120", "-5.526454"]
        assert printed(e[-1].elbo, 6) == ["-5.269354"]
        climbed = [s.log_likelihood for s in m]
        assert printed(climbed[:3], 6) == ["-6.744529", "-5.431610", "-5.021039"]
        assert printed(climbed[-1], 6) == ["-5.116405"]
        assert min(np.diff(climbed)) < -1e-2 and climbed[-1] < max(climbed) - 0.09
        check_objective(trace)
        assert all(s.posterior.log_evidence is None and s.kl > 0.1 for s in e)


def test_a_witness_who_is_always_right_makes_the_product_choose() -> None:
    """log 0 outweighs all else: each part takes what leaves less of the impossible."""
    q = best(Witness(1.0))
    assert marginals(q.probs, 2).tolist() == [[1.0, 1.0], [1.0, 0.0]]
    assert bound.divergence(Witness(1.0), ONE, q, HALF) == pytest.approx(math.log(2), rel=1e-12)
    with pytest.raises(ValueError, match=r"row 1 of the data is impossible for the product of \[0.5, 0.5\]"):
        best(Witness(1.0), [[0.5, 0.5], [0.5, 0.5]])
    edge = best(MODEL, at=WitnessParams(1.0))
    assert marginals(edge.probs, 2)[0].tolist() == [1.0, 1.0]


def test_the_two_ends_are_mirror_images() -> None:
    low = fit(MODEL, DATA.reports, WitnessParams(0.4), max_iter=500, tol=1e-15)
    high = fit(MODEL, DATA.reports, WitnessParams(0.6), max_iter=500, tol=1e-15)
    assert low.params.p_heads + high.params.p_heads == pytest.approx(1, abs=1e-7)
    still = fit(MODEL, DATA.reports, WitnessParams(0.5))
    assert still.params.p_heads == 0.5


@many
@given(st.integers(0, 9), st.integers(0, 9), st.floats(0.02, 0.98), st.floats(0.02, 0.98),
       st.lists(st.floats(0.02, 0.98), min_size=4, max_size=4), st.integers(1, 4), st.booleans(),
       st.floats(0.2, 1.0))  # fmt: skip
def test_with_a_warm_start_the_bound_never_falls(
    same: int, different: int, r: float, p: float, q: list[float], sweeps: int, prior: bool, eta: float
) -> None:
    data = Reports(same + 1, different)
    rule = mean_field(sweeps, start=np.reshape(q, (2, 2)), warm=True)
    recipe = Recipe(rule, partial(eta), witness_prior(1.5, 2) if prior else None)
    trace, _ = record(Witness(r), data, WitnessParams(p), recipe, max_iter=8, tol=0)
    check_objective(trace)
    for s in trace[1:]:
        assert s.kl >= 0 and np.isfinite(s.elbo)
        direct = bound.divergence(Witness(r), data, s.posterior, s.params)
        assert s.log_likelihood - s.elbo == pytest.approx(direct, abs=1e-9)


@many
@given(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.0, 1.0, 0.9, 0.3]), st.floats(0.02, 0.98),
       st.lists(st.floats(0.02, 0.98), min_size=4, max_size=4), st.integers(1, 3))  # fmt: skip
def test_with_a_cold_start_a_fall_is_told(
    same: int, different: int, r: float, p: float, q: list[float], sweeps: int
) -> None:
    data, start = Reports(same, different + 1), np.reshape(q, (2, 2))
    try:
        recipe = Recipe(mean_field(sweeps, start=start))
        steps = list(run(Witness(r), data, WitnessParams(p), recipe, max_iter=6))
    except ValueError as error:
        assert "impossible" in str(error) and r in (0.0, 1.0)
        return
    m = [s for s in steps if s.phase == "M"]
    for a, b in zip(m, m[1:], strict=False):
        told = any(event.kind == "objective_fell" for event in b.events)
        assert told == (a.objective - b.objective > 1e-9 * (1 + abs(a.objective)))


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Reports(0, 0), "same and different must be at least 1 together"),
    (lambda: Reports(1.5, 2), "same must be a whole number, got 1.5"),
    (lambda: Witness(1.2), "reliability must be at most 1, got 1.2"),
    (lambda: WitnessParams(-0.1), "p_heads must be at least 0"),
    (lambda: MODEL.expected_stats(ONE, Responsibilities([[1.0, 0]])), r"posterior must have shape \(2, 4\)"),
    (lambda: Witness(1.0).infer(Reports(0, 2), WitnessParams(1.0)), 'a report "different" is impossible'),
    (lambda: mean_field(start=[[0.5, 1.5]]), "start of row 1, column 2 must be at most 1, got 1.5"),
    (lambda: mean_field(start=[[0.5, -0.5]]), "start must hold probabilities"),
    (lambda: mean_field(0, start=START), "sweeps must be at least 1"),
    (lambda: best(MODEL, [[0.5, 0.5]]), r"start must have shape \(2, 2\), got \(1, 2\)"),
    (lambda: fit(CoinMixture(), datasets.DO_BATZOGLOU.rounds, CoinParams([1], [0.5]),
                 Recipe(mean_field(start=START))), "model must say of which parts its z is made"),
    (lambda: mle(ONE, 0.5), "reliability must not be 0.5"),
    (lambda: witness_prior(0.5, 1), "a must be at least 1"),
])  # fmt: skip
def test_what_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_the_rule_says_what_it_is() -> None:
    assert repr(mean_field(start=[[0.6, 0.6]])) == "mean_field(start=[[0.6, 0.6]])"
    assert repr(mean_field(3, start=[0.5], warm=True)) == "mean_field(sweeps=3, start=[[0.5]], warm=True)"
    with pytest.raises(ValueError, match="read-only"):
        mean_field(start=START).start[0] = 0


def test_a_report_that_nobody_made_or_could_have_made_has_a_uniform_q() -> None:
    q = Witness(1.0).infer(Reports(5, 0), WitnessParams(1.0)).probs
    assert q.tolist() == [[1, 0, 0, 0], [0.25] * 4]


def test_more_differences_than_a_fair_coin_can_make_leave_it_at_a_half() -> None:
    assert mle(Reports(1, 9), 0.9) == 0.5


def test_only_a_warm_e_step_sets_out_from_the_q_before() -> None:
    model, params = Witness(0.9), WitnessParams(0.5)
    before = Responsibilities(products(np.array([[0.2, 0.3], [0.4, 0.1]])))
    q = {}
    for warm in (False, True):
        rule = mean_field(1, start=[[0.6, 0.6], [0.6, 0.4]], warm=warm)
        q[warm] = [rule(model, DATA.reports, params, previous).probs for previous in (None, before)]
    assert np.array_equal(*q[False]) and not np.allclose(*q[True])
    np.testing.assert_array_equal(q[True][0], q[False][0])
