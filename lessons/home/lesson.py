"""The first page: a cook shares one dish between two bowls by guessing and correcting."""

from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.home.facts import facts
from lessons.home.screen import screen
from lessons.home.settings import Settings


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    page.section("question")
    page.section("cook")
    page.player()
    page.section("analogy")
    page.section("what-you-can-do")
    page.section("teachers")


lesson = Lesson("home", Settings, screen, draw, facts)
