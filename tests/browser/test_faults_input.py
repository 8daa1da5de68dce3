"""A sample of the bad input in a real browser: sixty links, texts and tables; nothing of it becomes the page's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from em_lesson.typed_error import link_size
from tests.bad.inputs import MARK, MARKUP, link, table, typed
from tests.browser.seat import Seat
from tests.lessons.stages import STAGED

pytestmark = pytest.mark.faults
LINKS, TEXTS, TABLES = 12, 24, 24
# What was called, what was put in, and what Streamlit shows of a script that failed.
TAKEN = f"""() => [window.{MARK}Called && 'called', ...[...document.querySelectorAll(
    'script, img, svg, b, i, u, a, sub, iframe')].filter(node => !node.closest('.katex') && (
    [...node.attributes].some(({{ value }}) => value.includes('{MARK}') && node.tagName !== 'A' && !/label|title|alt/.test(node.tagName))
    || (node.tagName === 'A' && /{MARK}/.test(node.protocol + node.host) ) || (node.children.length === 0 && node.textContent.trim() === '{MARK}')))
    .map(node => node.outerHTML.slice(0, 200)),
    ...[...document.querySelectorAll('[data-testid=stException]')].map(() => 'a traceback')].filter(Boolean)"""


@pytest.fixture
def seat(make_seat: Any) -> Seat:
    found: Seat = make_seat()
    found.page.add_init_script(f"window.{MARK} = () => {{ window.{MARK}Called = true; }};")
    return found


def sound(seat: Seat, what: str) -> None:
    assert seat.page.evaluate(TAKEN) == [], what
    assert seat.learner.errors == [], what
    assert seat.learner.outside == set(), what


def test_some_bad_links(seat: Seat) -> None:
    for number in range(LINKS):
        lesson = STAGED[number % len(STAGED)]
        params = {name: text.encode("utf-8", "replace")[:800] for name, text in link(lesson, number).items()}
        params["scene"] = params.get("scene", b"play" if lesson.scene("play") else b"free")
        seat.page.goto(f"{seat.learner.server.url}/{lesson.path}?{urlencode(params)}", wait_until="commit")
        seat.page.wait_for_selector("[data-em-stage][data-scene]", timeout=60_000)
        seat.learner.rest()
        sound(seat, f"{lesson.path} {number}")


def test_some_bad_texts_in_their_fields(seat: Seat) -> None:
    seat.open("hmm?lang=zh&data=own")
    box = seat.page.locator("[data-em-stage] [data-control=diary]:visible").first
    for number in range(TEXTS):
        text = (MARKUP[number % len(MARKUP)] if number % 2 else typed(number)).replace("\n", " ").replace("\r", " ").replace("\ud800", "?")
        if link_size(text) > 3000:
            text = text[:300]
        box.fill(text)
        box.press("Enter")
        seat.pause(500)
        sound(seat, f"{number}: {text[:80]!r}")
        wrong = box.get_attribute("aria-invalid")
        assert not wrong or box.input_value() == text, "what is refused stays"
        if wrong:
            said = seat.page.locator(f"#{box.get_attribute('aria-describedby')}").first.inner_text()
            assert any("\u4e00" <= letter <= "\u9fff" for letter in said), said


def test_some_bad_tables(seat: Seat) -> None:
    seat.open("gmm?lang=zh&scene=own")
    box = seat.page.locator(".st-key-gmm-pasted textarea")
    for number in range(TABLES):
        good = f"{MARKUP[number % len(MARKUP)]};{MARKUP[(number + 1) % len(MARKUP)]}\n" + "\n".join(f"{i};{i * i}" for i in range(9))
        text = good if number % 2 else table(number).encode("utf-8", "replace").decode().replace("\x00", "?")
        box.fill(text)
        box.press("Control+Enter")
        seat.pause(300)
        seat.learner.rest()
        sound(seat, f"{number}: {text[:80]!r}")
        for error in seat.page.locator("[data-testid=stAlert]").all_inner_texts():
            assert any("\u4e00" <= letter <= "\u9fff" for letter in error), error
