"""The lessons' controls: Streamlit widgets over a lesson's settings.

Every widget has a key (without one it loses its value when its label is translated), is seeded from
the settings, and writes back to them in its callback.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from em_lesson.rounds_text import RoundsError, format_rounds, parse_rounds
from em_lesson.settings import Number
from em_lesson.storyboard import Page
from em_ui import links
from em_ui.notices import quoted


def _seed(page: Page[Any], name: str) -> str:
    key = page.key(name)
    if key not in st.session_state:
        st.session_state[key] = getattr(page.settings, name)
    return key


def _changed(page: Page[Any], name: str, key: str = "") -> None:
    links.touch()
    page.forgive()
    value = st.session_state[key or page.key(name)]
    page.change(page.settings.with_(**{name: value}, k=0).after(name))


def choice(page: Page[Any], name: str, label: str, options: Mapping[str, str]) -> None:
    """One of several, by id; ``options`` are id -> label.

    The browser reports an option by its label, so the widget is another one in another language.
    """
    key = page.key(f"{name}/{page.lang}")
    if st.session_state.get(key) != getattr(page.settings, name):
        st.session_state[key] = getattr(page.settings, name)
    st.radio(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=_changed,
        args=(page, name, key),
        horizontal=True,
    )


def toggle(page: Page[Any], name: str, label: str) -> None:
    """On or off."""
    st.toggle(label, key=_seed(page, name), on_change=_changed, args=(page, name))


def numbers(page: Page[Any], labels: Mapping[str, str]) -> None:
    """Sliders side by side, id -> label; Streamlit reports a slider when it is released."""
    for (name, label), column in zip(labels.items(), st.columns(len(labels)), strict=True):
        spec = page.kind.specs()[name]
        assert isinstance(spec, Number)
        with column:
            st.slider(
                label,
                min_value=spec.low,
                max_value=spec.high,
                step=spec.step,
                key=_seed(page, name),
                on_change=_changed,
                args=(page, name),
            )


def rounds(page: Page[Any], name: str, label: str, help: str) -> None:
    """Rounds typed as text; what cannot be read stays in the field, with the reason below it."""
    key = _seed(page, name)
    st.text_input(label, key=key, on_change=_typed, args=(page, name), max_chars=2000, placeholder=help)
    try:
        parse_rounds(st.session_state[key])
    except RoundsError as error:
        st.error(quoted(page.tr(error.text), error.values))
        st.markdown(page.tr("The figures still show the last rounds that could be read."))
    st.caption(help)


def _typed(page: Page[Any], name: str) -> None:
    links.touch()
    try:
        read = format_rounds(parse_rounds(st.session_state[page.key(name)]))
    except RoundsError:
        return  # the field keeps what was typed, the picture keeps the last rounds that could be read
    page.forgive()
    page.keep(page.settings.with_(**{name: read}, k=0).after(name))
