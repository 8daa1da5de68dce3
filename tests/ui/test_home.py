"""The first page as Streamlit runs it: what EM is, a stage of one scene, and every lesson by topic."""

from __future__ import annotations

import errno
import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from em_lesson import prose
from em_lesson.prose import translator
from em_ui.home import LIST, START, slug
from em_ui.player import parts
from em_ui.player.assets import NotWritable
from em_ui.shell import numbered, on_the_tab
from lessons import GROUPS
from tests.lessons.stages import LESSONS, SINGLE, plain
from tests.ui.test_pages import open_page, texts

LANGS = ("en", "zh")
(HOME,) = SINGLE
OTHERS = [lesson for lesson in LESSONS if lesson is not HOME]
both = pytest.mark.parametrize("lang", LANGS)


def told(app: AppTest) -> dict[str, dict[str, Any]]:
    """What the page handed to its parts, by their role."""
    assert not app.exception
    found = [json.loads(part.proto.json) for part in app.get("bidi_component")]
    assert len({part["role"] for part in found}) == len(found)
    return {part["role"]: part for part in found}


def ways(app: AppTest) -> list[tuple[str, str]]:
    """The links to lessons on the page itself: (path, label)."""
    return [(link.proto.page, link.proto.label) for link in app.main if link.type == "page_link"]


def question(name: str, lang: str) -> str:
    return prose.render(prose.load(name, lang).sections["question"], {})


def test_the_first_page_is_the_first_in_the_list_and_the_only_one_of_its_kind() -> None:
    assert LESSONS[0] is HOME and HOME.path == "home"


@both
def test_it_says_what_em_is_where_to_begin_and_every_lesson_by_topic(lang: str) -> None:
    app, text = open_page(HOME.name, lang=lang), prose.load(HOME.name, lang)
    tr = translator(lang)
    titles = [prose.load(lesson.name, lang).title for lesson in LESSONS]
    said = ways(app)
    labels = [numbered(place, title) for place, title in enumerate(titles)][1:]
    assert said[0] == (OTHERS[0].path, tr("Start here: {title}").format(title=labels[0]))
    assert said[1 : len(labels) + 1] == list(zip([lesson.path for lesson in OTHERS], labels, strict=True))
    written = texts(app).replace("\u2060", "")  # what keeps "E-step" on one line
    places = [written.index(text.sections[name]) for name in ("question", HOME.scenes[0].id, START)]
    for heading, group in GROUPS.items():
        if HOME in group:
            continue
        places += [written.index(f"### {tr(heading)}"), written.index(text.sections[slug(heading)])]
        places += [written.index(question(lesson.name, lang).replace("\u2060", "")) for lesson in group]
    places.append(written.index(text.sections["teachers"]))
    assert places == sorted(places)
    assert "{{" not in written and app.title[0].value == text.title and not app.warning
    marks = [html.proto.body for html in app.get("html") if "data-lesson" in html.proto.body]
    assert [mark.split('"')[3] for mark in marks] == [lesson.path for lesson in OTHERS]


@both
def test_its_stage_has_one_scene_and_nothing_that_shows_everything(lang: str) -> None:
    found = told(open_page(HOME.name, lang=lang))
    assert set(found) == {"stage", "wire", "visits"}
    stage = found["stage"]
    assert stage["single"] and [scene["id"] for scene in stage["scenes"]] == ["cook"]
    document = plain(stage["first"].encode())["document"]
    assert (document["scene"], document["lang"], document["at"]) == ("cook", lang, 0)
    assert document["knobs"] == ["first", "moved"] and [p["id"] for p in document["panels"]] == ["bowls"]
    assert found["visits"]["scenes"] == {lesson.path: len(lesson.scenes) for lesson in OTHERS}
    assert found["visits"]["words"] == parts.visits(translator(lang))


def first_answer(**link: str) -> dict[str, Any]:
    return plain(told(open_page(HOME.name, lang="en", **link))["stage"]["first"].encode())


def test_an_old_link_to_it_gives_its_screen_and_what_is_wrong_is_said() -> None:
    first = first_answer(first="0.25", moved="0.5", k="1")
    assert (first["k"], first["notices"], first["document"]["scene"]) == (1, [], "cook")
    assert first["document"]["settings"] == {"first": "0.25", "moved": "0.5"}
    for name, text, notices in (("first", "7", 1), ("k", "99", 1), ("strange", "1", 1), ("scene", "free", 0)):
        answer = first_answer(**{name: text})
        assert len(answer["notices"]) == notices and answer["document"]["scene"] == "cook"


def test_the_other_language_says_all_of_it_anew_and_the_browser_knows_where_it_stands() -> None:
    app = open_page(HOME.name, lang="en", first="0.25")
    app.radio(key="lang").set_value("zh").run()
    found = told(app)
    assert found["stage"]["lang"] == "zh" and found["stage"]["first"] is None
    assert app.title[0].value == prose.load(HOME.name, "zh").title
    assert ways(app)[0][1].startswith("从这里开始：01")


def test_the_lessons_are_listed_where_no_stage_can_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise NotWritable("static/", errno.EROFS)

    monkeypatch.setattr(parts, "install", fail)
    app = open_page(HOME.name, lang="en")
    assert not app.exception and "`static/`" in app.error[0].value
    assert len(ways(app)) >= len(OTHERS) + 1


@both
def test_every_topic_says_for_whom_it_is(lang: str) -> None:
    sections = prose.load(HOME.name, lang).sections
    assert LIST in sections
    for heading, group in GROUPS.items():
        assert HOME in group or sections[slug(heading)], heading


@both
def test_a_lessons_question_needs_no_numbers(lang: str) -> None:
    """The list has them all, and does not compute every lesson's facts for that."""
    for lesson in LESSONS:
        assert "{{" not in prose.load(lesson.name, lang).sections["question"]


@pytest.mark.parametrize(("lang", "title", "tab"), [
    ("en", "Jensen's inequality and the KL divergence: the chord lies under the curve",
     "Jensen's inequality and the KL divergence · EM"),
    ("zh", "Jensen 不等式与 KL 散度：弦在曲线下面", "Jensen 不等式与 KL 散度 · EM 算法"),
    ("zh", "k-means 就是硬 EM", "k-means 就是硬 EM · EM 算法"),
])  # fmt: skip
def test_the_tab_says_the_topic_and_the_app(lang: str, title: str, tab: str) -> None:
    assert on_the_tab(title, translator(lang)) == tab


@both
@pytest.mark.parametrize("name", [HOME.name, OTHERS[-1].name])
def test_every_page_has_its_title_on_the_tab(
    name: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("streamlit.set_page_config", lambda **config: said.append(config["page_title"]))
    open_page(name, lang=lang)
    title = prose.load(name, lang).title
    assert said[-1] == (title if name == HOME.name else on_the_tab(title, translator(lang)))
