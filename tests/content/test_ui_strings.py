"""The short strings: every one that the code translates has its Chinese, with the same placeholders."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from string import Formatter
from typing import NamedTuple

import polib

from em_ui.rounds_text import RoundsError, parse_rounds
from em_ui.text import CONTENT, translator

ROOT = CONTENT.parent
FOLDERS = ("em_ui", "em_figures", "pages")
SOURCES = [ROOT / "app.py", *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))]

# Where the text stands among the arguments: translated at once, or a template translated where it is shown.
TEXT_AT = {"tr": 0, "RoundsError": 0, "TableError": 0, "Notice": 0, "Bad": 1}
# Who may pass on a text that is not written there: templates and headings, each found where it is written.
PASSED_ON = {
    ("em_ui/controls.py", "rounds"),
    ("em_ui/frame.py", "show"),
    ("em_ui/own_controls.py", "choose"),
    ("em_ui/own_controls.py", "_take"),
    ("em_ui/lesson.py", "_show"),
    ("em_ui/settings.py", "__init__"),
}

FILE = polib.pofile(str(CONTENT / "ui.zh.po"), encoding="utf-8")


class Use(NamedTuple):
    """A text on its way to the learner, the function it stands in, and its value (None: not a literal)."""

    function: str
    text: str | None


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def uses(node: ast.AST, function: str = "") -> Iterator[Use]:
    """The texts in a piece of Python; adjacent literals are one, as Python reads them."""
    if isinstance(node, ast.FunctionDef):
        function = node.name
    if isinstance(node, ast.Call):
        at = TEXT_AT.get(_name(node))
        if at is not None:
            yield Use(function, _literal(node.args[at]) if at < len(node.args) else None)
        if ast.unparse(node.func) == "frame.show":  # the headings of the list of lessons
            table = node.args[0]
            assert isinstance(table, ast.Dict)
            yield from (Use(function, _literal(key)) for key in table.keys if key is not None)
    for child in ast.iter_child_nodes(node):
        yield from uses(child, function)


def _scan() -> dict[str, list[Use]]:
    return {
        path.relative_to(ROOT).as_posix(): list(uses(ast.parse(path.read_text("utf-8")))) for path in SOURCES
    }


FOUND = _scan()


def files_of_texts() -> dict[str, set[str]]:
    files = defaultdict(set)
    for file, found in FOUND.items():
        for use in found:
            if use.text is not None:
                files[use.text].add(file)
    return files


def places(text: str) -> set[tuple[str, str | None, str | None]]:
    """The placeholders, each with its format and conversion."""
    return {(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None}


def test_the_scan_sees_every_form() -> None:
    code = """
def f(tr, page):
    tr("a" "b"); page.tr("c").format(x=1); self.tr(notice.text); tr(f"{x}"); tr()
    raise Bad(0, "d {x}", x=1)
frame.show({"e": ["tr"], **more}); Notice("g", {}); RoundsError("h {n}", n=1); other("i")
"""
    found = list(uses(ast.parse(code)))
    assert [use.text for use in found] == ["ab", "c", None, None, None, "d {x}", "e", "g", "h {n}"]
    assert [use.function for use in found] == ["f"] * 6 + [""] * 3


def test_every_text_has_an_entry_and_every_entry_a_text() -> None:
    written, known = set(files_of_texts()), {entry.msgid for entry in FILE}
    assert written - known == set(), "without Chinese"
    assert known - written == set(), "no longer in the code"
    assert len(known) == len(FILE), "an entry stands twice"


def test_an_entry_names_the_files_its_text_stands_in() -> None:
    assert {entry.msgid: {file for file, _ in entry.occurrences} for entry in FILE} == files_of_texts()


def test_only_stored_templates_are_passed_on() -> None:
    passed_on = {(file, use.function) for file, found in FOUND.items() for use in found if use.text is None}
    assert passed_on == PASSED_ON


def test_every_entry_is_translated() -> None:
    assert [e.msgid for e in FILE if not e.translated() or e.fuzzy or e.obsolete] == []
    assert {e.msgid: translator("zh")(e.msgid) for e in FILE} == {e.msgid: e.msgstr for e in FILE}


def test_a_translation_has_the_places_of_its_text() -> None:
    assert [e.msgid for e in FILE if places(e.msgstr) != places(e.msgid)] == []


def wrong_width(text: str) -> bool:
    """ASCII punctuation beside a Chinese character (but for formulas: Beta(a, b)), or a full-width digit."""
    prose = re.sub(r"\w\([^()]*\)", "x", re.sub(r"\{[^}]*\}", "x", text))
    return bool(
        re.search(r"[\u4e00-\u9fff] ?[,;:?!()\"']|[,;:?!()\"'] ?[\u4e00-\u9fff]|[\u4e00-\u9fff]\.", prose)
        or re.search(r"[\uff10-\uff19]", prose)
    )


def test_punctuation_is_full_width_and_digits_are_not() -> None:
    assert [e.msgstr for e in FILE if wrong_width(e.msgstr)] == []
    assert [
        text
        for text in ("停下,", "轮 (起点)", "第１轮", "硬币 A: 正面", "先验 Beta({a}, {b})，", "1. 对")
        if wrong_width(text)
    ] == ["停下,", "轮 (起点)", "第１轮", "硬币 A: 正面"]


def test_terms_have_no_rival_here_either() -> None:
    notes = re.findall(r"not: ([^.|]+)", (CONTENT / "glossary.md").read_text("utf-8"))
    rivals = [rival.strip() for note in notes for rival in note.split(",")]
    assert rivals
    assert [(e.msgid, rival) for e in FILE for rival in rivals if rival in e.msgstr] == []


def test_typing_as_the_chinese_examples_show_works() -> None:
    """The quoted ways to write rounds are read as the same rounds in both languages."""

    def examples(text: str) -> list[object]:
        read: list[object] = []
        for quoted in re.findall(r"“([^“”{}]*\d[^“”{}]*)”", text):
            try:
                read.append(parse_rounds(quoted))
            except RoundsError:  # only the ending of a line
                read.append(parse_rounds(f"5 {quoted}"))
        return read

    rounds = {"em_ui/rounds_text.py", "em_ui/coin_rounds.py"}
    told = [entry for entry in FILE if rounds & {file for file, _ in entry.occurrences}]
    shown = {entry.msgid: examples(entry.msgid) for entry in told if examples(entry.msgid)}
    assert len(shown) >= 4
    assert {entry.msgid: examples(entry.msgstr) for entry in told if entry.msgid in shown} == shown


def test_the_file_says_what_it_is() -> None:
    assert FILE.metadata["Content-Type"] == "text/plain; charset=UTF-8"
    assert FILE.metadata["Language"] == "zh_CN"
