"""EM under a prior, and annealed: what rises is the objective, and what falls is told apart from it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from em_core import (
    CoinMixture,
    CoinParams,
    GaussianMixture,
    GaussianParams,
    Recipe,
    Rounds,
    beta_prior,
    datasets,
    fit,
    normal_inverse_wishart,
    soft,
)
from em_core.single_coin import map_estimate
from tests.core.test_published import at, printed
from tests.core.truths import check_objective, record

DB, FIVE = datasets.DO_BATZOGLOU.rounds, datasets.FIVE_OF_FIVE.rounds
MODEL = CoinMixture(learn_weights=False)
LIMIT = {"max_iter": 5000, "tol": 1e-15}
THREE = Recipe(prior=beta_prior(3, 3, coins=2))


def at_rest(data: Rounds, params: CoinParams, recipe: Recipe) -> CoinParams:
    """The limit in the parameters: near it the objective stands still long before they do."""
    moved = 1.0
    while moved > 1e-13:
        stats = MODEL.expected_stats(data, MODEL.infer(data, params)) + recipe.prior
        after = MODEL.maximize(stats, params)
        moved, params = np.abs(after.p_heads - params.p_heads).max(), after
    return params


def test_do_and_batzoglou_with_beta_3_3() -> None:
    trace, end = record(MODEL, DB, at(0.6, 0.5), THREE, **LIMIT)
    m = [s for s in trace if s.phase == "M"]
    values = [trace[0].log_likelihood + trace[0].log_prior, *(s.log_likelihood + s.log_prior for s in m)]
    assert printed(m[0].params.p_heads, 6) == ["0.687856", "0.567856"]
    assert printed(m[1].params.p_heads, 6) == ["0.704276", "0.563151"]
    assert printed(m[9].params.p_heads, 6) == ["0.734881", "0.525499"]
    assert printed(end.params.p_heads, 6) == ["0.735564", "0.524479"]
    assert printed(values[:3], 8) == ["-38.72068395", "-37.86638483", "-37.83138209"]
    assert printed(values[-1], 8) == ["-37.77977462"]
    assert printed(MODEL.log_likelihood(DB, at_rest(DB, end.params, THREE)), 8) == ["-31.72783689"]
    check_objective(trace)

    def loss(p: Any) -> float:
        return -MODEL.log_likelihood(DB, at(*p)) - MODEL.expected_log_joint(THREE.prior, at(*p))

    found = minimize(loss, [0.7, 0.5], bounds=[(0.01, 0.99)] * 2, tol=1e-12)
    assert -found.fun == pytest.approx(values[-1], abs=1e-8)


def test_from_the_maximum_the_log_likelihood_falls_in_every_step_and_the_objective_rises() -> None:
    top = fit(MODEL, DB, at(0.6, 0.5), **LIMIT).params
    trace, end = record(MODEL, DB, top, THREE, max_iter=60, tol=1e-12)
    m = [s for s in trace if s.phase != "E"]
    assert printed(m[1].params.p_heads, 6) == ["0.756309", "0.516851"]
    likelihood = [s.log_likelihood for s in m]
    assert printed(likelihood[:4], 6) == ["-31.570200", "-31.643837", "-31.692356", "-31.711452"]
    assert printed(MODEL.log_likelihood(DB, at_rest(DB, end.params, THREE)), 6) == ["-31.727837"]
    assert np.diff(likelihood)[:12].max() < 0
    objective = [s.log_likelihood + s.log_prior for s in m]
    assert printed(objective[:3], 6) == ["-37.987211", "-37.801020", "-37.783485"]
    assert printed(objective[-1], 6) == ["-37.779775"]
    assert np.diff(objective)[:12].min() > 0 and end.events == ()
    check_objective(trace)


def test_five_of_five_with_beta_3_3() -> None:
    trace, end = record(MODEL, FIVE, at(0.7, 0.3), THREE, **LIMIT)
    assert printed(trace[2].params.p_heads, 6) == ["0.520226", "0.403916"]
    np.testing.assert_allclose(end.params.p_heads, 5 / 11, rtol=0, atol=1e-6)
    assert printed(end.log_likelihood, 8) == ["-17.15893221"]


@pytest.mark.parametrize(("c", "ends", "factor"), [
    (7, ["0.619532", "0.584670"], "1.009"), (8, ["0.597561", "0.597561"], "0.971"),
])  # fmt: skip
def test_how_much_prior_makes_two_coins_one(c: int, ends: list[str], factor: str) -> None:
    prior = beta_prior(1 + c, 1 + c, coins=2)
    assert printed(at_rest(DB, at(0.8, 0.5), Recipe(prior=prior)).p_heads, 6) == ends
    h, n = DB.heads, DB.flips
    p = (h.sum() + 2 * c) / (n.sum() + 4 * c)
    grows = ((h - n * p) ** 2).sum() / (p * (1 - p) * (n.sum() + 4 * c))
    assert printed(grows, 3) == [factor]
    near = fit(MODEL, DB, at(p + 1e-5, p - 1e-5), Recipe(prior=prior), max_iter=1).params.p_heads
    assert (near[0] - near[1]) / 2e-5 == pytest.approx(grows, rel=1e-7)


def test_the_maximum_depends_on_the_scale_in_which_the_prior_is_a_density() -> None:
    assert map_estimate(9, 10, 3, 3) == pytest.approx(11 / 14, rel=1e-15)
    assert printed(11 / 14, 6) == ["0.785714"]
    grid = np.linspace(-3, 5, 800001)
    p = 1 / (1 + np.exp(-grid))
    posterior = (9 + 3) * np.log(p) + (1 + 3) * np.log(1 - p)  # dp = p (1 - p) d(log-odds)
    assert p[posterior.argmax()] == pytest.approx(0.75, abs=1e-5)


X = datasets.OLD_FAITHFUL.x[:, :1]
NARROW = GaussianParams([0.99, 0.01], [[X.mean()], [5.1]], [[[X.var()]], [[1e-6]]])


def test_a_component_on_one_eruption_collapses_and_a_prior_prevents_it() -> None:
    assert (X == 5.1).sum() == 1
    model = GaussianMixture()
    plain = fit(model, X, NARROW)
    assert printed(model.log_likelihood(X, NARROW), 4) == ["-420.6750"]
    assert [(e.kind, e.component) for e in plain.events] == [("collapse", 1)] and plain.iterations == 1
    prior = normal_inverse_wishart([X.mean()], strength=0, scatter=[[1.0]], dof=1)  # nu = 4, s^2 = 1/4
    trace, end = record(model, X, NARROW, Recipe(prior=prior), max_iter=500)
    assert -6e5 < trace[0].log_prior < -4e5
    order = np.argsort(end.params.means[:, 0])
    assert printed(end.params.means[order, 0], 4) == ["2.0270", "4.2810"]
    assert printed(end.params.covariances[order, 0, 0], 5) == ["0.06955", "0.18261"]
    assert printed(end.params.weights[order[0]], 4) == ["0.3519"]
    assert printed(end.log_likelihood, 3) == ["-276.947"]
    check_objective(trace)


@pytest.mark.parametrize(("a", "b"), [(0.5, 1), (1, 0.9), (0, 2)])
def test_negative_pseudo_counts_are_refused(a: float, b: float) -> None:
    with pytest.raises(ValueError, match="must be at least 1"):
        beta_prior(a, b, coins=2)


def test_a_prior_so_strong_that_all_starts_end_in_one_point() -> None:
    strong = Recipe(prior=beta_prior(20, 20, coins=2))
    starts = ((0.9, 0.1), (0.2, 0.7), (0.6, 0.5))
    ends = [fit(MODEL, DB, at(*p), strong, **LIMIT).params.p_heads for p in starts]
    np.testing.assert_allclose(ends, np.full((3, 2), ends[0][0]), rtol=0, atol=1e-6)


# Annealing: one number from all alike over soft to hard.

TWO_PEAKS = Rounds([5, 9, 8, 1, 5], 10)


def split_factor(data: Rounds) -> float:
    p = data.heads.sum() / data.flips.sum()
    return float(((data.heads - data.flips * p) ** 2).sum() / (p * (1 - p) * data.flips.sum()))


@pytest.mark.parametrize(("data", "rho", "critical"), [
    (TWO_PEAKS, "3.181818", "0.314286"), (DB, None, "0.652326"),
])  # fmt: skip
def test_below_the_critical_beta_two_coins_are_one(data: Rounds, rho: str | None, critical: str) -> None:
    factor = split_factor(data)
    assert rho is None or printed(factor, 6) == [rho]
    assert printed(1 / factor, 6) == [critical]
    p = data.heads.sum() / data.flips.sum()
    for beta in (0.9 / factor, 1.1 / factor):
        after = fit(MODEL, data, at(p + 1e-5, p - 1e-5), Recipe(soft(beta)), max_iter=1).params.p_heads
        assert (after[0] - after[1]) / 2e-5 == pytest.approx(beta * factor, rel=1e-6)


@pytest.mark.parametrize(("data", "beta", "ends"), [
    (TWO_PEAKS, 0.3, ["0.560000", "0.560000"]), (TWO_PEAKS, 0.32, ["0.609713", "0.510235"]),
    (TWO_PEAKS, 0.4, ["0.711955", "0.400672"]), (TWO_PEAKS, 0.6, ["0.753688", "0.346879"]),
    (TWO_PEAKS, 1, ["0.817737", "0.360087"]), (TWO_PEAKS, 2, ["0.849099", "0.366500"]),
    (TWO_PEAKS, 5, ["0.850000", "0.366667"]), (DB, 0.7, ["0.731429", "0.588819"]),
    (DB, 1, ["0.796789", "0.519583"]), (DB, 5, ["0.800243", "0.450911"]),
])  # fmt: skip
def test_the_fork(data: Rounds, beta: float, ends: list[str]) -> None:
    start = at(0.57, 0.55) if beta < 1 else at(0.75, 0.4)
    if data is DB:
        start = at(0.75, 0.5)
    end = fit(MODEL, data, start, Recipe(soft(beta)), max_iter=20000, tol=1e-16)
    assert printed(end.params.p_heads, 6) == ends


def annealed(
    data: Rounds, start: CoinParams, betas: list[float], each: int, nudge: float = 0.0
) -> CoinParams:
    for beta in betas:
        start = fit(MODEL, data, start, Recipe(soft(beta)), max_iter=each, tol=0).params
        p = start.p_heads
        start = at(min(p[0] + nudge, 1.0), max(p[1] - nudge, 0.0)) if p[0] >= p[1] else start
    return start


def test_annealing_from_too_hot_never_parts_them_again_without_a_nudge() -> None:
    tenths = [k / 10 for k in range(1, 11)]
    for p in ((0.9, 0.2), (0.6, 0.5), (0.7, 0.1)):
        stuck = annealed(DB, at(*p), tenths, 20)
        np.testing.assert_allclose(stuck.p_heads, 0.66, rtol=0, atol=1e-9)
        assert printed(MODEL.log_likelihood(DB, stuck), 6) == ["-32.051774"]
        led = fit(MODEL, DB, annealed(DB, at(*p), tenths, 20, 1e-3), **LIMIT)
        assert printed(led.log_likelihood, 6) == ["-31.570200"]


def test_annealing_reaches_the_higher_peak_from_more_starts() -> None:
    """A 5 x 5 part of the lesson's map; the higher peak is -31.477."""
    axis, plain, cooled = np.linspace(0.02, 0.98, 49)[::12], [], []
    for a in axis:
        for b in axis[axis != a]:
            warm = annealed(TWO_PEAKS, at(a, b), [0.2, 0.4, 0.6, 0.8], 10)
            for start, found in ((at(a, b), plain), (warm, cooled)):
                found.append(fit(MODEL, TWO_PEAKS, start, max_iter=400).log_likelihood)
    assert printed(max(plain), 3) == ["-31.477"]
    share = [np.mean(np.array(found) > max(plain) - 1e-3) for found in (plain, cooled)]
    assert share[1] == 1.0 and 0.6 < share[0] < 0.9


def test_an_infinite_start_of_the_prior_is_no_fall() -> None:
    trace, _ = record(MODEL, Rounds([5, 5], 5), at(1.0, 0.5), THREE, max_iter=5)
    assert trace[0].log_prior == -math.inf
    assert not any(e.kind == "objective_fell" for s in trace for e in s.events)
