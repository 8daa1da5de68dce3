"""What is left of a lesson of scenes when its server stops, is killed, or has no route; and nobody outside is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Learner
from tests.browser.seat import DESKTOP, Seat
from tests.browser.server import Server

WAYS = ["app.py", "main.py"]  # by the route; by message, where the script runs by itself
CONNECTED = "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"
WAITING = {"en": "Waiting for the server", "zh": "正在等待服务器"}


@pytest.fixture
def own(browser: Browser) -> Iterator[Any]:
    """A server of its own, that may be stopped, and a window at it."""
    servers: list[Server] = []
    seats: list[Seat] = []

    def start(script: str) -> tuple[Server, Seat]:
        servers.append(Server(script=script))
        seats.append(Seat(Learner(browser.new_context(**DESKTOP, locale="en-US"), servers[-1])))
        return servers[-1], seats[-1]

    yield start
    for seat in seats:
        assert seat.learner.outside == set()
        seat.page.context.close()
    for server in servers:
        server.go_on()
        server.kill()


@pytest.mark.faults
def test_with_the_server_stopped_what_was_seen_still_plays(own: Any) -> None:
    server, seat = own("app.py")
    seat.open("lower-bound?lang=en")
    for scene in ("touch", "slope"):
        seat.page.keyboard.press("n")
        seat.on(scene).rest()
    server.stop()
    seat.asked.clear()
    for k in (1, 2, 3):
        seat.page.keyboard.press("ArrowRight")
        seat.pause(200)
        assert seat.state()["k"] == k
    for scene in ("touch", "play"):
        seat.page.keyboard.press("p")
        seat.on(scene).rest()
        seat.page.keyboard.press("ArrowRight")
    assert seat.state()["alert"] == "" and seat.asked == []
    seat.nudge_only("a")
    seat.stage.get_by_text("Waiting for the server").wait_for(timeout=5000)
    server.go_on()
    seat.page.wait_for_function("location.search.includes('a=0.601')", timeout=20_000)
    seat.rest()
    assert seat.state()["alert"] == "" and "0.601" in seat.page.url


@pytest.mark.faults
def test_without_the_route_everything_goes_by_message(own: Any) -> None:
    _, seat = own("main.py")
    seat.open("lower-bound?lang=en")
    assert seat.state()["scene"] == "play"
    for scene in ("touch", "slope", "maximum"):
        seat.page.keyboard.press("n")
        seat.on(scene).rest()
    assert len(seat.asked) == 1, "the route is tried once"
    seat.nudge("a", 3)
    assert seat.params() == {"scene": "maximum", "a": "0.603"}
    seat.go("play").stage.locator("select[data-control=data]").select_option("five")
    seat.page.wait_for_function("location.search.includes('data=five')", timeout=15_000)
    seat.go("choose-q").section("choose-q").get_by_role("link", name="one half for every round").click()
    seat.page.wait_for_function("location.search.includes('q1=0.5')", timeout=15_000)
    box = seat.go("prior").page.locator('[data-question="posterior-prior"]')
    box.locator("input").first.check()
    box.get_by_role("button", name="Commit").click()
    box.get_by_role("button", name="Show it").click()
    seat.page.wait_for_function("location.search.includes('q1=0.5')", timeout=15_000)
    left = seat.rest().params()
    seat.reload()
    assert seat.params() == left
    seat.go("free")
    assert seat.stage.locator("figure[data-panel]:visible").count() > 5
    assert seat.learner.errors == []


@pytest.mark.faults
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("script", WAYS)
def test_after_a_restart_a_page_that_was_left_alone_is_answered(own: Any, script: str, lang: str) -> None:
    """Killed at once, started again; meanwhile the learner has moved a knob, and is told to wait."""
    server, seat = own(script)
    seat.open(f"heights?lang={lang}")
    seat.pause(1500)
    server.kill()
    seat.pause(500)
    seat.nudge_only("m1")
    alert = seat.stage.locator(".em-alert")
    alert.get_by_text(WAITING[lang]).or_(alert.filter(has_text=WAITING[lang])).first.wait_for(timeout=8000)
    server.start()
    seat.page.wait_for_function("location.search.includes('m1=')", timeout=60_000)
    seat.rest().pause(2000)
    assert seat.state()["alert"] == ""
    seat.nudge("m1")
    seat.page.keyboard.press("Escape")
    seat.page.evaluate("document.activeElement.blur()")
    seat.page.keyboard.press("n")
    seat.on("histogram", 20_000)
    assert seat.page.evaluate("document.documentElement.lang") == ("zh-CN" if lang == "zh" else "en")


@pytest.mark.faults
def test_a_question_that_the_old_server_took_with_it_is_asked_again(own: Any) -> None:
    server, seat = own("app.py")
    seat.open("hard-soft?lang=en&scene=side-by-side")
    server.stop()
    seat.nudge_only("a")
    seat.stage.get_by_text(WAITING["en"]).wait_for(timeout=8000)
    server.kill()
    server.start()
    seat.page.wait_for_function("location.search.includes('a=0.601')", timeout=60_000)
    assert seat.rest().state()["alert"] == ""


def start_again(server: Server, seat: Seat) -> None:
    """Another server in place of this one, and the page has a session with it."""
    server.kill()
    seat.page.wait_for_function(f"() => !({CONNECTED})()")
    server.start()
    seat.page.wait_for_function(CONNECTED, timeout=30_000)
    seat.pause(3500)


@pytest.mark.faults
def test_a_choice_of_streamlits_own_counts_after_a_restart(own: Any) -> None:
    """The language is switched in a page that a new server has never drawn."""
    server, seat = own("app.py")
    seat.open("hard-soft?lang=en&scene=twist&k=1")
    start_again(server, seat)
    seat.page.get_by_text("中文", exact=True).click()
    seat.page.wait_for_function("document.documentElement.lang === 'zh-CN'", timeout=30_000)
    assert seat.rest().params() == {"scene": "twist", "k": "1"}


@pytest.mark.faults
def test_pasted_points_outlive_a_restart_and_are_gone_when_they_are_removed(own: Any) -> None:
    """The browser has them and their link; the new server's session knows of none."""
    server, seat = own("app.py")
    seat.open("gmm?lang=en&scene=own")

    def paste() -> None:
        box = seat.page.get_by_label("Or paste numbers, one row per line")
        box.fill("1 2\n2 3\n8 9\n9 8")
        box.press("Control+Enter")
        seat.page.wait_for_function("location.search.includes('points=')")
        seat.rest()

    paste()
    seat.go("play")
    start_again(server, seat)
    assert seat.rest().go("own").params()["points"] == "1,2;2,3;8,9;9,8"
    seat.reload()
    seat.page.get_by_role("button", name="Remove my data").click()
    seat.page.wait_for_function("!location.search.includes('points=')")
