"""The pages as Streamlit runs them, without a browser: what is handed to the player, and what choices do.

What needs no Streamlit is tested without: every kind of link in tests/lessons/test_links.py. Pages of lessons
that are made of scenes: test_scene_pages.py.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from lessons.common.coin_runs import soft_trace
from lessons.hard_soft.runs import both
from tests.lessons.outline import numbers
from tests.lessons.stages import LESSONS, PAGED

NAMED = {lesson.name: lesson for lesson in LESSONS}
PAGES = tuple(lesson.name for lesson in PAGED)
HOME = LESSONS[0].name
LANGS = ("en", "zh")


def open_page(name: str, **query: str) -> AppTest:
    """A first visit to a page by a link, through main.py as in a browser."""
    app = AppTest.from_file("../../main.py", default_timeout=30)
    if name != HOME:  # AppTest.switch_page knows pages by file, st.navigation by path
        app._page_hash = calc_hash(NAMED[name].path)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def player(app: AppTest) -> dict[str, Any]:
    """What the page handed to its player."""
    (component,) = (c for c in app.get("bidi_component") if c.proto.component_name == "em_player")
    data: dict[str, Any] = json.loads(component.proto.json)
    return data


def texts(app: AppTest) -> str:
    """All Markdown on the page."""
    return "\n".join(element.value for element in app.markdown)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_in_its_language_with_a_player(name: str, lang: str) -> None:
    app = open_page(name, lang=lang)
    assert not app.exception
    data = player(app)
    assert data["lang"] == lang
    n = len(data["labels"])
    assert n == len(data["captions"]) == len(data["phases"]) > 1
    for panel in data["panels"]:
        strip = panel["strip"]
        assert strip["title"] and len(strip["frames"]) <= n
        assert len(strip["captions"]) == (len(strip["frames"]) if strip["kind"] == "plotly" else 0)
    assert all(math.isfinite(number) for number in numbers(data))
    assert "{{" not in texts(app)


def test_the_first_soft_step_is_the_published_one() -> None:
    """Do & Batzoglou from (.6, .5): (.713012, .581339), then the limit (.796789, .519583)."""
    data = player(open_page("hidden_coin", lang="en"))
    surface = next(p["strip"] for p in data["panels"] if p["id"] == "surface")
    path = surface["tracks"]["path"]
    assert path["x"][2] == pytest.approx(0.713012, abs=6e-7)
    assert path["y"][2] == pytest.approx(0.581339, abs=6e-7)
    assert path["x"][-1] == pytest.approx(0.796789, abs=2e-6)
    assert path["y"][-1] == pytest.approx(0.519583, abs=3e-6)


def test_a_link_sets_the_screen_and_is_written_back() -> None:
    link = {"lang": "zh", "data": "five", "a": "0.65", "b": "0.25", "shown": "0", "k": "3"}
    app = open_page("hidden_coin", **link)
    data = player(app)
    assert data["k"] == 3
    assert [i["value"] for i in data["inputs"]] == [0.65, 0.25]
    assert {
        key: value[0] if isinstance(value, list) else value for key, value in app.query_params.items()
    } == link


def test_rounds_that_cannot_be_read_stay_in_the_field_and_the_last_ones_on_screen() -> None:
    app = open_page("hidden_coin", lang="en", data="own", rounds="3/5 2/5")
    before = player(app)["run"]
    app.text_input(key="hidden_coin/rounds").set_value("3/5 x").run()
    assert not app.exception
    assert "Round `2`" in app.error[0].value
    assert app.text_input(key="hidden_coin/rounds").value == "3/5 x"
    assert player(app)["run"] == before
    app.text_input(key="hidden_coin/rounds").set_value("3 2 of 5").run()
    assert not app.error


def test_a_preset_brings_its_own_start_and_the_language_switch_keeps_everything() -> None:
    app = open_page("hidden_coin", lang="en")
    app.radio(key="hidden_coin/data/en").set_value("five").run()
    assert [i["value"] for i in player(app)["inputs"]] == [0.7, 0.3]
    run = player(app)["run"]
    app.radio(key="lang").set_value("zh").run()
    assert player(app)["lang"] == "zh"
    assert player(app)["run"] == run
    assert app.radio(key="hidden_coin/data/zh").value == "five"
    app.radio(key="lang").set_value("en").run()
    assert player(app)["run"] == run
    assert app.radio(key="hidden_coin/data/en").value == "five"


def test_a_later_half_step_in_the_address_is_put_right_within_a_session() -> None:
    app = open_page("hidden_coin", lang="en", k="1")
    last = len(player(app)["labels"]) - 1
    app.query_params["k"] = "999"
    app.run()
    assert not app.exception and player(app)["k"] == last


def test_reset_goes_back_to_the_lessons_own_start() -> None:
    app = open_page("hidden_coin", lang="en", data="five", a="0.1", b="0.2", k="4")
    app.button(key="reset/hidden_coin").click().run()
    data = player(app)
    assert [i["value"] for i in data["inputs"]] == [0.6, 0.5]
    assert data["k"] == 0


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", [name for name in PAGES if name != HOME])
def test_every_question_takes_an_answer_first_and_moves_the_player(name: str, lang: str) -> None:
    app = open_page(name, lang=lang)
    questions = [radio for radio in app.radio if "/predict/" in str(radio.key)]
    assert questions
    for radio in questions:
        question = str(radio.key).removesuffix(f"/{lang}")
        app.button(key=f"{question}/commit").click().run()
        assert app.info, "nothing is revealed before an answer is chosen"
        before = player(app)["go"]
        for answer in range(len(radio.options)):
            app.radio(key=radio.key).set_value(answer).run()
            app.button(key=f"{question}/commit").click().run()
            assert app.success or app.warning
        app.button(key=f"{question}/show").click().run()
        assert not app.exception
        assert player(app)["go"] == before + 1


@pytest.mark.parametrize(("name", "run"), [("hidden_coin", soft_trace), ("hard_soft", both)])
def test_a_run_that_somebody_has_seen_is_not_made_again(name: str, run: Any) -> None:
    """Five visitors by the same link: one run, whoever comes."""
    link = {"data": "five", "a": "0.123", "b": "0.456"}
    open_page(name, lang="en", **link)
    made = run.cache_info().misses
    for lang in ("en", "zh", "en", "zh"):
        open_page(name, lang=lang, **link)
    assert run.cache_info().misses == made and run.cache_info().hits >= 4


def test_a_notice_about_the_half_step_stays_until_something_is_chosen() -> None:
    app = open_page("hidden_coin", lang="en", k="999")
    assert "half-step `999`" in app.warning[0].value
    app.radio(key="lang").set_value("zh").run()
    assert app.warning
    app.radio(key="hidden_coin/data/zh").set_value("five").run()
    assert not app.warning
