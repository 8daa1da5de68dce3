"""Generalised EM: a shorter, a longer, or a simpler step in place of the M-step."""

from em_core import CoinMixture, FeatureCoins, driver, m_climbs, m_rules
from em_lesson.lesson import Lesson
from em_lesson.scene import Scene
from lessons.generalized_em.cells import four_cells
from lessons.generalized_em.facts import facts
from lessons.generalized_em.line import bound_line
from lessons.generalized_em.paths import both_climbs, coin_map
from lessons.generalized_em.qs import q_and_bound
from lessons.generalized_em.race import eta_race
from lessons.generalized_em.rules import rule_table, this_rule
from lessons.generalized_em.runs import climb, code, within
from lessons.generalized_em.settings import Settings
from lessons.generalized_em.slopes import inside, score, two_slopes
from lessons.generalized_em.slots import five_boxes

START = ("a", "b")
LINE = ("eta", *START)
ODDS = ("alpha", "beta", "hand")
HANDS = {"data": "hands"}
FIVE = {"data": "five", "eta": 1.0, "a": 0.7, "b": 0.3}
GRADIENT = HANDS | {"rule": "gradient"}
HEADS = HANDS | {"right": True, "rule": "newton"}

lesson = Lesson(
    name="generalized_em", settings=Settings, facts=facts, code=code,
    sources=(CoinMixture, FeatureCoins, m_rules, m_climbs, driver), within=within,
    scenes=(
        Scene("play", climb, [bound_line, coin_map], knobs=LINE),
        Scene("half", climb, [coin_map, bound_line], knobs=LINE, question="later"),
        Scene("promise", climb, [bound_line], knobs=LINE, at=2),
        Scene("q-falls", climb, [q_and_bound, coin_map], knobs=LINE, opens=FIVE, question="q", meets=[13]),
        Scene("beyond", climb, [bound_line, coin_map], knobs=LINE, opens={"eta": 2.0}, at=1,
              question="two", settled_at=2),
        Scene("race", climb, [eta_race, coin_map], knobs=LINE, opens={"eta": 1.0}, at=-1),
        Scene("too-far", climb, [bound_line, both_climbs], knobs=LINE, opens={"eta": 2.5}, at=2),
        Scene("turns", climb, [coin_map, both_climbs], knobs=START, controls=["way"], opens={"way": "turns"}),
        Scene("hands", climb, [four_cells, both_climbs], knobs=ODDS, controls=["blind"], opens=HANDS),
        Scene("no-formula", climb, [score, four_cells], knobs=ODDS, opens=HANDS, at=1),
        Scene("one-newton", climb, [inside, this_rule], knobs=ODDS, controls=["rule"], opens=HANDS, at=1,
              question="newton", settled_by={"rule": "newton"}, settled_in=this_rule),
        Scene("rules", climb, [rule_table, four_cells], knobs=("step", "times", "eta"), controls=["rule"],
              opens=HANDS | {"rule": "coordinates"}, at=-1),
        Scene("gradient", climb, [two_slopes, four_cells], knobs=("step", *ODDS), controls=["rule"],
              opens=GRADIENT, at=1),
        Scene("too-long", climb, [both_climbs, rule_table], knobs=["step"], controls=["rule"],
              opens=GRADIENT | {"step": 0.15}, at=2),
        Scene("no-top", climb, [four_cells, score], knobs=("kappa", *ODDS), controls=["rule", "right"],
              opens=HEADS, at=1),
        Scene("five-boxes", climb, [five_boxes], knobs=ODDS, controls=["rule"], opens=HANDS),
        Scene("seen", climb, [bound_line, coin_map, four_cells], knobs=(*LINE, *ODDS),
              controls=["data", "way", "rule"], opens={"eta": 1.7}, at=2),
    ),
)  # fmt: skip
