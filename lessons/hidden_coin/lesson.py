"""Two coins, and nobody noted which."""

from em_core import CoinMixture, driver
from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.common.coins import choose_rounds
from lessons.hidden_coin.facts import facts
from lessons.hidden_coin.runs import code
from lessons.hidden_coin.screen import screen
from lessons.hidden_coin.settings import Settings


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    page.section("question")
    page.controls(choose_rounds, lambda page: page.toggle("shown"))
    page.section("play")
    page.player()
    page.section("labels-shown")
    page.section("labels-hidden")
    page.predict("fill-in", data="db", a=0.6, b=0.5, shown=False, at=-1)
    page.predict("names", data="db", a=0.6, b=0.5, shown=False, at=-1)
    page.section("surface")
    page.section("log-of-sum")
    page.section("five-labels")
    page.section("symbols")
    page.section("seen")


lesson = Lesson("hidden_coin", Settings, screen, draw, facts, code, (CoinMixture, driver))
