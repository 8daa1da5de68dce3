"""Messages that quote what somebody typed or what a link says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from em_lesson.fields import Notice
from em_lesson.visible import visible
from em_ui.language import LANGUAGES


def quoted(template: str, values: Mapping[str, Any]) -> str:
    """The message with every value as inline code, in which Markdown finds no markup and no links.

    What cannot be seen in a value is named: it may be what is wrong with it.
    """
    return template.format(**{name: _code(str(value)) for name, value in values.items()})


def _code(text: str) -> str:
    plain = " ".join(visible(text).replace("`", "\u02cb").split()) or "\u2423"
    return f"`{plain}`"


def strange(params: Mapping[str, str], known: set[str]) -> list[Notice]:
    """What a link says beside the settings ``known`` to the lesson and a language of ours."""
    out = []
    others = sorted(set(params) - known - {"lang"})
    if others:
        names = ", ".join(name[:20] for name in others[:5])
        out.append(
            Notice(
                "The link names {names}, which this lesson does not know; it is ignored.", {"names": names}
            )
        )
    if params.get("lang", "en") not in LANGUAGES:
        values = {"given": params["lang"][:20], "options": ", ".join(LANGUAGES)}
        out.append(Notice("The link asks for the language {given}; it must be one of {options}.", values))
    return out
