"""Lesson 09: the quoted numbers against scipy and arithmetic by hand, and the sentences about them."""

from __future__ import annotations

from math import log, pi

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from em_core import Recipe, datasets, run
from em_core.models.gaussian.params import GaussianParams
from lessons.gmm import facts_runs as lesson
from lessons.gmm import presets
from lessons.gmm.climb import sums
from lessons.gmm.data import simulated
from lessons.gmm.facts import HALVES
from lessons.gmm.runs import first, sizes
from lessons.gmm.settings import Settings
from lessons.gmm.slip import around_old
from tests.lessons.files import facts, places, source

# Two components with full covariances on Old Faithful, worked out in a separate program. The long eruptions'
# waiting time has variance 36.0462113 at the limit (36.046210 after a run that stops a little earlier).
PUBLISHED = """
    −1130.26396 0.644127 0.355873 4.289662 79.968115 2.036388 54.478516 0.169968 0.940609 36.046211
    0.069168 0.435168 33.697282"""
KNOWN = facts("gmm")
X = datasets.OLD_FAITHFUL.x


def number(name: str) -> float:
    return float(KNOWN[name])


def printed() -> set[str]:
    """The numbers as the English text prints them."""
    return {format(KNOWN[name], spec).replace("-", "\u2212") for name, spec in places(source("gmm", "en"))}


def densities(x: np.ndarray, params: GaussianParams) -> np.ndarray:
    """log (w_k N(x_n | m_k, C_k)) by scipy, (N, K)."""
    parts = zip(params.weights, params.means, params.covariances, strict=True)
    return np.stack([log(w) + multivariate_normal(m, c).logpdf(x) for w, m, c in parts], axis=1)


def log_likelihood(x: np.ndarray, params: GaussianParams) -> float:
    return float(logsumexp(densities(x, params), axis=1).sum())


def test_published_numbers_are_quoted() -> None:
    assert set(PUBLISHED.split()) - printed() == set()


def test_the_limit_is_a_fixed_point_of_the_three_formulas() -> None:
    params = lesson.limit()
    q = np.exp(densities(X, params))
    q /= q.sum(axis=1, keepdims=True)
    n = q.sum(axis=0)
    means = q.T @ X / n[:, None]
    # what rounding leaves of sums of 272 values below 100
    assert params.weights == pytest.approx(n / len(X), abs=1e-9)
    assert params.means == pytest.approx(means, rel=1e-9)
    for k in (0, 1):
        off = X - means[k]
        assert params.covariances[k] == pytest.approx((q[:, k] * off.T) @ off / n[k], rel=1e-8)
    assert log_likelihood(X, params) == pytest.approx(number("geyser_ll"), abs=5e-6)  # five decimals


def test_a_is_the_long_eruptions_and_the_labels_switch() -> None:
    first, swapped = (lesson.screen_run(preset)[-1] for preset in ("GEYSER", "SWAPPED"))
    assert first.params.means[0, 0] > 4 > 3 > first.params.means[1, 0]
    assert swapped.params.means == pytest.approx(first.params.means[::-1], abs=1e-4)
    assert swapped.log_likelihood == pytest.approx(number("geyser_ll"), abs=5e-6)
    assert Settings() == Settings(**presets.GEYSER)  # the player's first screen


def test_the_first_m_step_lays_the_two_on_each_other_and_a_long_stretch_follows() -> None:
    steps = lesson.screen_run("GEYSER")
    climb = [step.log_likelihood for step in steps[2::2]]
    assert 0 < climb[0] - number("ll_1") < 2  # just above one Gaussian
    assert climb[7] - climb[0] < 10 < 100 < climb[-1] - climb[7]  # slowly, then fast
    assert number("first_na") / len(X) == pytest.approx(number("first_wa"), abs=1e-4)


def test_one_gaussian_is_the_mle() -> None:
    value = multivariate_normal(X.mean(axis=0), np.cov(X.T, bias=True)).logpdf(X).sum()
    assert value == pytest.approx(number("ll_1"), abs=0.005)  # two decimals
    for preset in ("IDENTICAL", "EMPTY"):
        assert lesson.screen_run(preset)[-1].log_likelihood == pytest.approx(value, abs=1e-9)
    assert lesson.screen_run("EMPTY")[-1].params.weights.tolist() == [1, 0]


def test_the_least_certain_eruption() -> None:
    q = lesson.screen_run("GEYSER")[-1].posterior.probs
    at = int(np.flatnonzero(np.hypot(*(X - [number("u_x"), number("u_y")]).T) < 1e-9)[0])
    assert q[at].max() == q.max(axis=1).min()
    assert q[at] == pytest.approx([number("u_a"), number("u_b")], abs=0.005)
    assert number("u_tied") - number("u_b") > 0.1


def test_old_means_in_the_covariances() -> None:
    """sum q (x - old)(x - old)' / N_k = Sigma_k + (new - old)(new - old)'."""
    start, _, first = lesson.screen_run("GEYSER")[:3]
    moved = first.params.means[0, 1] - start.params.means[0, 1]
    assert number("slip_var") == pytest.approx(first.params.covariances[0, 1, 1] + moved**2, abs=0.05)
    assert number("slip_ll") == pytest.approx(log_likelihood(X, lesson.slip()), abs=0.005)
    assert number("slip_ll") < number("first_ll1") - 100


def test_the_slip_rests_at_the_same_places_and_may_reach_another() -> None:
    """At a fixed point old and new means agree; on the way there the run may turn elsewhere, unnoticed."""
    params = lesson.limit()
    stats = lesson.FULL.infer(X, params).stats
    slipped = around_old(lesson.FULL, stats, params)
    assert slipped.covariances == pytest.approx(params.covariances, rel=1e-8)
    assert slipped.means == pytest.approx(params.means, rel=1e-9)
    x, elsewhere = simulated("blobs"), 0
    for seed in range(1, int(number("slip_starts")) + 1):
        start = Settings(data="blobs", c=3, rule="random", seed=seed)
        ends = []
        for recipe in (Recipe(), Recipe(m_step=around_old)):
            steps = [s.log_likelihood for s in run(lesson.FULL, x, first(start), recipe, max_iter=1000)]
            assert np.diff(steps).min() >= -1e-6  # what a check for falls would see
            ends.append(steps[-1])
        elsewhere += abs(ends[0] - ends[1]) > 1
    assert 0 < number("slip_ends") == elsewhere


def test_what_is_added_makes_the_likelihood_fall_and_the_sum_rise() -> None:
    def penalised(params: GaussianParams) -> float:
        trace = float(np.trace(np.linalg.inv(params.covariances[0])))
        return log_likelihood(X, params) - 0.01 / 2 * 272 * trace

    steps = lesson.screen_run("ADDED")[2::2]
    sums_ = np.array([penalised(s.params) for s in steps])
    lls = np.array([log_likelihood(X, s.params) for s in steps])
    assert np.diff(sums_).min() > -1e-8  # rounding of sums near 1300
    assert (np.diff(lls) < -1e-4).sum() == number("ad_falls") > 0 and len(steps) == number("ad_n")
    assert lls[0] - lls[1] == pytest.approx(number("ad_fall"), abs=1e-7)
    assert sums_[1] - sums_[0] == pytest.approx(number("ad_rise"), abs=1e-7)
    assert lls[0] == pytest.approx(number("ad_ll1"), abs=1e-7)
    plain = lesson.screen_run("ADDED", added=False)[2::2]
    assert np.diff([s.log_likelihood for s in plain]).min() > -1e-9
    each = lesson.shown("COLLAPSE", added=True)
    ends = [sums(each, i) for i in range(2, len(each), 2)]
    falls = (np.diff(np.array(ends), axis=0) < -1e-4).sum(axis=0)
    assert len(ends) == number("each_n")
    assert [falls[0], falls[2]] == [number("each_falls"), number("each_sums")]


def test_with_the_prior_the_likelihood_falls_on_the_way_and_the_sum_does_not() -> None:
    run = lesson.shown("POINT", prior=True)
    lls = [s.log_likelihood for s in run.trace[2::2]]
    assert (np.diff(lls) < -1e-4).sum() == number("pr_falls") > 0
    both = [s.log_likelihood + s.log_prior for s in run.trace]
    assert np.diff(both).min() > -1e-9
    assert run.fell(40) > 0  # the half-step that the text leads to


def test_each_part_of_the_m_step_raises_the_bound() -> None:
    opened = lesson.screen_run("GEYSER", open=True)
    for before, after in zip(opened[1:-1], opened[2:], strict=True):
        assert after.elbo >= before.elbo - 1e-9  # rounding of numbers near 1900


def test_the_ring_is_one_and_its_middle_is_empty() -> None:
    ring = simulated("ring")
    assert np.hypot(*ring.T).min() > 2.4 > lesson.MIDDLE and len(ring) == number("ring_n")
    random = np.random.default_rng(1)
    for c in (1, 2):
        p = lesson.screen_run("RING", c=c)[-1].params
        which = random.choice(c, 200_000, p=p.weights)
        roots = np.linalg.cholesky(p.covariances)
        drawn = p.means[which] + np.einsum("nij,nj->ni", roots[which], random.standard_normal((200_000, 2)))
        share = (np.hypot(*drawn.T) < lesson.MIDDLE).mean()
        assert share == pytest.approx(number(f"hole_{c}"), abs=0.004)  # 4 sigma
    assert lesson.in_the_middle(6) < 1e-6  # "less than one in a million"


def test_other_seeds_other_borders() -> None:
    ends = [r.log_likelihood for r in lesson.screen_table("restarts", "RING")]
    assert len(ends) == 12 and 4 <= number("ring_ends") <= 12


def test_twelve_starts_agree_on_two_components_and_not_on_three() -> None:
    two = [r.log_likelihood for r in lesson.screen_table("restarts", "GEYSER")]
    assert np.ptp(two) < 1e-3 and number("two_ll") == pytest.approx(max(two), abs=5e-4)
    three = [r.log_likelihood for r in lesson.screen_table("restarts", "THREE")]
    assert not any(r.collapsed for r in lesson.screen_table("restarts", "THREE"))
    assert len(three) == 12 >= number("three_good") + number("three_low_count")
    assert number("three_best") > number("three_low") + 4


def test_bic_as_written() -> None:
    for row in lesson.screen_table("sizes", "GEYSER"):
        assert row.parameters == 6 * row.k - 1
        if f"bic_{row.k}" in KNOWN:
            value = -2 * row.log_likelihood + (6 * row.k - 1) * log(272)
            assert number(f"bic_{row.k}") == pytest.approx(value, abs=0.005)
    assert 0 < number("bic_3") - number("bic_2") < 3  # hardly a difference
    assert number("bic_tied_3") < number("bic_2") < number("bic_3") < number("bic_6")
    rows = {row.k: row for row in sizes(Settings(shape="tied"))}
    assert rows[3].bic == pytest.approx(number("bic_tied_3"), abs=0.005)  # the page's own table


def test_more_components_fit_one_half_better_and_the_other_worse() -> None:
    train, test = ([number(f"{half}_{c}") for c in HALVES] for half in ("train", "test"))
    assert train == sorted(train)
    assert test[3] < test[2] and test[1] > test[0]
    every = [row.log_likelihood for row in lesson.screen_table("sizes", "GEYSER")]
    assert every == sorted(every)


def test_the_collapse_is_ahead_of_all_twelve_seeds() -> None:
    last = lesson.screen_run("COLLAPSE")[-1]
    rows = lesson.screen_table("restarts", "COLLAPSE")
    assert last.log_likelihood > max(r.log_likelihood for r in rows) and len(rows) == 12
    assert last.events[0].kind == "collapse" and KNOWN["col_name"] == "ABCD"[last.events[0].component]
    assert number("col_points") == 2  # a line
    assert number("col_points") + number("col_rest") == len(simulated("blobs"))


def test_one_eruption_is_left_and_the_prior_keeps_it_from_collapsing() -> None:
    last = lesson.screen_run("POINT")[-1]
    assert [event.kind for event in last.events if event.stops] == ["collapse"]
    q = last.posterior.probs[:, last.events[0].component]
    assert KNOWN["pt_x"] == X[q.argmax(), 0] and q.max() > 0.9 * q.sum()
    assert number("pt_rest") == len(X) - 1
    assert number("pt_ll") > number("geyser_ll")
    assert not any(step.events for step in lesson.screen_run("POINT", prior=True))
    assert abs(number("pr_two") - number("two_ll")) < 0.5  # hardly notices


def test_a_needle_gains_two_log_ten_for_every_factor_of_ten() -> None:
    heights = [lesson.needle(power) for power in (5, 6, 7, 8)]
    assert np.diff(heights) == pytest.approx([2 * log(10)] * 3, abs=1e-3)  # what the others add there
    five = lesson.screen_table("sizes", "GEYSER")[4].log_likelihood
    assert number("s_8") > five and number("s_0") < number("geyser_ll")
    # by hand: the eruption's own density is 1 / (2 pi N s^2 sd_x sd_y), and the others lose 1/N of theirs
    sd, params = X.std(axis=0), lesson.limit()
    own = -log(2 * pi * 272 * sd.prod()) + 16 * log(10)
    rest = logsumexp(densities(np.delete(X, lesson.hit(), axis=0), params), axis=1).sum() + 271 * log(
        271 / 272
    )
    assert number("s_8") == pytest.approx(own + rest, abs=0.006)


def test_a_run_of_too_many_is_still_on_the_move() -> None:
    assert lesson.screen_run("MANY")[-1].iteration == 100 == number("many_n")
    steps = lesson.screen_run("MANY")
    assert steps[-1].log_likelihood - steps[-3].log_likelihood > 1e-4


def test_the_prior_is_the_one_in_the_formula() -> None:
    """Sigma = (S + Psi + kappa (mu - m)(mu - m)') / (N_k + nu + 4), Psi the data's covariance / K."""
    steps = lesson.screen_run("POINT", prior=True)
    before, after = steps[-2], steps[-1]
    q = before.posterior.probs
    for k in range(3):
        mu, m = after.params.means[k], X.mean(axis=0)
        off = X - mu
        s = (q[:, k] * off.T) @ off + np.cov(X.T, bias=True) / 3
        pulled = 0.01 * np.outer(mu - m, mu - m)
        below = q[:, k].sum() + 4 + 4
        assert after.params.covariances[k] == pytest.approx((s + pulled) / below, rel=1e-8)
        assert np.trace(pulled) < 0.1 * np.trace(s)  # tiny, and left out in the text
