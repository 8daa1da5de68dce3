"""Settings that refuse to be read beyond what a remembered function names."""

from __future__ import annotations

from typing import Any


class Undeclared(AssertionError):
    """A remembered function, or one that it calls, reads a setting that it does not name."""


def guarded(settings: Any, reads: tuple[str, ...]) -> Any:
    """The settings, of which only ``reads`` may be read; inside another guard only what both name."""
    values = object.__getattribute__(settings, "__dict__")
    outer = values.get("_allowed")
    kind = values.get("_kind") or type(settings)
    fields = set(kind.specs())
    allowed = set(reads) if outer is None else set(reads) & outer
    hidden = fields - allowed

    class Guarded(kind):  # type: ignore[misc, valid-type]
        def __getattribute__(self, name: str) -> Any:
            if name in hidden:
                raise Undeclared(f"{name} is read, and only {sorted(allowed)} are named")
            return super().__getattribute__(name)

        def with_(self, **changes: Any) -> Any:
            made = object.__getattribute__(self, "__dict__")
            plain = kind(**{name: made[name] for name in fields} | changes)
            return guarded(plain, tuple(allowed | set(changes)))

    made = object.__new__(Guarded)
    made.__dict__.update({name: values[name] for name in fields}, _allowed=allowed, _kind=kind)
    return made
