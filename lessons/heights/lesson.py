"""One histogram, two groups: a mixture of normals in one dimension, with the groups hidden."""

from em_core import GaussianMixture, driver, mixture_direct
from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.heights.facts import facts
from lessons.heights.runs import code
from lessons.heights.screen import choose_data, choose_mixture, screen
from lessons.heights.settings import Settings

GALTON = {
    "data": "galton",
    "unit": "in",
    "groups": 2,
    "variances": "equal",
    "weights": "free",
    "reveal": False,
    "m1": 65.0,
    "m2": 69.0,
    "x": 68.9,
}
CM = GALTON | {"unit": "cm", "m1": 165.1, "m2": 175.26, "x": 175.0}
REGIONS = {
    "data": "regions",
    "groups": 2,
    "variances": "equal",
    "weights": "free",
    "spread": 6.0,
    "n": 400,
    "seed": 1,
}


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    tr = page.tr
    page.section("question")
    page.controls(choose_data, choose_mixture)
    page.section("play")
    page.player()
    page.section("histogram")
    page.section("mixture")
    page.offer("end", tr("Show the end of the run"), at=-1, **GALTON)
    page.section("person")
    page.offer("person", tr("Ask about 175 cm"), at=-1, **CM)
    page.predict("men-women", at=-1, **GALTON | {"reveal": True})
    page.section("reveal")
    page.predict("two-humps", at=-1, **GALTON | {"reveal": True})
    page.section("humps")
    page.section("variances")
    page.offer("free", tr("One standard deviation for each"), at=-1, **GALTON | {"variances": "free"})
    page.offer("fixed", tr("Fixed weights"), at=-1, **GALTON | {"weights": "fixed"})
    page.section("choice")
    page.section("lbfgs")
    page.offer("race", tr("Run both from this start"), at=-1, **GALTON)
    page.section("regions")
    page.offer("near", tr("10 cm apart"), at=-1, **REGIONS | {"distance": 10.0, "share": 0.5})
    page.offer("far", tr("15 cm apart"), at=-1, **REGIONS | {"distance": 15.0, "share": 0.5})
    page.offer(
        "unequal", tr("15 cm apart, shares 0.9 and 0.1"), at=-1, **REGIONS | {"distance": 15.0, "share": 0.9}
    )
    page.section("own")
    page.section("seen")


lesson = Lesson("heights", Settings, screen, draw, facts, code, (GaussianMixture, driver, mixture_direct))
