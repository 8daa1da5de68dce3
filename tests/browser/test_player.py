"""The player in a real browser: stepping without the server, live starts, keyboard, failures."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

PAGE = "hard-soft?lang=en&data=db&a=0.6&b=0.5&learn=0&k=0"


def press(learner: Any, key: str, times: int = 1) -> None:
    for _ in range(times):
        learner.page.keyboard.press(key)
    learner.page.wait_for_timeout(120)


def click_plot(learner: Any, panel: str, x: float, y: float) -> None:
    """Click a figure at a place in its plot area, given in the axes' own fractions."""
    at = learner.page.evaluate(
        """([panel, x, y]) => {
            const plot = document.querySelector(`[data-panel=${panel}] .em-plot`);
            plot.scrollIntoView({ block: 'center' });
            const box = plot.getBoundingClientRect(), { xaxis, yaxis } = plot._fullLayout;
            return [box.left + xaxis._offset + x * xaxis._length, box.top + yaxis._offset + (1 - y) * yaxis._length];
        }""",
        [panel, x, y],
    )
    learner.page.mouse.click(*at)
    learner.page.wait_for_timeout(150)


def test_with_the_server_stopped_every_control_still_moves_every_panel(learner: Any, server: Any) -> None:
    """The decisive test: SIGSTOP, then Next, Back, Play, End, the scrubber and a click on the trace."""
    page = learner.open(PAGE)
    pictures = {}
    for k in range(5):
        pictures[k] = learner.look()
        press(learner, "ArrowRight")
    press(learner, "End")
    last = int(page.locator(".em-player").get_attribute("data-k"))
    pictures[last] = learner.look()
    press(learner, "Home")
    learner.rest()
    moved_by_m = {name for name, shown in pictures[2].items() if shown != pictures[0][name]}
    assert moved_by_m == set(pictures[0]), "from the start to the first M-step every panel changes"

    def at(k: int) -> None:
        page.wait_for_function(f"document.querySelector('.em-player').dataset.k === '{k}'", timeout=5000)
        page.wait_for_timeout(120)
        assert learner.look() == pictures[k]

    server.stop()
    try:
        next_button = page.get_by_role("button", name="Next half-step")
        next_button.click()
        at(1)
        next_button.click()
        at(2)
        page.get_by_role("button", name="Back one half-step").click()
        at(1)
        page.get_by_role("button", name="To the end").click()
        at(last)
        page.get_by_role("button", name="To the start").click()
        at(0)
        page.locator("input[data-scrub]").fill("4")
        at(4)
        click_plot(learner, "climb", (2 + 0.6) / (last + 1), 0.5)
        at(2)
        page.get_by_role("button", name="To the start").click()
        page.get_by_label("Speed").select_option("8")
        page.get_by_role("button", name="Play").click()
        at(last)
    finally:
        server.go_on()


def test_the_keyboard_steps_plays_and_jumps_but_not_while_typing(learner: Any) -> None:
    page = learner.open(PAGE)
    press(learner, "ArrowRight", 2)
    assert learner.label == "1M"
    press(learner, "ArrowLeft")
    assert learner.label == "1E"
    press(learner, "End")
    assert learner.label.endswith("M")
    press(learner, "Home")
    assert learner.label == "start"
    press(learner, " ")
    page.wait_for_function("document.querySelector('.em-player').dataset.k === '2'", timeout=8000)
    press(learner, " ")
    stopped = learner.label
    page.wait_for_timeout(1200)
    assert learner.label == stopped, "space plays and pauses"
    page.locator("input[type=number][data-input=a]").focus()
    press(learner, "ArrowLeft", 2)
    press(learner, "Home")
    assert learner.label == stopped, "keys in a field belong to the field"


def test_every_control_is_reached_by_tab_with_a_visible_focus(learner: Any) -> None:
    page = learner.open(PAGE)
    page.locator("input[type=range][data-input=a]").focus()
    names = []
    for _ in range(14):
        names.append(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            )
        )
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Tab")
    for name in (
        "To the start",
        "Back one half-step",
        "Play",
        "Next half-step",
        "To the end",
        "Half-step",
        "Speed",
    ):
        assert name in names


def test_the_scrubber_names_the_half_step_and_the_live_region_reads_the_sentence(learner: Any) -> None:
    page = learner.open(PAGE)
    press(learner, "ArrowRight", 3)
    assert page.locator(".em-where").inner_text() == "2E"
    assert page.locator("input[data-scrub]").get_attribute("aria-valuetext").startswith("2E")
    page.wait_for_timeout(300)
    assert page.locator(".em-player [role=status][aria-live=polite]").inner_text() == learner.caption
    figures = page.locator(".em-plot svg[role=img]")
    assert figures.count() == page.locator(".em-plot").count()
    for i in range(figures.count()):
        assert re.search(r"\d", figures.nth(i).get_attribute("aria-label"))


# The visible numbers of a line, as an expression: superscripts are powers.
LINES = """() => [...document.querySelectorAll('.em-eq')].filter(eq => eq.offsetParent).map(eq => {
    const read = node => {
      if (node.nodeType === 3) return node.data;
      if (node.tagName === 'select' || node.tagName === 'SELECT') return '';
      const kids = [...node.childNodes];
      if (node.tagName.toLowerCase() === 'msup') return '((' + read(kids[0]) + ')**(' + read(kids[1]) + '))';
      return kids.map(read).join('');
    };
    return [eq.closest('.em-panel').dataset.panel, eq.dataset.eq, [...eq.querySelectorAll('.em-eq-line')].map(read)];
})"""


def value(text: str) -> float | None:
    """The value of a printed expression; None when it holds symbols."""
    plain = (
        text.replace("\u2212", "-")
        .replace("×", "*")
        .replace("\u2062", "")
        .replace("\xa0", " ")
        .replace(" ", "")
        .strip()
    )
    if not re.fullmatch(r"[\d.+\-*/()]+", plain):
        return None
    return float(eval(plain, {"__builtins__": {}}))  # noqa: S307 - digits and operators only


@pytest.mark.parametrize(
    "query", ["data=db&a=0.6&b=0.5", "data=five&a=0.7&b=0.3", "data=db&a=0.7&b=0.3&learn=1&w=0.4"]
)
def test_the_right_hand_side_of_every_formula_gives_its_left(learner: Any, query: str) -> None:
    page = learner.open(f"hard-soft?lang=en&{query}&k=0")
    checked = 0
    for _ in range(8):
        press(learner, "ArrowRight")
        for panel, name, lines in page.evaluate(LINES):
            for line in lines:
                sides = [value(side) for side in line.split("=")]
                known = [side for side in sides if side is not None]
                if len(known) < 2:
                    continue
                printed = line.split("=")[-1].replace(" ", "")
                assert known[-1] == pytest.approx(known[-2], rel=2e-4, abs=6e-5), (panel, name, line, printed)
                checked += 1
    assert checked >= 8 * 4


def pictures_while_dragging(learner: Any, direction: int) -> int:
    """How many different pictures of the run are painted from 0.5 s to 1.5 s after the press."""
    page = learner.page
    page.evaluate("""() => {
        const seen = window.seen = [];
        const plot = document.querySelector('[data-panel=surface] .em-plot');
        const watch = () => {
          if (window.seen !== seen) return;
          const points = [...plot.querySelectorAll('.scatterlayer .point')];
          seen.push([performance.now(), points.map(point => point.getAttribute('transform')).join()]);
          requestAnimationFrame(watch);
        };
        watch();
    }""")
    box = page.locator("input[type=range][data-input=a]").bounding_box()
    value = float(page.locator("input[type=range][data-input=a]").input_value())
    x, y = box["x"] + value * box["width"], box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    begun = page.evaluate("performance.now()")
    start = time.monotonic()
    while time.monotonic() - start < 1.7:
        x += direction
        page.mouse.move(x, y)
        time.sleep(0.02)
    count = page.evaluate(
        "([from, to]) => new Set(window.seen.filter(([t]) => t > from && t < to).map(([, s]) => s)).size",
        [begun + 500, begun + 1500],
    )
    page.mouse.up()
    learner.rest()
    return int(count)


def test_pictures_are_painted_while_a_slider_is_dragged(learner: Any) -> None:
    """How many a second is measured by `make bench`, beside a static page: it depends on the machine's load."""
    page = learner.open(PAGE)
    press(learner, "ArrowRight", 2)
    assert pictures_while_dragging(learner, 1) >= 3, "the old picture, the new one, and some in between"
    assert learner.label == "1M", "the learner stays at the half-step"
    a = float(page.locator("input[type=number][data-input=a]").input_value())
    assert f"a={a:g}&" in page.url
    assert page.locator(".em-handle").count() == 0, "the mark goes with the release"


def test_a_click_and_a_drag_on_the_surface_set_the_start_and_the_run_before_stays_as_a_ghost(
    learner: Any,
) -> None:
    page = learner.open(PAGE)
    ghost = "() => { const t = document.querySelector('[data-panel=surface] .em-plot')._fullData.find(t => t.name === 'the run before'); return [[...(t.x || [])], [...(t.y || [])]]; }"
    assert page.evaluate(ghost) == [[None], [None]]
    click_plot(learner, "surface", 0.2, 0.9)
    learner.rest()
    fields = [float(page.locator(f"input[type=number][data-input={i}]").input_value()) for i in "ab"]
    assert fields == pytest.approx([0.2, 0.9], abs=0.01)
    before = page.evaluate(ghost)
    assert (before[0][0], before[1][0]) == (0.6, 0.5)
    box = page.evaluate("""() => { const p = document.querySelector('[data-panel=surface] .em-plot'), b = p.getBoundingClientRect(), l = p._fullLayout;
        return [b.left + l.xaxis._offset, b.top + l.yaxis._offset, l.xaxis._length, l.yaxis._length]; }""")
    page.mouse.move(box[0] + 0.2 * box[2], box[1] + 0.1 * box[3])
    page.mouse.down()
    for i in range(20):
        page.mouse.move(box[0] + (0.2 + 0.02 * i) * box[2], box[1] + (0.1 + 0.02 * i) * box[3])
        time.sleep(0.02)
    page.mouse.up()
    learner.rest()
    fields = [float(page.locator(f"input[type=number][data-input={i}]").input_value()) for i in "ab"]
    assert fields == pytest.approx([0.58, 0.52], abs=0.01)
    assert (page.evaluate(ghost)[0][0], page.evaluate(ghost)[1][0]) == pytest.approx((0.2, 0.9), abs=0.01)


def test_a_click_on_the_map_starts_there(learner: Any) -> None:
    page = learner.open(PAGE)
    click_plot(learner, "soft-map", 0.3, 0.8)
    learner.rest()
    fields = [float(page.locator(f"input[type=number][data-input={i}]").input_value()) for i in "ab"]
    assert fields == pytest.approx([0.3, 0.8], abs=0.01)


def test_a_number_outside_the_range_is_refused_in_words_and_kept(learner: Any) -> None:
    page = learner.open(PAGE)
    field = page.locator("input[type=number][data-input=a]")
    field.fill("1.5")
    field.press("Enter")
    assert "between 0.001 and 0.999" in page.locator(".em-alert").inner_text()
    assert field.input_value() == "1.5"
    field.fill("0.25")
    field.press("Enter")
    learner.rest()
    assert page.locator(".em-alert").inner_text() == ""
    assert "a=0.25&" in page.url


def test_resting_writes_the_link_and_asks_nobody(learner: Any) -> None:
    sent: list[Any] = []
    learner.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page = learner.open(PAGE)
    page.evaluate("""() => { window.touched = 0;
        new MutationObserver(list => { window.touched += list.length; }).observe(document.querySelector('.em-grid'), { subtree: true, childList: true, attributes: true, characterData: true }); }""")
    asked = len(sent)
    press(learner, "ArrowRight", 3)
    page.get_by_role("button", name="Back one half-step").click()
    press(learner, "ArrowRight")
    page.wait_for_timeout(200)
    page.evaluate("window.touched = 0")
    learner.rest()
    page.wait_for_timeout(500)
    assert page.url.endswith("k=3")
    assert page.evaluate("window.touched") == 0
    assert len(sent) == asked > 0
    page.locator("h1").click()
    learner.rest()
    assert len(sent) == asked, "prose is no control"
    for _ in range(2):
        page.locator("[data-testid=stExpander] summary").last.click()
        learner.rest()
        assert len(sent) == asked + 1, "the server learns it once, when something else is touched"


@pytest.mark.parametrize("by", ["pointer", "keyboard"])
def test_a_choice_beside_the_player_finds_the_half_step_that_was_stepped_to(learner: Any, by: str) -> None:
    """Other words for the same run keep it, other data begin anew."""
    page = learner.open(PAGE)
    press(learner, "ArrowRight", 3)

    def choose(label: str) -> None:
        if by == "pointer":
            page.get_by_text(label, exact=True).first.click()
        else:
            page.get_by_label(label, exact=True).first.focus()
            page.keyboard.press("Space")

    choose("中文")
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    learner.rest()
    assert (learner.label, page.url[-3:]) == ("2E", "k=3")
    page.locator(".em-b-next").click()
    choose("English")
    page.wait_for_function("document.documentElement.lang === 'en'")
    learner.rest()
    assert (learner.label, page.url[-3:]) == ("2M", "k=4")
    page.locator(".em-b-next").click()
    choose("Five rounds of five")
    page.wait_for_url("**data=five**")
    learner.rest()
    assert learner.label == "start" and page.url.endswith("k=0")


def test_without_plotly_the_caption_stays_with_a_plain_word(make_learner: Any, server: Any) -> None:
    learner = make_learner()
    learner.page.route(re.compile(r"plotly-.*\.js"), lambda route: route.abort())
    learner.page.goto(f"{server.url}/{PAGE}", wait_until="commit")
    message = learner.page.get_by_text("The player could not start")
    message.wait_for(timeout=20_000)
    assert "θ_A = 0.600" in learner.page.locator(".em-fallback-caption").inner_text()
    assert learner.page.locator(".em-player").count() == 0


def test_the_first_drawing_takes_the_fallback_away(learner: Any) -> None:
    page = learner.open(PAGE)
    assert page.locator(".em-fallback").count() == 0


def test_reduced_motion_is_respected(make_learner: Any) -> None:
    page = make_learner(reduced_motion="reduce").open(PAGE)
    moving = page.evaluate("""() => [...document.querySelectorAll('.em-player *')].filter(e => {
        const s = getComputedStyle(e); return parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0; }).length""")
    assert moving == 0
