"""The hidden Markov model: the numbers of Eisner's diary, and states that are alike."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import HMM, Diary, HMMParams, Recipe, bound, datasets, fit, hard, run
from em_core.models.hmm import e_step
from tests.core.diaries import paths
from tests.core.truths import record

MODEL = HMM()
DIARY, START, ENDLESS = datasets.EISNER.diary, datasets.EISNER.start, datasets.EISNER.start_without_stop
EMIT = START.emissions
LIMIT: dict[str, Any] = {"max_iter": 20_000, "tol": 1e-15}


def printed(values: Any, digits: int) -> list[str]:
    return [f"{x:.{digits}f}" for x in np.ravel(values)]


def climbed(start: HMMParams, data: Diary = DIARY, **options: Any) -> list[float]:
    return [s.log_likelihood for s in run(MODEL, data, start, **options) if s.phase != "E"]


# What is printed of Eisner's diary.


def test_the_diary_is_flat_and_as_published() -> None:
    cones = "2 3 3 2 3 2 3 2 2 3 1 3 3 1 1 1 2 1 1 1 3 1 2 1 1 1 2 3 3 2 3 2 2"
    assert (DIARY.days + 1).tolist() == [int(x) for x in cones.split()]
    assert np.bincount(DIARY.days).tolist() == [11, 11, 11] and len(DIARY) == 33
    assert START.emissions.tolist() == [[0.7, 0.2, 0.1], [0.1, 0.2, 0.7]]
    assert (START.moves.tolist(), START.stop.tolist()) == ([[0.8, 0.1], [0.1, 0.8]], [0.1, 0.1])
    assert ENDLESS.moves.tolist() == [[0.8, 0.2], [0.2, 0.8]] and ENDLESS.stop is None
    assert all((datasets.EISNER.name, datasets.EISNER.source, datasets.EISNER.licence))


def test_the_log_likelihoods() -> None:
    values = climbed(START, max_iter=20, tol=0)
    assert printed([*values[:4], values[5], values[10], values[20]], 10) == [
        "-41.5378178211", "-36.7422925932", "-35.9576881140", "-35.6511069384",
        "-35.4061095555", "-35.3342724478", "-35.3328957326",
    ]  # fmt: skip
    assert printed(fit(MODEL, DIARY, START, **LIMIT).log_likelihood, 10) == ["-35.3328952745"]
    one = fit(MODEL, DIARY, HMMParams([1], [[0.9]], [[0.5, 0.3, 0.2]], [0.1]), **LIMIT)
    assert printed(one.log_likelihood, 10) == ["-40.7354061649"]
    ten = Diary(DIARY.days[:10], 3)
    assert printed(MODEL.log_likelihood(ten, START), 10) == ["-14.5338908467"]
    assert sum(1 for _ in paths(ten, START)) == 1024


def test_the_first_e_step_and_m_step() -> None:
    q = MODEL.infer(DIARY, START)
    assert printed(q.gamma[[0, 10, 13, 26, 32], 1], 6) == [
        "0.870942", "0.752335", "0.113106", "0.493486", "0.775424",
    ]  # fmt: skip
    stats = MODEL.expected_stats(DIARY, q)
    assert printed(stats.days[1].sum(), 6) == ["18.320705"]
    assert printed(stats.days, 6) == [
        "9.930578", "3.212115", "1.536602", "1.069422", "7.787885", "9.463398",
    ]  # fmt: skip
    assert printed(stats.moves, 6) == ["12.855260", "1.599459", "1.694977", "15.850304"]
    assert printed(q.entropy(), 7) == ["6.0708490"]
    after = MODEL.maximize(stats, START)
    assert printed(after.start[1], 6) == ["0.870942"]
    assert printed(after.moves, 6) == ["0.875741", "0.108960", "0.092517", "0.865158"]
    assert printed(after.stop, 6) == ["0.015299", "0.042325"]
    assert printed(after.emissions, 6) == [
        "0.676502", "0.218819", "0.104678", "0.058372", "0.425087", "0.516541",
    ]  # fmt: skip


def test_the_limit() -> None:
    end = fit(MODEL, DIARY, START, **LIMIT).params
    assert printed([end.start[1], end.moves[0, 0], end.moves[1, 1], end.stop[1]], 6) == [
        "1.000000", "0.933779", "0.864944", "0.063189",
    ]  # fmt: skip
    assert printed(end.emissions, 6) == [
        "0.640481", "0.148070", "0.211448", "0.000000", "0.534391", "0.465609",
    ]  # fmt: skip
    trace, _ = record(MODEL, DIARY, START, Recipe(), max_iter=60, tol=0)
    eleven = [s.posterior.gamma[10, 1] for s in trace if s.phase == "E"]
    assert printed(eleven[:3], 3) == ["0.752", "0.572", "0.377"] and eleven[-1] < 1e-12
    best = MODEL.infer(DIARY, end, math.inf)
    assert printed(bound.elbo(MODEL, DIARY, best, end), 7) == ["-36.4506761"]


def test_hard_em_ends_lower_on_both_scores() -> None:
    trace, end = record(MODEL, DIARY, START, Recipe(hard))
    firsts = trace[1]
    assert firsts.posterior.path.tolist() == [1] * 13 + [0] * 14 + [1] * 6
    assert firsts.posterior.path.tolist() == MODEL.infer(DIARY, START).gamma.argmax(axis=1).tolist()
    assert printed(firsts.elbo, 10) == ["-43.7376951005"]
    last = trace[-1].posterior
    assert last.path.tolist() == trace[3].posterior.path.tolist() == [1] * 13 + [0] * 13 + [1] * 7
    assert printed([trace[-1].elbo, end.log_likelihood], 10) == ["-37.4593853795", "-36.3505124552"]


def test_the_likeliest_path_is_not_the_path_of_the_likeliest_states() -> None:
    few = Diary([0, 0, 2])
    q, best = MODEL.infer(few, START), MODEL.infer(few, START, math.inf)
    assert printed(q.gamma[:, 1], 4) == ["0.0820", "0.1250", "0.5311"]
    assert best.path.tolist() == [0, 0, 0]
    values = dict(paths(few, START))
    assert printed([values[0, 0, 0], values[0, 0, 1]], 7) == ["-6.4579544", "-6.5914857"]
    assert bound.elbo(MODEL, few, best, START) == pytest.approx(values[0, 0, 0], rel=1e-14)


def stuck(start: HMMParams, data: Diary = DIARY) -> list[float]:
    """The log-likelihoods of 60 iterations, in which states 1 and 2 must be the same to the last bit."""
    trace, _ = record(MODEL, data, start, Recipe(), max_iter=60, tol=0)
    for s in trace:
        p = s.params
        assert p.start[0] == p.start[1] and p.emissions[0].tolist() == p.emissions[1].tolist()
        assert (p.moves[0, 0], p.moves[0, 1]) == (p.moves[1, 1], p.moves[1, 0])
        assert p.moves[0, 2:].tolist() == p.moves[1, 2:].tolist()
        assert p.moves[2:, 0].tolist() == p.moves[2:, 1].tolist()
        assert p.stop is None or p.stop[0] == p.stop[1]
        if s.posterior is not None:
            assert s.posterior.gamma[:, 0].tolist() == s.posterior.gamma[:, 1].tolist()
    return [s.log_likelihood for s in trace if s.phase != "E"]


def test_equal_states_stay_equal_and_others_do_not() -> None:
    uniform = HMMParams([0.5, 0.5], [[0.45, 0.45]] * 2, [[1 / 3] * 3] * 2, [0.1, 0.1])
    values = stuck(uniform)
    assert printed([*values[:2], values[-1]], 7) == ["-41.9283271", "-40.7354062", "-40.7354062"]
    equal = HMMParams(START.start, START.moves, [[0.4, 0.3, 0.3]] * 2, START.stop)
    assert printed(stuck(equal)[-1], 7) == ["-40.7354062"]
    uneven = HMMParams([0.6, 0.4], START.moves, [[1 / 3] * 3] * 2, START.stop)
    free = climbed(uneven, max_iter=2)
    assert printed(free[:2], 7) == ["-41.9283271", "-40.7216351"]
    assert printed(fit(MODEL, DIARY, uneven, **LIMIT).log_likelihood, 7) == ["-35.3328953"]


@pytest.mark.parametrize("tiny", [0.0, 1e-150], ids=["plain", "in logarithms"])
@pytest.mark.parametrize("size", [3, 4, 5])
def test_twins_among_others_stay_twins(size: int, tiny: float) -> None:
    """Their sums have the same terms in another order: rounding must not part them."""
    random = np.random.default_rng(size)
    moves = random.dirichlet(np.ones(size) * 3, size=size) * 0.9
    moves[1] = moves[0, [1, 0, *range(2, size)]]
    moves[2:, 1] = moves[2:, 0]
    moves[2:] *= 0.9 / moves[2:].sum(axis=1, keepdims=True)
    moves[2:, 1] = moves[2:, 0]
    emissions = np.array([[0.5 - tiny, 0.3, 0.2, tiny]] * 2 + [[0.1, 0.2, 0.6, 0.1]] * (size - 2))
    start = np.full(size, 1 / size)
    stop = 1 - moves.sum(axis=1)
    stop[1] = stop[0]
    values = stuck(HMMParams(start, moves, emissions, stop), Diary([*DIARY.days, 3, 3, 0, *DIARY.days], 4))
    assert values[-1] > values[0]


def test_names_exchanged_and_other_diaries() -> None:
    swapped = HMMParams(START.start[::-1], START.moves[::-1, ::-1], EMIT[::-1], START.stop)
    assert climbed(swapped, max_iter=8) == pytest.approx(climbed(START, max_iter=8), rel=1e-12)
    ordered = Diary(np.sort(DIARY.days))
    shuffled = Diary(DIARY.days[np.random.default_rng(0).permutation(33)])
    # The sorted diary: Eisner's start ends on a lower hill, one that begins cold on the higher.
    assert printed(fit(MODEL, ordered, START, **LIMIT).log_likelihood, 4) == ["-26.0649"]
    rows = [[0.85, 0.1], [0.01, 0.9]]
    cold = HMMParams([0.9, 0.1], rows, [[0.9, 0.05, 0.05], [0.02, 0.49, 0.49]], [0.05, 0.09])
    assert printed(fit(MODEL, ordered, cold, **LIMIT).log_likelihood, 4) == ["-22.6682"]
    assert printed(fit(MODEL, shuffled, START, **LIMIT).log_likelihood, 2) == ["-39.09"]


def test_the_plain_forward_product_is_0_from_day_631_on_and_the_model_goes_on() -> None:
    again = np.tile(DIARY.days, 31)
    ahead = START.start * EMIT[:, again[0]]
    for day in range(2, 632):  # noqa: B007
        ahead = (ahead @ START.moves) * EMIT[:, again[day - 1]]
        if not ahead.any():
            break
    assert day == 631
    long = Diary(again)
    assert MODEL.log_likelihood(long, START) == pytest.approx(
        e_step.log_posterior(long, START, 1.0).log_evidence, rel=1e-13
    )
