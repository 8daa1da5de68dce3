"""Lesson 17's panels: how large they are, and that what they print can be recomputed."""

from __future__ import annotations

import json

import pytest

from em_core import Student
from em_figures import wire
from em_figures.numbers import read
from lessons.speed import (
    anneal_panels,
    galaxy_panels,
    outliers,
    outliers_panels,
    race_numbers,
    race_paths,
    weight_curves,
    weight_numbers,
)
from lessons.speed.anneal import annealing
from lessons.speed.lesson import lesson
from lessons.speed.race import racing
from lessons.speed.runs import run
from lessons.speed.settings import Settings
from lessons.speed.slots import slots
from lessons.speed.weight import weighing

LARGEST, GALAXIES = 200_000, 700_000  # bytes of a strip; of curves in 230 half-steps, some of them alike
LONG = [
    Settings(distance=0.5), Settings(view="race", race="galton"), Settings(view="outliers"),
    Settings(view="anneal", rounds="db", plan="tenths", nudge=True),
    Settings(view="galaxies", cooling="slow"),
]  # fmt: skip


def number(text: object) -> float:
    return read(str(text).replace("−", "-"))


@pytest.mark.parametrize("settings", LONG, ids=lambda s: s.view)
def test_a_long_run_stays_small(settings: Settings) -> None:
    made = run(settings)
    for draw in lesson.all.stage:
        strip = draw(made)
        if strip is not None:
            size = len(json.dumps(wire.full(strip), ensure_ascii=False).encode())
            assert size < (GALAXIES if draw is galaxy_panels.velocities else LARGEST), draw.__name__


def test_each_view_has_panels_of_its_own_and_only_those() -> None:
    panels = {s.view: {draw.__name__ for draw in lesson.all.stage if draw(run(s))} for s in LONG}
    missing = {draw.__name__ for draw in lesson.all.stage} - set().union(*panels.values())
    assert missing == {"aitken_numbers"}  # of a single number only
    assert panels["outliers"] & panels["anneal"] == panels["galaxies"] & panels["anneal"] == {"climb"}
    assert sum(map(len, panels.values())) == len(lesson.all.stage) + 1


def test_the_doubt_is_made_of_what_is_printed() -> None:
    made = weighing(Settings())
    strip = weight_numbers.doubt_numbers(made)
    assert strip is not None
    for k in (1, 2, 20):
        view = strip.frames[k]
        mean, w, rest, rate = (number(view.slots[i]) for i in range(4))
        assert w + rest == pytest.approx(1) and mean / (w * rest) == pytest.approx(rate, abs=2e-4)
        for one, two, gamma, doubt in view.rows:
            share = number(one) / (number(one) + number(two))
            assert share == pytest.approx(number(gamma), abs=2e-3)
            assert number(gamma) * (1 - number(gamma)) == pytest.approx(number(doubt), abs=1e-3)


def test_what_is_left_is_printed_beside_the_change() -> None:
    strip = weight_numbers.left_table(weighing(Settings(distance=0.5)))
    assert strip is not None and strip.frames[3].name == "start"
    change, before, r, guess, left, said = strip.frames[104].slots
    assert number(change) / number(before) == pytest.approx(number(r), rel=5e-3)
    assert number(change) * number(r) / (1 - number(r)) == pytest.approx(number(guess), rel=5e-3)
    assert "16.0" in str(said) and number(left) == pytest.approx(0.0158, abs=1e-4)


def test_the_ring_is_on_the_curve_of_distances_and_what_comes_closer_is_not_drawn_yet() -> None:
    made = weighing(Settings(distance=4.0))
    strip = weight_curves.by_distance(made)
    assert strip is not None
    curve, ring = strip.opening["data"][0], strip.opening["data"][1]
    assert ring["y"] == [curve["y"][curve["x"].index(4.0)]] == [8]
    assert min(curve["x"]) == 4.0 and not strip.base["data"][0].get("y")
    closer = weight_curves.by_distance(weighing(Settings(distance=1.0)))
    assert closer is not None and min(closer.opening["data"][0]["x"]) == 1.0


def test_aitkens_formula_holds_with_the_printed_numbers() -> None:
    strip = race_numbers.aitken_numbers(racing(Settings(view="race", race="animals")))
    assert strip is not None
    first, step, bend, guess = (number(strip.frames[2].slots[i]) for i in range(4))
    assert first - step**2 / bend == pytest.approx(guess, abs=1e-5)


@pytest.mark.parametrize("method", ["squarem", "anderson"])
def test_no_step_is_lower_than_the_plain_one(method: str) -> None:
    made = racing(Settings(view="race", race="galton", method=method))
    strip = race_numbers.step_numbers(made)
    assert strip is not None
    kinds = [str(view.slots[0]) for view in strip.frames]
    assert {"the start", "a jump", "a plain step of EM"} == set(kinds)
    assert all(str(view.slots[4]).endswith("✓") for view in strip.frames[1:])
    ways = race_paths.ways(made)
    assert ways is not None and len(ways.tracks["way"]["x"]) == len(made)


def test_the_weights_are_the_posteriors_means() -> None:
    made = outliers.student(Settings(view="outliers", dof=4))
    strip, boxes = outliers_panels.student_numbers(made), slots(made)
    assert strip is not None
    for k in (1, 2, 9):
        w = Student(4).infer(outliers.X, made.trace[k - (made.trace[k].phase == "M")].params).weights
        view = strip.frames[k]
        assert [number(row[1]) for row in view.rows] == pytest.approx(w.tolist(), abs=6e-4)
        assert number(view.slots[2]) / number(view.slots[3]) == pytest.approx(number(view.slots[4]), abs=1e-3)
        assert number(boxes[k].counts.rows[0][1]) == pytest.approx(float(w.sum()), abs=6e-4)
        assert boxes[k].conserved == ()
    after = made.trace[2].params  # what the M-step is said to make is what it made
    assert number(strip.frames[2].slots[4]) == pytest.approx(after.mean, abs=6e-5)
    assert number(strip.frames[2].slots[7]) == pytest.approx(after.scale**2, abs=6e-5)


def test_the_stages_are_filled_as_the_run_comes_to_them() -> None:
    made = annealing(Settings(view="anneal", rounds="db", plan="tenths"))
    strip = anneal_panels.stage_table(made)
    assert strip is not None
    filled = [sum(cell != "–" for cell in strip.frames[k].slots) // 3 for k in (0, 40, 41, 81, len(made) - 1)]
    assert filled == [1, 1, 2, 3, 10]
    assert strip.frames[len(made) - 1].slots[-2] == "0"
