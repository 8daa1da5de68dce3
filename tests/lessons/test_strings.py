"""The short strings: every one that the code translates has its Chinese, with the same placeholders.

What one room alone says stands in the room's zh.po, all else in content/shared.zh.po.
"""

from __future__ import annotations

import ast
import re
from string import Formatter

import polib
import pytest

from em_lesson.prose import CONTENT, translator
from em_lesson.rounds_text import parse_rounds
from em_lesson.typed_error import TypedError
from tests.kit.strings import ROOT, files_of_texts, scan, uses

# Who may pass on a text that is not written there: templates and headings, each found where it is written.
PASSED_ON = {
    ("em_lesson/answers.py", "_refused"),
    ("em_lesson/answers.py", "said"),
    ("em_lesson/fields.py", "read"),
    ("em_lesson/fields.py", "rounds"),
    ("em_lesson/inputs.py", "control"),
    ("em_lesson/inputs.py", "live"),
    ("em_lesson/own.py", "refuses"),
    ("em_lesson/own_lines.py", "read"),
    ("em_lesson/own_lines.py", "refuses"),
    ("em_lesson/spec.py", "__init__"),
    ("em_lesson/typed_text.py", "read"),
    ("em_ui/home.py", "_list"),
    ("em_ui/own_controls.py", "_take"),
    ("em_ui/own_controls.py", "choose"),
    ("em_ui/own_lines.py", "_take"),
    ("em_ui/own_lines.py", "choose"),
    ("em_ui/shell.py", "show"),
}

SHARED = "content/shared.zh.po"
PATHS = [ROOT / SHARED, *sorted((ROOT / "lessons").glob("*/zh.po"))]
FILES = {path.relative_to(ROOT).as_posix(): polib.pofile(str(path), encoding="utf-8") for path in PATHS}
ENTRIES = [entry for file in FILES.values() for entry in file]
FOUND = scan()
USED = files_of_texts(FOUND)


def room(path: str) -> str:
    """The room of a file, "" for what is shared."""
    parts = path.split("/")
    return parts[1] if parts[0] == "lessons" and len(parts) > 2 and parts[1] != "common" else ""


def places(text: str) -> set[tuple[str, str | None, str | None]]:
    """The placeholders, each with its format and conversion."""
    return {(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None}


def test_the_scan_sees_every_form() -> None:
    code = '''
def f(tr, page):
    tr("a" "b"); page.tr("c").format(x=1); self.tr(notice.text); tr(f"{x}"); tr()
    raise Bad(0, "d {x}", x=1)
GROUPS: Any = {"e": (tr,)}
Notice("g", {}); TypedError("h {n}", n=1); other("i"); max(number(1, 2))
data = choice("a", {"a": "j", "b": symbol("k")}, label="l"); w = number(1, 0, 2, label=symbol("m"))
r = rounds("1/2", label="n", help="o"); w2 = flag(True, label=name)
d = typed("", label="p", help="q", unread="s")
'''
    found = list(uses(ast.parse(code)))
    said = ["ab", "c", None, None, None, "d {x}", "e", "g", "h {n}", "l", "j", "n", "o", None, "p", "q", "s"]
    assert [use.text for use in found] == said
    assert [use.function for use in found] == ["f"] * 6 + [""] * 11


def test_every_text_has_its_chinese() -> None:
    """In the shared file, or in the file of every room that says it."""
    shared = {entry.msgid for entry in FILES[SHARED]}
    for text, files in USED.items():
        for file in files if text not in shared else ():
            own = FILES.get(f"lessons/{room(file)}/zh.po", ())
            assert text in {entry.msgid for entry in own}, f"{text!r} in {file}"


@pytest.mark.parametrize("path", FILES)
def test_every_entry_is_said_where_it_belongs(path: str) -> None:
    own = [entry.msgid for entry in FILES[path]]
    assert len(set(own)) == len(own), "an entry stands twice"
    assert own, "a file without entries"
    for text in own:
        rooms = {room(file) for file in USED.get(text, ())}
        if path == SHARED:
            assert "" in rooms or len(rooms) > 1, f"{text!r} belongs to {rooms or 'nobody'}"
        else:
            assert room(path) in rooms, f"{text!r} is not said there"


def test_a_room_does_not_repeat_what_is_shared() -> None:
    shared = {entry.msgid for entry in FILES[SHARED]}
    rooms = [path for path in FILES if path != SHARED]
    assert [(path, e.msgid) for path in rooms for e in FILES[path] if e.msgid in shared] == []


def test_only_stored_templates_are_passed_on() -> None:
    passed_on = {(file, use.function) for file, found in FOUND.items() for use in found if use.text is None}
    assert passed_on == PASSED_ON


def test_every_entry_is_translated() -> None:
    assert [e.msgid for e in ENTRIES if not e.translated() or e.fuzzy or e.obsolete] == []
    for path, file in FILES.items():
        tr = translator("zh", room(path))
        assert {e.msgid: tr(e.msgid) for e in file} == {e.msgid: e.msgstr for e in file}


def test_a_translation_has_the_places_of_its_text() -> None:
    assert [e.msgid for e in ENTRIES if places(e.msgstr) != places(e.msgid)] == []


def wrong_width(text: str) -> bool:
    """ASCII punctuation beside a Chinese character (but for formulas: Beta(a, b)), or a full-width digit."""
    prose = re.sub(r"\w\([^()]*\)", "x", re.sub(r"\{[^}]*\}", "x", text))
    return bool(
        re.search(r"[\u4e00-\u9fff] ?[,;:?!()\"']|[,;:?!()\"'] ?[\u4e00-\u9fff]|[\u4e00-\u9fff]\.", prose)
        or re.search(r"[\uff10-\uff19]", prose)
    )


def test_punctuation_is_full_width_and_digits_are_not() -> None:
    assert [e.msgstr for e in ENTRIES if wrong_width(e.msgstr)] == []
    assert [
        text
        for text in ("停下,", "轮 (起点)", "第１轮", "硬币 A: 正面", "先验 Beta({a}, {b})，", "1. 对")
        if wrong_width(text)
    ] == ["停下,", "轮 (起点)", "第１轮", "硬币 A: 正面"]


def test_terms_have_no_rival_here_either() -> None:
    notes = re.findall(r"not: ([^.|]+)", (CONTENT / "glossary.md").read_text("utf-8"))
    rivals = [rival.strip() for note in notes for rival in note.split(",")]
    assert rivals
    assert [(e.msgid, rival) for e in ENTRIES for rival in rivals if rival in e.msgstr] == []


def test_typing_as_the_chinese_examples_show_works() -> None:
    """The quoted ways to write rounds are read as the same rounds in both languages."""

    def examples(text: str) -> list[object]:
        read: list[object] = []
        for quoted in re.findall(r"“([^“”{}]*\d[^“”{}]*)”", text):
            try:
                read.append(parse_rounds(quoted))
            except TypedError:  # only the ending of a line
                read.append(parse_rounds(f"5 {quoted}"))
        return read

    rounds = {"em_lesson/rounds_text.py", "lessons/common/coins.py"}
    told = [entry for entry in FILES[SHARED] if rounds & USED[entry.msgid]]
    shown = {entry.msgid: examples(entry.msgid) for entry in told if examples(entry.msgid)}
    assert len(shown) >= 4
    assert {entry.msgid: examples(entry.msgstr) for entry in told if entry.msgid in shown} == shown


@pytest.mark.parametrize("path", FILES)
def test_a_file_says_what_it_is(path: str) -> None:
    assert FILES[path].metadata["Content-Type"] == "text/plain; charset=UTF-8"
    assert FILES[path].metadata["Language"] == "zh_CN"
