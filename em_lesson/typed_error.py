"""What is wrong with a text that somebody typed, in words for them; and how long a text is in a link."""

from __future__ import annotations

from urllib.parse import quote_plus

QUOTED = 60  # characters of a value in a message


class TypedError(ValueError):
    """What is wrong with a text: an English template, translated where it is told, and its values.

    The template says what was wrong, where, and what would be right. To be kept it is written down as a
    Notice: an exception holds all that its functions held, the whole text too.
    """

    def __init__(self, text: str, **values: int | str) -> None:
        self.text = text
        self.values = {
            name: value[:QUOTED] if isinstance(value, str) else value for name, value in values.items()
        }
        super().__init__(text.format(**self.values))


def link_size(text: str) -> int:
    """How many characters a text takes in a link: a letter one, a sign three, a Chinese character nine."""
    return len(quote_plus(text, safe="*", errors="replace").replace("~", "%7E"))
