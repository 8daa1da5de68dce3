"""The first visitor of a server that has just been started, by a link: as good as any later one.

Each test starts a server, so most lessons are asked for only by ``make faults``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser

from em_lesson import prose
from em_lesson.lesson import Lesson
from lessons import GROUPS
from tests.browser.conftest import Learner
from tests.browser.server import Server

ORDER = [lesson for group in GROUPS.values() for lesson in group]


def link_to(lesson: Lesson[Any]) -> tuple[str, str]:
    """A link to the second scene at another half-step than its own, and the Chinese name of that half-step."""
    scene = lesson.scenes[0 if lesson.single else 1]
    k = 2 if scene.at == 1 else 1
    label = scene.run(lesson.example(scene)).frame(k, prose.translator("zh", lesson.name)).label
    place = {} if lesson.single else {"scene": scene.id}
    return f"{'' if lesson.single else lesson.path}?{urlencode({**place, 'k': k})}", label


LESSONS = {lesson.name: link_to(lesson) for lesson in ORDER}
OFTEN = "hard_soft"
DIALOGS = """window.dialogs = [];
new MutationObserver(() => document.querySelectorAll('[role=dialog]:not(.em-list, .em-presenter)').forEach(d => dialogs.push(d.innerText)))
    .observe(document, {childList: true, subtree: true});"""


@pytest.fixture
def first(browser: Browser) -> Iterator[Learner]:
    """The first visitor of a server of their own."""
    server = Server()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.add_init_script(DIALOGS)
    learner = Learner(context, server)
    learner.page.on("response", lambda answer: answer.status < 400 or learner.errors.append(answer.url))
    yield learner
    context.close()
    server.kill()


def reads(learner: Learner, name: str, lang: str) -> None:
    """The page, the document and the list of lessons are in this language, and the switch says so."""
    page = learner.page
    assert page.locator("h1").first.inner_text() == prose.load(name, lang).title
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[lang]
    listed = page.locator('[data-testid="stSidebar"] a').all_text_contents()  # folded away: no inner text
    assert len(listed) == len(LESSONS)
    titles = [prose.load(other, lang).title for other in LESSONS][1:]
    assert [entry.partition(" · ")[2] for entry in listed[1:]] == titles
    assert parse_qs(urlsplit(page.url).query)["lang"] == [lang]
    chosen = page.locator(".st-key-language label:has(input:checked)").inner_text()
    assert chosen == {"en": "English", "zh": "中文"}[lang]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == OFTEN else pytest.mark.faults) for name in LESSONS]
)
def test_a_lesson_opened_first_by_a_link_is_the_stage_of_the_link(first: Learner, name: str) -> None:
    link, label = LESSONS[name]
    page = first.open(f"{link}&lang=zh")
    reads(first, name, "zh")
    assert first.label == label
    asked, shown = (parse_qs(urlsplit(address).query) for address in (link, page.url))
    assert {key: shown.get(key) for key in asked} == asked
    assert page.locator('[data-testid="stAlert"], [data-testid="stException"]').count() == 0
    assert page.evaluate("dialogs") == []
    # Streamlit's page looks for its server at its own address first, on every visit by a link
    base = first.server.url + urlsplit(page.url).path.rstrip("/")
    assert set(first.errors) <= {f"{base}/_stcore/health", f"{base}/_stcore/host-config"}
    if name == OFTEN:
        assert page.evaluate("history.length") == 2, "the empty page before, and the lesson"


@pytest.mark.faults
@pytest.mark.parametrize(("name", "path"), [("hard_soft", "hard-soft"), ("home", "")])
def test_every_click_on_the_language_counts(first: Learner, name: str, path: str) -> None:
    page = first.open(f"{path}?lang=en")
    reads(first, name, "en")
    for lang, label in (("zh", "中文"), ("en", "English"), ("zh", "中文"), ("en", "English")):
        page.locator(".st-key-language").get_by_text(label, exact=True).click()
        page.wait_for_timeout(300)
        first.rest()
        reads(first, name, lang)


@pytest.mark.faults
def test_the_next_lesson_and_the_way_back_keep_the_language_and_the_stage(first: Learner) -> None:
    page = first.open("hard-soft?lang=en&scene=twist&k=1")
    page.locator(".st-key-language").get_by_text("中文", exact=True).click()
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    first.rest()
    first.follow("hidden-coin")
    reads(first, "hidden_coin", "zh")
    first.follow("hard-soft")
    reads(first, "hard_soft", "zh")
    assert "scene=twist" in page.url and "k=1" in page.url
