"""The run on the stage: its buttons and keys, its formulas, and what is left when a part of the page fails."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.seat import Seat

PAGE = "hard-soft?lang=en&scene=free"


def press(seat: Seat, key: str, times: int = 1) -> None:
    for _ in range(times):
        seat.page.keyboard.press(key)
    seat.pause(150)


@pytest.mark.faults
def test_with_the_server_stopped_every_control_still_moves_every_panel(seat: Seat, server: Any) -> None:
    """The decisive test: SIGSTOP, then Next, Back, Play, End, the scrubber and the keys."""
    seat.open("hard-soft?lang=en&scene=seen")
    last = seat.state()["k"]
    seat.button("To the start").click()
    seat.rest()
    pictures = {}
    for k in range(4):
        pictures[k] = seat.learner.look()
        press(seat, "ArrowRight")
        seat.rest()
    seat.button("To the end").click()
    seat.rest()
    pictures[last] = seat.learner.look()
    assert {name for name, shown in pictures[2].items() if shown != pictures[0][name]} == set(pictures[0]) != set()
    seat.button("To the start").click()
    seat.rest().asked.clear()

    def at(k: int, timeout: int = 5000) -> None:
        seat.page.wait_for_function(f"document.querySelector('[data-em-stage]').dataset.k === '{k}'", timeout=timeout)
        for _ in range(10):  # a sentence that takes another line changes the room for the pictures
            if seat.learner.look() == pictures[k]:
                return
            seat.pause(100)
        assert seat.learner.look() == pictures[k]

    server.stop()
    try:
        for name, k in (("Next half-step", 1), ("Next half-step", 2), ("Back one half-step", 1), ("To the end", last), ("To the start", 0)):
            seat.button(name).click()
            at(k)
            off = seat.stage.locator(".em-bar [aria-disabled=true]").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
            assert off == {0: ["To the start", "Back one half-step"], last: ["Next half-step", "To the end"]}.get(k, [])
        seat.stage.locator("input[data-scrub]").fill("3")
        at(3)
        seat.button("To the start").click()
        seat.stage.get_by_label("Speed").select_option("8")
        seat.button("Play").click()
        at(last, 20_000)
    finally:
        server.go_on()
    assert seat.asked == []


def test_the_keyboard_steps_plays_and_jumps_but_not_while_typing(seat: Seat) -> None:
    seat.open("hard-soft?lang=en&scene=seen&k=0")
    seat.stage.focus()
    for key, times, label in (("ArrowRight", 2, "1M"), ("ArrowLeft", 1, "1E"), ("Home", 1, "start")):
        press(seat, key, times)
        assert seat.state()["label"] == label
    press(seat, "End")
    assert seat.state()["label"].endswith("M")
    press(seat, "Home")
    press(seat, " ")
    seat.page.wait_for_function("document.querySelector('[data-em-stage]').dataset.k === '2'")
    press(seat, " ")
    stopped = seat.state()["label"]
    seat.pause(1200)
    assert seat.state()["label"] == stopped, "space plays and pauses"
    seat.number("a").focus()
    press(seat, "ArrowLeft", 2)
    press(seat, "Home")
    assert seat.state()["label"] == stopped, "keys in a field belong to the field"


def test_the_scrubber_names_the_half_step_and_every_figure_has_its_numbers_in_words(seat: Seat) -> None:
    seat.open(f"{PAGE}&data=db&a=0.6&b=0.5&k=3")
    assert seat.stage.locator(".em-where").inner_text() == "2E"
    assert seat.stage.locator("input[data-scrub]").get_attribute("aria-valuetext").startswith("2E. ")  # type: ignore[union-attr]
    labels = seat.page.evaluate("""() => [...document.querySelectorAll('[data-em-stage] figure.em-kind-plotly')]
        .filter(figure => figure.checkVisibility()).map(figure => figure.querySelector('svg[role=img]').getAttribute('aria-label'))""")
    assert len(labels) > 3 and all(re.search(r"\d", label) for label in labels)


# The visible numbers of a line, as an expression: superscripts are powers.
LINES = """() => [...document.querySelectorAll('[data-em-stage] .em-eq')].filter(eq => eq.checkVisibility()).map(eq => {
    const read = node => {
      if (node.nodeType === 3) return node.data;
      if (node.tagName.toLowerCase() === 'select') return '';
      const kids = [...node.childNodes];
      if (node.tagName.toLowerCase() === 'msup') return '((' + read(kids[0]) + ')**(' + read(kids[1]) + '))';
      return kids.map(read).join('');
    };
    return [eq.closest('.em-panel').dataset.panel, eq.dataset.eq, [...eq.querySelectorAll('.em-eq-line')].map(read)];
})"""


def value(text: str) -> float | None:
    """The value of a printed expression; None when it holds symbols."""
    plain = re.sub(r"[\u2062\xa0\s]", "", text.replace("\u2212", "-").replace("×", "*"))
    if not re.fullmatch(r"[\d.+\-*/()]+", plain):
        return None
    return float(eval(plain, {"__builtins__": {}}))  # noqa: S307 - digits and operators only


@pytest.mark.parametrize("query", [
    pytest.param("data=db&a=0.6&b=0.5", marks=pytest.mark.faults),
    pytest.param("data=five&a=0.7&b=0.3", marks=pytest.mark.faults),
    "data=db&a=0.7&b=0.3&learn=1&w=0.4",
])  # fmt: skip
def test_the_right_hand_side_of_every_formula_gives_its_left(seat: Seat, query: str) -> None:
    seat.open(f"{PAGE}&{query}&k=0")
    seat.stage.focus()
    checked = 0
    for _ in range(8):
        press(seat, "ArrowRight")
        for panel, name, lines in seat.page.evaluate(LINES):
            for line in lines:
                known = [side for side in map(value, line.split("=")) if side is not None]
                if len(known) < 2:
                    continue
                assert known[-1] == pytest.approx(known[-2], rel=2e-4, abs=6e-5), (panel, name, line)
                checked += 1
    assert checked >= 8 * 4


def test_resting_writes_the_link_and_asks_nobody(seat: Seat) -> None:
    sent: list[Any] = []
    seat.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    seat.open("hard-soft?lang=en&scene=side-by-side")
    seat.pause(1700)  # the next scene is fetched ahead
    seat.page.evaluate("""() => { window.emTouched = 0; new MutationObserver(list => { window.emTouched += list.length; })
        .observe(document.querySelector('[data-em-stage] .em-panels'), { subtree: true, childList: true, attributes: true, characterData: true }); }""")
    frames, _ = len(sent), seat.asked.clear()
    press(seat, "ArrowRight", 3)
    seat.pause(400)
    seat.page.evaluate("window.emTouched = 0")
    seat.pause(900)
    assert seat.params() == {"scene": "side-by-side", "k": "3"}
    assert seat.page.evaluate("window.emTouched") == 0
    assert len(sent) == frames > 0 and seat.asked == []


def test_without_plotly_the_place_of_the_stage_says_so_and_the_text_reads(make_seat: Any) -> None:
    seat = make_seat()
    seat.page.route(re.compile(r"plotly-.*\.js"), lambda route: route.abort())
    seat.page.goto(f"{seat.learner.server.url}/hard-soft?lang=en", wait_until="commit")
    seat.page.get_by_text("The player could not start").first.wait_for(timeout=20_000)
    assert seat.page.locator("[data-em-stage]").count() == 0
    seat.section("ledger").locator("h2").wait_for(timeout=20_000)  # the story comes after the stage's place
    assert len(seat.scenes()) > 8


LOADS_LATE = """() => {
    let state = 'interactive';
    Object.defineProperty(document, 'readyState', { get: () => state });
    addEventListener('load', event => event.isTrusted && event.stopImmediatePropagation());
    setTimeout(() => { state = 'complete'; dispatchEvent(new Event('load')); }, 6000);
}"""


@pytest.mark.faults
def test_plotly_that_was_lost_before_the_stage_came_is_asked_again(make_seat: Any) -> None:
    """While the page waits for something else, its script has failed and no event will tell."""
    seat, asked = make_seat(), []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.abort() if len(asked) == 1 else route.continue_()

    seat.page.route(re.compile(r"plotly-.*\.js"), answer)
    seat.page.add_init_script(f"({LOADS_LATE})()")
    seat.page.goto(f"{seat.learner.server.url}/hard-soft?lang=en", wait_until="commit")
    seat.page.wait_for_selector("[data-em-stage][data-scene]", timeout=30_000)
    assert len(asked) == 2 and len(set(asked)) == 1


def test_reduced_motion_is_respected_and_no_word_of_failure_is_left(make_seat: Any) -> None:
    seat = make_seat(reduced_motion="reduce").open("hard-soft?lang=en")
    moving = seat.page.evaluate("""() => [...document.querySelectorAll('[data-em-stage] *')].filter(e => {
        const s = getComputedStyle(e); return parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0; }).length""")
    assert moving == 0
    assert seat.page.locator(".em-part-fallback").all_inner_texts().count("") == seat.page.locator(".em-part-fallback").count() > 0
