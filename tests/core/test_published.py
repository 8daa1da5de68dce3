"""Numbers that are printed somewhere: each to the digits printed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import CoinMixture, CoinParams, Recipe, Responsibilities, bound, datasets, fit, hard, run
from em_core.single_coin import log_likelihood
from tests.core.truths import record

DB, FIVE, FALLS = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE, datasets.HARD_FALLS
EQUAL = CoinMixture(learn_weights=False)
SOFT = Recipe()
LIMIT: dict[str, Any] = {"max_iter": 5000, "tol": 1e-15}  # run until the objective stands still


def at(p_a: float, p_b: float) -> CoinParams:
    return CoinParams([0.5, 0.5], [p_a, p_b])


def printed(values: Any, digits: int) -> list[str]:
    return [f"{x:.{digits}f}" for x in np.atleast_1d(values)]


def after(data: Any, iteration: int, start: CoinParams, recipe: Recipe = SOFT) -> Any:
    return next(s for s in run(EQUAL, data, start, recipe) if (s.iteration, s.phase) == (iteration, "M"))


def test_one_coin_five_heads_in_ten() -> None:
    count = np.exp(log_likelihood([0.5, 0.6, 0.7], 5, 10, count=True))
    assert printed(count, 4) == ["0.2461", "0.2007", "0.1029"]


@pytest.mark.parametrize(
    ("data", "sums", "theta"), [(DB, (24, 30, 9, 20), (0.8, 0.45)), (FIVE, (5, 10, 6, 15), (0.5, 0.4))]
)
def test_known_labels_give_the_closed_form(
    data: Any, sums: tuple[int, ...], theta: tuple[float, float]
) -> None:
    stats = EQUAL.expected_stats(data.rounds, Responsibilities.from_labels(data.labels, 2))
    (h_a, t_a), (h_b, t_b) = stats.counts
    assert (h_a, h_a + t_a, h_b, h_b + t_b) == sums
    assert tuple(EQUAL.maximize(stats, at(0.5, 0.5)).p_heads) == theta
    assert data.truth in (None, theta)


def test_do_and_batzoglou_soft() -> None:
    data, start = DB.rounds, at(*DB.start)
    gamma = EQUAL.infer(data, start).probs[:, 0]
    assert printed(gamma, 6) == ["0.449149", "0.804986", "0.733467", "0.352156", "0.647215"]
    assert printed(after(data, 1, start).params.p_heads, 6) == ["0.713012", "0.581339"]
    assert printed(after(data, 10, start).params.p_heads, 6) == ["0.796744", "0.519659"]
    limit = fit(EQUAL, data, start, **LIMIT)
    assert printed(limit.params.p_heads, 6) == ["0.796789", "0.519583"]
    assert printed(limit.log_likelihood, 6) == ["-31.570200"]
    climbed = [s.log_likelihood for s in run(EQUAL, data, start) if s.phase != "E"]
    assert printed(climbed[:3], 6) == ["-33.093863", "-31.859258", "-31.723116"]
    # The article prints the first step as .71, .58 and the tenth as .80, .52.
    assert printed(after(data, 1, start).params.p_heads, 2) == ["0.71", "0.58"]
    assert printed(after(data, 10, start).params.p_heads, 2) == ["0.80", "0.52"]


def test_do_and_batzoglou_the_bound_and_the_gap() -> None:
    data, start = DB.rounds, at(*DB.start)
    trace, _ = record(EQUAL, data, start, SOFT, max_iter=1)
    first, e, m = trace
    assert printed([first.log_likelihood, e.log_likelihood, m.log_likelihood], 6) == [
        "-33.093863", "-33.093863", "-31.859258",
    ]  # fmt: skip
    assert printed([e.elbo, m.elbo], 3) == ["-33.094", "-31.997"]
    assert printed([bound.divergence(EQUAL, data, s.posterior, s.params) for s in (e, m)], 3) == [
        "0.000", "0.138",
    ]  # fmt: skip
    assert printed(m.kl, 3) == ["0.138"]


def test_do_and_batzoglou_hard() -> None:
    trace, result = record(EQUAL, DB.rounds, at(*DB.start), Recipe(hard))
    assert tuple(trace[2].params.p_heads) == tuple(result.params.p_heads) == (0.8, 0.45)
    assert trace[1].posterior.probs[:, 0].tolist() == [0, 1, 1, 0, 1]
    assert printed([s.objective for s in trace[1:3]], 6) == ["-35.086239", "-32.240585"]
    assert printed(result.log_likelihood, 6) == ["-31.707113"]


def test_do_and_batzoglou_from_the_diagonal() -> None:
    saddle = fit(EQUAL, DB.rounds, at(0.6, 0.6), **LIMIT)
    assert printed(saddle.params.p_heads, 6) == ["0.660000", "0.660000"]
    assert printed(saddle.log_likelihood, 6) == ["-32.051774"]
    # Any step off the diagonal leaves it.
    assert fit(EQUAL, DB.rounds, at(0.66 + 1e-6, 0.66 - 1e-6), **LIMIT).log_likelihood > -31.5703


def test_hard_from_the_diagonal_depends_on_the_ties_which_go_to_coin_a() -> None:
    trace, result = record(EQUAL, DB.rounds, at(0.6, 0.6), Recipe(hard))
    assert [(e.kind, e.component, e.value) for e in trace[1].events] == [("tie", None, 5.0)]
    assert trace[1].posterior.probs[:, 0].tolist() == [1] * 5
    assert [(e.kind, e.component) for e in trace[2].events] == [("no_mass", 1)]
    assert tuple(trace[2].params.p_heads) == (0.66, 0.6)
    assert tuple(result.params.p_heads) == (0.8, 0.45)
    # Had every tie gone to coin B, A and B would have changed places for good.
    mirrored = fit(EQUAL, DB.rounds, at(0.6, 0.66), Recipe(hard))
    assert tuple(mirrored.params.p_heads) == (0.45, 0.8)


def test_do_and_batzoglou_with_estimated_weights() -> None:
    limit = fit(CoinMixture(), DB.rounds, at(*DB.start), **LIMIT)
    assert printed(limit.params.p_heads, 6) == ["0.793368", "0.513917"]
    assert printed(limit.params.weights[0], 6) == ["0.522751"]


def test_five_of_five_first_step() -> None:
    data, start = FIVE.rounds, at(*FIVE.start)
    assert printed([0.7**3 * 0.3**2, 0.3**3 * 0.7**2], 5) == ["0.03087", "0.01323"]
    joint = np.exp(EQUAL.log_joint(data, start)[0])
    assert printed(2 * joint, 5) == ["0.03087", "0.01323"]
    gamma = EQUAL.infer(data, start).probs[:, 0]
    assert printed(gamma, 6) == ["0.700000", "0.300000", "0.072973", "0.700000", "0.300000"]
    one = after(data, 1, start)
    heads, tails = one.stats.counts[0]
    # Sums of five quotients.
    assert (heads, heads + tails) == pytest.approx((405 / 74, 767 / 74), rel=1e-14)
    assert tuple(one.params.p_heads) == pytest.approx((405 / 767, 409 / 1083), rel=1e-14)
    assert printed(one.params.p_heads, 6) == ["0.528031", "0.377655"]
    assert printed(after(data, 2, start).params.p_heads, 6) == ["0.473699", "0.407385"]
    assert printed(after(data, 10, start).params.p_heads, 6) == ["0.440060", "0.439940"]


def test_five_of_five_both_coins_end_at_the_pooled_share() -> None:
    limit = fit(EQUAL, FIVE.rounds, at(*FIVE.start), **LIMIT)
    assert printed(limit.params.p_heads, 6) == ["0.440000", "0.440000"]
    assert printed(limit.log_likelihood, 6) == ["-17.148245"]


def test_the_write_up_slip_is_tails_weighted_by_the_other_coin() -> None:
    gamma = EQUAL.infer(FIVE.rounds, at(*FIVE.start)).probs
    heads, tails = FIVE.rounds.counts.T
    credited = float(gamma[:, 0] @ heads)
    slip = gamma[:, 0] * heads + gamma[:, 1] * tails
    slip[2] = gamma[2, 0] * tails[2]  # the third row holds its tails only
    assert printed(slip, 3) == ["2.700", "2.700", "0.292", "2.700", "2.700"]
    right = gamma[:, 0] * (heads + tails)
    assert printed(right, 3) == ["3.500", "1.500", "0.365", "3.500", "1.500"]
    assert printed(credited / slip.sum(), 4) == ["0.4934"]
    slip[2] = right[2]
    assert printed(credited / slip.sum(), 4) == ["0.4902"]  # what the write-up prints, .490
    assert printed(credited / right.sum(), 3) == ["0.528"]
    assert math.floor(1000 * 409 / 1083) == 377  # its second value is right, cut


def test_five_of_five_hard() -> None:
    trace, result = record(EQUAL, FIVE.rounds, at(*FIVE.start), Recipe(hard))
    assert trace[1].posterior.probs[:, 0].tolist() == [1, 0, 0, 1, 0]
    assert tuple(trace[2].params.p_heads) == tuple(result.params.p_heads) == (3 / 5, 1 / 3)
    assert printed([s.objective for s in trace[1:3]], 6) == ["-20.008290", "-19.743565"]
    assert printed(result.log_likelihood, 6) == ["-17.693743"]


@pytest.mark.parametrize("data", [DB, FIVE], ids=["Do & Batzoglou", "five of five"])
def test_each_method_wins_on_its_own_objective_and_loses_on_the_other(data: Any) -> None:
    ends = {rule: fit(EQUAL, data.rounds, at(*data.start), Recipe(rule)) for rule in (Recipe().e_step, hard)}
    soft_end, hard_end = ends.values()

    def best_labels(params: CoinParams) -> float:
        q = EQUAL.infer(data.rounds, params, math.inf)
        return EQUAL.expected_log_joint(EQUAL.expected_stats(data.rounds, q), params)

    assert soft_end.log_likelihood > hard_end.log_likelihood + 0.1
    assert best_labels(hard_end.params) > best_labels(soft_end.params) + 0.1


def test_hard_em_lowers_the_log_likelihood_of_five_rounds_typed_by_hand() -> None:
    trace, result = record(EQUAL, FALLS.rounds, at(*FALLS.start), Recipe(hard))
    start, one = trace[0], trace[2]
    assert tuple(one.params.p_heads) == (0.8, 0.4)
    assert printed([start.log_likelihood, one.log_likelihood], 4) == ["-17.5827", "-18.7035"]
    assert one.objective > trace[1].objective
    # By hand: half of .6^h .4^t + .4^h .6^t, and half of .8^h .2^t + .4^h .6^t, for 4 and four times 2 of 5.
    by_hand = [
        math.log((a**4 * (1 - a) + b**4 * (1 - b)) / 2)
        + 4 * math.log((a**2 * (1 - a) ** 3 + b**2 * (1 - b) ** 3) / 2)
        for a, b in ((0.6, 0.4), (0.8, 0.4))
    ]
    # Five logarithms each.
    assert [start.log_likelihood, one.log_likelihood] == pytest.approx(by_hand, rel=1e-14)
    assert result.events == ()


@pytest.mark.parametrize(("data", "factor", "shown"), [(FIVE, 5 / 11, "0.455"), (DB, None, "1.533")])
def test_the_split_of_two_close_coins_shrinks_or_grows_by_the_factor(
    data: Any, factor: float | None, shown: str
) -> None:
    heads, flips = data.rounds.heads, data.rounds.flips
    p = heads.sum() / flips.sum()
    expected = ((heads - flips * p) ** 2).sum() / (p * (1 - p) * flips.sum())
    assert printed(expected, 3) == [shown]
    if factor is not None:
        assert expected == pytest.approx(factor, rel=1e-14)  # a sum of five
    split = 1e-5
    a, b = after(data.rounds, 1, at(p + split, p - split)).params.p_heads
    # First order only: the next term is of relative size split^2, and 1e-16 / split is lost to rounding.
    assert (a - b) / (2 * split) == pytest.approx(expected, rel=1e-8)


def test_with_estimated_weights_identical_coins_leave_the_weight_where_it_was_led() -> None:
    ends = [fit(CoinMixture(), FIVE.rounds, CoinParams([w, 1 - w], [0.44, 0.44])) for w in (0.2, 0.7)]
    for w, end in zip((0.2, 0.7), ends, strict=True):
        assert end.params.weights[0] == pytest.approx(w, rel=1e-12)  # w times sums that cancel
        assert printed(end.log_likelihood, 6) == ["-17.148245"]
    led = [
        fit(CoinMixture(), FIVE.rounds, CoinParams([0.5, 0.5], p), **LIMIT) for p in ([0.7, 0.3], [0.9, 0.4])
    ]
    assert [printed(end.params.p_heads, 3) for end in led] == [["0.440", "0.440"]] * 2
    assert abs(led[0].params.weights[0] - led[1].params.weights[0]) > 0.05
