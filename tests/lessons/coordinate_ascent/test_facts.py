"""Lesson 06: the quoted numbers against papers and arithmetic by hand, and the sentences about them."""

from __future__ import annotations

import re
from math import log, sqrt

import numpy as np
import pytest

from em_core import CoinParams, Rounds, soft
from em_core.climbers import Climb, conjugate_gradients, gradient_ascent, kind_of, lbfgs, newton
from em_core.coin_hill import coin_hill
from em_core.models.linkage import RAO
from lessons.common.tell import FIXED, HALF, limit, walk
from lessons.coordinate_ascent import facts as lesson
from lessons.coordinate_ascent.linkage_facts import linkage_newton, linkage_path
from tests.lessons.files import facts, source

# Dempster, Laird & Rubin 1977, table 1 (their estimates, and the ratios of their errors); Do & Batzoglou
# 2008; the rest worked out in a separate program.
PUBLISHED = """
    125 18 20 34 197 0.6082474 0.6243211 0.6264889 0.6267773 0.626821498 0.1465 0.1346 0.1330 0.1328
    -31.570 -32.052 0.66 17 20 2 3 1 4 0.45 -111.4 59.4"""
KNOWN = facts("coordinate_ascent")
PLACES = re.findall(r"\{\{([a-z0-9_]+)(?::([^{}]+))?\}\}", source("coordinate_ascent", "en"))
PRINTED = {name: {format(KNOWN[n], spec) for n, spec in PLACES if n == name} for name, _ in PLACES}
TOP = limit(lesson.DB.rounds, lesson.START)
HILL, OTHER = coin_hill(lesson.DB.rounds), coin_hill(lesson.TWO_PEAKS)
THETA = (15 + sqrt(53809)) / 394  # the root of 197 t^2 - 15 t - 68: the linkage example's slope is zero


def test_published_numbers_are_quoted() -> None:
    assert set(PUBLISHED.split()) - set.union(*PRINTED.values()) == set()
    labels = [[KNOWN[name] for name in names] for names in (("a_1", "a_2"), ("b_1", "b_2"))]
    assert labels == [[2, 3], [1, 4]]
    assert [KNOWN[f"lk_{name}"] for name in ("first", "other1", "other2", "last")] == [125, 18, 20, 34]
    assert KNOWN["db_ll"] == pytest.approx(-31.570200, abs=5e-7)
    assert KNOWN["saddle_ll"] == pytest.approx(-32.051774, abs=5e-7)


def by_hand(q: float, theta: float) -> float:
    """F of the four labelled rounds and the one without a label, term by term."""

    def joint(p: float, heads: int) -> float:
        return log(0.5) + heads * log(p) + (10 - heads) * log(1 - p)

    labelled = joint(theta, 9) + joint(theta, 8) + joint(0.45, 5) + joint(0.45, 4)
    entropy = -q * log(q) - (1 - q) * log(1 - q)
    return labelled + q * joint(theta, 7) + (1 - q) * joint(0.45, 7) + entropy


def test_the_knobs_turn_as_the_formulas_say_and_each_turn_lifts_f() -> None:
    theta, heights = 0.3, []
    for t in (1, 2):
        a, b = theta**7 * (1 - theta) ** 3, 0.45**7 * 0.55**3
        q = a / (a + b)
        heights.append(by_hand(q, theta))
        assert KNOWN[f"k_fe{t}"] == pytest.approx(heights[-1], abs=1e-10)  # 40 logarithms
        theta = (17 + 7 * q) / (20 + 10 * q)
        heights.append(by_hand(q, theta))
        assert (KNOWN[f"k_q{t}"], KNOWN[f"k_a{t}"]) == pytest.approx((q, theta), rel=1e-12)
        assert KNOWN[f"k_fm{t}"] == pytest.approx(heights[-1], abs=1e-10)
    assert heights == sorted(heights)
    assert by_hand(KNOWN["k_q"], KNOWN["k_a"]) > heights[-1]


def test_the_labels_are_those_of_the_story() -> None:
    assert lesson.four_labelled().labels.tolist() == [1, 0, 0, 1, -1]  # type: ignore[union-attr]


def test_f_rises_and_the_log_likelihood_falls_from_a_q_that_is_not_the_posterior() -> None:
    (theta, f, ll), (after, f_after, ll_after) = lesson.spoilt()
    assert (theta, after) == (0.81, pytest.approx(17 / 20, abs=1e-12))  # q = 0: the labelled rounds alone
    assert f_after > f + 0.1 and ll_after < ll - 0.1
    assert f <= ll and f_after <= ll_after


def test_em_is_not_the_fastest() -> None:
    assert KNOWN["cg_n"] < KNOWN["ga_n"] < KNOWN["em_n"]
    assert KNOWN["nt_near"] < KNOWN["em_near"]


def test_conjugate_gradients_take_fewer_lines_and_more_looks() -> None:
    climb = conjugate_gradients(HILL, lesson.START)
    assert KNOWN["cg_n"] == climb.reached(TOP.log_likelihood) and climb.falls == 0
    assert KNOWN["cg_calls"] > KNOWN["ga_n"] + 1 and KNOWN["cg_calls"] > KNOWN["em_n"]
    beyond = conjugate_gradients(HILL, lesson.WALL)
    assert (beyond.ending, beyond.iterations) == ("left the box", 0)
    assert (KNOWN["cg_out_a"], KNOWN["cg_out_b"]) == tuple(beyond.outside)  # type: ignore[arg-type]


def test_em_has_arrived_where_the_small_step_creeps() -> None:
    assert KNOWN["em_n"] <= lesson.CREPT
    slow = lesson.gradient_run(lesson.STEPS["slow"])
    assert slow.values[lesson.CREPT] < TOP.log_likelihood - 0.3
    assert slow.path[lesson.CREPT] == pytest.approx((KNOWN["ga_slow_a"], KNOWN["ga_slow_b"]), rel=1e-12)


def test_newton_from_the_lessons_start_ends_on_the_saddle() -> None:
    climb = newton(HILL, lesson.START)
    assert climb.ending == "converged" and kind_of(HILL.hessian(climb.path[-1])) == "saddle"
    assert climb.path[-1] == pytest.approx([0.66, 0.66], abs=1e-6)  # it ends where the slope is below 3e-7
    assert np.linalg.eigvalsh(HILL.hessian(climb.path[0])).max() > 0  # it curves upwards in one direction


def test_what_leaves_the_square_leaves_it_with_the_first_step() -> None:
    for climb in (lesson.gradient_run(lesson.STEPS["out"]), newton(HILL, lesson.OUT)):
        assert climb.ending == "left the box" and climb.iterations == 0


def settles(climb: Climb) -> bool:
    return climb.ending == "converged" and bool(np.allclose(climb.path[-1], TOP.params.p_heads, atol=1e-5))


def test_a_step_size_settles_on_the_peak_below_the_limit_and_not_above() -> None:
    most = 2 / -np.linalg.eigvalsh(HILL.hessian(TOP.params.p_heads)).min()
    assert KNOWN["step_most"] == pytest.approx(most, rel=1e-6)
    beside = TOP.params.p_heads + 1e-3  # above the limit it moves away even from here
    assert settles(gradient_ascent(HILL, beside, 0.97 * most, max_iter=1000))
    assert not settles(gradient_ascent(HILL, beside, 1.03 * most, max_iter=1000))
    assert lesson.gradient_run(lesson.STEPS["edge"]).falls > 0  # 0.02: across the top and back
    assert lesson.gradient_run(lesson.STEPS["slow"]).falls == 0


def test_ten_times_the_data_change_the_slope_and_not_the_path_of_em() -> None:
    rounds = lesson.DB.rounds
    tenfold = Rounds(np.tile(rounds.heads, 10), np.tile(rounds.flips, 10))
    x = np.array(lesson.START)
    assert coin_hill(tenfold).gradient(x) == pytest.approx(10 * HILL.gradient(x), rel=1e-12)
    for once, often in zip(
        walk(rounds, lesson.START, soft())[:20], walk(tenfold, lesson.START, soft())[:20], strict=True
    ):
        assert often.params.p_heads == pytest.approx(once.params.p_heads, abs=1e-12)


def test_em_is_a_gradient_step_with_the_quoted_step_sizes() -> None:
    first = walk(lesson.DB.rounds, lesson.START, soft(), max_iter=1)[-1].params.p_heads
    steps = (first - lesson.START) / HILL.gradient(np.array(lesson.START))
    assert (KNOWN["s_a"], KNOWN["s_b"]) == pytest.approx(steps, rel=1e-9)


def test_l_bfgs_never_goes_down() -> None:
    starts = [(a, b) for a in (0.05, 0.3, 0.6, 0.95) for b in (0.1, 0.5, 0.9)]
    assert [lbfgs(hill, start).falls for hill in (HILL, OTHER) for start in starts] == [0] * 24


def test_two_peaks_of_different_height_and_who_ends_on_the_lower_one() -> None:
    high, low = limit(lesson.TWO_PEAKS, lesson.START), limit(lesson.TWO_PEAKS, lesson.LOW)
    for end in (high, low):
        assert kind_of(OTHER.hessian(end.params.p_heads)) == "peak"
        assert np.abs(OTHER.gradient(end.params.p_heads)).max() < 1e-6
    assert high.log_likelihood > low.log_likelihood + 0.4
    gradient = gradient_ascent(OTHER, lesson.LOW, lesson.STEPS[""], max_iter=1000)
    for climb in (gradient, lbfgs(OTHER, lesson.LOW), newton(OTHER, lesson.LOW)):
        assert climb.path[-1] == pytest.approx(low.params.p_heads, abs=1e-5)
    for start, em_ends, l_bfgs_ends in (((0.6, 0.1), low, high), ((0.4, 0.2), high, low)):
        reached = limit(lesson.TWO_PEAKS, start).log_likelihood
        assert reached == pytest.approx(em_ends.log_likelihood, abs=1e-9)
        assert lbfgs(OTHER, start).values[-1] == pytest.approx(l_bfgs_ends.log_likelihood, abs=1e-9)
    assert (lesson.DB.rounds.heads != lesson.TWO_PEAKS.heads).sum() == 2  # two of the rounds were changed


def test_the_saddle_along_and_across_the_diagonal() -> None:
    point, move = np.array([0.66, 0.66]), 1e-4
    for name, direction in (("saddle_along", (1, 1)), ("saddle_across", (1, -1))):
        way = move * np.array(direction) / sqrt(2)
        second = (HILL.value(point + way) - 2 * HILL.value(point) + HILL.value(point - way)) / move**2
        # differences of numbers near 32 over 1e-8: rounding of 1e-6
        assert second == pytest.approx(KNOWN[name], abs=0.01)
    assert FIXED.log_likelihood(lesson.DB.rounds, CoinParams(HALF, (0.67, 0.65))) > KNOWN["saddle_ll"]


def linked(theta: float) -> float:
    """EM's map in the linkage example, as the lesson writes it."""
    x = 125 * theta / (2 + theta)
    return (x + 34) / (x + 72)


def test_em_in_the_linkage_example_is_the_quoted_formula() -> None:
    path = [0.5]
    for _ in range(10):
        path.append(linked(path[-1]))
    assert linkage_path(0.5, 10) == pytest.approx(path, abs=1e-14)
    assert KNOWN["lk_em"] == pytest.approx(THETA, abs=1e-12)
    right = [abs(theta - THETA) < 5e-10 for theta in path]
    assert right.index(True) == KNOWN["lk_em_n"]


def test_the_error_ratio_is_the_fraction_of_missing_information() -> None:
    move = 1e-6
    slope = (linked(THETA + move) - linked(THETA - move)) / (2 * move)
    assert KNOWN["lk_ratio"] == pytest.approx(slope, abs=1e-8)
    assert 1 - KNOWN["lk_obs"] / KNOWN["lk_comp"] == pytest.approx(slope, abs=1e-8)
    # and the numbers as they are printed give the quotient as it is printed
    assert 1 - round(KNOWN["lk_obs"], 1) / round(KNOWN["lk_comp"], 1) == pytest.approx(slope, abs=5e-4)
    # the same with two parameters: the largest eigenvalue of 1 - complete^-1 observed information
    p, n = TOP.params.p_heads, FIXED.infer(lesson.DB.rounds, TOP.params).probs.T @ lesson.DB.rounds.flips
    share = np.eye(2) + np.diag(p * (1 - p) / n) @ HILL.hessian(p)
    assert lesson.em_rate() == pytest.approx(np.linalg.eigvals(share).max(), abs=1e-6)


def test_newton_doubles_its_right_digits() -> None:
    errors = [abs(theta - THETA) for theta in linkage_newton(0.5, 4)]
    slope = [e * f**-2 for e, f in zip(errors[1:4], errors[:3], strict=True)]
    assert max(slope) < 2  # the next error is at most twice this error's square
    assert errors[KNOWN["lk_nt_n"]] < 5e-10 <= errors[KNOWN["lk_nt_n"] - 1]
    assert RAO.counts.tolist() == [125, 18, 20, 34]
