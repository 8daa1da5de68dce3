"""Lesson 11: the quoted numbers against what was published for them, and against sums over all paths."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest

from em_core import Diary
from lessons.hmm import facts as lesson
from lessons.hmm.runs import EISNER, MODEL, diary, start
from lessons.hmm.settings import Settings
from tests.lessons.files import facts, source

# Worked out in a separate program, in logarithms; ten iterations agree with hmmlearn, which knows STOP as a
# third absorbing state. Each as exactly as it is printed.
PUBLISHED = {
    "ll0": "-41.5378178211", "ll1": "-36.7422925932", "ll2": "-35.9576881140", "ll3": "-35.6511069384",
    "ll5": "-35.4061095555", "ll10": "-35.3342724478", "ll20": "-35.3328957326", "ll": "-35.3328952745",
    "one": "-40.7354061649", "paths": "8589934592",
    "g1": ".870942", "g11": ".752335", "g14": ".113106", "g27": ".493486", "g33": ".775424",
    "hot_days": "18.320705", "hot_days1": "1.069422", "hot_days2": "7.787885", "hot_days3": "9.463398",
    "cold_days1": "9.930578", "cold_days2": "3.212115", "cold_days3": "1.536602",
    "cold_to_cold": "12.855260", "cold_to_hot": "1.599459", "hot_to_cold": "1.694977",
    "hot_to_hot": "15.850304", "entropy": "6.0708490",
    "first1": ".870942", "cold_then_cold": ".875741", "cold_then_hot": ".108960", "cold_stop": ".015299",
    "hot_then_cold": ".092517", "hot_then_hot": ".865158", "hot_stop": ".042325",
    "cold_eats1": ".676502", "cold_eats2": ".218819", "cold_eats3": ".104678",
    "hot_eats1": ".058372", "hot_eats2": ".425087", "hot_eats3": ".516541",
    "end_first": "1.000000", "end_cold_cold": ".933779", "end_hot_hot": ".864944", "end_hot_stop": ".063189",
    "end_cold1": ".640481", "end_cold2": ".148070", "end_cold3": ".211448",
    "end_hot1": "0.000000", "end_hot2": ".534391", "end_hot3": ".465609",
    "eleven2": ".572", "eleven3": ".377",
    "hard_best0": "-43.7376951005", "hard_best": "-37.4593853795", "hard_ll": "-36.3505124552",
    "soft_best": "-36.450676",
    "short1": ".0820", "short2": ".1250", "short3": ".5311",
    "short_ccc": "-6.4579544", "short_cch": "-6.5914857",
    "alike0": "-41.9283271", "alike1": "-40.7354062", "equal": "-40.7354062",
    "apart1": "-40.7216351", "apart": "-35.3328953",
    "sorted_best": "-22.6682", "shuffled": "-39.09", "zero_day": "631",
}  # fmt: skip
KNOWN = facts("hmm")


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_number_is_computed(name: str) -> None:
    digits = len(PUBLISHED[name].partition(".")[2])
    # half a unit of the last printed digit, and what a run leaves that ends a little before its limit
    assert KNOWN[name] == pytest.approx(float(PUBLISHED[name]), abs=0.51 * 10.0**-digits + 1e-10)


def test_eisners_diary_has_a_flat_histogram() -> None:
    assert [EISNER.count(n) for n in (1, 2, 3)] == [11, 11, 11] and len(EISNER) == 33
    assert KNOWN["edges"] == 32 * 4 and KNOWN["paths"] == 2**33


def every_path(days: int) -> float:
    """The log-likelihood of the first days, by all paths one by one; without STOP, as they break off."""
    p, x = start(Settings(stop=False)), np.array(EISNER[:days]) - 1
    total = 0.0
    for z in product((0, 1), repeat=days):
        value = p.start[z[0]] * np.prod([p.emissions[a, b] for a, b in zip(z, x, strict=True)])
        total += value * np.prod([p.moves[a, b] for a, b in zip(z, z[1:], strict=False)])
    return float(np.log(total))


def test_all_1024_paths_of_ten_days() -> None:
    with_stop = Settings()
    p, x = start(with_stop), np.array(EISNER[:10]) - 1
    total = 0.0
    for z in product((0, 1), repeat=10):
        value = p.start[z[0]] * np.prod([p.emissions[a, b] for a, b in zip(z, x, strict=True)])
        total += value * np.prod([p.moves[a, b] for a, b in zip(z, z[1:], strict=False)]) * p.stop[z[-1]]
    assert np.log(total) == pytest.approx(-14.5338908467, abs=1e-10)
    assert MODEL.log_likelihood(Diary(x, symbols=3), p) == pytest.approx(np.log(total), abs=1e-12)
    free = start(Settings(stop=False))
    assert MODEL.log_likelihood(Diary(x, symbols=3), free) == pytest.approx(every_path(10), abs=1e-12)


def test_the_quotients_of_the_first_iteration_are_its_counts() -> None:
    for state in ("cold", "hot"):
        eaten = [KNOWN[f"{state}_days{v}"] for v in (1, 2, 3)]
        quotients = [KNOWN[f"{state}_eats{v}"] for v in (1, 2, 3)]
        assert quotients == pytest.approx([v / sum(eaten) for v in eaten], abs=1e-12)
        after = KNOWN[f"{state}_to_cold"], KNOWN[f"{state}_to_hot"]
        # every day of a state is followed by a move or by STOP
        assert KNOWN[f"{state}_then_hot"] == pytest.approx(after[1] / sum(eaten), abs=1e-12)
        assert KNOWN[f"{state}_stop"] == pytest.approx(1 - sum(after) / sum(eaten), abs=1e-12)


def test_hard_em_takes_two_iterations_to_its_path() -> None:
    def runs(k: int) -> str:
        path = lesson.steps(hardly=True, most=10)[k].posterior.path
        return re.sub(r"(.)\1*", lambda m: f"{m[1]}{len(m[0])} ", "".join("CH"[z] for z in path)).strip()

    assert (runs(1), runs(3), runs(5)) == ("H13 C14 H6", "H13 C13 H7", "H13 C13 H7")
    soft = lesson.steps()[1]
    # on the first E-step the states that are likeliest day by day are this path too
    assert "".join("CH"[int(g > 0.5)] for g in soft.posterior.gamma[:, 1]) == "H" * 13 + "C" * 14 + "H" * 6
    assert KNOWN["hard_ll"] < KNOWN["ll"] and KNOWN["hard_best"] < KNOWN["soft_best"]


def test_names_exchanged_change_nothing_else() -> None:
    swapped = Settings(h1=0.7, h3=0.1, c1=0.1, c3=0.7)
    one, other = lesson.steps(most=10), lesson.steps(swapped, most=10)
    for a, b in zip(one, other, strict=True):
        assert a.log_likelihood == pytest.approx(b.log_likelihood, abs=1e-11)
        np.testing.assert_allclose(a.params.emissions, b.params.emissions[::-1], atol=1e-11)


def test_after_ten_iterations_the_first_day_is_hot() -> None:
    assert float(f"{lesson.steps()[20].params.start[1]:.4f}") == 1.0


@pytest.mark.parametrize("first", [0.5])
def test_equal_bars_are_stuck_and_another_first_day_is_not(first: float) -> None:
    stuck = lesson.steps(lesson.EQUAL.with_(first=first))
    assert stuck[2].log_likelihood == pytest.approx(KNOWN["one"], abs=1e-9)
    assert stuck[-1].log_likelihood == pytest.approx(KNOWN["one"], abs=1e-9)
    thirds = lesson.PLAIN.with_(**dict.fromkeys(("h1", "h2", "h3", "c1", "c2", "c3"), 1.0))
    assert lesson.steps(thirds)[-1].log_likelihood == pytest.approx(KNOWN["one"], abs=1e-9)
    assert lesson.steps(lesson.APART)[0].log_likelihood == pytest.approx(-41.9283271, abs=6e-8)
    uniform = lesson.steps(lesson.UNIFORM)
    assert {round(s.log_likelihood, 9) for s in uniform[2:]} == {round(KNOWN["one"], 9)}


def test_random_starts_and_what_the_order_is_worth() -> None:
    assert KNOWN["starts_best"] + KNOWN["starts_lower"] == KNOWN["starts"] - 1  # one is lower still
    assert KNOWN["lower"] == pytest.approx(-38.01, abs=0.02)
    assert KNOWN["ll"] < KNOWN["sorted"] < KNOWN["sorted_best"]
    assert KNOWN["one"] < KNOWN["shuffled"] < KNOWN["ll"]


def test_the_folded_tables_print_the_published_digits() -> None:
    for lang in ("en", "zh"):
        assert set(re.findall(r"\{\{([a-z0-9_]+)", source("hmm", lang))) >= set(PUBLISHED)


def test_a_diary_is_impossible_where_no_state_eats_so_much() -> None:
    from em_core import HMMParams

    never = HMMParams([0.5, 0.5], [[0.9, 0.1], [0.1, 0.9]], [[0.5, 0.5, 0], [0.5, 0.5, 0]])
    with pytest.raises(ValueError, match="day 2 with the symbol 2 is impossible"):
        MODEL.infer(diary(Settings()), never)
