"""Answers that come late: what the learner does meanwhile counts, and counts where it was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.browser.seat import Seat

RUNS = "**/em/run/**"


@contextmanager
def slow(seat: Seat) -> Iterator[None]:
    """What is asked inside is answered at its end."""
    seat.page.route(RUNS, lambda route: None)
    try:
        yield
    finally:
        seat.page.unroute(RUNS)  # what is held goes on


@pytest.mark.faults
def test_what_is_done_while_a_scene_is_on_its_way_is_not_done_to_it(seat: Seat) -> None:
    """And what was moved in the one that was left is there again."""
    with slow(seat):
        seat.open("gmm?lang=en&scene=play")
        seat.page.keyboard.press("ArrowRight")
        seat.nudge_only("m1x")
        moved = seat.knob("m1x").input_value()
        seat.page.keyboard.press("n")
        seat.nudge_only("m1x")
        seat.button("To the start").click()
        seat.button("Next half-step").click()
        seat.button("Play").click()
        second = seat.scenes()[1]
        assert seat.params()["scene"] == "play", "it is on its way"
    seat.on(second).rest()
    assert seat.params() == {"scene": second}
    seat.page.keyboard.press("p")
    seat.on("play").rest()
    assert seat.params() == {"scene": "play", "k": "1", "m1x": moved} and seat.knob("m1x").input_value() == moved


@pytest.mark.faults
def test_points_and_choices_that_follow_one_another_quickly_all_count(seat: Seat) -> None:
    seat.open("kmeans?lang=en&scene=own&rule=plusplus")
    with slow(seat):
        for x, y in ((0.2, 0.2), (0.5, 0.8), (0.8, 0.3)):
            box = seat.stage.locator("[data-panel=hard_plane] .nsewdrag").first.bounding_box()
            assert box is not None
            seat.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
            seat.pause(50)
    seat.page.wait_for_function("(location.search.match(/%2C/g) ?? []).length === 3")
    seat.open("gmm?lang=en&scene=own")
    with slow(seat):
        seat.stage.locator("select[data-control=shape]").select_option("diag")
        seat.stage.locator("select[data-control=rule]").select_option("plusplus")
    seat.page.wait_for_function("['shape=diag', 'rule=plusplus'].every(said => location.search.includes(said))")


@pytest.mark.faults
def test_a_start_that_is_moved_before_or_after_a_choice_counts_too(seat: Seat) -> None:
    seat.open("hidden-coin?lang=en&scene=seen")
    with slow(seat):
        seat.nudge_only("a")
        seat.stage.locator("input[data-control=shown]").click()
        seat.nudge_only("b")
        wanted = {name: seat.knob(name).input_value() for name in "ab"}
        seat.pause(400)  # the second knob rests
    seat.page.wait_for_function("['a=', 'b=', 'shown='].every(name => location.search.includes(name))")
    seat.rest()
    assert {name: seat.params()[name] for name in "ab"} == wanted
    assert {name: seat.knob(name).input_value() for name in "ab"} == wanted


@pytest.mark.faults
def test_each_typed_number_keeps_its_digits(seat: Seat) -> None:
    seat.open("lower-bound?lang=en&scene=touch")
    with slow(seat):
        for text in ("0.71234", "0.61234"):
            seat.number("a").fill(text)
            seat.number("a").press("Enter")
    seat.page.wait_for_function("location.search.includes('a=0.6')")
    assert seat.rest().params()["a"] == "0.61234"


WAITING = """() => [...document.querySelectorAll('.em-board')].map(board =>
    [board.classList.contains('em-waiting'), board.querySelector('.em-alert').innerText])"""


@pytest.mark.faults
def test_what_has_been_answered_is_not_waited_for_on_another_board(seat: Seat) -> None:
    """A slow answer to the last scene, and on to everything at once, which is drawn below the story."""
    seat.open("hidden-coin?lang=en&scene=seen")
    with slow(seat):
        seat.nudge_only("a")
        seat.stage.get_by_text("Waiting for the server").wait_for()
        seat.page.keyboard.press("n")
        seat.page.wait_for_timeout(300)
    seat.on("free").rest()
    assert seat.page.evaluate(WAITING) == [[False, ""], [False, ""]]


@pytest.mark.faults
def test_a_lesson_that_was_left_says_nothing_in_the_next_one(seat: Seat) -> None:
    seat.open("lower-bound?lang=en&scene=touch")
    with slow(seat):
        seat.nudge_only("a")
        seat.learner.follow("jensen")
    seat.on("play").rest().pause(500)
    assert seat.page.url.endswith("/jensen?scene=play&lang=en") and seat.state()["scene"] == "play"


def test_what_is_being_typed_stays_when_an_answer_comes(seat: Seat) -> None:
    seat.open("hidden-coin?lang=en&scene=own&data=sim")
    for first, second, text in (("[data-number=a]", "[data-number=b]", "0.3"), ("[data-control=sim_a]", "[data-control=sim_b]", "0.25")):
        field = seat.stage.locator(second)
        with slow(seat):
            seat.stage.locator(first).fill("0.7")
            seat.stage.locator(first).press("Enter")
            field.focus()
            seat.page.keyboard.press("Control+a")
            seat.page.keyboard.type(text)
        name = first.split("=")[1][:-1]
        seat.page.wait_for_function("name => location.search.includes(name + '=0.7')", arg=name)
        assert seat.rest().page.evaluate("document.activeElement.value") == text == field.input_value()
        seat.page.keyboard.press("Enter")
        seat.page.wait_for_function("said => location.search.includes(said)", arg=f"{second.split('=')[1][:-1]}={text}")
