"""Dragging: pictures a second while a pointer moves, and how late the last one is."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench import servers
from tests.browser.chromium import FLAGS, find_chromium

MOVES, PACE = 90, 16  # pointer moves of one drag, and ms between two of them
TURNS = 3  # drags of each, in turn

# A picture is an animation frame in which something inside a figure has changed.
COUNT = """() => {
  let dirty = false;
  const mine = window.round = (window.round ?? 0) + 1;
  window.pictures = 0;
  window.painted = 0;
  const watcher = new MutationObserver(() => { dirty = true; });
  for (const node of document.querySelectorAll(".js-plotly-plot"))
    watcher.observe(node, { subtree: true, childList: true, attributes: true });
  const frame = () => {
    if (mine !== window.round) return watcher.disconnect();
    if (dirty) { pictures += 1; painted = performance.now(); dirty = false; }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


@dataclass(frozen=True)
class Drag:
    """What is dragged on which page: a slider, or the nearest handle in a panel's figure."""

    name: str
    start: Any
    path: str
    selector: str


APP = (
    Drag("03: start slider", servers.app, "/hard-soft?lang=en&scene=side-by-side",
         "[data-em-stage] input[type=range][data-input=a]"),
    Drag("04: a point on the curve", servers.app, "/jensen?lang=en&scene=chord",
         "[data-em-stage] [data-panel=chord] .nsewdrag"),
    Drag("05: one round's q", servers.app, "/lower-bound?lang=en&scene=choose-q",
         "[data-em-stage] input[type=range][data-input=q2]"),
    Drag("08: start of A", servers.app, "/heights?lang=en&scene=play",
         "[data-em-stage][data-scene=play] [data-panel=mixture_histogram] .nsewdrag"),
)
DRAGS = (Drag("static page: start slider", servers.static, "/", "#a"), *APP)


@dataclass
class Figures:
    """Pictures a second of each drag, and ms from the last move to the last picture."""

    rate: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)


def drag(page: Page, selector: str, figures: Figures) -> None:
    """One drag over half of the thing's width and back."""
    target = page.locator(selector).first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None, selector
    y = box["y"] + box["height"] / 2
    page.evaluate(COUNT)
    page.mouse.move(box["x"] + box["width"] * 0.3, y)
    page.mouse.down()
    began = float(page.evaluate("performance.now()"))
    for i in range(MOVES):
        share = 0.3 + 0.4 * (1 - abs(1 - 2 * i / MOVES))
        page.mouse.move(box["x"] + box["width"] * share, y)
        page.wait_for_timeout(PACE)
    ended, seen = page.evaluate("[performance.now(), pictures]")
    page.mouse.up()
    page.wait_for_timeout(1500)
    figures.rate.append(1000 * seen / (ended - began))
    figures.late.append(max(0.0, float(page.evaluate("painted")) - ended))


def measure(drags: tuple[Drag, ...] = DRAGS) -> dict[str, Figures]:
    """Every drag in turn, on pages that stay open."""
    results = {what.name: Figures() for what in drags}
    with ExitStack() as stack:
        running = {start: stack.enter_context(start()) for start in {what.start for what in drags}}
        browser: Browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=find_chromium(), args=FLAGS)
        stack.callback(browser.close)
        pages = {}
        for what in drags:
            server = running[what.start]
            page = browser.new_page(viewport={"width": 1600, "height": 1000}, locale="en-US")
            pages[what.name] = page
            page.goto(f"http://127.0.0.1:{server.port}{what.path}", wait_until="commit")
            page.locator(what.selector).first.wait_for(timeout=60_000)
            page.wait_for_timeout(1500)
        for _ in range(TURNS):
            for what in drags:
                pages[what.name].bring_to_front()
                drag(pages[what.name], what.selector, results[what.name])
    return results


def report(results: dict[str, Figures]) -> list[list[str]]:
    """The table: medians, and the ratio of the rate to the first row's."""
    floor = statistics.median(next(iter(results.values())).rate)
    table = [["", "pictures/s", "of the first", "last picture after ms"]]
    for name, figures in results.items():
        rate = statistics.median(figures.rate)
        table.append([name, f"{rate:.1f}", f"{rate / floor:.2f} x", f"{statistics.median(figures.late):.0f}"])
    return table
