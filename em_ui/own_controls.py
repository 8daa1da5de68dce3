"""The controls for the learner's own numbers: upload, paste, choose columns, download, remove."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from em_ui import links
from em_ui.lesson import Page
from em_ui.notices import quoted
from em_ui.own_data import IN_LINK, LARGEST, Numbers, forget, held_here, keep, parse_rows, rows_of
from em_ui.settings import Notice
from em_ui.table_text import MOST_BYTES, MOST_ROWS, Table, TableError, read_bytes, read_text


def missing(page: Page[Any], columns: int) -> None:
    """Say so when a link was made with rows that this session does not have, or that do not fit."""
    held, points = page.settings.held, page.settings.points
    if points and not rows_of(page.settings, columns):
        found = parse_rows(points).shape[1]
        said = page.tr("The link's points have {found} numbers each; {needed} are needed here.")
        st.warning(said.format(found=found, needed=columns))
    elif held and not points and not held_here(held):
        rows = held.partition("x")[0]
        text = page.tr(
            "This link was made with its author's own {n} rows, which are not in it. Load them again below."
        )
        st.warning(text.format(n=rows))


def choose(page: Page[Any], columns: int) -> None:
    """Upload, paste, choose columns, download: all of it below the lesson's choice of data."""
    tr = page.tr
    missing(page, columns)
    st.caption(
        tr(
            "A text file (CSV) of at most {size} MB and {rows} rows. It stays in this session's memory and "
            "is gone when you close the page; up to {few} rows also go into the link."
        ).format(size=MOST_BYTES // 2**20, rows=f"{MOST_ROWS:,}".replace(",", "\u202f"), few=IN_LINK)
    )
    key = page.key(f"file/{st.session_state.get(page.key('removals'), 0)}")  # removed: an empty uploader
    st.file_uploader(tr("Upload a file"), key=key, on_change=_uploaded, args=(page, columns, key))
    text = page.key("pasted")
    st.text_area(
        tr("Or paste numbers, one row per line"),
        key=text,
        height=100,
        placeholder="1.5, 2.25\n3, 4" if columns == 2 else "175\n168.5",
        on_change=_pasted,
        args=(page, columns, text),
    )
    error: Notice | None = st.session_state.get(page.key("own-error"))
    if error is not None:
        st.error(quoted(tr(error.text), error.values))
    table: Table | None = st.session_state.get(page.key("own-table"))
    if table is not None:
        _columns(page, table, columns)
    numbers = rows_of(page.settings, columns)
    if numbers is not None:
        _summary(page, numbers)


def _columns(page: Page[Any], table: Table, columns: int) -> None:
    tr = page.tr
    if table.encoding not in ("", "utf-8-sig"):
        st.caption(quoted(tr("The file was read as {encoding}."), {"encoding": table.encoding}))
    for column in table.columns:
        if column.bad is not None:
            said = tr("Column {name} is left out: line {line} says {cell}, which is not a number.")
            st.caption(quoted(said, {"name": column.name, "line": column.bad.line, "cell": column.bad.cell}))
    if len(table.usable) <= columns:
        return
    labels = {i: f"{i + 1}: {table.columns[i].name}" for i in table.usable}
    names = (tr("Column for x"), tr("Column for y")) if columns == 2 else (tr("Column"),)
    for axis, (place, label) in enumerate(zip(st.columns(columns), names, strict=True)):
        key = page.key(f"column/{axis}")
        st.session_state.setdefault(key, table.usable[axis])
        with place:
            st.selectbox(
                label, table.usable, format_func=labels.__getitem__, key=key,
                on_change=_use, args=(page, columns),
            )  # fmt: skip


def _summary(page: Page[Any], numbers: Numbers) -> None:
    tr = page.tr
    dropped = st.session_state.get(page.key("own-dropped"), 0)
    said = tr("{n} rows are used.").format(n=len(numbers.rows))
    if dropped:
        said += " " + tr("{n} rows are left out because a value is missing.").format(n=dropped)
    st.caption(said)
    names = (name.replace('"', '""') for name in numbers.names)
    head = ",".join(f'"{name}"' for name in names) + "\n" if numbers.names else ""

    def csv() -> str:
        return head + "\n".join(",".join(map(repr, row)) for row in numbers.rows.tolist()) + "\n"

    st.download_button(
        tr("Download these rows"), csv, "rows.csv", "text/csv", key=page.key("download"), on_click="ignore"
    )
    st.button(tr("Remove my data"), key=page.key("remove"), on_click=_removed, args=(page,))


def _uploaded(page: Page[Any], columns: int, key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        _take(page, columns, lambda: read_bytes(file.getvalue(), columns))


def _pasted(page: Page[Any], columns: int, key: str) -> None:
    text = st.session_state[key]
    if text.strip():
        _take(page, columns, lambda: read_text(text, wanted=columns))


def _take(page: Page[Any], columns: int, read: Callable[[], Table]) -> None:
    links.touch()
    st.session_state.pop(page.key("own-error"), None)
    try:
        table = read()
        if len(table.usable) < columns:
            raise TableError(
                "Two columns of numbers are needed, and there is only one: {name}.",
                name=table.columns[table.usable[0]].name,
            )
    except TableError as error:
        # Not the error itself: its traceback holds the text and every row for as long as the session lives.
        st.session_state[page.key("own-error")] = Notice(error.text, error.values)
        return
    st.session_state[page.key("own-table")] = table
    for axis in range(columns):
        st.session_state[page.key(f"column/{axis}")] = table.usable[axis]
    _use(page, columns)


def _use(page: Page[Any], columns: int) -> None:
    links.touch()
    table: Table = st.session_state[page.key("own-table")]
    chosen = [table.columns[st.session_state[page.key(f"column/{axis}")]] for axis in range(columns)]
    rows = np.column_stack([column.values for column in chosen])
    whole = rows[~np.isnan(rows).any(axis=1)]
    st.session_state.pop(page.key("own-error"), None)
    st.session_state[page.key("own-dropped")] = len(rows) - len(whole)
    if not len(whole) or np.abs(whole).max() > LARGEST:
        st.session_state[page.key("own-error")] = Notice(
            "In these columns no row has all its values, or a value is too large to be squared.", {}
        )
        return
    keep(page, Numbers(whole, tuple(column.name for column in chosen)))


def _removed(page: Page[Any]) -> None:
    links.touch()
    forget(page.settings.held)
    for name in ("own-table", "own-error", "own-dropped", "pasted"):
        st.session_state.pop(page.key(name), None)
    count = page.key("removals")
    st.session_state[count] = st.session_state.get(count, 0) + 1
    page.change(page.settings.with_(points="", held="", k=0).after("own"))
