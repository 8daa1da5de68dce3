"""Predict, then reveal: the learner commits to an answer, then reads its reply and sees the half-step
that settles it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import streamlit as st

from em_lesson import prose as text
from em_lesson.storyboard import Page
from em_ui import links


def predict(page: Page[Any], name: str, at: int, changes: Mapping[str, Any]) -> None:
    """The lesson's question ``name``.

    ``at`` is the half-step that settles it, -1 for the last; ``changes`` are the settings
    it needs.
    """
    tr, question, known = page.tr, page.content.questions[name], page.facts()
    key = page.key(f"predict/{name}")
    committed = st.session_state.get(f"answer/{page.name}/{name}")
    # the browser reports an answer by its text, so the widget is another one in another language
    shown = f"{key}/{page.lang}"
    chosen = st.session_state.get(f"chosen/{page.name}/{name}")
    if shown not in st.session_state and chosen is not None:
        st.session_state[shown] = chosen
    with st.container(border=True, key=f"predict-{page.name}-{name}"):
        st.markdown(f"**{tr('Predict, then reveal')}**")
        st.markdown(text.render(question.prompt, known))
        st.radio(
            tr("Your answer"),
            _shuffled(page.name, name, len(question.answers)),
            index=None,
            key=shown,
            format_func=lambda i: text.render(question.answers[i].text, known),
            on_change=_choose,
            args=(page, name, shown),
            label_visibility="collapsed",
        )
        st.button(tr("Commit to this answer"), key=f"{key}/commit", on_click=_commit, args=(page, name))
        if committed is None:
            return
        if committed < 0:
            st.info(tr("Choose an answer first."))
            return
        answer = question.answers[committed]
        sign = tr("✓ Right.") if answer.right else tr("✗ Not quite.")
        (st.success if answer.right else st.warning)(f"{sign} {text.render(answer.reply, known)}")
        st.button(
            tr("Show me in the player"), key=f"{key}/show", on_click=_reveal, args=(page, name, at, changes)
        )
        if st.session_state.get(f"revealed/{page.name}") == name:
            st.markdown(text.render(question.reveal, known))


def _shuffled(lesson: str, name: str, count: int) -> list[int]:
    """The answers in an order that tells nothing, the same for everybody and in both languages."""
    return sorted(range(count), key=lambda i: hashlib.sha256(f"{lesson}/{name}/{i}".encode()).digest())


def offer(page: Page[Any], name: str, label: str, at: int, changes: Mapping[str, Any]) -> None:
    """A button that puts these settings into the player and stands at the half-step ``at``."""
    st.button(label, key=page.key(f"offer/{name}"), on_click=_reveal, args=(page, "", at, changes))


def _choose(page: Page[Any], name: str, shown: str) -> None:
    links.touch()
    st.session_state[f"chosen/{page.name}/{name}"] = st.session_state[shown]


def _commit(page: Page[Any], name: str) -> None:
    links.touch()
    chosen = st.session_state.get(f"chosen/{page.name}/{name}")
    st.session_state[f"answer/{page.name}/{name}"] = -1 if chosen is None else chosen


def _reveal(page: Page[Any], name: str, at: int, changes: Mapping[str, Any]) -> None:
    links.touch()
    for field in changes:
        st.session_state.pop(page.key(field), None)  # its widget is seeded from the settings again
    page.forgive()
    page.keep(page.settings.with_(**changes))
    st.session_state[f"at/{page.name}"] = at
    if name:
        st.session_state[f"revealed/{page.name}"] = name
    page.go()
