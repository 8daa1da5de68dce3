"""Two coins, and nobody noted which."""

from dataclasses import dataclass

from em_core import CoinMixture, driver
from em_figures.coins.ledger import ledger
from em_figures.coins.surface import likelihood_surface
from em_figures.filmstrip import Translate
from em_figures.loglik import log_likelihood_trace
from em_figures.words import captions, stop_sentence
from em_lesson.settings import flag
from em_ui import controls
from em_ui.page import Page, lesson
from em_ui.player import Panel, Screen
from lessons.common import coins
from lessons.hidden_coin import facts
from lessons.hidden_coin.labelled import estimates, labelled


@dataclass(frozen=True)
class TwoCoins(coins.CoinSettings):
    shown: bool = flag(False)


def screen(s: TwoCoins, tr: Translate) -> Screen:
    climb = coins.trace(s, "soft")
    rounds, labels = coins.data_of(s)
    known = estimates(rounds, labels) if s.shown else None
    panels = [
        Panel("rounds", labelled(rounds, labels, shown=s.shown, tr=tr)),
        Panel("surface", likelihood_surface(climb, truth=coins.truth(s), labelled=known, tr=tr)),
        Panel("ledger", ledger(climb, title=tr("What the rounds say about the labels"), tr=tr)),
        Panel("climb", log_likelihood_trace(climb, bound=False, tr=tr)),
    ]
    return coins.screen(climb, panels, captions(climb, tr), stop_sentence(climb, tr), coins.STARTS_AB, tr=tr)


def show_labels(page: Page[TwoCoins]) -> None:
    controls.toggle(page, "shown", page.tr("Show which coin was used"))


page = lesson("hidden_coin", TwoCoins, facts.facts)
page.section("question")
page.controls(coins.choose_rounds, show_labels)
page.section("play")
page.player(screen, coins.call_soft, CoinMixture, driver)
page.section("labels-shown")
page.section("labels-hidden")
page.predict("fill-in", data="db", a=0.6, b=0.5, shown=False, at=-1)
page.predict("names", data="db", a=0.6, b=0.5, shown=False, at=-1)
page.section("surface")
page.section("log-of-sum")
page.section("five-labels")
page.section("symbols")
page.section("seen")
