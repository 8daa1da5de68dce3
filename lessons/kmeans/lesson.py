"""k-means is hard EM: assignment and update, the objective that falls, and what the start decides."""

from em_core import GaussianMixture, driver, kmeans
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.common.plane import MOST, ids
from lessons.kmeans import presets as on
from lessons.kmeans.calls import code
from lessons.kmeans.facts import facts
from lessons.kmeans.panels import (
    distance_curve,
    distance_totals,
    drawn_points,
    formula,
    gaussian,
    hard_plane,
    j_curve,
    j_numbers,
    line,
    soft_and_hard,
    soft_plane,
    ten_starts,
    two_steps,
    undecided_curve,
)
from lessons.kmeans.runs import run, within
from lessons.kmeans.settings import Settings
from lessons.kmeans.slots import five_boxes

KNOBS = ("seed", "sigma", *ids(MOST))  # within says which of them move something

lesson = Lesson(
    name="kmeans", settings=Settings, facts=facts, code=code, sources=(GaussianMixture, driver, kmeans),
    within=within,
    scenes=(
        Scene("play", run, [hard_plane, j_curve], knobs=KNOBS),
        Scene("assign", run, [hard_plane, j_numbers], at=1),
        Scene("lines", run, [hard_plane, j_numbers], at=2),
        Scene("objective", run, [j_curve, j_numbers], at=4),
        Scene("hard-em", run, [j_numbers, hard_plane], at=1),
        Scene("rest", run, [hard_plane, j_numbers], opens=on.LOCAL, question="best",
              settled_by=on.LOCAL, meets=[1]),
        Scene("starts", run, [hard_plane, j_curve], knobs=KNOBS, controls=["rule", "c"], opens=on.PLUSPLUS),
        Scene("attempts", run, [ten_starts, hard_plane], knobs=["seed"], controls=["rule", "c"],
              opens=on.TEN, at=-1, meets=[1]),
        Scene("empty", run, [hard_plane, j_numbers], opens=on.EMPTY, at=1),
        Scene("speed", run, [distance_curve, hard_plane], knobs=["seed"], opens=on.COUNT),
        Scene("counted", run, [distance_totals, distance_curve], knobs=["seed"], controls=["c"],
              opens=on.COUNT, at=-1),
        Scene("mitchell", run, [soft_plane, soft_and_hard], knobs=["sigma"], opens=on.SOFT, at=1,
              question="spherical", settled_by=on.SOFT, settled_in=soft_and_hard, meets=[4]),
        Scene("sigma", run, [soft_plane, undecided_curve], knobs=["sigma"], opens=on.ROUND, at=-1, meets=[4]),
        Scene("wide", run, [soft_plane, hard_plane], knobs=["sigma"], opens=on.WIDE, at=-1),
        Scene("one-gaussian", run, [gaussian, formula], knobs=["mu", "sd"], opens=on.ONE),
        Scene("least-squares", run, [line, formula], knobs=["left", "right"], opens=on.ONE),
        Scene("story", run, [drawn_points, two_steps], knobs=["seed", "sigma"], opens=on.STORY),
        Scene("strengths", run, [hard_plane, j_numbers], controls=["data"], at=-1),
        Scene("long", run, [hard_plane], controls=["scaled"], opens=on.LONG, at=-1),
        Scene("sizes", run, [hard_plane, j_numbers], opens=on.TRUE_MEANS, question="true-means",
              settled_by=on.TRUE_MEANS),
        Scene("outlier", run, [hard_plane, j_numbers], controls=["c", "rule"], opens=on.OUTLIER, at=-1),
        Scene("own", run, [hard_plane, ten_starts], knobs=KNOBS, controls=["data", "c", "rule", "scaled"],
              opens=on.OWN, rows=2),
        Scene("five-boxes", run, [five_boxes], knobs=["m1x", "m1y"]),
        Scene("seen", run, [hard_plane, gaussian, drawn_points], knobs=KNOBS, controls=["view"], at=-1),
    ),
)  # fmt: skip
