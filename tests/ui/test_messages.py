"""Whatever a browser sends to the player's callbacks, nothing is raised and nothing wrong is kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_ui import messages, play
from em_ui.visit import Visit
from lessons import GROUPS

LESSONS = {lesson.name: lesson for group in GROUPS.values() for lesson in group}
START = {"seq": 3, "values": {"a": 0.7, "b": 1}, "final": True, "k": 2, "have": ["0123456789abcdef"]}

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
json_like = st.recursive(
    leaves, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3)
)
names = ["seq", "values", "final", "k", "have", "run", "x", "y", "start", "position", "added"]
fields = st.sampled_from(names)
near = st.dictionaries(fields, json_like | st.just(START) | st.just({"a": 0.5}), max_size=8)


def test_the_players_own_messages_are_read() -> None:
    read = messages.start(START)
    assert read == messages.Start({"a": 0.7, "b": 1.0}, 2, True, frozenset(["0123456789abcdef"]), 3)
    assert messages.position({"run": "abc", "k": 4}) == messages.Position("abc", 4)
    assert messages.point({"x": 1, "y": -2.5}) == messages.Point(1, -2.5)


@pytest.mark.parametrize("wrong", [
    {"values": [0.7]}, {"values": {"a": "0.7"}}, {"values": {"a": None}}, {"values": {"a": True}},
    {"values": {"a": float("nan")}}, {"values": {"a": 1e400}}, {"values": {str(i): 0 for i in range(999)}},
    {"final": 1}, {"k": "2"}, {"k": None}, {"have": "all"}, {"have": [1]}, {"have": ["x" * 999]}, {"seq": []},
])  # fmt: skip
def test_a_start_with_one_wrong_part_is_none(wrong: dict[str, Any]) -> None:
    assert messages.start(START | wrong) is None


@pytest.mark.parametrize("wrong", [None, 3, [], {}, {"run": 1, "k": 1}, {"run": "a", "k": -1},
                                   {"run": "a", "k": 1.5}])  # fmt: skip
def test_a_wrong_position_is_none(wrong: Any) -> None:
    assert messages.position(wrong) is None


@pytest.mark.parametrize("wrong", [None, "1,2", {"x": 1}, {"x": "1", "y": 2}, {"x": float("inf"), "y": 0}])
def test_a_wrong_point_is_none(wrong: Any) -> None:
    assert messages.point(wrong) is None


@given(json_like | near)
def test_any_json_is_read_or_ignored(sent: Any) -> None:
    for read in (messages.start, messages.position, messages.point):
        read(sent)


@pytest.mark.parametrize("name", ["hard_soft", "gmm"])
@given(state=json_like | near)
def test_the_players_callbacks_take_any_state(name: str, state: Any) -> None:
    lesson = LESSONS[name]
    visit = Visit(lesson, lesson.settings())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(play.st, "session_state", {f"play/{name}": state})
        for act in (play._started, play._moved, lambda v: play._added(v, True)):
            act(visit)
    specs = lesson.settings.specs()
    for field, spec in specs.items():
        value = getattr(visit.settings, field)
        if field not in ("points", "held"):
            assert spec.read(spec.write(value), None, field) is not None
