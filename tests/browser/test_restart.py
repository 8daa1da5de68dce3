"""A server that is killed and started again while a page is open: what the learner does next is answered."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.faults

WORDS = {"en": "Waiting for the server …", "zh": "正在等待服务器……"}
PAGE = "hard-soft?lang={lang}&data=five&a=0.7&b=0.3&learn=0&k=0"
CONNECTED = "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"
LOST = f"() => !({CONNECTED})()"
# measured: 2 to 8 s until Streamlit's page has reconnected, then one run of the page
RECOVERY = 30_000


def slide(learner: Any, to: float) -> None:
    learner.page.locator("input[type=range][data-input=a]").fill(str(to))


def answered(learner: Any, a: str) -> None:
    """The learner's start is what is shown, in the caption and in the link; no word is left."""
    page = learner.page
    page.wait_for_function("a => document.querySelector('.em-caption').innerText.includes(a)", arg=a, timeout=RECOVERY)
    learner.rest()
    assert page.locator("input[type=number][data-input=a]").input_value() == a.rstrip("0")
    assert f"a={a.rstrip('0')}&" in page.url
    assert page.locator(".em-alert").inner_text() == ""
    page.wait_for_timeout(5000)
    assert a in learner.caption, "and stays"


@pytest.mark.parametrize("lang", WORDS)
def test_a_slider_moved_while_the_server_is_away_is_answered_when_it_is_back(
    make_learner: Any, server: Any, lang: str
) -> None:
    learner = make_learner()
    page = learner.open(PAGE.format(lang=lang))
    server.kill()
    page.wait_for_function(LOST)
    slide(learner, 0.64)
    page.get_by_text(WORDS[lang]).wait_for(timeout=6000)
    assert "0.700" in learner.caption
    server.start()
    answered(learner, "0.640")


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("wait", [0, 300, 6000], ids=lambda ms: f"{ms} ms after the connection")
def test_a_slider_moved_after_a_restart_is_answered(make_learner: Any, server: Any, lang: str, wait: int) -> None:
    """Nothing else was touched, so that Streamlit's page runs nothing by itself when it has reconnected."""
    learner = make_learner()
    page = learner.open(PAGE.format(lang=lang))
    page.locator(".em-caption").click()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    learner.rest()
    server.kill()
    page.wait_for_function(LOST)
    server.start()
    page.wait_for_function(CONNECTED, timeout=RECOVERY)
    page.wait_for_timeout(wait)
    assert learner.label == "2E", "the learner stays where they are"
    before = learner.caption
    slide(learner, 0.64)
    page.wait_for_function("before => document.querySelector('.em-caption').innerText !== before", arg=before, timeout=RECOVERY)
    learner.rest()
    assert learner.label == "2E" and "k=3" in page.url
    page.locator(".em-caption").click()  # away from the slider, whose keys are its own
    page.keyboard.press("Home")
    answered(learner, "0.640")


def test_a_request_that_the_old_server_took_with_it_is_asked_again_with_a_word_in_between(
    make_learner: Any, server: Any
) -> None:
    learner = make_learner()
    page = learner.open(PAGE.format(lang="en"))
    server.stop()
    slide(learner, 0.64)
    page.get_by_text(WORDS["en"]).wait_for(timeout=8000)
    server.kill()
    server.start()
    answered(learner, "0.640")


def test_a_choice_of_streamlits_own_counts_after_a_restart(make_learner: Any, server: Any) -> None:
    learner = make_learner()
    page = learner.open(PAGE.format(lang="en"))
    server.kill()
    page.wait_for_function(LOST)
    server.start()
    page.wait_for_function(CONNECTED, timeout=RECOVERY)
    page.wait_for_timeout(3500)  # the page is run within two seconds
    page.get_by_text("中文", exact=True).click()
    page.wait_for_function("document.documentElement.lang === 'zh-CN'", timeout=RECOVERY)
    learner.rest()
    assert "a=0.7&" in page.url and "0.700" in learner.caption
