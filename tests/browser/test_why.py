"""Lessons 04 to 06 in a real browser: points, weights and shares that are dragged, and the proof's lines."""

from __future__ import annotations

import re
from typing import Any

import pytest


def place(learner: Any, panel: str, x: float, y: float) -> tuple[float, float]:
    """Where (x, y), in the axes' own units, is on the screen."""
    at = learner.page.evaluate(
        """([panel, x, y]) => {
            const plot = document.querySelector(`[data-panel=${panel}] .em-plot`);
            plot.scrollIntoView({ block: 'center' });
            const box = plot.getBoundingClientRect(), { xaxis, yaxis } = plot._fullLayout;
            return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
        }""",
        [panel, x, y],
    )
    return float(at[0]), float(at[1])


def drag(learner: Any, panel: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    mouse = learner.page.mouse
    mouse.move(*place(learner, panel, *start))
    mouse.down()
    mouse.move(*place(learner, panel, *end), steps=8)
    learner.page.wait_for_timeout(300)


def field(learner: Any, name: str) -> float:
    return float(learner.page.locator(f"input[type=number][data-input={name}]").input_value())


def test_the_nearest_point_follows_the_pointer_along_the_curve(learner: Any) -> None:
    page = learner.open("jensen?lang=en&n=2&x1=0.5&x2=3.5&k=4")
    before = learner.look()
    drag(learner, "curve", (3.4, 0.5), (2.5, -1.0))
    assert page.locator(".em-handle-line").count() >= 1, "a line marks where the point is"
    during = learner.look()
    page.mouse.up()
    learner.rest()
    assert page.locator(".em-handle").count() == 0
    assert field(learner, "x1") == 0.5, "the other point stays"
    assert field(learner, "x2") == pytest.approx(2.5, abs=0.03)
    assert during["curve"] != before["curve"], "a picture came while the button was down"
    assert re.search(r"[?&]x2=2\.[45]", page.url)


def test_a_bar_is_dragged_by_its_own_column_whatever_the_height(learner: Any) -> None:
    learner.open("jensen?lang=en&view=kl&m=3&k=0")
    rest = {name: field(learner, name) for name in ("q1", "q2", "q3", "p1", "p2", "p3")}
    box = learner.page.evaluate(
        "() => document.querySelector('[data-panel=shapes] .em-plot')._fullLayout.xaxis.range"
    )
    assert box[0] < 1 < box[1]
    drag(learner, "shapes", (0.8, 0.9), (0.8, 0.3))
    learner.page.mouse.up()
    learner.rest()
    assert field(learner, "q1") == pytest.approx(0.3, abs=0.02)
    assert {name: field(learner, name) for name in rest if name != "q1"} == {
        name: value for name, value in rest.items() if name != "q1"
    }


def test_the_bound_sinks_by_exactly_the_kl_of_the_learners_q(learner: Any) -> None:
    page = learner.open("lower-bound?lang=en&own=1&k=1")

    def sum_on_screen() -> tuple[float, float, float]:
        found = re.search(r"bound (\S+) \+ KL (\S+) = log-likelihood (\S+)\.", learner.caption)
        assert found, learner.caption
        bound, kl, value = (float(number.replace("\u2212", "-")) for number in found.groups())
        return bound, kl, value

    first = sum_on_screen()
    slider = page.locator("input[type=range][data-input=q2]")
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    learner.rest()
    second = sum_on_screen()
    assert second[2] == first[2], "the log-likelihood does not know q"
    assert second[1] < first[1], "towards the posterior"
    for bound, kl, value in (first, second):
        assert bound + kl == pytest.approx(value, abs=0.0011)  # three decimals each


def test_each_line_of_the_proof_lights_up_its_bars_by_keyboard(learner: Any) -> None:
    page = learner.open("lower-bound?lang=en&k=2")
    bars = "() => [0, 1, 2, 3].filter(i => { const s = getComputedStyle(document.querySelector('.em-proof-bar-' + i)); return s.borderTopColor !== 'rgba(0, 0, 0, 0)'; })"
    page.locator(".em-proof input[type=radio]").first.focus()
    page.keyboard.press("Space")
    lit = [page.evaluate(bars)]
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(100)
        lit.append(page.evaluate(bars))
    assert lit == [[0, 1], [1, 2], [2, 3], [0, 3]]
    assert learner.label == "1M", "the arrow keys belong to the lines, not to the player"


def test_four_climbers_of_one_hill_step_together(learner: Any) -> None:
    page = learner.open("coordinate-ascent?lang=en&view=climbs&k=0")
    before = learner.look()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    after = learner.look()
    assert {name for name in before if before[name] != after[name]} >= {"paths", "heights", "now"}


def touches(learner: Any, moves: list[tuple[str, float, float]]) -> None:
    """A finger, as the browser sees it: with its own idea of what is a scroll."""
    session = learner.page.context.new_cdp_session(learner.page)
    for kind, x, y in moves:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        learner.page.wait_for_timeout(30)


def test_a_finger_that_scrolls_over_the_curve_leaves_the_start_alone(make_learner: Any) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    learner = make_learner(**phone)
    learner.open("jensen?lang=en&n=2&x1=0.5&x2=3.5&k=0")
    x, y = place(learner, "curve", 2.9, 0.8)
    down = [("touchStart", x, y), *(("touchMove", x, y - 15 * i) for i in range(1, 12)), ("touchEnd", x, y)]
    touches(learner, down)
    learner.rest()
    assert (field(learner, "x1"), field(learner, "x2")) == (0.5, 3.5)
    x, y = place(learner, "curve", 3.4, 0.8)
    to, _ = place(learner, "curve", 2.6, 0.8)
    step = (to - x) / 10
    side = [("touchStart", x, y), *(("touchMove", x + step * i, y) for i in range(1, 11)), ("touchEnd", to, y)]
    touches(learner, side)
    learner.rest()
    assert field(learner, "x1") == 0.5
    assert field(learner, "x2") == pytest.approx(2.6, abs=0.1)
