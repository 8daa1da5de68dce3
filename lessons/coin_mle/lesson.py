"""One coin: which p explains what we saw?"""

from em_core import single_coin
from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.coin_mle.facts import facts
from lessons.coin_mle.runs import code
from lessons.coin_mle.screen import choose_flips, choose_likelihood, screen
from lessons.coin_mle.settings import Settings


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    page.section("question")
    page.controls(choose_flips, choose_likelihood)
    page.section("play" if page.settings.mode == "counted" else "play-tossed")
    page.player()
    page.predict("half", mode="counted", heads=5, tails=5, p=0.6, count=True, prior=False, at=3)
    page.section("three-moves")
    page.section("interval")
    page.predict("probability-of-p", mode="counted", heads=5, tails=5, p=0.5, count=True, prior=False, at=1)
    page.section("count-or-sequence")
    page.section("prior")
    page.section("edge-cases")
    page.section("seen")


lesson = Lesson("coin_mle", Settings, screen, draw, facts, code, (single_coin,))
