"""The hidden Markov model against every path written out; ties, rows without counts, several diaries."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from em_core import (
    HMM,
    Diary,
    HMMParams,
    HMMPosterior,
    HMMStatistics,
    Recipe,
    bound,
    datasets,
    fit,
    hard,
    hmm_prior,
)
from em_core.models.hmm import e_step
from tests.core.diaries import any_chain, divergence, paths
from tests.core.truths import check_run, record, slack

MODEL = HMM()
DIARY, START, ENDLESS = datasets.EISNER.diary, datasets.EISNER.start, datasets.EISNER.start_without_stop
seeds = st.integers(0, 2**32 - 1)


def small(seed: int, sparse: bool = False) -> tuple[Diary, HMMParams]:
    """A diary or several with at most some thousand paths, and parameters; sparse: with zeros."""
    random = np.random.default_rng(seed)
    k = int(random.integers(1, 4))
    most = {1: 10, 2: 10, 3: 6}[k]
    cuts = [int(random.integers(1, most + 1))]
    if random.random() < 0.5 and cuts[0] < most:
        cuts.append(most - cuts[0])
    v = int(random.integers(1, 4))
    rate = 0.3 if sparse else 1.0
    rows = random.dirichlet(np.full(k + 1, rate), size=k)
    emissions = random.dirichlet(np.full(v, rate), size=k)
    if sparse:
        rows, emissions = (np.where(t < 0.05, 0.0, t) for t in (rows, emissions))
        rows, emissions = (t / t.sum(axis=1, keepdims=True) for t in (rows, emissions))
    start = random.dirichlet(np.ones(k))
    data = Diary([random.integers(v, size=n).tolist() for n in cuts], v)
    if random.random() < 0.5 or sparse:
        moves = rows[:, :k] + rows[:, k:] / k
        return data, HMMParams(start, moves / moves.sum(axis=1, keepdims=True), emissions)
    return data, HMMParams(start, rows[:, :k], emissions, 1 - rows[:, :k].sum(axis=1))


def check_written(data: Diary, params: HMMParams, beta: float, q: HMMPosterior) -> None:
    """q against the sum over all paths of p(x, z)^beta."""
    every = [(z, beta * value) for z, value in paths(data, params) if value > -math.inf]
    top = max(value for _, value in every)
    total = math.fsum(math.exp(value - top) for _, value in every)
    gamma, xi, entropy = np.zeros_like(q.gamma), np.zeros_like(q.xi), 0.0
    begun = np.delete(np.arange(len(data)), data.lasts)
    for z, value in every:
        p = math.exp(value - top) / total
        entropy -= p * (value - top - math.log(total))
        gamma[range(len(z)), z] += p
        for m, t in enumerate(begun):
            xi[m, z[t], z[t + 1]] += p
    # Sums of a thousand paths; a log's error of 1e-14, times beta, is a relative one of p.
    np.testing.assert_allclose(q.gamma, gamma, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(q.xi, xi, rtol=1e-10, atol=1e-12)
    assert q.entropy() == pytest.approx(entropy, rel=1e-10, abs=1e-11)
    if beta == 1:
        assert q.log_evidence == pytest.approx(top + math.log(total), rel=1e-12, abs=1e-13)
        assert MODEL.log_likelihood(data, params) == pytest.approx(q.log_evidence, rel=1e-13, abs=1e-13)
    else:
        assert q.log_evidence is None


@settings(max_examples=40)
@given(seeds, st.booleans(), st.sampled_from([1.0, 0.3, 2.0, 7.5]))
def test_against_all_paths(seed: int, sparse: bool, beta: float) -> None:
    data, params = small(seed, sparse)
    if MODEL.log_likelihood(data, params) == -math.inf:
        assert all(value == -math.inf for _, value in paths(data, params))
        with pytest.raises(ValueError, match="day"):
            MODEL.infer(data, params, beta)
        return
    check_written(data, params, beta, MODEL.infer(data, params, beta))
    check_written(data, params, beta, e_step.log_posterior(data, params, beta))


@settings(max_examples=40)
@given(seeds)
def test_viterbi_against_all_paths(seed: int) -> None:
    data, params = small(seed)
    best = MODEL.infer(data, params, math.inf)
    every = dict(paths(data, params))
    top = max(every.values())
    assert every[tuple(best.path.tolist())] == pytest.approx(top, rel=1e-11)
    value = bound.elbo(MODEL, data, best, params)
    assert value == pytest.approx(top, rel=1e-11) and best.entropy() == 0.0 and best.log_evidence is None


@settings(max_examples=40)
@given(seeds, seeds)
def test_kl_of_any_chain_against_all_paths(seed: int, other: int) -> None:
    data, params = small(seed)
    q = any_chain(data, params.start.size, np.random.default_rng(other))
    written = divergence(data, q, params)
    assert written is not None or params.start.size ** len(data) > 1000
    apart, total = bound.divergence(MODEL, data, q, params), MODEL.log_likelihood(data, params)
    assert abs(bound.elbo(MODEL, data, q, params) + apart - total) <= 10 * slack(total) + slack(apart)
    if written is not None:
        assert apart == pytest.approx(written, rel=1e-9, abs=1e-10)


@settings(max_examples=25)
@given(seeds, st.sampled_from([Recipe(), Recipe(hard)]), st.booleans())
def test_any_diary_and_start_meet_the_truths(seed: int, recipe: Recipe, prior: bool) -> None:
    data, params = small(seed)
    k, v = params.emissions.shape
    pseudo = hmm_prior(states=k, symbols=v, start=2, moves=1.5, emissions=3, stop=2) if prior else None
    check_run(MODEL, data, params, Recipe(recipe.e_step, prior=pseudo), max_iter=8)


# Ties, rows without counts, and what adds up.


def test_ties_go_to_the_lowest_index_and_are_counted() -> None:
    equal = HMMParams(START.start, [[0.45, 0.45]] * 2, [[0.4, 0.3, 0.3]] * 2, START.stop)
    best = MODEL.infer(DIARY, equal, math.inf)
    assert best.path.tolist() == [0] * 33
    assert [(e.kind, e.component, e.value, e.stops) for e in best.events] == [("tie", None, 33.0, False)]
    # Two best paths that differ only in their names are one decision, on the last day.
    twins = HMMParams(START.start, START.moves, [[0.4, 0.3, 0.3]] * 2, START.stop)
    best = MODEL.infer(DIARY, twins, math.inf)
    assert (best.path.tolist(), best.events[0].value) == ([0] * 33, 1.0)
    # A rounding error is a tie, a difference is not.
    for more, path in ((1e-15, 0), (1e-9, 1)):
        start = HMMParams([0.5 - more, 0.5 + more], [[0.5, 0.5]] * 2, [[1.0]] * 2)
        found = MODEL.infer(Diary([0]), start, math.inf)
        assert (found.path.tolist(), bool(found.events)) == ([path], path == 0)
    # Eisner's start cannot say whether day 27, with two cones, is still cold.
    assert [e.value for e in MODEL.infer(DIARY, START, math.inf).events] == [1.0]
    assert MODEL.infer(DIARY, START).gamma[26, 0] > 0.5
    assert MODEL.infer(Diary(DIARY.days[:9], 3), START, math.inf).events == ()


def test_rows_without_counts_stay_and_are_told() -> None:
    day = Diary([1], 3)
    trace, end = record(MODEL, day, ENDLESS, Recipe(), max_iter=1)
    assert end.params.moves.tolist() == ENDLESS.moves.tolist()
    assert [(e.kind, e.component) for e in end.events] == [("no_mass", 0), ("no_mass", 1)]
    _, stopped = record(MODEL, day, START, Recipe(), max_iter=1)
    assert stopped.params.stop.tolist() == [1, 1] and stopped.events == ()
    # Hard EM leaves a state without a single day: all its rows stay.
    equal = HMMParams(START.start, START.moves, [[0.4, 0.3, 0.3]] * 2, START.stop)
    _, alone = record(MODEL, DIARY, equal, Recipe(hard), max_iter=1)
    assert ("no_mass", 1) in [(e.kind, e.component) for e in alone.events]
    assert alone.params.emissions[1].tolist() == [0.4, 0.3, 0.3]
    assert (alone.params.moves[1].tolist(), alone.params.stop[1]) == ([0.1, 0.8], 0.1)


def test_several_diaries_are_independent() -> None:
    parts = [[0, 2, 1, 1], [2], [1, 0]]
    together = Diary(parts, 3)
    q = MODEL.infer(together, START)
    each = [MODEL.infer(Diary(part, 3), START) for part in parts]
    np.testing.assert_allclose(q.gamma, np.concatenate([one.gamma for one in each]), rtol=1e-13)
    np.testing.assert_allclose(q.xi, np.concatenate([one.xi for one in each]), rtol=1e-13)
    assert q.log_evidence == pytest.approx(sum(one.log_evidence for one in each), rel=1e-14)
    assert q.entropy() == pytest.approx(sum(one.entropy() for one in each), rel=1e-13)
    added = MODEL.expected_stats(Diary(parts[0], 3), each[0])
    for part, one in zip(parts[1:], each[1:], strict=True):
        added = added + MODEL.expected_stats(Diary(part, 3), one)
    whole = MODEL.expected_stats(together, q)
    for name, counts in vars(whole).items():
        np.testing.assert_allclose(counts, getattr(added, name), rtol=1e-13)
    best = MODEL.infer(together, START, math.inf)
    alone = [MODEL.infer(Diary(part, 3), START, math.inf).path.tolist() for part in parts]
    assert best.path.tolist() == sum(alone, [])
    assert [c.expected for c in MODEL.conserved(together, whole)] == [7, 4, 3, 3, 2, 3, 2]


def test_a_prior_is_counts_on_every_row() -> None:
    prior = hmm_prior(states=2, symbols=3, start=2, moves=3, emissions=1.5, stop=4)
    assert (prior.first.tolist(), prior.moves.tolist()) == ([1, 1], [[2, 2], [2, 2]])
    assert (prior.days.tolist(), prior.stops.tolist()) == ([[0.5] * 3] * 2, [3, 3])
    end = fit(MODEL, DIARY, START, Recipe(prior=prior), max_iter=500)
    # One first day and one pseudo-day for each state: it can no longer be certain.
    assert end.params.start.max() < 0.7
    with pytest.raises(ValueError, match="the concentration of moves must be at least 1, got 0.5"):
        hmm_prior(states=2, symbols=3, moves=0.5)


def test_the_m_step_keeps_what_is_small_and_does_not_look_at_names() -> None:
    even = HMMParams([0.5, 0.5], [[0.5, 0.5]] * 2, [[0.5, 0.5]] * 2)
    tables = ([5e-324, 9], [[5e-324, 9], [1, 1]], [[9, 5e-324], [1, 1]], [1, 0])
    counts = HMMStatistics(*map(np.array, tables))
    after = MODEL.maximize(counts, even)
    for p in (after.start[0], after.moves[0, 0], after.emissions[0, 1]):
        assert p == 5e-324  # the quotient would round to 0, for ever
    assert math.isfinite(MODEL.expected_log_joint(counts, after))
    # .1 + .2 + .3 is not .3 + .2 + .1: states that are renamed have the same rows, to the last bit.
    row, renamed = [0.1, 0.2, 0.3], [2, 1, 0]
    table = np.array([row, [0.7, 0.5, 0.6], [0.3, 0.2, 0.1]])
    three = HMMParams([1 / 3] * 3, [[1 / 3] * 3] * 3, [[1 / 3] * 3] * 3)
    moved = MODEL.maximize(HMMStatistics(np.ones(3), table, table, np.ones(3)), three)
    back = MODEL.maximize(HMMStatistics(np.ones(3), table[:, renamed], table[:, renamed], np.ones(3)), three)
    assert moved.moves[:, renamed].tolist() == back.moves.tolist()
    assert moved.moves[0].tolist() == moved.moves[2, ::-1].tolist()
