"""Every case x every recipe meets the truths of EM; hypothesis draws more data and more starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from em_core import (
    CoinMixture,
    CoinParams,
    Recipe,
    Responsibilities,
    Rounds,
    beta_prior,
    bound,
    hard,
    run,
    soft,
)
from tests.core.cases import CASES, RUNS, Case, reverse_coins
from tests.core.truths import check_run, record, slack

unit = st.floats(0.0, 1.0)
inside = st.one_of(st.floats(0.001, 0.999), st.sampled_from([0.5, 0.25, 0.7, 0.3]))
anywhere = st.one_of(st.sampled_from([0.0, 1.0]), inside)
seeds = st.integers(0, 2**32 - 1)
e_rules = st.one_of(st.just(hard), st.sampled_from([0.25, 0.5, 1.0, 2.0, 10.0]).map(soft))


@st.composite
def rounds(draw: st.DrawFn) -> Rounds:
    flips = draw(st.lists(st.integers(0, 30), min_size=1, max_size=7))
    return Rounds([draw(st.integers(0, n)) for n in flips], flips)


@st.composite
def params(draw: st.DrawFn, size: int | None = None, p_heads: Any = inside) -> CoinParams:
    p = draw(st.lists(p_heads, min_size=size or 1, max_size=size or 4))
    w = np.array(draw(st.lists(st.floats(0.01, 1.0), min_size=len(p), max_size=len(p))))
    return CoinParams(w / w.sum(), p)


@st.composite
def recipes(draw: st.DrawFn, size: int) -> Recipe:
    prior = None
    if draw(st.booleans()):
        a, b, c = (draw(st.floats(1.0, 5.0)) for _ in range(3))
        prior = beta_prior(a, b, coins=size, concentration=c)
    return Recipe(draw(e_rules), prior=prior)


@pytest.mark.parametrize(("case", "recipe"), [r[1:] for r in RUNS], ids=[r[0] for r in RUNS])
def test_every_case_with_every_recipe(case: Case, recipe: Recipe) -> None:
    check_run(case.model, case.data, case.start, recipe)


@given(rounds(), params(p_heads=anywhere), st.booleans(), st.booleans(), st.data())
def test_any_rounds_start_and_recipe(
    data: Rounds, start: CoinParams, learn: bool, labelled: bool, more: st.DataObject
) -> None:
    if labelled:
        known = st.integers(-1, start.p_heads.size - 1)
        labels = more.draw(st.lists(known, min_size=len(data), max_size=len(data)))
        data = Rounds(data.heads, data.flips, labels)
    assume(CoinMixture().log_likelihood(data, start) > -np.inf)
    recipe = more.draw(recipes(start.p_heads.size))
    check_run(CoinMixture(learn_weights=learn), data, start, recipe, max_iter=15)


RELABELLED = [r for r in RUNS if r[1].relabel is not None]
TAKEN_APART = [c for c in CASES if c.pieces is not None]


@pytest.mark.parametrize(("case", "recipe"), [r[1:] for r in RELABELLED], ids=[r[0] for r in RELABELLED])
def test_relabelling_changes_nothing(case: Case, recipe: Recipe) -> None:
    same_but_for_names(case.model, case.data, case.start, recipe, case.relabel)


@given(rounds(), params(), st.booleans(), st.data())
def test_relabelling_any_start_changes_nothing(
    data: Rounds, start: CoinParams, learn: bool, more: st.DataObject
) -> None:
    recipe = more.draw(recipes(start.p_heads.size))
    same_but_for_names(CoinMixture(learn_weights=learn), data, start, recipe, reverse_coins)


def same_but_for_names(
    model: Any, data: Any, start: Any, recipe: Recipe, relabel: Callable[[Any], Any]
) -> None:
    # Three iterations: near a saddle every iteration multiplies a rounding error, by up to the
    # number of flips in a round, so 1e-16 may grow to 1e-9 and no further here.
    there, _ = record(model, data, start, recipe, max_iter=3, tol=0)
    back, _ = record(model, data, relabel(start), recipe, max_iter=3, tol=0)
    for a, b in zip(there, back, strict=False):
        if any(event.kind == "tie" for event in a.events):
            return  # a tie goes to the lowest index, whatever the coin there is called
        assert abs(a.log_likelihood - b.log_likelihood) <= 10 * slack(a.log_likelihood)
        for name, values in vars(relabel(b.params)).items():
            if values is None:
                continue
            np.testing.assert_allclose(getattr(a.params, name), values, rtol=0, atol=1e-8)


@given(rounds(), params(), seeds)
def test_any_q_stays_below_the_log_likelihood_by_its_kl(data: Rounds, at: CoinParams, seed: int) -> None:
    q = np.random.default_rng(seed).dirichlet(np.ones(at.p_heads.size), size=len(data))
    model = CoinMixture()
    value, top = bound.elbo(model, data, Responsibilities(q), at), model.log_likelihood(data, at)
    gap = sum(bound.kl(a, b) for a, b in zip(q, model.infer(data, at).probs, strict=True))
    assert value <= top + slack(top)
    # 100 x: KL subtracts logarithms as large as 30 log .001 for every round.
    assert abs(top - value - gap) <= 100 * slack(top)


@given(rounds(), params(), st.data(), seeds)
def test_no_other_parameters_beat_the_m_step(
    data: Rounds, at: CoinParams, more: st.DataObject, seed: int
) -> None:
    q = Responsibilities(np.random.default_rng(seed).dirichlet(np.ones(at.p_heads.size), size=len(data)))
    other = more.draw(params(at.p_heads.size))
    model = CoinMixture()
    stats = model.expected_stats(data, q)
    best = model.expected_log_joint(stats, model.maximize(stats, at))
    assert model.expected_log_joint(stats, other) <= best + slack(best)


def reachable(case: Case, params: Any) -> bool:
    """Whether the case's M-step may end there: a model that keeps its weights keeps those of the start."""
    kept = [name for name, of in (("weights", "learn_weights"), ("topic_words", "learn_topics"))
            if not getattr(case.model, of, True)]  # fmt: skip
    return all(
        np.allclose(getattr(params, name), getattr(case.start, name), rtol=0, atol=1e-12) for name in kept
    )


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_nothing_beats_the_m_step_of_any_model(case: Case) -> None:
    """Not the curves through the start, not another M-step, and not the M-step done once more."""
    model, data, random = case.model, case.data, np.random.default_rng(7)
    points = [path(u) for path in case.paths for u in np.linspace(-2, 2, 9)]
    posteriors = [model.infer(data, at) for at in points[::4]] + [case.any_q(random) for _ in range(4)]
    all_stats = [model.expected_stats(data, q) for q in posteriors]
    steps = [model.maximize(stats, case.start) for stats in all_stats]
    others = [other for other in points + steps if reachable(case, other)]
    for stats, step in zip(all_stats, steps, strict=True):
        if any(event.stops for event in model.check(stats, case.start, step)):
            continue  # a collapse has no largest value
        best = model.expected_log_joint(stats, step)
        for other in [*others, model.maximize(stats, step)]:
            assert model.expected_log_joint(stats, other) <= best + slack(best)


@given(rounds(), params(), st.sampled_from([0.5, 1.0, 2.0]), st.lists(unit, min_size=1, max_size=3), seeds)
def test_no_other_q_beats_the_e_step(
    data: Rounds, at: CoinParams, beta: float, mix: list[float], seed: int
) -> None:
    model = CoinMixture()
    best = model.infer(data, at, beta)
    other = np.random.default_rng(seed).dirichlet(np.ones(at.p_heads.size), size=len(data))

    def objective(q: Responsibilities) -> float:
        return model.expected_log_joint(model.expected_stats(data, q), at) + q.entropy() / beta

    for share in mix:
        q = Responsibilities(share * other + (1 - share) * best.probs)
        assert objective(q) <= objective(best) + slack(objective(best))


@pytest.mark.parametrize("case", TAKEN_APART, ids=[c.name for c in TAKEN_APART])
def test_statistics_add_up_over_the_data_and_scale(case: Case) -> None:
    model, q = case.model, case.any_q(np.random.default_rng(0)).probs
    whole = model.expected_stats(case.data, Responsibilities(q))
    parts = [
        model.expected_stats(piece, Responsibilities(row[None]))
        for piece, row in zip(case.pieces(case.data), q, strict=True)
    ]
    total = parts[0] * 0.0
    for part in parts:
        total = total + part
    # Statistics are what E_q log p(x, z | params) depends on, at any parameters.
    for params in (path(u) for path in case.paths for u in (-1.0, 0.0, 2.0)):
        value = model.expected_log_joint(whole, params)
        # Equal infinities, where q gives a coin what it cannot do.
        assert model.expected_log_joint(total, params) == pytest.approx(value, rel=1e-12, abs=1e-12)
        assert model.expected_log_joint(whole * 2.0, params) == pytest.approx(2 * value, rel=1e-12, abs=1e-12)


def test_running_twice_gives_the_same_numbers() -> None:
    case = CASES[1]
    first, second = (list(run(case.model, case.data, case.start)) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert (a.log_likelihood, a.elbo, a.objective) == (b.log_likelihood, b.elbo, b.objective)
        np.testing.assert_array_equal(a.params.p_heads, b.params.p_heads)
