"""What happens to a class in an hour: other screens, a network that goes, a page that stays open for long."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_visits import PATHS, WIDER

pytestmark = pytest.mark.faults

SIZES = [(1280, 720), (1366, 768), (1440, 900), (1920, 1080), (844, 390), (683, 384), (320, 640)]
CHANGES = 300  # starts that one learner tries
GROWTH = 60  # MB that the server may keep of them: its caches are full before


@pytest.mark.parametrize("path", PATHS)
def test_no_size_of_screen_needs_sideways_scrolling(learner: Any, path: str) -> None:
    page = learner.open(f"{path}?lang=zh")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(400)
        assert page.evaluate(WIDER) <= 0, (width, height)
    assert learner.errors == []


def test_without_a_network_the_run_goes_on_and_afterwards_so_does_the_rest(learner: Any) -> None:
    page = learner.open("hard-soft?lang=en&scene=side-by-side")
    page.context.set_offline(True)
    for label in ("1E", "1M", "2E"):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(150)
        assert learner.label == label
    page.context.set_offline(False)
    page.wait_for_timeout(8000)  # Streamlit's page tries again by itself
    page.locator("[data-em-stage] input[type=range][data-input=a]").fill("0.72")
    page.wait_for_function("location.search.includes('a=0.72')", timeout=30_000)
    learner.rest()
    assert learner.label == "2E" and page.locator("[data-em-stage] .em-alert").inner_text() == ""


def resident(pid: int) -> float:
    """MB of a process's memory."""
    pages = int((Path("/proc") / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells a process's memory so")
def test_hundreds_of_starts_leave_little_in_the_server(learner: Any, server: Any) -> None:
    page = learner.open("hard-soft?lang=en&scene=side-by-side")
    slider = page.locator("[data-em-stage] input[type=range][data-input=a]")

    def try_starts(count: int) -> None:
        for i in range(count):
            slider.fill(f"{0.1 + 0.8 * (i % 97) / 97:.3f}")
            page.wait_for_timeout(120)
        learner.rest()

    try_starts(100)
    before = resident(server.process.pid)
    try_starts(CHANGES)
    assert resident(server.process.pid) - before < GROWTH
    assert learner.errors == []
