"""The app itself, run anew for every visitor and every change: the lessons, and the memory.

``streamlit run main.py`` works too, without what app.py puts around it: then a foreign page's WebSocket
makes Streamlit ask an outside service (em_ui/origin.py).
"""

import gc

import streamlit as st

from em_ui import shell
from lessons import GROUPS


@st.cache_resource
def settle_memory() -> None:
    """Take everything imported so far out of the garbage collector's sight, once per process.

    Streamlit used to collect all garbage after every script run: with scipy and plotly loaded that
    costs 50 to 110 ms an interaction, nearly all of it spent on modules that never become garbage.
    So ``runner.postScriptGC`` is off in .streamlit/config.toml, Python's own collector goes on as
    usual, and what lives for ever is frozen here.
    """
    gc.collect()
    gc.freeze()


shell.show(GROUPS)
settle_memory()
