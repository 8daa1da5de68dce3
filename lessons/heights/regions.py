"""Two simulated regions: when their histogram has two humps, and when EM can still tell them apart."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from em_core import two_normals
from em_figures import theme
from em_figures.filmstrip import Filmstrip, Handle, Lazy, Translate, View
from em_figures.numbers import sig, sigs
from em_figures.words import fixed
from lessons.heights.data import regions
from lessons.heights.histogram import hatched
from lessons.heights.record import Heights, captions, normals
from lessons.heights.simulation import MOST, Regions, means_of
from lessons.heights.tables import score, table

EDGE = 0.001  # of the share


def accuracy(h: Heights, i: int) -> float:
    """The share that EM's winner gets right at half-step i."""
    now = score(h.column, h.trace[i].params, h.component_of)
    return now.right / now.all


def humps_map(h: Heights, *, tr: Translate = str) -> Filmstrip | None:
    """Distance by share: hatched where the density has two humps; a click or a drag moves the regions."""
    if not h.simulated:
        return None
    at = regions(h.settings)
    shares = np.linspace(EDGE, 1 - EDGE, 65)
    border = np.array([two_normals.humps_from(float(p)) for p in shares]) * at.spread
    data = [
        theme.scatter(
            "lines",
            tr("two humps"),
            meta="two-humps",
            fill="toself",
            hoverinfo="skip",
            line=theme.line("@ll", width=1.5),
            **hatched("@muted", "/"),
        ),
        theme.scatter(
            "lines",
            tr("2 SD apart"),
            meta="two-sd",
            hoverinfo="skip",
            line=theme.line("@edge", dash="dash", width=1.5),
        ),
        theme.scatter("markers", tr("your regions"), meta="regions", marker=theme.ring("@ll")),
    ]
    far = max(MOST * 1.05, float(border.max()))
    opening = {
        0: {"x": sigs([far, *border, far], 5), "y": sigs([EDGE, *shares, 1 - EDGE], 5)},
        1: {"x": sigs([2 * at.spread] * 2), "y": [0, 1]},
        2: {"x": [sig(at.distance)], "y": [sig(at.share)]},
    }
    layout = theme.layout(
        theme.axis(tr("distance of the means (cm)"), range=[0, MOST]),
        theme.axis(tr("share of region 1"), range=[0, 1], dtick=0.25),
        height=400,
    )
    said = humps_sentence(at, tr)
    n = len(h)
    return Filmstrip(
        "plotly",
        tr("When are there two humps? (click or drag)"),
        {"data": data, "layout": layout},
        Lazy(n, lambda _: {}),
        Lazy(n, lambda _: said),
        opening={"data": opening},
        clicks=("distance", "share"),
    )


def accuracy_curve(h: Heights, *, tr: Translate = str) -> Filmstrip | None:
    """What the best rule gets right at every distance, what naming the larger region does, and EM now."""
    if not h.simulated or not h.component_of:
        return None
    at = regions(h.settings)
    distances = np.linspace(0, MOST, 121)
    best = [two_normals.best_accuracy(float(d) / at.spread, at.share) for d in distances]
    plain = max(at.share, 1 - at.share)
    humps = two_normals.humps_from(at.share) * at.spread
    data = [
        theme.scatter(
            "lines",
            tr("two humps"),
            meta="two-humps",
            fill="toself",
            hoverinfo="skip",
            line={"width": 0},
            **hatched("@muted", "/"),
        ),
        theme.scatter(
            "lines",
            tr("the best rule, which knows the truth"),
            meta="best",
            hoverinfo="skip",
            line=theme.line("@ll", width=2.5),
        ),
        theme.scatter(
            "lines",
            tr("always the larger region"),
            meta="larger",
            hoverinfo="skip",
            line=theme.line("@muted", dash="dash"),
        ),
        theme.scatter(
            "markers",
            tr("EM, at this half-step"),
            meta="em",
            cliponaxis=False,
            marker=theme.ring("@bound"),
        ),
    ]
    opening = {
        0: {
            "x": sigs([humps, humps, MOST, MOST]) if humps < MOST else [None],
            "y": [0.4, 1.02, 1.02, 0.4] if humps < MOST else [None],
        },
        1: {"x": sigs(distances.tolist()), "y": sigs(best, 5)},
        2: {"x": [0, MOST], "y": sigs([plain] * 2)},
    }

    def frame(i: int) -> dict[int, Any]:
        return {3: {"x": [sig(at.distance)], "y": [sig(max(accuracy(h, i), 0.4))]}}

    def caption(i: int) -> str:
        text = tr(
            "EM’s winners are right for a share of {em}; the best rule would reach {best}, always naming "
            "the larger region {plain}."
        )
        return text.format(em=fixed(accuracy(h, i)), best=fixed(at.best), plain=fixed(plain))

    layout = theme.layout(
        theme.axis(tr("distance of the means (cm)"), range=[0, MOST]),
        theme.axis(tr("share that is right"), range=[0.4, 1.02], dtick=0.1),
        height=400,
    )
    return Filmstrip(
        "plotly",
        tr("How well can they be told apart?"),
        {"data": data, "layout": layout},
        Lazy(len(h), frame),
        Lazy(len(h), caption),
        opening={"data": opening},
        clicks=(Handle("distance"),),
    )


def humps_sentence(at: Regions, tr: Translate) -> str:
    """Why there are one or two humps."""
    text = (
        tr("The means are {apart} SD apart; these shares take {humps}, so the density has two humps.")
        if at.two_humps
        else tr(
            "The means are {apart} SD apart; these shares take {humps}, so the density has one hump, "
            "although there are two groups."
        )
    )
    return text.format(apart=fixed(at.apart, 2), humps=fixed(two_normals.humps_from(at.share), 2))


def regions_table(h: Heights, *, tr: Translate = str) -> Filmstrip | None:
    """The truth, what the sample's labels say, and EM at this half-step, with the sentence on the humps."""
    if not h.simulated or not h.component_of:
        return None
    at = regions(h.settings)
    match = h.component_of
    rows = [
        (escape(name), range(6 * i, 6 * i + 6)) for i, name in enumerate((tr("truth"), tr("labels"), "EM"))
    ]
    columns = (
        "",
        f"{tr('share')} 1",
        f"{tr('share')} 2",
        f"{tr('mean')} 1",
        f"{tr('mean')} 2",
        f"{tr('SD')} 1",
        f"{tr('SD')} 2",
    )
    title = tr("The regions as they are, and as EM finds them")
    markup = f'<p class="em-say" data-s="18"></p>{table(title, columns, rows, "em-regions")}'
    truth = [at.share, 1 - at.share, *means_of(at), at.spread, at.spread]

    def of(params: Any, order: tuple[int, ...]) -> list[float]:
        now = normals(params)
        return [float(part[c]) for part in now for c in order]

    def frame(i: int) -> View:
        numbers = truth + of(h.column.by_label, (0, 1)) + of(h.trace[i].params, match)
        for first in (0, 6, 12):
            if len(match) == 2:  # the shares add up to 1 as they are printed, too
                numbers[first + 1] = 1 - round(numbers[first], 3)
        printed = [fixed(v, 3 if j % 6 < 2 else 1) for j, v in enumerate(numbers)]
        return View("now", [*printed, humps_sentence(at, tr)])

    return Filmstrip("html", title, {"views": {"now": markup}}, Lazy(len(h), frame), captions(h, tr))

