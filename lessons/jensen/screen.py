"""Lesson 04's screens: points on a curve, or two small distributions."""

from __future__ import annotations

from typing import Any

from em_figures.filmstrip import Translate
from em_lesson.screen import Input, Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from em_lesson.storyboard import Page
from lessons.jensen import divergence
from lessons.jensen.bars import weights
from lessons.jensen.curve import chord
from lessons.jensen.divergence_curves import log_curve, summands
from lessons.jensen.divergence_numbers import formula
from lessons.jensen.numbers import inequality
from lessons.jensen.record import mirrored
from lessons.jensen.runs import picture, shapes
from lessons.jensen.sets import convex_sets
from lessons.jensen.settings import Settings


def _live(s: Settings, tr: Translate) -> tuple[Input, ...]:
    """A slider for every point and weight, or for every height."""
    letters, count = ("xw", s.n) if s.view == "points" else ("qp", s.m)
    names = [f"{letter}{i}" for letter in letters for i in range(1, count + 1)]
    return inputs(Settings, names, tr=tr)


def _on_a_curve(s: Settings, tr: Translate) -> Screen:
    one = picture(s)
    twin = mirrored(one)
    panels = [
        Panel("curve", chord(one, title=tr("The curve, its points and their chord"), tr=tr)),
        Panel("weights", weights(one, s.row("w"), tr=tr)),
        Panel("twin", chord(twin, title=tr("The twin −f: the same picture upside down"), tr=tr)),
        Panel("sets", convex_sets(one, tr=tr)),
        Panel("symbols", inequality(one, tr=tr), "full"),
    ]
    return screen_of(one, panels, _live(s, tr), tr=tr)


def _two_distributions(s: Settings, tr: Translate) -> Screen:
    d = shapes(s)
    panels = [
        Panel("shapes", divergence.shapes(d, tr=tr), "full"),
        Panel("gap-there", log_curve(d, tr=tr)),
        Panel("gap-back", log_curve(d, backward=True, tr=tr)),
        Panel("sum-there", summands(d, tr=tr)),
        Panel("sum-back", summands(d, backward=True, tr=tr)),
        Panel("symbols", formula(d, tr=tr), "full"),
    ]
    return screen_of(d, panels, _live(s, tr), tr=tr)


def screen(s: Settings, tr: Translate) -> Screen:
    """The player's screen."""
    return _on_a_curve(s, tr) if s.view == "points" else _two_distributions(s, tr)


def choose(page: Page[Any]) -> None:
    """Points or distributions, and how many."""
    page.choice("view")
    if page.settings.view == "kl":
        page.numbers("m")
        return
    page.choice("f")
    page.numbers("n")
