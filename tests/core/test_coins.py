"""The coin model at its edges."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import (
    CoinMixture,
    CoinParams,
    CoinStatistics,
    Event,
    Recipe,
    Responsibilities,
    Rounds,
    beta_prior,
    datasets,
    fit,
    hard,
    run,
)
from tests.core.truths import record

MODEL = CoinMixture()
HALF = [0.5, 0.5]


@pytest.mark.parametrize("rule", [Recipe(), Recipe(hard)], ids=["soft", "hard"])
def test_a_round_that_no_coin_can_make_is_refused_by_its_number(rule: Recipe) -> None:
    data, start = Rounds([5, 3], 5), CoinParams(HALF, [1, 0])
    message = r"round 2 \(3 heads of 5 flips\) is impossible .* weights \[0.5, 0.5\] and p_heads \[1.0, 0.0\]"
    with pytest.raises(ValueError, match=message):
        fit(MODEL, data, start, rule)
    assert MODEL.log_likelihood(data, start) == -math.inf
    with pytest.raises(ValueError, match="round 1"):  # possible for a coin that is never taken: impossible
        fit(MODEL, data, CoinParams([0, 1], [0.5, 0]), rule)


@pytest.mark.parametrize("rule", [Recipe(), Recipe(hard)], ids=["soft", "hard"])
def test_certain_coins_keep_working(rule: Recipe) -> None:
    result = fit(MODEL, Rounds([5, 0, 5], 5), CoinParams(HALF, [1, 0]), rule)
    assert result.converged
    assert (result.params.p_heads.tolist(), result.params.weights.tolist()) == ([1, 0], [2 / 3, 1 / 3])
    assert result.log_likelihood == pytest.approx(2 * math.log(2 / 3) + math.log(1 / 3), rel=1e-15)  # 3 terms


def test_an_estimate_strictly_between_0_and_1_is_not_rounded_onto_them() -> None:
    # Coin A is credited with 40 heads and about 1e-119 tails: its best p is inside, nearer to 1 than any
    # double but one, and log(1 - p) must not become -inf.
    trace, result = record(MODEL, Rounds([40, 0], 40), CoinParams(HALF, [0.999, 0.001]), Recipe())
    tails = trace[1].stats.counts[0, 1]
    assert 0 < tails < 1e-100
    assert 0 < 1 - trace[2].params.p_heads[0] < 1e-15
    assert 0 < trace[2].params.p_heads[1] < 1e-100
    assert trace[2].objective > trace[1].objective
    assert result.log_likelihood == pytest.approx(2 * math.log(0.5), rel=1e-12)  # and 40 x 1e-16
    # The same for a weight: 5e-324 of five rounds.
    stats = CoinStatistics(np.array([5e-324, 5.0]), np.array([[5e-324, 0.0], [2.0, 3.0]]))
    best = MODEL.maximize(stats, CoinParams(HALF, HALF))
    assert best.weights[0] > 0
    assert math.isfinite(MODEL.expected_log_joint(stats, best))
    tiny = MODEL.maximize(
        MODEL.expected_stats(Rounds([1], 1), Responsibilities([[1, 0]])) * 1e-320, CoinParams(HALF, HALF)
    )
    assert tiny.p_heads.tolist() == [1, 0.5]


def test_a_coin_without_mass_keeps_its_p_and_says_so() -> None:
    data = Rounds([9, 8, 10], 10)
    for learn, weights in ((True, [1.0, 0.0]), (False, HALF)):
        trace, result = record(
            CoinMixture(learn_weights=learn), data, CoinParams(HALF, [0.9, 0.2]), Recipe(hard)
        )
        assert result.params.p_heads.tolist() == [0.9, 0.2]
        assert result.params.weights.tolist() == weights
        assert [s.events for s in trace if s.phase == "M"] == [
            (Event("no_mass", 1, 0.0, False),)
        ] * result.iterations
        assert not any(s.events for s in trace if s.phase != "M")


def test_a_coin_with_nothing_but_empty_rounds_keeps_its_p_but_not_its_weight() -> None:
    q = Responsibilities.from_labels([0, 0, 1], 2)
    stats = MODEL.expected_stats(Rounds([3, 4, 0], [5, 5, 0]), q)
    before = CoinParams(HALF, [0.6, 0.3])
    now = MODEL.maximize(stats, before)
    assert now.p_heads.tolist() == [0.7, 0.3]
    assert now.weights.tolist() == [2 / 3, 1 / 3]
    assert MODEL.check(stats, before, now) == (Event("no_mass", 1, 0.0, False),)


def test_no_data_at_all_keeps_everything() -> None:
    nothing = MODEL.expected_stats(Rounds([3], 5), Responsibilities([[0.5, 0.5]])) * 0.0
    now = MODEL.maximize(nothing, CoinParams([0.3, 0.7], [0.6, 0.3]))
    assert (now.weights.tolist(), now.p_heads.tolist()) == ([0.3, 0.7], [0.6, 0.3])


def test_a_tie_goes_to_the_lowest_index_and_is_counted() -> None:
    # 5 of 10 is equally likely under .7 and .3, though 1 - .7 is not the double .3; so is an empty round.
    q = MODEL.infer(Rounds([5, 9, 0, 5, 1], [10, 10, 0, 10, 10]), CoinParams(HALF, [0.7, 0.3]), math.inf)
    assert q.probs[:, 0].tolist() == [1, 1, 1, 1, 0]
    assert q.events == (Event("tie", None, 3.0, False),)
    q = MODEL.infer(Rounds([5, 9, 1], 10), CoinParams(HALF, [0.3, 0.7]), math.inf)
    assert q.probs[:, 0].tolist() == [1, 0, 1]
    assert q.events == (Event("tie", None, 1.0, False),)
    three = MODEL.infer(Rounds([5], 10), CoinParams([0.2, 0.4, 0.4], [0.5, 0.5, 0.5]), math.inf)
    assert three.probs.tolist() == [[0, 1, 0]]


def test_the_tie_is_told_at_the_e_step_that_broke_it() -> None:
    trace, result = record(
        CoinMixture(False), datasets.DO_BATZOGLOU.rounds, CoinParams(HALF, [0.6, 0.6]), Recipe(hard)
    )
    assert [s.phase for s in trace if any(e.kind == "tie" for e in s.events)] == ["E"]
    assert trace[1].events == result.events[:1] == (Event("tie", None, 5.0, False),)


def test_one_coin_ends_at_the_pooled_share() -> None:
    for rule in (Recipe(), Recipe(hard)):
        result = fit(MODEL, datasets.DO_BATZOGLOU.rounds, CoinParams([1], [0.2]), rule)
        assert result.params.p_heads.tolist() == [33 / 50]
        assert (result.iterations, result.converged) == (2, True)


def test_fixed_weights_stay_those_of_the_start() -> None:
    start = CoinParams([0.3, 0.7], [0.6, 0.5])
    snapshots = list(run(CoinMixture(learn_weights=False), datasets.DO_BATZOGLOU.rounds, start))
    assert all(s.params.weights.tolist() == [0.3, 0.7] for s in snapshots)


def test_the_prior_is_pseudo_data() -> None:
    prior = beta_prior(3, 2, coins=2, concentration=4)
    np.testing.assert_array_equal(prior.counts, [[2, 1], [2, 1]])
    np.testing.assert_array_equal(prior.rounds, [3, 3])
    data = datasets.DO_BATZOGLOU
    stats = MODEL.expected_stats(data.rounds, Responsibilities.from_labels(data.labels, 2)) + prior
    now = MODEL.maximize(stats, CoinParams(HALF, HALF))
    assert now.p_heads.tolist() == [26 / 33, 11 / 23]
    assert now.weights.tolist() == [6 / 11, 5 / 11]


def test_the_log_prior_is_the_beta_density_up_to_a_constant() -> None:
    prior = beta_prior(3, 2, coins=1)
    values = [MODEL.expected_log_joint(prior, CoinParams([1], [p])) for p in (0.2, 0.9)]
    # Two logarithms each; Beta(3, 2) has the density 12 p^2 (1 - p).
    assert values == pytest.approx([math.log(0.2**2 * 0.8), math.log(0.9**2 * 0.1)], rel=1e-14)


def test_a_flat_prior_changes_nothing() -> None:
    data, start = datasets.DO_BATZOGLOU.rounds, CoinParams(HALF, [0.6, 0.5])
    plain, flat = (fit(MODEL, data, start, Recipe(prior=p)) for p in (None, beta_prior(1, 1, coins=2)))
    np.testing.assert_array_equal(plain.params.p_heads, flat.params.p_heads)
    assert plain.log_likelihood == flat.log_likelihood


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"a": 0.5}, "a must be at least 1, got 0.5"),
        ({"b": math.nan}, "b must be a finite number, got nan"),
        ({"concentration": 0}, "concentration must be at least 1, got 0"),
        ({"coins": 0}, "coins must be at least 1, got 0"),
        ({"coins": 1.5}, "coins must be a whole number, got 1.5"),
        ({"coins": True}, "coins must be a finite number, got True"),
    ],
)
def test_the_prior_refuses(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        beta_prior(**{"a": 2, "b": 2, "coins": 2, **arguments})


def test_a_prior_for_another_number_of_coins_is_refused() -> None:
    for coins in (1, 3):
        with pytest.raises(ValueError, match=f"statistics must be of 2 coins .* got {coins}"):
            fit(
                MODEL,
                datasets.DO_BATZOGLOU.rounds,
                CoinParams(HALF, HALF),
                Recipe(prior=beta_prior(2, 2, coins=coins)),
            )


def test_a_posterior_of_other_data_is_refused() -> None:
    with pytest.raises(ValueError, match="posterior must have one row per round, got 1 for 5 rounds"):
        MODEL.expected_stats(datasets.DO_BATZOGLOU.rounds, Responsibilities([[0.5, 0.5]]))
