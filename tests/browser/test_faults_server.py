"""A server that is killed, sleeps, or cannot be reached for half a minute: what the learner does next is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Learner
from tests.browser.line import Line
from tests.browser.seat import DESKTOP, Seat
from tests.browser.server import Server

pytestmark = pytest.mark.faults
ANSWERED = 15_000  # ms after which what was asked must be there
CONNECTED = "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"


@pytest.fixture
def place(browser: Browser) -> Iterator[Any]:
    """A server of its own, the line to it, and a window."""
    server = Server()
    line = Line(server)
    learner = Learner(browser.new_context(**DESKTOP, locale="en-US"), server)
    seat = Seat(learner)
    server.url = line.url
    yield server, line, seat
    assert learner.outside == set()
    seat.page.context.close()
    line.end()
    server.go_on()
    server.kill()


def move(seat: Seat, name: str) -> None:
    """Move a knob, and wait for the answer."""
    seat.nudge_only(name)
    seat.page.wait_for_function(
        "name => new URLSearchParams(location.search).get(name) === document.querySelector(`[data-em-stage] [data-input=${name}]`).value",
        arg=name, timeout=ANSWERED,
    )  # fmt: skip
    seat.rest()
    assert seat.state()["alert"] == ""


def goes_on(seat: Seat) -> None:
    """A knob, a half-step, another scene, the other language, own data: one after the other."""
    move(seat, "m1x" if seat.knob("m1x").count() else "seed")
    before = seat.state()["k"]
    seat.page.evaluate("document.activeElement.blur()")
    seat.page.keyboard.press("ArrowRight")
    seat.page.wait_for_function("k => +document.querySelector('[data-em-stage]').dataset.k === k", arg=before + 1)
    seat.page.keyboard.press("n")
    seat.page.wait_for_function("scene => document.querySelector('[data-em-stage]').dataset.scene !== scene", arg="play", timeout=ANSWERED)
    seat.rest()
    seat.page.get_by_text("中文", exact=True).click()
    seat.page.wait_for_function("document.documentElement.lang === 'zh-CN'", timeout=ANSWERED)
    seat.rest()
    box = seat.page.locator(".st-key-kmeans-pasted textarea")
    box.fill("1 2\n2 3\n8 9\n9 8")
    box.press("Control+Enter")
    seat.page.wait_for_function("location.search.includes('points=1%2C2')", timeout=ANSWERED)
    seat.rest()
    assert seat.state()["scene"] == "own" and seat.state()["alert"] == ""
    assert seat.page.locator("[data-testid=stException]").count() == 0


def test_after_a_restart_everything_that_one_does_next_is_answered(place: Any) -> None:
    server, _, seat = place
    seat.open("kmeans?lang=en&scene=play")
    server.kill()
    seat.pause(1000)
    server.start()
    seat.page.wait_for_function(CONNECTED, timeout=30_000)
    goes_on(seat)


@pytest.mark.parametrize("first", ["language", "paste", "scene", "next"])
def test_whatever_is_done_first_after_a_restart_is_answered(place: Any, first: str) -> None:
    """As soon as a hand can, before a page that was left alone would have had the new server draw it."""
    server, _, seat = place
    seat.page.add_init_script("Math.random = () => 0.999")  # the last of a class to come back
    seat.open("kmeans?lang=en&scene=own")
    server.kill()
    seat.pause(500)
    server.start()
    seat.page.wait_for_function(CONNECTED, timeout=30_000)
    seat.page.mouse.move(500, 300)
    seat.pause(600)  # a hand's way to what it presses
    if first == "language":
        seat.page.get_by_text("中文", exact=True).click()
        seat.page.wait_for_function("document.documentElement.lang === 'zh-CN'", timeout=ANSWERED)
    elif first == "paste":
        box = seat.page.locator(".st-key-kmeans-pasted textarea")
        box.fill("1 2\n2 3\n8 9\n9 8")
        box.press("Control+Enter")
        seat.page.wait_for_function("location.search.includes('points=1%2C2')", timeout=ANSWERED)
    elif first == "scene":
        seat.page.keyboard.press("p")
        seat.page.wait_for_function("document.querySelector('[data-em-stage]').dataset.scene !== 'own'", timeout=ANSWERED)
    else:
        k = seat.state()["k"]
        seat.page.keyboard.press("ArrowRight")
        seat.page.wait_for_function("k => +document.querySelector('[data-em-stage]').dataset.k !== k", arg=k)
    seat.rest()
    assert seat.state()["alert"] == "" and seat.page.locator("[data-testid=stException]").count() == 0


def test_after_half_a_minute_without_a_network_everything_is_answered(place: Any) -> None:
    _, line, seat = place
    seat.open("kmeans?lang=en&scene=play")
    line.cut()
    k = seat.state()["k"]
    seat.page.keyboard.press("ArrowRight")
    seat.page.wait_for_function("k => +document.querySelector('[data-em-stage]').dataset.k === k + 1", arg=k)
    seat.nudge_only(knob := "m1x" if seat.knob("m1x").count() else "seed")
    seat.stage.get_by_text("Waiting for the server").wait_for(timeout=8000)
    seat.pause(30_000)
    line.mend()
    began = time.monotonic()
    seat.page.wait_for_function(f"location.search.includes('{knob}=')", timeout=ANSWERED)
    seat.rest()
    assert seat.state()["alert"] == "" and time.monotonic() - began < 30
    goes_on(seat)


def test_a_server_that_sleeps_for_twenty_seconds_answers_what_was_asked(place: Any) -> None:
    server, _, seat = place
    seat.open("kmeans?lang=en&scene=play")
    server.stop()
    seat.nudge_only(knob := "m1x" if seat.knob("m1x").count() else "seed")
    seat.stage.get_by_text("Waiting for the server").wait_for(timeout=8000)
    seat.pause(20_000)
    server.go_on()
    seat.page.wait_for_function(f"location.search.includes('{knob}=')", timeout=ANSWERED)
    seat.rest()
    goes_on(seat)
