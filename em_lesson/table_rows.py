"""The rows of a text, read piece by piece: what a long text holds is never all in memory as cells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from em_lesson import number_text

PIECE = 2**16  # characters that are split at a time
LONG = 2**17  # characters; the csv module takes no longer cell, so such a line has many
NARROW = 600  # cells of a long line that are looked at: more than a table may have columns


class Unclosed(ValueError):
    """The text cannot be parted into cells: the line in which that showed, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"the rows end in an open quotation around line {line}")
        self.line = line


def lines(text: str) -> Iterator[str]:
    """What ``text.splitlines()`` holds, one after the other."""
    start, size = 0, PIECE
    while start < len(text):
        end = start + size
        if end < len(text):  # the last line may go on
            end -= len(text[start:end].splitlines(keepends=True)[-1])
        if start < end:
            yield from text[start:end].splitlines()
            start, size = end, PIECE
        else:
            size *= 2


class TextRows:
    """The rows of a text that hold anything, each with the line in which it ends; can be read again."""

    def __init__(self, text: str, wanted: int) -> None:
        self.text = text
        sample = list(islice((line for line in lines(text) if line.strip()), 50))
        self.delimiter = _delimiter(sample, wanted)
        self._long: dict[int, int] = {}  # line -> how many cells it has

    def count(self) -> int | None:
        """How many rows there are, without splitting any; None where only reading them can tell."""
        if '"' in self.text:
            return None
        return sum(1 for line in lines(self.text) if line.replace(self.delimiter, " ").strip())

    def width(self, line: int, row: Sequence[str]) -> int:
        """How many cells a row has."""
        return self._long.get(line, len(row))

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        if self.delimiter == " ":
            yield from ((n, row) for n, row in enumerate(map(str.split, self._lines()), 1) if row)
            return
        reader = csv.reader(self._lines(), delimiter=self.delimiter, skipinitialspace=True, strict=True)
        try:
            for row in reader:
                if any(map(str.strip, row)):
                    yield reader.line_num, row
        except csv.Error as error:
            raise Unclosed(reader.line_num) from error

    def _lines(self) -> Iterator[str]:
        """The lines; of a long one without quotation marks the first cells and whether more follow."""
        if len(self.text) < LONG:
            return lines(self.text)
        return (
            line if len(line) < LONG or '"' in line else self._cut(n, line)
            for n, line in enumerate(lines(self.text), 1)
        )

    def _cut(self, n: int, line: str) -> str:
        blank = self.delimiter == " "
        count = _words(line) if blank else line.count(self.delimiter) + 1
        if count <= NARROW:
            return line
        self._long[n] = count
        first = line.split(None if blank else self.delimiter, NARROW)
        first[-1] = "more" if first[-1].replace(self.delimiter, " ").strip() else ""
        return self.delimiter.join(first)


def _words(line: str) -> int:
    """``len(line.split())``, piece by piece."""
    starts = range(0, len(line), PIECE)
    torn = sum(not (line[start - 1].isspace() or line[start].isspace()) for start in starts[1:])
    return sum(len(line[start : start + PIECE].split()) for start in starts) - torn


def has_heading(columns: Sequence[Sequence[str]]) -> bool:
    """The first line is a heading when it is all words, or a cell of it is a word above numbers."""
    tops = [number_text.plain(cells[0]) for cells in columns if cells]
    for top, cells in zip(tops, columns, strict=True):
        word = not number_text.missing(top) and not number_text.shaped(top)
        if word and any(number_text.shaped(number_text.plain(cell)) for cell in cells[1:20]):
            return True
    return not any(number_text.missing(top) or any(map(str.isdigit, top)) for top in tops)


def _delimiter(sample: Sequence[str], wanted: int) -> str:
    """The sign that parts every sampled line into equally many cells; a blank or a tab when none does."""
    if _one_column(sample, wanted):
        return ";"
    for sign in ("\t", ";", "|", ","):
        counts = Counter(line.count(sign) for line in sample)
        common, times = counts.most_common(1)[0] if counts else (0, 0)
        if common > 0 and times >= 0.8 * len(sample) and not _decimal_commas(sign, sample):
            return sign
    return " " if any(" " in line.strip() for line in sample) else ","


def _one_column(sample: Sequence[str], wanted: int) -> bool:
    """Whether every line is one number with at most a decimal comma."""
    heading = bool(sample) and not any(map(str.isdigit, sample[0]))
    lines = sample[1:] if heading else sample
    if not any("," in line for line in lines):
        return False
    numbers = all(re.fullmatch(r"\s*[+-]?\d+(,\d+)?\s*", line) for line in lines)
    return numbers and (("," not in sample[0]) if heading else wanted == 1)


def _decimal_commas(sign: str, sample: Sequence[str]) -> bool:
    """Whether the commas of "1,5 2,25" are decimal commas: blanks part the cells, each has at most one."""
    if sign != ",":
        return False
    cells = [line[:LONG].split() for line in sample[1:] or sample]
    return all(len(row) > 1 and all(re.fullmatch(r"[+-]?\d+(,\d+)?", cell) for cell in row) for row in cells)
