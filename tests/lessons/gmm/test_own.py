"""Lesson 09 on a learner's own points: far from zero, in any unit, and loaded after the link was opened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from em_core import datasets
from em_core.protocol import Floats, Ints
from em_lesson.rows import Rows
from lessons.common.plane import by_hand, titles
from lessons.gmm import presets
from lessons.gmm.points_plane import points_plane
from lessons.gmm.runs import code, restarts, run, sizes, within
from lessons.gmm.settings import Settings
from tests.lessons.common.own_sets import RULES, SETS, SHIFTS, TWO

SHAPES = ("full", "diag", "tied", "spherical")


def settings(x: Floats, **changes: Any) -> Settings:
    """The settings with these rows, and means that lie among them."""
    return Settings(**changes).with_rows(Rows(x))


def labels(s: Settings) -> Ints:
    """Every point's most probable component at the end."""
    posterior = [step for step in run(s).trace if step.posterior is not None][-1].posterior
    return np.asarray(posterior.probs.argmax(axis=1))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SETS)
def test_the_end_does_not_depend_on_where_zero_is(name: str, rule: str) -> None:
    for shape in SHAPES if name in ("two", "six") else ("full",):
        first = labels(settings(SETS[name], rule=rule, shape=shape))
        for shift in SHIFTS:
            again = labels(settings(SETS[name] + shift, rule=rule, shape=shape))
            assert (again == first).all(), (shape, shift)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("unit", [1e-90, 1e-9, 1e-4, 1.0, 1e8, 1e88])
def test_two_groups_are_told_apart_in_any_unit_and_anywhere(unit: float, rule: str) -> None:
    for shift in (np.zeros(2), *SHIFTS):
        found = labels(settings((TWO + shift) * unit, rule=rule))
        assert (found == np.where(np.arange(60) < 30, found[0], 1 - found[0])).all(), shift


@pytest.mark.parametrize("columns", [(1, 1), (1, 0), (0, 1)])
@pytest.mark.parametrize("unit", [1e-9, 1e-5, 1e-4, 1e8])
def test_the_starts_by_hand_can_be_moved_and_are_in_the_link(unit: float, columns: Any) -> None:
    x = TWO * np.where(columns, unit, 1.0) + 3
    s = settings(x, rule="hand")
    ranges = {name: found for name, found in within(s).items() if found}
    assert list(ranges) == ["m1x", "m1y", "m2x", "m2y"]
    for name, (low, high, step) in ranges.items():
        assert (high - low) / step >= 100
        assert low <= getattr(s, name) <= high
    assert len({tuple(at) for at in by_hand(s.with_(c=6)).tolist()}) == 6
    assert Settings.from_link(s.to_link(), {s.rows.name: s.rows}) == (s, [])
    step = ranges["m1y"][2]
    moved = s.with_(m1y=s.specs()["m1y"].read(repr(s.m1y + 50 * step), 0.0, "m1y"))  # as from the player
    assert (run(moved).trace[0].params.means[0] != run(s).trace[0].params.means[0]).any()
    assert Settings.from_link(moved.to_link(), {s.rows.name: s.rows})[0] == moved


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("rule", RULES)
def test_the_code_makes_the_run_of_one_s_own_numbers(rule: str, shape: str) -> None:
    for x in (TWO, TWO + [1e6, -1e10], TWO * 1e-9, TWO * 1e8 + [0, 1e13], TWO * [1e7, 1]):
        s = settings(x, rule=rule, shape=shape, prior=shape == "tied")
        scope: dict[str, Any] = {"raw": x}
        exec(code(s).replace("...  # (N, 2)", "raw"), scope)
        steps, trace = scope["half_steps"], run(s).trace
        assert len(steps) == len(trace)
        for made, step in zip(steps, trace, strict=True):
            assert made.log_likelihood == pytest.approx(step.log_likelihood, rel=1e-9)
            assert made.params.means == pytest.approx(step.params.means, rel=1e-9)


@pytest.mark.parametrize("s", [Settings(), Settings(data="own"), Settings(shape="tied", rule="plusplus"),
                               Settings(prior=True), Settings(**presets.RING), Settings(**presets.COLLAPSE),
                               Settings(prior=True, added=True, shape="tied")])  # fmt: skip
def test_the_code_of_the_lesson_s_own_data_needs_nothing_else(s: Settings) -> None:
    scope: dict[str, Any] = {}
    exec(code(s), scope)
    values = [step.log_likelihood for step in scope["half_steps"]]
    assert values == pytest.approx([step.log_likelihood for step in run(s).trace], rel=1e-9)


def test_the_code_for_many_points_stops_where_the_stage_does() -> None:
    x = np.random.default_rng(1).normal(size=(20_001, 2))
    s, scope = settings(x, rule="plusplus"), {"raw": x}
    exec(code(s).replace("...  # (N, 2)", "raw"), scope)
    assert len(scope["half_steps"]) == len(run(s).trace) == 61


@pytest.mark.parametrize("unit", [1.0, 1e-8, 1e8])
def test_a_click_adds_a_row_where_it_was_made(unit: float) -> None:
    x = (TWO + [1e6, 0]) * unit
    s = settings(x, rule="plusplus")
    shown = run(s).plane.points.x
    place = ((shown[0] + shown[-1]) / 2).tolist()
    row = s.raw_point(*place)
    assert row == pytest.approx((x[0] + x[-1]) / 2, rel=0, abs=1e-6 * unit)
    assert abs(row[0] - 1e6 * unit) < 100 * unit
    more = s.with_rows(Rows(np.vstack([x, row])))
    assert run(more).plane.points.x[-1] == pytest.approx(place, abs=1e-6)
    assert Settings(data="own").raw_point(3.3, 71.0) == (3.3, 71.0)  # on Old Faithful, before any row


def test_the_axes_and_the_caption_say_what_is_counted() -> None:
    layout = points_plane(run(settings(TWO + [1e6, 0], rule="hand"))).base["layout"]
    assert [layout[axis]["title"]["text"] for axis in ("xaxis", "yaxis")] == ["x − 1000000", "y"]
    named = Settings().with_rows(Rows(TWO * 1e8, ("u", "v")))
    assert run(named).plane.names == ("u × 10⁹", "v × 10⁹")


def test_rows_that_are_loaded_later_are_the_ones_that_are_run() -> None:
    """A link names rows that this session lacks; what was shown in their place must not stay."""
    rows = Rows(np.random.default_rng(1).normal([50, 40], [8, 9], (100, 2)))
    link = {"data": "own", "rule": "plusplus", "held": rows.name}
    lacking, _ = Settings.from_link(link)
    assert lacking.lacking(2) is not None and lacking.held == rows.name
    assert (run(lacking).plane.points.x == datasets.OLD_FAITHFUL.x).all()
    before = points_plane(run(lacking)).captions[-1], restarts(lacking), sizes(lacking)
    for s in (lacking.with_rows(rows), Settings.from_link(link, {rows.name: rows})[0]):
        assert s.held == rows.name and s.lacking(2) is None
        now = run(s)
        assert (now.plane.points.x == rows.values).all() and now.plane.names == ("x", "y")
        means = now.trace[-1].params.means
        assert (np.abs(means - [50, 40]) < 30).all()
        assert restarts(s) != before[1] and sizes(s) != before[2]
        assert points_plane(now).captions[-1] != before[0]


def test_equal_rows_under_other_headings_show_the_other_headings() -> None:
    values = np.random.default_rng(1).normal([50, 40], [8, 9], (100, 2))
    for names in ((), ("height", "weight"), ("Größe", "Gewicht"), ("eruption", "waiting")):
        s = Settings(rule="plusplus").with_rows(Rows(values, names))
        plane = run(s).plane
        assert titles(plane.names, str) == (names or ("x", "y"))
        layout = points_plane(run(s)).base["layout"]
        assert layout["xaxis"]["title"]["text"] == (names or ("x",))[0]
