"""Knobs, fields and choices on the stage: where they are, what is typed into them, and whose the keys are."""

from __future__ import annotations

import pytest

from tests.browser.seat import Seat

MANY = "lower-bound?lang=en&scene=choose-q"  # six knobs


@pytest.mark.faults
def test_more_settings_stay_until_they_are_folded_again(seat: Seat) -> None:
    """Also when the answer to one of them comes, while it has the focus."""
    more = seat.open(MANY).button("More settings")
    assert not seat.knob("q5").is_visible()
    more.click()
    seat.nudge("q5")
    assert seat.knob("q5").is_visible() and more.get_attribute("aria-expanded") == "true"
    assert seat.page.evaluate("document.activeElement.dataset.input") == "q5"
    more.click()
    assert not seat.knob("q5").is_visible() and more.get_attribute("aria-expanded") == "false"
    assert seat.go("touch").stage.locator(".em-b-tune").is_hidden(), "one knob"
    more = seat.go("choose-q").button("More settings")
    more.click()
    seat.page.set_viewport_size({"width": 800, "height": 1100})  # a tablet, turned and back
    seat.page.set_viewport_size({"width": 1366, "height": 768})
    seat.rest()
    assert not seat.knob("q5").is_visible() and seat.stage.locator(".em-drawer").is_hidden()


@pytest.mark.faults
def test_a_field_says_what_is_wrong_each_time_and_no_longer_than_it_is(seat: Seat) -> None:
    alert = seat.open("lower-bound?lang=en&scene=touch").stage.locator(".em-alert")
    seat.nudge("a")

    def wrong() -> None:
        seat.number("a").fill("abc")
        seat.number("a").press("Enter")
        assert "this is not a number" in alert.inner_text()

    wrong()
    seat.button("The lesson’s example").click()
    seat.page.wait_for_function("!location.search.includes('a=')")
    assert seat.rest().state()["alert"] == "" and seat.number("a").input_value() == "0.6"
    wrong()
    for name, scene in (("Next scene", "slope"), ("Previous scene", "touch")):
        seat.button(name).click()
        assert seat.on(scene).rest().state()["alert"] == ""
    wrong()


@pytest.mark.faults
def test_the_keys_scroll_a_program_that_has_the_focus(seat: Seat) -> None:
    seat.open("jensen?lang=en&scene=free")
    seat.stage.locator(".em-code summary").click()
    seat.stage.locator(".em-code pre").focus()
    before = seat.state()["k"]
    for key in ("ArrowRight", "End", " "):
        seat.page.keyboard.press(key)
        seat.pause(100)
    assert seat.state()["k"] == before
    assert seat.button("Play").count() == 1, "it does not play"


@pytest.mark.faults
def test_steps_in_order_are_a_slider_that_says_its_step(seat: Seat) -> None:
    scale = seat.open("hard-soft?lang=en&scene=more-rounds").stage.locator("input[data-control=many]")
    said = seat.stage.locator(".em-control-scale output")
    assert (said.inner_text(), scale.get_attribute("aria-valuetext")) == ("5", "5")
    scale.focus()
    for many, words in (("50", "50"), ("500", "500"), ("5000", "5,000")):
        seat.page.keyboard.press("ArrowRight")
        assert said.inner_text() == words
        seat.page.wait_for_function("many => location.search.includes(`many=${many}&`) || location.search.endsWith(`many=${many}`)", arg=many)
        seat.rest()
        assert seat.page.evaluate("document.activeElement.dataset.control") == "many"
        assert scale.get_attribute("aria-valuetext") == said.inner_text() == words
