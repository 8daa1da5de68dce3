"""Two knobs, turned in turn: EM as coordinate ascent, and other ways up the same hill."""

from em_core import climbers
from em_core.models import linkage
from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.coordinate_ascent.facts import facts
from lessons.coordinate_ascent.runs import code
from lessons.coordinate_ascent.screen import choose_view, screen
from lessons.coordinate_ascent.settings import CLIMBS, KNOBS, Settings

TWO_PEAKS = "5/10 9/10 8/10 1/10 5/10"


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    tr = page.tr
    page.section("question")
    page.controls(choose_view)
    page.section("play")
    page.player()
    page.section("two-knobs")
    page.offer("knobs", tr("Put the two knobs into the player"), view="knobs", first="e", at=0, **KNOBS)
    page.section("neal-hinton")
    page.offer(
        "spoilt", tr("Turn θ_A first, from there"), view="knobs", first="m", q=0.0, a=0.81, b=0.45, at=1
    )
    page.section("climbers")
    four = tr("Put the four climbers into the player")
    page.offer("climbs", four, view="climbs", data="db", step=0.01, at=0, **CLIMBS)
    page.predict("learning-rate", view="climbs", data="db", a=0.6, b=0.5, step=0.03, method="em", at=-1)
    page.predict("maximum", view="climbs", data="db", a=0.6, b=0.6, step=0.01, method="em", at=-1)
    page.section("failures")
    page.predict(
        "global", view="climbs", data="own", rounds=TWO_PEAKS, a=0.7, b=0.1, step=0.01, method="em", at=-1
    )
    page.section("peaks")
    page.section("linkage")
    page.offer("linkage", tr("Put the linkage example into the player"), view="linkage", theta=0.5)
    page.section("seen")


lesson = Lesson("coordinate_ascent", Settings, screen, draw, facts, code, (climbers, linkage))
