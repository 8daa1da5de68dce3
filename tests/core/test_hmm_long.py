"""A long diary, whose expected counts and entropy are made without a table for every move."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

from em_core import HMM, Diary, HMMParams, fit, run
from em_core.models.hmm.e_step import LONG
from em_core.models.hmm.exact import ExactPosterior

MODEL = HMM()


def problem(states: int, stop: bool, lengths: list[int]) -> tuple[Diary, HMMParams]:
    random = np.random.default_rng(states)
    rows = random.dirichlet(np.ones(states + stop), size=states)
    params = HMMParams(
        random.dirichlet(np.ones(states)), rows[:, :states], random.dirichlet(np.ones(4), size=states),
        rows[:, -1] if stop else None,
    )  # fmt: skip
    return Diary([random.integers(4, size=n) for n in lengths], 5), params  # nobody saw the fifth symbol


@pytest.mark.parametrize("stop", [False, True])
@pytest.mark.parametrize("lengths", [[1000], [400, 1, 2, 300]], ids=str)
@pytest.mark.parametrize("states", [1, 2, 5])
def test_counts_and_entropy_are_those_of_gamma_and_xi(states: int, lengths: list[int], stop: bool) -> None:
    data, params = problem(states, stop, lengths)
    params = HMMParams(params.start, params.moves, np.pad(params.emissions, [(0, 0), (0, 1)]), params.stop)
    q = MODEL.infer(data, params)
    assert isinstance(q, ExactPosterior) and q.xi.shape == (sum(lengths) - len(lengths), states, states)
    np.testing.assert_allclose(q.xi.sum(axis=2), np.delete(q.gamma, data.lasts, axis=0), atol=1e-12)
    slow, fast = MODEL.expected_stats(data, q.alone()), MODEL.expected_stats(data, q)
    for name in ("first", "moves", "days", "stops"):
        np.testing.assert_allclose(getattr(fast, name), getattr(slow, name), rtol=1e-12, atol=1e-12)
    assert q.entropy() == pytest.approx(q.alone().entropy(), rel=1e-11, abs=1e-11)
    assert q.kl(q.alone()) == pytest.approx(0, abs=1e-10)
    # of another diary's symbols the counts are made anew
    other = Diary(np.roll(data.days, 1), data.symbols) if len(lengths) == 1 else None
    if other is not None:
        again = MODEL.expected_stats(other, q)
        np.testing.assert_allclose(again.moves, slow.moves, rtol=1e-12)
        assert states == 1 or np.abs(again.days - slow.days).max() > 0.1


def test_a_diary_is_long_from_the_same_day_on_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    data, params = problem(3, False, [LONG + 44])
    data = Diary(data.days, 4)
    ends: list[Any] = [fit(MODEL, data, params, max_iter=30, tol=0)]
    monkeypatch.setattr("em_core.models.hmm.e_step.LONG", 10_000)
    assert not isinstance(MODEL.infer(data, params), ExactPosterior)
    ends.append(fit(MODEL, data, params, max_iter=30, tol=0))
    assert ends[0].log_likelihood == pytest.approx(ends[1].log_likelihood, rel=1e-12)
    np.testing.assert_allclose(ends[0].params.moves, ends[1].params.moves, rtol=1e-9)


def test_states_that_are_alike_stay_alike_in_a_long_diary() -> None:
    data = Diary(np.random.default_rng(0).integers(3, size=1000), 3)
    alike = HMMParams([1 / 3] * 3, np.full((3, 3), 1 / 3), [[0.4, 0.3, 0.3]] * 3)
    for step in run(MODEL, data, alike, max_iter=5):
        assert not isinstance(step.posterior, ExactPosterior)
        for table in (step.params.moves, step.params.emissions):
            assert (table == table[0]).all()


def test_copies_are_sealed_and_know_their_moves() -> None:
    data, params = problem(2, True, [500])
    q = MODEL.infer(Diary(data.days, 4), params)
    for again in (copy.deepcopy(q), pickle.loads(pickle.dumps(q))):
        assert again.xi.tobytes() == q.xi.tobytes() and again.entropy() == q.entropy()
        assert not again.gamma.flags.writeable and not again.xi.flags.writeable
