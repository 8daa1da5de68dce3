"""A cache for what is computed from settings, which says what it reads of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

MINE = 12  # results of each function that are kept with a learner's rows
GUARD: Callable[[Any, tuple[str, ...]], Any] | None = None  # set by tests: watches what is read


def remembered(*reads: str, most: int = 64) -> Callable[[F], F]:
    """Keep the latest ``most`` results of a function of settings that reads these of them.

    It is called with these settings as they are and all others at their defaults, so what it does
    not name it does not see, and no picture can be older than its settings. Results on a visitor's own
    rows are kept with the rows and go with them; all others are shared by all visitors.
    """

    def wrap(make: F) -> F:
        shared = lru_cache(maxsize=most)(make)

        @wraps(make)
        def look(settings: Any, *args: Any) -> Any:
            if GUARD:
                return make(GUARD(settings, reads), *args)
            asked = settings.only(*reads)
            bare = asked.bare()
            if not len(asked.rows):
                return shared(bare, *args)
            mine = asked.rows.memo.setdefault(look, {})
            key = (bare, args)
            if key not in mine:
                mine[key] = make(asked, *args)
                for old in list(mine)[:-MINE]:
                    del mine[old]
            return mine[key]

        look.cache_info = shared.cache_info  # type: ignore[attr-defined]
        return cast(F, look)

    return wrap
