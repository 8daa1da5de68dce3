"""Which language a visitor reads: a link's ``?lang=`` wins, then their own choice, then the browser's."""

from __future__ import annotations

import streamlit as st

from em_ui import links

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
    if asked in LANGUAGES and links.is_new("lang", asked):
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
    links.touch()
    st.session_state["language"] = st.session_state["lang"]
