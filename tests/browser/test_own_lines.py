"""The learner's own lines of text and whole tables in a real browser, in lessons that stand in for the app's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import standin
from tests.browser.conftest import Learner
from tests.browser.seat import DESKTOP, Seat
from tests.browser.server import Server

OWN = "words?lang=en&scene=own"
MANY = "\n".join(f"word{i} / Wort{i} und noch eins" for i in range(200))


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(script=standin.written(tmp_path_factory.mktemp("standin")))
    yield running
    running.kill()


@pytest.fixture
def make_seat(browser: Browser, words: Server) -> Iterator[Any]:
    """A visitor's window; in the end nothing has failed in it."""
    made: list[tuple[Any, Seat]] = []

    def make() -> Seat:
        context = browser.new_context(**DESKTOP, locale="en-US")
        made.append((context, Seat(Learner(context, words))))
        return made[-1][1]

    yield make
    for context, seat in made:
        told = [error for error in seat.learner.errors if "server" not in error]  # of a killed one
        assert told == []
        context.close()


def until(seat: Seat, caption: str) -> Seat:
    seat.page.wait_for_function(
        "said => document.querySelector('[data-em-stage] .em-caption')?.innerText.includes(said)", arg=caption, timeout=20_000
    )
    return seat.rest()


def paste(seat: Seat, text: str) -> None:
    box = seat.page.locator(".st-key-words-pasted textarea")
    box.fill(text)
    box.press("Control+Enter")


def upload(seat: Seat, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    seat.page.locator("input[type=file]").set_input_files(path)


@pytest.mark.faults
def test_pasted_lines_stand_in_the_link_and_survive_a_reload(make_seat: Any) -> None:
    seat = make_seat().open(OWN)
    paste(seat, "a / b\n书 / the book")
    until(seat, "2 lines: a / b")
    assert seat.params()["lines"] == "a / b\n书 / the book" and "held" not in seat.params()
    until(seat.reload(), "2 lines: a / b")
    other = make_seat().open(seat.page.url.removeprefix(f"{seat.learner.server.url}/"))
    until(other, "2 lines: a / b")  # on another's screen too
    seat.nudge("a")
    until(seat, "2 lines: a / b")


@pytest.mark.faults
def test_a_refused_file_is_told_and_a_good_one_stays(make_seat: Any, tmp_path: Path) -> None:
    seat = make_seat().open(OWN)
    upload(seat, tmp_path / "pairs.txt", MANY.encode("gb18030"))
    until(seat, "200 lines: word0")
    for name, content, says in (("a.docx", b"PK\x03\x04", "plain text"), ("b.txt", b"x / y\nno stroke", "Line 2:"),
                                ("c.txt", b"/" * (2**20 + 1), "at most 1 MB")):  # fmt: skip
        upload(seat, tmp_path / name, content)
        seat.page.get_by_role("alert").filter(has_text=says).wait_for(timeout=20_000)
        assert "200 lines: word0" in seat.rest().state()["caption"]
    with seat.page.expect_download() as got:
        seat.page.get_by_role("button", name="Download these lines").click()
    assert Path(got.value.path()).read_text(encoding="utf-8") == MANY + "\n"


@pytest.mark.faults
def test_long_lines_are_the_sessions_alone_and_wait_in_their_scene(make_seat: Any) -> None:
    seat = make_seat().open(OWN)
    paste(seat, MANY)
    until(seat, "200 lines: word0")
    assert seat.params()["held"].startswith("200-") and "lines=&" in seat.page.url
    seat.nudge("a")
    until(seat, "200 lines: word0")
    seat.go("other")
    assert "none" in seat.state()["caption"], "nothing is carried over without being asked for"
    seat.button("Use my data here").click()
    until(seat, "200 lines: word0")
    seat.learner.follow("counts")
    seat.learner.follow("words")
    until(seat.rest().go("own"), "200 lines: word0")
    other = make_seat().open(seat.page.url.removeprefix(f"{seat.learner.server.url}/"))
    assert "none" in other.state()["caption"] and "author's own 200 lines" in other.section("own").inner_text()
    until(seat.reload(), "none")  # a session ends with its page
    assert "author's own 200 lines" in seat.section("own").inner_text()


@pytest.mark.faults
def test_removed_lines_are_gone_everywhere(make_seat: Any) -> None:
    seat = make_seat().open(OWN)
    for text in ("a / b", MANY):
        paste(seat, text)
        until(seat, f"lines: {text[:5]}")
        seat.go("other").button("Use my data here").click()
        until(seat, f"lines: {text[:5]}").go("own")
        seat.page.get_by_role("button", name="Remove my data").click()
        until(seat, "given |")
        assert not {"lines", "held"} & set(seat.params()) and "none" in seat.state()["caption"]
        assert "none" in seat.go("other").state()["caption"]
        seat.go("own")


@pytest.mark.faults
def test_what_was_pasted_outlives_the_server(make_seat: Any, words: Server) -> None:
    few, many = make_seat().open(OWN), make_seat().open(OWN)
    paste(few, "a / b")
    paste(many, MANY)
    until(few, "1 lines: a / b")
    until(many, "200 lines: word0")
    words.kill()
    words.start()
    for seat, said in ((few, "1 lines: a / b"), (many, "200 lines: word0")):  # what was pasted is read again
        seat.page.wait_for_function("document.querySelector('[data-testid=stApp]')?.dataset.testConnectionState === 'CONNECTED'", timeout=60_000)
        seat.page.get_by_text(f"{said.split()[0]} lines are used.").wait_for()
        expect(until(seat, said).page.get_by_text("no longer has your data")).to_have_count(0)
        seat.nudge("a")
        until(seat, said)


@pytest.mark.faults
def test_a_table_is_used_whole(make_seat: Any, tmp_path: Path) -> None:
    seat = make_seat().open("counts?lang=en&scene=own")
    head = ",".join(f"w{i}" for i in range(500))
    body = "\n".join(",".join(str(i + j) for j in range(500)) for i in range(50))
    upload(seat, tmp_path / "counts.csv", f"{head}\n{body}".encode())
    until(seat, "50 x 500 | w0,w1")
    upload(seat, tmp_path / "half.csv", b"a,b,c\n1,2.5,3\n")
    seat.page.get_by_text("Row 1 has 2.5, not a whole number.").wait_for(timeout=20_000)
    assert "50 x 500" in seat.rest().state()["caption"]
