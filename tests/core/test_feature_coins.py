"""Coins with a feature: numbers, the M-step without a closed form, and where it has no maximum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, linprog, minimize
from scipy.special import expit

from em_core import (
    CoinMixture,
    CoinParams,
    FeatureCoinParams,
    FeatureCoins,
    FeatureRounds,
    Flat,
    Recipe,
    Responsibilities,
    datasets,
    fit,
    gradient,
    hard,
    newton,
    ridge_prior,
    run,
    soft,
)
from em_core.models import feature_climb
from em_core.models.feature_climb import STEPS, blur
from em_core.models.feature_rounds import FeatureStatistics
from tests.core.test_m_rules import climbs
from tests.core.test_published import printed
from tests.core.truths import many, record

HANDS = datasets.TWO_HANDS
MODEL = FeatureCoins()
LIMIT: dict[str, Any] = {"max_iter": 5000, "tol": 1e-15}


def test_two_hands() -> None:
    assert HANDS.rounds.heads.tolist() == [5, 9, 8, 4, 7, 7, 9, 9, 6, 8]
    assert HANDS.rounds.features.ravel().tolist() == [0] * 5 + [1] * 5
    assert printed(MODEL.log_likelihood(HANDS.rounds, HANDS.start), 8) == ["-65.61401916"]
    end = fit(MODEL, HANDS.rounds, HANDS.start, **LIMIT)
    assert printed(end.params.intercepts, 6) == ["1.121154", "0.260289"]
    assert printed(end.params.slopes, 6) == ["0.632096"]
    assert printed(end.log_likelihood, 8) == ["-58.22525057"]
    p = end.params.p_heads([[0], [1]])
    assert printed(p.ravel(), 6) == ["0.754203", "0.564707", "0.852362", "0.709382"]


def test_two_hands_without_the_feature() -> None:
    plain = datasets.Rounds(HANDS.rounds.heads, 10)
    end = fit(CoinMixture(learn_weights=False), plain, CoinParams([0.5, 0.5], [0.7, 0.4]), **LIMIT)
    assert printed(end.params.p_heads, 6) == ["0.815587", "0.618086"]
    assert printed(end.log_likelihood, 9) == ["-58.910712800"]
    # The same model with a slope that is held at 0.
    start = FeatureCoinParams([0.5, 0.5], [0.8, -0.4], [0.0])
    same = fit(MODEL, HANDS.rounds, start, Recipe(m_step=newton(40, only=[0, 1])), **LIMIT)
    assert printed(expit(same.params.intercepts), 6) == ["0.815587", "0.618086"]
    assert same.params.slopes.tolist() == [0.0]


def test_the_inner_steps_can_be_counted() -> None:
    """41 Newton steps inside the first 17 M-steps, after which the log-likelihood is within 1e-8."""
    seen = [s for s in run(MODEL, HANDS.rounds, HANDS.start, max_iter=17, tol=0) if s.phase == "E"]
    climbed = [MODEL.climb(s.stats, s.params) for s in seen]
    assert sum(steps for _, steps in climbed) == 41
    assert climbed[0][0].slopes.tolist() == MODEL.maximize(seen[0].stats, seen[0].params).slopes.tolist()


def test_at_the_parameters_that_made_q_its_slope_is_the_log_likelihood_s() -> None:
    stats = MODEL.expected_stats(HANDS.rounds, MODEL.infer(HANDS.rounds, HANDS.start))
    slope = MODEL.gradient(stats, HANDS.start)
    assert printed(slope, 6) == ["11.550055", "2.826157", "9.031929"]
    flat = Flat(MODEL, HANDS.start)

    def log_likelihood(x: Any) -> float:
        return MODEL.log_likelihood(HANDS.rounds, flat.from_vector(x))

    here = flat.to_vector(HANDS.start)
    numeric = [(log_likelihood(here + h) - log_likelihood(here - h)) / 2e-6 for h in 1e-6 * np.eye(3)]
    # Differences over 2e-6 of numbers near 66, good to 1e-14.
    assert slope == pytest.approx(numeric, abs=1e-7)
    step = gradient(0.01)(MODEL, stats, HANDS.start)
    np.testing.assert_allclose(flat.to_vector(step), here + 0.01 * slope, rtol=1e-15)


def test_scipy_climbs_to_the_same_end() -> None:
    flat = Flat(MODEL, HANDS.start)
    found = minimize(lambda x: -MODEL.log_likelihood(HANDS.rounds, flat.from_vector(x)),
                     flat.to_vector(HANDS.start), options={"gtol": 1e-8})  # fmt: skip
    end = fit(MODEL, HANDS.rounds, HANDS.start, **LIMIT)
    np.testing.assert_allclose(found.x, flat.to_vector(end.params), rtol=0, atol=1e-5)
    assert -found.fun == pytest.approx(end.log_likelihood, abs=1e-9)


@many
@given(climbs(), st.integers(0, 2**32 - 1))
def test_slope_and_curvature_are_the_derivatives(drawn: tuple[Any, ...], seed: int) -> None:
    data, at, learn, prior = drawn
    model = FeatureCoins(learn)
    stats = model.expected_stats(data, model.infer(data, at))
    stats = stats if prior is None else stats + prior
    slope, curvature = model.gradient(stats, at), model.hessian(stats, at)
    way = np.random.default_rng(seed).normal(size=slope.size)
    way /= np.linalg.norm(way)

    def moved(u: float) -> FeatureCoinParams:
        return FeatureCoinParams(at.weights, *np.split(np.concatenate([at.intercepts, at.slopes]) + u * way,
                                                       [at.intercepts.size]))  # fmt: skip

    up, down = moved(1e-4), moved(-1e-4)
    numeric = (model.expected_log_joint(stats, up) - model.expected_log_joint(stats, down)) / 2e-4
    # Third derivatives of up to 100 flips, features of 3: 1e-8 x 2700 / 6; sums near 1000 lose 1e-13 / 2e-4.
    assert slope @ way == pytest.approx(numeric, abs=2e-5)
    bend = (model.gradient(stats, up) - model.gradient(stats, down)) / 2e-4
    np.testing.assert_allclose(curvature @ way, bend, rtol=0, atol=1e-4)
    np.testing.assert_allclose(curvature, curvature.T, rtol=1e-12, atol=1e-12)
    assert np.linalg.eigvalsh(curvature).max() <= 1e-9 * (1 + np.abs(curvature).max())


Drawn = tuple[FeatureRounds, FeatureCoinParams, bool, Any]


def badly_scaled(seed: int) -> tuple[Drawn, Any]:
    """Features of 1e-6 and 1e6 beside ordinary ones, some equal but for a hair, and far starts; an E rule."""
    r = np.random.default_rng(seed)
    n, j, k = r.integers(1, 7), r.integers(1, 4), r.integers(1, 4)
    flips = r.integers(0, 21, n)
    heads = [r.choice([0, m, r.integers(0, m + 1)]) for m in flips]
    table = r.choice([0, 1, 1 + 1e-12, 1 + 1e-9, 1 + 1e-6, 2, -1, r.uniform(1, 10)], size=(n, j))
    if r.random() < 0.3:
        table = r.normal(size=(n, j))
        table[np.abs(table) < 0.01] = 0
    if j > 1 and r.random() < 0.5:  # one column all but another
        table[:, 1] = table[:, 0] * (1 + r.choice([0, 1e-12, 1e-6]) * np.arange(n))
    table = table * r.choice([1e-6, 1e-3, 1, 1e3, 1e5], size=j)
    table[np.abs(table) < 1e-6] = 0
    far, weights = r.choice([1, 30, 300, 1e6, 1e11]), r.uniform(0.05, 1, k)
    start = FeatureCoinParams(weights / weights.sum(), r.uniform(-4, 4, k) * far, r.uniform(-4, 4, j) * far)
    kappa = r.choice([0, 0, 1e-6, 1.0])
    prior = None if kappa == 0 else ridge_prior(kappa, coins=int(k), features=int(j), intercepts=kappa)
    data, learn = FeatureRounds(heads, flips, table), bool(r.random() < 0.5)
    return (data, start, learn, prior), [soft(), soft(3.0), hard][r.integers(3)]


def check_climb(drawn: Drawn, rule: Any) -> None:
    """It ends before its steps do, no lower than it began, where all is level; or it says it has no end."""
    data, at, learn, prior = drawn
    model = FeatureCoins(learn)
    stats = model.expected_stats(data, rule(model, data, at, None))
    stats = stats if prior is None else stats + prior
    after, steps = model.climb(stats, at)
    told = [event.kind for event in model.check(stats, at, after)]
    assert steps < STEPS
    flips = 1 + stats.counts.sum()
    assert model.expected_log_joint(stats, after) >= model.expected_log_joint(stats, at) - 1e-12 * flips
    if prior is not None:
        assert "collapse" not in told
    if "collapse" in told:
        return
    # The slope of each coordinate, but for what rounding makes of the log-odds it is a sum over; and a climb
    # ends where Newton promises no more than that, g' (-H)^-1 g, which holds g_i to the root of it by -H_ii.
    unit, blurred = np.maximum(1.0, np.abs(data.kinds)), blur(stats, after)
    lost, p = 4 * stats.counts.sum(axis=2) * blurred, expit(after.log_odds(stats.kinds))
    unsure = 4 * float((stats.counts.sum(axis=2) * p * (1 - p) * blurred**2).sum())
    allowed = np.sqrt(unsure * -np.diagonal(model.hessian(stats, after)))
    slope, coins = np.abs(model.gradient(stats, after)), at.intercepts.size
    allowed[:coins] += 2e-12 * flips + lost.sum(axis=0)
    allowed[coins:] += 2e-12 * flips * unit.max(axis=0) + lost.sum(axis=1) @ unit
    assert (slope <= allowed).all()


@many
@given(climbs(), st.sampled_from([soft(), soft(3.0), hard]))
def test_a_climb_to_the_end_is_the_maximum_or_says_that_there_is_none(drawn: Drawn, rule: Any) -> None:
    check_climb(drawn, rule)


@many
@given(st.integers(0, 31_999))
def test_so_is_one_of_badly_scaled_features_all_but_equal_ones_and_far_starts(seed: int) -> None:
    check_climb(*badly_scaled(seed))


@pytest.mark.parametrize("seed", [7, 10, 16, 24, 46, 86, 90, 146, 159, 263, 508, 776, 1718, 1946, 2111, 2686,
                                  2843, 3121, 3263, 3270, 4904, 5290, 11057, 14835, 15605, 19007, 19393,
                                  19793, 19967, 20871, 25560, 27296, 30200, 30649, 30929, 31712])  # fmt: skip
def test_climbs_that_once_did_not_arrive(seed: int) -> None:
    check_climb(*badly_scaled(seed))


def test_rows_that_stay_on_the_wrong_side_do_not_slow_the_climb() -> None:
    """One tail on either side of 999 heads: no slope turns them, and at the top they are unlikely."""
    data, at = FeatureRounds([0, 999, 0], [1, 999, 1], [0, 1, 2]), FeatureCoinParams([1.0], [0.0], [1.0])
    after, steps = MODEL.climb(MODEL.expected_stats(data, Responsibilities(np.ones((3, 1)))), at)
    np.testing.assert_allclose(after.log_odds(data.kinds), np.log(999 / 2), rtol=1e-10)
    assert steps < 12


def test_a_row_far_on_the_wrong_side_walks_back_though_all_else_is_where_it_belongs() -> None:
    """At log-odds of 807 floats know no curvature; to begin anew at 0 would be lower."""
    data, at = FeatureRounds([9990, 1], [10000, 3], [0.0, 1.0]), FeatureCoinParams([1.0], [6.9], [800.0])
    after, _ = MODEL.climb(MODEL.expected_stats(data, Responsibilities(np.ones((2, 1)))), at)
    np.testing.assert_allclose(after.log_odds(data.kinds).ravel(), np.log([999, 0.5]), rtol=1e-10)


@pytest.mark.parametrize(("seed", "height"), [(599, -24.090714), (1002, -20.483313), (2379, -11.963554),
                                              (5137, -12.523685)])  # fmt: skip
def test_columns_all_but_equal_do_not_send_the_slopes_to_their_edge(seed: int, height: float) -> None:
    """What rounding leaves between two columns would take slopes beyond 1e12, and the climb would end low."""
    (data, at, learn, _), rule = badly_scaled(seed)
    model = FeatureCoins(learn)
    stats = model.expected_stats(data, rule(model, data, at, None))
    after = model.maximize(stats, at)
    assert model.check(stats, at, after) == ()
    # Slopes of 4e11 blur the log-odds by 1e-4.
    assert model.expected_log_joint(stats, after) == pytest.approx(height, abs=1e-4)


def test_flips_that_a_far_round_parts_are_told_though_the_start_is_far_too() -> None:
    """3 heads in 14, and 4 tails only where the feature is 102: the slope has no end."""
    data, at = FeatureRounds([3, 0], [14, 4], [-18.67, 102.19]), FeatureCoinParams([1.0], [-3.9], [-0.56])
    stats = MODEL.expected_stats(data, Responsibilities([[1.0], [1.0]]))
    after = MODEL.maximize(stats, at)
    assert [event.kind for event in MODEL.check(stats, at, after)] == ["collapse"]


def test_a_row_far_out_that_has_not_arrived_is_not_told() -> None:
    """One Newton step at a time: the slope is decided by the rounds at 0 and 1, and at 100 p is 1."""
    data = FeatureRounds([4, 6, 10], 10, [0, 1, 100])
    at = FeatureCoinParams([1.0], [0.0], [0.9])
    end = fit(MODEL, data, at, Recipe(m_step=newton()), max_iter=50)
    assert end.converged and end.events == () and 100 * end.params.slopes[0] > 20


def test_log_odds_on_the_wrong_side_are_not_told_but_walk_back() -> None:
    data = FeatureRounds([10, 10], [10, 15], [0, 1])
    at = FeatureCoinParams([1.0], [-40.0], [30.0])
    stats = MODEL.expected_stats(data, Responsibilities([[1.0], [1.0]]))
    assert MODEL.check(stats, at, at) == ()


def test_a_coin_that_hardly_any_flip_is_of_has_no_say() -> None:
    """1e-14 of the flips, all heads: its log-odds have no end, but nothing is known of it."""
    data, at = FeatureRounds([5, 9], 10, [0, 1]), FeatureCoinParams([0.5, 0.5], [0.1, 60.0], [0.2])
    heads = np.array([[[5.0, 5.0], [1e-14, 0]], [[9.0, 1.0], [1e-14, 0]]])
    stats = FeatureStatistics(np.array([2.0, 0.0]), data.kinds, heads)
    assert MODEL.check(stats, at, MODEL.maximize(stats, at)) == ()


@many
@given(climbs())
def test_no_maximum_is_told_when_the_flips_can_be_parted_and_only_then(drawn: tuple[Any, ...]) -> None:
    """Albert & Anderson (1984): a direction that moves no flip against the way it fell, and some with it."""
    data, at, learn, _ = drawn
    table, coins = np.round(data.features, 1), at.intercepts.size
    data = FeatureRounds(data.heads, data.flips, table)
    model, q = FeatureCoins(learn), np.full((len(data), coins), 1 / coins)
    q[0] = np.eye(coins)[0]
    stats = model.expected_stats(data, Responsibilities(q))
    rows = np.concatenate([np.repeat(np.eye(coins)[None], len(stats.kinds), 0),
                           np.repeat(stats.kinds[:, None], coins, 1)], axis=2)  # fmt: skip
    ways = np.concatenate([rows[stats.counts[..., 0] > 0], -rows[stats.counts[..., 1] > 0]])
    found = linprog(-ways.sum(axis=0), -ways, np.zeros(len(ways)), bounds=(-1, 1)) if len(ways) else None
    parted = found is not None and found.fun < -1e-9
    told = [event.kind for event in model.check(stats, at, model.maximize(stats, at))]
    assert ("collapse" in told) == parted


@pytest.mark.parametrize("unit", [2e-6, 1e-3, 1e3, 1e5])
@pytest.mark.parametrize("heads", [[5, 9, 8, 4, 7, 7], [5, 9, 8, 4, 10, 10], [1, 10, 10, 0, 9, 10]])
def test_the_unit_of_a_feature_changes_nothing(unit: float, heads: list[int]) -> None:
    """Beside one of ordinary size: as many steps to the same log-odds."""
    table = np.array([[0.0, 1.0], [1, 2], [2, -1], [0.5, 0.5], [1, 1], [3, 0]])
    q = Responsibilities(np.array([[0.9, 0.1], [0.3, 0.7], [0.5, 0.5]] * 2))
    found = []
    for size in (1.0, unit):
        data = FeatureRounds(heads, 10, table * [size, 1.0])
        stats = MODEL.expected_stats(data, q)
        start = FeatureCoinParams([0.5, 0.5], [0.4, -0.2], [0.3 / size, 0.1])
        after, steps = MODEL.climb(stats, start)
        found.append((after.log_odds(data.features), steps, MODEL.check(stats, start, after)))
    (odds, steps, events), (other, as_many, told) = found
    assert steps == as_many and [e.kind for e in events] == [e.kind for e in told]
    np.testing.assert_allclose(odds, other, rtol=1e-8, atol=1e-8)


def test_a_property_whose_flips_are_all_tails_is_told_beside_one_that_is_not() -> None:
    """Five tails and no heads where the first feature is 1: its slope has no end, all else has."""
    data = FeatureRounds([0, 4, 0, 9, 2, 3], [0, 5, 5, 11, 3, 7], np.eye(6, 2) + np.eye(6, 2, -2))
    end = fit(MODEL, data, FeatureCoinParams([0.4, 0.6], [0.5, -0.5], [0.1, 0.3]))
    assert {(e.kind, e.where) for e in end.events} == {("collapse", "log-odds")} and end.iterations == 1


def test_a_climb_without_an_end_stops_where_p_is_1_within_1e_12() -> None:
    after, _ = MODEL.climb(MODEL.expected_stats(ALL_HEADS, MODEL.infer(ALL_HEADS, TWO)), TWO)
    assert 27.6 < np.abs(after.log_odds(ALL_HEADS.kinds)).max() < 29.6


def test_the_smallest_penalty_has_an_end_beyond_that() -> None:
    """30 heads: 30 (1 - p) = 2 kappa a."""
    kappa, at = 1e-14, FeatureCoinParams([1.0], [0.0], [0.0])
    data = FeatureRounds([30], 30, [0.0])
    prior = ridge_prior(kappa, coins=1, intercepts=kappa)
    stats = MODEL.expected_stats(data, Responsibilities([[1.0]])) + prior
    end = brentq(lambda a: 30 * expit(-a) - 2 * kappa * a, 1, 60, xtol=1e-12)
    after, _ = MODEL.climb(stats, at)
    assert end > 30 and after.intercepts[0] == pytest.approx(end, abs=1e-6)
    assert MODEL.check(stats, at, after) == ()


def test_what_is_not_known_stays_where_it_was_though_the_start_is_far() -> None:
    """The climb begins anew at log-odds 0, but not a coin without flips or a feature that is always 0."""
    data = FeatureRounds([5, 9], 10, [[1.0, 0.0], [2.0, 0.0]])
    at = FeatureCoinParams([0.5, 0.5], [300.0, 0.5], [0.0, 7.0])
    after = MODEL.maximize(MODEL.expected_stats(data, Responsibilities([[1.0, 0], [1.0, 0]])), at)
    assert after.intercepts[1] == 0.5 and after.slopes[1] == 7.0 and abs(after.intercepts[0]) < 10


@pytest.mark.parametrize("same", [0.1, 0.7, 3.3, 1e5])
def test_a_feature_that_is_the_same_in_all_rounds_keeps_its_slope(same: float) -> None:
    """Its column less its mean is rounding; the intercepts do what it could."""
    data = FeatureRounds([5, 9, 3], 10, [[0.3, same], [1.0, same], [2.0, same]])
    at = FeatureCoinParams([0.5, 0.5], np.array([0.3, 0.1]) - 0.25 * same, [0.0, 0.25])
    q = Responsibilities([[0.9, 0.1], [0.3, 0.7], [0.5, 0.5]])
    after = MODEL.maximize(MODEL.expected_stats(data, q), at)
    assert after.slopes[1] == 0.25 and after.slopes[0] != 0


def test_no_step_of_a_climb_goes_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hundred draws: the rule asks slopes, the heights are looked at here."""
    heights: list[tuple[float, float]] = []
    plain = feature_climb._rise

    def rise(model: Any, stats: Any, params: Any, step: Any) -> Any:
        after = plain(model, stats, params, step)
        if after is not None:
            low, high = (model.expected_log_joint(stats, p) for p in (params, after))
            blurred = (np.abs(feature_climb._left(stats, params)) * blur(stats, after)).sum()
            heights.append((low, high + 1e-13 * (1 + abs(low)) + 4 * float(blurred)))
        return after

    monkeypatch.setattr(feature_climb, "_rise", rise)
    for seed in range(100):
        (data, at, learn, prior), rule = badly_scaled(seed)
        stats = MODEL.expected_stats(data, rule(MODEL, data, at, None))
        FeatureCoins(learn).climb(stats if prior is None else stats + prior, at)
    assert len(heights) > 500 and all(low <= high for low, high in heights)


def test_a_coin_without_flips_is_told_and_keeps_its_intercept() -> None:
    at = FeatureCoinParams([1.0, 0.0], [0.3, 0.5], [0.1])
    stats = MODEL.expected_stats(HANDS.rounds, MODEL.infer(HANDS.rounds, at))
    after = MODEL.maximize(stats, at)
    assert [(e.kind, e.component, e.stops) for e in MODEL.check(stats, at, after)] == [("no_mass", 1, False)]
    assert after.intercepts[1] == 0.5
    assert (ridge_prior(0.5, coins=2, intercepts=0.25) * 2).ridge == (1.0, 0.5)


def test_a_slope_at_its_edge_is_told() -> None:
    """Two kinds of rounds a hair apart: 2 log-odds would take a slope of 4e12, and 1e12 is the farthest."""
    data = FeatureRounds([5, 9], 10, [1.0, 1.0 + 5e-13])
    at = FeatureCoinParams([1.0], [0.0], [0.0])
    stats = MODEL.expected_stats(data, Responsibilities([[1.0], [1.0]]))
    after, _ = MODEL.climb(stats, at)
    events = MODEL.check(stats, at, after)
    assert [(e.kind, e.stops, e.where) for e in events] == [("collapse", True, "log-odds")]
    assert abs(after.slopes[0]) == pytest.approx(1e12, rel=1e-6)


@pytest.mark.parametrize("far", [200.0, 1e6, -1e11])
def test_a_start_on_the_wrong_side_however_far_arrives(far: float) -> None:
    at = FeatureCoinParams([0.5, 0.5], [far, -far], [far])
    stats = MODEL.expected_stats(HANDS.rounds, Responsibilities([[0.7, 0.3], [0.4, 0.6]] * 5))
    after, steps = MODEL.climb(stats, at)
    near, _ = MODEL.climb(stats, HANDS.start)
    assert MODEL.check(stats, at, after) == () and steps < 15
    np.testing.assert_allclose(after.log_odds(stats.kinds), near.log_odds(stats.kinds), rtol=1e-10)


def test_with_all_features_0_it_is_the_coin_mixture() -> None:
    db = datasets.DO_BATZOGLOU.rounds
    data, start = FeatureRounds(db.heads, db.flips, np.zeros(5)), FeatureCoinParams([0.4, 0.6], [0.5, 0], [0])
    plain = CoinParams([0.4, 0.6], expit([0.5, 0.0]))
    for rule in (soft(), soft(0.5), hard):
        mine = list(run(FeatureCoins(learn_weights=True), data, start, Recipe(rule), max_iter=6))
        theirs = list(run(CoinMixture(), db, plain, Recipe(rule), max_iter=6))
        for a, b in zip(mine, theirs, strict=True):
            assert a.log_likelihood == pytest.approx(b.log_likelihood, rel=1e-12)
            np.testing.assert_allclose(expit(a.params.intercepts), b.params.p_heads, rtol=1e-10)
            np.testing.assert_allclose(a.params.weights, b.params.weights, rtol=1e-10)


# Where there is no maximum.


ALL_HEADS = FeatureRounds([10, 10, 10], 10, [0, 1, 1])
TWO = FeatureCoinParams([0.5, 0.5], [0.5, -0.5], [0.0])


@pytest.mark.parametrize("rule", [None, newton(), newton(3)], ids=["to the end", "one step", "three steps"])
@pytest.mark.parametrize("heads", [[10, 10, 10], [0, 0, 0], [4, 10, 10], [10, 0, 0]])
def test_infinite_log_odds_end_the_run_and_a_penalty_keeps_them_finite(heads: list[int], rule: Any) -> None:
    """All heads, all tails, a hand that never loses: the log-odds of a coin, or the slope, are infinite."""
    data = FeatureRounds(heads, 10, [0, 1, 1])
    recipe = Recipe() if rule is None else Recipe(m_step=rule)
    end = fit(MODEL, data, TWO, recipe, max_iter=100)
    assert [(e.kind, e.stops, e.where) for e in end.events[:1]] == [("collapse", True, "log-odds")]
    assert end.events[0].value > 20 and not end.converged and np.isfinite(end.log_likelihood)
    assert max(np.abs(end.params.intercepts).max(), np.abs(end.params.slopes).max()) < 60
    prior = ridge_prior(0.01, coins=2, intercepts=0.01)
    kept = fit(MODEL, data, TWO, Recipe(recipe.e_step, recipe.m_step, prior), max_iter=2000)
    assert kept.converged and kept.events == ()
    assert np.abs(kept.params.intercepts).max() + np.abs(kept.params.slopes).max() < 30


def test_a_gradient_step_on_all_heads_goes_on_for_ever_and_stays_finite() -> None:
    trace, end = record(MODEL, ALL_HEADS, TWO, Recipe(m_step=gradient(0.1)), max_iter=200, tol=0)
    climbed = [s.log_likelihood for s in trace if s.phase != "E"]
    assert np.all(np.diff(climbed) > 0) and end.events == () and end.params.intercepts[0] < 20


def test_the_penalty_is_a_prior_by_name() -> None:
    prior = ridge_prior(0.5, coins=2, features=1, intercepts=0.25)
    at = FeatureCoinParams([0.5, 0.5], [1.0, -2.0], [3.0])
    assert MODEL.expected_log_joint(prior, at) == -0.5 * 9 - 0.25 * 5
    trace, _ = record(MODEL, HANDS.rounds, HANDS.start, Recipe(prior=prior), **LIMIT)
    last = trace[-1]
    flat = Flat(MODEL, HANDS.start)

    def penalised(x: Any) -> float:
        params = flat.from_vector(x)
        return MODEL.log_likelihood(HANDS.rounds, params) + MODEL.expected_log_joint(prior, params)

    found = minimize(lambda x: -penalised(x), flat.to_vector(HANDS.start), options={"gtol": 1e-8})
    np.testing.assert_allclose(found.x, flat.to_vector(last.params), rtol=0, atol=1e-5)
    assert last.objective == pytest.approx(-found.fun, abs=1e-9)
    assert np.all(np.diff([s.objective for s in trace[1:]]) > -1e-11)


def test_two_equal_coins_stay_equal_to_the_last_digit() -> None:
    start = FeatureCoinParams([0.5, 0.5], [0.3, 0.3], [0.1])
    for rule in (None, newton(), gradient(0.05)):
        recipe = Recipe() if rule is None else Recipe(m_step=rule)
        a, b = fit(FeatureCoins(learn_weights=True), HANDS.rounds, start, recipe).params.intercepts
        assert a == pytest.approx(b, rel=1e-14)  # a linear system whose rows are alike


def test_statistics_of_other_kinds_of_rounds_add_up() -> None:
    whole = MODEL.expected_stats(HANDS.rounds, MODEL.infer(HANDS.rounds, HANDS.start))
    assert whole.kinds.tolist() == [[0.0], [1.0]] and whole.counts.shape == (2, 2, 2)
    part = FeatureRounds([3], [4], [[0.5]])
    more = whole + MODEL.expected_stats(part, Responsibilities([[0.25, 0.75]]))
    assert more.kinds.ravel().tolist() == [0.0, 0.5, 1.0]
    np.testing.assert_array_equal(more.counts[1], [[0.75, 0.25], [2.25, 0.75]])
    np.testing.assert_array_equal(more.counts[[0, 2]], whole.counts)
    assert isinstance(more, FeatureStatistics) and (more * 2).rounds.sum() == 22


@pytest.mark.parametrize(("make", "message"), [
    (lambda: FeatureRounds([1], 2, []), "features must be a table with a row for each round"),
    (lambda: FeatureRounds([1, 2], 2, [1]), "features must have one row per round, got 1 for 2"),
    (lambda: FeatureRounds([1, 2], 2, [1, np.nan]), "features of round 2, column 1 must be a finite number"),
    (lambda: FeatureRounds([1, 2], 2, [[1, 0], [1, "3"]]), "features of round 2, column 2 must be a finite"),
    (lambda: FeatureRounds([1, 2], 2, [1, 1e7]), "features of round 2, column 1 must be at most 1e+06"),
    (lambda: FeatureRounds([3], 2, [1]), "heads must not exceed flips, got 3 of 2 in round 1"),
    (lambda: FeatureCoinParams([0.5, 0.5], [1.0], [1.0]), "weights and intercepts must have the same length"),
    (lambda: FeatureCoinParams([0.5, 0.6], [1.0, 2], [1.0]), "weights must add up to 1"),
    (lambda: FeatureCoinParams([1], [np.inf], [1.0]), "intercepts of coin 1 must be a finite number"),
    (lambda: FeatureCoinParams([1], [0.0], [1e13]), "slopes of feature 1 must be at most 1e+12"),
    (lambda: FeatureRounds([1], 2, [1e-9]), "features of round 1, column 1 must be 0 or at least 1e-06"),
    (lambda: MODEL.infer(FeatureRounds([1], 2, [[1, 2]]), TWO), "slopes must have one entry for each of 2"),
    (lambda: MODEL.expected_stats(HANDS.rounds, Responsibilities([[1.0, 0]])), "one row per round, got 1"),
    (lambda: ridge_prior(-1, coins=2), "kappa must be at least 0, got -1"),
    (lambda: ridge_prior(1, coins=2) + ridge_prior(1, coins=3), "statistics must be of 3 coins like"),
    (lambda: ridge_prior(1, coins=2) + ridge_prior(1, coins=2, features=2), "must be of 1 features"),
    (lambda: fit(MODEL, datasets.DO_BATZOGLOU.rounds, TWO), "data must be FeatureRounds, got Rounds"),
    (lambda: fit(MODEL, HANDS.rounds, TWO, Recipe(prior=ridge_prior(1, coins=3))), "must be of 2 coins|of 3"),
])  # fmt: skip
def test_what_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("+", r"\+")):
        make()
