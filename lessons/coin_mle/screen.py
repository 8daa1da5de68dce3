"""Lesson 01's screen: the likelihood of one coin, and the three moves to its top."""

from __future__ import annotations

from typing import Any

from em_figures.filmstrip import Translate
from em_lesson.screen import Panel, Screen, inputs
from em_lesson.screen import screen as screen_of
from em_lesson.storyboard import Page
from lessons.coin_mle.curves import likelihood_curve, log_likelihood_curve, score_curve
from lessons.coin_mle.numbers import reading, three_moves
from lessons.coin_mle.runs import coin, hidden_bias
from lessons.coin_mle.settings import Settings


def screen(s: Settings, tr: Translate) -> Screen:
    """The player's screen."""
    flips = coin(s)
    panels = [
        Panel("reading", reading(flips, tr=tr), "full"),
        Panel("likelihood", likelihood_curve(flips, tr=tr)),
        Panel("log-likelihood", log_likelihood_curve(flips, tr=tr)),
        Panel("score", score_curve(flips, tr=tr)),
        Panel("moves", three_moves(flips, tr=tr)),
    ]
    return screen_of(flips, panels, inputs(Settings, ("p",), tr=tr), tr=tr)


def choose_flips(page: Page[Any]) -> None:
    """Where the flips come from."""
    page.choice("mode")
    if page.settings.mode == "counted":
        page.numbers("heads", "tails")
        return
    page.numbers("tosses", "seed")
    page.toggle("reveal")
    if page.settings.reveal:
        bias = f"{hidden_bias(page.settings.seed):.2f}"
        page.note(page.tr("The hidden bias is p = {p}.").format(p=bias), "text")


def choose_likelihood(page: Page[Any]) -> None:
    """Which likelihood, and whether there is a prior."""
    page.toggle("count")
    page.toggle("prior")
    if page.settings.prior:
        page.numbers("prior_a", "prior_b")
