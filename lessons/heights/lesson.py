"""One histogram, two groups: a mixture of normals in one dimension, with the groups hidden."""

from em_core import GaussianMixture, driver, mixture_direct
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.heights.curves import climb, mixture_histogram
from lessons.heights.facts import facts
from lessons.heights.numbers import m_step_numbers, person
from lessons.heights.race import race_figure, race_table
from lessons.heights.regions import accuracy_curve, humps_map, regions_table
from lessons.heights.runs import code, heights, within
from lessons.heights.settings import Settings
from lessons.heights.slots import five_boxes
from lessons.heights.tables import beside_the_truth, choice_table
from lessons.heights.who import responsibility_curves

STARTS = ("m1", "m2", "m3")
CM = {"unit": "cm", "m1": 165.1, "m2": 175.26, "m3": 170.18, "x": 175.0}
REGIONS = {"data": "regions"}
FAR = REGIONS | {"distance": 20.0, "n": 2000}
GALTONS = {"distance": 13.0, "spread": 6.3, "share": 0.485}  # his men and women in cm, as two regions

lesson = Lesson(
    name="heights",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(GaussianMixture, driver, mixture_direct),
    within=within,
    scenes=(
        Scene("play", heights, [mixture_histogram, climb], knobs=STARTS),
        Scene("histogram", heights, [mixture_histogram], controls=["unit"]),
        Scene("mixture", heights, [m_step_numbers, mixture_histogram], knobs=STARTS, at=2),
        Scene("person", heights, [responsibility_curves, person], knobs=["x"], controls=["unit"],
              opens=CM, at=-1),
        Scene("names", heights, [mixture_histogram, beside_the_truth], knobs=STARTS, at=-1,
              question="men-women", settled_by={"reveal": True}, meets=[22]),
        Scene("reveal", heights, [responsibility_curves, beside_the_truth], knobs=["x"], controls=["reveal"],
              opens={"reveal": True}, at=-1),
        Scene("humps", heights, [humps_map, mixture_histogram], knobs=["distance", "spread", "share", "n"],
              opens=FAR, at=-1, question="two-humps", settled_by=GALTONS),
        Scene("valley", heights, [mixture_histogram], controls=["reveal"], opens={"reveal": True}, at=-1),
        Scene("variances", heights, [beside_the_truth, climb], controls=["variances"],
              opens={"reveal": True, "variances": "free"}, at=-1),
        Scene("weights", heights, [beside_the_truth, mixture_histogram], knobs=STARTS, controls=["weights"],
              opens={"reveal": True, "weights": "fixed"}, at=-1),
        Scene("choice", heights, [choice_table, mixture_histogram], controls=["groups", "unit"], at=-1),
        Scene("lbfgs", heights, [race_figure, race_table], knobs=STARTS, at=-1, meets=[20]),
        Scene("regions", heights, [humps_map, accuracy_curve], knobs=["distance", "spread", "share", "seed"],
              opens=REGIONS, at=-1),
        Scene("unequal", heights, [accuracy_curve, regions_table], knobs=["distance", "share", "n", "seed"],
              opens=REGIONS | {"distance": 15.0, "share": 0.9}, at=-1),
        Scene("own", heights, [mixture_histogram, choice_table], knobs=STARTS,
              controls=["data", "groups", "variances", "weights"], rows=1),
        Scene("five-boxes", heights, [five_boxes], knobs=STARTS),
        Scene("seen", heights, [mixture_histogram, beside_the_truth], knobs=STARTS,
              opens={"reveal": True}, at=-1),
    ),
)  # fmt: skip
