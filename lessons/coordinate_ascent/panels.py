"""Lesson 06's panels, each for the runs that it can draw."""

from __future__ import annotations

from typing import Any

from em_figures.filmstrip import Filmstrip, Translate
from em_lesson.scene import drawn_on
from lessons.common.coins import soft_grid
from lessons.coordinate_ascent import climbs_map, climbs_numbers, climbs_paths, knobs, knobs_numbers, linkage
from lessons.coordinate_ascent import linkage_numbers as numbers
from lessons.coordinate_ascent.climbs import Climbs
from lessons.coordinate_ascent.knobs import Turns
from lessons.coordinate_ascent.linkage import Race
from lessons.coordinate_ascent.runs import Climbed

knob_map, rise, knob_panel = map(
    drawn_on(lambda run: isinstance(run, Turns)),
    (knobs.knob_map, knobs_numbers.rise, knobs_numbers.knob_panel),
)
paths, heights, now, cost = map(
    drawn_on(lambda run: isinstance(run, Climbs)),
    (climbs_paths.paths, climbs_paths.heights, climbs_numbers.now, climbs_numbers.cost),
)
curve, errors, iterates, steps = map(
    drawn_on(lambda run: isinstance(run, Race)),
    (linkage.curve, linkage.errors, numbers.iterates, numbers.steps),
)


def near_map(run: Any, *, tr: Translate = str) -> Filmstrip | None:
    """The strip of the last turns, enlarged."""
    return knobs.knob_map(run, near=True, tr=tr) if isinstance(run, Turns) else None


def em_map(run: Any, *, tr: Translate = str) -> Filmstrip | None:
    """Where EM ends from every start."""
    return climbs_map.em_map(run, soft_grid(run.settings), tr=tr) if _asked(run, "em") else None


def newton_map(run: Any, *, tr: Translate = str) -> Filmstrip | None:
    """Where Newton's method ends from every start."""
    return climbs_map.newton_map(run, tr=tr) if _asked(run, "newton") else None


def _asked(run: Any, method: str) -> bool:
    return isinstance(run, Climbed) and run.settings.view == "climbs" and run.settings.method == method
