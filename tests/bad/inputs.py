"""Links, tables, texts and messages that nobody should send: each a function of its number."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from em_lesson.lesson import Lesson

MARK = "emcanary"  # what an input's markup would call, or show in bold
MARKUP = (
    f"<script>{MARK}()</script>", f'<img src=x onerror="{MARK}()">', f"<b>{MARK}</b>",
        f'"><svg/onload={MARK}()>',
    f'<a href="https://{MARK}.example/">{MARK}</a>', f"[{MARK}](javascript:{MARK}())", f"`<i>{MARK}</i>`",
    f"$\\text{{<img src=x onerror={MARK}()>}}$", f"</textarea><script>{MARK}()</script>",
    f"<sub>{MARK}</sub>",
    f"&lt;img src=x onerror={MARK}()&gt;", f"![x](https://{MARK}.example/x.png)", f"<br/><u>{MARK}</u>",
    f"{{{{{MARK}}}}} {{0}} {{name}} %s %(x)s", f":red[{MARK}] :material/star:", f"\u202e<b>{MARK}</b>",
)  # fmt: skip
NUMBERS = (
    "nan", "-inf", "Infinity", "1e999", "-1e308", "1e308", "1e-320", "0x10", "1_000", "１２", "٣", "²", "½",
        "−3", "--1",
    "+1", "1.2.3", "1,5", "1e", "e5", ".", "-", "9" * 400, "0" * 300 + "1", "1" + "0" * 99, "True", "None",
    "null", "", " ",
)  # fmt: skip
WORDS = (
    "own", "free", "play", "zoo", "../..", "\x00", "a\x00b", "\ud800", "\U0001f4a9", "\u200b", "\ufeff1",
        "\r\n", "\t", "身高",
    "e\u0301" * 9, "\u202e\u2066x", "1,2;3,4", "1,2;3", ";;;", "5/10 9/10", "12/10", "5 of 10", "0/0",
    "1/1 " * 90,
    "9x2-abcdef", "5-0123456789", "x" * 3000, "=1+1", "=cmd|' /C calc'!A0", "a / b", "/", "x / y\n / ",
    "1 2 3 STOP",
    "data:text/html,x", "javascript:alert(1)", "%00%ff", "&a=b", "#", "?", "--", "'; drop table x; --",
    "${7*7}", "[]", "{}",
)  # fmt: skip
PIECES = (*MARKUP, *NUMBERS, *WORDS)
LANGS = ("en", "zh")


def text(draw: random.Random) -> str:
    """One bad piece, or some with a sign between them."""
    some = draw.choices(PIECES, k=draw.choice((1, 1, 1, 2, 3, 6)))
    return draw.choice(("", " ", ",", ";", "/", "\n", " / ")).join(some)


# ---- links ---------------------------------------------------------------------------------------


def link(lesson: Lesson[Any], number: int) -> dict[str, str]:
    """A bad link to a lesson, in a language."""
    draw = random.Random(f"link {lesson.name} {number}")
    names = sorted(lesson.settings.names())
    out = {name: text(draw) for name in draw.sample(names, min(len(names), draw.randint(1, 5)))}
    if draw.random() < 0.4 and "data" in names:
        out["data"] = "own"
    if draw.random() < 0.4:
        out["scene"] = draw.choice([*(scene.id for scene in lesson.scenes), "free", text(draw)])
    for name in ("k", "light", "changed", "add", "present", "free", text(draw)):
        if draw.random() < 0.15:
            out[name] = draw.choice([text(draw), "1", draw.choice(names)])
    if draw.random() < 0.1 and "held" in names:
        out |= {"data": "own",
            "held": draw.choice(("90x2-abcdef0123", "90x1-abcdef0123", "9-0a", "²x2-a", "٣-a"))}
    return out | {"lang": draw.choice((*LANGS, *LANGS, *LANGS, text(draw)))}


# ---- tables --------------------------------------------------------------------------------------

SIGNS = (",", ";", "\t", "|", " ", ":", ", ", "  ", "،", "；", "\u3000", "\x1f")
ENDS = ("\n", "\r\n", "\r", "\u2028", "\n\n", "\x0b")


def cell(draw: random.Random) -> str:
    """Mostly a number, as people write one."""
    kind = draw.random()
    value = draw.uniform(-50, 200)
    if kind < 0.6:
        return draw.choice((f"{value:.2f}", f"{value:.0f}", f"{value:.1f}".replace(".", ","), f"{value:e}"))
    if kind < 0.8:
        return draw.choice(NUMBERS)
    return f'"{value:.1f}"' if kind < 0.85 else text(draw)


def table(number: int) -> str:
    """A bad table, as it would be pasted."""
    draw = random.Random(f"table {number}")
    wide, long = draw.choice((1, 1, 2, 2, 2, 3, 9, 61)), draw.choice((0, 1, 2, 3, 9, 30, 70))
    clean = draw.random() < 0.7  # but for what is done to it below
    sign, end = draw.choice((*SIGNS, ";", "\t", "|", ";", "\t")), draw.choice((*ENDS, "\n", "\n", "\n"))
    one = (lambda: f"{draw.uniform(0, 9):.2f}") if clean else (lambda: cell(draw))
    rows = [[one() for _ in range(wide)] for _ in range(long)]
    if draw.random() < 0.6:
        rows.insert(0, [draw.choice(("w", "h", "1", "", *MARKUP, "=1+1")) for _ in range(wide)])
    for damage in draw.sample(DAMAGE, draw.choice((0, 0, 1, 1, 2))):
        damage(draw, rows)
    before = draw.choice(("", "", "", "", "", "", "\ufeff", "\n\n", "sep=;\n", "# ", "\x00"))
    return before + end.join(map(sign.join, rows))


def _ragged(draw: random.Random, rows: list[list[str]]) -> None:
    for row in rows[:: draw.randint(1, 5)]:
        del row[draw.randint(0, len(row)) :]


def _one_more(draw: random.Random, rows: list[list[str]]) -> None:
    if rows:
        draw.choice(rows).append("1")


def _strange_cell(draw: random.Random, rows: list[list[str]]) -> None:
    if rows and (row := draw.choice(rows)):
        row[draw.randrange(len(row))] = draw.choice(PIECES)


def _open_quotation(draw: random.Random, rows: list[list[str]]) -> None:
    if rows:
        draw.choice(rows).insert(0, '"')


def _only_headings(draw: random.Random, rows: list[list[str]]) -> None:
    rows[:] = [["a", "b"]]


def _equal(draw: random.Random, rows: list[list[str]]) -> None:
    value = draw.choice(("7", "0", "1e-300", "1e99", "123456789012345678901234567890"))
    rows[:] = [[value for _ in row] for row in rows]


def _far(draw: random.Random, rows: list[list[str]]) -> None:
    for row in rows[1:]:
        row[:] = [f"{value}e{draw.choice((-300, -9, 0, 60, 99))}" for value in range(1, len(row) + 1)]


DAMAGE: Sequence[Callable[[random.Random, list[list[str]]], None]] = (
    _ragged, _one_more, _strange_cell, _open_quotation, _only_headings, _equal, _far,
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "cp1252",
    "shift_jis", "utf-32")


def table_file(number: int) -> bytes:
    """The same as an upload: in some encoding, in two of them, cut in a character, or no text."""
    draw = random.Random(f"file {number}")
    content = (table(number) + draw.choice(("", "\n身高,体重\n", "\né;ü\n"))).encode(draw.choice(ENCODINGS),
        "replace")
    kind = draw.random()
    if kind < 0.1:
        content += "身高é\n".encode(draw.choice(ENCODINGS), "replace")
    elif kind < 0.25:
        content = content[: -draw.randint(1, 3)]
    elif kind < 0.35:
        content = draw.choice((b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"\x89PNG\r\n",
            b"\xff\xfe\x00", b"\x1f\x8b")) + content
    return content


def large(number: int) -> str:
    """A text of 10 MB and more, which is read or refused, and never waited for."""
    unit = UNITS[number]
    return (unit * (10 * 2**20 // len(unit.encode()) + 1))[: 10 * 2**20 + (number % 3 == 2)]


UNITS = ("1,2\n", "1 2 ", "x", '"', "1;", "\n", ",", "1,2\n" * 9 + '"', "9" * 1000 + "\n", "<b>", "１,２\n",
    "0.1\t", "a b\n")  # fmt: skip
LARGE = len(UNITS)


# ---- typed texts ---------------------------------------------------------------------------------


def typed(number: int) -> str:
    """What somebody might type where rounds, a diary, words, pages or sentence pairs are wanted."""
    draw = random.Random(f"typed {number}")
    good = ("5/10 9/10 8/10", "5 9 8 4 7 of 10", "1 1 3 2 2 3", "the of and",
        "das Haus / the house\nein Buch / a book",
            "rain and sea\nbread and wine", "cat dog\n1 2\n3 4\n0 1", "p;cat;dog\na;1;2\nb;3;4",
            "我 爱 书 / I love books")  # fmt: skip
    found = list(draw.choice(good))
    kind = draw.random()
    if kind < 0.25:
        return text(draw)
    if kind < 0.5:
        return _well_formed(draw)
    if kind < 0.75:
        for _ in range(draw.randint(1, 4)):
            found.insert(draw.randint(0, len(found)), draw.choice(PIECES))
    elif kind < 0.9:
        found *= draw.choice((2, 30, 300))
    else:
        draw.shuffle(found)
    return "".join(found)


def _well_formed(draw: random.Random) -> str:
    """Pages, a table of counts or sentence pairs that can be read, of words that look like more."""
    words = [draw.choice((*MARKUP, "=1+1", "nan", "\U0001f4a9", "身高")).replace("/",
        "\u2215") for _ in range(4)]
    kind = draw.choice("tpcc")
    if kind == "t":
        return "\n".join([f"{words[0]} {words[1]}", f"{words[2]} {words[1]}", words[3] * 2])
    if kind == "p":
        return "\n".join(f"{one} / {two} x" for one, two in zip(words, reversed(words), strict=True))
    sign = draw.choice(";\t,")
    words = [word.replace(sign, " ") for word in words]
    rows = [[word, *(str(draw.randint(0, 9)) for _ in range(2)), "1"] for word in words]
    return "\n".join(map(sign.join, [["", *words[:3]], *rows]))


def parted(count: int, parts: int) -> list[list[int]]:
    """0 ... count - 1 in so many parts: each is one test."""
    return [list(range(part, count, parts)) for part in range(parts)]
