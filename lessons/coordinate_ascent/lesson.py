"""Coordinate ascent: EM turns q and theta in turn; other ways up the same hill; where each of them ends."""

from em_core import climbers
from em_core.models import linkage
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.common.coins import DATA
from lessons.coordinate_ascent.facts import facts
from lessons.coordinate_ascent.panels import (
    cost,
    curve,
    em_map,
    errors,
    heights,
    iterates,
    knob_map,
    knob_panel,
    near_map,
    newton_map,
    now,
    paths,
    rise,
    steps,
)
from lessons.coordinate_ascent.runs import code, run
from lessons.coordinate_ascent.settings import CLIMBS, Settings

STARTS, COINS = ("q", "a", "b"), ("a", "b")
SPOILT = {"first": "m", "q": 0.0, "a": 0.81, "b": 0.45}
HILL = {"view": "climbs", **CLIMBS}
SADDLE = HILL | {"b": 0.6}
TWO_PEAKS = {"view": "climbs", "data": "own", "rounds": "5/10 9/10 8/10 1/10 5/10"}
ASIDE, LOW = TWO_PEAKS | {"a": 0.5, "b": 0.1}, TWO_PEAKS | {"a": 0.7, "b": 0.1}
LINKAGE = {"view": "linkage", "theta": 0.5}

lesson = Lesson(
    name="coordinate_ascent",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(climbers, linkage),
    scenes=(
        Scene("play", run, [knob_map], knobs=STARTS),
        Scene("two-knobs", run, [knob_map, knob_panel], knobs=STARTS, at=1),
        Scene("neal-hinton", run, [near_map, rise], knobs=STARTS, at=2),
        Scene("part-way", run, [knob_map, knob_panel], knobs=STARTS, controls=["first"], opens=SPOILT,
              question="any-way-up", settled_at=1),
        Scene("climbers", run, [paths, now], knobs=COINS, controls=DATA, opens=HILL,
              question="directly", settled_at=-1, meets=[20]),
        Scene("count", run, [cost, heights], knobs=(*COINS, "step"), opens=HILL, at=-1, meets=[20]),
        Scene("conjugate", run, [paths, cost], knobs=COINS, opens=HILL | {"view": "conjugate"},
              at=1),
        Scene("choose-step", run, [paths, heights], knobs=["step"], opens=HILL | {"step": 0.001}, at=10,
              question="learning-rate", settled_at=-1, settled_by={"step": 0.03}),
        Scene("step-size", run, [paths, heights], knobs=["step"], opens=HILL | {"step": 0.02}, at=1),
        Scene("newton", run, [newton_map, em_map, paths], knobs=COINS, controls=["method"],
              opens=HILL | {"method": "newton"}, at=-1),
        Scene("saddle", run, [paths, now], knobs=COINS, opens=SADDLE, question="maximum"),
        Scene("which-peak", run, [paths, now], knobs=COINS, opens=ASIDE, question="global", meets=[1]),
        Scene("promise", run, [em_map, paths], knobs=COINS, controls=DATA, opens=LOW, at=-1, meets=[1]),
        Scene("linkage", run, [curve, steps], knobs=["theta"], opens=LINKAGE, at=1),
        Scene("rate", run, [errors, iterates], knobs=["theta"], opens=LINKAGE, at=4),
        Scene("seen", run, [knob_map, paths, curve], knobs=STARTS, controls=["view"], at=-1),
    ),
)  # fmt: skip
