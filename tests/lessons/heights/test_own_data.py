"""Lesson 08 on the learner's own column: far from zero, in any unit, loaded again after a link."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_figures import wire
from em_lesson.answers import drawn
from em_lesson.rows import Rows
from lessons.heights.data import column, in_hand
from lessons.heights.lesson import lesson
from lessons.heights.runs import code, heights, most, start, trace, within
from lessons.heights.settings import Settings
from tests.lessons.outline import numbers

RANDOM = np.random.default_rng(8)
COLUMNS = {
    "two groups": np.concatenate([RANDOM.normal(0, 1, 30), RANDOM.normal(12, 1, 50)]),
    "few": np.array([5.1, 5.3, 4.9, 9.2, 9.9, 9.5, 5.0]),
    "skewed": np.exp(RANDOM.normal(0, 1, 200)),
}
SHIFTS = (1e3, 1e4, 1e6, -1e6, 1e8, 1e10)


def settings(x: Any, **changes: Any) -> Settings:
    return Settings().with_rows(Rows(np.asarray(x, dtype=float)[:, None])).with_(**changes)


def labels(s: Settings) -> list[int]:
    last = trace(s)[-1]
    return [int(k) for k in last.posterior.probs.argmax(axis=1)]


@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("variances", ["equal", "free"])
def test_where_zero_lies_does_not_matter(name: str, shift: float, variances: str) -> None:
    # to six decimals, which the numbers keep at every shift
    x = COLUMNS[name].round(6 if shift < 1e10 else 4)
    assert labels(settings(x + shift, variances=variances)) == labels(settings(x, variances=variances))


@pytest.mark.parametrize("shift", (0.0, *SHIFTS))
def test_two_groups_are_found_apart_and_their_starts_differ(shift: float) -> None:
    s = settings(COLUMNS["two groups"].round(4) + shift)
    assert labels(s) == [0] * 30 + [1] * 50
    assert s.m2 - s.m1 > 5
    back, notices = Settings.from_link(s.to_link(), {s.held: s.rows})
    assert notices == [] and (back.m1, back.m2, back.x) == (s.m1, s.m2, s.x)
    given = {name: found for name, found in within(s).items() if found}
    assert list(given) == ["m1", "m2", "x"]
    for name, (low, high, step) in given.items():
        assert low <= getattr(s, name) <= high and step < (high - low) / 50


@pytest.mark.parametrize("unit", [1e-90, 1e-7, 1.0, 1e7, 1e90])
def test_the_unit_does_not_matter(unit: float) -> None:
    s = settings(COLUMNS["few"] * unit)
    assert labels(s) == [0, 0, 0, 1, 1, 1, 0]
    sent = [wire.full(strip) for _, strip in drawn(lesson.all, heights(s), str)]
    assert all(map(math.isfinite, numbers(sent)))


def test_the_axis_says_what_was_subtracted() -> None:
    values = np.array([1.0, 2, 11, 12]) + 1e6
    s = Settings().with_rows(Rows(values[:, None], ("mass",)))
    assert column(s).name == "mass − 1000000" and column(s).x.tolist() == [1, 2, 11, 12]
    assert in_hand(s).raw(column(s).x[0]) == (1000001.0,)
    assert column(settings([1.0, 2, 11, 12])).name == "value"


@pytest.mark.parametrize("shift", [0.0, 1e6, 1e10])
def test_the_code_that_is_shown_makes_the_run_that_is_shown(shift: float) -> None:
    x = COLUMNS["few"] + shift
    s = settings(x)
    made: dict[str, Any] = {"own": x[:, None]}
    exec(code(s).replace("...", "own"), made)
    ours = trace(s)
    assert len(made["steps"]) == len(ours)
    # the means count from the same place; what is left is the rounding of x + shift
    assert made["steps"][-1].params.means == pytest.approx(ours[-1].params.means, abs=1e-9)


def test_rows_that_are_loaded_again_are_the_ones_that_are_shown() -> None:
    """Where the session lacks a link's rows Galton's heights are shown, and never under the rows' name."""
    rows = Rows(np.repeat([[1.0], [2.0], [30.0], [31.0]], 25, axis=0), ("weight",))
    link = {"data": "own", "held": rows.name, "points": ""}
    without, _ = Settings.from_link(link)
    assert len(trace(without).data) == 934
    lacking = without.lacking(1)
    assert lacking is not None and lacking.values == {"n": "100"}
    again = without.with_rows(rows)
    assert again.held == rows.name and again.lacking(1) is None
    assert len(trace(again).data) == 100
    assert trace(again)[-1].params.means.ravel() == pytest.approx([1.5, 30.5])
    assert Settings.from_link(link, {rows.name: rows})[0].points == rows


def test_equal_numbers_under_other_headings_are_other_rows() -> None:
    values = [[1.0], [2.0], [30.0], [31.0]]
    one, other = (Settings().with_rows(Rows(values, (name,))) for name in ("height", "weight"))
    assert one.held != other.held and column(one).name != column(other).name == "weight"


def test_starts_lie_where_the_data_are_after_they_are_removed() -> None:
    s = settings(COLUMNS["few"]).without_own()
    assert (s.m1, s.m2, s.held, len(s.points)) == (65.0, 69.0, "", 0)
    assert start(s).means.ravel().tolist() == [65.0, 69.0]


@pytest.mark.parametrize("s", [Settings(), Settings(variances="free"),
                               Settings(variances="free", weights="fixed")], ids=str)
def test_the_code_for_galton_makes_the_run_that_is_shown(s: Settings) -> None:
    made: dict[str, Any] = {}
    exec(code(s), made)
    ends = [step.log_likelihood for step in made["steps"]]
    assert ends == pytest.approx([step.log_likelihood for step in trace(s)], rel=1e-9)


def test_the_code_for_many_data_stops_where_the_stage_does() -> None:
    x = np.random.default_rng(1).normal(size=100_001)
    assert f"run(model, x, start, max_iter={most(len(x))})" in code(settings(x)) and most(len(x)) == 59


def test_a_knob_that_moves_nothing_is_not_shown() -> None:
    def knobs(**changes: Any) -> list[str]:
        return [name for name, found in within(Settings(**changes)).items() if found]

    assert knobs() == ["m1", "m2", "x"]
    assert knobs(groups=1) == ["m1", "x"]
    assert knobs(groups=3) == ["m1", "m2", "m3", "x"]
    assert knobs(data="regions") == []


def test_what_stands_beside_the_upload() -> None:
    def said(s: Settings) -> str:
        notice = s.lacking(1)
        return notice.text.format(**notice.values) if notice else ""

    assert said(Settings()) == said(Settings(data="regions")) == said(settings([1.0, 2.0, 9.0])) == ""
    assert said(Settings(data="own")).startswith("Until there are rows")
    assert said(settings([5.0, 5.0])).startswith("All values are equal")
    assert "at most 20000 rows" in said(settings(np.arange(20_001.0)))
