"""Online EM: theta is renewed long before all data have been seen."""

from em_core import online as core
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.online_em.exchange import exchange
from lessons.online_em.facts import facts
from lessons.online_em.paths import theta_paths
from lessons.online_em.runs import code, online
from lessons.online_em.settings import Settings
from lessons.online_em.tape import tape

COINS = ("a", "b")

lesson = Lesson(
    name="online_em",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(core,),
    scenes=(
        Scene("play", online, [tape, theta_paths], knobs=COINS),
        Scene("seen", online, [theta_paths, exchange], knobs=(*COINS, "alpha", "rho", "size", "warm"),
              controls=["data", "method", "rate", "order", "seed"], at=-1),
    ),
)  # fmt: skip
