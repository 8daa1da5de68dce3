"""Guess the coin, or share the credit: hard and soft EM side by side from one start."""

from em_core import CoinMixture, driver
from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.common.coins import choose_rounds
from lessons.hard_soft.facts import facts
from lessons.hard_soft.runs import code
from lessons.hard_soft.screen import screen
from lessons.hard_soft.settings import Settings


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    page.section("question")
    page.controls(choose_rounds, lambda page: page.toggle("learn"))
    page.section("play")
    page.player()
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


lesson = Lesson("hard_soft", Settings, screen, draw, facts, code, (CoinMixture, driver))
