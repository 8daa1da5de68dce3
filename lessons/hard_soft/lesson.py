"""Hard and soft EM side by side from one start, and what the start and the rounds decide."""

from em_core import CoinMixture, driver
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.common.coins import DATA
from lessons.hard_soft.facts import facts
from lessons.hard_soft.panels import (
    climb,
    hard_formula,
    hard_ledger,
    hard_map,
    objectives,
    soft_formula,
    soft_ledger,
    soft_map,
    surface,
)
from lessons.hard_soft.ridge import ridge_table
from lessons.hard_soft.runs import both, code, within
from lessons.hard_soft.settings import Settings
from lessons.hard_soft.slots import five_boxes
from lessons.hard_soft.smallest import small_curve, small_numbers
from lessons.hard_soft.split import rules, split_figure
from lessons.hard_soft.spread import more_rounds, spread

START = ("a", "b")
FIVE = {"data": "five", "a": 0.7, "b": 0.3}
MANY = {"data": "many", "a": 0.7, "b": 0.3}
FALLS = {"data": "own", "rounds": "4/5 2/5 2/5 2/5 2/5", "a": 0.6, "b": 0.4}
SLOW = {"data": "own", "rounds": "5/10 9/10 7/10 5/10 7/10"}
THREE = {"data": "three", "learn": True, "w": 0.4, "a": 0.6, "b": 0.7}
SAME = {"a": 0.6, "b": 0.6}

lesson = Lesson(
    name="hard_soft", settings=Settings, facts=facts, code=code, sources=(CoinMixture, driver),
    within=within,
    scenes=(
        Scene("play", both, [small_curve, small_numbers], knobs=["a"], opens={"data": "small", "a": 0.4}),
        Scene("e-and-m", both, [soft_formula, hard_formula], knobs=START, at=1),
        Scene("ledger", both, [soft_ledger, hard_ledger], knobs=START, at=1, question="fractions",
              settled_at=2, meets=[8, 10]),
        Scene("side-by-side", both, [surface], knobs=START, question="faster", meets=[5]),
        Scene("write-up", both, [soft_formula, soft_ledger], knobs=START, opens=FIVE, at=1,
              question="handed-over", settled_at=2, meets=[8]),
        Scene("twist", both, [surface, spread], knobs=START, opens=FIVE, at=2),
        Scene("more-rounds", both, [more_rounds, spread], knobs=START, controls=["many", "many_seed"],
              opens=MANY, at=-1),
        Scene("ridge", both, [surface, ridge_table], knobs=(*START, "w"), opens=THREE),
        Scene("objectives", both, [surface, objectives], knobs=START, opens=FIVE, question="approximation",
              settled_in=objectives, meets=[5]),
        Scene("lowers", both, [climb, objectives], knobs=START, opens=FALLS, at=2),
        Scene("equal-start", both, [surface, soft_ledger], knobs=START, opens=SAME, question="uniform",
              meets=[1, 2]),
        Scene("every-start", both, [soft_map, hard_map], knobs=START),
        Scene("why-rounds-decide", both, [split_figure, spread], knobs=START, controls=["data"],
              opens={"a": 0.67, "b": 0.65}, at=2, question="ten",
              settled_by=SLOW | {"a": 0.6, "b": 0.5}, meets=[25]),
        Scene("weights", both, [surface, soft_formula], knobs=(*START, "w"), controls=["learn"],
              opens=FIVE | {"learn": True}, at=-1),
        Scene("stopping", both, [split_figure, rules], knobs=START, opens=SLOW, at=148),
        Scene("five-boxes", both, [five_boxes], knobs=START),
        Scene("seen", both, [surface, climb], knobs=(*START, "w"),
              controls=(*DATA, "many", "many_seed", "learn"), at=-1),
    ),
)  # fmt: skip
