"""Other E rules and M rules: a q chosen by hand, a coin that is known, the best on a curve."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import given as drawn
from hypothesis import strategies as st

from em_core import (
    CoinMixture,
    CoinParams,
    Event,
    Recipe,
    Responsibilities,
    Rounds,
    along,
    beta_prior,
    bound,
    datasets,
    fit,
    given,
    hard,
    hold,
    maximize,
    run,
    soft,
)
from tests.core.cases import CASES, Case, Path, tables
from tests.core.truths import check_objective, check_run, record, slack

DB = datasets.DO_BATZOGLOU.rounds
HALF = [0.5, 0.5]
MODEL = CoinMixture(learn_weights=False)
START = CoinParams(HALF, [0.6, 0.5])
PEAK = np.array([0.796789, 0.519583])
inside = st.floats(0.02, 0.98)
seeds = st.integers(0, 2**32 - 1)
every_case = pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])


def some_q(case: Case) -> Any:
    """A q that has little to do with the model, but asks nothing impossible of it at the start."""
    return case.any_q(np.random.default_rng(2), within=case.model.infer(case.data, case.start))


@every_case
def test_a_chosen_q_falls_short_by_its_kl_and_then_it_is_soft_em(case: Case) -> None:
    model, data, start, q = case.model, case.data, case.start, some_q(case)
    trace, _ = record(model, data, start, Recipe(given(q)), max_iter=6)
    first, total = trace[1], model.log_likelihood(data, start)
    for mine, theirs in zip(tables(first.posterior), tables(q), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert abs(first.log_likelihood - total) <= slack(total)
    assert abs(first.kl - bound.divergence(model, data, q, start)) <= slack(total)
    check_objective(trace)
    later, _ = record(model, data, trace[2].params, Recipe(), max_iter=5)
    for a, b in zip(trace[3:], later[1:], strict=False):
        assert (a.phase, a.log_likelihood, a.elbo) == (b.phase, b.log_likelihood, b.elbo)


def test_a_chosen_q_by_hand() -> None:
    even = Responsibilities(np.full((5, 2), 0.5))
    trace, _ = record(MODEL, DB, START, Recipe(given(even)), max_iter=2)
    gamma = MODEL.infer(DB, START).probs
    apart = sum(bound.kl([0.5, 0.5], row) for row in gamma)
    assert trace[1].kl == pytest.approx(apart, rel=1e-12)  # two sums of ten logarithms near 30
    # Half of everything for both coins: they become one, the pooled one.
    assert trace[2].params.p_heads == pytest.approx([0.66, 0.66], rel=1e-15)
    assert trace[3].kl == pytest.approx(0, abs=1e-12)


def test_a_chosen_q_brings_along_nothing_but_its_probabilities() -> None:
    elsewhere = MODEL.infer(DB, CoinParams(HALF, [0.9, 0.1]))
    assert elsewhere.log_evidence is not None
    trace, _ = record(MODEL, DB, START, Recipe(given(elsewhere)), max_iter=1)
    assert trace[0].log_likelihood == pytest.approx(MODEL.log_likelihood(DB, START), rel=1e-14)  # same sum
    assert trace[1].kl == pytest.approx(bound.divergence(MODEL, DB, elsewhere, START), rel=1e-12)
    labels = MODEL.infer(DB, CoinParams(HALF, [0.5, 0.5]), math.inf)
    assert labels.events
    assert record(MODEL, DB, START, Recipe(given(labels)), max_iter=1)[0][1].events == ()

    class Knowing:
        log_evidence = -33.0

    with pytest.raises(ValueError, match=r"posterior must have log_evidence None, got -33.0"):
        given(Knowing())


def test_after_the_chosen_q_comes_the_rule_that_was_named() -> None:
    q = Responsibilities(np.full((5, 2), 0.5) + np.array([[0.1, -0.1]]))
    assert (given(q).beta, given(q, hard).beta, given(q, soft(2.0)).beta) == (1.0, math.inf, 2.0)
    trace, _ = record(MODEL, DB, START, Recipe(given(q, hard)), max_iter=3)
    assert set(trace[3].posterior.probs.ravel()) == {0.0, 1.0}
    check_objective(trace)


def test_a_chosen_q_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="posterior must have one row per round, got 1 for 5 rounds"):
        fit(MODEL, DB, START, Recipe(given(Responsibilities([[0.5, 0.5]]))))
    with pytest.raises(ValueError, match="statistics must be of 2 coins like what they meet, got 3"):
        fit(MODEL, DB, START, Recipe(given(Responsibilities(np.full((5, 3), 1 / 3)))))


@pytest.mark.parametrize("rule", [soft(), soft(0.5), hard], ids=["soft", "annealed", "hard"])
@pytest.mark.parametrize("learn", [False, True])
@pytest.mark.parametrize("prior", [None, beta_prior(2, 3, coins=2)], ids=["", "prior"])
def test_with_a_known_coin_all_truths_hold(rule: Any, learn: bool, prior: Any) -> None:
    check_run(CoinMixture(learn_weights=learn), DB, START, Recipe(rule, hold(1), prior))


@drawn(inside, inside, inside, seeds)
def test_the_known_coin_stays_and_nothing_beats_the_others(
    a: float, b: float, other: float, seed: int
) -> None:
    model, at = CoinMixture(), CoinParams(HALF, [a, b])
    q = Responsibilities(np.random.default_rng(seed).dirichlet([1, 1], size=5))
    stats = model.expected_stats(DB, q)
    after = hold(1)(model, stats, at)
    free = model.maximize(stats, at)
    assert after.p_heads.tolist() == [free.p_heads[0], b]
    assert after.weights.tolist() == free.weights.tolist()
    best = model.expected_log_joint(stats, after)
    for rival in (CoinParams(after.weights, [other, b]), CoinParams([other, 1 - other], after.p_heads)):
        assert model.expected_log_joint(stats, rival) <= best + slack(best)


def test_which_coins_are_held() -> None:
    stats = MODEL.expected_stats(DB, MODEL.infer(DB, START))
    assert hold()(MODEL, stats, START).p_heads.tolist() == maximize(MODEL, stats, START).p_heads.tolist()
    assert hold(0, 1)(MODEL, stats, START).p_heads.tolist() == [0.6, 0.5]
    with pytest.raises(ValueError, match="a held coin must be at most 1 here, got 2"):
        hold(2)(MODEL, stats, START)
    for bad in (-1, 0.5, "B"):
        with pytest.raises(ValueError, match="a held coin must be"):
            hold(bad)  # type: ignore[arg-type]


def test_a_known_coin_leaves_a_problem_in_one_number() -> None:
    """The peak along theta_A with theta_B = .5 known, by a grid in place of EM."""
    end = fit(MODEL, DB, START, Recipe(m_step=hold(1)), max_iter=1000, tol=1e-15)
    grid = np.linspace(0.001, 0.999, 99801)
    log_l = np.zeros(grid.size)
    for h, n in zip(DB.heads, DB.flips, strict=True):
        log_l += np.log((grid**h * (1 - grid) ** (n - h) + 0.5**n) / 2)
    # The grid's own step, 1e-5; half the square of it times a curvature of some 100.
    assert end.params.p_heads == pytest.approx([grid[log_l.argmax()], 0.5], abs=1e-5)
    assert end.log_likelihood == pytest.approx(log_l.max(), abs=1e-8)


def between(p: Any, q: Any) -> Path:
    return lambda u: CoinParams(HALF, np.clip(p + u * (q - p), 0, 1))


LINE = between(PEAK, PEAK[::-1])


def bend(u: float) -> CoinParams:
    """A curve with turns."""
    return CoinParams(HALF, [0.5 + 0.4 * math.sin(5 * u), 0.5 + 0.4 * math.cos(3 * u)])


@drawn(st.floats(0.0, 1.0), st.integers(1, 9), st.booleans())
def test_along_a_path_the_objective_never_falls_and_the_run_stays_on_it(u: float, n: int, bent: bool) -> None:
    path = bend if bent else LINE
    data = Rounds([n, 9, 8, 4, 7], 10)
    trace, _ = record(MODEL, data, path(u), Recipe(m_step=along(path, 0.0, 1.0)), max_iter=15)
    check_objective(trace)
    fine = np.array([path(v).p_heads for v in np.linspace(0, 1, 2001)])
    for s in trace:
        # The grid's own step x the curve's speed of at most 2.4.
        assert np.abs(fine - s.params.p_heads).max(axis=1).min() <= 2.5 / 2000


@drawn(seeds, st.floats(0.0, 1.0))
def test_along_a_line_nothing_on_it_is_better(seed: int, u: float) -> None:
    q = Responsibilities(np.random.default_rng(seed).dirichlet([1, 1], size=5))
    stats = MODEL.expected_stats(DB, q)
    after = along(LINE, 0.0, 1.0)(MODEL, stats, LINE(u))
    values = [MODEL.expected_log_joint(stats, LINE(v)) for v in np.linspace(0, 1, 501)]
    best = MODEL.expected_log_joint(stats, after)
    assert max(values) <= best + slack(best)


@drawn(inside, inside, seeds)
def test_along_one_coordinate_it_is_the_m_step_with_the_other_coin_held(
    a: float, b: float, seed: int
) -> None:
    q = Responsibilities(np.random.default_rng(seed).dirichlet([1, 1], size=5))
    stats, at = MODEL.expected_stats(DB, q), CoinParams(HALF, [a, b])
    mine = along(lambda u: CoinParams(HALF, [u, b]), 0.0, 1.0)(MODEL, stats, at)
    exact = hold(1)(MODEL, stats, at)
    assert mine.p_heads[1] == b
    # The top of a parabola is flat: 1e-15 of its height is the root of that, some 1e-7, of its width.
    assert mine.p_heads[0] == pytest.approx(exact.p_heads[0], abs=1e-6)


def test_a_path_into_log_0_is_no_obstacle() -> None:
    edge = between(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    trace, result = record(MODEL, DB, edge(0.3), Recipe(m_step=along(edge, 0.0, 1.0)))
    check_objective(trace)
    assert result.converged
    certain = MODEL.expected_stats(Rounds([5, 5], 5), Responsibilities([[1, 0], [1, 0]]))
    best = along(edge, 0.0, 1.0)(MODEL, certain, edge(0.5))
    assert best.p_heads == pytest.approx([1.0, 0.0], abs=1e-15)  # the end of the path itself


def test_parameters_off_the_path_are_left_only_for_better_ones() -> None:
    far = between(np.array([0.05, 0.1]), np.array([0.1, 0.05]))
    good = fit(MODEL, DB, START).params
    kept, _ = record(MODEL, DB, good, Recipe(m_step=along(far, 0.0, 1.0)), max_iter=2)
    assert all(s.params is good for s in kept)
    moved, _ = record(
        MODEL, DB, CoinParams(HALF, [0.9, 0.1]), Recipe(m_step=along(LINE, 0.0, 1.0)), max_iter=2
    )
    assert moved[2].params.p_heads.sum() == pytest.approx(PEAK.sum(), rel=1e-12)  # the line's own equation


def test_the_line_between_the_peaks_is_left_by_a_full_m_step() -> None:
    start = LINE(0.3)
    stats = MODEL.expected_stats(DB, MODEL.infer(DB, start))
    on, off = (step(MODEL, stats, start).p_heads for step in (along(LINE, 0.0, 1.0), maximize))
    assert on.sum() == pytest.approx(PEAK.sum(), rel=1e-12)
    assert abs(off.sum() - PEAK.sum()) > 1e-3
    end = fit(MODEL, DB, start, Recipe(m_step=along(LINE, 0.0, 1.0)), max_iter=1000, tol=1e-14)
    # The peak lies on the line, to the six digits it is given with, and the run ends there.
    assert end.params.p_heads == pytest.approx(PEAK, abs=2e-6)


@pytest.mark.parametrize(("low", "high"), [(1.0, 0.0), (0.5, 0.5)])
def test_a_path_needs_a_length(low: float, high: float) -> None:
    with pytest.raises(ValueError, match=f"low must be below high, got {low} and {high}"):
        along(LINE, low, high)
    with pytest.raises(ValueError, match="high must be a finite number, got inf"):
        along(LINE, 0.0, math.inf)


# Labels


SOME = Rounds(DB.heads, DB.flips, [1, 0, -1, 1, -1])


def test_labels_are_data_like_the_flips() -> None:
    """log p(x, known z): the labelled rounds bring in their own coin alone."""
    w, p = [0.3, 0.7], [0.6, 0.45]
    total = 0.0
    for h, n, z in zip(DB.heads, DB.flips, SOME.labels, strict=True):
        joint = [w[k] * p[k] ** h * (1 - p[k]) ** (n - h) for k in (0, 1)]
        total += math.log(sum(joint) if z < 0 else joint[z])
    at = CoinParams(w, p)
    assert MODEL.log_likelihood(SOME, at) == pytest.approx(total, rel=1e-14)  # ten terms
    q = MODEL.infer(SOME, at)
    assert q.log_evidence == pytest.approx(total, rel=1e-14)
    bare = MODEL.infer(DB, at).probs
    np.testing.assert_array_equal(q.probs[[0, 1, 3]], [[0, 1], [1, 0], [0, 1]])
    np.testing.assert_array_equal(q.probs[[2, 4]], bare[[2, 4]])


@drawn(st.lists(st.sampled_from([0, 1]), min_size=5, max_size=5), inside, inside, inside)
def test_all_rounds_labelled_need_no_em(labels: list[int], w: float, a: float, b: float) -> None:
    data, start = Rounds(DB.heads, DB.flips, labels), CoinParams([w, 1 - w], [a, b])
    end = fit(CoinMixture(), data, start)
    closed = CoinMixture().maximize(
        CoinMixture().expected_stats(DB, Responsibilities.from_labels(labels, 2)), start
    )
    assert end.params.p_heads.tolist() == closed.p_heads.tolist()
    assert end.params.weights.tolist() == closed.weights.tolist()
    assert end.iterations == 2  # the second only to see that nothing moves


@drawn(inside, inside)
def test_nobody_noted_anything_is_no_labels(a: float, b: float) -> None:
    assume(a != b)
    at = CoinParams(HALF, [a, b])
    blank = Rounds(DB.heads, DB.flips, [-1] * 5)
    np.testing.assert_array_equal(MODEL.infer(blank, at).probs, MODEL.infer(DB, at).probs)
    assert MODEL.log_likelihood(blank, at) == MODEL.log_likelihood(DB, at)


def test_one_unlabelled_round_and_a_known_coin_are_two_numbers() -> None:
    """The two knobs of Neal & Hinton's picture: A = rounds 2 and 3, B = 1 and 4, theta_B = .45 known."""
    data = Rounds(DB.heads, DB.flips, [1, 0, 0, 1, -1])
    trace, end = record(
        MODEL, data, CoinParams(HALF, [0.5, 0.45]), Recipe(m_step=hold(1)), max_iter=500, tol=1e-15
    )
    for s in trace[1:]:
        np.testing.assert_array_equal(s.posterior.probs[:4], [[0, 1], [1, 0], [1, 0], [0, 1]])
    for s in trace[2::2]:
        q = s.posterior.probs[4, 0]
        assert s.params.p_heads == pytest.approx(
            [(17 + 7 * q) / (20 + 10 * q), 0.45], rel=1e-14
        )  # a quotient
    check_objective(trace)
    # At the end the two numbers hold each other up.
    a, q = end.params.p_heads[0], trace[-1].posterior.probs[4, 0]
    odds = 7 * math.log(a / 0.45) + 3 * math.log((1 - a) / 0.55)
    assert q == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-7)  # half the digits of the objective's 1e-15


def test_a_label_that_its_coin_cannot_explain_is_refused_by_its_round() -> None:
    data = Rounds([5, 3], 5, [0, 1])
    at = CoinParams(HALF, [0.5, 1.0])
    with pytest.raises(
        ValueError, match=r"round 2 \(3 heads of 5 flips\) is impossible for coin 2, the one noted for it"
    ):
        MODEL.infer(data, at)
    assert MODEL.log_likelihood(data, at) == -math.inf


def test_a_q_against_the_labels_is_refused_by_its_round() -> None:
    q = np.full((5, 2), 0.5)
    q[0] = [0, 1]
    with pytest.raises(ValueError, match="posterior must give round 2 to coin 2 with probability 0"):
        MODEL.expected_stats(SOME, Responsibilities(q))


def test_a_held_coin_without_flips_says_so() -> None:
    trace = list(run(MODEL, Rounds([9, 8], 10, [0, 0]), START, Recipe(m_step=hold(1)), max_iter=1))
    assert trace[-1].events == (Event("no_mass", 1, 0.0, False),)
