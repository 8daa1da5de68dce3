"""em_core's own imports: no circle, nothing loaded late, and everything public within reach of one import."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import em_core

ROOT = Path(em_core.__file__).parents[1]
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "em_core").rglob("*.py"))
}
modules = pytest.mark.parametrize("module", FILES)


def imports(module: str) -> set[str]:
    """The modules of em_core that one imports; "from a import b" is a, and a.b where that is a module."""
    found = set()
    for node in ast.walk(ast.parse(FILES[module].read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out"
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        found |= {name for name in names if name in FILES}
    return found - {module}


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = {module: imports(module) for module in FILES}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert order[-1] == "em_core" and len(order) == len(FILES)
    assert graph["em_core.driver"] == {
        "em_core.checks", "em_core.protocol", "em_core.recipe", "em_core.sealed"
    }  # fmt: skip


@modules
def test_the_package_itself_is_imported_by_none_of_its_modules(module: str) -> None:
    assert "em_core" not in imports(module)


@modules
def test_nothing_is_imported_inside_a_function(module: str) -> None:
    for node in ast.walk(ast.parse(FILES[module].read_text("utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            inside = [n.lineno for n in ast.walk(node) if isinstance(n, (ast.Import, ast.ImportFrom))]
            assert inside == []


def test_what_is_exported_is_there_sorted_and_once() -> None:
    assert em_core.__all__ == sorted(set(em_core.__all__))
    assert all(hasattr(em_core, name) for name in em_core.__all__)


@pytest.mark.parametrize("name", [
    "climbers", "jensen", "bugs", "linkage", "two_normals", "mixture_direct", "single_gaussian", "coin_hill",
    "Linkage", "LinkageParams", "LinkageStatistics", "Offspring", "EndKind", "Recording", "trace", "fit_many",
])  # fmt: skip
def test_one_import_reaches_models_climbers_and_the_lessons_own_modules(name: str) -> None:
    assert name in em_core.__all__ and hasattr(em_core, name)
