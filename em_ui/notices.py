"""Messages that quote what somebody typed or what a link says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from em_lesson.visible import visible


def quoted(template: str, values: Mapping[str, Any]) -> str:
    """The message with every value as inline code, in which Markdown finds no markup and no links.

    What cannot be seen in a value is named: it may be what is wrong with it.
    """
    return template.format(**{name: _code(str(value)) for name, value in values.items()})


def _code(text: str) -> str:
    plain = " ".join(visible(text).replace("`", "\u02cb").split()) or "\u2423"
    return f"`{plain}`"
