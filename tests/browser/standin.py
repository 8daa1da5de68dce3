"""A server that has small lessons for typed texts and own lines beside those of the app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from em_lesson import prose
from em_ui import shell
from em_ui.player import assets, parts
from em_ui.route import routes
from lessons import GROUPS
from tests.browser.server import ROOT
from tests.kit.pairs import COUNTS, WORDS, load

LESSONS = [WORDS, COUNTS]
APP = """import sys
sys.path.insert(0, {root!r})
import streamlit as st
from tests.browser import standin
app = st.App("main.py", routes=standin.routed())
"""
MAIN = """import sys
sys.path.insert(0, {root!r})
from tests.browser import standin
standin.show({static!r})
"""


def routed() -> Any:
    """The routes for these lessons."""
    return routes({"": LESSONS})


def show(static: str) -> None:
    """The app with these lessons: main.py, but for where the browser's files are put."""
    parts.install = lambda: assets.install(Path(static))
    prose.load = load
    shell.show({**GROUPS, "Stand-ins": LESSONS})


def written(folder: Path) -> str:
    """The script for a server, in a folder of its own, beside which Streamlit looks for what it serves."""
    values = {"root": str(ROOT), "static": str(folder / "static")}
    assets.install(folder / "static")  # a server looks for it when it starts
    (folder / "main.py").write_text(MAIN.format(**values))
    (folder / "app.py").write_text(APP.format(**values))
    return str(folder / "app.py")
