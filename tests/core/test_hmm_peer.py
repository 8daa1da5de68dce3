"""The hidden Markov model beside hmmlearn's, which knows no STOP: a third state and symbol stand for it."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hmmlearn.hmm import CategoricalHMM

from em_core import HMM, Diary, HMMParams, datasets, run

DIARY, START, ENDLESS = datasets.EISNER.diary, datasets.EISNER.start, datasets.EISNER.start_without_stop


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """hmmlearn warns of more parameters than data."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def peer(start: Any, moves: Any, emissions: Any, iterations: int) -> Any:
    model = CategoricalHMM(
        len(start), n_iter=iterations, tol=-math.inf, init_params="", implementation="log",
        n_features=np.shape(emissions)[1],
    )  # fmt: skip
    model.startprob_, model.transmat_, model.emissionprob_ = (np.array(t) for t in (start, moves, emissions))
    return model


def ours(data: Diary, start: HMMParams, iterations: int) -> tuple[list[float], HMMParams]:
    trace = list(run(HMM(), data, start, max_iter=iterations, tol=0))
    return [s.log_likelihood for s in trace if s.phase != "E"], trace[-1].params


def test_with_stop_ten_iterations_agree() -> None:
    values, end = ours(DIARY, START, 10)
    moves = np.zeros((3, 3))
    moves[:2, :2], moves[:2, 2], moves[2, 2] = START.moves, START.stop, 1.0
    emissions = np.zeros((3, 4))
    emissions[:2, :3], emissions[2, 3] = START.emissions, 1.0
    model = peer([*START.start, 0.0], moves, emissions, 10)
    model.fit(np.append(DIARY.days, 3)[:, None])
    assert list(model.monitor_.history) == pytest.approx(values[:10], rel=1e-12)
    np.testing.assert_allclose(model.startprob_[:2], end.start, rtol=1e-9)
    np.testing.assert_allclose(model.transmat_[:2], np.column_stack([end.moves, end.stop]), rtol=1e-9)
    np.testing.assert_allclose(model.emissionprob_[:2, :3], end.emissions, rtol=1e-9)


def test_without_stop_and_several_diaries_ten_iterations_agree() -> None:
    random = np.random.default_rng(8)
    parts = [random.integers(4, size=n) for n in (40, 1, 25, 7)]
    start = HMMParams(random.dirichlet(np.ones(3)), random.dirichlet(np.ones(3), size=3),
                      random.dirichlet(np.ones(4), size=3))  # fmt: skip
    values, end = ours(Diary(parts, 4), start, 10)
    model = peer(start.start, start.moves, start.emissions, 10)
    model.fit(np.concatenate(parts)[:, None], [len(part) for part in parts])
    assert list(model.monitor_.history) == pytest.approx(values[:10], rel=1e-12)
    for mine, theirs in ((end.start, model.startprob_), (end.moves, model.transmat_),
                         (end.emissions, model.emissionprob_)):  # fmt: skip
        np.testing.assert_allclose(mine, theirs, rtol=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_gamma_and_the_best_path_agree(seed: int) -> None:
    random = np.random.default_rng(seed)
    start = HMMParams(random.dirichlet(np.ones(4)), random.dirichlet(np.ones(4), size=4),
                      random.dirichlet(np.ones(5), size=4))  # fmt: skip
    days = random.integers(5, size=400)
    model = peer(start.start, start.moves, start.emissions, 1)
    q, best = (HMM().infer(Diary(days, 5), start, beta) for beta in (1.0, math.inf))
    score, gamma = model.score_samples(days[:, None])
    assert q.log_evidence == pytest.approx(score, rel=1e-13)
    np.testing.assert_allclose(q.gamma, gamma, rtol=1e-9)
    value, path = model.decode(days[:, None])
    assert best.path.tolist() == path.tolist()
    stats = HMM().expected_stats(Diary(days, 5), best)
    assert HMM().expected_log_joint(stats, start) == pytest.approx(value, rel=1e-13)
