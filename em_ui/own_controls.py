"""The controls for the learner's own numbers: upload, paste, choose columns, download, remove."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from em_figures.words import sentences
from em_lesson.fields import Notice
from em_lesson.rows import IN_LINK, LARGEST, Rows
from em_lesson.scene import EVERY_COLUMN
from em_lesson.table_text import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    WIDEST,
    Table,
    TableError,
    read_bytes,
    read_text,
)
from em_ui.notices import quoted
from em_ui.visit import Visit

PLACEHOLDERS = {1: "175\n168.5", 2: "1.5, 2.25\n3, 4", EVERY_COLUMN: "a, b, c\n2, 0, 1\n0, 3, 1"}
TOLD = 5  # columns of which it is said why they are left out

def choose(visit: Visit, columns: int) -> None:
    """Upload, paste, choose columns, download: all of it below the lesson's choice of data."""
    tr, own = visit.tr, visit.own
    lacking = visit.settings.lacking(columns)
    if lacking:
        st.warning(tr(lacking.text).format(**lacking.values))
    limits = tr(
        "A text file (CSV) of at most {size} MB, {rows} rows and {columns} columns; all columns of numbers "
        "are used. It stays in this session's memory and is gone when you close the page; the numbers of a "
        "small table also go into the link."
    ) if columns == EVERY_COLUMN else tr(
        "A text file (CSV) of at most {size} MB and {rows} rows. It stays in this session's memory and "
        "is gone when you close the page; up to {few} rows also go into the link."
    )  # fmt: skip
    rows = f"{MOST_ROWS:,}".replace(",", "\u202f")
    st.caption(limits.format(size=MOST_BYTES // 2**20, rows=rows, columns=WIDEST, few=IN_LINK))
    key = visit.key(f"file/{own.place}")
    st.file_uploader(tr("Upload a file"), key=key, on_change=_uploaded, args=(visit, columns, key))
    text = visit.key("pasted")
    pasted = st.text_area(
        tr("Or paste numbers, one row per line"),
        key=text,
        height=100,
        placeholder=PLACEHOLDERS[columns],
        on_change=_pasted,
        args=(visit, columns, text),
    )
    if own.unread(pasted):
        _pasted(visit, columns, text)
        own.again = True
        st.rerun()
    if own.refused is not None:
        st.error(quoted(tr(own.refused.text), own.refused.values))
    if own.table is not None:
        _columns(visit, own.table, columns)
    mine = visit.settings.own_rows(columns)
    if mine is not None:
        _summary(visit, mine)


def _most(columns: int) -> int:
    """How many columns a table may have."""
    return WIDEST if columns == EVERY_COLUMN else MOST_COLUMNS


def _columns(visit: Visit, table: Table, columns: int) -> None:
    tr = visit.tr
    if table.encoding not in ("", "utf-8-sig"):
        st.caption(quoted(tr("The file was read as {encoding}."), {"encoding": table.encoding}))
    bad = [column for column in table.columns if column.bad is not None]
    for column in bad[:TOLD]:
        said = tr("Column {name} is left out: line {line} says {cell}, which is not a number.")
        st.caption(quoted(said, {"name": column.name, "line": column.bad.line, "cell": column.bad.cell}))
    if len(bad) > TOLD:
        st.caption(tr("{n} more columns are left out, too.").format(n=len(bad) - TOLD))
    if columns == EVERY_COLUMN or len(table.usable) <= columns:
        return
    labels = {i: f"{i + 1}: {table.columns[i].name}" for i in table.usable}
    names = (tr("Column for x"), tr("Column for y")) if columns == 2 else (tr("Column"),)
    for axis, (place, label) in enumerate(zip(st.columns(columns), names, strict=True)):
        key = visit.key(f"column/{axis}")
        st.session_state.setdefault(key, table.usable[axis])
        with place:
            st.selectbox(
                label, table.usable, format_func=labels.__getitem__, key=key,
                on_change=_use, args=(visit, columns),
            )  # fmt: skip


def _summary(visit: Visit, rows: Rows) -> None:
    tr, dropped = visit.tr, visit.own.dropped
    said = [tr("{n} rows are used.").format(n=len(rows))]
    if dropped:
        said.append(tr("{n} rows are left out because a value is missing.").format(n=dropped))
    st.caption(sentences(said))
    names = (name.replace('"', '""') for name in rows.names)
    head = ",".join(f'"{name}"' for name in names) + "\n" if rows.names else ""

    def csv() -> str:
        return head + "\n".join(",".join(map(repr, row)) for row in rows.values.tolist()) + "\n"

    st.download_button(
        tr("Download these rows"), csv, "rows.csv", "text/csv", key=visit.key("download"), on_click="ignore"
    )
    st.button(tr("Remove my data"), key=visit.key("remove"), on_click=removed, args=(visit,))


def _uploaded(visit: Visit, columns: int, key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        _take(visit, columns, lambda: read_bytes(file.getvalue(), columns, _most(columns)))


def _pasted(visit: Visit, columns: int, key: str) -> None:
    text = st.session_state[key]
    visit.own.read, visit.own.again = hash(text), False
    if text.strip():
        _take(visit, columns, lambda: read_text(text, columns, _most(columns)))


def _take(visit: Visit, columns: int, read: Callable[[], Table]) -> None:
    try:
        table = read()
        if len(table.usable) < columns:
            raise TableError(
                "Two columns of numbers are needed, and there is only one: {name}.",
                name=table.columns[table.usable[0]].name,
            )
    except TableError as error:
        # the words alone: the exception would hold the whole text, in its traceback
        visit.own.refused = Notice(error.text, error.values)
        return
    before, visit.own.table = visit.own.table, table
    for axis in range(max(columns, 0)):
        st.session_state[visit.key(f"column/{axis}")] = table.usable[axis]
    _use(visit, columns)
    if visit.own.refused is not None and columns == EVERY_COLUMN:  # there is nothing to choose in it
        visit.own.table = before


def _use(visit: Visit, columns: int) -> None:
    own = visit.own
    assert own.table is not None
    places = [st.session_state[visit.key(f"column/{axis}")] for axis in range(columns)]
    if columns == EVERY_COLUMN:
        places = list(own.table.usable)
    chosen = [own.table.columns[place] for place in places]
    rows = np.column_stack([column.values for column in chosen])
    whole = rows[~np.isnan(rows).any(axis=1)]
    own.refused = None
    if not len(whole) or np.abs(whole).max() > LARGEST:
        own.refused = Notice(
            "In these columns no row has all its values, or a value is too large to be squared.", {}
        )
        return
    names = tuple(column.name for column in chosen)
    numbered = names == tuple(str(place + 1) for place in places)  # without headings the axes are x and y
    taken = Rows(whole, () if numbered else names)
    own.refused = visit.settings.refuses(taken)
    if own.refused is None:
        own.dropped = len(rows) - len(whole)
        visit.take(taken)


def removed(visit: Visit) -> None:
    """Remove the learner's own data, and what was pasted."""
    st.session_state.pop(visit.key("pasted"), None)
    visit.drop()
