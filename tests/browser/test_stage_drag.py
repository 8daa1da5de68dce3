"""What is dragged in the pictures of the stage, by mouse and by finger, and what a click in them means."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.browser.seat import PHONE, Seat

GHOST = """() => { const plot = document.querySelector('[data-em-stage] [data-panel=surface] .em-plot');
    const { x, y } = plot._fullData.find(trace => trace.name === 'the run before'); return [(x ?? [])[0] ?? null, (y ?? [])[0] ?? null]; }"""


def test_the_nearest_point_follows_the_pointer_along_the_curve(seat: Seat) -> None:
    seat.open("jensen?lang=en&scene=chord")
    first, second = seat.value("x1"), seat.value("x2")
    before = seat.learner.look()
    seat.hold("chord", (second - 0.1, 0.5), (2.5, -1.0))
    assert seat.page.locator(".em-handle-line").count() >= 1, "a line marks where the point is"
    seat.pause(300)
    assert seat.learner.look()["chord"] != before["chord"], "a picture came while the button was down"
    seat.drop()
    assert seat.page.locator(".em-handle").count() == 0
    assert seat.value("x1") == first, "the other point stays"
    assert seat.value("x2") == pytest.approx(2.5, abs=0.05)
    assert re.search(r"[?&]x2=2\.[45]", seat.page.url) and seat.params()["scene"] == "chord"


@pytest.mark.faults
def test_a_bar_is_dragged_by_its_own_column_whatever_the_height(seat: Seat) -> None:
    seat.open("jensen?lang=en&scene=kl")
    assert seat.page.locator("[data-em-stage] [data-input]").count() == 0, "no knob is needed for it"
    seat.hold("shapes", (0.8, 0.9), (0.8, 0.3))
    seat.drop()
    changed = seat.params()
    assert float(changed.pop("q1")) == pytest.approx(0.3, abs=0.02)
    assert set(changed) <= {"scene", "k"}, "the others stay"


def test_the_bound_sinks_by_exactly_the_kl_of_the_learners_q(seat: Seat) -> None:
    seat.open("lower-bound?lang=en&scene=choose-q")

    def sum_on_screen() -> tuple[float, float, float]:
        caption = seat.state()["caption"]
        found = re.search(r"bound (\S+) \+ KL (\S+) = log-likelihood (\S+)\.", caption)
        assert found, caption
        bound, kl, value = (float(number.replace("\u2212", "-")) for number in found.groups())
        assert bound + kl == pytest.approx(value, abs=0.0011)  # three decimals each
        return bound, kl, value

    first = sum_on_screen()
    seat.nudge("q2", 20)
    second = sum_on_screen()
    assert second[2] == first[2], "the log-likelihood does not know q"
    assert second[1] > first[1] and second[0] < first[0], "away from the posterior"


@pytest.mark.faults
def test_each_line_of_the_proof_lights_up_its_bars_by_keyboard(seat: Seat) -> None:
    seat.open("lower-bound?lang=en&scene=proof")
    bars = "() => [0, 1, 2, 3].filter(i => getComputedStyle(document.querySelector('.em-proof-bar-' + i)).borderTopColor !== 'rgba(0, 0, 0, 0)')"
    label = seat.state()["label"]
    seat.stage.locator(".em-proof input[type=radio]").first.focus()
    seat.page.keyboard.press("Space")
    lit = [seat.page.evaluate(bars)]
    for _ in range(3):
        seat.page.keyboard.press("ArrowDown")
        seat.pause(100)
        lit.append(seat.page.evaluate(bars))
    assert lit == [[0, 1], [1, 2], [2, 3], [0, 3]]
    assert seat.state()["label"] == label, "the arrow keys belong to the lines, not to the run"


@pytest.mark.faults
def test_four_climbers_of_one_hill_step_together(seat: Seat) -> None:
    for scene, panels in (("climbers", {"paths", "now"}), ("count", {"heights", "cost"})):
        seat.open(f"coordinate-ascent?lang=en&scene={scene}&k=0")
        before = seat.learner.look()
        seat.page.keyboard.press("ArrowRight")
        seat.pause(300)
        after = seat.learner.look()
        assert {name for name in before if before[name] != after[name]} >= panels - {"cost"}


def test_a_click_and_a_drag_on_the_surface_set_the_start_and_the_run_before_stays_as_a_ghost(seat: Seat) -> None:
    seat.open("hard-soft?lang=en&scene=side-by-side")
    assert seat.page.evaluate(GHOST) == [None, None]
    seat.page.mouse.click(*seat.spot("surface", 0.2, 0.9))
    seat.page.wait_for_function("location.search.includes('a=0.')")
    seat.rest()
    assert (seat.value("a"), seat.value("b")) == pytest.approx((0.2, 0.9), abs=0.02)
    assert seat.page.evaluate(GHOST) == [0.6, 0.5]
    seat.hold("surface", (0.2, 0.1), (0.58, 0.52))
    assert seat.page.locator(".em-handle").count() == 1
    seat.drop()
    assert (seat.value("a"), seat.value("b")) == pytest.approx((0.58, 0.52), abs=0.02)
    assert seat.page.evaluate(GHOST) == pytest.approx([0.2, 0.9], abs=0.02)
    assert seat.page.locator(".em-handle").count() == 0, "the mark goes with the release"


@pytest.mark.faults
def test_another_half_step_of_a_run_is_no_run_before(seat: Seat) -> None:
    seat.open("gmm?lang=en&scene=play")
    seat.section("play").get_by_role("link", name="to the end of the run").click()
    seat.page.wait_for_function("location.search.includes('k=')")
    seat.rest()
    names = seat.stage.locator(".em-key").all_inner_texts()
    assert names and "the run before" not in names


def test_a_click_on_the_map_starts_there_and_one_on_the_climb_goes_to_that_half_step(seat: Seat) -> None:
    seat.open("hard-soft?lang=en&scene=every-start")
    seat.page.mouse.click(*seat.spot("soft_map", 0.3, 0.8))
    seat.page.wait_for_function("location.search.includes('a=0.')")
    seat.rest()
    assert (seat.value("a"), seat.value("b")) == pytest.approx((0.3, 0.8), abs=0.02)
    seat.go("seen")
    low = seat.page.evaluate("document.querySelector('[data-em-stage] [data-panel=climb] .em-plot')._fullLayout.yaxis.range[0]")
    x, y = seat.spot("climb", 2.1, low)
    seat.page.mouse.click(x, y - 20)
    seat.page.wait_for_function("location.search.includes('k=2')")
    assert seat.state()["k"] == 2


@pytest.mark.faults
def test_pictures_are_painted_while_a_knob_is_dragged(seat: Seat) -> None:
    """How many a second is measured by `make bench`, beside a static page: it depends on the machine's load."""
    seat.open("hard-soft?lang=en&scene=side-by-side&k=2")
    seat.page.evaluate("""() => {
        window.emSeen = new Set();
        const plot = document.querySelector('[data-em-stage] [data-panel=surface] .em-plot');
        const watch = () => {
            if (!window.emSeen) return;
            emSeen.add([...plot.querySelectorAll('.scatterlayer .point')].map(point => point.getAttribute('transform')).join());
            requestAnimationFrame(watch);
        };
        watch();
    }""")
    box = seat.knob("a").bounding_box()
    assert box is not None
    x, y = box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2
    seat.page.mouse.move(x, y)
    seat.page.mouse.down()
    start = time.monotonic()
    while time.monotonic() - start < 1.7:
        x += 1
        seat.page.mouse.move(x, y)
        time.sleep(0.02)
    count = seat.page.evaluate("() => { const n = emSeen.size; window.emSeen = null; return n; }")
    seat.drop()
    assert count >= 3, "the old picture, the new one, and some in between"
    assert seat.state()["label"] == "1M", "the learner stays at the half-step"
    assert f"a={seat.value('a'):g}" in seat.page.url


def touches(seat: Seat, moves: list[tuple[str, float, float]]) -> None:
    """A finger, as the browser sees it: with its own idea of what is a scroll."""
    session = seat.page.context.new_cdp_session(seat.page)
    for kind, x, y in moves:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        seat.pause(30)
    session.detach()


@pytest.mark.faults
def test_a_finger_drags_sideways_on_the_curve_and_scrolls_up_and_down(make_seat: Any) -> None:
    seat = make_seat(**PHONE).open("jensen?lang=en&scene=chord")

    def places() -> list[float]:
        return list(seat.page.evaluate("['x1', 'x2'].map(id => +document.querySelector(`[data-em-stage] [data-number=${id}]`).value)"))

    first, second = places()
    x, y = seat.spot("chord", 2.9, 0.8)
    touches(seat, [("touchStart", x, y), *(("touchMove", x, y + 8 * i) for i in range(1, 12)), ("touchEnd", x, y)])
    seat.rest()
    assert places() == [first, second], "it went up or down"
    x, y = seat.spot("chord", second - 0.1, 0.8)
    to, _ = seat.spot("chord", 2.6, 0.8)
    step = (to - x) / 10
    touches(seat, [("touchStart", x, y), *(("touchMove", x + step * i, y) for i in range(1, 11)), ("touchEnd", to, y)])
    seat.rest()
    assert places() == [first, pytest.approx(2.6, abs=0.15)]
    assert seat.learner.errors == []
