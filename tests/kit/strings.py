"""The short strings in the code: which texts are on their way to the learner, and in which files."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("em_ui", "em_figures", "em_lesson", "lessons")

# Where the text stands among the arguments: translated at once, or a template translated where it is shown.
TEXT_AT = {"tr": 0, "TypedError": 0, "TableError": 0, "Notice": 0, "Bad": 1}
# The fields of settings: their labels, options and hints are translated where they are drawn.
FIELDS = {"number", "whole", "choice", "flag", "rounds", "typed"}


class Use(NamedTuple):
    """A text on its way to the learner, the function it stands in, and its value (None: not a literal)."""

    function: str
    text: str | None


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _symbol(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _name(node) == "symbol"


def _field(call: ast.Call, function: str) -> Iterator[Use]:
    """What a field says: label, hint, options, a link's text that it cannot read; but no symbols."""
    said = [keyword.value for keyword in call.keywords if keyword.arg in ("label", "help", "unread")]
    said += [value for arg in call.args if isinstance(arg, ast.Dict) for value in arg.values]
    yield from (Use(function, _literal(node)) for node in said if not _symbol(node))


def uses(node: ast.AST, function: str = "") -> Iterator[Use]:
    """The texts in a piece of Python; adjacent literals are one, as Python reads them."""
    if isinstance(node, ast.FunctionDef):
        function = node.name
    if isinstance(node, ast.Call):
        at = TEXT_AT.get(_name(node))
        if at is not None:
            yield Use(function, _literal(node.args[at]) if at < len(node.args) else None)
        if isinstance(node.func, ast.Name) and node.func.id in FIELDS:
            yield from _field(node, function)
    if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "GROUPS":
        assert isinstance(node.value, ast.Dict)  # the headings of the list of lessons
        yield from (Use(function, _literal(key)) for key in node.value.keys if key is not None)
    for child in ast.iter_child_nodes(node):
        yield from uses(child, function)


def scan() -> dict[str, list[Use]]:
    """Every Python file of the app, by its path from the root, with its texts."""
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return {
        path.relative_to(ROOT).as_posix(): list(uses(ast.parse(path.read_text("utf-8")))) for path in files
    }


def files_of_texts(found: dict[str, list[Use]]) -> dict[str, set[str]]:
    """The files in which each text stands."""
    files = defaultdict(set)
    for file, texts in found.items():
        for use in texts:
            if use.text is not None:
                files[use.text].add(file)
    return dict(files)
