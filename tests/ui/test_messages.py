"""Whatever a browser sends as a question, nothing is raised, and it is answered or ignored."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_lesson import answers
from em_ui import messages
from lessons import GROUPS

LESSONS = {lesson.name: lesson for group in GROUPS.values() for lesson in group}

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
json_like = st.recursive(
    leaves, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3)
)
near = st.dictionaries(st.sampled_from(["seq", "query", "ask"]), json_like, max_size=3)


ASKED = {"seq": 7, "query": "scene=play&a=0.5&lang=zh&points="}


def test_a_stages_question_is_read() -> None:
    """Blank values are kept: an emptied field is not a field that was not sent."""
    read = messages.asked({"ask": ASKED})
    assert read == messages.Asked({"scene": "play", "a": "0.5", "lang": "zh", "points": ""}, 7)
    (seven,) = [messages.asked({"ask": {"seq": 7.0, "query": "a=%E8%BA%AB&a=2&b=x+y"}})]
    assert seven == messages.Asked({"a": "2", "b": "x y"}, 7)
    assert messages.asked({"ask": {"seq": 0, "query": ""}}) == messages.Asked({}, 0)


@pytest.mark.parametrize("wrong", [
    {"query": None}, {"query": 3}, {"query": ["a=1"]}, {"query": "a" * (messages.LONGEST + 1)}, {"seq": None},
    {"seq": "7"}, {"seq": True}, {"seq": float("nan")}, {"seq": 1e400},
])  # fmt: skip
def test_a_question_with_one_wrong_part_is_none(wrong: dict[str, Any]) -> None:
    assert messages.asked({"ask": ASKED | wrong}) is None


@pytest.mark.parametrize("state", [None, 3, [], "ask", {}, *({"ask": what} for what in (None, 3, [], {}))])
def test_a_state_without_a_question_is_none(state: Any) -> None:
    assert messages.asked(state) is None


def test_a_question_of_very_many_parts_is_read_as_far_as_a_link_is() -> None:
    query = "&".join(f"a{i}={i}" for i in range(900))
    assert len(query) < messages.LONGEST
    read = messages.asked({"ask": {"seq": 1, "query": query}})
    assert read is not None and len(read.params) == messages.MOST


@given(json_like | st.dictionaries(st.just("ask"), json_like | near | st.dictionaries(
    st.sampled_from(["seq", "query"]), leaves | st.text(max_size=40))))  # fmt: skip
def test_any_state_is_a_question_or_none(state: Any) -> None:
    read = messages.asked(state)
    assert read is None or all(isinstance(text, str) for pair in read.params.items() for text in pair)


@given(query=st.text(max_size=80), seq=st.integers(0, 10**9))
def test_any_question_is_answered(query: str, seq: int) -> None:
    """Lone surrogates too, which JSON can carry and UTF-8 cannot."""
    read = messages.asked({"ask": {"query": query, "seq": seq}})
    assert read is not None
    answer = answers.answer(answers.read(LESSONS["lower_bound"], read.params, {}))
    assert answer.startswith((b'{"k"', b'{"refused"'))


@pytest.mark.parametrize("query", ["scene=\ud800", "a=\udfff", "rounds=\ud800&changed=rounds&data=own"])
def test_half_a_character_is_answered(query: str) -> None:
    read = messages.asked({"ask": {"query": query, "seq": 1}})
    assert read is not None
    assert b"U+D" in answers.answer(answers.read(LESSONS["lower_bound"], read.params, {}))
