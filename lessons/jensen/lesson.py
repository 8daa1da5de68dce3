"""The chord lies under the curve: Jensen's inequality, and KL divergence as its gap."""

from typing import Any

from em_core import bound, jensen
from em_lesson.lesson import Lesson
from em_lesson.storyboard import Page
from lessons.jensen.facts import facts
from lessons.jensen.runs import code
from lessons.jensen.screen import choose, screen
from lessons.jensen.settings import Settings

TWO: dict[str, Any] = {"view": "points", "n": 2, "x1": 0.5, "x2": 3.5, "w1": 0.5, "w2": 0.5}
THREE: dict[str, Any] = TWO | {"n": 3, "x3": 1.5, "w3": 0.5}
SHAPES: dict[str, Any] = {"view": "kl", "m": 3, "q1": 0.5, "q2": 0.4, "q3": 0.1,
                          "p1": 0.05, "p2": 0.8, "p3": 0.15}  # fmt: skip


def draw(page: Page[Settings]) -> None:
    """The page, in reading order."""
    tr = page.tr
    page.section("question")
    page.controls(choose)
    page.section("play")
    page.player()
    page.predict("concave", at=4, f="log", **TWO)
    page.section("chord")
    page.predict("gap", view="points", f="log", n=2, x1=2.0, x2=2.0, w1=0.7, w2=0.3, at=4)
    page.section("equality")
    page.section("many")
    page.offer("many", tr("Show the three points in the player"), at=4, f="log", **THREE)
    page.section("twin")
    page.offer("twin", tr("Show x² in the player"), at=4, f="square", **TWO)
    page.section("sets")
    page.section("kl")
    page.offer("kl", tr("Show the two distributions in the player"), at=4, **SHAPES)
    page.section("kl-gap")
    page.predict("distance", at=5, **SHAPES)
    page.section("kl-directions")
    page.section("seen")


lesson = Lesson("jensen", Settings, screen, draw, facts, code, (jensen, bound.kl))
