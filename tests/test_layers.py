"""The house stands as README.md says: who imports whom, how long a file is, what the app does without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import layers

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("em_core", "em_figures", "em_lesson", "lessons", "em_ui")
SCRIPTS = [ROOT / "main.py", ROOT / "app.py"]
PYTHON = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")) + SCRIPTS
ROOMS = [path for path in PYTHON if ROOT / "lessons" in path.parents and path.parent != ROOT / "lessons"]
BELOW = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in FOLDERS[:-1]]
BROWSER = sorted(path for path in (ROOT / "em_ui").rglob("*") if path.suffix in (".mjs", ".js", ".css"))
SERVED = [
    path
    for folder in (*FOLDERS, "content", ".streamlit")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".mjs", ".js", ".css", ".html", ".svg", ".md", ".toml")
] + SCRIPTS


def layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_imports_run_one_way(path: Path) -> None:
    assert layers.imports(path.read_text("utf-8"), layer(path), name(path)) == []


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_imports_stand_at_the_head(path: Path) -> None:
    assert layers.hidden(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", ROOMS, ids=name)
def test_no_room_imports_another(path: Path) -> None:
    assert layers.rooms(path.read_text("utf-8"), path.relative_to(ROOT / "lessons").parts[0]) == []


def test_no_files_import_each_other_in_a_circle() -> None:
    assert sum(map(len, graph().values())) > 300, "the imports are seen"
    assert layers.circle(graph()) == []


def graph() -> dict[str, set[str]]:
    """Which of our files imports which."""
    modules = {dotted(path): path for path in PYTHON}
    return {module: layers.edges(path.read_text("utf-8"), modules) for module, path in modules.items()}


def test_what_only_a_server_has_is_reached_from_app_alone() -> None:
    """So the pages also run where there is none."""
    served = {dotted(ROOT / where) for where in layers.SERVED}
    found = graph()
    assert served and served <= layers.reached(found, "app")
    assert {module for module in found if served & layers.reached(found, module)} == {"app", *served}
    assert {"em_ui.shell", "em_ui.page", "lessons.heights.lesson"} <= layers.reached(found, "main")


@pytest.mark.parametrize("path", BELOW, ids=name)
def test_below_the_ui_nobody_asks_the_session(path: Path) -> None:
    assert not {"streamlit", "session_state"} & set(re.findall(r"\w+", path.read_text("utf-8")))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_the_app_runs_without_threads_pandas_and_keyless_widgets(path: Path) -> None:
    assert layers.calls(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", PYTHON + BROWSER, ids=name)
def test_files_are_short(path: Path) -> None:
    assert layers.length(path.read_text("utf-8"), name(path)) == []


@pytest.mark.parametrize("path", SERVED, ids=name)
def test_nothing_is_loaded_from_outside(path: Path) -> None:
    assert layers.addresses(path.read_text("utf-8"), path.suffix) == []


def test_no_folder_is_called_pages() -> None:
    """Streamlit would run the first visitor's page by itself, and lose a click on the language."""
    assert not (ROOT / "pages").exists()


def test_every_layer_has_files() -> None:
    assert {layer(path) for path in PYTHON} == set(layers.ALLOWED)


# Each rule, seen to fail and seen to let pass.


@pytest.mark.parametrize(("where", "source"), [
    ("em_core", "import plotly.graph_objects as go"),
    ("em_core", "from em_figures import wire"),
    ("em_core", "import scipy.stats"),
    ("em_core", "from scipy import stats"),
    ("em_core", "from scipy.stats import norm"),
    ("em_core", "def late():\n    import pandas"),
    ("em_core", "from threading import Lock"),
    ("em_core", "from concurrent.futures import ThreadPoolExecutor"),
    ("em_core", "import subprocess"),
    ("em_core", "import pickle"),
    ("em_figures", "import streamlit as st"),
    ("em_figures", "from em_lesson.prose import load"),
    ("em_lesson", "import streamlit as st"),
    ("em_lesson", "from em_ui import language"),
    ("em_lesson", "from lessons.heights.runs import trace"),
    ("lessons", "import streamlit"),
    ("lessons", "from em_ui.visit import visit"),
    ("em_ui", "from lessons import GROUPS"),
    ("em_figures", "import matplotlib.pyplot as plt"),
    ("em_ui", "from urllib.request import urlopen"),
    ("em_ui", "import urllib.request"),
    ("em_ui", "import pyarrow"),
    ("main", "import numpy as np"),
    ("main", "import app"),
    ("app", "from em_core import run"),
])
def test_a_forbidden_import_is_found(where: str, source: str) -> None:
    assert len(layers.imports(source, where)) == 1


@pytest.mark.parametrize(("where", "source"), [
    ("em_core", "import math\nimport numpy as np\nfrom scipy.special import xlogy\nfrom .steps import soft"),
    ("em_figures", "from em_core import run\nimport latex2mathml.converter\nimport plotly"),
    ("em_ui", "import streamlit as st\nfrom em_figures import wire\nfrom urllib.parse import urlsplit"),
    ("lessons", "from em_lesson.lesson import Lesson\nfrom lessons.common import coins\nimport scipy"),
    ("main", "import gc\nimport streamlit as st\nfrom em_ui import shell\nfrom lessons import GROUPS"),
    ("app", "import streamlit as st\nfrom em_ui import origin\nfrom lessons import GROUPS\nimport starlette"),
])
def test_an_allowed_import_passes(where: str, source: str) -> None:
    assert layers.imports(source, where) == []


def test_a_server_is_imported_by_the_files_that_are_named_and_by_no_other() -> None:
    source = "from anyio import to_thread\nfrom starlette.routing import Route"
    assert layers.imports(source, "em_ui", "em_ui/route.py") == []
    for where in ("em_ui/page.py", "route.py", ""):
        assert len(layers.imports(source, "em_ui", where)) == 2
    assert len(layers.imports("import threading", "em_ui", "em_ui/route.py")) == 1


def test_what_is_reached_is_found() -> None:
    graph = {"main": {"ui.shell"}, "ui.shell": {"ui.page"}, "ui.page": set(), "ui": {"ui.route"},
             "ui.route": set(), "app": {"ui.front"}, "ui.front": set(), "alone": set()}  # fmt: skip
    pages = {"main", "ui.shell", "ui.page", "ui"}
    assert layers.reached(graph, "main") == pages | {"ui.route"}, "by its package"
    assert layers.reached(graph | {"ui": set()}, "main") == pages


ST = "import streamlit as st\n"


@pytest.mark.parametrize("source", [
    "eval('1')",
    "exec('x = 1')",
    "import time\ntime.sleep(1)",
    "from time import sleep as wait\nwait(1)",
    "import importlib\nimportlib.import_module('pandas')",
    ST + "st.dataframe([1])",
    ST + "st.write({})",
    ST + "st.sidebar.table([1])",
    ST + "left, right = st.columns(2)\nleft.write('x')",
    ST + "columns = st.columns(2)\ncolumns[0].line_chart([1])",
    ST + "with st.container() as box:\n    box.data_editor([1])",
    ST + "for tab in st.tabs(['a']):\n    tab.write('x')",
    "from streamlit import write\nwrite([1])",
    "import streamlit\nstreamlit.map()",
    ST + "st.slider('p', 0, 1)",
    ST + "st.sidebar.button('go')",
    ST + "st.columns(2)[0].radio('coin', [1])",
    "from streamlit import toggle\ntoggle('x')",
    ST + "player = st.components.v2.component('p')\nplayer(data={})",
    ST + "@st.cache_data\ndef trace(settings): ...",
    ST + "@st.cache_resource(ttl=3)\ndef trace(settings): ...",
    ST + "@st.fragment(run_every=1)\ndef part(): ...",
])
def test_a_forbidden_call_is_found(source: str) -> None:
    assert len(layers.calls(source)) == 1


@pytest.mark.parametrize("source", [
    "model.eval()",
    "handle.write('x')",
    "from em_ui import language\nlanguage.write('x')",
    "import re\nre.compile('x')",
    ST + "st.slider('p', 0, 1, key='p')",
    ST + "left, right = st.columns(2)\nleft.markdown('x')\nright.button('go', key='go')",
    ST + "player = st.components.v2.component('p')\nplayer(key='p', data={})",
    ST + "@st.cache_resource(max_entries=8)\ndef trace(settings): ...",
    ST + "@st.cache_resource\ndef once(): ...",
])
def test_an_allowed_call_passes(source: str) -> None:
    assert layers.calls(source) == []


def test_the_widgets_are_streamlits_own() -> None:
    assert {"button", "slider", "radio", "text_input", "file_uploader", "toggle"} <= layers.widgets()
    assert not {"markdown", "columns", "expander", "form"} & layers.widgets()


@pytest.mark.parametrize(("where", "limit"), [
    ("lessons/heights/lesson.py", 90), ("lessons/heights/runs.py", 250), ("em_lesson/lesson.py", 250),
    ("lessons/lesson.py", 250), ("em_ui/player/web/stage.css", 250),
])
def test_one_line_too_many_is_found(where: str, limit: int) -> None:
    assert layers.length("x\n" * (limit + 1), where) != []
    assert layers.length("x\n" * limit, where) == []


@pytest.mark.parametrize("source", [
    "from lessons.gmm.runs import run",
    "from lessons.gmm import runs",
    "from lessons import gmm",
    "import lessons.gmm",
    "from lessons import GROUPS",
    "def late():\n    from lessons.gmm import runs",
])
def test_another_room_is_found(source: str) -> None:
    assert len(layers.rooms(source, "heights")) == 1
    assert len(layers.rooms(source, "common")) == 1


def test_the_own_room_and_the_common_one_pass() -> None:
    source = "from lessons.heights.runs import trace\nfrom lessons.common import coins\nimport lessons.common"
    assert layers.rooms(source, "heights") == []
    assert len(layers.rooms(source, "common")) == 1


@pytest.mark.parametrize("source", [
    "def late():\n    import math",
    "class A:\n    from math import pi",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from em_core import run",
    "try:\n    import math\nexcept ImportError:\n    pass",
    "from .steps import soft",
])
def test_a_hidden_import_is_found(source: str) -> None:
    assert len(layers.hidden(source)) == 1


def test_a_circle_is_found() -> None:
    modules = {"a": "from b import x", "b": "import c", "c": "from p import a\nfrom a import y", "p": ""}
    graph = {name: layers.edges(source, modules) for name, source in modules.items()}
    assert graph == {"a": {"b"}, "b": {"c"}, "c": {"a", "p"}, "p": set()}
    assert set(layers.circle(graph)) == {"a", "b", "c"}
    assert layers.circle(graph | {"c": set()}) == []


@pytest.mark.parametrize(("suffix", "source"), [
    (".mjs", 'import "https://cdn.example.com/plotly.js";'),
    (".mjs", "await import('//cdn.example.com/plotly.js')"),
    (".css", "@import url(https://fonts.example.com/css);"),
    (".css", "a { background: url(//pictures.example.com/a.png) }"),
    (".html", '<img src="https://example.com/a.png">'),
    (".toml", 'font = "Nunito:https://fonts.example.com/css2"'),
    (".py", "SCRIPT = 'https://cdn.example.com/plotly.js'"),
    (".py", "f'<script src=\"//cdn.example.com/{name}.js\"></script>'.format()"),
    (".md", "![a curve](https://example.com/curve.png)"),
    (".md", '<img alt="x" src="http://example.com/curve.png">'),
])
def test_an_address_that_is_loaded_is_found(suffix: str, source: str) -> None:
    assert len(layers.addresses(source, suffix)) == 1


@pytest.mark.parametrize(("suffix", "source"), [
    (".mjs", 'document.createElementNS("http://www.w3.org/2000/svg", "path"); // a.b'),
    (".mjs", "await import(new URL('app/static/player.mjs', document.baseURI).href)"),
    (".py", '"""As https://example.com/paper says."""'),
    (".py", "SOURCE = 'https://doi.org/10.1038/nbt1406'"),
    (".py", "TEXT = 'see [the paper](https://example.com/paper)'"),
    (".py", "TEXT = '<a href=\"https://example.com/paper\">the paper</a>'"),
    (".md", "See [the paper](https://example.com/paper)."),
    (".md", "![a curve](curve.png)"),
])
def test_an_address_that_is_not_loaded_passes(suffix: str, source: str) -> None:
    assert layers.addresses(source, suffix) == []
