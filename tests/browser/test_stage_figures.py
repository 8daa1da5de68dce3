"""Figures on the stage, measured as they are drawn."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.seat import PHONE, Seat

EQUAL = """() => [...document.querySelectorAll('[data-em-stage] .em-plot.js-plotly-plot')].filter(e => e.checkVisibility()).map(e => {
    const { xaxis, yaxis, height } = e._fullLayout;
    return { box: e.clientHeight - height, square: yaxis.scaleanchor ? xaxis._length - yaxis._length : 0, ticks: e.querySelectorAll('.xtick text').length };
})"""


@pytest.mark.faults
def test_equal_axes_stay_equal_when_a_sentence_takes_room(seat: Seat) -> None:
    """Why the run ended stands below the picture and takes lines of it, while the picture still moves."""
    seat.open("hard-soft?scene=side-by-side&lang=en")
    for way in ("end", "start", "end", "back"):
        seat.stage.locator(f".em-b-{way}").click()
        seat.rest().pause(300)
        drawn = seat.page.evaluate(EQUAL)
        assert drawn
        for figure in drawn:
            assert abs(figure["box"]) <= 1 and abs(figure["square"]) < 1 and figure["ticks"] > 2, (way, drawn)


RANGES = """() => [...document.querySelectorAll('[data-em-stage] .em-plot.js-plotly-plot')].filter(e => e.checkVisibility())
    .map(e => ['xaxis', 'yaxis'].map(name => e._fullLayout[name].range.map(v => v.toFixed(3)).join()).join(' '))"""


@pytest.mark.faults
def test_equal_axes_of_another_scene_are_its_own(make_seat: Any) -> None:
    """Whatever was drawn in the same box before: Plotly keeps a wider range for itself."""
    seat = make_seat(**PHONE).open("kmeans?scene=sizes&lang=en")
    wanted = seat.page.evaluate(RANGES)
    seat.open("kmeans?scene=strengths&lang=en").go("long").go("sizes").pause(300)
    assert seat.page.evaluate(RANGES) == wanted
