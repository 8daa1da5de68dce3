"""The link is the state: one frozen dataclass of settings per lesson, read from and written to the URL.

Each field has an id (its name in the link), a type, a range, a default and a label (``fields``), and
nothing else decides what a screen shows: the settings are the link, the cache key and the tests'
parameter. Equal settings show the same screen in every process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from em_lesson.fields import Bad, Notice, Spec, whole
from em_lesson.own_value import OwnValue
from em_lesson.rows import NO_ROWS

Held = Mapping[str, Any]  # a visitor's own values that a link can only name, by name


@dataclass(frozen=True)
class Settings:
    """A lesson's settings; ``k`` is the half-step the learner looks at."""

    k: int = whole(0, 0, 10**12)

    @classmethod
    def specs(cls) -> dict[str, Spec]:
        """The fields' specs by id, in the order of the class."""
        return {f.name: f.metadata["spec"] for f in fields(cls)}

    @classmethod
    def names(cls) -> set[str]:
        """What a link may carry for this lesson."""
        return {f.name for f in fields(cls)}

    @classmethod
    def from_link(
        cls, params: Mapping[str, str], held: Held | None = None, base: Self | None = None
    ) -> tuple[Self, list[Notice]]:
        """The settings that a link asks for, and what had to be put right.

        ``held``: the data that this visitor's session holds, by name; a link can only name them.
        ``base``: what the link leaves open is as in these; in the lesson's own start if there are none.
        """
        return cls.as_written(params, held, base)

    @classmethod
    def as_written(
        cls, params: Mapping[str, str], held: Held | None = None, base: Self | None = None
    ) -> tuple[Self, list[Notice]]:
        """As ``from_link``, field by field: how they go together is not looked at yet."""
        base = base or cls()
        values: dict[str, Any] = {}
        notices: list[Notice] = []
        for f in fields(cls):
            if f.name not in params:
                continue
            try:
                values[f.name] = f.metadata["spec"].read(params[f.name], getattr(base, f.name), f.name)
            except Bad as bad:
                values[f.name] = bad.instead
                notices.append(bad.notice)
        return replace(base, **values), notices

    def to_link(self) -> dict[str, str]:
        """Every setting that matters for this screen, as the link writes it; ``k`` comes last."""
        order = sorted(self.specs().items(), key=lambda item: item[0] == "k")
        return {
            name: spec.write(getattr(self, name))
            for name, spec in order
            if spec.when is None or getattr(self, spec.when[0]) == spec.when[1]
        }

    def with_(self, **changes: Any) -> Self:
        """The same settings but for the changes."""
        return replace(self, **changes)

    def only(self, *names: str) -> Self:
        """These settings as they are, all others at their defaults."""
        return type(self)(**{name: getattr(self, name) for name in names})

    @property
    def mine(self) -> OwnValue:
        """The learner's own data, shown or not; none in a lesson that takes none."""
        return NO_ROWS

    @property
    def rows(self) -> OwnValue:
        """The learner's own data where they are what is shown."""
        return NO_ROWS

    def bare(self) -> Self:
        """The settings without a learner's data: what all visitors share."""
        return self

    def with_point(self, text: str) -> Self:
        """The settings with a point more, "3.5,4", where a picture takes points."""
        return self

    def after(self, name: str) -> Self:
        """The settings after the learner changed ``name``; overridden where one choice sets others."""
        return self
