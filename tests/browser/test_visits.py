"""Every page as a visitor meets it: languages, links, restarts, phones, dark theme, accessibility."""

from __future__ import annotations

from importlib import import_module
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from lessons import GROUPS

LESSONS = [lesson for group in GROUPS.values() for lesson in group]
PAGED = [lesson for lesson in LESSONS if not lesson.scenes]  # the stage has tests of its own, test_stage*.py
PATHS = ["?", *(f"{lesson.path}?" for lesson in PAGED)]
VIEWS = [  # the other screens of a lesson
    f"{lesson.path}?{view}&"
    for lesson in PAGED
    for view in getattr(import_module(f"tests.lessons.{lesson.name}.links"), "VIEWS", [])
]
LANGS, THEMES = ("en", "zh"), ("light", "dark")
# in turn, one language and one theme for each page; the others are visited by `make faults`
VISITS = [(path, LANGS[i % 2], THEMES[i // 2 % 2]) for i, path in enumerate(PATHS)]
OTHERS = [
    pytest.param(path, lang, theme, marks=pytest.mark.faults)
    for path, lang, theme in product((*PATHS, *VIEWS), LANGS, THEMES)
    if (path, lang, theme) not in VISITS
]


def screen(learner: Any) -> tuple[Any, ...]:
    """Page, data, start, language and half-step, as they are on screen."""
    page = learner.page
    return (
        page.evaluate("location.pathname + location.search"),
        page.evaluate("document.documentElement.lang"),
        learner.label,
        learner.caption,
        [page.locator(f"input[type=range][data-input={i}]").input_value() for i in "ab"],
        page.locator("input[type=radio]:checked").evaluate_all("nodes => nodes.map(n => n.value)"),
        learner.look(),
    )


@pytest.mark.parametrize(("path", "lang", "theme"), [*VISITS, *OTHERS])
def test_a_lesson_on_a_phone_and_on_a_desktop(
    make_learner: Any, path: str, lang: str, theme: str
) -> None:
    """Nothing fails, nobody else is asked, nothing needs sideways scrolling, axe finds nothing serious."""
    learner = make_learner(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True,
                           color_scheme=theme)  # fmt: skip
    page = learner.open(f"{path}lang={lang}")
    assert page.evaluate("document.documentElement.lang") == ("zh-CN" if lang == "zh" else "en")
    for k in range(3):
        over = page.evaluate("""() => { const main = document.querySelector('[data-testid="stMain"]'), doc = document.scrollingElement;
            return Math.max(doc.scrollWidth - doc.clientWidth, main.scrollWidth - main.clientWidth); }""")
        assert over <= 0, f"half-step {k}"
        page.get_by_role("button", name="Next half-step" if lang == "en" else "下一步").click()
        page.wait_for_timeout(100)
    assert page.locator('[data-testid="stException"]').count() == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    page.keyboard.press("ArrowRight")
    learner.rest()
    found = Axe().run(page).response["violations"]
    serious = {
        v["id"]: [n["html"][:200] for n in v["nodes"]]
        for v in found
        if v["impact"] in ("serious", "critical")
    }
    assert serious == {}
    assert learner.errors == []
    assert learner.outside == set(), "nobody else is asked"


def test_the_language_follows_the_browser_a_link_wins_and_the_switch_keeps_everything(
    make_learner: Any,
) -> None:
    assert make_learner(locale="zh-CN").open("hard-soft").evaluate("document.documentElement.lang") == "zh-CN"
    assert (
        make_learner(locale="zh-CN").open("hard-soft?lang=en").evaluate("document.documentElement.lang")
        == "en"
    )
    learner = make_learner(locale="fr-FR")
    page = learner.open("hard-soft?data=five&a=0.65&b=0.31&learn=0&k=4")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.keyboard.press("ArrowRight")
    learner.rest()
    # in the axes' own units: how much room a legend leaves to its figure depends on the words
    marks = """() => document.querySelector('[data-panel=surface] .em-plot')._fullData
        .filter(trace => trace.type === 'scatter').map(({ x, y }) => [x && [...x], y && [...y]])"""
    before, drawn = screen(learner), page.evaluate(marks)
    page.get_by_text("中文", exact=True).click()
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    learner.rest()
    after = screen(learner)
    assert after[0] == before[0].replace("lang=en", "lang=zh")
    assert after[2] == before[2] == "3E"
    assert after[4] == before[4]
    assert page.evaluate(marks) == drawn and len(drawn) > 5
    assert "对数似然" in learner.caption
    assert learner.errors == []


def test_switching_the_language_back_and_forth_keeps_what_was_clicked(learner: Any) -> None:
    page = learner.open("hard-soft?lang=en")
    page.get_by_text("Five rounds of five", exact=True).first.click()
    page.wait_for_url("**data=five**")
    learner.rest()
    page.get_by_role("button", name="Next half-step").click()
    learner.rest()
    before = page.evaluate("location.search")
    assert "data=five" in before and "k=1" in before
    for name, lang in (("中文", "zh"), ("English", "en"), ("中文", "zh"), ("English", "en")):
        page.get_by_text(name, exact=True).click()
        page.wait_for_url(f"**lang={lang}**")
        learner.rest()
        assert page.evaluate("location.search") == before.replace("lang=en", f"lang={lang}")
        assert learner.label == "1E"


def test_a_page_that_is_opened_again_stands_where_it_was_left(learner: Any) -> None:
    page = learner.open("hard-soft?lang=en")
    page.keyboard.press("ArrowRight")
    learner.rest()
    learner.follow("hidden-coin")
    page.keyboard.press("End")
    learner.rest()
    learner.follow("hard-soft")
    assert (learner.label, page.url[-3:]) == ("1E", "k=1")


def test_a_reload_finds_the_same_screen(learner: Any) -> None:
    page = learner.open("hard-soft?lang=zh&data=own&rounds=3/5 1/5 5/5&a=0.6&b=0.5&learn=1&w=0.3&k=2")
    page.locator("input[type=range][data-input=a]").fill("0.72")
    learner.rest()
    page.locator(".em-caption").click()  # away from the slider, whose arrow keys are its own
    page.keyboard.press("ArrowRight")
    learner.rest()
    before = screen(learner)
    assert "a=0.72" in before[0] and "k=3" in before[0]
    page.reload(wait_until="commit")
    page.wait_for_selector(".em-player")
    learner.rest()
    after = screen(learner)
    assert after[:6] == before[:6]
    for panel in ("soft-ledger", "hard-ledger", "soft-formula", "objectives"):  # the ghost is not in the link
        assert after[6][panel] == before[6][panel]


def test_going_to_another_lesson_and_back_keeps_the_screen(learner: Any) -> None:
    learner.open("hard-soft?lang=en&data=five&a=0.7&b=0.3&learn=0&k=3")
    before = screen(learner)
    learner.follow("hidden-coin")
    learner.follow("hard-soft")
    assert screen(learner) == before


def test_back_returns_to_the_lesson_before_as_it_was_left(learner: Any) -> None:
    page = learner.open("hard-soft?lang=en&data=five&a=0.7&b=0.3&learn=0&k=3")
    learner.follow("hidden-coin")
    page.go_back()
    page.wait_for_url("**/hard-soft?**")
    learner.rest()
    assert "data=five" in page.url and "k=3" in page.url
    assert learner.label == "2E"
    assert page.locator('[data-testid="stAlert"]').count() == 0


def test_the_browsers_back_button_undoes_a_choice_of_data(learner: Any) -> None:
    page = learner.open("hard-soft?lang=en&data=db&a=0.6&b=0.5&learn=0&k=0")
    page.get_by_text("Five rounds of five", exact=True).first.click()
    page.wait_for_url("**data=five**")
    learner.rest()
    page.go_back()
    page.wait_for_url("**data=db**")
    learner.rest()
    assert page.locator("input[type=range][data-input=a]").input_value() == "0.6"
    assert "0.600" in learner.caption


@pytest.mark.faults
def test_a_killed_server_comes_back_to_the_same_screen(make_learner: Any, server: Any) -> None:
    """Killed and started again on the same port, page untouched: the same screen within ten seconds."""
    learner = make_learner()
    page = learner.open("hard-soft?lang=zh&data=five&a=0.7&b=0.3&learn=0&k=0")
    page.locator("input[type=range][data-input=b]").fill("0.35")
    learner.rest()
    page.locator(".em-caption").click()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    before = screen(learner)
    assert "b=0.35" in before[0] and "k=3" in before[0]
    server.kill()
    server.start()
    page.wait_for_timeout(10_000)
    assert screen(learner) == before
    page.locator("input[type=range][data-input=a]").fill("0.65")
    page.wait_for_url("**a=0.65**")
    learner.rest()
    assert learner.look()["surface"] != before[6]["surface"], "only the server knows the new run"
    page.reload(wait_until="commit")
    page.wait_for_selector(".em-player")
    learner.rest()
    assert screen(learner)[1:3] == ("zh-CN", "2E")
    assert "b=0.35" in page.url and "a=0.65" in page.url


def test_a_question_is_revealed_in_the_player(learner: Any) -> None:
    page = learner.open("hard-soft?lang=en")
    box = page.locator('[class*="predict-hard_soft-uniform"]').first
    box.locator("label").nth(1).click()
    learner.rest()
    box.get_by_role("button", name="Commit to this answer").click()
    learner.rest()
    box.get_by_role("button", name="Show me in the player").click()
    learner.rest()
    page.wait_for_function("document.querySelector('.em-caption').innerText.includes('0.660')", timeout=8000)
    top = page.evaluate("document.querySelector('.em-player').getBoundingClientRect().top")
    assert 0 <= top <= 450, "the player has come into view"
    assert "b=0.6&" in page.url
