"""The folder of the browser's files: full, read-only, or another one after an upgrade, while somebody reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import standin
from tests.browser.conftest import Learner
from tests.browser.seat import DESKTOP, Seat
from tests.browser.server import Server

pytestmark = pytest.mark.faults
# In a server's main.py, before anything is shown: a disk with room for half a megabyte in a file, and a newer Plotly.
FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2**19, 2**19))\n"
NEWER = "from em_ui.player import assets; assets.version = lambda _: '99.0.0'; assets.STYLES += (assets.STYLES[0],)\n"


@pytest.fixture
def open_at(browser: Browser) -> Iterator[Any]:
    made: list[Any] = []

    def at(server: Server, locale: str = "en-US") -> Seat:
        learner = Learner(browser.new_context(**DESKTOP, locale=locale), server)
        made.append(learner)
        return Seat(learner)

    yield at
    for learner in made:
        assert learner.outside == set()
        learner.page.context.close()


def changed(script: str, more: str) -> None:
    """The server's script with something more in it, after it knows where the app is."""
    path = Path(script).with_name("main.py")
    first, _, rest = path.read_text().partition("from tests.browser")
    path.write_text(f"{first}{more}from tests.browser{rest}")


def ours(urls: list[str]) -> set[str]:
    """The folders and scripts of the app among what was asked for."""
    return {url.split("/static/")[1].split("/")[0] for url in urls if "/app/static/" in url}


@pytest.mark.parametrize(("lang", "says"), [("en", "the disk of this server is full"), ("zh", "服务器磁盘已满")])
def test_on_a_full_disk_the_page_says_so_and_still_reads(open_at: Any, tmp_path: Path, lang: str, says: str) -> None:
    script = standin.written(tmp_path)
    for path in (tmp_path / "static").rglob("*"):
        if path.is_file():
            path.unlink()
    changed(script, FULL)
    server = Server(script=script)
    try:
        page = open_at(server).page
        page.goto(f"{server.url}/heights?lang={lang}")
        page.get_by_text(says).first.wait_for(timeout=30_000)
        main = page.locator("[data-testid=stMain]")
        page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState !== 'running'")
        assert str(tmp_path) not in main.inner_text() and page.locator("[data-testid=stException]").count() == 0
        assert page.locator(".st-key-scene-play h2").count() == 1
        left = [path.stat().st_size for path in (tmp_path / "static").glob("plotly*")]
        assert left == []
    finally:
        server.kill()


def test_an_open_page_goes_on_after_an_upgrade_and_a_reload_has_the_new_one(open_at: Any, tmp_path: Path) -> None:
    script = standin.written(tmp_path)
    server = Server(script=script)
    try:
        seat = open_at(server)
        folders: list[str] = []
        seat.page.on("request", lambda request: folders.append(request.url) if "/static/" in request.url else None)
        seat.open("words?lang=en&scene=typed")
        old = ours(folders)
        changed(script, NEWER)
        server.kill()
        for path in sorted((tmp_path / "static").rglob("*"), reverse=True):  # another container has another disk
            path.unlink() if path.is_file() else path.rmdir()
        folders.clear()
        server.start()
        seat.pause(5000)
        seat.nudge("a")
        seat.page.evaluate("document.activeElement.blur()")
        seat.page.keyboard.press("n")
        seat.on("other", 15_000).rest()
        seat.page.get_by_text("中文", exact=True).click()
        seat.page.wait_for_function("document.documentElement.lang === 'zh-CN'", timeout=15_000)
        assert seat.rest().state()["alert"] == "" and seat.state()["scene"] == "other"
        seat.reload()
        seat.go("typed").nudge("a")
        new = ours(folders)
        assert "plotly-99.0.0.min.js" in new and not old & new, (old, new)
        assert seat.learner.errors == []
    finally:
        server.kill()
