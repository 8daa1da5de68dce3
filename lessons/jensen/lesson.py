"""Jensen's inequality and the KL divergence: the chord lies under the curve, and its gap has a name."""

from em_core import bound, jensen
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.jensen.bars import weights
from lessons.jensen.curve import chord, twin
from lessons.jensen.detour import SECOND, detour
from lessons.jensen.divergence import BACKWARD, FORWARD
from lessons.jensen.divergence_curves import gap_back, gap_there, sum_back, sum_there
from lessons.jensen.facts import facts, posterior
from lessons.jensen.record import GAP
from lessons.jensen.runs import code, run
from lessons.jensen.sets import convex_sets
from lessons.jensen.settings import OUTCOMES, POINTS, Settings
from lessons.jensen.shapes import shapes
from lessons.jensen.symbols import symbols

POINT = tuple(f"{letter}{i}" for letter in "xw" for i in range(1, POINTS + 1))
SHAPE = tuple(f"{letter}{i}" for letter in "qp" for i in range(1, OUTCOMES + 1))
# round 2 of Do and Batzoglou: its points p(x, z) / (q(z) p(x)) with shares half and half, and its posterior
A, B = (round(float(share), 3) for share in posterior())
ROUND = {"x1": 2 * A, "x2": 2 * B}
SHARES = {"view": "kl", "m": 2, "q1": 0.5, "q2": 0.5, "p1": A, "p2": B}
UNEQUAL = {"w1": 0.7, "w2": 0.3}
KL = {"view": "kl"}

lesson = Lesson(
    name="jensen",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(jensen, bound.kl),
    scenes=(
        Scene("play", run, [chord], knobs=POINT, question="concave", settled_at=GAP),
        Scene("chord", run, [chord], knobs=POINT, at=GAP),
        Scene("weights", run, [chord, weights], knobs=POINT, opens=UNEQUAL, at=GAP, question="gap",
              settled_at=GAP, settled_by={"x1": 2.0, "x2": 2.0}, meets=[9]),
        Scene("equality", run, [chord, symbols], knobs=POINT, opens={"x1": 1.5, "x2": 2.5}, at=GAP,
              meets=[9]),
        Scene("many", run, [chord, symbols], controls=["n"], opens={"n": 3}, at=GAP),
        Scene("em", run, [chord], opens=ROUND, at=GAP),
        Scene("twin", run, [chord, twin], controls=["f"], at=GAP),
        Scene("sets", run, [convex_sets], controls=["f", "n"], opens={"n": 3}, at=GAP),
        Scene("kl", run, [shapes, sum_there], controls=["m"], opens=KL, at=FORWARD),
        Scene("kl-gap", run, [gap_there, symbols], opens=KL, at=FORWARD),
        Scene("tight", run, [gap_there, shapes], knobs=SHAPE, opens=SHARES, at=FORWARD, question="shares",
              settled_at=FORWARD, settled_by={"q1": A, "q2": B}, meets=[7, 9]),
        Scene("kl-directions", run, [gap_there, gap_back], opens=KL, at=FORWARD, question="distance",
              settled_at=BACKWARD),
        Scene("draws", run, [sum_there, sum_back], knobs=["q1", "p1"], opens=KL, at=BACKWARD),
        Scene("detour", run, [detour, shapes], knobs=["t"], opens={"view": "detour"}, question="triangle",
              settled_at=SECOND),
        Scene("seen", run, [chord, gap_there, detour], controls=["view"], at=-1),
    ),
)  # fmt: skip
