"""The folder of a site that the app stands in, ``server.baseUrlPath``: paths with it and without."""

from __future__ import annotations

import streamlit as st


def folder() -> str:
    """What stands before every path, "/em" say; "" where the app has the whole site."""
    name = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{name}" if name else ""


def inside(path: str) -> str:
    """A path as the app knows it, without the folder."""
    before = folder()
    return path[len(before) :] if before and path.startswith(f"{before}/") else path
