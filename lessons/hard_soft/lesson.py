"""Guess the coin, or share the credit: hard and soft EM side by side from one start."""

from dataclasses import dataclass

from em_core import CoinMixture, driver
from em_figures.coins.formula import formula
from em_figures.coins.ledger import ledger
from em_figures.coins.start_map import start_map
from em_figures.coins.surface import likelihood_surface
from em_figures.filmstrip import Translate
from em_figures.loglik import log_likelihood_trace
from em_figures.words import pair, stop_pair
from em_lesson.settings import flag, number
from em_ui import controls
from em_ui.page import Page, lesson
from em_ui.player import Input, Panel, Screen
from lessons.common import coins
from lessons.hard_soft import facts
from lessons.hard_soft.objectives import objectives


@dataclass(frozen=True)
class HardSoft(coins.CoinSettings):
    learn: bool = flag(False)
    w: float = number(0.5, 0.001, 0.999, live=True, when=("learn", True))


def screen(s: HardSoft, tr: Translate) -> Screen:
    soft, hard = coins.trace(s, "soft"), coins.trace(s, "hard")
    names = (tr("soft EM"), tr("hard EM"))
    panels = [
        Panel("surface", likelihood_surface(soft, hard=hard, truth=coins.truth(s), tr=tr)),
        Panel("climb", log_likelihood_trace(soft, hard, names=names, tr=tr)),
        Panel("soft-ledger", ledger(soft, title=tr("Soft: each round is shared"), tr=tr)),
        Panel("hard-ledger", ledger(hard, title=tr("Hard: each round goes to one coin"), tr=tr)),
        Panel("soft-formula", formula(soft, title=tr("Soft: the formula with the current numbers"), tr=tr)),
        Panel("hard-formula", formula(hard, title=tr("Hard: the formula with the current numbers"), tr=tr)),
        Panel("objectives", objectives(soft, hard, tr=tr), "full"),
    ]
    if not s.learn:
        panels += [
            Panel(
                "soft-map",
                start_map(coins.grid(s, hard=False), soft, title=tr("Soft EM from every start"), tr=tr),
            ),
            Panel(
                "hard-map",
                start_map(coins.grid(s, hard=True), hard, title=tr("Hard EM from every start"), tr=tr),
            ),
        ]
    inputs = coins.STARTS_AB + ((Input("w", "π_A", 0.001, 0.999),) if s.learn else ())
    captions, stop = pair(soft, hard, tr), stop_pair(soft, hard, tr)
    return coins.screen(soft, panels, captions, stop, inputs, tr=tr, other=hard)


def weights(page: Page[HardSoft]) -> None:
    controls.toggle(page, "learn", page.tr("Estimate the mixing weights too"))


page = lesson("hard_soft", HardSoft, facts.facts)
page.section("question")
page.controls(coins.choose_rounds, weights)
page.section("play")
page.player(screen, coins.call, CoinMixture, driver)
page.section("e-and-m")
page.predict("faster", data="db", a=0.6, b=0.5, learn=False, at=-1)
page.predict("fractions", data="db", a=0.6, b=0.5, learn=False, at=1)
page.section("ledger")
page.section("write-up")
page.predict("approximation", data="five", a=0.7, b=0.3, learn=False, at=-1)
page.section("twist")
page.section("objectives")
page.section("lowers")
page.predict("uniform", data="db", a=0.6, b=0.6, learn=False, at=-1)
page.section("every-start")
page.section("why-rounds-decide")
page.section("weights")
page.predict("ten", data="own", rounds="5/10 9/10 7/10 5/10 7/10", a=0.6, b=0.5, learn=False, at=-1)
page.section("stopping")
page.section("seen")
