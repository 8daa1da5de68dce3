"""When the posterior is out of reach: q from a smaller family, variational EM and variational Bayes."""

from em_core import Witness, driver, mean_field, variational_bayes
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.variational_em.coins import assignment_bars, betas, evidence, pairs
from lessons.variational_em.facts import facts
from lessons.variational_em.gap import gap_steps
from lessons.variational_em.geyser import ellipses, holdings
from lessons.variational_em.hill import hill, iterations, report_sums
from lessons.variational_em.pages import side_by_side
from lessons.variational_em.runs import code, played, within
from lessons.variational_em.settings import Settings
from lessons.variational_em.slots import five_boxes
from lessons.variational_em.square import fork, square
from lessons.variational_em.tables import corners, turn
from lessons.variational_em.updates import beta_update, share_update

START = ("s1", "s2")
TEN, COINS, GEYSER, PAGES = ({"data": name} for name in ("ten", "coins", "geyser", "pages"))
FIVE = {"data": "five", "ta": 0.7, "tb": 0.3}
OF_TEN, OF_COINS = ("p", "r"), ("ta", "tb")

lesson = Lesson(
    name="variational_em",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(Witness, mean_field, variational_bayes.ascend, driver),
    within=within,
    scenes=(
        Scene("play", played, [square, corners], knobs=START),
        Scene("product", played, [corners, gap_steps], knobs=["r"], at=-1),
        Scene("turn", played, [turn, square], knobs=(*START, "r"), at=1),
        Scene("sweeps", played, [gap_steps, square], knobs=START, at=2, question="thousand"),
        Scene("fork", played, [fork, square], knobs=["r"], at=-1),
        Scene("stuck", played, [square, gap_steps], knobs=(*START, "r"), opens={"s1": 0.5, "s2": 0.5}),
        Scene("learn", played, [hill, report_sums], knobs=OF_TEN, controls=["family"], opens=TEN),
        Scene("falls", played, [iterations, hill], knobs=OF_TEN, controls=["family", "sweeps"], opens=TEN,
              at=5, question="fell", meets=[12]),
        Scene("five-boxes", played, [five_boxes], knobs=OF_TEN, controls=["family"], opens=TEN),
        Scene("bayes", played, [betas, assignment_bars], knobs=OF_COINS, opens=COINS, question="e-step-only"),
        Scene("updates", played, [share_update, beta_update], knobs=OF_COINS, opens=COINS, at=1),
        Scene("too-sure", played, [pairs, assignment_bars], knobs=OF_COINS, opens=COINS, at=-1),
        Scene("one-coin", played, [evidence, betas], knobs=("ba", "bb"), opens=FIVE, at=-1),
        Scene("empty", played, [ellipses, holdings], controls=["a0"], opens=GEYSER, question="six"),
        Scene("topics", played, [side_by_side], knobs=["la"], opens=PAGES, at=-1, question="sparse",
              settled_by={"la": 0.1}, meets=[26]),
        Scene("seen", played, [hill, gap_steps], knobs=OF_TEN, controls=["data"], opens=TEN, at=-1),
    ),
)  # fmt: skip
