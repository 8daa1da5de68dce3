"""k-means is hard EM: assignment and update, the objective that falls, and what the start decides."""

from em_core import GaussianMixture, driver, kmeans
from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.kmeans.facts import facts
from lessons.kmeans.presets import (
    COUNT,
    EMPTY,
    LOCAL,
    LONG,
    ONE,
    OUTLIER,
    SCALED,
    SIZES,
    SMALL,
    SOFT,
    START,
    STORY,
    TEN,
)
from lessons.kmeans.runs import code
from lessons.kmeans.screen import choose_data, choose_start, choose_view, screen
from lessons.kmeans.settings import Settings


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    tr = page.tr
    page.section("question")
    page.controls(choose_view, choose_data, choose_start)
    page.section("play")
    page.player(adds=True)
    page.section("two-steps")
    page.offer("first", tr("Show the first assignment"), at=1, **START)
    page.section("objective")
    page.offer("end", tr("Show the end of the run"), at=-1, **START)
    page.predict("best", at=-1, **LOCAL)
    page.section("starts")
    page.offer("local", tr("A start that ends badly"), at=0, **LOCAL)
    page.section("attempts")
    page.offer("ten", tr("Ten random starts"), at=-1, **TEN)
    page.section("empty")
    page.offer("empty", tr("A centre without points"), at=1, **EMPTY)
    page.section("speed")
    page.offer("count", tr("Count the distances"), at=-1, **COUNT)
    page.section("mitchell")
    page.offer("soft", tr("Share the points out softly"), at=-1, **SOFT)
    page.predict("spherical", at=-1, **SOFT)
    page.section("sigma")
    page.offer("small", tr("A small σ"), at=-1, **SMALL)
    page.section("strengths")
    page.offer("round", tr("Round groups of equal size"), at=-1, **START)
    page.offer("long", tr("Long groups"), at=-1, **LONG)
    page.offer("scaled", tr("Long groups, columns scaled"), at=-1, **SCALED)
    page.offer("sizes", tr("Groups of unequal size"), at=-1, **SIZES)
    page.offer("outlier", tr("An outlier"), at=-1, **OUTLIER)
    page.section("one-gaussian")
    page.offer("one", tr("One Gaussian, your guess first"), at=0, **ONE)
    page.section("least-squares")
    page.offer("line", tr("The least squares line"), at=-1, **ONE)
    page.section("story")
    page.offer("story", tr("Let the model make points"), at=0, **STORY)
    page.section("own")
    page.section("seen")


lesson = Lesson("kmeans", Settings, screen, draw, facts, code, (GaussianMixture, driver, kmeans))
