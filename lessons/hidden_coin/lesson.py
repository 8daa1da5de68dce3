"""Two coins, and nobody noted which: hidden variables."""

from em_core import CoinMixture, driver
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.common.coins import DATA
from lessons.hidden_coin.facts import facts
from lessons.hidden_coin.pictures import climb, ledger, rounds, surface
from lessons.hidden_coin.runs import code, hidden
from lessons.hidden_coin.settings import Settings

STARTS = ("a", "b")
LABELS = {"shown": True}
FIVE = {"data": "five", "a": 0.7, "b": 0.3}
MIRRORED = {"a": 0.5, "b": 0.6}  # the lesson's own start, the coins' names exchanged

lesson = Lesson(
    name="hidden_coin",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(CoinMixture, driver),
    scenes=(
        Scene("play", hidden, [surface, rounds], knobs=STARTS, controls=["shown"]),
        Scene("labels-shown", hidden, [rounds, surface], controls=["shown"], opens=LABELS),
        Scene("labels-hidden", hidden, [rounds], controls=["shown"]),
        Scene("surface", hidden, [surface, climb], knobs=STARTS, at=-1,
              question="names", settled_by=MIRRORED, meets=[22]),
        Scene("blanks", hidden, [ledger, surface], knobs=STARTS, question="fill-in", meets=[24]),
        Scene("log-of-sum", hidden, [surface], knobs=STARTS, opens={"b": 0.3}),
        Scene("knot", hidden, [ledger], knobs=STARTS, at=1),
        Scene("five-labels", hidden, [surface, rounds], controls=["shown"], opens=FIVE | LABELS),
        Scene("own", hidden, [surface, climb], knobs=STARTS, controls=[*DATA, "shown"],
              opens={"data": "sim"}, at=-1),
        Scene("symbols", hidden, [ledger], at=1),
        Scene("sources", hidden, [surface, ledger], knobs=STARTS, at=-1),
        Scene("seen", hidden, [surface, climb], knobs=STARTS, controls=["shown"], opens=LABELS, at=-1),
    ),
)  # fmt: skip
