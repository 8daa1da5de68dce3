"""A real Chromium: Next, a start slider's step and the first load, for every contender in turn."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench import servers
from bench.probe import PROBE
from bench.servers import Server
from tests.browser.chromium import FLAGS, find_chromium

BLOCKS = 3  # the contenders take turns, so that a slow minute of the machine hits all of them
STEPS = 6  # per block and kind; Next begins at the start each time
LOADS = 2  # counted, after one that warms the server
PAUSE = 400  # ms between inputs: longer than the rest after which the link says where the stage stands
SETTLE = 700  # ms before the bytes and the processor time are read


@dataclass(frozen=True)
class Contender:
    """How one implementation is started, and where its controls are."""

    name: str
    start: Any
    label: str = "[data-bench]"
    next: str = "#next"
    first: str = "#first"
    slider: str = "[role=slider] >> nth=0"


CONTENDERS = (
    Contender("static page", servers.static, slider="#a"),
    # a scene with the two figures; no scene has the table beside both
    Contender("this app", partial(servers.app, "/hard-soft?lang=en&scene=seen&k=0"), label="[data-em-stage]",
              next="[data-em-stage] .em-b-next", first="[data-em-stage] .em-b-start",
              slider="[data-em-stage] input[type=range][data-input=a]"),
    Contender("Dash", servers.dash),
    Contender("marimo", servers.marimo, next="button:has-text('Next')", first="button:has-text('Start')"),
)
PEERS = ("Dash", "marimo")


class Traffic:
    """Bytes of HTTP answers as sent (compressed) and of request bodies, and of WebSocket messages."""

    def __init__(self, session: CDPSession) -> None:
        self.total = 0.0
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda e: self._add(e["encodedDataLength"]))
        session.on("Network.requestWillBeSent", lambda e: self._add(len(e["request"].get("postData", ""))))
        for name in ("Sent", "Received"):
            session.on(f"Network.webSocketFrame{name}", lambda e: self._frame(e["response"]))

    def _add(self, size: float) -> None:
        self.total += size

    def _frame(self, frame: Any) -> None:
        size = len(frame["payloadData"])
        self._add(size * 3 / 4 if frame["opcode"] == 2 else size)  # binary messages arrive as base64


@dataclass
class Figures:
    """What was measured: milliseconds for each input, and totals over all inputs of a kind."""

    next: list[float] = field(default_factory=list)
    slide: list[float] = field(default_factory=list)
    load: list[float] = field(default_factory=list)
    load_bytes: list[float] = field(default_factory=list)
    bytes: dict[str, float] = field(default_factory=lambda: {"next": 0.0, "slide": 0.0})
    cpu: dict[str, float | None] = field(default_factory=lambda: {"next": 0.0, "slide": 0.0})

    def per_step(self, what: dict[str, Any], kind: str) -> float | None:
        """A total divided by the number of inputs; None where it could not be measured."""
        return None if what[kind] is None else what[kind] / max(1, len(getattr(self, kind)))


class Visit:
    """One open page of a contender."""

    def __init__(self, contender: Contender, server: Server, context: BrowserContext) -> None:
        self.contender, self.server = contender, server
        self.page: Page = context.new_page()
        self.traffic = Traffic(context.new_cdp_session(self.page))
        self.page.add_init_script(f"window.benchLabel = {contender.label!r}; {PROBE}")
        self.page.goto(server.url, wait_until="commit")
        self.loaded = float(self.page.evaluate("bench.firstPicture()"))
        self.page.wait_for_timeout(SETTLE)
        self.page.locator(contender.slider).wait_for()

    def block(self, kind: str, figures: Figures) -> None:
        """Some inputs of one kind, with the bytes and the processor time they cost."""
        self.page.bring_to_front()
        self.page.locator(self.contender.first).click()
        self.page.locator(self.contender.slider).focus()
        self.page.wait_for_timeout(SETTLE)
        cpu, sent = self.server.cpu(), self.traffic.total
        target = self.page.locator(self.contender.next)
        for i in range(STEPS):
            if kind == "next":
                self.page.evaluate("bench.watch('pointerup', true)")
                target.click()
            else:
                self.page.evaluate("bench.watch('keydown', false)")
                self.page.keyboard.press("ArrowRight" if i % 2 else "ArrowLeft")
            getattr(figures, kind).append(float(self.page.evaluate("bench.step")))
            self.page.wait_for_timeout(PAUSE)
        self.page.wait_for_timeout(SETTLE - PAUSE)
        after = self.server.cpu()
        if cpu is None or after is None:
            figures.cpu[kind] = None
        else:
            figures.cpu[kind] = (figures.cpu[kind] or 0.0) + after - cpu
        figures.bytes[kind] += self.traffic.total - sent


@contextmanager
def visit(browser: Browser, contender: Contender, server: Server) -> Iterator[Visit]:
    """A page in a browser profile of its own, so with an empty cache."""
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, locale="en-US")
    try:
        yield Visit(contender, server, context)
    finally:
        context.close()


def measure(contenders: tuple[Contender, ...] = CONTENDERS) -> dict[str, Figures]:
    """Every contender's figures, from one run in which they alternate."""
    contenders = tuple(one for one in contenders if one.name not in PEERS or servers.has_peers())
    results = {contender.name: Figures() for contender in contenders}
    with ExitStack() as stack:
        running = [(contender, stack.enter_context(contender.start())) for contender in contenders]
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=find_chromium(), args=FLAGS)
        stack.callback(browser.close)
        for turn in range(LOADS + 1):
            for contender, server in running:
                with visit(browser, contender, server) as seen:
                    if turn:
                        results[contender.name].load.append(seen.loaded)
                        results[contender.name].load_bytes.append(seen.traffic.total)
        open_pages = [stack.enter_context(visit(browser, *pair)) for pair in running]
        for _ in range(BLOCKS):
            for kind in ("next", "slide"):
                for seen in open_pages:
                    seen.block(kind, results[seen.contender.name])
    return results


def p95(values: list[float]) -> float:
    """The value that 95 % do not exceed, between the two nearest."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def report(results: dict[str, Figures]) -> list[list[str]]:
    """The table: medians and 95 % values, with ratios to the first contender's medians."""
    floor = next(iter(results.values()))

    def timed(figures: Figures, kind: str) -> str:
        mine, base = getattr(figures, kind), statistics.median(getattr(floor, kind))
        middle = statistics.median(mine)
        return f"{middle:.0f} / {p95(mine):.0f} ({middle / base:.2f} x)"

    def plain(value: float | None, scale: float = 1.0, digits: int = 1) -> str:
        return "-" if value is None else f"{value / scale:.{digits}f}"

    table = [["", "Next ms", "slider ms", "load ms", "load MB",
              "kB/Next", "kB/slider", "server ms/Next", "server ms/slider"]]
    for name, figures in results.items():
        table.append([
            name, *(timed(figures, kind) for kind in ("next", "slide", "load")),
            plain(statistics.median(figures.load_bytes), 1e6),
            *(plain(figures.per_step(figures.bytes, kind), 1e3) for kind in ("next", "slide")),
            *(plain(figures.per_step(figures.cpu, kind)) for kind in ("next", "slide")),
        ])
    return table
