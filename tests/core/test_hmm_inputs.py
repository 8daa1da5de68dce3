"""What the hidden Markov model refuses and in which words, and numbers that floats hardly hold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import HMM, Diary, HMMParams, HMMPosterior, Recipe, bound, datasets, given, hard, run, soft
from em_core.models.hmm import e_step

MODEL = HMM()
DIARY, START = datasets.EISNER.diary, datasets.EISNER.start
HALF = [0.5, 0.5]


@pytest.mark.parametrize(("call", "message"), [
    (lambda: Diary([]), "the symbol must be a list with one number for each day, got []"),
    (lambda: Diary([[0], []]), "diary 2: the symbol must be a list with one number for each day, got []"),
    (lambda: Diary([0, -1]), "the symbol of day 2 must be at least 0, got -1"),
    (lambda: Diary([[0], [1, 0.5]]), "diary 2: the symbol of day 2 must be a whole number, got 0.5"),
    (lambda: Diary([0, "1"]), "the symbol of day 2 must be a finite number, got '1'"),
    (lambda: Diary([[0, 1], 1]), "diary 2 must be a list of symbols like the others, got 1"),
    (lambda: Diary([[0, 1], [2, 3]], 3), "day 2 of diary 2 must have a symbol from 0 to 2, got 3"),
    (lambda: Diary([0, 1], 0), "symbols must be at least 1, got 0"),
    (lambda: Diary(np.ma.masked_equal([0, 1], 1)), "days must be without masked entries"),
    (lambda: HMMParams(HALF, [[0.5, 0.4], HALF], [[1], [1]]), "moves of state 1 must add up to 1, got [0.5"),
    (lambda: HMMParams(HALF, [[0.5, 0.4], HALF], [[1], [1]], [0.1, 0.1]),
     "moves and stop of state 2 must add up to 1, got [0.5, 0.5, 0.1]"),
    (lambda: HMMParams([0.5, 0.6], [HALF] * 2, [[1], [1]]), "start must add up to 1, got [0.5, 0.6]"),
    (lambda: HMMParams(HALF, [HALF] * 2, [[1], [0.9]]), "emissions of state 2 must add up to 1, got [0.9]"),
    (lambda: HMMParams(HALF, [HALF] * 2, [[1, 0], [1]]), "emissions must have rows of the same length, got"),
    (lambda: HMMParams(HALF, [HALF], [[1], [1]]), "moves must have shape (2, 2) for 2 states, got (1, 2)"),
    (lambda: HMMParams(HALF, [HALF] * 2, [[1]]), "emissions must have one row for each of 2 states, got 1"),
    (lambda: HMMParams(HALF, [HALF] * 2, [[1]] * 2, [0.1]), "stop must have one entry for each of 2 states"),
    (lambda: HMMParams(HALF, [HALF, [1.5, -0.5]], [[1]] * 2), "moves of state 2 of state 1 must be at most"),
    (lambda: HMMParams(HALF, 3, [[1]] * 2), "moves must be a table with one row for each state, got 3"),
    (lambda: HMMParams(HALF, [HALF] * 2, np.array([[math.nan], [1]])), "emissions of state 1 of symbol's"),
    (lambda: MODEL.infer(Diary([0, 3]), START), "day 2 has the symbol 3, but emissions have columns for"),
    (lambda: MODEL.infer(Diary([0, 1]), START), "got 3 for 2 symbols; write Diary(days, symbols=3)"),
    (lambda: MODEL.log_likelihood(Diary([0, 1]), START), "got 3 for 2 symbols; write Diary(days, symbols=3)"),
    (lambda: MODEL.expected_stats(Diary([0, 1, 2]), MODEL.infer(DIARY, START)),
     "posterior must be of the same diaries, got 33 days in 1 for 3 in 1"),
    (lambda: MODEL.maximize(MODEL.expected_stats(DIARY, MODEL.infer(DIARY, START)),
                            HMMParams([1], [[1]], [[1]])),
     "statistics must be of 1 states and 1 symbols like what they meet, got 2 and 3"),
    (lambda: HMMPosterior([[0.5, 0.6]], np.zeros((0, 2, 2))), "gamma must hold a distribution for every day"),
    (lambda: HMMPosterior([HALF], np.zeros((1, 2, 2))), "xi must have one table per move, of shape (0, 2,"),
    (lambda: HMMPosterior([HALF, HALF], [[[0.5, 0.1], [0.0, 0.4]]]), "xi must be >= 0 and its rows add up"),
    (lambda: HMMPosterior([HALF, HALF], [[[0.5, 0.0], [0.5, 0.0]]]), "its columns add up to gamma of day 2"),
    (lambda: HMMPosterior([HALF, HALF], np.zeros((0, 2, 2)), [1]), "lengths must add up to the 2 days of"),
    (lambda: HMMPosterior([0.5, 0.5], []), "gamma must have shape (T, K) with T, K >= 1, got (2,)"),
    (lambda: HMMPosterior.of_path([0, 2], 2), "path must have states from 0 to 1, got [0, 2]"),
    (lambda: HMMPosterior.of_path([0], 1).kl(HMMPosterior.of_path([0], 2)), "q and p must be of the same"),
])  # fmt: skip
def test_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value)
    assert "\n" not in str(error.value)


ZERO = [[0.5, 0.5, 0], [0.5, 0.5, 0]]
CROSS = [[0, 1], [1, 0]]
IMPOSSIBLE: list[tuple[Any, HMMParams, str]] = [
    ([0, 1, 2, 0], HMMParams(HALF, [HALF] * 2, ZERO),
     "day 3 with the symbol 2 is impossible: emissions give that symbol probability 0 in every state"),
    ([[0, 1], [1, 2]], HMMParams(HALF, [HALF] * 2, ZERO), "day 2 of diary 2 with the symbol 2 is impossible"),
    ([0, 1, 1], HMMParams([1, 0], CROSS, np.eye(2)),
     "day 3 with the symbol 1 is impossible in every state that the days before it leave possible"),
    ([1, 0], HMMParams([1, 0], CROSS, np.eye(2)), "day 1 with the symbol 1 is impossible in every state"),
    ([0, 1], HMMParams([1, 0], [[0.5, 0.5], [1, 0]], np.eye(2), [0, 0]),
     "day 2 with the symbol 1 cannot be the last day: stop is 0 in every state that is possible there"),
]  # fmt: skip


@pytest.mark.parametrize(("days", "start", "message"), IMPOSSIBLE)
@pytest.mark.parametrize("recipe", [Recipe(), Recipe(soft(0.5)), Recipe(hard)])
def test_a_diary_that_is_impossible_under_the_start(
    days: Any, start: HMMParams, message: str, recipe: Recipe
) -> None:
    data = Diary(days, start.emissions.shape[1])
    assert MODEL.log_likelihood(data, start) == -math.inf
    with pytest.raises(ValueError, match="^day") as error:
        run(MODEL, data, start, recipe)
    assert message in str(error.value)


def test_a_stop_of_moves_that_never_stop() -> None:
    """No diary ends where stop is 0; without STOP it just breaks off."""
    data = Diary([0, 1])
    even = HMMParams(HALF, [HALF] * 2, [HALF] * 2)
    assert MODEL.log_likelihood(data, even) == pytest.approx(math.log(0.25))
    with pytest.raises(ValueError, match="day 2 with the symbol 1 cannot be the last day"):
        MODEL.infer(data, HMMParams(HALF, [HALF] * 2, [HALF] * 2, [0, 0]))


def test_a_chosen_q_is_taken_alone() -> None:
    """A q from other parameters brings neither their log-likelihood nor its logarithms along."""
    other = HMMParams([0.9, 0.1], [[0.5, 0.4], [0.3, 0.6]], [[0.2, 0.3, 0.5]] * 2, [0.1, 0.1])
    q = MODEL.infer(DIARY, other)
    first = list(run(MODEL, DIARY, START, Recipe(given(q)), max_iter=1))
    assert first[0].log_likelihood == pytest.approx(MODEL.log_likelihood(DIARY, START), rel=1e-14)
    assert first[1].kl == pytest.approx(bound.divergence(MODEL, DIARY, q, START), rel=1e-10)
    known = given(MODEL.infer(DIARY, START, math.inf))
    assert list(run(MODEL, DIARY, START, Recipe(known), max_iter=1))[1].posterior.path is None


# Numbers that floats hardly hold.


def test_two_states_that_never_meet_and_a_late_clue() -> None:
    """For 3,000 days the other state is better by e^-2000 and more; then only the first one is possible."""
    start = HMMParams(HALF, np.eye(2), [[0.2, 0.7, 0.1], [0.5, 0.5, 0.0]])
    data = Diary([0] * 3000 + [2])
    q = MODEL.infer(data, start)
    assert q.gamma[:, 0].tolist() == [1] * 3001
    assert q.log_evidence == pytest.approx(math.log(0.5 * 0.1) + 3000 * math.log(0.2), rel=1e-14)
    assert MODEL.log_likelihood(data, start) == pytest.approx(q.log_evidence, rel=1e-15)
    # Too small for a float is not impossible: KL knows the difference.
    open_end = Diary([0] * 3000, 3)
    near = MODEL.infer(open_end, start)
    assert near.gamma[0, 0] == 0 and near.entropy() == 0
    first = HMMPosterior.of_path([0] * 3000, 2)
    assert first.kl(near) == pytest.approx(3000 * math.log(0.5 / 0.2), rel=1e-12)
    assert first.kl(HMMPosterior.of_path([1] * 3000, 2)) == math.inf


@pytest.mark.parametrize("small", [1e-30, 1e-60, 1e-99, 1e-101, 1e-200, 1e-300, 5e-324])
@pytest.mark.parametrize("beta", [1.0, 0.5, 3.0])
def test_small_probabilities_of_every_size(small: float, beta: float) -> None:
    """Plain sums or logarithms: no gap between them, and neither loses a path."""
    start = HMMParams([1 - small, small], [[1 - small, small], [small, 1 - small]],
                      [[1 - small, small], [0.5, 0.5]])  # fmt: skip
    data = Diary([1, 0, 1, 1, 0, 1, 1, 1] * 20)
    exact = e_step.log_posterior(data, start, beta)
    q = MODEL.infer(data, start, beta)
    np.testing.assert_allclose(q.gamma, exact.gamma, rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(q.xi, exact.xi, rtol=1e-9, atol=1e-300)
    assert (q.log_evidence is None) == (beta != 1)
    if beta == 1:
        assert q.log_evidence == pytest.approx(exact.log_evidence, rel=1e-13)
        assert MODEL.log_likelihood(data, start) == pytest.approx(exact.log_evidence, rel=1e-13)


def test_ten_thousand_days_of_one_symbol() -> None:
    """A run of them has its closed form; plain, in logarithms, and the best path."""
    start = HMMParams([0.3, 0.7], [[0.6, 0.4], [0.4, 0.6]], [[0.01, 0.99]] * 2)
    data = Diary([0] * 10_000, 2)
    for q in (MODEL.infer(data, start), e_step.log_posterior(data, start, 1.0)):
        assert q.log_evidence == pytest.approx(10_000 * math.log(0.01), rel=1e-13)
        np.testing.assert_allclose(q.gamma[40:], 0.5, rtol=1e-6)
        rates = q.xi / q.gamma[:-1, :, None]
        np.testing.assert_allclose(rates, np.broadcast_to(start.moves, rates.shape), rtol=1e-9)
    best = MODEL.infer(data, start, math.inf)
    assert best.path.tolist() == [1] * 10_000
    for s in run(MODEL, data, start, Recipe(), max_iter=2):  # sums of ten thousand terms near 1
        assert s.elbo is None or s.elbo <= s.log_likelihood + 1e-9


@pytest.mark.parametrize("days", [1, 2, 3, 32, 33, 34, 64, 65, 66, 67, 127, 130, 131, 200, 1000, 2049, 3000])
def test_every_length_is_the_loop_over_days(days: int) -> None:
    """However the chain is halved: forward and backward, one day at a time."""
    random = np.random.default_rng(days)
    start = HMMParams(random.dirichlet(np.ones(3)), random.dirichlet(np.ones(3), size=3),
                      random.dirichlet(np.ones(4), size=3))  # fmt: skip
    data = Diary(random.integers(4, size=days), 4)
    like = start.emissions[:, data.days].T
    ahead, value = [start.start * like[0]], 0.0
    for t in range(1, days):
        value += math.log(ahead[-1].sum())
        ahead.append((ahead[-1] / ahead[-1].sum()) @ start.moves * like[t])
    value += math.log(ahead[-1].sum())
    back = [np.ones(3)]
    for t in range(days - 1, 0, -1):
        back.append(start.moves @ (like[t] * back[-1] / back[-1].sum()))
    gamma = np.array(ahead) * np.array(back[::-1])
    gamma /= gamma.sum(axis=1, keepdims=True)
    for q in (MODEL.infer(data, start), e_step.log_posterior(data, start, 1.0)):
        np.testing.assert_allclose(q.gamma, gamma, rtol=1e-10)
        np.testing.assert_allclose(q.xi.sum(axis=2), gamma[:-1], rtol=1e-10)
        np.testing.assert_allclose(q.xi.sum(axis=1), gamma[1:], rtol=1e-10)
        assert q.log_evidence == pytest.approx(value, rel=1e-13)


@pytest.mark.parametrize("beta", [1e-300, 1e-6, 50.0, 1e6, 1e300])
def test_a_beta_of_any_size(beta: float) -> None:
    start = HMMParams(START.start, START.moves, [[0.7, 0.25, 0.05], [0.1, 0.2, 0.7]], START.stop)  # no tie
    q = MODEL.infer(DIARY, start, beta)
    np.testing.assert_allclose(q.gamma.sum(axis=1), 1, rtol=1e-14)
    if beta > 1:
        best = MODEL.infer(DIARY, start, math.inf)
        assert best.events == ()
        np.testing.assert_allclose(q.gamma, best.gamma, rtol=0, atol=0.2 if beta < 100 else 1e-9)
    else:
        np.testing.assert_allclose(q.gamma, 0.5, rtol=0, atol=1e-3)
