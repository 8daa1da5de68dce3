"""Lesson 18's runs: EM on partly labelled coins, or what is turned over; the code that is shown."""

from __future__ import annotations

from lessons.concepts import bayes, deal, sorts, timeline, ways
from lessons.concepts.boxes import Boxes, run_boxes
from lessons.concepts.labels import labelled, trace
from lessons.concepts.record import Coins, Run, Steps
from lessons.concepts.settings import Settings

TOLD = {
    "deal": (deal.COUNT, deal.deal_told),
    "ways": (ways.COUNT, ways.ways_told),
    "bayes": (bayes.COUNT, bayes.bayes_told),
    "time": (timeline.COUNT, timeline.timeline_told),
}


def run(s: Settings) -> Run | Boxes:
    """What is on the stage."""
    if s.task == "labels":
        return Coins(s, trace(s))
    if s.task == "row":
        return run_boxes(s)
    if s.task in sorts.FIRST:
        return Steps(s, sorts.FIRST[s.task][0], sorts.sort_told)
    count, tell = TOLD[s.task]
    return Steps(s, count, tell)


def code(s: Settings) -> str:
    """EM with as many labels as on the stage."""
    rounds = labelled(s.labels)
    assert rounds.labels is not None
    noted = rounds.labels.tolist()
    return (
        "from em_core import CoinMixture, CoinParams, Rounds, run\n\n"
        "# labels: 0 is coin A, 1 is coin B, -1 is a round without a label\n"
        f"rounds = Rounds(heads={rounds.heads.tolist()}, flips={rounds.flips.tolist()}, labels={noted})\n"
        f"start = CoinParams(weights=[0.5, 0.5], p_heads={[s.a, s.b]})\n\n"
        "steps = list(run(CoinMixture(learn_weights=False), rounds, start))\n"
    )
