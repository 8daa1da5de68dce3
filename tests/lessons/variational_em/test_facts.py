"""Lesson 15: the quoted numbers against separate programs, and the stage's own sums against the core's."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.special import betaln, digamma

from em_core import Reports, Witness, WitnessParams, bound, mean_field
from em_core.mean_field import marginals
from em_core.mixture import CountedResponsibilities, Responsibilities
from em_core.models.witness import mle
from lessons.variational_em import facts as lesson
from lessons.variational_em import one_report
from lessons.variational_em.coins import exact, marginal, product, same_coin
from lessons.variational_em.geyser import held
from lessons.variational_em.runs import REPORTS
from tests.lessons.files import facts

# Worked out in separate programs: closed forms and grids, an optimiser in one variable, all 32 assignments,
# other libraries for the components and the topics.
PUBLISHED = {
    "log_p": "-.693147", "best": ".750000", "bound": "-1.190943804", "gap": ".497796623",
    "saddle_gap": ".510825624", "turn1": ".608127", "turn2": ".616604", "turn3": ".625371",
    "turn4": ".634353", "split": ".880797", "best80": ".500000", "gap80": ".223144", "best99": ".988942",
    "gap99": ".682082", "thousand": ".4978",
    "x_theta1": ".643667", "x_theta2": ".700216", "x_theta": ".933013",
    "x_ll0": "-6.744529", "x_ll1": "-6.556461", "x_ll2": "-6.240507", "x_ll": "-5.004024",
    "f_theta1": ".824259", "f_theta2": ".915332", "f_theta": ".971205",
    "f_bound0": "-10.055578", "f_bound1": "-6.476120", "f_bound2": "-5.526454", "f_bound": "-5.269354",
    "f_ll0": "-6.744529", "f_ll1": "-5.431610", "f_ll2": "-5.021039", "f_ll": "-5.116405",
    "c_evidence": "-33.4515805399", "c_bound": "-34.5999600509", "c_gap": "1.1483795110",
    "c_bound1": "-34.916436", "c_bound2": "-34.825602", "c_bound3": "-34.766879", "c_bound4": "-34.720849",
    "c_ma": ".768516", "c_mb": ".517282", "same_p": ".1876", "same_q": ".0939", "c_one": "-33.8500521",
    "c_factor": "1.49",
    "v_evidence": "-18.9565041456", "v_bound": "-19.3500848415", "v_gap": ".3935806959",
    "v_one": "-18.5681727324",
    "g_n": "66", "g_bound": "-443.29787345", "g_big": "174.862", "g_small": "97.138", "g_empty": ".000",
    "g_w1": ".6429", "g_w2": ".3571",
    "m1": "96.1", "m2": "66.7", "m3": "29.2", "m4": "29.2", "m5": "29.2", "m6": "21.5",
    "l_a1": ".480913", "l_a2": ".480757", "l_a3": ".038330", "l_b1": ".032574", "l_b2": ".489564",
    "l_b3": ".477861", "l_p1": ".931177", "l_p2": ".067755", "l_p3": ".494067", "l_p4": ".262636",
    "l_bound": "-39.0086963", "s_p2": ".0122", "s_p4": ".2164",
}  # fmt: skip
# Betas of the coins: the last digit of what a run of finitely many iterations reaches
NEARLY = {"c_aa": "21.617070", "c_ab": "6.511272", "c_ba": "13.382930", "c_bb": "12.488728"}
KNOWN = facts("variational_em")
ONE, HALF = Reports(1, 0), WitnessParams(0.5)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_number_is_computed(name: str) -> None:
    digits = len(PUBLISHED[name].partition(".")[2])
    # half a unit of the last printed digit, and what a run leaves that ends a little before its limit
    assert KNOWN[name] == pytest.approx(float(PUBLISHED[name]), abs=0.51 * 10.0**-digits + 2e-9)


@pytest.mark.parametrize("name", NEARLY)
def test_a_beta_is_met_where_the_run_ends(name: str) -> None:
    assert KNOWN[name] == pytest.approx(float(NEARLY[name]), abs=2e-5)


def test_topics_and_pages_of_plsa() -> None:
    plain = lesson.screen(data="pages").plain
    np.testing.assert_allclose(plain.doc_topics[:, 0], [1, 0, 0.5, 0.25], rtol=0, atol=1e-6)
    np.testing.assert_allclose(plain.topic_words, [[0.5, 0.5, 0], [0, 0.5, 0.5]], rtol=0, atol=1e-6)


# ---- one report ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("r", "start"), [(0.9, (0.6, 0.6)), (0.7, (0.9, 0.2)), (0.99, (0.3, 0.45))])
def test_turns_are_the_sweeps_of_the_core(r: float, start: tuple[float, float]) -> None:
    run = one_report.climb(r, *start)
    for at in run.turns:
        if at.part == 2:
            q = mean_field(at.sweep, start=[start, (0.6, 0.4)])(Witness(r), ONE, HALF, None)
            np.testing.assert_allclose(marginals(q.probs, 2)[0], [at.q1, at.q2], rtol=0, atol=1e-11)


@pytest.mark.parametrize(("r", "q"), [(0.9, (0.6, 0.6)), (0.75, (0.2, 0.95))])
def test_the_square_s_bound_is_the_core_s(r: float, q: tuple[float, float]) -> None:
    probs = Responsibilities([one_report.product(one_report.Turn(1, 2, *q)), [0.25] * 4])
    value = bound.elbo(Witness(r), ONE, CountedResponsibilities(probs, ONE.times), HALF)
    assert float(one_report.bounds(r, *q)) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("r", [0.5, 0.7, 0.9, 0.99, 1.0])
@pytest.mark.parametrize("start", [(0.6, 0.6), (0.4, 0.4), (0.7, 0.3), (0.99, 0.01)])
def test_no_turn_lowers_the_bound(r: float, start: tuple[float, float]) -> None:
    run = one_report.climb(r, *start)
    values = [run.bound(k) for k in range(len(run))]
    assert all(b >= a - 1e-12 for a, b in itertools.pairwise(values))
    assert values[-1] <= one_report.LOG_P + 1e-12


def test_starts_on_either_side_end_as_mirror_images_and_the_middle_is_stuck() -> None:
    one, two = (one_report.climb(0.9, q, q).turns[-1] for q in (0.6, 0.4))
    assert one.q1 == pytest.approx(0.75, abs=1e-9) and two.q1 == pytest.approx(0.25, abs=1e-9)
    assert {(t.q1, t.q2) for t in one_report.climb(0.9, 0.5, 0.5).turns} == {(0.5, 0.5)}
    assert one_report.climb(0.9, 0.51, 0.51).turns[-1].q1 == pytest.approx(0.75, abs=1e-9)


def test_a_witness_who_is_always_right() -> None:
    stuck, leaning = one_report.climb(1.0, 0.5, 0.5), one_report.climb(1.0, 0.6, 0.6)
    assert all(stuck.bound(k) == -math.inf for k in range(len(stuck)))
    assert leaning.bound(1) == -math.inf and leaning.turns[2].q1 == leaning.turns[2].q2 == 1
    assert leaning.bound(2) == pytest.approx(math.log(0.25))


def test_the_gap_after_fifty_sweeps_is_the_one_after_a_thousand() -> None:
    gaps = {t.sweep: one_report.LOG_P - lesson.screen().bound(k) for k, t in enumerate(lesson.screen().turns)}
    assert round(gaps[50], 3) == round(gaps[1000], 3) == 0.498


# ---- ten reports -----------------------------------------------------------------------------------


def test_the_log_likelihood_falls_and_the_bound_does_not() -> None:
    run = lesson.screen(data="ten")
    heights = [s.log_likelihood for s in run.product if s.phase != "E"]
    top = int(np.argmax(heights))
    assert top == KNOWN["f_peak_t"] == 3
    assert all(a > b for a, b in itertools.pairwise(heights[top:])), "from the top on every M-step lowers it"
    bounds = [s.elbo for s in run.product if s.phase != "start"]
    assert all(b >= a - 1e-12 for a, b in itertools.pairwise(bounds))
    climbed = [s.log_likelihood for s in run.exact]
    assert all(b >= a - 1e-12 for a, b in itertools.pairwise(climbed))


def test_exact_em_ends_at_the_maximum_and_from_the_middle_it_is_stuck() -> None:
    assert KNOWN["x_theta"] == pytest.approx(mle(REPORTS, 0.9), abs=1e-6)
    assert {s.params.p_heads for s in lesson.screen(data="ten", p=0.5).exact} == {0.5}


@pytest.mark.parametrize("sweeps", ["1", "2", "5"])
def test_fewer_sweeps_end_at_the_same_place(sweeps: str) -> None:
    end = lesson.screen(data="ten", sweeps=sweeps).product[-1]
    assert end.params.p_heads == pytest.approx(KNOWN["f_theta"], abs=1e-4)


# ---- θ hidden too ----------------------------------------------------------------------------------


def test_the_exact_bars_are_their_own_mirror_image_and_a_distribution() -> None:
    run = lesson.screen(data="coins")
    z, p = exact(run)
    assert (z + z[::-1] == 1).all()
    np.testing.assert_allclose(p, p[::-1], rtol=1e-12)
    assert p.sum() == pytest.approx(1) and p[:16].sum() == pytest.approx(0.5)
    q = product(run, len(run) - 1, z)
    assert q.sum() == pytest.approx(1) and q[:16].sum() > 0.9  # "q stands on one half"


def test_the_exact_marginal_is_a_density() -> None:
    for changes in ({"data": "coins"}, {"data": "five", "ta": 0.7, "tb": 0.3}):
        assert marginal(lesson.screen(**changes)).sum() * 0.01 == pytest.approx(1, abs=2e-3)


def test_a_pair_by_the_same_coin_in_the_exact_posterior_and_in_the_product() -> None:
    run = lesson.screen(data="coins")
    z, p = exact(run)
    q = product(run, len(run) - 1, z)
    for i, j in itertools.combinations(range(5), 2):
        alike = z[:, i] == z[:, j]
        np.testing.assert_allclose(same_coin(run, len(run) - 1, i, j), [p[alike].sum(), q[alike].sum()])


def test_the_gap_is_that_of_the_labels_and_that_of_the_coins_given_the_labels() -> None:
    run = lesson.screen(data="coins")
    data, q_theta = run.data, run.theta(len(run) - 1)
    a, b = q_theta.alpha.T
    lost = 0.0
    for z in itertools.product((0, 1), repeat=5):
        q = math.prod(run.steps[-1].q_z.probs[np.arange(5), z].tolist())
        for k in (0, 1):
            mine = np.array(z) == k
            c, d = 1 + data.heads[mine].sum(), 1 + (data.flips - data.heads)[mine].sum()
            # KL of two Betas, https://en.wikipedia.org/wiki/Beta_distribution
            lost += q * (betaln(c, d) - betaln(a[k], b[k]))
            lost += q * ((a[k] - c) * digamma(a[k]) + (b[k] - d) * digamma(b[k]))
            lost += q * (c - a[k] + d - b[k]) * digamma(a[k] + b[k])
    assert KNOWN["c_gap_z"] + lost == pytest.approx(KNOWN["c_gap"], abs=1e-5) and lost > 0.1


def test_components_stay_or_go_by_their_prior() -> None:
    few = {a0: lesson.screen(data="geyser", a0=a0) for a0 in ("0.001", "0.1", "10")}
    kept = {a0: int((held(run, len(run) - 1) > 1).sum()) for a0, run in few.items()}
    assert kept == {"0.001": 2, "0.1": 2, "10": 6}


def test_five_of_five_goes_half_and_half() -> None:
    end = lesson.screen(data="five", ta=0.7, tb=0.3).steps[-1]
    np.testing.assert_allclose(end.q_z.probs, 0.5, rtol=0, atol=1e-6)


def test_a_large_prior_makes_the_topics_alike() -> None:
    run = lesson.screen(data="pages", la=3.0)
    a, b = run.theta(len(run) - 1).topic_words.mean
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-4)


@pytest.mark.parametrize("data", ["coins", "five", "geyser", "pages"])
def test_the_bounds_on_the_stage_never_fall(data: str) -> None:
    bounds = [s.bound for s in lesson.screen(data=data).steps[1:]]
    assert all(b >= a - 1e-9 for a, b in itertools.pairwise(bounds))
