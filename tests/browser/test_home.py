"""The first page in a browser: the small stage, and which lessons were opened, which only the browser knows."""

from __future__ import annotations

from typing import Any

import pytest

from lessons import GROUPS
from tests.browser.conftest import Learner

LESSONS = [lesson for group in GROUPS.values() for lesson in group][1:]
HEIGHTS = next(lesson for lesson in LESSONS if lesson.name == "heights")
MARKS = """() => Object.fromEntries([...document.querySelectorAll('.em-visited')]
    .filter(mark => mark.textContent).map(mark => [mark.dataset.lesson, mark.innerText]))"""
REFUSED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"


def home(learner: Learner, query: str = "lang=en") -> Any:
    page = learner.open(f"?{query}")
    page.wait_for_selector('[data-em-stage][data-scene="cook"]')
    page.wait_for_selector(".em-visits", state="attached")
    return page


def heights(learner: Learner) -> Any:
    page = learner.open("heights?lang=en")
    page.wait_for_selector('[data-em-stage][data-scene="play"]')
    return page


def test_the_cook_is_stepped_moved_and_linked_to(learner: Learner) -> None:
    page = home(learner)
    assert page.title() == "EM, one half-step at a time"
    box = page.locator("[data-em-stage]").bounding_box()
    assert box is not None and 300 <= box["height"] <= 460, "a part of the page, not the screen"
    assert page.locator(".em-list, .em-b-list, .em-b-present, .st-key-everything").count() == 0
    page.locator(".em-b-next").click()
    assert learner.label == "1" and "372.0 g on the left" in learner.caption
    page.locator("input[type=range][data-input=first]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('first=0.81')")
    assert "scene" not in page.url and "k=1" in page.url
    said, link = learner.caption, page.url
    page.reload(wait_until="commit")
    page.wait_for_selector('[data-em-stage][data-scene="cook"]')
    assert (learner.label, learner.caption, page.url) == ("1", said, link)
    page.get_by_role("button", name="The lesson’s example").click()
    page.wait_for_function("!location.search.includes('first')")
    for key in ("n", "p", "f", "?"):
        page.keyboard.press(key)
    assert page.locator("[data-em-stage]").count() == 1 and learner.errors == []


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.faults)])
def test_the_cook_is_in_view_on_arrival(learner: Learner, lang: str) -> None:
    for width, height in ((390, 844), (1280, 720), (1366, 768)):
        learner.page.set_viewport_size({"width": width, "height": height})
        learner.page.goto(f"{learner.server.url}/?lang={lang}")
        learner.page.wait_for_selector('[data-em-stage][data-scene="cook"]')
        box = learner.page.locator("[data-em-stage]").bounding_box()
        assert box is not None and box["y"] + box["height"] <= height, (width, height, box)
        wide = learner.page.evaluate("() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; }")
        assert wide <= 0


def test_lessons_that_were_opened_are_marked_in_words_until_that_is_forgotten(learner: Learner) -> None:
    page = home(learner)
    assert page.evaluate(MARKS) == {} and page.locator(".em-visits").inner_text() == ""
    heights(learner)
    page.keyboard.press("n")
    page.wait_for_selector('[data-em-stage][data-scene="histogram"]')
    home(learner)
    all_of_them = len(HEIGHTS.scenes)
    assert page.evaluate(MARKS) == {"heights": f"✓ opened, 2 of {all_of_them} scenes seen"}
    assert f"1 of {len(LESSONS)}" in page.locator(".em-visits").inner_text()
    page.locator(".st-key-language").get_by_text("中文", exact=True).click()
    page.wait_for_function("document.querySelector('.em-visits').innerText.includes('浏览器')")
    assert page.evaluate(MARKS) == {"heights": f"✓ 打开过，{all_of_them} 节看了 2 节"}
    page.get_by_role("button", name="清除记录").click()
    assert page.evaluate(MARKS) == {} and page.evaluate("localStorage.getItem('em/visited')") is None
    page.reload()
    page.wait_for_selector(".em-visits", state="attached")
    assert page.evaluate(MARKS) == {}
    assert learner.errors == []


@pytest.mark.faults
def test_nothing_of_it_is_sent(learner: Learner) -> None:
    sent: list[str] = []
    learner.page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    learner.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    heights(learner)
    home(learner)
    assert any("/em/" in one or "static" in one for one in sent)
    assert not any("em/visited" in one or "em%2Fvisited" in one for one in sent)


KEPT = ("{broken", "[3]", '{"heights": 3}')


@pytest.mark.parametrize("script", [REFUSED, *[
    pytest.param(f"localStorage.setItem('em/visited', '{kept}')", marks=pytest.mark.faults) for kept in KEPT
]])  # fmt: skip
def test_a_browser_that_keeps_nothing_or_nonsense_has_no_marks_and_no_errors(
    learner: Learner, script: str
) -> None:
    learner.page.add_init_script(script)
    heights(learner)
    page = home(learner)
    assert page.evaluate(MARKS) == {}
    page.locator(".em-b-next").click()
    assert learner.label == "1" and learner.errors == []


@pytest.mark.faults
def test_the_list_leads_to_the_lessons(learner: Learner) -> None:
    page = home(learner)
    page.locator(".st-key-begin a").click()
    page.wait_for_url(f"**/{LESSONS[0].path}?**")
    page.wait_for_function("document.title.endsWith('· EM')")
    page.go_back()
    page.wait_for_selector('[data-em-stage][data-scene="cook"]')
    page.locator(".st-key-course-heights a").click()
    page.wait_for_selector('[data-em-stage][data-scene="play"]')
    assert "lang=en" in page.url and learner.errors == []
