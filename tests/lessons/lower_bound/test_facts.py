"""The sentences of lesson 05 hold, and its numbers come out of other computations too."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy.special import rel_entr

from em_core import CoinParams, Responsibilities, bound, datasets, run, soft
from em_core.bugs import SPECIMENS
from em_lesson.prose import ROOMS
from lessons.common.tell import FIXED, HALF, limit, walk
from lessons.lower_bound import cages
from lessons.lower_bound import facts as lower_bound
from lessons.lower_bound.lesson import lesson
from lessons.lower_bound.runs import stairs
from lessons.lower_bound.settings import Settings
from lessons.lower_bound.zoo import falls
from lessons.lower_bound.zoo_facts import ZOO, Facts, worst
from lessons.lower_bound.zoo_facts import by_hand as led_to
from tests.lessons.files import facts

ROUNDS, START = datasets.DO_BATZOGLOU.rounds, (0.6, 0.5)
LOW = 0.2
# sums of a few dozen floats near 30: their rounding is below 1e-13, and 1e-9 is far below every printed digit
CLOSE = {"rel": 0, "abs": 1e-9}

# Worked out from the published data by hand or in an independent program.
PUBLISHED = """
    −33.093863 −31.997 −31.859258 0.138 −33.094
    0.449 0.805 0.733 0.352 0.647 −35.086 0.713 0.66 −32.052"""


def known() -> Facts:
    return dict(lesson.known)


def printed(name: str) -> str:
    """A number as the prose prints it, with a hyphen for the minus."""
    source = (ROOMS / "lower_bound" / "en.md").read_text("utf-8")
    formats = set(re.findall(r"\{\{" + name + r"(?::([^{}]+))?\}\}", source))
    assert len(formats) == 1, name
    return format(known()[name], formats.pop())


def value(name: str) -> float:
    return float(printed(name))


def test_published_numbers_are_quoted() -> None:
    for text in PUBLISHED.replace("\u2212", "-").split():
        places = len(text.partition(".")[2])
        rounded = {f"{number:.{places}f}" for number in known().values()}
        assert text in rounded, text


def log_likelihood(a: float, b: float = START[1]) -> float:
    return FIXED.log_likelihood(ROUNDS, CoinParams(HALF, (a, b)))


def kl(probs: np.ndarray, a: float, b: float = START[1]) -> np.ndarray:
    """KL(q || posterior) of every round, directly."""
    return np.asarray(rel_entr(probs, FIXED.infer(ROUNDS, CoinParams(HALF, (a, b))).probs).sum(axis=1))


def test_the_bound_touches_with_the_slope_of_the_log_likelihood() -> None:
    step = lower_bound.stairs(START)[1]
    assert step.elbo == pytest.approx(step.log_likelihood, **CLOSE)
    h = 1e-5
    curve = (log_likelihood(START[0] + h) - log_likelihood(START[0] - h)) / (2 * h)
    below = [
        bound.elbo(FIXED, ROUNDS, step.posterior, CoinParams(HALF, (START[0] + d, START[1]))) for d in (h, -h)
    ]
    # central differences: the error is of the order of h^2 times a third derivative of a few hundreds
    assert curve == pytest.approx(lower_bound.slope(step.params), abs=1e-5)
    assert (below[0] - below[1]) / (2 * h) == pytest.approx(curve, abs=1e-5)
    assert known()["st_slope"] == pytest.approx(curve, abs=1e-5)


def test_the_bounds_top_is_not_on_the_curve_and_the_gap_is_the_kl() -> None:
    start, first, after = lower_bound.stairs(START)[:3]
    gap = after.log_likelihood - after.elbo
    assert gap == pytest.approx(kl(after.posterior.probs, after.params.p_heads[0]).sum(), **CLOSE)
    assert gap > 0.3
    rise, rise_bound = after.log_likelihood - start.log_likelihood, after.elbo - first.elbo
    assert rise == pytest.approx(rise_bound + gap, **CLOSE)


def test_the_printed_numbers_add_up() -> None:
    """A learner with a pencil finds no gap of a thousandth."""
    for whole, parts in {
        "st_ll1": ("st_f1", "st_kl1"),
        "st_ll2": ("st_f2", "st_kl2"),
        "st_rise_ll": ("st_rise_f", "st_kl1"),
        "st_f1": ("st_ll0", "st_rise_f"),
        "st_ll0": ("st_q0", "st_h1"),
        "far_dh": ("far_df", "far_dq"),
        "pr_ll0": ("pr_f", "pr_kl"),
        "jt_wrong": ("st_ll0", "jt_over"),
        "jt_x": ("jt_a", "jt_b"),
        "z2_prior": ("z2_rise", "z2_fall"),
        "far_f1": ("far_q1", "far_h1"),
        "qr_x": ("qr_ja", "qr_pa"),
    }.items():
        places = len(printed(whole).partition(".")[2])
        assert value(whole) == pytest.approx(sum(map(value, parts)), abs=10.0 ** -(places + 3)), whole
    assert value("qr_jb") + value("qr_pb") == pytest.approx(value("qr_x"), abs=1e-6)
    assert value("pr_f0") + value("pr_kl0") == pytest.approx(value("st_ll0"), abs=1e-6)
    assert value("own_hard") + value("own_hard_kl") == pytest.approx(value("st_ll0"), abs=1e-6)


def test_only_m_steps_move_the_log_likelihood() -> None:
    steps = lower_bound.stairs(START)
    for before, after in zip(steps[:-1], steps[1:], strict=True):
        if after.phase == "E":
            assert after.log_likelihood == before.log_likelihood
    assert value("zero") == 0


def test_the_q_function_falls_while_the_bound_and_the_log_likelihood_rise() -> None:
    steps = lower_bound.stairs(lower_bound.FAR)
    after = steps[2:10:2]
    q = np.array([lower_bound.q_value(s) for s in after])
    assert (np.diff(q)[1:] < -0.01).all()
    assert (np.diff([s.elbo for s in after]) > 0).all()
    assert (np.diff([s.log_likelihood for s in after]) > 0).all()
    joint = FIXED.log_joint(ROUNDS, steps[2].params)  # Q(theta_1 | theta_1) from its definition
    assert known()["far_q2e"] == pytest.approx((steps[3].posterior.probs * joint).sum(), **CLOSE)
    for e, m in zip(steps[1::2], steps[2::2], strict=True):
        assert lower_bound.q_value(m) >= lower_bound.q_value(e) - CLOSE["abs"]  # one q: it does not fall


def test_the_costs_of_the_rounds_add_up() -> None:
    exact = FIXED.infer(ROUNDS, CoinParams(HALF, START)).probs
    each = kl(np.full_like(exact, 0.5), *START)
    assert known()["pr_kl0"] == pytest.approx(each.sum(), **CLOSE)
    assert known()["own_cost2"] == pytest.approx(each[1], **CLOSE)


def test_the_hard_labels_bound_is_the_objective_of_lesson_03() -> None:
    labels = np.eye(2)[FIXED.log_joint(ROUNDS, CoinParams(HALF, START)).argmax(axis=1)]
    value = bound.elbo(FIXED, ROUNDS, Responsibilities(labels), CoinParams(HALF, START))
    assert known()["own_hard"] == pytest.approx(value, **CLOSE)
    other = float(str(facts("hard_soft")["db_hard_best0"]).replace("\u2212", "-"))
    assert value == pytest.approx(other, abs=5.1e-7)  # printed with six decimals there


def test_with_the_prior_the_bound_rises_the_log_likelihood_falls_and_nothing_moves_after() -> None:
    before, built, after = lower_bound.stairs(lower_bound.TOP, lower_bound.PRIOR)[:3]
    assert after.elbo > built.elbo + 1 and after.log_likelihood < before.log_likelihood - 0.5
    assert known()["pooled"] == pytest.approx(after.params.p_heads[0], **CLOSE)
    for heads, name in ((9, "pr_p2"), (4, "pr_p4")):
        odds = 0.8**heads * 0.2 ** (10 - heads) / 0.5**10
        assert known()[name] == pytest.approx(odds / (1 + odds), **CLOSE)
    again = FIXED.maximize(FIXED.expected_stats(ROUNDS, lower_bound.PRIOR), after.params)
    assert again.p_heads[0] == after.params.p_heads[0]


def test_the_joint_adds_up_to_the_rounds_probability_and_the_ratios_are_equal() -> None:
    # nine heads and one tail by hand
    joint = 1000 * 0.5 * np.array([0.6**9 * 0.4, 0.5**10])  # in thousandths
    assert [known()[name] for name in ("jt_a", "jt_b")] == pytest.approx(joint, **CLOSE)
    assert known()["jt_x"] == pytest.approx(joint.sum(), **CLOSE)
    assert [known()[name] for name in ("jt_la", "jt_lb")] == pytest.approx(2 * joint, **CLOSE)
    assert [known()[name] for name in ("jt_pa", "jt_pb")] == pytest.approx(joint / joint.sum(), **CLOSE)
    q = FIXED.infer(ROUNDS, CoinParams(HALF, START)).probs
    ratio = np.exp(FIXED.log_joint(ROUNDS, CoinParams(HALF, START))) / q
    assert ratio[:, 0] == pytest.approx(ratio[:, 1], rel=1e-12)
    assert known()["jt_x1"] == pytest.approx(1000 * ratio[0, 0], **CLOSE)


def test_without_the_weights_the_bound_is_above_the_log_likelihood() -> None:
    q = FIXED.infer(ROUNDS, CoinParams(HALF, START)).probs
    without = np.exp(FIXED.log_joint(ROUNDS, CoinParams(HALF, START))) / 0.5
    wrong = (q * np.log(without / q)).sum()
    assert known()["jt_wrong"] == pytest.approx(wrong, **CLOSE) and wrong > log_likelihood(START[0])
    likely = np.array([0.6**5 * 0.4**5, 0.5**10])
    right = np.array([0.9, 0.1]) * likely
    assert known()["jt_w_right"] == pytest.approx(right[0] / right.sum(), **CLOSE)
    assert known()["jt_w_wrong"] == pytest.approx(likely[0] / likely.sum(), **CLOSE)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_with_the_log_outside_every_q_gives_the_log_likelihood(share: float) -> None:
    after = lower_bound.stairs(START)[2]
    q = np.array([share, 1 - share])
    outside = np.log((q * (np.exp(FIXED.log_joint(ROUNDS, after.params)) / q)).sum(axis=1)).sum()
    assert outside == pytest.approx(after.log_likelihood, **CLOSE)
    assert known()["st_ll1"] == pytest.approx(outside, **CLOSE)


def test_the_full_m_step_leaves_the_slice_and_the_saddle_is_not_on_it() -> None:
    total = limit(ROUNDS, START).params.p_heads.sum()  # the line is theta_A + theta_B = total
    on_line = CoinParams(HALF, (value("sl_a0"), value("sl_b0")))
    first = list(run(FIXED, ROUNDS, on_line, max_iter=1))
    assert abs(first[2].params.p_heads.sum() - total) > 2e-3
    assert value("sl_a1") + value("sl_b1") == pytest.approx(total, abs=1.1e-3)  # two roundings
    assert (value("sl_a1"), value("sl_b1")) != (value("sl_xa"), value("sl_xb"))
    assert abs(2 * value("pooled") - total) > 2e-3
    assert known()["sl_mid"] == pytest.approx(total / 2, **CLOSE)
    heads, flips = datasets.FIVE_OF_FIVE.rounds.heads.sum(), datasets.FIVE_OF_FIVE.rounds.flips.sum()
    assert known()["sl_five_sum"] == pytest.approx(2 * heads / flips, **CLOSE)
    before, after = (log_likelihood(value(f"sl_a{i}"), value(f"sl_b{i}")) for i in (0, 1))
    assert after > before
    assert log_likelihood(total / 2, total / 2) < min(
        log_likelihood(total / 2 + d, total / 2 - d) for d in (0.02, 0.05, 0.1, 0.138)
    )


def test_at_the_saddle_all_four_lines_are_equal() -> None:
    steps = walk(ROUNDS, (0.6, 0.6), soft())
    last = steps[-3:]  # M, E, M at the same coins
    values = [number for s in last for number in (s.elbo, s.log_likelihood)]
    assert np.ptp(values) < CLOSE["abs"]
    assert known()["pooled_ll"] == pytest.approx(values[0], **CLOSE)
    assert values[0] < limit(ROUNDS, START).log_likelihood - 0.4


def test_a_program_that_never_moves_coin_b_never_falls_and_rests_too_low() -> None:
    steps = lower_bound.stairs(START)[1:]
    assert np.diff([s.elbo for s in steps]).min() > -CLOSE["abs"]
    assert steps[-1].log_likelihood < limit(ROUNDS, START).log_likelihood - 0.01


def test_the_top_of_a_bound_is_not_where_it_was_made() -> None:
    steps = lower_bound.stairs(lower_bound.LOW)
    h = 1e-5  # central differences, as above
    slope = (log_likelihood(LOW + h) - log_likelihood(LOW - h)) / (2 * h)
    assert known()["low_slope"] == pytest.approx(slope, abs=1e-5) and slope > 5
    grid = np.linspace(0.01, 0.99, 981)
    bounds = [bound.elbo(FIXED, ROUNDS, steps[1].posterior, CoinParams(HALF, (a, START[1]))) for a in grid]
    assert grid[int(np.argmax(bounds))] == pytest.approx(known()["low_a1"], abs=1e-3)  # one cell of the grid
    assert max(bounds) <= known()["low_f1"] + CLOSE["abs"]
    assert LOW < known()["low_a1"] < known()["st_a"]
    rises = [known()[f"low_rise{t}"] for t in (1, 2, 6)]
    assert rises[0] == pytest.approx(steps[2].log_likelihood - log_likelihood(LOW), **CLOSE)
    assert rises[2] == pytest.approx(steps[12].log_likelihood - steps[10].log_likelihood, **CLOSE)


def test_a_q_with_the_same_counts_leads_to_the_same_coin_and_does_not_touch() -> None:
    other = lower_bound.moved()
    exact = FIXED.infer(ROUNDS, CoinParams(HALF, START)).probs
    assert np.argwhere(abs(other.probs - exact).max(axis=1) > 1e-9).ravel().tolist() == [0, 1, 4]
    heads, flips = other.probs[:, 0] @ ROUNDS.heads, other.probs[:, 0] @ ROUNDS.flips
    assert (heads, flips) == pytest.approx((known()["ct_heads"], known()["ct_flips"]), **CLOSE)
    assert heads / flips == pytest.approx(known()["st_a1"], **CLOSE)
    assert known()["ct_kl"] == pytest.approx(kl(other.probs, *START).sum(), **CLOSE)
    assert known()["ct_kl"] > 0.3
    # what the stage shows: the sliders have three digits
    scene = lesson.scene("counts")
    assert scene is not None
    run = stairs(Settings(**scene.settled_by))
    assert run.trace[2].params.p_heads[0] == pytest.approx(known()["st_a1"], abs=2e-4)
    assert run.kl(1) == pytest.approx(known()["ct_kl"], abs=2e-3)


def test_both_coins_say_the_same_of_a_round() -> None:
    a = known()["st_a1"]
    joint = np.log(0.5) + 5 * np.log([a, 0.5]) + 5 * np.log([1 - a, 0.5])
    assert [known()["qr_ja"], known()["qr_jb"]] == pytest.approx(joint, **CLOSE)
    assert known()["qr_x"] == pytest.approx(np.logaddexp(*joint), **CLOSE)


# The bug zoo.


@pytest.mark.parametrize(
    ("name", "phase"), [("hard-labels", "M"), ("monitor", "M"), ("weightless", "E"), ("half-updated", "M")]
)
def test_a_specimens_column_falls_in_the_half_step_that_is_told(name: str, phase: str) -> None:
    steps, k = worst(name)
    column = SPECIMENS[name].column
    i = ZOO.index(name) + 1
    assert steps[k].phase == phase
    assert known()[f"z{i}_t"] == steps[k].iteration
    fall = (column(steps[k - 1]) or 0.0) - (column(steps[k]) or 0.0)
    assert fall > 0.05
    assert value(f"z{i}_from") - value(f"z{i}_to") == pytest.approx(fall, abs=1.1e-3)  # two roundings


@pytest.mark.parametrize("name", ["hard-labels", "monitor", "half-updated"])
def test_a_good_e_step_closes_the_gap(name: str) -> None:
    steps, _ = worst(name)
    assert max(abs(s.kl) for s in steps if s.phase == "E") < CLOSE["abs"]
    assert steps[0].params.weights.tolist() == steps[-1].params.weights.tolist() == [0.5, 0.5]


def test_the_e_step_without_weights_leaves_a_gap_and_its_m_steps_rise() -> None:
    steps, k = worst("weightless")
    assert abs(steps[1].kl) < CLOSE["abs"]  # the weights are still equal
    assert known()["z3_kl"] == pytest.approx(steps[k].kl, **CLOSE) and steps[k].kl > 0.05
    for e, m in zip(steps[1::2], steps[2::2], strict=True):
        assert m.elbo >= e.elbo - CLOSE["abs"]


def test_hard_labels_give_quotients_of_whole_rounds_and_lower_the_log_likelihood() -> None:
    steps, k = worst("hard-labels")
    assert steps[k].params.p_heads == pytest.approx([24 / 30, 9 / 20], **CLOSE)
    assert steps[k].log_likelihood < steps[k - 1].log_likelihood
    assert led_to(steps, k) == pytest.approx(steps[k - 1].params.p_heads, abs=1e-3)  # at rest


def test_the_map_run_is_right_and_its_column_is_not() -> None:
    steps, k = worst("monitor")
    objective = [s.objective for s in steps[1:]]
    assert np.diff(objective).min() > -CLOSE["abs"]
    credit, pseudo = steps[k].stats.counts, [value("z2_heads"), value("z2_tails")]
    by_hand = (credit[:, 0] + pseudo[0]) / (credit.sum(axis=1) + sum(pseudo))
    assert steps[k].params.p_heads == pytest.approx(by_hand, **CLOSE)
    assert steps[k].log_prior > steps[k - 1].log_prior


def test_mixed_counts_miss_the_top_of_the_bound() -> None:
    steps, k = worst("half-updated")
    credit = steps[k].stats.counts
    by_hand = credit[:, 0] / credit.sum(axis=1)
    assert led_to(steps, k) == pytest.approx(by_hand, **CLOSE)
    miss = abs(steps[k].params.p_heads - by_hand)
    assert miss[0] < CLOSE["abs"] and miss[1] > 0.01  # coin A is right
    assert [printed(f"z4_w{coin}") for coin in "ab"] == ["0.45", "0.80"]  # A = rounds 1, 4; B = 2, 3, 5
    assert printed("z4_end") == printed("sl_ll")


def test_the_healthy_program_never_falls() -> None:
    healthy = SPECIMENS["healthy"]
    steps = list(run(healthy.model, healthy.data, healthy.start, healthy.recipe))
    column = np.array([healthy.column(s) for s in steps[1:]], dtype=float)
    assert np.diff(column).min() > -CLOSE["abs"]


def test_program_fours_column_falls_early_and_it_comes_to_rest_at_the_last_half_step_named() -> None:
    program = cages.program("four")
    column = [program.column(step) for step in program.trace]
    fallen = {program.trace[fall.k].iteration for fall in falls(column)}
    assert fallen == {1, 2, 6} and len(program) - 1 == 34 and program.trace.fit.converged
