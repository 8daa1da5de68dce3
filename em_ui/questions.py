"""Predict, then reveal: the learner commits to an answer, then reads its reply and sees the half-step
that settles it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import streamlit as st

from em_lesson import prose
from em_ui import links
from em_ui.visit import Visit


def predict(visit: Visit, name: str, at: int, changes: Mapping[str, Any]) -> None:
    """The lesson's question ``name``.

    ``at`` is the half-step that settles it, -1 for the last; ``changes`` are the settings
    it needs.
    """
    tr, question, known = visit.tr, visit.text.questions[name], visit.lesson.known
    key = visit.key(f"predict/{name}")
    # the browser reports an answer by its text, so the widget is another one in another language
    shown = f"{key}/{visit.lang}"
    if shown not in st.session_state and name in visit.chosen:
        st.session_state[shown] = visit.chosen[name]
    with st.container(border=True, key=f"predict-{visit.name}-{name}"):
        st.markdown(f"**{tr('Predict, then reveal')}**")
        st.markdown(prose.render(question.prompt, known))
        st.radio(
            tr("Your answer"),
            shuffled(visit.name, name, len(question.answers)),
            index=None,
            key=shown,
            format_func=lambda i: prose.render(question.answers[i].text, known),
            on_change=_choose,
            args=(visit, name, shown),
            label_visibility="collapsed",
        )
        st.button(tr("Commit to this answer"), key=f"{key}/commit", on_click=_commit, args=(visit, name))
        if name not in visit.answers:
            return
        if visit.answers[name] < 0:
            st.info(tr("Choose an answer first."))
            return
        answer = question.answers[visit.answers[name]]
        sign = tr("✓ Right.") if answer.right else tr("✗ Not quite.")
        (st.success if answer.right else st.warning)(f"{sign} {prose.render(answer.reply, known)}")
        st.button(
            tr("Show me in the player"), key=f"{key}/show", on_click=_reveal, args=(visit, name, at, changes)
        )
        if visit.revealed == name:
            st.markdown(prose.render(question.reveal, known))


def shuffled(lesson: str, name: str, count: int) -> list[int]:
    """The answers in an order that tells nothing, the same for everybody and in both languages."""
    return sorted(range(count), key=lambda i: hashlib.sha256(f"{lesson}/{name}/{i}".encode()).digest())


def offer(visit: Visit, name: str, label: str, at: int, changes: Mapping[str, Any]) -> None:
    """A button that puts these settings into the player and stands at the half-step ``at``."""
    st.button(label, key=visit.key(f"offer/{name}"), on_click=_reveal, args=(visit, "", at, changes))


def _choose(visit: Visit, name: str, shown: str) -> None:
    links.touch()
    visit.chosen[name] = st.session_state[shown]


def _commit(visit: Visit, name: str) -> None:
    links.touch()
    visit.answers[name] = visit.chosen.get(name, -1)


def _reveal(visit: Visit, name: str, at: int, changes: Mapping[str, Any]) -> None:
    for field in changes:  # its widget begins at the setting again, whatever was typed into it
        st.session_state.pop(visit.key(field), None)
    visit.show(visit.settings.with_(**changes), at)
    visit.revealed = name or visit.revealed
