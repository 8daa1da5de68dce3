"""The learner's own numbers: a file, pasted text, or clicks. Small sets stand in the link, larger ones in
the session and nowhere else.

A lesson's settings inherit from :class:`OwnData` and have a choice ``data`` with the option "own".
``rows_of`` gives the numbers, or None when a link names rows that only another session holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from em_lesson.settings import Bad, Settings, Spec
from em_lesson.storyboard import Page

Rows = NDArray[np.float64]

IN_LINK = 60  # rows that a link can carry
KEPT = 4  # larger sets that a session keeps
RUNS = 12  # results of runs on them
LARGEST = 1e100  # squares of larger numbers are no numbers any more


class Numbers(NamedTuple):
    """The rows (N, D), and the columns' names where there are any."""

    rows: Rows
    names: tuple[str, ...] = ()


def format_rows(rows: Rows) -> str:
    """The rows in the link's form "1.5,2.25;3,4", to twelve significant digits."""
    return ";".join(",".join(f"{value:.12g}" for value in row) for row in rows.tolist())


def parse_rows(text: str) -> Rows:
    """The rows of a link, at most 60 of equally many numbers. Raises ValueError for anything else."""
    parts = [line.split(",") for line in text.split(";") if line.strip()]
    if not parts or len(parts) > IN_LINK or any(len(part) != len(parts[0]) for part in parts):
        raise ValueError(text)
    rows = np.array([[float(cell) for cell in part] for part in parts])
    if not (np.isfinite(rows).all() and np.abs(rows).max() <= LARGEST):
        raise ValueError(text)
    return rows


@dataclass(frozen=True)
class PointsText(Spec):
    def read(self, text: str, default: Any, name: str) -> Any:
        try:
            return format_rows(parse_rows(text)) if text else ""
        except ValueError as error:
            raise Bad(
                default,
                "The points in the link cannot be read ({given}); they are written like 1.5,2.25;3,4, "
                "at most {most} of them.",
                given=text[:40],
                most=IN_LINK,
            ) from error


@dataclass(frozen=True)
class Held(Spec):
    """Names rows that a session holds: "934x2-0f3a…"; what a link says is only looked up, never trusted."""

    def read(self, text: str, default: Any, name: str) -> Any:
        size, _, digest = text.partition("-")
        if text and not (size.replace("x", "", 1).isdigit() and digest.isalnum() and len(text) < 40):
            raise Bad(
                default, "The link names data in a way that is not understood ({given}).", given=text[:40]
            )
        return text


def _own(spec: Spec) -> Any:
    return field(default="", metadata={"spec": spec})


@dataclass(frozen=True)
class OwnData(Settings):
    """``points``: small own data; ``held``: the name of larger ones in this session."""

    points: str = _own(PointsText(when=("data", "own")))
    held: str = _own(Held(when=("data", "own")))


def _store() -> dict[str, Numbers]:
    store: dict[str, Numbers] = st.session_state.setdefault("own/rows", {})
    return store


def held_here(name: str) -> bool:
    """Whether this session has the rows of that name."""
    return name in _store()


def forget(name: str) -> None:
    """Drop the rows of that name."""
    _store().pop(name, None)


def rows_of(settings: OwnData, columns: int) -> Numbers | None:
    """The learner's rows; None when there are none, or not in this session, or not of so many columns."""
    found = _store().get(settings.held) if settings.held else None
    if found is None and settings.points:
        found = Numbers(parse_rows(settings.points))
    return found if found is not None and found.rows.shape[1] == columns else None


def keep(page: Page[Any], numbers: Numbers) -> None:
    """Make these the lesson's own data: in the link when they are few, else in the session."""
    rows = numbers.rows
    points = format_rows(rows) if len(rows) <= IN_LINK else ""
    if points and not np.array_equal(parse_rows(points), rows):
        points = ""  # a link that shows other numbers is worse than one that says what it lacks
    held = ""
    if not points or numbers.names:
        held = f"{len(rows)}x{rows.shape[1]}-{hashlib.sha256(rows.tobytes()).hexdigest()[:10]}"
        store = _store()
        store.pop(held, None)
        store[held] = numbers
        for old in list(store)[:-KEPT]:
            del store[old]
    page.forgive()
    page.change(page.settings.with_(data="own", points=points, held=held, k=0).after("own"))


def add(page: Page[Any], x: float, y: float) -> None:
    """A click in the picture adds a point (to three digits of what a pixel is worth)."""
    old = rows_of(page.settings, 2)
    point = np.array([[float(f"{x:.4g}"), float(f"{y:.4g}")]])
    keep(page, Numbers(point if old is None else np.vstack([old.rows, point]), old.names if old else ()))


def runs(function: Callable[..., Any]) -> Callable[..., Any]:
    """A cache for what is computed from settings: shared by all visitors, but for a visitor's own rows.

    Those have only a name in the settings, so what comes of them stays in the session that has them.
    """
    shared = lru_cache(maxsize=256)(function)

    @wraps(function)
    def look(settings: Any, *args: Any) -> Any:
        if not settings.held:
            return shared(settings, *args)
        mine: dict[Any, Any] = st.session_state.setdefault("own/runs", {})
        key = (function.__module__, function.__qualname__, settings, args)
        if key not in mine:
            mine[key] = function(settings, *args)
            for old in list(mine)[:-RUNS]:
                del mine[old]
        return mine[key]

    return look
