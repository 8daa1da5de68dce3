"""Online EM: theta is renewed long before all the data have been seen."""

from em_core import online as core
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.online_em.climb import climb, gaps
from lessons.online_em.each import each_update
from lessons.online_em.exchange import exchange
from lessons.online_em.facts import facts
from lessons.online_em.memory import fade
from lessons.online_em.one_pass import one_pass
from lessons.online_em.paths import enlarged, theta_path, theta_rates
from lessons.online_em.recent import recent
from lessons.online_em.runs import code, online
from lessons.online_em.settings import Settings
from lessons.online_em.slots import five_boxes
from lessons.online_em.tape import tape

COINS, RATE = ("a", "b"), ("alpha", "rho")
FIVE = {"data": "db", "method": "inc"}
STEADY = {"rate": "steady"}
BLOCKS = {"data": "waiting", "size": 34, "alpha": 0.8, "warm": 1}
SINGLY = {"data": "waiting", "warm": 1}

lesson = Lesson(
    name="online_em",
    settings=Settings,
    facts=facts,
    code=code,
    sources=(core,),
    scenes=(
        Scene("play", online, [tape, theta_path], knobs=COINS),
        Scene("all-first", online, [exchange, tape], knobs=COINS, controls=["method"],
              opens={"data": "db", "method": "batch"}, at=1),
        Scene("exchange", online, [exchange, tape], knobs=COINS, opens=FIVE, at=3),
        Scene("rises", online, [each_update, climb], knobs=COINS, opens=FIVE, at=10, question="fifth",
              settled_at=12, meets=[12, 15]),
        Scene("passes", online, [gaps], knobs=["size"], controls=["data", "method"],
              opens={"data": "waiting", "method": "inc", "size": 34}, at=-1),
        Scene("fades", online, [exchange, fade], knobs=RATE, controls=["rate"], opens=STEADY, at=24),
        Scene("rates", online, [theta_rates, enlarged], knobs=RATE, controls=["rate"], at=-1),
        Scene("small-steps", online, [theta_rates, fade], knobs=RATE, opens=STEADY | {"rho": 0.01}, at=29),
        Scene("worn", online, [theta_rates, tape], knobs=RATE, opens={"data": "worn"}, at=69,
              question="follows", settled_at=-1),
        Scene("forgets", online, [theta_rates, fade], knobs=RATE, controls=["rate"],
              opens={"data": "worn", "alpha": 0.7}, at=-1),
        Scene("order", online, [theta_rates, tape], knobs=RATE, controls=["order", "seed"],
              opens={"alpha": 0.7}, at=-1, question="sorted", settled_by={"order": "sorted"}),
        Scene("pieces", online, [one_pass, theta_rates], knobs=("size", "alpha", "warm"), opens=BLOCKS,
              at=-1),
        Scene("latest", online, [recent, exchange], knobs=["size"], controls=["rate"],
              opens={"rate": "all"}, at=29),
        Scene("warm-up", online, [exchange, theta_path], knobs=("warm", "size"), opens=SINGLY, at=-1),
        Scene("five-boxes", online, [five_boxes], knobs=COINS, controls=["method", "data"], opens=FIVE),
        Scene("seen", online, [theta_rates, climb], knobs=(*RATE, "size", "warm"),
              controls=["data", "method", "rate", "order", "seed"],
              opens={"data": "worn", "alpha": 0.7}, at=-1),
    ),
)  # fmt: skip
