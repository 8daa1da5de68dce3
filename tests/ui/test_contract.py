"""What Python sends and what message.d.ts says have the same names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from em_lesson import answers
from lessons import GROUPS

WEB = Path(__file__).resolve().parents[2] / "em_ui" / "player" / "web"
TYPES = (WEB / "message.d.ts").read_text(encoding="utf-8")
LESSONS = {lesson.name: lesson for group in GROUPS.values() for lesson in group}


def fields(name: str) -> tuple[set[str], set[str]]:
    """The names that a message must have, and those that it may have."""
    found = re.search(rf"interface {name}(?: extends (\w+))? \{{(.*?)^\}}", TYPES, re.DOTALL | re.MULTILINE)
    assert found, name
    must, may = fields(found[1]) if found[1] else (set(), set())
    for field, optional in re.findall(r"^  (\w+)(\??):", found[2], re.MULTILINE):
        (may if optional else must).add(field)
    return must, may


def fits(message: dict[str, Any], name: str) -> bool:
    must, may = fields(name)
    return must <= set(message) <= must | may


def asked(lesson: str, **params: str) -> Any:
    return json.loads(answers.answer(answers.read(LESSONS[lesson], params)))


@pytest.fixture(scope="module")
def parts() -> list[dict[str, Any]]:
    app = AppTest.from_file("../../main.py", default_timeout=60)
    app._page_hash = calc_hash(LESSONS["heights"].path)
    app.query_params["lang"] = "en"
    return [json.loads(part.proto.json) for part in app.run().get("bidi_component")]


def test_the_parts_of_a_page(parts: list[dict[str, Any]]) -> None:
    names = {"stage": "StageData", "free": "Part", "question": "QuestionData", "wire": "WireData"}
    assert {part["role"] for part in parts} == set(names)
    for part in parts:
        assert fits(part, names[part["role"]]), part["role"]
        for scene in part.get("scenes", []):
            assert fits(scene, "Scene")
        for answer in part.get("answers", []):
            assert set(answer) == {"id", "text", "reply", "right"}


def test_the_parts_of_the_first_page() -> None:
    app = AppTest.from_file("../../main.py", default_timeout=60).run()
    found = [json.loads(part.proto.json) for part in app.get("bidi_component")]
    names = {"stage": "StageData", "visits": "VisitsData", "wire": "WireData"}
    assert sorted(part["role"] for part in found) == sorted(names)
    assert all(fits(part, names[part["role"]]) for part in found)


@pytest.mark.parametrize("lesson", LESSONS)
def test_answers(lesson: str) -> None:
    for scene in [*LESSONS[lesson].scenes, LESSONS[lesson].all]:
        whole = asked(lesson, scene=scene.id)
        assert fits(whole, "Answered") and fits(whole["document"], "Run"), scene.id
        for panel in whole["document"]["panels"]:
            assert set(panel) == {"id", "strip"} and fits(panel["strip"], "Strip")
        for control in whole["document"]["controls"]:
            assert fits(control, "Control"), control
        for live in whole["document"]["live"].values():
            assert set(live) == {"label", "min", "max", "step"}
        light = asked(lesson, scene=scene.id, light="1")
        assert fits(light, "Answered") and fits(light["document"], "Light"), scene.id
        for panel in light["document"]["panels"]:
            assert set(panel) == {"id", "opening", "tracks", "frame", "caption"}


def test_a_refusal_and_rows_of_a_session() -> None:
    assert set(asked("lower_bound", changed="rounds", data="own", rounds="5/10 x")) == {"refused"}
    assert asked("heights", data="own", held="300x1-df8ed10db6") == {"own": True}


def test_a_name_too_many_and_one_too_few_are_found() -> None:
    must, _ = fields("Ask")
    message: dict[str, Any] = dict.fromkeys(must)
    assert fits(message, "Ask")
    assert not fits(message | {"more": 1}, "Ask")
    assert not fits({"seq": 1}, "Ask")
