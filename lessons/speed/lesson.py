"""How fast EM converges, and what makes it faster: the rate, jumps that are checked, and a temperature."""

from em_core import annealing, em_map, speed
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.speed.anneal_panels import annealed_map, fork_over_beta, hill, plain_map, stage_table
from lessons.speed.climb import climb
from lessons.speed.facts import facts
from lessons.speed.galaxy_panels import sixty_ends, velocities
from lessons.speed.outliers_panels import student_numbers, two_divisors, weights
from lessons.speed.race_numbers import aitken_numbers, counts, rates, step_numbers
from lessons.speed.race_paths import errors, ways
from lessons.speed.runs import code, run, within
from lessons.speed.settings import Settings
from lessons.speed.slots import five_boxes
from lessons.speed.weight_curves import by_distance, shrink, two_curves
from lessons.speed.weight_numbers import doubt_numbers, left_table

CURVES, COINS = ("distance", "weight"), ("a", "b")
RACE = {"view": "race"}
JUMPS = RACE | {"method": "squarem"}
OUTLIERS = {"view": "outliers"}
ANNEAL = {"view": "anneal"}
LOW = ANNEAL | {"plan": "short", "a": 0.5, "b": 0.1}
TRAP = ANNEAL | {"rounds": "db", "plan": "tenths"}

lesson = Lesson(
    name="speed",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(speed, em_map, annealing),
    within=within,
    scenes=(
        Scene("play", run, [shrink, two_curves], knobs=CURVES),
        Scene("doubt", run, [doubt_numbers, two_curves], knobs=CURVES, at=-1),
        Scene("closer", run, [by_distance, two_curves], knobs=CURVES, opens={"distance": 4.0},
              question="nine", settled_by={"distance": 1.0}, meets=[25]),
        Scene("left", run, [left_table, shrink], knobs=CURVES, opens={"distance": 0.5}, at=104),
        Scene("twice", run, [rates, ways], controls=["twice"], opens=RACE, question="double",
              settled_by={"twice": True}),
        Scene("directions", run, [rates, errors], controls=["race", "method"], opens=RACE, at=1),
        Scene("aitken", run, [aitken_numbers, errors], opens=RACE | {"race": "animals"}, at=2),
        Scene("jump", run, [step_numbers, ways], controls=["method", "race"], opens=JUMPS, at=3,
              question="net", settled_by={"race": "galton"}),
        Scene("galton", run, [errors, counts], controls=["method"],
              opens=RACE | {"race": "galton"}, at=20),
        Scene("outliers", run, [student_numbers, weights], knobs=["dof"], opens=OUTLIERS),
        Scene("px", run, [two_divisors, student_numbers], knobs=["dof"], controls=["expanded"],
              opens=OUTLIERS, at=2),
        Scene("five-boxes", run, [five_boxes], knobs=["dof"], controls=["expanded"],
              opens=OUTLIERS | {"dof": 4}),
        Scene("fork", run, [fork_over_beta, hill], knobs=("beta", *COINS), controls=["rounds"],
              opens=ANNEAL | {"beta": 0.25}, at=-1),
        Scene("annealing", run, [plain_map, annealed_map], knobs=COINS, controls=["plan"], opens=LOW, at=-1,
              meets=[19]),
        Scene("trap", run, [stage_table, fork_over_beta], knobs=COINS, controls=["nudge", "plan"], opens=TRAP,
              question="best"),
        Scene("galaxies", run, [velocities, sixty_ends], knobs=["start"], controls=["cooling"],
              opens={"view": "galaxies"}, at=-1),
        Scene("seen", run, [errors, shrink, climb], knobs=("distance", "dof", "beta", "start"),
              controls=["view", "race", "method", "plan", "cooling"],
              opens=RACE | {"race": "galton", "method": "anderson"}, at=-1),
    ),
)  # fmt: skip
