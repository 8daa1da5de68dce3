"""Gaussian mixtures in the plane: density, clusters, and what can go wrong."""

from em_core import driver
from em_core.models.gaussian.mixture import GaussianMixture
from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.gmm.facts import facts
from lessons.gmm.presets import COLLAPSE, EMPTY, GEYSER, IDENTICAL, MANY, POINT, RING, SWAPPED, THREE
from lessons.gmm.runs import code
from lessons.gmm.screen import choose_data, choose_model, choose_start, screen
from lessons.gmm.settings import Settings


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    tr = page.tr
    page.section("question")
    page.controls(choose_data, choose_model, choose_start)
    page.section("play")
    page.player(adds=True)
    page.section("model")
    page.section("e-step")
    page.predict("labels", at=-1, **GEYSER)
    page.offer("opened", tr("Open the M-step"), at=2, **GEYSER | {"open": True})
    page.section("weights")
    page.section("means")
    page.section("covariances")
    page.section("density")
    page.predict("clustering", at=-1, **RING)
    page.section("samples")
    page.offer("ring", tr("Six components on a ring"), at=-1, **RING)
    page.section("restarts")
    page.offer("three", tr("Three components, other starts"), at=-1, **THREE)
    page.section("bic")
    page.predict("likelihood", at=-1, **COLLAPSE)
    page.section("gallery")
    page.offer("collapse", tr("A collapse onto one point"), at=0, **POINT)
    page.offer("identical", tr("Two identical starts"), at=0, **IDENTICAL)
    page.offer("empty", tr("An empty component"), at=0, **EMPTY)
    page.offer("swap", tr("The labels switch"), at=0, **SWAPPED)
    page.offer("many", tr("Too many components"), at=0, **MANY)
    page.section("prior")
    page.offer("prior", tr("The same start with the prior"), at=0, **POINT | {"prior": True})
    page.section("own")
    page.section("seen")


lesson = Lesson("gmm", Settings, screen, draw, facts, code, (GaussianMixture, driver))
