"""The house stands as README.md says: who imports whom, how long a page is, what the app does without."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests import layers

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("em_core", "em_figures", "em_ui", "pages")
PYTHON = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")) + [ROOT / "app.py"]
SERVED = [
    path
    for folder in (*FOLDERS, "content", ".streamlit")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".mjs", ".js", ".css", ".html", ".svg", ".md", ".toml")
] + [ROOT / "app.py"]


def layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def stems(folder: str, suffix: str) -> set[str]:
    return {path.stem for path in (ROOT / folder).glob(f"*{suffix}")}


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_imports_run_one_way(path: Path) -> None:
    assert layers.imports(path.read_text("utf-8"), layer(path)) == []


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_the_app_runs_without_threads_pandas_and_keyless_widgets(path: Path) -> None:
    assert layers.calls(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_files_are_short(path: Path) -> None:
    assert layers.length(path.read_text("utf-8"), layer(path)) == []


@pytest.mark.parametrize("path", SERVED, ids=name)
def test_nothing_is_loaded_from_outside(path: Path) -> None:
    assert layers.addresses(path.read_text("utf-8"), path.suffix) == []


def test_every_layer_has_files() -> None:
    assert {layer(path) for path in PYTHON} == set(layers.ALLOWED)


def lessons() -> set[str]:
    """The pages by their lessons' names: pages/03_hard-soft.py is hard_soft (em_ui/frame.py says why)."""
    return {stem.replace("-", "_") for stem in stems("pages", ".py")}


def test_every_page_has_its_text_in_both_languages() -> None:
    assert lessons() == stems("content/en", ".md") == stems("content/zh", ".md")


def test_every_page_stands_in_the_table_of_lessons() -> None:
    constants = {node.value for node in ast.walk(ast.parse((ROOT / "app.py").read_text("utf-8")))
                 if isinstance(node, ast.Constant)}
    assert lessons() <= constants


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
    ("em_figures", "from em_ui.text import load"),
    ("em_figures", "import matplotlib.pyplot as plt"),
    ("em_ui", "from pages import home"),
    ("em_ui", "from urllib.request import urlopen"),
    ("em_ui", "import urllib.request"),
    ("em_ui", "import pyarrow"),
    ("pages", "import numpy as np"),
    ("pages", "import app"),
    ("app", "from em_core import run"),
])
def test_a_forbidden_import_is_found(where: str, source: str) -> None:
    assert len(layers.imports(source, where)) == 1


@pytest.mark.parametrize(("where", "source"), [
    ("em_core", "import math\nimport numpy as np\nfrom scipy.special import xlogy\nfrom .steps import soft"),
    ("em_figures", "from em_core import run\nimport latex2mathml.converter\nimport plotly"),
    ("em_ui", "import streamlit as st\nfrom em_figures import wire\nfrom urllib.parse import urlsplit"),
    ("pages", "from em_core import run\nfrom em_ui.lesson import lesson"),
    ("app", "import gc\nimport streamlit as st\nfrom em_ui import frame"),
])
def test_an_allowed_import_passes(where: str, source: str) -> None:
    assert layers.imports(source, where) == []


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
    "from em_ui import links\nlinks.write('x')",
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


@pytest.mark.parametrize(("where", "limit"), [("pages", 90), ("em_core", 250), ("em_ui", 250)])
def test_one_line_too_many_is_found(where: str, limit: int) -> None:
    assert layers.length("x\n" * (limit + 1), where) != []
    assert layers.length("x\n" * limit, where) == []


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
