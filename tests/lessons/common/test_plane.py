"""Points in the plane: a learner's own numbers in a handy form, starts and sliders that fit them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_lesson.rows import Rows
from lessons.common.handy import Handy
from lessons.common.plane import (
    by_hand,
    ids,
    in_code,
    in_hand,
    moved,
    own_plane,
    place,
    plane_of,
    raw_point,
    spots,
    titles,
    within,
)
from tests.lessons.common.own_sets import SETS, SHIFTS, TWO

LIKE = np.array([[-1.0, -1.0], [1.0, 1.0]])
ODD = [
    *(TWO * unit + shift for unit, shift in ((1e-9, 0), (1e-4, 5), (1e8, 0), (1e8, 1e13), (1, [1e6, 0]))),
    TWO * [1e7, 1],
    TWO * [1, 1e-9],
    TWO * [1e97, 1e90],
    np.array([[1e99, 1], [2e99, 3], [1, 5]]),
    np.array([[7e40, 7e40]]),
]


@pytest.mark.parametrize("name", SETS)
def test_columns_far_from_zero_are_counted_from_a_number_near_them(name: str) -> None:
    x, spans = SETS[name], np.ptp(SETS[name], axis=0)
    for shift in SHIFTS:
        way = in_hand(x + shift)
        seen = way.shown(x + shift)
        assert way.scale == 1 and (np.ptp(seen, axis=0) == pytest.approx(spans, rel=1e-5))
        near = np.abs(seen).max(axis=0) <= 1100 * np.where(spans > 0, spans, spans.max())
        assert near.all() or spans.max() == 0


@pytest.mark.parametrize("x", ODD, ids=lambda x: f"{x[0, 0]:.0e},{x[0, 1]:.0e}")
def test_a_click_falls_where_it_was_made_and_the_code_says_what_is_shown(x: Any) -> None:
    rows, way = Rows(x), in_hand(x)
    seen = way.shown(rows.values)
    for raw, at in zip(x, seen, strict=True):
        digits = 1e-14 * np.abs(x).max(axis=0)  # fifteen digits
        assert (np.abs(raw_point(rows, *at) - raw) <= digits).all()
    scope: dict[str, Any] = {"x": x}
    exec(in_code(rows), scope)
    assert scope["x"].tolist() == seen.tolist()
    assert raw_point(None, 3.5, -2.0) == (3.5, -2.0) and in_code(None) == ""


def test_a_click_on_scaled_data_is_a_short_number() -> None:
    assert raw_point(Rows(TWO * 1e-9), 3.2, 0.7) == (3.2e-8, 7e-9)
    assert Rows([raw_point(Rows(TWO * 1e-9), 3.2, 0.7)]).text == "3.2e-08,7e-09"
    largest = Rows([[1e99, 5e99], [1e100, 0.0]])
    assert raw_point(largest, 20, -20) == (1e100, -1e100)  # no larger than rows may be


def test_one_scale_keeps_distances_in_proportion_and_another_column_in_sight() -> None:
    assert in_hand(TWO * 1e-9) == Handy((0.0, 0.0), 1e-8)
    assert in_hand(TWO * [1e8, 1e7]) == Handy((0.0, 0.0), 1e9)
    assert in_hand(TWO * [1e6, 1]).scale == 1  # 1.4 × 10⁷ beside 10: of 10 nothing would be left
    assert in_hand(TWO * [1e9, 1]).scale == 1e10  # but sliders do not reach that far
    assert in_hand(np.zeros((4, 2))) == Handy((0.0, 0.0))


def test_the_axes_say_what_was_done_to_the_numbers() -> None:
    def names(x: Any, *named: str) -> tuple[str, str]:
        return own_plane(Rows(x, named), LIKE).names

    assert names(TWO) == ("x", "y") and names(TWO, "u", "v") == ("u", "v")
    assert names(TWO * 1e-9) == ("x × 10⁻⁸", "y × 10⁻⁸")
    assert names(TWO + [1e6, 0], "u", "v") == ("u − 1000000", "v")
    assert names(TWO - [0, 1e6]) == ("x", "y + 1000000")
    assert names(TWO * 1e8 + [1e15, 0]) == ("x − 1 × 10¹⁵ (× 10⁹)", "y × 10⁹")


def test_old_faithful_s_titles_are_no_headings_of_one_s_own() -> None:
    known = plane_of(TWO, ("", "")).names
    assert titles(known, str) == ("eruption (minutes)", "waiting time (minutes)")
    assert titles(("eruption", "waiting"), str) == ("eruption", "waiting")


@pytest.mark.parametrize("x", [*ODD, TWO], ids=lambda x: f"{x[0, 0]:.0e},{x[0, 1]:.0e}")
def test_starts_lie_where_they_should_and_their_sliders_move(x: Any) -> None:
    shown = own_plane(Rows(x), LIKE)
    places = shown.points.x[[0, -1, 0]]
    values = moved(places, shown)
    assert list(values) == ids(3)
    wide = np.array([high - low for low, high in shown.box])
    given = np.array(list(values.values())).reshape(-1, 2)
    far = np.abs(places).max() > 1e12  # sliders do not reach what is all in one spot and farther away
    assert far or (np.abs(given - places) <= 6e-4 * wide).all()
    for down, up in ((round, round), (math.floor, math.ceil)):
        for name, (low, high, step) in within(ids(3), shown, down, up).items():
            i = "xy".index(name[-1])
            assert 100 <= (high - low) / step <= 2100
            assert abs(low - shown.box[i][0]) <= step and abs(high - shown.box[i][1]) <= step


def test_starts_by_a_rule_do_not_depend_on_where_zero_is() -> None:
    x = SETS["five"]  # with ties between points
    for rule in ("random", "plusplus", "farthest"):
        first = spots(x, rule, 3, 4, np.array([2.9, 3.1]))
        for shift in SHIFTS:
            again = spots(x + shift, rule, 3, 4, np.array([2.9, 3.1])) - shift
            assert again == pytest.approx(first, rel=1e-5)


def test_a_link_has_the_digits_that_a_small_axis_needs() -> None:
    spec = place(2.6, "A x").metadata["spec"]
    assert [spec.write(v) for v in (2.6, 82.0, -0.125, 1e-5)] == ["2.6", "82", "-0.125", "0.00001"]
    for value in (3e-9, -1.23456789e-7, 0.123456789, 4321.123456, 1e10):
        assert spec.read(spec.write(value), 0.0, "m1x") == value
    assert spec.read("2.12345678", 0.0, "m1x") == 2.123457  # six decimals, as ever


def test_places_are_read_by_component() -> None:
    class Example:
        c, m1x, m1y, m2x, m2y = 2, 1.0, 2.0, 3.0, 4.0

    assert by_hand(Example()).tolist() == [[1, 2], [3, 4]]
