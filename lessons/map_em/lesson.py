"""EM with a prior: invented tosses and points, what is watched, and what a strong prior does."""

from em_core import CoinMixture, driver
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.map_em.eruptions import eruption_curves, geyser_climb, spreads
from lessons.map_em.every import every_start
from lessons.map_em.facts import facts
from lessons.map_em.fork import fork, merge_rule
from lessons.map_em.formulas import map_formula
from lessons.map_em.hill import beliefs, map_surface, two_traces
from lessons.map_em.ledger import map_ledger
from lessons.map_em.listing import code
from lessons.map_em.runs import run
from lessons.map_em.scales import over_log_odds, over_p
from lessons.map_em.settings import Settings
from lessons.map_em.slots import five_boxes
from lessons.map_em.variance import variance_numbers

PRIOR = ("pa", "pb")
START = ("a", "b")
EVEN = {"kind": "even", "a": 0.8, "b": 0.5}
GEYSER = {"data": "geyser"}
STRONG = {"pa": 20, "pb": 20}
FIVE = {"data": "five", "a": 0.7, "b": 0.3}
LOSER = {"data": "loser", "a": 0.7, "b": 0.5, "pa": 1, "pb": 1}

lesson = Lesson(
    name="map_em", settings=Settings, facts=facts, code=code, sources=(CoinMixture, driver),
    scenes=(
        Scene("play", run, [map_surface, beliefs], knobs=START),
        Scene("invented", run, [map_ledger, beliefs], knobs=PRIOR, at=1),
        Scene("e-and-m", run, [map_formula, map_ledger], knobs=PRIOR, at=1),
        Scene("hill", run, [map_surface, beliefs], knobs=PRIOR, at=-1),
        Scene("watch", run, [two_traces, map_surface], knobs=PRIOR, opens={"begin": "mle"}, at=2,
              question="fell", meets=[14]),
        Scene("five", run, [map_surface, map_ledger], knobs=PRIOR, opens=FIVE),
        Scene("one", run, [fork], knobs=("c", *START), opens=EVEN, question="merge",
              settled_by={"c": 8}),
        Scene("rule", run, [merge_rule, fork], knobs=["c"], opens=EVEN | {"c": 8}, at=2),
        Scene("strong", run, [every_start, beliefs], knobs=("pa", "pb", "qa", "qb"), controls=["kind"],
              opens=STRONG),
        Scene("edge", run, [map_ledger, beliefs], knobs=PRIOR, controls=["scale"], opens=LOSER, at=-1),
        Scene("scales", run, [over_p, over_log_odds], knobs=PRIOR, controls=["scale"], opens={"data": "nine"},
              question="scale", settled_by={"scale": "logit"}, settled_in=over_log_odds),
        Scene("collapse", run, [eruption_curves, spreads], knobs=("spot", "sd"), opens=GEYSER, meets=[18]),
        Scene("points", run, [eruption_curves, spreads, variance_numbers], knobs=("nu", "s2"),
              opens=GEYSER | {"nu": 4}),
        Scene("library", run, [geyser_climb, variance_numbers], controls=["eps", "begin"],
              opens=GEYSER | {"begin": "mle", "eps": "0.05"}, at=2, question="broken", meets=[15]),
        Scene("five-boxes", run, [five_boxes], knobs=PRIOR),
        Scene("seen", run, [map_surface, eruption_curves, over_p], knobs=(*PRIOR, "nu", "s2"),
              controls=["data", "begin", "kind", "scale", "eps"], at=-1),
    ),
)  # fmt: skip
