"""What a learner brings: pages of text, one a line, Chinese cut into characters; or a table of counts.

A table is known by its shape: numbers stand in more than half of the cells below its first line. So one field
and one file take both.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from em_lesson.typed_error import TypedError

MOST_PAGES, MOST_WORDS = 50, 14  # pages; words that are counted of a text
MOST_COLUMNS, MOST_TIMES = 500, 9999  # words of a table; the largest count
LONGEST = 24  # letters of a name
EXAMPLE = (
    "rain on the sea and wind on the sea and rain\n"
    "bread and salt on the table and bread and wine\n"
    "海上有雨，海上有风，雨落在海上\n"
    "桌上有面包，有盐，有面包，还有酒"
)
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|(?:(?![\u3400-\u4dbf\u4e00-\u9fff])\w)+(?:['’-]\w+)*")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


class Counted(NamedTuple):
    """How often each word stands on each page; pages: their names, none where they have numbers."""

    words: tuple[str, ...]
    counts: list[list[int]]
    pages: tuple[str, ...] = ()


def words_of(line: str) -> list[str]:
    """The words of a line in small letters; each Chinese character is one."""
    return _WORD.findall(unicodedata.normalize("NFKC", line).lower())


def tidy_words(text: str) -> str:
    """Words, each once, with a blank between two."""
    return " ".join(dict.fromkeys(words_of(text)))


def check(lines: Sequence[str]) -> None:
    """Raises TypedError for what is neither pages of text nor a table of counts, or too much."""
    rows = _rows(lines)
    if rows is not None:
        _table(rows)
    else:
        _pages([words_of(line) for line in lines])


def counted(lines: Sequence[str], without: str) -> Counted:
    """The counts; of a text the most frequent words, those that come first before others as frequent.

    Where every word is left out, none is. Raises TypedError as ``check``.
    """
    left_out, rows = set(words_of(without)), _rows(lines)
    if rows is not None:
        table = _table(rows)
        kept = [w for w, name in enumerate(table.words) if not left_out & {name, *words_of(name)}]
        kept = kept or list(range(len(table.words)))
        counts = [[row[w] for w in kept] for row in table.counts]
        if not any(map(any, counts)):
            return table
        return Counted(tuple(table.words[w] for w in kept), counts, table.pages)
    pages = _pages([words_of(line) for line in lines])
    some = [[word for word in page if word not in left_out] for page in pages]
    total = Counter(word for page in (some if any(some) else pages) for word in page)
    names = tuple(word for word, _ in total.most_common(MOST_WORDS))
    return Counted(names, [[page.count(name) for name in names] for page in pages])


def _pages(lines: list[list[str]]) -> list[list[str]]:
    """The lines that have words."""
    pages = [words for words in lines if words]
    _several(len(pages))
    return pages


def _several(count: int) -> None:
    if count < 2:
        raise TypedError("{count} lines have words; write at least two pages, one a line.", count=count)
    if count > MOST_PAGES:
        raise TypedError("{count} pages are given; at most {most} are possible here.",
                         count=count, most=MOST_PAGES)  # fmt: skip


# ---- a table of counts ---------------------------------------------------------------------------


def _rows(lines: Sequence[str]) -> list[list[str]] | None:
    """The cells of a table; None for what is a text."""
    plain = [unicodedata.normalize("NFKC", line) for line in lines]
    sign = next((sign for sign in ("\t", ";", ",") if plain and sign in plain[0]), None)
    rows = [[cell.strip(' "') for cell in line.split(sign)] for line in plain]
    cells = [cell for row in rows[1:] for cell in (row[1:] if len(row) > 1 else row)]
    return rows if 2 * sum(map(_is_number, cells)) > len(cells) else None


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _table(rows: list[list[str]]) -> Counted:
    """A table's counts, without the words that never occur."""
    headed = not all(map(_is_number, rows[0][1:] or rows[0]))
    head, body = (rows[0], rows[1:]) if headed else ([], rows)
    _several(len(body))
    named = not all(_is_number(row[0]) for row in body)
    width = len(body[0])
    if headed and named and len(head) == width - 1:
        head = ["", *head]  # nothing above the pages' names
    for n, row in enumerate([head, *body] if headed else body, 1):
        if len(row) != width:
            raise TypedError(
                "Line {n} has {cells} cells and others have {width}; every line must have as many.",
                n=n, cells=len(row), width=width,
            )  # fmt: skip
    if width - named > MOST_COLUMNS:
        raise TypedError("There are {n} words; at most {most} can be read here. Keep a part of the columns.",
                         n=width - named, most=MOST_COLUMNS)  # fmt: skip
    counts = [_counts(n, row[named:]) for n, row in enumerate(body, 1 + headed)]
    found = [w for w in range(width - named) if any(row[w] for row in counts)]
    names = [cell[:LONGEST] for cell in head[named:]] if headed else [""] * width
    words = tuple(names[w] or str(w + 1) for w in found)
    pages = tuple(row[0][:LONGEST] or str(n) for n, row in enumerate(body, 1)) if named else ()
    return Counted(words, [[row[w] for w in found] for row in counts], pages)


def _counts(n: int, cells: list[str]) -> list[int]:
    """The counts of line n."""
    for cell in cells:
        if not (cell.isascii() and cell.isdigit() and len(cell) <= 9 and int(cell) <= MOST_TIMES):
            raise TypedError(
                "Line {n} says “{cell}” where a count is wanted: a whole number from 0 to {most}.",
                n=n, cell=cell, most=MOST_TIMES,
            )  # fmt: skip
    if not any(map(int, cells)):
        raise TypedError("All counts of line {n} are 0; leave this page out.", n=n)
    return list(map(int, cells))
