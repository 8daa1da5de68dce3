"""What a question is answered with: documents, notices, refusals, and what is kept of them."""

from __future__ import annotations

import gc
import gzip
import json
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from em_lesson import answers
from em_lesson.answers import MINE, answer, packed, read
from em_lesson.fields import Notice
from em_lesson.rows import Rows
from tests.kit.toy import MADE, lesson


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Nothing that another test has asked for is remembered."""
    for kept in (answers._whole, answers._light, answers._gzip):
        kept.cache_clear()
    MADE.clear()
    yield


def ask(held: dict[str, Rows] | None = None, /, **params: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer(read(lesson, params, held)))
    return found


def document(held: dict[str, Rows] | None = None, /, **params: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(held, **params)["document"]
    return found


# ---- documents -----------------------------------------------------------------------------------


def test_a_whole_run_has_all_that_a_stage_shows() -> None:
    assert ask(scene="more", k="2") == {
        "k": 2, "notices": [],
        "document": {
            "scene": "more", "lang": "en",
            "settings": {"data": "given", "a": "0.75", "n": "5", "loud": "0"},
            "labels": ["Start", "1", "2", "3", "4", "5"], "phases": ["start", *"EEEEE"],
            "captions": [f"Next {k}: a" for k in range(6)], "stop": "Play", "at": 5, "knobs": ["a"],
            "live": {"a": {"label": "a", "min": 0.0, "max": 0.75, "step": 0.25}},
            "controls": [
                {"id": "n", "label": "Rounds", "value": "5", "kind": "number", "min": 1, "max": 9, "step": 1},
                {"id": "data", "label": "Data", "value": "given", "kind": "choice",
                 "options": [["given", "Given"], ["typed", "My own rounds"], ["own", "My own"]]},
            ],
            "panels": document(scene="more")["panels"], "code": "a = 0.75",
        },
    }  # fmt: skip
    assert [panel["id"] for panel in document(scene="more")["panels"]] == ["plot", "table"]


def test_what_a_panel_sends_is_its_strip_and_a_name_for_its_base() -> None:
    plot, table = document(scene="more")["panels"]
    assert list(plot) == list(table) == ["id", "strip"]
    assert plot["strip"]["captions"] == ["said"] * 6 and table["strip"]["captions"] == []
    assert len(plot["strip"]["base_id"]) == 16 != plot["strip"]["base_id"] == plot["strip"]["base_id"].lower()
    other = document(scene="more", a="0.25")["panels"]
    assert other[0]["strip"]["base_id"] != plot["strip"]["base_id"], "another base"
    assert other[1]["strip"]["base_id"] == table["strip"]["base_id"], "the same markup"
    assert other[1]["strip"]["frames"] == [["one", ["0.250"], []]]


def test_a_picture_in_between_is_one_frame() -> None:
    assert document(scene="more", k="2", light="1") == {
        "light": True, "scene": "more", "lang": "en",
        "settings": {"data": "given", "a": "0.75", "n": "5", "loud": "0"},
        "k": 2, "n": 6, "label": "2", "phase": "E", "caption": "Next 2: a",
        "panels": [
            {"id": "plot", "opening": {}, "tracks": {}, "frame": {"0": {"y": [2]}}, "caption": "said"},
            {"id": "table", "opening": {}, "tracks": {}, "frame": ["one", ["0.750"], []], "caption": ""},
        ],
    }  # fmt: skip
    assert document(scene="more", k="99", light="1")["k"] == 5
    assert "light" not in document(scene="more", light="0")


def test_words_are_in_the_language_that_was_asked_for() -> None:
    said = document(scene="more", lang="zh")
    assert (said["lang"], said["stop"], said["labels"][0]) == ("zh", "播放", "起点")
    assert [control["label"] for control in said["controls"]] == ["轮数", "数据"]
    assert said["panels"][0]["strip"]["title"] == "下一步"
    assert document(scene="more", lang="tlh")["lang"] == document(scene="more")["lang"] == "en"


def test_a_knob_that_moves_nothing_is_left_out_and_so_are_controls_that_do_not_matter() -> None:
    assert document(scene="play")["knobs"] == ["a"]
    still = document(scene="play", loud="1")
    assert still["knobs"] == [] and still["live"] == {}
    assert [c["id"] for c in document(scene="more", data="typed")["controls"]] == ["n", "data", "rounds"]
    (typed,) = [c for c in document(scene="more", data="typed")["controls"] if c["id"] == "rounds"]
    assert (typed["kind"], typed["help"], typed["value"]) == ("text", "Say.", "1/2")
    assert document(scene="late")["controls"][0]["kind"] == "flag"


@pytest.mark.parametrize(("params", "at"), [
    ({"scene": "play"}, 0), ({"scene": "more"}, 5), ({"scene": "more", "n": "2"}, 2), ({"scene": "late"}, 3),
    ({"scene": "late", "n": "8"}, 7), ({"scene": "free"}, 0),
])  # fmt: skip
def test_a_scene_opens_at_its_half_step_or_at_the_last_there_is(params: dict[str, str], at: int) -> None:
    assert document(**params)["at"] == at


def test_everything_at_once_draws_what_there_is_to_draw() -> None:
    assert [panel["id"] for panel in document(scene="free")["panels"]] == ["plot", "table"]
    assert [panel["id"] for panel in document(loud="1")["panels"]] == ["plot", "table", "loud"]


# ---- notices and refusals ------------------------------------------------------------------------


def test_what_a_link_had_wrong_is_said_in_its_language() -> None:
    (said,) = ask(scene="more", n="99")["notices"]
    assert said == "The link says n = 99; it must lie between 1 and 9, so 9 is used."
    (said,) = ask(scene="more", n="9\u200b9", lang="zh")["notices"]
    assert "9⟨U+200B⟩9" in said and "5" in said and "链接" in said
    assert len(ask(scene="nowhere", n="99", a="x")["notices"]) == 3


def test_a_half_step_past_the_end_is_put_right_and_said() -> None:
    last = ask(scene="more", k="6")
    assert last["k"] == 5 and last["notices"] == [
        "The link asks for half-step 6; this run ends at 5, which is shown."
    ]
    assert ask(scene="more", k="5")["notices"] == []
    assert "6" in ask(scene="more", k="6", lang="zh")["notices"][0]
    dragged = ask(scene="more", k="6", light="1")
    assert dragged["notices"] == [] and dragged["document"]["k"] == 5


def test_what_was_just_changed_has_its_consequences_before_all_are_looked_at() -> None:
    """Other data begin elsewhere, whatever the old data's start was."""
    assert document(scene="play", data="own", a="0.5")["settings"]["a"] == "0.5"
    assert document(scene="play", data="own", a="0.5", changed="data")["settings"]["a"] == "0.25"
    assert document(scene="play", data="own", a="0.5", changed="n")["settings"]["a"] == "0.5"
    assert document(scene="play", data="own", a="0.5", changed="nothing")["settings"]["a"] == "0.5"
    assert len(ask(scene="play", data="other", a="0.5", changed="data")["notices"]) == 1


def test_rounds_that_cannot_be_read_are_refused_in_words_and_nothing_is_drawn() -> None:
    refused = ask(scene="more", data="typed", rounds="5/10 x", changed="rounds")
    assert list(refused) == ["refused"] and "Round 2: “x”" in refused["refused"]
    assert "“x”" in ask(scene="more", data="typed", rounds="5/10 x", changed="rounds", lang="zh")["refused"]
    assert MADE == []
    assert "document" in ask(scene="more", data="typed", rounds="5/10 3/4", changed="rounds")
    linked = ask(scene="more", data="typed", rounds="5/10 x")  # by a link: the notice says what is used
    assert "cannot be read" in linked["notices"][0] and linked["document"]["settings"]["rounds"] == "1/2"


def test_a_notice_is_plain_text_in_which_everything_can_be_seen() -> None:
    assert answers.said(Notice("It says {given}.", {"given": "<b>\u202e1"}), str) == "It says <b>⟨U+202E⟩1."


def test_a_list_in_a_notice_is_written_as_the_language_writes_lists() -> None:
    (english,) = ask(scene="play", odd="1", strange="2")["notices"]
    (chinese,) = ask(scene="play", odd="1", strange="2", lang="zh")["notices"]
    assert "odd, strange" in english and "odd、strange" in chinese
    _, (choice,) = lesson.settings.from_link({"data": "nowhere"})
    assert "given, typed, own" in answers.said(choice, str)
    assert "given、typed、own" in answers.said(choice, answers.prose.translator("zh"))


# ---- the learner's own rows ----------------------------------------------------------------------


def own(rows: Rows, **more: Any) -> dict[str, str]:
    link = lesson.settings().with_rows(rows).with_(**more).to_link()
    return {"scene": "play", **{name: text for name, text in link.items() if name != "k"}}


MANY = Rows([[float(i)] for i in range(100)], ("mass",))
FEW = Rows([[1.0], [2.0]], ("mass",))


@pytest.mark.parametrize("rows", [MANY, FEW], ids=["too many for a link", "with headings"])
def test_rows_that_only_the_session_has_are_asked_for_by_message(rows: Rows) -> None:
    params = own(rows)
    assert answer(read(lesson, params)) == b'{"own":true}' == answer(read(lesson, {**params, "light": "1"}))
    assert MADE == [], "nothing is computed in their place"
    there = document({rows.name: rows}, **params)
    assert there["panels"][0]["strip"]["base"]["data"][0]["x"] == rows.values.ravel().tolist()
    assert MADE[-1].points == rows and MADE[-1].points.names == ("mass",)
    elsewhere = ask({}, **params)  # a session that lacks them shows what the link has
    assert "document" in elsewhere


def test_rows_that_stand_whole_in_the_link_need_no_session() -> None:
    rows = Rows([[1.0], [2.0]])
    assert own(rows)["held"] == "" and not read(lesson, own(rows)).own
    assert document(**own(rows))["panels"][0]["strip"]["base"]["data"][0]["x"] == [1.0, 2.0]


def test_held_rows_beside_given_data_are_nobodys_question() -> None:
    assert not read(lesson, {**own(MANY), "data": "given"}).own


# ---- memory --------------------------------------------------------------------------------------


def test_the_same_question_is_the_same_bytes_and_computed_once() -> None:
    first = answer(read(lesson, {"scene": "more"}))
    strange = json.loads(answer(read(lesson, {"scene": "more", "strange": "1"})))
    assert strange["document"] == json.loads(first)["document"] and len(MADE) == 1
    assert "strange" in strange["notices"][0], "and says what it does not know"
    assert answers._whole.cache_info().hits == 1
    answers._whole.cache_clear()
    assert answer(read(lesson, {"scene": "more"})) == first and len(MADE) == 2, "and made anew"


def test_the_half_step_costs_no_other_answer() -> None:
    for k in range(5):
        assert ask(scene="more", k=str(k))["k"] == k
    assert answers._whole.cache_info().misses == 1


def test_settings_scenes_and_languages_are_other_answers() -> None:
    play = {"scene": "play"}
    asked = [play, {"scene": "free"}, {**play, "lang": "zh"}, {**play, "a": "0.1"}]
    assert len({answer(read(lesson, params)) for params in asked}) == 4 == len(MADE)


def test_the_compressed_answer_is_the_answer() -> None:
    question = read(lesson, {"scene": "more", "k": "99", "lang": "zh"})
    assert gzip.decompress(packed(question)) == answer(question)
    assert packed(question) == packed(read(lesson, {"scene": "more", "k": "99", "lang": "zh"}))
    assert answers._gzip.cache_info().hits >= 1


def test_what_is_made_of_the_learners_rows_is_kept_with_them_and_goes_with_them() -> None:
    rows = Rows(MANY.values + 1, ("mass",))
    held = {rows.name: rows}
    first = document(held, **own(rows))
    made = len(MADE)
    assert document(held, **own(rows)) == first and len(MADE) == made
    assert answers._whole.cache_info().currsize == 0, "not among what all visitors share"
    assert list(rows.memo["answers"])
    for i in range(3 * MINE):
        document(held, **own(rows, n=i % 9 + 1, a=i / 100))
    assert len(rows.memo["answers"]) == MINE
    gone = weakref.ref(rows)
    MADE.clear()
    held.clear()
    del rows
    gc.collect()
    assert gone() is None


def test_a_moving_knob_on_own_rows_leaves_the_whole_run_whole() -> None:
    """Both are asked about half-step 0, one after the other."""
    rows = Rows(MANY.values + 2, ("mass",))
    held = {rows.name: rows}
    for light in ("1", "", "1"):
        found = document(held, **own(rows), k="0", light=light)
        assert ("labels" in found) is (light == "") and ("label" in found) is (light == "1")


def test_rows_beside_given_data_share_everybodys_answer() -> None:
    rows, question = Rows(MANY.values + 3), read(lesson, {"scene": "play"})
    beside = question.settings.with_(points=rows)
    assert answer(question._replace(settings=beside)) == answer(question) and len(MADE) == 1
    assert answers._whole.cache_info().currsize == 1 and not rows.memo


# ---- points added by a click ---------------------------------------------------------------------


def test_only_two_columns_of_ones_own_take_points() -> None:
    mine = lesson.settings(data="own")
    start = mine.with_(points=Rows([[1.0, 2.0], [3.0, 4.0]], ("u", "v")))
    more = start.with_point("0.5,-1")
    assert more.points.values.tolist() == [[1, 2], [3, 4], [0.5, -1]] and more.points.names == ("u", "v")
    assert more.held == more.points.name, "with headings the link can only name them"
    assert mine.with_point("0.5,-1").points.text == "0.5,-1"
    for nonsense in ("", "1", "1,2,3", "x,1", "nan,1", "1,inf", "1e200,1"):
        assert start.with_point(nonsense) is start
    assert lesson.settings().with_point("1,2") == lesson.settings()
