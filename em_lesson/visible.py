"""Invisible characters shown by their code points, so that a message can name what cannot be seen."""

from __future__ import annotations

import re
import unicodedata

# Formats (zero widths, directions, soft hyphens), controls, halves of pairs, private and unassigned ones,
# and separators of lines and paragraphs.
UNSEEN = frozenset(["Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"])
# Letters, marks and a symbol that draw nothing either: joiners, fillers, choices between glyphs.
EMPTY = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def visible(text: str) -> str:
    """The text with every invisible character as ⟨U+200B⟩; tabs and line ends are blanks."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if unicodedata.category(character) in UNSEEN or EMPTY.match(character):
        return f"\u27e8U+{ord(character):04X}\u27e9"
    return character
