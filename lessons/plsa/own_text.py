"""Pages of text as a learner types them: a page a line, cut into words, Chinese into characters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from em_lesson.typed_error import TypedError

MOST_PAGES, MOST_WORDS = 12, 14
EXAMPLE = (
    "rain on the sea and wind on the sea and rain\n"
    "bread and salt on the table and bread and wine\n"
    "海上有雨，海上有风，雨落在海上\n"
    "桌上有面包，有盐，有面包，还有酒"
)
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|(?:(?![\u3400-\u4dbf\u4e00-\u9fff])\w)+(?:['’-]\w+)*")


def words_of(line: str) -> list[str]:
    """The words of a line in small letters; each Chinese character is one."""
    return _WORD.findall(unicodedata.normalize("NFKC", line).lower())


def tidy_words(text: str) -> str:
    """Words, each once, with a blank between two."""
    return " ".join(dict.fromkeys(words_of(text)))


def tidy_pages(text: str) -> str:
    """Lines that have words. Raises TypedError for fewer than two pages, and for too many."""
    lines = [" ".join(line.split()) for line in text.splitlines() if words_of(line)]
    if len(lines) < 2:
        raise TypedError("{count} lines have words; write at least two pages, one a line.", count=len(lines))
    if len(lines) > MOST_PAGES:
        raise TypedError("{count} pages are given; at most {most} are possible here.",
                         count=len(lines), most=MOST_PAGES)  # fmt: skip
    return "\n".join(lines)


def counted(text: str, without: str) -> tuple[tuple[str, ...], list[list[int]]]:
    """The most frequent words, those that come first before others that are as frequent, and their counts.

    Where every word is left out, none is.
    """
    pages = [words_of(line) for line in text.splitlines()]
    left_out = set(words_of(without))
    kept = [[word for word in page if word not in left_out] for page in pages]
    total = Counter(word for page in (kept if any(kept) else pages) for word in page)
    names = tuple(word for word, _ in total.most_common(MOST_WORDS))
    return names, [[page.count(name) for name in names] for page in pages]
