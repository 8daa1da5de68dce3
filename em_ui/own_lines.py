"""The controls for the learner's own lines of text: upload, paste, download, remove."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from em_lesson.fields import Notice
from em_lesson.lines import IN_LINK, MOST_BYTES, Lines, lines_of_file, read_lines
from em_lesson.typed_error import TypedError
from em_ui.notices import quoted
from em_ui.own_controls import removed
from em_ui.visit import Visit


def choose(visit: Visit) -> None:
    """Upload, paste, download, remove: all of it below the scene that loads lines."""
    tr, own, settings = visit.tr, visit.own, visit.settings
    lacking = settings.lacking()
    if lacking:
        st.warning(tr(lacking.text).format(**lacking.values))
    st.caption(
        tr(
            "A plain text file of at most {size} MB and {most} lines. It stays in this session's memory and "
            "is gone when you close the page; up to {few} characters also go into the link (a Chinese one "
            "counts as nine)."
        ).format(size=MOST_BYTES // 2**20, most=settings.most(), few=IN_LINK)
    )
    key = visit.key(f"file/{own.place}")
    st.file_uploader(tr("Upload a file"), key=key, on_change=_uploaded, args=(visit, key))
    text, spec = visit.key("pasted"), settings.specs()["lines"]
    pasted = st.text_area(
        tr(spec.label), key=text, height=120, placeholder=spec.example, on_change=_pasted, args=(visit, text)
    )
    if own.unread(pasted):
        _pasted(visit, text)
        own.again = True
        st.rerun()
    if own.refused is not None:
        st.error(quoted(tr(own.refused.text), own.refused.values))
    lines = settings.lines
    if len(lines):
        _summary(visit, lines)


def _summary(visit: Visit, lines: Lines) -> None:
    tr, encoding = visit.tr, visit.own.encoding
    if encoding not in ("", "utf-8-sig"):
        st.caption(quoted(tr("The file was read as {encoding}."), {"encoding": encoding}))
    st.caption(tr("{n} lines are used.").format(n=len(lines)))
    st.download_button(
        tr("Download these lines"), "\n".join(lines.texts) + "\n", "lines.txt", "text/plain",
        key=visit.key("download"), on_click="ignore",
    )  # fmt: skip
    st.button(tr("Remove my data"), key=visit.key("remove"), on_click=removed, args=(visit,))


def _uploaded(visit: Visit, key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        _take(visit, lambda most: lines_of_file(file.getvalue(), most))


def _pasted(visit: Visit, key: str) -> None:
    text = st.session_state[key]
    visit.own.read, visit.own.again = hash(text), False
    if text.strip():
        _take(visit, lambda most: (read_lines(text, most), ""))


def _take(visit: Visit, read: Callable[[int], tuple[Lines, str]]) -> None:
    own = visit.own
    try:
        lines, encoding = read(visit.settings.most())
    except TypedError as error:
        # the words alone: the exception would hold the whole text, in its traceback
        own.refused = Notice(error.text, error.values)
        return
    own.refused = visit.settings.refuses(lines)
    if own.refused is None:
        own.encoding = encoding
        visit.take(lines)
