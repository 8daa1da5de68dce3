"""What lesson 04 says about its numbers holds, by other routes than those that made them."""

from __future__ import annotations

import re
from math import log

import numpy as np
import pytest

from em_core import bound, datasets, jensen, soft
from em_core.jensen import Function
from em_lesson.prose import ROOMS
from lessons.common.tell import HALF, walk
from lessons.jensen import facts as told
from lessons.jensen.detour import over
from lessons.jensen.settings import LEAST, Settings
from tests.lessons.files import facts

KNOWN = facts("jensen")
# Worked out from the published data by hand or in an independent program.
PUBLISHED = """
    2 0.693 0.280 0.413 1.323 2.9 0.201 2.5 0.606 0.380 0.322 2.016 0.488 −5.990 −6.223
    0.233 0.805 0.195 4 6.25 2.25 2.303 −0.693 −0.405 0.1 1.5 0.833 0.500"""


def printed(name: str) -> str:
    """A number as the prose prints it, with a hyphen for the minus; twice in two formats: the longer."""
    source = (ROOMS / "jensen" / "en.md").read_text("utf-8")
    formats = set(re.findall(r"\{\{" + name + r"(?::([^{}]+))?\}\}", source))
    return max((format(KNOWN[name], spec) for spec in formats), key=len)


def number(name: str) -> float:
    return float(printed(name))


def test_published_numbers_are_quoted() -> None:
    quoted = {printed(name).replace("-", "\u2212") for name in KNOWN}
    assert set(PUBLISHED.split()) - quoted == set()


def test_the_examples_are_those_of_the_lessons_own_start() -> None:
    first = Settings()
    assert tuple(first.row("x")) == told.ENDS and set(first.row("w")) == {0.5} and first.f == "log"
    assert tuple(Settings(n=3).row("x")) == told.THREE
    assert tuple(first.row("q")) == told.Q and tuple(first.row("p")) == told.P


def test_the_gap_at_half_the_distance_is_about_a_quarter() -> None:
    far, near = told.halves(1.5, 2.5).gap, told.halves(1.75, 2.25).gap
    assert near / far == pytest.approx(1 / 4, rel=0.05)  # exact for a parabola; log is nearly one here


def test_a_straight_line_has_no_gap() -> None:
    line = Function("2x + 1", lambda x: 2 * x + 1, concave=True)
    for x in ([0.5, 3.5], [0.1, 4.0]):
        # the values are below 10: rounding of some 1e-15
        assert jensen.jensen(line, x, [0.3, 0.7]).gap == pytest.approx(0, abs=1e-14)


def test_three_points_are_two_chords() -> None:
    curve, middle, chord = log(5.5 / 3), (log(0.5) + 2 * log(2.5)) / 3, (log(0.5) + log(3.5) + log(1.5)) / 3
    assert curve > middle > chord
    quoted = [number("three_curve"), number("three_middle"), number("three_chord")]
    assert quoted == pytest.approx([curve, middle, chord], abs=5e-4)  # three decimals


def test_the_difference_of_the_squares_is_the_variance() -> None:
    assert number("square_gap") == pytest.approx(np.var(told.ENDS))


def test_the_gap_of_a_round_is_kl_to_the_posterior_and_closes_there() -> None:
    data = datasets.DO_BATZOGLOU
    posterior = walk(data.rounds, told.COINS, soft(), max_iter=1)[1].posterior.probs[told.ROUND]
    assert told.joint() == pytest.approx([0.5 * 0.6**9 * 0.4, 0.5**11])
    for shares in (HALF, (0.9, 0.1), tuple(posterior)):
        # the gap is a difference of logs near -6: rounding of some 1e-15
        assert told.round_gap(shares).gap == pytest.approx(bound.kl(shares, posterior), abs=1e-14)
    assert told.round_gap(HALF).gap > 0.2 and told.round_gap(posterior).gap == pytest.approx(0, abs=1e-14)


def test_kl_is_the_gap_at_the_ratios() -> None:
    terms = [a * log(a / b) for a, b in zip(told.Q, told.P, strict=True)]
    gap = log(1.0) - sum(a * log(b / a) for a, b in zip(told.Q, told.P, strict=True))
    assert number("kl_there") == pytest.approx(sum(terms), abs=5e-4)
    assert number("kl_there") == pytest.approx(gap, abs=5e-4)
    assert terms[0] > 0 > max(terms[1:])  # "speaks for q", "speak for p"


def test_the_printed_sums_add_up_to_the_last_digit() -> None:
    terms = [number(f"term_{i}") for i in (1, 2, 3)]
    assert f"{sum(terms):.3f}" == printed("kl_there")
    assert f"{number('kl_first') + number('kl_second'):.2f}" == printed("kl_detour")
    assert f"{number('round_ll') - number('round_half'):.3f}" == printed("round_gap")
    assert f"{number('two_curve') - number('two_chord'):.3f}" == printed("two_gap")
    assert f"{log((number('round_a') + number('round_b')) / 1000):.3f}" == printed("round_ll")


def test_a_detour_is_less_than_half_of_the_direct_way_and_its_first_leg_no_half() -> None:
    q, p = np.asarray(told.Q), np.asarray(told.P)
    halfway = (q + p) / 2
    legs = [bound.kl(q, halfway), bound.kl(halfway, p)]
    assert legs == pytest.approx([KNOWN["kl_first"], KNOWN["kl_second"]])
    assert 0 < sum(legs) < bound.kl(q, p) / 2
    assert legs[0] < legs[1] < bound.kl(q, p) / 2  # "half of the way would cost half"


def test_a_detour_over_a_mixture_is_never_longer() -> None:
    """KL is convex in each place: KL(q||r) <= t KL(q||p) and KL(r||p) <= (1 - t) KL(q||p)."""
    rng = np.random.default_rng(4)
    for _ in range(200):
        m = int(rng.integers(2, 5))
        d = over(rng.uniform(0.05, 1, m).tolist(), rng.uniform(0.05, 1, m).tolist(), float(rng.uniform(0, 1)))
        assert d.first <= d.t * d.direct + 1e-12 and d.second <= (1 - d.t) * d.direct + 1e-12
    for t, legs in ((0.0, (0.0, KNOWN["kl_there"])), (1.0, (KNOWN["kl_there"], 0.0))):
        ends = over(told.Q, told.P, t)
        assert (ends.first, ends.second) == pytest.approx(legs, abs=1e-15)


def test_the_other_shares_of_the_round_leave_a_gap() -> None:
    all_to_a = log(told.joint().sum()) - log(told.joint()[0])  # of the bound log p(x, A)
    assert KNOWN["round_all"] == pytest.approx(all_to_a) and all_to_a > 0.2
    assert told.posterior()[0] > told.posterior()[1]  # "the more likely one"


def test_the_same_outcome_has_a_large_and_a_small_term() -> None:
    assert KNOWN["back_1"] == pytest.approx(0.05 * log(0.05 / 0.5))
    assert KNOWN["term_1"] > 5 * abs(KNOWN["back_1"])


def test_the_two_directions_differ_and_a_zero_matters_in_one_only() -> None:
    assert number("kl_back") == pytest.approx(bound.kl(told.P, told.Q), abs=5e-4)
    assert number("kl_back") < number("kl_there") - 0.3
    assert bound.kl([1.0, 0.0], [0.5, 0.5]) == pytest.approx(log(2))
    assert bound.kl([0.5, 0.5], [1.0, 0.0]) == np.inf
    assert LEAST > 0  # "the bars stop short of zero"


def test_log_is_not_convex_by_the_chord_of_the_question() -> None:
    assert number("two_chord") < number("two_curve")
