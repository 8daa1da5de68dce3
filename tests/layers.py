"""The house's rules as functions: a file's source in, one sentence per breach out.

``em_core <- em_figures <- em_lesson <- lessons/<room>`` and ``em_lesson <- em_ui``; only main.py and app.py
see both. A room imports no other room but ``common``. And what the app does without so that it also runs in
the browser alone, where there are no threads, no pandas and no other machine to ask: what only a server has
is imported by app.py and never reached from main.py.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Container, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter

import streamlit as st

Names = dict[str, str]

# layer -> what it may import besides the standard library and itself
ALLOWED = {
    "em_core": {"numpy", "scipy"},
    "em_figures": {"numpy", "scipy", "plotly", "latex2mathml", "em_core"},
    "em_lesson": {"numpy", "polib", "em_core", "em_figures"},
    "lessons": {"numpy", "scipy", "em_core", "em_figures", "em_lesson"},
    "em_ui": {"numpy", "streamlit", "em_core", "em_figures", "em_lesson"},
    "main": {"streamlit", "em_ui", "lessons"},
    "app": {"streamlit", "starlette", "em_ui", "lessons"},
}
# what a file may import that only a server needs
SERVED = {
    "em_ui/route.py": {"anyio", "starlette"}, "em_ui/at_once.py": {"socket"}, "em_ui/pressed.py": {"anyio"},
}  # fmt: skip
MOST, STORYBOARD = 250, 90  # lines of a file, of a lesson's storyboard
COMMON = "common"  # the one room that others may import

BANNED_MODULES = {
    **dict.fromkeys(["threading", "_thread", "concurrent", "multiprocessing"], "no threads, no executors"),
    **dict.fromkeys(["subprocess", "ctypes"], "no other processes"),
    **dict.fromkeys(["socket", "http", "urllib.request", "ftplib", "smtplib"], "no outside requests"),
    **dict.fromkeys(["pickle", "marshal", "shelve"], "no pickle"),
    "scipy.stats": "slow to load; scipy.special has what is needed",
}
BANNED_CALLS = {"eval", "exec", "compile", "__import__", "importlib.import_module", "time.sleep", "os.system"}

# They need pandas or pyarrow, or remount at every change; accessible HTML tables read better here.
BANNED_DISPLAYS = {
    *("dataframe", "data_editor", "table", "write", "write_stream", "map", "pyplot"),
    *("line_chart", "area_chart", "bar_chart", "scatter_chart"),
    *("altair_chart", "vega_lite_chart", "pydeck_chart", "bokeh_chart", "graphviz_chart", "echarts_chart"),
}
# With on_change they report being opened, but they have no value that a new label could lose.
CONTAINERS = {"expander", "popover", "tabs"}


@cache
def widgets() -> frozenset[str]:
    """The names of Streamlit's functions that take a key and report a change."""
    reports = {"on_change", "on_click", "on_submit"}
    functions = {name: getattr(st, name) for name in dir(st) if inspect.isroutine(getattr(st, name))}
    parameters = {name: set(inspect.signature(function).parameters) for name, function in functions.items()}
    keyed = {name for name, has in parameters.items() if "key" in has and has & reports}
    return frozenset(keyed - CONTAINERS - BANNED_DISPLAYS)


def imported(tree: ast.AST, layer: str) -> Iterator[tuple[str, int]]:
    """Every module that is imported, and every name from one, as "module.name"; and its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = layer if node.level else node.module
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def _dotted(node: ast.AST, names: Names) -> str:
    """What an expression stands for: "streamlit.slider", "streamlit.columns().write", or ""."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value, names)
        return f"{base}.{node.attr}" if base else ""
    if isinstance(node, ast.Subscript):
        return _dotted(node.value, names)
    if isinstance(node, ast.Call):
        base = _dotted(node.func, names)
        return f"{base}()" if base else ""
    return ""


def _names(tree: ast.AST) -> Names:
    """What the names of a file stand for: imports, and variables that hold something of Streamlit's."""
    names: Names = {}
    bound: list[tuple[ast.AST, ast.AST]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Assign):
            bound += [(target, node.value) for target in node.targets]
        elif isinstance(node, (ast.For, ast.comprehension)):
            bound.append((node.target, node.iter))
        elif isinstance(node, ast.withitem) and node.optional_vars:
            bound.append((node.optional_vars, node.context_expr))
    for target, value in bound:
        meaning = _dotted(value, names)
        if meaning.startswith("streamlit."):
            names |= {part.id: meaning for part in ast.walk(target) if isinstance(part, ast.Name)}
    return names


def imports(source: str, layer: str, where: str = "") -> list[str]:
    """Imports that the layer, or the app as a whole, does without; ``where``: the file's path."""
    found = []
    allowed = ALLOWED[layer] | {layer} | sys.stdlib_module_names | SERVED.get(where, set())
    for name, line in imported(ast.parse(source), layer):
        if name.split(".")[0] not in allowed:
            found.append(f"line {line}: {layer} must not import {name}")
        for banned, reason in BANNED_MODULES.items():
            if f"{name}.".startswith(f"{banned}.") and name not in SERVED.get(where, ()):
                found.append(f"line {line}: {name} ({reason})")
    return found


def calls(source: str) -> list[str]:
    """Calls that the app does without, displays that need pandas, widgets without key, caches without end."""
    tree = ast.parse(source)
    names = _names(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.args.args:
            for decorator in node.decorator_list:
                if _dotted(decorator, names) in ("streamlit.cache_data", "streamlit.cache_resource"):
                    found.append(f"line {node.lineno}: the cache of {node.name} has no max_entries")
        if not isinstance(node, ast.Call):
            continue
        name = _dotted(node.func, names)
        last, given = name.rsplit(".", 1)[-1], {keyword.arg for keyword in node.keywords}
        if name in BANNED_CALLS:
            found.append(f"line {node.lineno}: {name}() is not used here")
        if not name.startswith("streamlit."):
            continue
        if last in BANNED_DISPLAYS:
            found.append(f"line {node.lineno}: {name}() is not used here")
        if (last in widgets() or last == "component()") and "key" not in given:
            found.append(f"line {node.lineno}: {name}() has no key=")
        if last in ("cache_data", "cache_resource") and "max_entries" not in given:
            found.append(f"line {node.lineno}: {name}() has no max_entries=")
        if "run_every" in given:
            found.append(f"line {node.lineno}: run_every= asks the server again and again")
    return found


def rooms(source: str, room: str) -> list[str]:
    """Imports of another room than ``common``; ``common`` imports none at all."""
    found = []
    for name, line in imported(ast.parse(source), "lessons"):
        parts = name.split(".")
        if parts[0] == "lessons" and (len(parts) < 2 or parts[1] not in (room, COMMON)):
            found.append(f"line {line}: the room {room} must not import {name}")
    return found


def hidden(source: str) -> list[str]:
    """Imports inside functions, classes or conditions, and relative ones: the head says all in full."""
    tree = ast.parse(source)
    head = {id(node) for node in tree.body}
    return [
        f"line {node.lineno}: an import below the head of the file"
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom)) and id(node) not in head
    ] + [
        f"line {node.lineno}: a relative import, which the search for circles does not see"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def edges(source: str, modules: Container[str]) -> set[str]:
    """The project's own files that this one imports, as dotted names."""
    out = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names if alias.name in modules}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            out |= {full for full in inside.values() if full in modules}
            if node.module in modules and any(full not in modules for full in inside.values()):
                out.add(node.module)
    return out


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Files that import each other in a circle, the first that is found; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """All files that are imported when this one is, with the packages that they stand in."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name in graph and name not in found:
            found.add(name)
            ahead += graph[name]
            ahead.append(name.rpartition(".")[0])
    return found


def length(source: str, where: str) -> list[str]:
    """More lines than the file at this path has."""
    count = len(source.splitlines())
    most = STORYBOARD if re.fullmatch(r"lessons/\w+/lesson\.py", where) else MOST
    return [f"{count} lines, at most {most}"] if count > most else []


# Names of XML's dialects look like addresses and are never fetched.
_ADDRESS = re.compile(r"""(?:https?:|(?<=["'(]))//(?!www\.w3\.org/)[\w-]+(?:\.[\w-]+)+[^\s"')>]*""")
_LINK = re.compile(r"""(?:\]\(|<a\b[^>]*\bhref=["'])$""")
_PICTURE = re.compile(r"""!\[[^]]*\]\(\s*(?:https?:)?//|\bsrc\s*=\s*["']?(?:https?:)?//""")


def _texts(source: str, suffix: str) -> Iterator[tuple[int, str]]:
    """The lines of a file; of a Python file the string constants that are not docstrings."""
    if suffix != ".py":
        yield from enumerate(source.splitlines(), 1)
        return
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def addresses(source: str, suffix: str) -> list[str]:
    """Addresses of other machines that could be fetched at run time; a link to click is none, nor a DOI."""
    found = []
    for line, text in _texts(source, suffix):
        if suffix == ".md":
            hits = list(_PICTURE.finditer(text))
        else:
            hits = [hit for hit in _ADDRESS.finditer(text) if not _LINK.search(text[: hit.start()])]
        found += [
            f"line {line}: {hit[0]} could be loaded from outside"
            for hit in hits
            if not hit[0].startswith("https://doi.org/")
        ]
    return found
