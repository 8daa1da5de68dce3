"""Lesson 07 on a learner's own points: far from zero, in any unit, and loaded after the link was opened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from em_core.protocol import Floats, Ints
from em_lesson.rows import Rows
from lessons.common.plane import by_hand, titles
from lessons.kmeans.calls import code
from lessons.kmeans.data import TRUTHS, centres, prepared, simulated, unit
from lessons.kmeans.panels import hard_plane
from lessons.kmeans.record import Clusters
from lessons.kmeans.runs import attempts, hard_run, run, soft_run, within
from lessons.kmeans.settings import Settings
from tests.lessons.common.own_sets import RULES, SETS, SHIFTS, TWO


def settings(x: Floats, **changes: Any) -> Settings:
    """The settings with these rows, and centres that lie among them."""
    scaled = changes.pop("scaled", False)
    return Settings(**{"c": 2} | changes).with_rows(Rows(x)).with_(scaled=scaled).after("scaled")


def hard(s: Settings) -> Clusters:
    plane = prepared(s)
    return hard_run(plane, centres(s, plane), unit(s, plane.points.x))


def soft(s: Settings) -> Clusters:
    plane = prepared(s)
    return soft_run(plane, centres(s, plane), unit(s, plane.points.x), s.sigma)


def last_sentence(s: Settings) -> str:
    shown = run(s)
    return shown.frame(len(shown) - 1, str).caption


def layout(s: Settings) -> dict[str, Any]:
    strip = hard_plane(run(s), tr=str)
    assert strip is not None
    found: dict[str, Any] = strip.base["layout"]
    return found


def last(run: Clusters) -> Ints:
    found = run.labels(len(run) - 1)
    assert found is not None
    return found


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SETS)
def test_the_end_does_not_depend_on_where_zero_is(name: str, rule: str) -> None:
    for c, scaled in ((2, False), (3, True)):
        first = last(hard(settings(SETS[name], rule=rule, c=c, scaled=scaled)))
        for shift in SHIFTS:
            again = last(hard(settings(SETS[name] + shift, rule=rule, c=c, scaled=scaled)))
            assert (again == first).all(), (c, shift)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("size", [1e-90, 1e-9, 1e-4, 1.0, 1e8, 1e88])
def test_two_groups_are_told_apart_in_any_unit_and_anywhere(size: float, rule: str) -> None:
    for shift in (np.zeros(2), *SHIFTS):
        s = settings((TWO + shift) * size, rule=rule)
        for each in (hard(s), soft(s)):
            found = last(each)
            assert (found == np.where(np.arange(60) < 30, found[0], 1 - found[0])).all(), shift


@pytest.mark.parametrize("columns", [(1, 1), (1, 0), (0, 1)])
@pytest.mark.parametrize("size", [1e-9, 1e-5, 1e-4, 1e8])
def test_the_starts_by_hand_can_be_moved_and_are_in_the_link(size: float, columns: Any) -> None:
    s = settings(TWO * np.where(columns, size, 1.0) + 3, rule="hand", view="soft")
    ranges = within(s)
    assert [name for name in ranges if ranges[name]] == ["sigma", "m1x", "m1y", "m2x", "m2y"]
    for name, (low, high, step) in ((name, found) for name, found in ranges.items() if found):
        assert (high - low) / step >= 100
        assert low <= getattr(s, name) <= high
    assert len({tuple(at) for at in by_hand(s.with_(c=6)).tolist()}) == 6
    assert Settings.from_link(s.to_link(), {s.rows.name: s.rows}) == (s, [])
    one = ranges["m1y"]
    assert one
    moved = s.with_(m1y=s.specs()["m1y"].read(repr(s.m1y + 50 * one[2]), 0.0, "m1y"))  # as from the stage
    assert (hard(moved).places[0, 0] != hard(s).places[0, 0]).any()
    assert Settings.from_link(moved.to_link(), {s.rows.name: s.rows})[0] == moved


@pytest.mark.parametrize("view", ["lloyd", "count", "soft"])
@pytest.mark.parametrize("rule", RULES)
def test_the_code_makes_the_run_of_one_s_own_numbers(rule: str, view: str) -> None:
    for x in (TWO, TWO + [1e6, -1e10], TWO * 1e-9, TWO * 1e8 + [0, 1e13], TWO * [1e7, 1]):
        for scaled in (False, True):
            s = settings(x, rule=rule, view=view, scaled=scaled)
            scope: dict[str, Any] = {}
            exec(code(s).replace("...", "raw", 1), scope | {"raw": x}, scope)  # the comment stays one
            made = soft(s) if view == "soft" else hard(s)
            assert scope["x"] == pytest.approx(made.scaled, rel=1e-12)
            assert scope["centres"] == pytest.approx(made.places[0] / made.unit, rel=1e-6)
            if view == "count":
                continue
            steps = scope["half_steps"]
            assert len(steps) == len(made)
            assert steps[-1].params.means * made.unit == pytest.approx(made.places[-1], rel=1e-5)


@pytest.mark.parametrize("view", ["lloyd", "soft"])
def test_the_code_for_many_points_stops_where_the_stage_does(view: str) -> None:
    x = np.random.default_rng(1).normal(size=(20_001, 2))
    s = settings(x, c=6, rule="random", view=view)
    scope: dict[str, Any] = {"raw": x}
    exec(code(s).replace("...", "raw", 1), scope)
    assert len(scope["half_steps"]) == len(soft(s) if view == "soft" else hard(s)) == 61


@pytest.mark.parametrize("size", [1.0, 1e-8, 1e8])
def test_a_click_adds_a_row_where_it_was_made(size: float) -> None:
    x = (TWO + [1e6, 0]) * size
    s = settings(x, rule="plusplus")
    shown = prepared(s).points.x
    place = ((shown[0] + shown[-1]) / 2).tolist()
    row = s.raw_point(*place)
    assert row == pytest.approx((x[0] + x[-1]) / 2, rel=0, abs=1e-6 * size)
    assert abs(row[0] - 1e6 * size) < 100 * size
    more = s.with_rows(Rows(np.vstack([x, row])))
    assert prepared(more).points.x[-1] == pytest.approx(place, abs=1e-6)
    assert Settings(data="own").raw_point(3.3, 4.0) == (3.3, 4.0)  # on the four groups, before any row


def test_the_axes_say_what_is_counted() -> None:
    said = layout(settings(TWO + [1e6, 0]))
    assert [said[axis]["title"]["text"] for axis in ("xaxis", "yaxis")] == ["x − 1000000", "y"]
    named = Settings().with_rows(Rows(TWO * 1e8, ("u", "v")))
    assert prepared(named).names == ("u × 10⁹", "v × 10⁹")


def test_rows_that_are_loaded_later_are_the_ones_that_are_run() -> None:
    """A link names rows that this session lacks; what was shown in their place must not stay."""
    rows = Rows(np.random.default_rng(1).normal([50, 40], [8, 9], (100, 2)))
    link = {"data": "own", "rule": "plusplus", "held": rows.name}
    lacking, _ = Settings.from_link(link)
    assert lacking.lacking(2) is not None and lacking.held == rows.name
    assert (prepared(lacking).points.x == simulated("blobs", TRUTHS["blobs"][3])).all()
    before = last_sentence(lacking), attempts(lacking)
    for s in (lacking.with_rows(rows), Settings.from_link(link, {rows.name: rows})[0]):
        assert s.held == rows.name and s.lacking(2) is None
        now = hard(s)
        assert (now.plane.points.x == rows.values).all() and now.plane.names == ("x", "y")
        assert (np.abs(now.places[-1] - [50, 40]) < 30).all()
        assert (last_sentence(s), attempts(s)) != before
        assert attempts(s) != before[1]


def test_equal_rows_under_other_headings_show_the_other_headings() -> None:
    values = np.random.default_rng(1).normal([50, 40], [8, 9], (100, 2))
    for names in ((), ("height", "weight"), ("Größe", "Gewicht"), ("eruption", "waiting")):
        s = Settings(rule="plusplus").with_rows(Rows(values, names))
        assert titles(prepared(s).names, str) == (names or ("x", "y"))
        assert layout(s)["xaxis"]["title"]["text"] == (names or ("x",))[0]


def test_a_row_of_sigma_s_range_goes_with_the_rows() -> None:
    """A link's sigma is held to the range of the rows that the session has."""
    rows = Rows(np.random.default_rng(1).normal([50, 40], [800, 900], (100, 2)))
    link = {"view": "soft", "data": "own", "rule": "plusplus", "held": rows.name, "sigma": "300"}
    here, notices = Settings.from_link(link, {rows.name: rows})
    assert here.sigma == 300 and notices == []
    there, (notice,) = Settings.from_link(link)
    assert there.sigma < 300 and "must lie between" in notice.text


def test_what_to_do_is_said_where_points_are_loaded() -> None:
    assert Settings().lacking(2) is None
    for s, words in (
        (Settings(data="own", rule="plusplus"), "the figures show the four groups"),
        (settings(TWO, rule="hand"), "choose another start than by hand"),
    ):
        found = s.lacking(2)
        assert found is not None and words in found.text
    assert settings(TWO, rule="plusplus").lacking(2) is None
    other = Settings(data="own", points=Rows(TWO[:, :1])).lacking(2)
    assert other is not None and other.values == {"found": 1, "needed": 2}
