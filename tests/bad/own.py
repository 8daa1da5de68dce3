"""Bad tables and texts as a learner's own data: pasted or uploaded after good ones, taken or refused."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from em_lesson import answers
from em_lesson.lesson import Lesson
from em_lesson.scene import LINES, Scene
from em_ui import own_controls, own_lines
from em_ui.visit import Visit
from tests.bad.sound import told, unsound
from tests.lessons.stages import LESSONS, difference

OWN = {lesson: scene for lesson in LESSONS for scene in lesson.scenes if scene.rows}
OF_NUMBERS = [lesson for lesson, scene in OWN.items() if scene.rows != LINES]
OF_LINES = [lesson for lesson, scene in OWN.items() if scene.rows == LINES]
GOOD = {1: "h\n1\n2\n9\n", 2: "1 2\n2 3\n9 8\n"}
SECONDS = 5.0  # of processor time for one of an ordinary size


class File:
    """An upload."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def getvalue(self) -> bytes:
        return self.content


def load(visit: Visit, scene: Scene, what: str | bytes) -> None:
    """Paste a text or upload a file."""
    st.session_state["x"] = File(what) if isinstance(what, bytes) else what
    at: Any = own_lines if scene.rows == LINES else own_controls
    columns = () if scene.rows == LINES else (scene.rows,)
    (at._uploaded if isinstance(what, bytes) else at._pasted)(visit, *columns, "x")


def wrong(lesson: Lesson[Any], what: str | bytes, lang: str, seconds: float = SECONDS) -> list[str]:
    """What is not as it should be when this follows good data. ``st.session_state`` is a dict here."""
    st.session_state.clear()
    scene, visit = OWN[lesson], Visit(lesson, lesson.settings(), lang)
    load(visit, scene, GOOD.get(scene.rows, "one word / two words\nthree words / four words"))
    before, began, found = visit.settings, time.process_time(), []
    load(visit, scene, what)
    if isinstance(what, str) and st.session_state["x"] != what:
        found.append("what was pasted is gone from its field")
    if visit.own.refused is not None:
        found += told(visit.own.refused, lesson.name, lang)
        if visit.settings != before:
            found.append("refused, and what was there is gone")
    params = {**difference(lesson, scene, visit.settings), "scene": scene.id, "lang": lang}
    question = answers.read(lesson, params, visit.rows_by_name())
    if not len(question.settings.rows):
        found.append("the rows are lost on the way")
    found += unsound(answers.answer(question), question.notices, lesson.name, lang)
    if time.process_time() - began > seconds:
        found.append(f"it takes {time.process_time() - began:.1f} s")
    return found
