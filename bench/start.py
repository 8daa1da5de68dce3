"""The beginning of a lesson: many browsers' worth of requests at once, files and a page's session each.

Which files a browser asks for is seen in Chromium first. ``measure`` starts a server; ``measure_at`` asks one
that runs already, such as another revision of the app.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from bench import servers, sessions
from bench.line import Line
from tests.browser.chromium import FLAGS, find_chromium

CLASSES = (30, 100)
LINES = 6  # connections that a browser has to one server
PAGE = "heights"
SEEN = 6000  # ms in which a page has asked for all that it needs


@dataclass(frozen=True)
class Start:
    """Seconds until the last of a class had all, the median, what one received, and the server's time."""

    browsers: int
    last: float
    median: float
    received: float  # megabytes each
    cpu: float | None  # milliseconds of the server for each browser


def asked(base: str) -> list[str]:
    """What a browser that comes for the first time asks for, without the WebSocket."""
    found: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page(locale="en-US")
        page.on("request", lambda request: found.append(request.url))
        page.goto(f"{base}/{PAGE}?lang=en")
        page.wait_for_timeout(SEEN)
        browser.close()
    parts = [urlsplit(url) for url in found if url.startswith(base)]
    return [part.path + (f"?{part.query}" if part.query else "") for part in parts]


async def _browser(base: str, addresses: list[str]) -> tuple[float, int]:
    """One browser: seconds until it has everything, and bytes of files."""
    began, ahead, received = time.perf_counter(), list(addresses), 0

    async def files() -> None:
        nonlocal received
        line = await Line.to(base)
        while ahead:
            body = await line.get(ahead.pop(0))
            received += len(body)
        line.close()

    learner, *_ = await asyncio.gather(sessions.join(base, PAGE), *(files() for _ in range(LINES)))
    took = time.perf_counter() - began
    await learner.close()
    return took, received


async def _class(base: str, addresses: list[str], count: int, gauge: sessions.Gauge) -> Start:
    await _browser(base, addresses)  # what is done once per process
    cpu = gauge.cpu()
    got = await asyncio.gather(*(_browser(base, addresses) for _ in range(count)))
    spent, times = gauge.cpu(), [took for took, _ in got]
    return Start(
        count, max(times), statistics.median(times), got[0][1] / 1e6,
        None if cpu is None or spent is None else (spent - cpu) / count,
    )  # fmt: skip


def measure(classes: tuple[int, ...] = CLASSES) -> list[Start]:
    """A fresh server for each class."""
    starts = []
    for count in classes:
        with servers.app() as server:
            base = f"http://127.0.0.1:{server.port}"
            gauge = sessions.Gauge(server.memory, server.cpu)
            starts.append(asyncio.run(_class(base, asked(base), count, gauge)))
    return starts


def measure_at(base: str, count: int) -> Start:
    """A server that runs already."""
    gauge = sessions.Gauge(servers.running_memory, servers.running_cpu)
    return asyncio.run(_class(base, asked(base), count, gauge))


def report(starts: list[Start]) -> list[list[str]]:
    """The table."""
    table = [["browsers", "last has all, s", "median, s", "MB each", "server ms each"]]
    for start in starts:
        cpu = "-" if start.cpu is None else f"{start.cpu:.0f}"
        table.append([str(start.browsers), f"{start.last:.1f}", f"{start.median:.1f}",
                      f"{start.received:.2f}", cpu])  # fmt: skip
    return table
