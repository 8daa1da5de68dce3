"""Run with ``streamlit run app.py``: the language switch and the table of lessons, nothing else."""

import gc

import streamlit as st

from em_ui import shell


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


shell.show(
    {
        "Welcome": ["home"],
        "Coins": ["coin_mle", "hidden_coin", "hard_soft"],
        "Why it works": ["jensen", "lower_bound", "coordinate_ascent"],
        "Mixtures": ["kmeans", "heights", "gmm"],
    }
)
settle_memory()
