"""What a refused paste leaves behind in the server: a sentence and its short values, not the text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from em_ui import own_controls
from em_ui.settings import Notice

ROOT = Path(__file__).resolve().parents[2]

# In a process of its own: what others have taken and freed before would hide what is kept here.
PASTES = """
import os, random, resource, sys
from types import SimpleNamespace

import streamlit as st
from em_ui import own_controls

st.session_state = {}

def resident():  # MB; where /proc is missing, the most there was so far
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (2**20 if sys.platform == "darwin" else 2**10)

def paste(number, between):
    draw = random.Random(number)
    words = ["".join(draw.choices("abcdefghij", k=draw.randint(3, 9))) for _ in range(5000)]
    line = between.join(words) + between
    page = SimpleNamespace(key=lambda name: f"{number}/{name}")
    st.session_state["text"] = (line * (9 * 2**20 // len(line) + 1))[: 9 * 2**20]
    own_controls._pasted(page, 2, "text")
    assert f"{number}/own-error" in st.session_state and f"{number}/own-table" not in st.session_state

between = sys.argv[1].encode().decode("unicode_escape")
paste(0, between)
before = resident()
for number in range(1, 11):
    paste(number, between)
print(resident() - before)
"""


@pytest.mark.parametrize("between", [r"\n", " ", ",", r" x x x x x x x x x x x x\n"])
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
    class Page:
        def key(self, name: str) -> str:
            return name

    state: dict[str, Any] = {"text": text}
    monkeypatch.setattr(st, "session_state", state)
    own_controls._pasted(Page(), 2, "text")  # type: ignore[arg-type]
    kept = state["own-error"]
    assert type(kept) is Notice
    assert all(type(value) in (int, str) and len(str(value)) < 500 for value in kept.values.values())
