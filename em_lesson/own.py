"""Settings of a lesson that takes the learner's own data: what is small stands in the link, what is larger is
named there and held by the session. Rows of numbers are in ``own_data``, lines of text in ``own_lines``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from em_lesson.fields import Bad, Notice, Spec
from em_lesson.own_value import OwnValue
from em_lesson.settings import Held, Settings
from em_lesson.typed_error import TypedError


@dataclass(frozen=True)
class HeldName(Spec):
    """Names what a session holds: "934x2-0f3a…"; what a link says is only looked up, never trusted."""

    def read(self, text: str, default: Any, name: str) -> Any:
        size, _, digest = text.partition("-")
        if text and not (size.replace("x", "", 1).isdigit() and digest.isalnum() and len(text) < 40):
            raise Bad(
                default, "The link names data in a way that is not understood ({given}).", given=text[:40]
            )
        return text


@dataclass(frozen=True)
class Own(Settings):
    """The field called ``OWN`` is the learner's data, ``NONE`` where there are none; the field ``held`` is
    the name of data that the link cannot carry whole. They are shown where ``data`` is "own"."""

    OWN: ClassVar[str]
    NONE: ClassVar[OwnValue]

    @classmethod
    def reads(cls, value: Any) -> None:
        """The lesson's own check of data: a TypedError says what is wrong, where, and what would be right."""

    @classmethod
    def refuses(cls, value: OwnValue) -> Notice | None:
        """Why the lesson cannot use these data; it is asked once for each."""
        told: dict[Any, Notice | None] = value.memo.setdefault("refused", {}) if len(value) else {cls: None}
        if cls not in told:
            told[cls] = None
            try:
                cls.reads(value)
            except TypedError as error:
                told[cls] = Notice(error.text, error.values)
        return told[cls]

    @classmethod
    def takes(cls, value: object) -> bool:
        """Whether these are data for this lesson: the session holds those of other lessons too."""
        return isinstance(value, type(cls.NONE)) and cls.refuses(value) is None

    @classmethod
    def as_written(
        cls, params: Mapping[str, str], held: Held | None = None, base: Self | None = None
    ) -> tuple[Self, list[Notice]]:
        """As every lesson's; data that the link only names are the session's, if it has them. Those in the
        link that the lesson cannot use are left out, and it is said why."""
        settings, notices = super().as_written(params, held, base)
        why = cls.refuses(settings.mine)
        if why is not None:
            settings, notices = settings.with_(**{cls.OWN: cls.NONE}), [*notices, why]
        name = getattr(settings, "held", "")
        found = (held or {}).get(name) if name else None
        return (settings.with_(**{cls.OWN: found}) if cls.takes(found) else settings), notices

    @property
    def mine(self) -> OwnValue:
        """The learner's data, shown or not."""
        mine: OwnValue = getattr(self, self.OWN)
        return mine

    def bare(self) -> Self:
        """The settings without a learner's data: what all visitors share."""
        return self if self.mine is self.NONE else self.with_(**{self.OWN: self.NONE})

    def with_own(self, value: OwnValue) -> Self:
        """The settings with these as the learner's data; the link names what it cannot say."""
        held = "" if value.in_link else value.name
        return self.with_(**{"data": "own", self.OWN: value, "held": held, "k": 0}).after(self.OWN)

    def without_own(self) -> Self:
        """The settings as they are without the learner's data."""
        return self.with_(**{self.OWN: self.NONE, "held": "", "k": 0}).after(self.OWN)
