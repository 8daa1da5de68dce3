"""Gaussian mixtures in the plane: density, clusters, and what can go wrong."""

from em_core import driver, widened
from em_core.models.gaussian.mixture import GaussianMixture
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.common.plane import MOST, ids
from lessons.gmm.climb import climb, raised
from lessons.gmm.density import density_plane
from lessons.gmm.facts import facts
from lessons.gmm.many import bic_curve, bic_table, restarts_table
from lessons.gmm.plate import plate
from lessons.gmm.points_plane import points_plane
from lessons.gmm.presets import (
    ADDED,
    COLLAPSE,
    IDENTICAL,
    OPENED,
    POINT,
    RING,
    THREE,
)
from lessons.gmm.runs import code, run, within
from lessons.gmm.settings import Settings
from lessons.gmm.slots import five_boxes
from lessons.gmm.step_numbers import step

STARTS = (*ids(MOST), "seed", "width")

lesson = Lesson(
    name="gmm", settings=Settings, facts=facts, code=code, sources=(GaussianMixture, widened, driver),
    within=within,
    scenes=(
        Scene("play", run, [points_plane, climb], knobs=STARTS),
        Scene("model", run, [plate, points_plane]),
        Scene("e-step", run, [step, points_plane], at=1, settled_at=51, question="labels"),
        Scene("weights", run, [step, points_plane], controls=["open"], opens=OPENED, at=2),
        Scene("means", run, [points_plane, step], controls=["open"], opens=OPENED, at=3),
        Scene("algorithm", run, [points_plane, climb], controls=["shape"], at=-1),
        Scene("density", run, [density_plane, points_plane], controls=["c"], opens=RING,
              question="clustering", meets=[17]),
        Scene("restarts", run, [restarts_table, points_plane], knobs=["seed"], controls=["rule", "c"],
              opens=THREE, at=-1),
        Scene("bic", run, [bic_table, bic_curve], controls=["c", "shape"], at=-1),
        Scene("twins", run, [points_plane, climb], knobs=ids(2), opens=IDENTICAL, question="middle",
              meets=[2]),
        Scene("collapse", run, [restarts_table, points_plane], knobs=["seed", "width"], opens=COLLAPSE,
              question="likelihood", settled_in=points_plane, meets=[18]),
        Scene("singularity", run, [points_plane, climb], knobs=["width"], controls=["prior"], opens=POINT,
              question="highest", settled_at=-1, meets=[18, 19]),
        Scene("prior", run, [points_plane, climb], knobs=["width"], controls=["prior"],
              opens=POINT | {"prior": True}, at=-1, meets=[19]),
        Scene("added", run, [raised, climb], controls=["added", "shape"], opens=ADDED, at=2,
              question="fell", settled_at=4, meets=[15]),
        Scene("own", run, [points_plane, density_plane], knobs=STARTS,
              controls=["data", "c", "shape", "rule"], rows=2),
        Scene("five-boxes", run, [five_boxes], controls=["shape", "c"]),
        Scene("seen", run, [points_plane, density_plane], controls=["data"], at=-1),
    ),
)  # fmt: skip
