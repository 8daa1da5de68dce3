"""Gaussian mixtures in the plane: density, clusters, and what can go wrong."""

from em_core import driver
from em_core.models.gaussian.mixture import GaussianMixture
from em_lesson import own_rows as own_data
from em_ui.page import lesson
from lessons.gmm import facts
from lessons.gmm.screen import (
    COLLAPSE,
    EMPTY,
    GEYSER,
    IDENTICAL,
    MANY,
    POINT,
    RING,
    SWAPPED,
    THREE,
    Gmm,
    call,
    choose_data,
    choose_model,
    choose_start,
    screen,
)

page = lesson("gmm", Gmm, facts.facts)
tr = page.tr
page.section("question")
page.controls(choose_data, choose_model, choose_start)
page.section("play")
page.player(screen, call, GaussianMixture, driver, add=own_data.add)
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
for name, label, settings in (
    ("collapse", tr("A collapse onto one point"), POINT),
    ("identical", tr("Two identical starts"), IDENTICAL),
    ("empty", tr("An empty component"), EMPTY),
    ("swap", tr("The labels switch"), SWAPPED),
    ("many", tr("Too many components"), MANY),
):
    page.offer(name, label, at=0, **settings)
page.section("prior")
page.offer("prior", tr("The same start with the prior"), at=0, **POINT | {"prior": True})
page.section("own")
page.section("seen")
