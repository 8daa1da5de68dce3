"""A class behind deploy/nginx.conf: two processes, their learners' browsers, and one of the two killed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Learner
from tests.browser.proxy import Proxy
from tests.browser.seat import DESKTOP, Seat
from tests.browser.server import Server
from tests.browser.test_own_data import table
from tests.browser.test_stage_server import CONNECTED
from tests.browser.test_visits import PATHS

pytestmark = pytest.mark.faults
BACK = 15  # seconds until a page whose process was killed has another one; 1.6 were measured
WATCH = "addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"


def watch(page: Page) -> None:
    """``page.wait_for_function`` evaluates text inside the page, which its policy forbids; so look from outside."""

    def wait_for_function(what: str, arg: Any = None, timeout: float = 8000) -> None:
        deadline = time.monotonic() + timeout / 1000
        while not page.evaluate(what, arg):
            assert time.monotonic() < deadline, f"not within {timeout:.0f} ms: {what}"
            page.wait_for_timeout(30)

    page.wait_for_function = wait_for_function  # type: ignore[assignment]


@pytest.fixture
def sit(browser: Browser) -> Iterator[Callable[..., Seat]]:
    """Windows of visitors; in the end nothing was refused by the policy, and nothing failed."""
    seats: list[Seat] = []

    def at(proxy: Proxy, letter: str = "") -> Seat:
        """A visitor's window; ``letter``: one who was with this process before."""
        context = browser.new_context(**DESKTOP, locale="en-US")
        context.add_init_script(WATCH)
        if letter:
            context.add_cookies([{"name": "em_seat", "value": letter, "url": proxy.url}])
        seats.append(Seat(Learner(context, proxy)))  # type: ignore[arg-type]
        watch(seats[-1].page)
        return seats[-1]

    yield at
    for seat in seats:
        seat.page.context.close()
    assert [seat.learner.errors for seat in seats] == [[]] * len(seats)
    assert [seat.learner.outside for seat in seats] == [set()] * len(seats)


def letter(seat: Seat) -> str:
    return next(str(c["value"]) for c in seat.page.context.cookies() if c["name"] == "em_seat")


def paste(seat: Seat, rows: str) -> None:
    box = seat.page.get_by_label("Or paste numbers, one row per line")
    box.fill(rows)
    box.press("Control+Enter")
    seat.page.wait_for_function("location.search.includes('points=')")
    seat.rest()


def load(seat: Seat, path: Path, rows: int) -> None:
    path.write_bytes(table(rows))
    seat.page.locator("input[type=file]").set_input_files(path)
    seat.page.get_by_text(f"{rows} rows are used.").wait_for(timeout=20_000)
    seat.rest()


@pytest.mark.parametrize("process", ["a", "b"])
def test_a_lesson_from_the_first_step_to_the_projector(
    sit: Any, proxy: Proxy, process: str, tmp_path: Path
) -> None:
    seat = sit(proxy, process).open("hard-soft?lang=en&scene=side-by-side")
    for k in (1, 2, 3):
        seat.page.keyboard.press("ArrowRight")
        seat.pause(200)
        assert seat.state()["k"] == k
    seat.nudge("a")
    assert any(asked.get("a") for asked in seat.asked), "a knob is answered by the route"
    seat.open("gmm?lang=en&scene=own")
    paste(seat, "1 2\n2 3\n8 9\n9 8")
    assert seat.params()["points"] == "1,2;2,3;8,9;9,8"
    load(seat, tmp_path / "own.csv", 200)
    assert letter(seat) == process
    seat.page.get_by_text("中文", exact=True).click()
    seat.page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    assert "采用了 200 行" in seat.rest().page.locator("[data-testid=stMain]").first.inner_text()
    seat.open("heights?scene=names&lang=en&present=1")
    seat.page.wait_for_selector(".em-presenter:not([hidden]) .em-board")
    for key in ("PageDown", "ArrowRight", "b", "b", "PageUp", "?"):
        seat.page.keyboard.press(key)
        seat.pause(300)
    assert seat.page.locator(".em-presenter").is_visible()


def test_every_lesson_draws_all_of_its_panels_under_the_policy(sit: Any, proxy: Proxy) -> None:
    seat = sit(proxy)
    for i, path in enumerate(PATHS):
        seat.learner.open(f"{path}?lang={('en', 'zh')[i % 2]}")
        if path:
            seat.rest().go("free").pause(500)
        assert seat.stage.locator("figure[data-panel]:visible").count() > 0, path
        assert seat.learner.errors == [], path


def test_two_visitors_from_one_address_do_not_share_a_process(sit: Any, proxy: Proxy) -> None:
    seats = []
    while len({letter(seat) for seat in seats}) < 2 and len(seats) < 12:
        seats.append(sit(proxy))
        seats[-1].learner.open("?lang=en")
    assert {letter(seat) for seat in seats} == {"a", "b"}


def test_a_page_whose_process_is_killed_is_the_same_with_the_other(
    sit: Any, tmp_path: Path, tmp_path_factory: Any
) -> None:
    pair = (Server(), Server())
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), (pair[0].port, pair[1].port))
    try:
        pasted, loaded, moved = (sit(proxy, "a") for _ in range(3))
        pasted.open("gmm?lang=en&scene=own")
        paste(pasted, "1 2\n2 3\n8 9\n9 8")
        moved.open("hard-soft?lang=en&scene=side-by-side")
        moved.nudge("a", 3)
        for seat in (pasted, moved):
            seat.page.evaluate("document.activeElement.blur()")
            for _ in range(3):
                seat.page.keyboard.press("ArrowRight")
                seat.pause(300)
        loaded.open("gmm?lang=en&scene=own")
        load(loaded, tmp_path / "own.csv", 100)
        before = [(seat.params(), seat.state(), seat.learner.look()) for seat in (pasted, moved)]
        assert [state["k"] for _, state, _ in before] == [3, 3]
        pair[0].kill()
        killed = time.monotonic()
        for seat in (pasted, moved, loaded):
            left = BACK - (time.monotonic() - killed)
            seat.page.wait_for_function(CONNECTED, timeout=left * 1000)
            while letter(seat) != "b" and time.monotonic() < killed + BACK:
                seat.pause(50)
            assert letter(seat) == "b"
        after = [(seat.params(), seat.state(), seat.learner.look()) for seat in (pasted, moved)]
        assert after == before
        moved.nudge("a", 3)
        assert float(moved.params()["a"]) > float(before[1][0]["a"])
        pasted.go("play")
        assert pasted.go("own").params()["points"] == "1,2;2,3;8,9;9,8"
        loaded.stage.get_by_text("The server was restarted and no longer has your data").wait_for()
        assert loaded.page.get_by_text("own.csv").count() == 0, "an empty uploader"
        loaded.page.get_by_text("中文", exact=True).click()
        loaded.page.wait_for_function("document.documentElement.lang === 'zh-CN'")
        assert "held" not in loaded.rest().params() and loaded.state()["scene"] == "own", "the upload alone is lost"
    finally:
        proxy.kill()
        for server in pair:
            server.kill()
