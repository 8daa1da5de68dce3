"""A learner's own lines of text, as a value that settings can hold: sentence pairs, documents, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from em_lesson.own_value import OwnValue
from em_lesson.table_text import TableError, decoded, megabytes
from em_lesson.typed_error import TypedError, link_size

MOST_BYTES = 2**20
MOST_LINES = 2000
IN_LINK = 2000  # characters that lines may take in a link


class Lines(OwnValue):
    """The lines, each without blanks at its ends, none of them empty.

    Raises ValueError for a line that is not so, or that is more than one.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(texts)
        for text in self.texts:
            if text.splitlines() != [text] or text.strip() != text:
                raise ValueError(f"a line without blanks at its ends is wanted, got {text[:60]!r}")
        super().__init__(str(len(self)), "\n".join(self.texts).encode("utf-8", "surrogatepass"))

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def text(self) -> str:
        """The lines as one text, for the link; empty when they are too long for it."""
        text = "\n".join(self.texts)
        return text if link_size(text) <= IN_LINK else ""


NO_LINES = Lines(())


def read_lines(text: str, most: int = MOST_LINES) -> Lines:
    """The lines of a text that hold anything. Raises TypedError where there are none, or too many."""
    size = len(text)
    if size > MOST_BYTES // 4:  # no character has more than four bytes
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise _too_large(size)
    # halves of pairs cannot be written into an answer
    whole = text.encode("utf-8", "replace").decode().removeprefix("\ufeff")
    found = [line for line in map(str.strip, whole.splitlines()) if line]
    if not found:
        raise TypedError("There is no text here. Write one line for each.")
    few(len(found), most)
    return Lines(found)


def few(count: int, most: int) -> None:
    """Raises TypedError for more lines than there may be."""
    if count > most:
        raise TypedError(
            "There are {count} lines; at most {most} can be read here. Keep a part of them.",
            count=count,
            most=most,
        )


def lines_of_file(content: bytes, most: int = MOST_LINES) -> tuple[Lines, str]:
    """The lines of an uploaded file, and the encoding that was found. Raises TypedError."""
    if len(content) > MOST_BYTES:
        raise _too_large(len(content))
    try:
        text, encoding = decoded(content)
    except TableError as error:
        raise TypedError(
            "This is not a plain text file. In the program that wrote it choose “Save as” and "
            "plain text, in UTF-8."
        ) from error
    return read_lines(text, most), encoding


def _too_large(size: int) -> TypedError:
    return TypedError(
        "The text has {size} MB; at most {most} MB can be read here. Keep a part of it.",
        size=megabytes(size),
        most=MOST_BYTES // 2**20,
    )
