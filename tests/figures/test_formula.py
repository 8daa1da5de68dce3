"""The formulas: what stands right of the sign follows from the numbers that are shown."""

from __future__ import annotations

import math
import re

import pytest

from em_core import Recipe, soft
from em_figures.coins.formula import formula
from em_figures.trace import record
from tests.figures.html import lines, shown, text, unit, value
from tests.figures.samples import DB, traces


def checks(name: str) -> int:
    """Compare every printed result of every half-step with its recomputed right-hand side; how many."""
    trace, count = traces()[name], 0
    strip = formula(trace)
    for k in range(len(trace)):
        for row in range(len(trace.data) if trace[k].phase == "E" else 1):
            for equation, line in lines(shown(strip, k, row)):
                before, printed = ["", *line.split("=")][-2:]
                expected, result = value(before), value(printed)
                if expected is None or result is None:
                    continue
                where = (name, k, equation, line)
                if "10**" in printed.replace(" ", "").replace("(10)", "10"):
                    # mantissas have six digits; theirs and theta's rounding together stay below 2e-6
                    assert math.isclose(expected, result, rel_tol=1e-5) or expected < 1e-290, where
                else:
                    # half a unit of rounding in the result, and a little from the rounded inputs
                    assert abs(expected - result) <= 0.6 * unit(printed), where
                count += 1
    return count


SOFT = ["db", "db learn", "db saddle", "five", "five learn", "three", "many", "odd"]


@pytest.mark.parametrize("name", SOFT)
def test_results_follow_from_the_numbers_shown(name: str) -> None:
    trace = traces()[name]
    coins, rounds = len(trace[0].params.p_heads), len(trace.data)
    # per E-step and round one joint for each coin and one ratio, per M-step a ratio for each coin
    assert checks(name) >= trace.fit.iterations * ((coins + 1) * rounds + coins) // 2


@pytest.mark.parametrize("name", ["db hard", "five hard", "db hard tie", "three hard", "odd hard"])
def test_hard_results_follow_from_the_numbers_shown(name: str) -> None:
    assert checks(name) >= traces()[name].fit.iterations * len(traces()[name].data)


def test_the_first_half_steps_print_the_published_numbers() -> None:
    strip = formula(traces()["five"])
    gammas = [dict(lines(shown(strip, 1, row)))["gamma_A"].split("=")[-1].strip() for row in range(5)]
    assert gammas == ["0.7000", "0.3000", "0.0730", "0.7000", "0.3000"]
    after = dict(lines(shown(strip, 2)))
    assert after["theta_A"].endswith("= 0.5280") and after["theta_B"].endswith("= 0.3777")


def test_hard_names_the_coin_with_the_larger_joint() -> None:
    trace = traces()["db hard"]
    strip = formula(trace)
    for row, probs in enumerate(trace[1].posterior.probs):
        root = shown(strip, 1, row)
        joints = [value(line.split("=")[-1]) for _, line in lines(root)]
        assert joints[0] is not None and joints[1] is not None
        winner = "coin A" if probs[0] == 1 else "coin B"
        assert (joints[0] >= joints[1]) == (winner == "coin A")
        assert winner in text(root)


def test_a_coin_without_flips_keeps_its_value_and_divides_nothing_by_nothing() -> None:
    trace = traces()["db hard tie"]
    empty = [k for k, s in enumerate(trace) if s.phase == "M" and any(e.kind == "no_mass" for e in s.events)]
    one_empty = [k for k in empty if len(trace[k].events) == 1]
    assert empty, "the sample must have a coin without flips"
    for k in one_empty:
        coin = trace[k].events[0].component
        line = [line for name, line in lines(shown(formula(trace), k)) if name == f"theta_{'AB'[coin]}"][-1]
        assert "keeps its value" in line and line.endswith(f"{trace[k].params.p_heads[coin]:.4f}")


def test_no_number_is_printed_with_an_exponent_of_the_machine() -> None:
    for name, trace in traces().items():
        strip = formula(trace)
        for frame in strip.frames:
            for printed in [*frame.slots, *(cell for row in frame.rows for cell in row)]:
                assert not re.search(r"\de[-+]?\d|nan|inf", str(printed)), (name, printed)
                assert len(str(printed)) <= 20, (name, printed)  # not twenty zeros at a knob's end


def test_an_annealed_run_is_refused() -> None:
    start = traces()["db"][0].params
    trace = record(traces()["db"].model, DB.rounds, start, Recipe(e_step=soft(0.5)), max_iter=2)
    with pytest.raises(ValueError, match="0.5"):
        formula(trace)


def test_the_choice_of_a_round_outlasts_the_m_step() -> None:
    trace = traces()["db"]
    assert {len(frame.rows) for frame in formula(trace).frames} == {len(trace.data)}
