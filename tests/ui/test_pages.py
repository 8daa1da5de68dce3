"""The lessons' pages as Streamlit runs them, without a browser.

The story, what the stage is told, what pasted rows do, and questions that come by message.
"""

from __future__ import annotations

import errno
import inspect
import json
import math
import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from em_lesson import answers, prose
from em_lesson.lesson import Lesson
from em_lesson.rows import Rows
from em_lesson.scene import FREE
from em_ui.page import FENCE, listing
from em_ui.player import parts
from em_ui.player.assets import NotWritable
from lessons.common.coin_runs import soft_trace
from lessons.hard_soft.runs import both as soft_and_hard
from tests.lessons.outline import numbers
from tests.lessons.stages import LESSONS, STAGED, link, plain, wrong

LANGS = ("en", "zh")
NAMED = {lesson.name: lesson for lesson in STAGED}
MASS = "mass\n" + "\n".join(["1", "2", "11", "12"] * 25)  # more rows than a link carries, with a heading
ROWS = Rows([[1.0], [2.0], [11.0], [12.0]] * 25, ("mass",))

staged = pytest.mark.parametrize("name", NAMED)
both = pytest.mark.parametrize("lang", LANGS)


def open_page(name: str, **query: str) -> AppTest:
    """A first visit to a page by a link, through main.py as in a browser."""
    app = AppTest.from_file("../../main.py", default_timeout=30)
    if name != LESSONS[0].name:  # AppTest.switch_page knows pages by file, st.navigation by path
        app._page_hash = calc_hash(NAMED[name].path)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


@cache
def visited(name: str, lang: str) -> AppTest:
    """A first visit that is only looked at."""
    return open_page(name, lang=lang)


def texts(app: AppTest) -> str:
    """All Markdown on the page."""
    return "\n".join(element.value for element in app.markdown)


def htmls(app: AppTest) -> list[str]:
    """All markup on the page."""
    return [html.proto.body for html in app.get("html")]


def told(app: AppTest, role: str) -> list[dict[str, Any]]:
    """What the page handed to the parts of this role, in their order."""
    assert not app.exception
    found = [json.loads(part.proto.json) for part in app.get("bidi_component")]
    return [part for part in found if part["role"] == role]


def stage(app: AppTest) -> dict[str, Any]:
    (data,) = told(app, "stage")
    return data


def asked(app: AppTest, name: str, query: str, seq: int = 1) -> dict[str, Any]:
    """What a question by message is answered with."""
    app.session_state[f"wire/{name}"] = {"ask": {"query": query, "seq": seq}}
    app.run()
    (data,) = told(app, "wire")
    assert data["seq"] == seq
    return plain(data["answer"].encode())


# ---- a page opens --------------------------------------------------------------------------------


@staged
@both
def test_a_page_opens_in_its_language_with_a_stage_and_the_first_answer(name: str, lang: str) -> None:
    lesson, text = NAMED[name], prose.load(name, lang)
    app = visited(name, lang)
    data = stage(app)
    assert (data["lesson"], data["lang"], data["title"]) == (lesson.path, lang, text.title)
    assert data["words"] == parts.words(prose.translator(lang, name)) and data["given"] is None
    assert [scene["id"] for scene in data["scenes"]] == [scene.id for scene in (*lesson.scenes, lesson.all)]
    for said, scene in zip(data["scenes"], lesson.scenes, strict=False):
        assert said["title"] == prose.heading(text.sections[scene.id]) != ""
        assert said["part"] == text.parts[scene.id]
        assert said["example"] == link(lesson.example(scene))
    assert data["scenes"][-1]["example"] == link(lesson.settings())
    first = plain(data["first"].encode())
    assert first["document"]["scene"] == lesson.scenes[0].id and first["document"]["lang"] == lang
    assert wrong(first["document"]) == [] and all(map(math.isfinite, numbers(first)))
    assert data["first"] == answers.answer(answers.read(lesson, {"lang": lang})).decode(), "as by the route"
    assert [len(told(app, role)) for role in ("stage", "free", "wire")] == [1, 1, 1]
    assert told(app, "wire")[0]["answer"] is None
    assert app.title[0].value == text.title and not app.warning and not app.error


@staged
@both
def test_the_story_stands_there_section_by_section_with_its_folds(name: str, lang: str) -> None:
    lesson, text = NAMED[name], prose.load(name, lang)
    app = visited(name, lang)
    said = [element.value for element in app.markdown]
    wanted = []
    for section in text.sections.values():
        shown, more = prose.folded(section)
        halves = [prose.render(half, lesson.known) for half in (shown, more) if half]
        wanted += [re.split(FENCE, half, flags=re.S | re.M) for half in halves]
    written = [piece.strip() for pieces in wanted for piece in pieces[::2]]
    assert [value for value in said if value in written] == written
    codes = [listing(piece) for pieces in wanted for piece in pieces[1::2]]
    assert [body for body in htmls(app) if body in codes] == codes
    assert "{{" not in texts(app) and "<!--" not in texts(app)
    more = prose.translator(lang)("More")
    folds = [expander for expander in app.expander if expander.label == more]
    assert len(folds) == sum("<!-- more -->" in section for section in text.sections.values())


@staged
@both
def test_each_question_is_one_part_and_tells_nothing_by_its_order(name: str, lang: str) -> None:
    lesson, text = NAMED[name], prose.load(name, lang)
    found = told(visited(name, lang), "question")
    scenes = {scene.question: scene for scene in lesson.scenes if scene.question}
    assert [data["id"] for data in found] == list(text.questions) == list(scenes)
    for data in found:
        scene, question = scenes[data["id"]], text.questions[data["id"]]
        settles = lesson.example(scene).with_(**scene.settled_by)
        assert (data["lesson"], data["scene"], data["at"]) == (lesson.path, scene.id, scene.settled_at)
        assert data["settings"] == link(settles)
        assert sorted(answer["id"] for answer in data["answers"]) == list(range(len(question.answers)))
        right = [answer["id"] for answer in data["answers"] if answer["right"]]
        assert right == [i for i, answer in enumerate(question.answers) if answer.right]
        for answer in data["answers"]:
            assert answer["text"].startswith("<p>") and answer["reply"].startswith("<p>")
        assert data["prompt"].startswith("<p>") and data["reveal"].startswith("<p>")
        assert bool(data["listing"]) is bool(scene.listing)
        assert not scene.listing or data["listing"].startswith("class ") or "def " in data["listing"]


@staged
def test_answers_stand_in_the_same_order_in_both_languages(name: str) -> None:
    def orders(lang: str) -> list[list[int]]:
        found = told(visited(name, lang), "question")
        return [[answer["id"] for answer in data["answers"]] for data in found]

    assert orders("en") == orders("zh")


# ---- links ---------------------------------------------------------------------------------------


def opens(name: str, **query: str) -> dict[str, Any]:
    return plain(stage(open_page(name, **query))["first"].encode())


def test_a_link_opens_its_scene_at_its_settings() -> None:
    first = opens("heights", lang="zh", scene="person", x="190", k="2")
    assert (first["document"]["scene"], first["k"], first["notices"]) == ("person", 2, [])
    assert first["document"]["settings"]["x"] == "190" and first["document"]["settings"]["unit"] == "cm"


def test_a_link_from_before_the_scenes_opens_everything() -> None:
    first = opens("lower_bound", lang="en", view="slice", s="0.3", k="2")
    assert (first["document"]["scene"], first["k"], first["notices"]) == (FREE, 2, [])
    assert first["document"]["settings"] == {"data": "db", "view": "slice", "s": "0.3"}


def test_what_a_link_has_wrong_is_said_with_the_first_answer() -> None:
    (scene,) = opens("heights", lang="en", scene="nowhere")["notices"]
    assert "nowhere" in scene
    (late,) = opens("heights", lang="zh", scene="play", k="99999")["notices"]
    assert "99999" in late and "98" in late
    assert len(opens("lower_bound", lang="en", a="7", b="x")["notices"]) == 2


@pytest.mark.parametrize(("name", "run"), [("hidden_coin", soft_trace), ("hard_soft", soft_and_hard)])
def test_a_run_that_somebody_has_seen_is_not_made_again(name: str, run: Any) -> None:
    """Five visitors by the same link: one run, whoever comes."""
    link = {"data": "five", "a": "0.123", "b": "0.456"}
    opens(name, lang="en", **link)
    made = run.cache_info().misses
    for lang in ("en", "zh", "en", "zh"):
        opens(name, lang=lang, **link)
    assert run.cache_info().misses == made and run.cache_info().currsize > 0


def test_light_is_no_link() -> None:
    assert "labels" in opens("heights", lang="en", light="1")["document"]


# ---- languages, own rows, messages ---------------------------------------------------------------


def test_the_language_switch_keeps_the_page_and_says_everything_anew() -> None:
    app = open_page("lower_bound", lang="en", scene="slope")
    app.radio(key="lang").set_value("zh").run()
    data = stage(app)
    assert data["lang"] == "zh" and data["words"]["next"] == "下一步"
    assert data["first"] is None, "the browser knows where it stands"
    assert "下界" in told(app, "question")[0]["prompt"]
    assert app.title[0].value == prose.load("lower_bound", "zh").title


def pasted(lang: str = "en") -> AppTest:
    app = open_page("heights", lang=lang)
    return app.text_area(key="heights/pasted").set_value(MASS).run()


@both
def test_pasted_rows_are_given_to_the_scene_that_asks_for_them(lang: str) -> None:
    app = pasted(lang)
    given = stage(app)["given"]
    assert (given["scene"], given["key"]) == ("own", ROWS.name)
    assert (given["settings"]["data"], given["settings"]["held"]) == ("own", ROWS.name)
    assert given["settings"]["points"] == "", "a link has only their name"
    assert any("100" in caption.value for caption in app.caption)
    app.radio(key="lang").set_value("zh" if lang == "en" else "en").run()
    assert stage(app)["given"] == given, "in the other language too"


def test_removed_rows_are_given_to_nobody() -> None:
    app = pasted()
    app.button(key="heights/remove").click().run()
    assert stage(app)["given"] is None


def test_rows_of_this_session_are_answered_by_message_and_by_no_other_way() -> None:
    app = pasted()
    given = stage(app)["given"]
    query = "&".join(f"{name}={text}" for name, text in {**given["settings"], "scene": "own"}.items())
    found = asked(app, "heights", f"{query}&lang=zh", 5)["document"]
    assert (found["scene"], found["lang"]) == ("own", "zh")
    said = json.dumps(found, ensure_ascii=False)
    assert "mass" in said, "under their own heading"
    means = [float(mean) for mean in re.findall(r"· (\d+\.\d+) ±", found["captions"][-1])]
    assert means == pytest.approx([1.5, 11.5], abs=0.01)
    light = asked(app, "heights", f"{query}&light=1&k=0&lang=zh", 6)["document"]
    assert light["label"] == found["labels"][0]
    assert asked(app, "heights", f"{query}&lang=zh", 7)["document"] == found
    # somewhere else the same question finds no rows
    other = asked(open_page("heights", lang="en"), "heights", query, 1)["document"]
    assert other["captions"][-1] != found["captions"][-1]


def test_rows_that_are_loaded_again_replace_what_was_shown_without_them() -> None:
    """A link names 100 rows that this session lacks; the learner pastes them as the page asks."""
    random = np.random.default_rng(3)
    groups = [random.normal(at, 5, (50, 2)) for at in ((60, 27), (42, 51))]
    rows = Rows(np.vstack(groups).round(2), ("left", "up"))
    app = open_page("gmm", lang="en", scene="own", data="own", rule="plusplus", held=rows.name)
    assert any("100 rows, which are not in it" in said.value for said in app.warning)
    text = "left,up\n" + "\n".join(f"{x},{y}" for x, y in rows.values.tolist())
    app.text_area(key="gmm/pasted").set_value(text).run()
    assert not app.exception and not app.warning
    given = stage(app)["given"]
    assert given["key"] == given["settings"]["held"] == rows.name
    query = "&".join(f"{name}={value}" for name, value in {**given["settings"], "scene": "own"}.items())
    captions = asked(app, "gmm", f"{query}&lang=en", 5)["document"]["captions"]
    means = [float(value) for value in re.findall(r"\((\d+\.\d+), ", captions[-1])]
    assert sorted(means) == pytest.approx([42, 60], abs=3), captions[-1]


@staged
def test_a_question_by_message_has_the_routes_answer(name: str) -> None:
    app, lesson = open_page(name, lang="en"), NAMED[name]
    for seq, params in enumerate(({"scene": "play"}, {"scene": FREE, "k": "2", "lang": "zh"}, {}), 1):
        query = "&".join(f"{key}={value}" for key, value in params.items())
        found = asked(app, name, query, seq)
        assert found == plain(answers.answer(answers.read(lesson, params)))


@pytest.mark.parametrize("state", [
    {"ask": None}, {"ask": {"seq": "1", "query": "scene=play"}}, {"ask": {"seq": 1, "query": 3}}, {"tell": 1},
])  # fmt: skip
def test_a_message_of_another_shape_is_not_answered(state: dict[str, Any]) -> None:
    app = open_page("heights", lang="en")
    app.session_state["wire/heights"] = state
    (data,) = told(app.run(), "wire")
    assert (data["seq"], data["answer"]) == (0, None)


def test_a_stage_that_cannot_be_served_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise NotWritable("static/", errno.EROFS)

    monkeypatch.setattr(parts, "install", fail)
    app = open_page("heights", lang="en")
    assert not app.exception and "`static/`" in app.error[0].value
    for section in prose.load("heights", "en").sections.values():
        assert prose.heading(section) in texts(app), "the text still reads"


@staged
def test_the_sources_that_a_run_calls_are_folded_below(name: str) -> None:
    lesson: Lesson[Any] = NAMED[name]
    app = visited(name, "en")
    sources = [listing(inspect.getsource(source)) for source in lesson.sources]
    assert [body for body in htmls(app) if body in sources] == sources
