"""A setting that is a typed text: rounds, a small table, a diary, some lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from em_lesson.spec import Bad, Spec
from em_lesson.typed_error import TypedError, link_size

IN_A_FIELD, IN_AN_AREA = 2000, 6000  # characters that a text may take in a link


@dataclass(frozen=True)
class Typed(Spec):
    """A text that is typed on the stage; ``tidy`` gives the link's form of it, or raises TypedError."""

    tidy: Callable[[str], str] = str.strip
    help: str = ""
    lines: bool = False  # several of them
    unread: str = ""  # what is said of a link whose text cannot be read

    @property
    def most(self) -> int:
        """How many characters it may take in a link."""
        return IN_AN_AREA if self.lines else IN_A_FIELD

    def form(self, text: str) -> str:
        """The text as the link has it. Raises TypedError for what cannot be read, or is too long."""
        tidied = self.tidy(text)
        size = link_size(tidied)
        if size > self.most:
            raise TypedError(
                "This text would take {count} characters in the link, and at most {most} fit. Write less; "
                "a letter takes one, a sign three, a Chinese character nine.",
                count=size,
                most=self.most,
            )
        return tidied

    def read(self, text: str, default: Any, name: str) -> Any:
        try:
            return self.form(text)
        except TypedError as error:
            used = default if len(default) <= 60 else default[:60] + "…"
            values = {"name": name, "given": text[:40], "used": used}
            if self.unread:
                raise Bad(default, self.unread, **values) from error
            raise Bad(
                default, "The link says {name} = {given}, which cannot be read; {used} is used.", **values
            ) from error
