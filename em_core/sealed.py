"""Copies of a record, pickled or not, are as read-only as the record: by itself numpy reopens every array."""

from __future__ import annotations

from typing import Any

import numpy as np


class Sealed:
    """A record, frozen or not, whose copies have read-only arrays where it has them: inherit it, no more."""

    def __getstate__(self) -> Any:
        values = dict(vars(self))
        return values, [name for name, value in values.items() if _is_sealed(value)]

    def __setstate__(self, state: Any) -> None:
        values, sealed = state
        for name in sealed:
            values[name].setflags(write=False)
        vars(self).update(values)


def reduced(record: tuple[Any, ...]) -> tuple[Any, ...]:
    """What ``__reduce__`` of a NamedTuple returns, so that the same holds for its copies."""
    return _again, (type(record), tuple(record), [i for i, value in enumerate(record) if _is_sealed(value)])


def _again(cls: Any, values: tuple[Any, ...], sealed: list[int]) -> Any:
    for i in sealed:
        values[i].setflags(write=False)
    return cls(*values)


def _is_sealed(value: Any) -> bool:
    return isinstance(value, np.ndarray) and not value.flags.writeable
