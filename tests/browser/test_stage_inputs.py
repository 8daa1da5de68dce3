"""Knobs, fields and choices on the stage: where they are, what is typed into them, and whose the keys are."""

from __future__ import annotations

from tests.browser.seat import Seat

MANY = "lower-bound?lang=en&scene=choose-q"  # six knobs


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
