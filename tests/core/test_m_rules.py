"""Partial steps, one part at a time, gradient and Newton steps: their numbers, and what they promise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_core import (
    CoinMixture,
    CoinParams,
    FeatureCoinParams,
    FeatureCoins,
    FeatureRounds,
    Flat,
    GaussianMixture,
    Recipe,
    Rounds,
    beta_prior,
    by_turns,
    coordinates,
    datasets,
    fit,
    gradient,
    hold,
    maximize,
    mean_field,
    newton,
    partial,
    ridge_prior,
    run,
    soft,
)
from em_core.models.feature_rounds import FeatureStatistics
from tests.core.cases import CASES, E_RULES, Case
from tests.core.test_published import after, at, printed
from tests.core.truths import check_objective, many, record

DB, HANDS = datasets.DO_BATZOGLOU.rounds, datasets.TWO_HANDS
EQUAL, FEATURES = CoinMixture(learn_weights=False), FeatureCoins()
START = at(0.6, 0.5)
TOP, HANDS_TOP = -31.570200235997, -58.22525057438912
every_case = pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
CLIMBING = [c for c in CASES if hasattr(c.model, "hessian")]


def needed(model: Any, data: Any, start: Any, rule: Any, top: float, max_iter: int) -> int:
    """Iterations until the log-likelihood is within 1e-8 of the top and stays there."""
    trace, _ = record(model, data, start, Recipe(m_step=rule), max_iter=max_iter, tol=0)
    far = [s.iteration for s in trace if s.phase != "E" and abs(s.log_likelihood - top) > 1e-8]
    return far[-1] + 1


def falls(model: Any, data: Any, start: Any, rule: Any, iterations: int) -> dict[str, list[int]]:
    """In which iterations the bound and the log-likelihood fell by more than rounding; which were told."""
    trace, _ = record(model, data, start, Recipe(m_step=rule), max_iter=iterations, tol=0)
    e, m = ([s for s in trace if s.phase == phase] for phase in "EM")
    return {
        "bound": [b.iteration for a, b in zip(e, m, strict=True) if b.elbo < a.elbo - 1e-12],
        "log-likelihood": [
            b.iteration for a, b in zip(e, m, strict=True) if b.log_likelihood < a.log_likelihood - 1e-12
        ],
        "told": [s.iteration for s in m if any(x.kind == "objective_fell" for x in s.events)],
    }


@pytest.mark.parametrize(("eta", "count"), [
    (0.05, 323), (0.1, 159), (0.25, 62), (0.5, 29), (1, 12), (1.25, 9), (1.5, 6), (1.7, 4), (1.8, 6),
    (1.9, 7), (2, 8), (2.5, 16), (3, 58),
])  # fmt: skip
def test_part_of_the_way_and_beyond_takes_so_many_iterations(eta: float, count: int) -> None:
    assert needed(EQUAL, DB, START, partial(eta), TOP, 2 * count + 20) == count


def test_when_a_longer_step_falls() -> None:
    for eta in (0.05, 0.5, 1, 1.5, 1.8):
        found = falls(EQUAL, DB, START, partial(eta), 60)
        assert (found["bound"], found["log-likelihood"], found["told"]) == ([], [], []), eta
    assert falls(EQUAL, DB, START, partial(1.9), 20)["bound"][0] == 1
    two = falls(EQUAL, DB, START, partial(2), 8)
    assert (two["bound"], two["log-likelihood"]) == ([1, 3, 5, 7], [])
    assert two["told"] == [1, 3, 5]  # the fourth is below a billionth
    far = falls(EQUAL, DB, START, partial(2.5), 60)
    assert far["log-likelihood"][0] == 1 and far["told"][0] == 1
    values = [s.log_likelihood for s in run(EQUAL, DB, START, Recipe(m_step=partial(2.5))) if s.phase != "E"]
    assert printed(values[:2], 4) == ["-33.0939", "-33.3579"]


def test_first_steps_part_of_the_way() -> None:
    for eta, expected in ((0.5, ["0.656506", "0.540670"]), (1.5, ["0.769518", "0.622009"])):
        first = after(DB, 1, START, Recipe(m_step=partial(eta)))
        assert printed(first.params.p_heads, 6) == expected


def test_one_coin_each_iteration() -> None:
    turns = by_turns(hold(1), hold(0))
    assert needed(EQUAL, DB, START, turns, TOP, 80) == 21
    first = after(DB, 1, START, Recipe(m_step=turns)).params.p_heads
    assert first[1] == 0.5 and printed(first[0], 6) == ["0.713012"]
    second = after(DB, 2, START, Recipe(m_step=turns)).params.p_heads
    assert second[0] == first[0] and second[1] != 0.5
    # Within one M-step both are the M-step.
    both = [run(EQUAL, DB, START, Recipe(m_step=rule)) for rule in (coordinates(hold(1), hold(0)), maximize)]
    for a, b in zip(*both, strict=True):
        assert a.log_likelihood == b.log_likelihood


def test_a_run_by_turns_rests_only_when_a_whole_turn_has() -> None:
    """Round 1 is all coin A's and A is where it belongs; only every third turn is B's."""
    data, model = Rounds([5, 7], 10, [0, 1]), CoinMixture(learn_weights=False)
    result = fit(model, data, at(0.5, 0.2), Recipe(m_step=by_turns(hold(1), hold(1), hold(0))))
    assert result.converged and result.params.p_heads.tolist() == [0.5, 0.7]


@pytest.mark.parametrize(("rule", "count"), [
    (maximize, 17), (newton(), 17), (coordinates(*(newton(50, only=[i]) for i in range(3))), 18),
    (gradient(0.01), 342), (gradient(0.02), 169), (gradient(0.05), 67), (gradient(0.08), 42),
    (gradient(0.1), 33), (gradient(0.15), 24),
])  # fmt: skip
def test_two_hands_by_every_rule(rule: Any, count: int) -> None:
    """M-steps; the E-step that sees the log-likelihood is one more."""
    assert needed(FEATURES, HANDS.rounds, HANDS.start, rule, HANDS_TOP, count + 20) == count


def test_two_hands_a_gradient_step_too_long_falls_and_says_so() -> None:
    assert falls(FEATURES, HANDS.rounds, HANDS.start, gradient(0.08), 60)["bound"] == []
    one = falls(FEATURES, HANDS.rounds, HANDS.start, gradient(0.1), 60)
    assert (one["bound"], one["told"]) == ([1], [1])
    many = falls(FEATURES, HANDS.rounds, HANDS.start, gradient(0.15), 25)
    assert len(many["bound"]) == 11 and set(many["told"]) < set(many["bound"])


# What every rule promises, on every model that takes it.


@every_case
def test_up_to_the_m_step_the_objective_of_no_model_falls(case: Case) -> None:
    for i, e_rule in enumerate(E_RULES[name] for name in case.rules):
        recipe = Recipe(e_rule, partial(0.3 + 0.2 * i), case.prior if i % 2 else None)
        trace, _ = record(case.model, case.data, case.start, recipe, max_iter=4)
        check_objective(trace)


@every_case
def test_a_step_too_long_for_a_model_s_range_is_shortened(case: Case) -> None:
    for eta in (1.9, 5.0, 1e6):
        for s in run(case.model, case.data, case.start, Recipe(m_step=partial(eta)), max_iter=4):
            assert np.isfinite(s.log_likelihood)
            told = [e.value for e in s.events if e.kind == "objective_fell"]
            assert all(value > 0 for value in told)


def test_the_rule_by_which_a_step_is_shortened() -> None:
    """From .6 the M-step of nine heads in ten goes to .9: 2 would be 1.2, 1.5 is 1.05, 1.25 is inside."""
    start, data = CoinParams([1.0], [0.6]), Rounds([9], 10)
    model = CoinMixture()
    stats = model.expected_stats(data, model.infer(data, start))
    assert partial(2.0)(model, stats, start).p_heads[0] == pytest.approx(0.6 + 1.25 * 0.3, rel=1e-15)
    # Nothing but heads: 1 itself is the M-step, and nothing is beyond it.
    heads = model.expected_stats(Rounds([9], 9), model.infer(data, start))
    assert partial(2.0)(model, heads, start).p_heads[0] == pytest.approx(1.0, abs=1e-15)


@every_case
def test_one_whole_step_is_the_m_step(case: Case) -> None:
    stats = case.model.expected_stats(case.data, case.model.infer(case.data, case.start))
    flat = Flat(case.model, case.start)
    mine, theirs = (rule(case.model, stats, case.start) for rule in (partial(1.0), maximize))
    np.testing.assert_array_equal(flat.to_vector(mine), flat.to_vector(theirs))


@st.composite
def climbs(draw: st.DrawFn) -> tuple[FeatureRounds, FeatureCoinParams, bool, Any]:
    """Rounds with features, a start, whether the weights are learned, and a prior or none."""
    n, j, k = draw(st.integers(1, 6)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    flips = draw(st.lists(st.integers(0, 20), min_size=n, max_size=n))
    heads = [draw(st.integers(0, m)) for m in flips]
    small = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.01, 3), st.floats(-3, -0.01))
    features = [draw(st.lists(small, min_size=j, max_size=j)) for _ in range(n)]
    weights = np.array(draw(st.lists(st.floats(0.05, 1), min_size=k, max_size=k)))
    some = st.floats(-4, 4)
    start = FeatureCoinParams(weights / weights.sum(), draw(st.lists(some, min_size=k, max_size=k)),
                              draw(st.lists(some, min_size=j, max_size=j)))  # fmt: skip
    kappas = draw(st.sampled_from([None, (0.01, 0.01), (1.0, 0.01), (0.01, 1.0)]))  # of slopes, intercepts
    prior = None if kappas is None else ridge_prior(kappas[0], coins=k, features=j, intercepts=kappas[1])
    return FeatureRounds(heads, flips, features), start, draw(st.booleans()), prior


RISING = st.one_of(
    st.just(maximize), st.integers(1, 4).map(newton),
    st.just(by_turns(newton(only=[0]), newton(only=[1]))),
    st.just(coordinates(newton(only=[1]), newton(2, only=[0]))), st.floats(0.01, 1.0).map(partial),
)  # fmt: skip


@many
@given(climbs(), RISING, st.sampled_from(list(E_RULES.values())))
def test_what_does_not_promise_to_fall_never_does_with_features(
    drawn: tuple[Any, ...], rule: Any, e_rule: Any
) -> None:
    data, start, learn, prior = drawn
    trace, _ = record(FeatureCoins(learn), data, start, Recipe(e_rule, rule, prior), max_iter=6)
    check_objective(trace)
    assert all(np.isfinite(s.log_likelihood) for s in trace)


@many
@given(climbs(), st.one_of(st.floats(0.001, 3.0).map(gradient), st.floats(1.0, 4.0).map(partial)))
def test_what_may_fall_is_told_with_features(drawn: tuple[Any, ...], rule: Any) -> None:
    data, start, learn, prior = drawn
    check_told(FeatureCoins(learn), data, start, Recipe(m_step=rule, prior=prior))


def check_told(model: Any, data: Any, start: Any, recipe: Recipe) -> None:
    trace, _ = record(model, data, start, recipe, max_iter=6, tol=0)
    for e, m in zip(trace[1::2], trace[2::2], strict=True):
        assert np.isfinite(m.log_likelihood)
        if any(event.stops for event in m.events):
            return
        fell = e.objective - m.objective
        told = [event for event in m.events if event.kind == "objective_fell"]
        if fell > 1.1e-9 * (1 + abs(e.objective)):
            assert told and told[0].value >= fell
        elif told:  # below the M-step before, by a hair that the E-step made good
            assert told[0].value <= 3e-9 * (1 + abs(e.objective))


inside = st.one_of(st.floats(0.01, 0.99), st.sampled_from([0.5, 0.3]))


@st.composite
def coins(draw: st.DrawFn) -> tuple[CoinMixture, Rounds, CoinParams, Any]:
    flips = draw(st.lists(st.integers(0, 20), min_size=1, max_size=6))
    data = Rounds([draw(st.integers(0, n)) for n in flips], flips)
    p = draw(st.lists(inside, min_size=2, max_size=3))
    w = np.array(draw(st.lists(st.floats(0.05, 1), min_size=len(p), max_size=len(p))))
    prior = beta_prior(2, 1.5, coins=len(p), concentration=1.2) if draw(st.booleans()) else None
    return CoinMixture(draw(st.booleans())), data, CoinParams(w / w.sum(), p), prior


@many
@given(coins(), st.floats(0.01, 1.0), st.sampled_from(list(E_RULES.values())), st.integers(0, 2))
def test_what_does_not_promise_to_fall_never_does_with_coins(
    drawn: tuple[Any, ...], eta: float, e_rule: Any, kind: int
) -> None:
    model, data, start, prior = drawn
    rule = (partial(eta), by_turns(hold(1), hold(0), maximize), coordinates(partial(eta), hold(0)))[kind]
    trace, _ = record(model, data, start, Recipe(e_rule, rule, prior), max_iter=6)
    check_objective(trace)


@many
@given(coins(), st.floats(1.0, 6.0))
def test_what_may_fall_is_told_with_coins(drawn: tuple[Any, ...], eta: float) -> None:
    model, data, start, prior = drawn
    check_told(model, data, start, Recipe(m_step=partial(eta), prior=prior))


@many
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 1.0))
def test_part_of_the_way_with_gaussians_never_falls(seed: int, eta: float) -> None:
    """Means and variances in one straight line: by hand, the slope is (1 - t)(v'^2 + d^2 (s + v)) / v^2."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(12, 2)) * [1, 3] + random.integers(0, 3, size=(12, 1))
    case = next(c for c in CASES if c.name == "three dimensions")
    start = type(case.start)([0.4, 0.6], random.normal(size=(2, 2)), [np.eye(2), np.diag([2.0, 0.3])])
    trace, _ = record(GaussianMixture(), x, start, Recipe(m_step=partial(eta)), max_iter=8)
    check_objective(trace)


# What is refused.


@pytest.mark.parametrize(("make", "message"), [
    (lambda: partial(0), "eta must be above 0, got 0"),
    (lambda: partial(-1), "eta must be at least 0, got -1"),
    (lambda: partial(np.inf), "eta must be a finite number"),
    (lambda: partial(1.0, soft), "whole must be a rule, got the function soft"),
    (lambda: gradient(0), "step must be above 0, got 0"),
    (lambda: newton(0), "times must be at least 1, got 0"),
    (lambda: newton(only=[]), r"only must name at least one coordinate, each once, got \[\]"),
    (lambda: newton(only=[1, 1]), "each once"),
    (lambda: newton(only=[-1]), "a coordinate must be at least 0, got -1"),
    (coordinates, "rules must be at least one, got none"),
    (lambda: by_turns(hold(0), 3), "rule 2 must be a rule that can be called"),  # type: ignore[arg-type]
    (lambda: coordinates(by_turns(hold(0))), "rule 1 must be the same in every iteration"),
    (lambda: by_turns(hold(0))(EQUAL, None, START), r"another rule each iteration: take it with at\("),
    (lambda: fit(EQUAL, DB, START, Recipe(m_step=newton())),
     r"must be one whose M-step can climb, got CoinMixture.* without \['gradient', 'hessian', 'moved'\]; "
     r"newton\(1\) is for FeatureCoins, with another model write maximize or partial\(eta\)"),
    (lambda: fit(EQUAL, DB, START, Recipe(m_step=gradient(0.1))), r"gradient\(0.1\) is for FeatureCoins"),
    (lambda: fit(EQUAL, DB, START, Recipe(mean_field(start=[[0.5]]))),
     r"factors\), got CoinMixture.*; mean_field is for Witness, with another model write soft\(\)"),
    (lambda: fit(FEATURES, HANDS.rounds, HANDS.start, Recipe(m_step=newton(only=[3]))),
     "a coordinate must be at most 2 here, got 3"),
])  # fmt: skip
def test_what_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_rules_say_what_they_are() -> None:
    rules = [partial(0.5), partial(2, hold(1)), gradient(0.01), newton(), newton(3, only=[0, 2]),
             coordinates(newton()), by_turns(newton(), maximize)]  # fmt: skip
    assert [repr(rule).split(" at ")[0] for rule in rules] == [
        "partial(0.5)", "partial(2, _Hold(coins=(1,)))", "gradient(0.01)", "newton(1)",
        "newton(3, only=(0, 2))", "coordinates(newton(1))", "by_turns(newton(1), <function maximize",
    ]  # fmt: skip
    assert partial(0.5) == partial(0.5) != partial(0.6) and newton(only=[1]) == newton(only=(1,))


def test_a_gradient_step_out_of_the_range_is_halved() -> None:
    start = replace_slopes(HANDS.start, 1e12)
    stats = FEATURES.expected_stats(HANDS.rounds, FEATURES.infer(HANDS.rounds, HANDS.start))
    rising = gradient(1e13)(FEATURES, stats, HANDS.start)
    assert np.abs(rising.slopes).max() <= 1e12
    assert gradient(0.1)(FEATURES, stats, start).slopes[0] <= 1e12


ONE = FeatureRounds([5], 10, [0.0])


@pytest.mark.parametrize(("start", "end"), [
    (4.0, -1.0),  # Newton's 27 are cut to 5 in log-odds
    (2.6, 0.1),  # 5 would rise, but by less than a tenth of what was promised: halved
])  # fmt: skip
def test_how_a_newton_step_too_long_is_shortened(start: float, end: float) -> None:
    at = FeatureCoinParams([1.0], [start], [0.0])
    stats = FEATURES.expected_stats(ONE, FEATURES.infer(ONE, at))
    assert newton()(FEATURES, stats, at).intercepts[0] == pytest.approx(end, abs=1e-12)


def test_newton_leaves_alone_what_is_lost_in_the_objective_s_rounding() -> None:
    at = FeatureCoinParams([0.5, 0.5], [0.3, 0.7], [0.0])
    counts = np.array([[[5.0, 5.0], [1e-17, 0.0]]])
    after = newton()(FEATURES, FeatureStatistics(np.array([1.0, 0.0]), ONE.kinds, counts), at)
    assert after.intercepts[1] == 0.7 and after.intercepts[0] != 0.3


class Counted(FeatureCoins):
    """It counts how often its slope is asked."""

    asked: list[FeatureCoinParams] = []

    def gradient(self, stats: FeatureStatistics, params: FeatureCoinParams) -> np.ndarray:
        self.asked.append(params)
        return super().gradient(stats, params)


def test_newton_stops_when_a_step_promised_no_more_than_rounding() -> None:
    """Of 50 steps few are made, in one coordinate as in all, and the slope is gone."""
    stats = FEATURES.expected_stats(HANDS.rounds, FEATURES.infer(HANDS.rounds, HANDS.start))
    for only in (None, [0], [2]):
        Counted.asked.clear()
        after = newton(50, only=only)(Counted(), stats, HANDS.start)
        left = FEATURES.gradient(stats, after)
        assert len(Counted.asked) <= 6
        assert np.abs(left if only is None else left[only]).max() < 1e-12


def replace_slopes(params: FeatureCoinParams, slope: float) -> FeatureCoinParams:
    return FeatureCoinParams(params.weights, params.intercepts, [slope])
