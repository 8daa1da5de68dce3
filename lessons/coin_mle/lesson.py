"""One coin: which p explains what we saw?"""

from em_core import single_coin
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.coin_mle.curves import likelihood_curve, log_likelihood_curve, score_curve
from lessons.coin_mle.facts import facts
from lessons.coin_mle.numbers import reading, three_moves
from lessons.coin_mle.runs import code, coin
from lessons.coin_mle.settings import Settings

P = ("p",)
COUNTS = ("heads", "tails")
TOSSES = ("tosses", "seed", "reveal")
PRIOR = ("prior", "prior_a", "prior_b")
SEQUENCE = {"count": False}
TOSSED = {"mode": "tossed", "seed": 2, "p": 0.5}
THREE = {"heads": 3, "tails": 0}
WEAK = {"prior": True, "prior_a": 2.0, "prior_b": 2.0}

lesson = Lesson(
    name="coin_mle",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(single_coin,),
    scenes=(
        Scene("play", coin, [likelihood_curve], knobs=P, question="half", settled_at=3),
        Scene("write", coin, [likelihood_curve, three_moves], knobs=P, opens=SEQUENCE, at=1),
        Scene("log", coin, [likelihood_curve, log_likelihood_curve], knobs=P, opens=SEQUENCE, at=2),
        Scene("slope", coin, [log_likelihood_curve, score_curve], knobs=P, opens=SEQUENCE, at=3),
        Scene("interval", coin, [likelihood_curve, log_likelihood_curve], knobs=P, controls=COUNTS, at=3),
        Scene("toss", coin, [likelihood_curve], knobs=P, controls=TOSSES, opens=TOSSED, at=10),
        Scene("area", coin, [likelihood_curve, reading], knobs=P, opens={"p": 0.5}, at=1,
              question="probability-of-p", settled_at=1, settled_by=SEQUENCE),
        Scene("count", coin, [likelihood_curve, three_moves], knobs=P, controls=["count"],
              opens={"p": 0.5}, at=1),
        Scene("prior", coin, [likelihood_curve], knobs=P, controls=PRIOR, opens=THREE | WEAK, at=3),
        Scene("edges", coin, [log_likelihood_curve, score_curve], knobs=P, controls=COUNTS,
              opens={"heads": 10, "tails": 0}, at=3),
        Scene("own", coin, [likelihood_curve, three_moves],
              controls=["mode", *COUNTS, "tosses", "seed", *PRIOR], opens={"heads": 7, "tails": 3}, at=-1),
        Scene("seen", coin, [likelihood_curve, log_likelihood_curve], knobs=P, controls=COUNTS, at=3),
    ),
)  # fmt: skip
