"""When is the address in the browser news, and when is it what we wrote there ourselves?

A link is read when a page opens, and again when the visitor goes back in the browser's history.
It is not read in a run that a widget started: the address it came with may be older than what
the learner has just chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from em_lesson.lesson import Lesson


def touch() -> None:
    """Every widget's ``on_change``: this run was started by a choice, not by a link."""
    st.session_state["touched"] = True


def settle() -> None:
    """The run's link has been read; called once per run, after language and settings."""
    st.session_state.pop("touched", None)


def saw(params: Mapping[str, str]) -> None:
    """A page that leaves the address to the browser: what it says now is no news in the next run."""
    settle()
    if "lang" in params:
        st.session_state["written/lang"] = params["lang"]


def is_new(name: str, asked: Any) -> bool:
    """Whether ``asked`` is something the address says that the app did not write there."""
    return not st.session_state.get("touched") and asked != st.session_state.get(f"written/{name}")


def write(name: str, lang: str, params: Mapping[str, str]) -> None:
    """Make the address say the language and this lesson's settings."""
    wanted = {"lang": lang, **params}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    st.session_state[f"written/{name}"] = dict(params)
    st.session_state["written/lang"] = lang


def of(lesson: Lesson[Any]) -> dict[str, str]:
    """A lesson's link as this visitor left it, or as it begins."""
    if lesson.scenes:  # the browser keeps where each scene was left
        return {}
    written: dict[str, str] | None = st.session_state.get(f"written/{lesson.name}")
    return lesson.settings().to_link() if written is None else written
