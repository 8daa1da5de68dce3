"""The bound that touches: why the log-likelihood never falls."""

from em_core import CoinMixture, driver
from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.lower_bound import line
from lessons.lower_bound.cages import MISTAKES, NAMES, telling
from lessons.lower_bound.facts import facts
from lessons.lower_bound.runs import code
from lessons.lower_bound.screen import choose_view, screen
from lessons.lower_bound.settings import Settings, at_posterior

DB = {"view": "stairs", "data": "db", "a": 0.6, "b": 0.5, "own": False}
HALVES = {f"q{i}": 0.5 for i in range(1, 6)}


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    tr = page.tr
    page.section("question")
    page.controls(choose_view)
    if page.settings.view == "stairs":
        page.section("play")
    page.player()
    page.section("touch")
    page.section("maximum")
    page.predict("e-step-raises", at=3, **DB)
    page.section("ladder")
    page.section("q-and-elbo")
    page.predict("q-must-rise", at=6, **DB | {"a": 0.9})
    page.predict("joint", at=1, **DB)
    page.predict("log-outside", at=2, **DB)
    page.offer("own", tr("Choose q yourself"), at=1, **DB | {"own": True} | at_posterior(Settings()))
    page.section("choose-q")
    page.predict("posterior-prior", at=2, **DB | HALVES | {"a": 0.8, "own": True})
    page.predict("posterior-joint", at=1, **DB)
    page.section("proof")
    page.offer("far", tr("A start far away, θ_A = 0.2"), at=0, **DB | {"a": 0.2})
    page.section("two-routes")
    page.section("slice")
    page.offer("slice", tr("Show the slice"), at=0, view="slice", data="db", s=0.4)
    page.section("zoo")
    for number, bug in enumerate(NAMES, 1):
        page.offer(bug, tr("Open program {n}").format(n=number), at=0, view="zoo", bug=bug)
        if bug in MISTAKES:
            question, listed = f"zoo-{number}", tr("The program, now that you have answered")
            page.predict(question, at=telling(bug), view="zoo", bug=bug)
            page.listing(question, listed, MISTAKES[bug])
    page.section("zoo-hints")
    page.section("seen")


lesson = Lesson("lower_bound", Settings, screen, draw, facts, code, (CoinMixture, driver, line))
