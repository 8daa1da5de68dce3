"""The lessons' controls: Streamlit widgets over the fields of a lesson's settings.

Every widget has a key (without one it loses its value when its label is translated), is seeded from
the settings, and writes back to them in its callback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from em_lesson.fields import Choice, Number, RoundsText
from em_lesson.rounds_text import RoundsError, format_rounds, parse_rounds
from em_ui import links
from em_ui.notices import quoted
from em_ui.visit import Visit


def _changed(visit: Visit, name: str, key: str) -> None:
    visit.change(visit.settings.with_(**{name: st.session_state[key]}, k=0).after(name))


def choice(visit: Visit, name: str) -> None:
    """One of several, by id.

    The browser reports an option by its label, so the widget is another one in another language.
    """
    spec = visit.settings.specs()[name]
    assert isinstance(spec, Choice)
    labels = {option: visit.tr(label) for option, label in spec.options.items()}
    key = visit.key(f"{name}/{visit.lang}")
    if st.session_state.get(key) != getattr(visit.settings, name):
        st.session_state[key] = getattr(visit.settings, name)
    st.radio(
        visit.tr(spec.label),
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        on_change=_changed,
        args=(visit, name, key),
        horizontal=True,
    )


def toggle(visit: Visit, name: str) -> None:
    """On or off."""
    key, label = visit.seed(name), visit.tr(visit.settings.specs()[name].label)
    st.toggle(label, key=key, on_change=_changed, args=(visit, name, key))


def numbers(visit: Visit, names: Sequence[str]) -> None:
    """Sliders side by side; Streamlit reports a slider when it is released."""
    for name, column in zip(names, st.columns(len(names)), strict=True):
        spec, key = visit.settings.specs()[name], visit.seed(name)
        assert isinstance(spec, Number)
        with column:
            st.slider(
                visit.tr(spec.label),
                min_value=spec.low,
                max_value=spec.high,
                step=spec.step,
                key=key,
                on_change=_changed,
                args=(visit, name, key),
            )


def buttons(visit: Visit, acts: Mapping[str, tuple[str, Callable[[Any], Any]]]) -> None:
    """Buttons side by side that change the settings, whatever they are by then, and move the player."""
    for (name, (label, act)), column in zip(acts.items(), st.columns(len(acts)), strict=True):
        column.button(label, key=visit.key(name), on_click=_act, args=(visit, act))


def _act(visit: Visit, act: Callable[[Any], Any]) -> None:
    visit.show(act(visit.settings))


def rounds(visit: Visit, name: str) -> None:
    """Rounds typed as text; what cannot be read stays in the field, with the reason below it."""
    spec, key = visit.settings.specs()[name], visit.seed(name)
    assert isinstance(spec, RoundsText)
    label, help = visit.tr(spec.label), visit.tr(spec.help)
    st.text_input(label, key=key, on_change=_typed, args=(visit, name, key), max_chars=2000, placeholder=help)
    try:
        parse_rounds(st.session_state[key])
    except RoundsError as error:
        st.error(quoted(visit.tr(error.text), error.values))
        st.markdown(visit.tr("The figures still show the last rounds that could be read."))
    st.caption(help)


def _typed(visit: Visit, name: str, key: str) -> None:
    links.touch()
    try:
        read = format_rounds(parse_rounds(st.session_state[key]))
    except RoundsError:
        return  # the field keeps what was typed, the picture keeps the last rounds that could be read
    visit.forgive()
    visit.keep(visit.settings.with_(**{name: read}, k=0).after(name))
