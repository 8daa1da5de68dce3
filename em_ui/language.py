"""Which language a visitor reads: a link's ``?lang=`` wins, then their own choice, then the browser's.

The address is read when a page opens, and again when the visitor goes back in the browser's history. It is
not read in the run that the switch has started: it is older than what was just chosen.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

LANGUAGES = {"en": "English", "zh": "中文"}


def from_browser(locale: str | None) -> str:
    """The language for a browser's locale such as "zh-CN"; English unless it is Chinese."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"


def current() -> str:
    """This visitor's language; kept in the session, never in the process."""
    return str(st.session_state.get("language", "en"))


def switch() -> str:
    """Draw the language switch and return the language."""
    asked = st.query_params.get("lang", "")
    if asked in LANGUAGES and is_new(asked):
        st.session_state["language"] = asked
    elif "language" not in st.session_state:
        st.session_state["language"] = from_browser(st.context.locale)
    # a link may have chosen since the widget was drawn last
    if st.session_state.get("lang") != current():
        st.session_state["lang"] = current()
    st.radio(
        "Language · 语言",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="lang",
        horizontal=True,
        label_visibility="collapsed",
        on_change=_choose,
    )
    return current()


def _choose() -> None:
    st.session_state["language"] = st.session_state["lang"]
    st.session_state["chosen"] = True


# ---- the address, which the browser writes -------------------------------------------------------


def is_new(asked: str) -> bool:
    """Whether the address says another language than in the run before, and nobody has just chosen one."""
    return not st.session_state.get("chosen") and asked != st.session_state.get("address")


def saw(params: Mapping[str, str]) -> None:
    """The run's link has been read: what it says now is no news in the next run."""
    st.session_state.pop("chosen", None)
    if "lang" in params:
        st.session_state["address"] = params["lang"]
