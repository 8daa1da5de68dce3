"""How one setting is read from a link, and what is told when it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

When = tuple[str, Any] | None


class Notice(NamedTuple):
    """A message for the learner: an English template that is translated, and what goes into it.

    A value may be a tuple: a list, which is written as the reader's language writes lists.
    """

    text: str
    values: Mapping[str, Any]


class Bad(Exception):
    """A value that the link may not carry: the value used in its place and the reason."""

    def __init__(self, instead: Any, text: str, **values: Any) -> None:
        super().__init__(text.format(**values))
        self.instead = instead
        self.notice = Notice(text, values)


@dataclass(frozen=True)
class Spec:
    """How one setting is read from a link. ``when`` names the (field, value) it belongs to.

    ``live`` ones are knobs on the stage; ``label`` names the knob or the control.
    """

    when: When = None
    live: bool = False
    label: str = ""

    def read(self, text: str, default: Any, name: str) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> str:
        return str(value)
