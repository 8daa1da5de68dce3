"""Lesson 13: the quoted numbers against what was worked out elsewhere, and what the scenes promise."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from em_core import CoinParams, Recipe, beta_prior, fit
from lessons.map_em import facts as lesson
from lessons.map_em import runs
from lessons.map_em.every import different, many_ends
from lessons.map_em.facts import DB, FIXED
from lessons.map_em.fork import ONE, climb, ends_by_c, factor
from lessons.map_em.settings import Settings
from tests.lessons.files import facts, source

# Found with scipy's optimiser on the objective, from another program; each as exactly as it is printed.
PUBLISHED = {
    "db_a1": ".687856", "db_b1": ".567856", "db_a2": ".704276", "db_b2": ".563151",
    "db_a10": ".734881", "db_b10": ".525499", "db_a": ".735564", "db_b": ".524479",
    "both0": "-38.72068395", "both1": "-37.86638483", "both2": "-37.83138209", "both": "-37.77977462",
    "ll": "-31.72783689",
    "mle_a": ".796789", "mle_b": ".519583", "fell_a": ".756309", "fell_b": ".516851",
    "fell_ll0": "-31.570200", "fell_ll1": "-31.643837", "fell_ll2": "-31.692356", "fell_ll3": "-31.711452",
    "fell_both0": "-37.987211", "fell_both1": "-37.801020", "fell_both2": "-37.783485",
    "five_a": ".520226", "five_b": ".403916", "five": ".454545", "five_ll": "-17.15893221",
    "seven_a": ".619532", "seven_b": ".584670", "eight_a": ".597561", "eight_b": ".597561",
    "rho7": "1.009", "rho8": ".971", "rho0": "1.533",
    "p_top": "11", "p_bottom": "14", "p_map": ".785714", "odds_top": "12", "odds_bottom": "16",
    "odds_map": ".75",
    "alone": "-420.6750", "fallen": "-152.94", "points_n": "39", "points_ll": "-276.947", "weight": ".3519",
    "mean_a": "2.0270", "mean_b": "4.2810", "var_a": ".06955", "var_b": ".18261",
}  # fmt: skip
KNOWN = facts("map_em")


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_number_is_computed(name: str) -> None:
    digits = len(PUBLISHED[name].partition(".")[2])
    # half a unit of the last printed digit; coins that merge slowly stop a little before their limit
    assert KNOWN[name] == pytest.approx(float(PUBLISHED[name]), abs=0.51 * 10.0**-digits)


def test_every_published_number_is_told() -> None:
    for lang in ("en", "zh"):
        told = set(re.findall(r"\{\{([a-z0-9_]+)", source("map_em", lang)))
        assert set(PUBLISHED) - told == set()


def objective(p: np.ndarray, c: float) -> float:
    """Log-likelihood + log prior of two coins, written out anew."""
    h, t = DB.counts.T
    each = h[:, None] * np.log(p) + t[:, None] * np.log(1 - p)
    prior = c * (np.log(p) + np.log(1 - p)).sum()
    return float(np.logaddexp.reduce(each + np.log(0.5), axis=1).sum() + prior)


@pytest.mark.parametrize(("c", "start"), [(2, (0.6, 0.5)), (7, (0.8, 0.5)), (8, (0.8, 0.5))])
def test_the_limit_is_a_maximum_of_the_objective(c: float, start: tuple[float, float]) -> None:
    end = lesson.limit("db", start, c)
    best = minimize(lambda u: -objective(expit(u), c), np.log(start) - np.log1p(-np.array(start)),
                    options={"gtol": 1e-9})  # fmt: skip
    assert -best.fun == pytest.approx(end.log_likelihood + lesson.log_prior(end.params, c), abs=1e-8)
    # the objective is flat along the split where two coins are about to be one
    assert sorted(expit(best.x)) == pytest.approx(sorted(end.params.p_heads), abs=1e-5 if c == 2 else 5e-3)


def test_from_the_mle_the_log_likelihood_falls_and_the_objective_rises() -> None:
    run = runs.coins(Settings(begin="mle")).trace
    after = run[0::2]
    lls, both = [s.log_likelihood for s in after], [s.log_likelihood + s.log_prior for s in after]
    assert all(np.diff(lls)[:15] < 0) and all(np.diff(both) > 0)
    assert lls[-1] == pytest.approx(-31.727837, abs=2e-5) and both[-1] == pytest.approx(-37.779775, abs=5e-7)
    assert not any(s.events for s in run)


def test_the_e_step_knows_nothing_of_the_prior() -> None:
    with_prior, plain = runs.coins(Settings()).trace, runs.without(Settings())
    assert (with_prior[1].posterior.probs == plain[1].posterior.probs).all()
    assert (with_prior[2].params.p_heads != plain[2].params.p_heads).all()


def test_seven_leaves_two_coins_and_eight_one() -> None:
    s = Settings(kind="even", a=0.8, b=0.5)
    gap = dict(zip(np.arange(0, 20.5, 0.5).tolist(), np.ptp(ends_by_c(s), axis=1).tolist(), strict=True))
    assert gap[7] == pytest.approx(0.619532 - 0.584670, abs=1e-4) and gap[8] < ONE
    assert all((value > ONE) == (factor(DB, c) > 1) for c, value in gap.items())
    settled = runs.coins(s.with_(c=8.0)).trace[-1].params.p_heads  # what the question's answer shows
    assert np.ptp(settled) < ONE


def test_many_starts_at_once_end_where_the_core_ends() -> None:
    prior = Recipe(prior=beta_prior(3, 3, coins=2))
    at = np.array([[0.6, 0.5], [0.2, 0.9]])
    ends = climb(DB, at, [[2, 2], [2, 2]])
    for start, end in zip(at, ends, strict=True):
        made = fit(FIXED, DB, CoinParams((0.5, 0.5), start), prior, max_iter=2000, tol=0)
        assert end == pytest.approx(made.params.p_heads, abs=1e-6)


def test_a_strong_prior_has_one_end_and_a_weak_one_two() -> None:
    apart = {"kind": "different", "pa": 20.0, "pb": 5.0, "qa": 5.0, "qb": 20.0}
    for changes, ends in (({"pa": 20.0, "pb": 20.0}, 1), (apart, 1), ({}, 2)):
        assert different(many_ends(Settings().with_(**changes))[:, 1]) == ends
    assert len(many_ends(Settings())) == KNOWN["starts"]


def test_the_scale_moves_the_top() -> None:
    ends = {scale: runs.coins(Settings(data="nine", scale=scale)).trace[-1].params.p_heads[0]
            for scale in ("p", "logit")}  # fmt: skip
    assert ends == {"p": pytest.approx(11 / 14), "logit": pytest.approx(12 / 16)}
    grid = np.linspace(0.001, 0.999, 1997)
    over_odds = 9 * np.log(grid) + np.log(1 - grid) + 3 * (np.log(grid) + np.log(1 - grid))
    assert grid[over_odds.argmax()] == pytest.approx(0.75, abs=1e-3)


@pytest.mark.parametrize("changes", [{"pa": 0.5}, {"pb": 0.5}, {"kind": "different", "qb": 0.5}])
def test_counts_below_zero_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be at least 1|a must be|b must be"):
        beta_prior(0.5, 3, coins=2)
    run = runs.coins(Settings(**changes))  # type: ignore[arg-type]
    assert run.refused and len(run) == 2 and "at least 1" in run.stop(str)
    assert not runs.coins(Settings(**changes, scale="logit")).refused  # type: ignore[arg-type]


def test_a_component_collapses_and_invented_points_keep_it() -> None:
    alone = runs.geyser(Settings(data="geyser"))
    assert alone.collapsed and [e.kind for e in alone.trace[-1].events] == ["collapse"]
    assert (runs.eruptions().x == 5.1).sum() == 1
    for nu in (0.5, 4, 10):
        assert not runs.geyser(Settings(data="geyser", nu=nu)).collapsed
    assert KNOWN["absurd"] == pytest.approx(-500_000, rel=0.01)


def test_invented_points_add_their_squares() -> None:
    for nu, s2 in ((4.0, 0.25), (1.5, 0.1)):
        step = runs.geyser(Settings(data="geyser", nu=nu, s2=s2)).trace[2]
        q, x = step.posterior.probs, runs.eruptions().x
        n = q.sum(axis=0)
        squares = (q * (x - (q * x).sum(axis=0) / n) ** 2).sum(axis=0)
        assert step.params.covariances[:, 0, 0] == pytest.approx((squares + nu * s2) / (n + nu), rel=1e-6)


def test_a_small_number_added_makes_the_log_likelihood_fall() -> None:
    run = runs.geyser(Settings(data="geyser", begin="mle", eps="0.05")).trace
    lls = [s.log_likelihood for s in run[0::2]]
    assert all(np.diff(lls) < 0)
    assert any(e.kind == "objective_fell" for s in run for e in s.events)
    stuck = runs.geyser(Settings(data="geyser", eps="1e-6")).trace
    assert stuck.fit.converged
    assert np.sqrt(stuck[-1].params.covariances[1, 0, 0]) == pytest.approx(1e-3, rel=1e-3)
    assert not any(s.events for s in runs.geyser(Settings(data="geyser", begin="mle")).trace)
