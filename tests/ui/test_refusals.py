"""What a refused paste leaves behind in the server: a sentence and its short values, not the text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import streamlit as st

from em_lesson.fields import Notice
from em_ui import own_controls
from em_ui.visit import Visit
from lessons.gmm.lesson import lesson

ROOT = Path(__file__).resolve().parents[2]

RESIDENT = """
import os, resource, sys

def resident():  # MB; where /proc is missing, the most there was so far
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (2**20 if sys.platform == "darwin" else 2**10)
"""
# In a process of its own: what others have taken and freed before would hide what is kept here.
PASTES = RESIDENT + """
import random
import streamlit as st
from em_ui import own_controls
from em_ui.visit import Visit
from lessons.gmm.lesson import lesson

st.session_state = {}
visits = {}

def paste(number, between):
    draw = random.Random(number)
    words = ["".join(draw.choices("abcdefghij", k=draw.randint(3, 9))) for _ in range(5000)]
    line = between.join(words) + between
    visit = visits[number] = Visit(lesson, lesson.settings())
    st.session_state["text"] = (line * (9 * 2**20 // len(line) + 1))[: 9 * 2**20]
    own_controls._pasted(visit, 2, "text")
    assert visit.own.refused and not visit.own.table

between = sys.argv[1].encode().decode("unicode_escape")
paste(0, between)
before = resident()
for number in range(1, 11):
    paste(number, between)
print(resident() - before)
"""


@pytest.mark.parametrize(
    "between",
    [
        r"\n",
        pytest.param(" ", marks=pytest.mark.faults),
        pytest.param(",", marks=pytest.mark.faults),
        pytest.param(r" x x x x x x x x x x x x\n", marks=pytest.mark.faults),
    ],
)
def test_ten_refused_pastes_leave_less_than_50_mb(between: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PASTES, between], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 50


@pytest.mark.parametrize(
    "text", ["a,b\nc,d\n" * 30, "x" * 9_000_000, "1,2\n" + "3," * 4_000_000, '1,2\n"3', "1\u200b2 " * 9]
)
def test_what_is_kept_is_short_and_plain(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = Visit(lesson, lesson.settings())
    monkeypatch.setattr(st, "session_state", {"text": text})
    own_controls._pasted(visit, 2, "text")
    kept = visit.own.refused
    assert type(kept) is Notice
    assert all(type(value) in (int, str) and len(str(value)) < 500 for value in kept.values.values())


VISIT = RESIDENT + """
import gc
from tests.ui.test_pages import open_page

app = open_page("gmm", lang="en", data="own")
before = resident()
for number in range(10):
    line = "".join(f"word{number}{i}\\n" for i in range(997))
    app.text_area(key="gmm/pasted").set_value((line * (9 * 2**20 // len(line) + 1))[: 9 * 2**20]).run()
    assert "rows; at most" in app.error[0].value, app.error
    gc.collect()  # the trees in which AppTest shows a page are cycles
print(resident() - before)
"""


@pytest.mark.faults
def test_ten_refused_pastes_on_a_page_leave_little() -> None:
    done = subprocess.run(
        [sys.executable, "-c", VISIT], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    # of which Streamlit holds 27: the last text as the field's value, as it came, and as a message to AppTest
    assert float(done.stdout) < 50
