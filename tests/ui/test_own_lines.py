"""The page of a lesson that takes lines of text or a whole table: what is loaded, what is refused."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from em_lesson import prose
from em_lesson.fields import Notice
from em_lesson.lines import Lines
from em_ui import own_controls, own_lines
from em_ui.visit import Visit, held
from tests.kit import pairs
from tests.kit.pairs import COUNTS, MOST, WORDS
from tests.ui.test_pages import asked, stage

MANY = "\n".join(f"word{i} / Wort{i} und noch eins" for i in range(MOST))


@pytest.fixture(autouse=True)
def standin() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prose, "load", pairs.load)
        yield


def page_of_words() -> None:
    from em_ui import page
    from tests.kit.pairs import WORDS

    page.show(WORDS)


def page_of_counts() -> None:
    from em_ui import page
    from tests.kit.pairs import COUNTS

    page.show(COUNTS)


def opened(script: Any = page_of_words, **query: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=30)
    for key, value in {"lang": "en", **query}.items():
        app.query_params[key] = value
    app.session_state["language"] = query.get("lang", "en")
    return app.run()


def paste(app: AppTest, text: str, name: str = "words") -> AppTest:
    return app.text_area(key=f"{name}/pasted").set_value(text).run()


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def test_short_lines_are_given_to_their_scene_with_the_link() -> None:
    app = paste(opened(), "a / b\n\n 书 / book \n")
    given = stage(app)["given"]
    assert (given["scene"], given["settings"]["lines"]) == ("own", "a / b\n书 / book")
    assert given["settings"]["held"] == "" and "2 lines are used." in captions(app)
    assert [button.label for button in app.button] == ["Remove my data"]


def test_long_ones_are_named_and_answered_by_message() -> None:
    app = paste(opened(), MANY)
    given = stage(app)["given"]
    assert given["settings"]["lines"] == "" and given["settings"]["held"] == given["key"]
    query = "&".join(f"{name}={text}" for name, text in {**given["settings"], "scene": "own"}.items())
    assert f"{MOST} lines: word0" in asked(app, "words", query)["document"]["captions"][0]
    other = opened(**given["settings"], scene="own")
    assert any(f"author's own {MOST} lines" in warning.value for warning in other.warning)
    assert "none" in asked(other, "words", query)["document"]["captions"][0], "nobody sees another's lines"


@pytest.mark.parametrize(("text", "says"), [
    ("a / b\nc d", "Line `2`: “`c d`” has no /."),
    ("/\n" * (MOST + 1), "There are `201` lines; at most `200`"),
    ("x" * (2**20 + 1), "at most `1` MB"),
])  # fmt: skip
def test_a_refused_paste_is_told_and_what_was_there_stays(text: str, says: str) -> None:
    app = paste(paste(opened(), "a / b"), text)
    assert says in app.error[0].value and "1 lines are used." in captions(app)
    assert stage(app)["given"]["settings"]["lines"] == "a / b"
    assert not paste(app, "p / q").error, "what can be read takes the refusal away"


def test_removed_lines_are_gone() -> None:
    app = paste(opened(), MANY)
    app.button(key="words/remove").click().run()
    assert stage(app)["given"] is None and stage(app)["removed"] == 1
    assert app.session_state["held"] == {} and app.text_area(key="words/pasted").value == ""


def test_in_chinese() -> None:
    app = paste(opened(lang="zh"), "a / b")
    assert "采用了 1 行文字" in captions(app) and "不超过 1 MB、200 行" in captions(app)


# ---- uploads, and what a refusal leaves ---------------------------------------------------------------


class File:
    """An upload."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def getvalue(self) -> bytes:
        return self.content


@pytest.fixture
def stay(monkeypatch: pytest.MonkeyPatch) -> Visit:
    monkeypatch.setattr(st, "session_state", {})
    return Visit(WORDS, WORDS.settings())


def upload(stay: Visit, content: bytes) -> None:
    st.session_state["file"] = File(content)
    own_lines._uploaded(stay, "file")


def test_a_file_is_read_and_its_encoding_is_told(stay: Visit) -> None:
    upload(stay, ("我们爱读书 / we love books\n" * 9).encode("gb18030"))
    assert (len(stay.settings.lines), stay.own.encoding, stay.own.refused) == (9, "gb18030", None)
    upload(stay, b"PK\x03\x04")
    assert stay.own.refused is not None and "plain text" in stay.own.refused.text
    assert (len(stay.settings.lines), stay.own.encoding) == (9, "gb18030")
    upload(stay, MANY.encode())
    assert list(held()) == [stay.settings.held] == list(stay.named)
    stay.drop()
    assert held() == {} and stay.settings == WORDS.settings(data="own")


def test_of_refused_lines_only_short_words_are_kept(stay: Visit) -> None:
    made = []
    real = Lines.__init__

    def seen(self: Lines, texts: Any) -> None:
        real(self, texts)
        made.append(weakref.ref(self))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lines, "__init__", seen)
        upload(stay, b"x" * 900_000)
    del st.session_state["file"]
    gc.collect()
    assert [ref() for ref in made] == [None]
    kept = stay.own.refused
    assert type(kept) is Notice and kept.values == {"place": 1, "line": "x" * 60}


# ---- a table that is used whole ----------------------------------------------------------------------


def table(columns: int) -> str:
    head = ",".join(["name", "note", *(f"w{i}" for i in range(columns))])
    return head + "\n" + "\n".join(f"d{i},x{i}," + ",".join(["1"] * columns) for i in range(9))


def test_all_columns_of_numbers_are_used_and_none_is_chosen() -> None:
    app = paste(opened(page_of_counts), table(200), "counts")
    given = stage(app)["given"]
    assert given["key"].startswith("9x200-") and given["settings"]["points"] == ""
    assert "Column `name` is left out" in captions(app) and "9 rows are used." in captions(app)
    assert not app.selectbox and "500 columns; all columns of numbers are used" in captions(app)


def test_a_table_that_the_lesson_refuses_changes_nothing(stay: Visit) -> None:
    visit = Visit(COUNTS, COUNTS.settings())

    def pasted(text: str) -> None:
        st.session_state["text"] = text
        own_controls._pasted(visit, -1, "text")

    pasted("a,b,c\n1,2,3\n4,5,6")
    before, shown = visit.settings, visit.own.table
    for text, says in (("1.5,2,3\n4,5,6", "not a whole number"), ("a,b\nc,d", "No column"),
                       (table(501), "at most {most}")):  # fmt: skip
        pasted(text)
        assert visit.own.refused is not None and says in visit.own.refused.text
        assert visit.settings == before and visit.own.table is shown
    pasted("7,8,9")
    assert visit.own.refused is None and visit.settings.points.values.tolist() == [[7, 8, 9]]


def test_of_many_columns_of_words_a_few_are_named() -> None:
    words = "\n".join(",".join([*(f"x{i}{j}" for j in range(20)), "1"]) for i in range(5))
    app = paste(opened(page_of_counts), ",".join(f"c{j}" for j in range(21)) + "\n" + words, "counts")
    assert captions(app).count("is left out") == 5 and "15 more columns" in captions(app)
