"""The learner's own data in a real browser: upload, paste, click, columns, reload, language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.browser.conftest import Learner
from tests.browser.seat import PHONE, Seat

PAGE = "gmm?lang=en&scene=own"


@pytest.fixture
def learner(seat: Seat) -> Learner:
    """In the window of all tests of this file, as somebody who was never there."""
    if seat.page.url.startswith("http"):
        seat.page.evaluate("sessionStorage.clear()")
    return seat.learner


def caption_changes(learner: Any, act: Any) -> str:
    before = learner.caption
    act()
    learner.page.wait_for_function(
        "before => { const c = document.querySelector('[data-em-stage] .em-caption'); return c && c.innerText && c.innerText !== before; }",
        arg=before,
        timeout=60_000,
    )
    learner.rest()
    return str(learner.caption)


def upload(learner: Any, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    learner.page.locator("input[type=file]").set_input_files(path)


def table(rows: int) -> bytes:
    random = np.random.default_rng(4)
    groups = np.vstack([random.normal((0, 0), 1, (rows // 2, 2)), random.normal((6, 5), 1, (rows // 2, 2))])
    lines = [f"p{i},{x:.3f},{y:.3f},{i}" for i, (x, y) in enumerate(groups)]
    return ("name,left,up,number\n" + "\n".join(lines)).encode()


def test_a_file_is_read_its_columns_chosen_and_it_never_reaches_the_link(
    learner: Any, tmp_path: Path
) -> None:
    page = learner.open(PAGE)
    caption_changes(learner, lambda: upload(learner, tmp_path / "own.csv", table(200)))
    assert "200 rows are used." in page.locator("main, [data-testid=stMain]").first.inner_text()
    assert page.get_by_text("Column name is left out: line 2 says p0").count() == 1
    assert "held=200x2-" in page.url and "points=&" in page.url
    axis = "() => [...document.querySelectorAll('[data-em-stage] [data-panel=points_plane] .xtitle')].map(n => n.textContent).join()"
    assert page.evaluate(axis) == "left"
    page.get_by_text("中文", exact=True).click()
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    learner.rest()
    assert "采用了 200 行" in page.locator("[data-testid=stMain]").first.inner_text()
    assert "held=200x2-" in page.url


@pytest.mark.faults
def test_a_link_to_anothers_rows_says_so_beside_a_preset(
    make_learner: Any, learner: Any, tmp_path: Path
) -> None:
    page = learner.open(PAGE)
    caption_changes(learner, lambda: upload(learner, tmp_path / "own.csv", table(100)))
    other = make_learner()
    other.open(page.url.removeprefix(learner.server.url + "/"))
    shown = other.page.locator("[data-testid=stMain]").first.inner_text()
    assert "its author's own 100 rows" in shown
    assert other.caption != learner.caption, "nobody sees another visitor's numbers"


@pytest.mark.faults
def test_a_link_with_own_points_opens_the_scene_that_it_says(seat: Seat) -> None:
    """They wait in the one that loads them, too."""
    points = "data=own&points=1%2C2%3B3%2C4%3B8%2C9"
    for scene, link in (("bic", f"gmm?lang=en&scene=bic&{points}"), ("free", f"gmm?lang=en&{points}")):
        seat.open(link).pause(500)
        assert seat.state()["scene"] == scene and seat.params()["points"] == "1,2;3,4;8,9"
        assert seat.stage.locator("figure[data-panel]:visible").count() > 0
    assert seat.go("own").params()["points"] == "1,2;3,4;8,9"


@pytest.mark.faults
def test_own_points_of_a_session_open_no_other_scene(seat: Seat) -> None:
    """Pasted, another scene, another lesson, and back by the list of lessons: they wait in their scene."""
    seat.open("kmeans?lang=en&scene=own")
    box = seat.page.get_by_label("Or paste numbers, one row per line")
    box.fill("1 2\n2 3\n8 9")
    box.press("Control+Enter")
    seat.page.wait_for_function("location.search.includes('points=')")
    seat.go("play")
    seat.learner.follow("hard-soft")
    seat.learner.follow("kmeans")
    assert seat.rest().state()["scene"] == "play" == seat.params()["scene"]
    assert seat.go("own").params()["points"] == "1,2;2,3;8,9"


REFUSED = [
    (b"", "the text is empty"),
    (b"PK\x03\x04xlsx", "not a text file"),
    (b"a,b\nx,y\n", "No column holds numbers only"),
    (b"h,w\n1,x\n2,y\n", "Two columns of numbers are needed"),
]


def test_a_file_that_cannot_be_used_is_told_and_the_picture_stays(learner: Any, tmp_path: Path) -> None:
    page = learner.open(PAGE)
    before = learner.caption
    for i, (content, says) in enumerate(REFUSED):
        upload(learner, tmp_path / f"{i}.csv", content)
        page.get_by_text(says).wait_for(timeout=20_000)
        assert learner.caption == before
        assert page.locator('[data-testid="stException"]').count() == 0


@pytest.mark.parametrize("path", [pytest.param("gmm?lang=en&scene=own", marks=pytest.mark.faults), "kmeans?lang=en&scene=own"])
def test_pasted_numbers_with_decimal_commas_stand_in_the_link_and_survive_a_reload(learner: Any, path: str) -> None:
    page = learner.open(path)
    box = page.get_by_label("Or paste numbers, one row per line")

    def paste() -> None:
        box.fill("1,5 2\n2,5 3\n8 9\n9,5 8\n8,5 8,5")
        box.press("Control+Enter")

    caption_changes(learner, paste)
    assert "points=1.5%2C2%3B2.5%2C3" in page.url and "scene=own" in page.url
    shown = learner.caption
    page.reload(wait_until="commit")
    page.wait_for_selector("[data-em-stage][data-scene=own]")
    learner.rest()
    assert learner.caption == shown


@pytest.mark.parametrize(("path", "panel"), [
    ("kmeans?lang=en&scene=own", "hard_plane"),
    pytest.param("gmm?lang=en&scene=own&data=own&rule=plusplus", "points_plane", marks=pytest.mark.faults),
])  # fmt: skip
def test_a_tap_adds_one_point(make_learner: Any, path: str, panel: str) -> None:
    learner = make_learner(**PHONE)
    page = learner.open(path)
    for n in (1, 2):
        box = page.locator(f"[data-em-stage] [data-panel={panel}] .nsewdrag").first.bounding_box()
        caption_changes(
            learner, lambda box=box, n=n: page.touchscreen.tap(box["x"] + 40 * n, box["y"] + 30 * n)
        )
        assert page.url.split("points=")[1].split("&")[0].count("%2C") == n


def test_removed_rows_leave_the_screen_as_it_was_without_them(learner: Any, tmp_path: Path) -> None:
    page = learner.open("heights?lang=en&scene=own")
    before = learner.caption
    rows = b"h\n" + b"\n".join(b"%d" % v for v in range(400, 500))
    caption_changes(learner, lambda: upload(learner, tmp_path / "heights.csv", rows))
    caption_changes(learner, lambda: page.get_by_role("button", name="Remove my data").click())
    assert learner.caption == before, "means of rows that are gone"
    assert page.get_by_text("heights.csv").count() == 0
