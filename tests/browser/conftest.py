"""A real server and a real Chromium. No browser is an error, not a skip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.proxy import Proxy
from tests.browser.seat import DESKTOP, Seat
from tests.browser.server import Server

READY = "[data-em-stage][data-scene]"

# A figure's points are read from the drawn SVG, so that a figure that was not repainted is noticed; as shares of its
# axes, for how long these are depends on the words beside them.
LOOK = """() => Object.fromEntries([...document.querySelectorAll('[data-em-stage] .em-panel')].filter(panel => panel.checkVisibility()).map(panel => {
    const plot = panel.querySelector('.em-plot');
    const { xaxis, yaxis } = plot?._fullLayout ?? {};
    const shares = text => text.replace(/(-?[\\d.]+),(-?[\\d.]+)/g, (_, x, y) => [x / xaxis._length, y / yaxis._length].map(share => share.toFixed(2)));
    const text = plot
      ? [...plot.querySelectorAll('.scatterlayer .trace')].map(trace =>
          [...trace.querySelectorAll('.js-line')].map(line => shares(line.getAttribute('d') ?? '')).join() + '|' +
          [...trace.querySelectorAll('.point')].map(point => shares(point.getAttribute('transform') ?? '')).join()).join(';')
      : panel.querySelector('.em-html').innerText;
    return [panel.dataset.panel, text];
}))"""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield opened
        opened.close()


class Learner:
    """A visitor's browser window, and what went wrong in it."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.page: Page = context.new_page()
        self.server = server
        self.errors: list[str] = []
        self.outside: set[str] = set()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in (
            "127.0.0.1",
            "localhost",
        ):
            self.outside.add(str(parts.hostname))

    def open(self, path: str) -> Page:
        """Open a path of the app and wait for the stage's first drawing."""
        self.page.goto(f"{self.server.url}/{path}", wait_until="commit")
        self.page.wait_for_selector(READY, timeout=60_000)
        self.rest()
        return self.page

    def rest(self) -> None:
        """Wait until the script has stopped and the link says the half-step."""
        self.page.wait_for_function(
            "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'"
        )
        self.page.wait_for_timeout(450)

    def follow(self, path: str) -> None:
        """Go to another lesson by the list of lessons, which is folded away until it is asked for."""
        entry = self.page.locator(f'[data-testid="stSidebar"] a[href*="{path}"]')
        box = entry.bounding_box()
        if box is None or box["x"] < 0:  # folded away: not there in older versions of Streamlit, else aside
            self.page.get_by_test_id("stExpandSidebarButton").click()
        entry.click()
        self.page.wait_for_url(f"**/{path}?**")
        self.rest()

    def look(self) -> dict[str, str]:
        """What every panel shows now: the moving traces of a figure, the text of a table or a formula."""
        return dict(self.page.evaluate(LOOK))

    @property
    def label(self) -> str:
        return str(self.page.locator(READY).get_attribute("data-label"))

    @property
    def caption(self) -> str:
        return self.page.locator(f"{READY} .em-caption").inner_text()


@pytest.fixture
def make_learner(browser: Browser, server: Server) -> Iterator[Any]:
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Learner:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-US", **options}
        )
        contexts.append(context)
        return Learner(context, server)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def learner(make_learner: Any) -> Learner:
    """An English-speaking learner at a desktop window."""
    return make_learner()


@pytest.fixture(scope="module")
def seat(browser: Browser, server: Server) -> Iterator[Seat]:
    """One window for all tests of a file, which open what they need: Plotly's script and
    the fonts are read once. In the end nothing has failed in it, and nobody outside was asked."""
    context = browser.new_context(**DESKTOP, locale="en-US", permissions=["clipboard-read", "clipboard-write"])
    seat = Seat(Learner(context, server))
    yield seat
    context.close()
    assert seat.learner.errors == []
    assert seat.learner.outside == set()


@pytest.fixture
def make_seat(make_learner: Any) -> Any:
    """Another visitor's window."""
    return lambda **options: Seat(make_learner(**{**DESKTOP, **options}))


@pytest.fixture(scope="module")
def pair() -> Iterator[list[Server]]:
    """Two processes of the app."""
    both = [Server(), Server()]
    yield both
    for server in both:
        server.kill()


@pytest.fixture(scope="module")
def proxy(pair: list[Server], tmp_path_factory: Any) -> Iterator[Proxy]:
    """nginx before them."""
    running = Proxy(tmp_path_factory.mktemp("nginx"), (pair[0].port, pair[1].port))
    yield running
    running.kill()
