"""Typed texts on the stage: a field of one line, an area of several; what is refused stays where it was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser import standin
from tests.browser.conftest import Learner
from tests.browser.seat import DESKTOP, PHONE, Seat
from tests.browser.server import Server

TYPED = "words?lang=en&scene=typed"


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(script=standin.written(tmp_path_factory.mktemp("standin")))
    yield running
    running.kill()


@pytest.fixture(scope="module")
def seat(browser: Browser, words: Server) -> Iterator[Seat]:
    context = browser.new_context(**DESKTOP, locale="en-US")
    seat = Seat(Learner(context, words))
    yield seat
    context.close()
    assert seat.learner.errors == []


def field(seat: Seat, name: str) -> Locator:
    return seat.stage.locator(f"[data-control={name}]")


def told(seat: Seat, name: str) -> str:
    """What stands beside the field."""
    box = field(seat, name)
    said = seat.stage.locator(f"#{box.get_attribute('aria-describedby')}").inner_text()
    assert (box.get_attribute("aria-invalid") == "true") is bool(said)
    return said


def until(seat: Seat, caption: str) -> None:
    seat.page.wait_for_function(
        "said => document.querySelector('[data-em-stage] .em-caption').innerText.includes(said)", arg=caption
    )


def test_lines_are_sent_by_key_and_enter_begins_another(seat: Seat) -> None:
    area = field(seat.open(TYPED), "pairs")
    assert area.evaluate("node => node.tagName") == "TEXTAREA" and area.input_value() == "a / b"
    area.focus()
    seat.page.keyboard.press("Control+End")
    seat.page.keyboard.press("Enter")
    seat.page.keyboard.type("书 / book ")
    assert "book" not in seat.state()["caption"], "not sent yet"
    seat.page.keyboard.press("Control+Enter")
    until(seat, "a / b; 书 / book |")
    assert area.input_value() == "a / b\n书 / book", "tidied"
    assert seat.page.evaluate("document.activeElement.dataset.control") == "pairs", "one goes on typing"
    assert seat.params()["pairs"] == "a / b\n书 / book"
    assert field(seat.reload(), "pairs").input_value() == "a / b\n书 / book"


def test_a_field_is_sent_when_it_is_left(seat: Seat) -> None:
    seat.open(TYPED)
    field(seat, "days").fill("3 2 1 1")
    seat.page.keyboard.press("Tab")
    until(seat, "| 3211 |")
    field(seat, "pairs").fill("x / y")
    seat.knob("a").focus()
    until(seat, "x / y |")
    assert field(seat, "days").input_value() == "3211" == seat.params()["days"]


@pytest.mark.parametrize(("name", "wrong", "says"), [
    ("days", "12x1", "Day 3: “x” is no 1, 2 or 3."), ("pairs", "a / b\nc d", "Line 2: “c d” has no /."),
])  # fmt: skip
def test_what_is_refused_stays_in_its_field_with_the_reason(seat: Seat, name: str, wrong: str, says: str) -> None:
    before = seat.open(TYPED).state()["caption"]
    field(seat, name).fill(wrong)
    seat.page.keyboard.press("Control+Enter")
    seat.page.wait_for_selector(f"[data-em-stage] [data-control={name}][aria-invalid]")
    assert told(seat, name) == says and seat.state()["caption"] == before
    seat.nudge("a")  # another answer
    assert (field(seat, name).input_value(), told(seat, name)) == (wrong, says)
    seat.go("other").go("typed")
    assert (field(seat, name).input_value(), told(seat, name)) == (wrong, says)
    assert name not in seat.params()
    field(seat, name).fill("321" if name == "days" else "a / b\nc / d")
    seat.page.keyboard.press("Control+Enter")
    until(seat, "321" if name == "days" else "a / b; c / d")
    assert told(seat, name) == ""


def test_a_text_too_long_for_a_link_is_not_sent(seat: Seat) -> None:
    seat.open(TYPED)
    for count in (7000, 200_000):
        field(seat, "pairs").fill("/" + "x" * count)
        seat.page.keyboard.press("Control+Enter")
        seat.page.wait_for_function("n => document.querySelector('.em-typed-lines .em-wrong').innerText.includes(n)", arg=str(count + 3))
        assert "at most 6000 fit" in told(seat, "pairs")
        assert field(seat, "pairs").input_value() == "/" + "x" * count


def test_what_was_typed_and_not_sent_waits_in_its_scene(seat: Seat) -> None:
    """The scene was left by its button, before the answer, or by scrolling, while one typed."""
    seat.open(TYPED)
    field(seat, "pairs").focus()
    seat.page.keyboard.type("new / ")
    seat.page.mouse.move(200, 600)
    seat.page.evaluate("document.querySelector('[data-testid=stMain]').scrollBy(0, 600)")
    seat.on("other").rest()
    assert "pairs" not in seat.params(), "nor in the scene that one comes to"
    seat.go("typed")
    assert field(seat, "pairs").input_value() == "new / a / b"
    assert "not in the picture yet" in told(seat, "pairs")
    field(seat, "pairs").focus()
    field(seat, "days").focus()
    until(seat, "new / a / b")
    assert told(seat, "pairs") == ""


def test_the_lessons_example_and_a_word_take_the_place_of_what_was_typed(seat: Seat) -> None:
    seat.open(TYPED)
    field(seat, "days").fill("22")
    seat.page.keyboard.press("Enter")
    until(seat, "| 22 |")
    field(seat, "days").fill("22x")
    seat.page.keyboard.press("Enter")
    seat.page.wait_for_selector("[data-em-stage] [data-control=days][aria-invalid]")
    seat.button("The lesson’s example").click()
    until(seat, "| 123 |")
    assert (field(seat, "days").input_value(), told(seat, "days")) == ("123", "")


def test_on_a_phone_the_area_is_behind_the_button(words: Server, browser: Browser) -> None:
    context = browser.new_context(**PHONE, locale="en-US")
    seat = Seat(Learner(context, words)).open(TYPED)
    seat.stage.locator(".em-b-tune").tap()
    field(seat, "pairs").fill("p / q")
    box = field(seat, "pairs").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    field(seat, "days").focus()
    until(seat, "p / q")
    context.close()
