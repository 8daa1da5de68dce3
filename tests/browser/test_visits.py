"""Every page as a visitor meets it: on a phone and on a desktop, in both languages and themes, with axe."""

from __future__ import annotations

from importlib import import_module
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.seat import DESKTOP, PHONE
from tests.lessons.stages import LESSONS

WIDER = """() => { const main = document.querySelector('[data-testid="stMain"]'), doc = document.scrollingElement;
    return Math.max(doc.scrollWidth - doc.clientWidth, main.scrollWidth - main.clientWidth); }"""
PATHS = ["" if lesson.single else lesson.path for lesson in LESSONS]
LANGS, THEMES = ("en", "zh"), ("light", "dark")
# one page in one language and one theme; the others are visited by `make faults`
USUAL = ("heights", "zh", "dark")
VISITS = [
    pytest.param(*case, marks=[] if case == USUAL else pytest.mark.faults) for case in product(PATHS, LANGS, THEMES)
]


VIEWS = [  # links from before the scenes open everything at once
    f"{lesson.path}?{view}&lang={LANGS[i % 2]}"
    for lesson in LESSONS
    for i, view in enumerate(getattr(import_module(f"tests.lessons.{lesson.name}.links"), "VIEWS", []))
]


def serious(page: Any) -> dict[str, list[str]]:
    found = Axe().run(page).response["violations"]
    return {v["id"]: [n["html"][:160] for n in v["nodes"]] for v in found if v["impact"] in ("serious", "critical")}


@pytest.mark.parametrize(("path", "lang", "theme"), VISITS)
def test_a_lesson_on_a_phone_and_on_a_desktop(make_learner: Any, path: str, lang: str, theme: str) -> None:
    """Nothing fails, nobody else is asked, nothing needs sideways scrolling, axe finds nothing serious."""
    learner = make_learner(**PHONE, color_scheme=theme)
    page = learner.open(f"{path}?lang={lang}")
    assert page.evaluate("document.documentElement.lang") == ("zh-CN" if lang == "zh" else "en")
    for k in range(3):
        assert page.evaluate(WIDER) <= 0, f"half-step {k}"
        page.locator("[data-em-stage] .em-b-next").click()
        page.wait_for_timeout(100)
    found = serious(page)
    found.pop("scrollable-region-focusable", None)  # a finger scrolls a formula that is wider than a phone
    assert found == {}
    page.set_viewport_size(DESKTOP["viewport"])
    if path:
        page.keyboard.press("n")
        page.wait_for_function("document.querySelector('[data-em-stage]').dataset.scene !== 'play'")
    learner.rest()
    assert page.evaluate(WIDER) <= 0
    assert page.locator('[data-testid="stException"]').count() == 0
    assert serious(page) == {}
    assert learner.errors == []
    assert learner.outside == set(), "nobody else is asked"


@pytest.mark.faults
@pytest.mark.parametrize("link", VIEWS)
def test_everything_at_once_at_another_view(make_learner: Any, link: str) -> None:
    learner = make_learner()
    page = learner.open(link)
    assert page.locator("[data-em-stage][data-free] figure:visible").count() >= 1
    assert page.evaluate(WIDER) <= 0 and serious(page) == {} and learner.errors == []


@pytest.mark.faults
def test_the_language_follows_the_browser_and_a_link_wins(make_learner: Any) -> None:
    learner = make_learner(locale="zh-CN")
    for query, lang in (("", "zh-CN"), ("?lang=en", "en")):
        assert learner.open(f"hard-soft{query}").evaluate("document.documentElement.lang") == lang
