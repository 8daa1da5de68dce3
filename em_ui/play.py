"""What happens in a lesson's player: its runs, what it asks for, and what it reports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from em_figures.filmstrip import Translate
from em_lesson.settings import Bad, Notice, Settings
from em_lesson.storyboard import Page
from em_ui import links, player

Add = Callable[["Page[Any]", float, float], None]  # what a click that adds a point does


def play(page: Page[Any], screen: Callable[[Any, Translate], player.Screen], add: Add | None) -> None:
    """Draw the player for the settings as they stand, or answer what it has asked for."""
    settings = page.settings
    state = st.session_state.get(f"play/{page.name}") or {}
    start = state.get("start") or {}
    dragging = st.session_state.pop(f"drag/{page.name}", False)
    run = replace(settings, k=0)
    at = st.session_state.pop(f"at/{page.name}", None)
    if dragging:
        data = player.peek(screen(settings, page.tr), _live(page), k=settings.k, lang=page.lang, tr=page.tr)
    else:
        go = st.session_state.get(f"go/{page.name}", 0)
        memo = st.session_state.get(f"memo/{page.name}")  # (what it shows, what was sent, whether less)
        # bases are left out of an answer to the player's own request, which says what it has
        have = st.session_state.pop(f"have/{page.name}", None)
        key = (run, page.lang, go)
        stale = memo is None or memo[0] != key or (page.opening and memo[2])
        if at is not None or have is not None or stale:
            shown = screen(settings, page.tr)
            last = len(shown.labels) - 1
            if at is not None:
                settings = settings.with_(k=range(last + 1)[at])
            elif settings.k > last:
                if memo is None:  # by a link; when a start is moved, the player knows
                    page.warn(
                        Notice(
                            "The link asks for half-step {k}; this run ends at {last}, which is shown.",
                            {"k": settings.k, "last": last},
                        )
                    )
                settings = settings.with_(k=last)
            page.keep(settings)
            sent = player.whole(shown, _live(page), k=settings.k, lang=page.lang, tr=page.tr, have=have or ())
            sent |= {"run": _digest(run), "go": go}
            memo = st.session_state[f"memo/{page.name}"] = (key, sent, bool(have))
        elif page.opening:  # a page that is opened again stands where it was left
            settings = settings.with_(k=min(settings.k, len(memo[1]["captions"]) - 1))
            page.keep(settings)
            memo[1].update(k=settings.k, caption=memo[1]["captions"][settings.k])
        data = dict(memo[1])
        links.write(page.name, page.lang, settings.to_link())
    page.opening = False
    data["seq"] = int(start.get("seq", 0))
    player.mount(
        f"play/{page.name}",
        data,
        on_start=lambda: _started(page),
        on_position=lambda: _moved(page),
        on_added=lambda: _added(page, add),
    )


def _live(page: Page[Any]) -> dict[str, float]:
    return {name: getattr(page.settings, name) for name, spec in page.kind.specs().items() if spec.live}


def _started(page: Page[Any]) -> None:
    """The player asks for another start; what it sends is checked like a link."""
    sent = st.session_state[f"play/{page.name}"]["start"]
    values: dict[str, Any] = {}
    for name, spec in page.kind.specs().items():
        if (spec.live or name == "k") and name in {**sent["values"], "k": 0}:
            raw = sent["k"] if name == "k" else sent["values"][name]
            try:
                values[name] = spec.read(str(raw), getattr(page.settings, name), name)
            except Bad as bad:
                values[name] = bad.instead
    page.forgive()
    page.keep(page.settings.with_(**values))
    st.session_state[f"drag/{page.name}"] = not sent["final"]
    st.session_state[f"have/{page.name}"] = frozenset(map(str, sent.get("have", ())))


def _added(page: Page[Any], add: Add | None) -> None:
    """A click has added a point."""
    point = st.session_state[f"play/{page.name}"]["added"]
    if add is not None and point:
        links.touch()
        page.forgive()
        add(page, float(point["x"]), float(point["y"]))
        st.session_state[f"whole/{page.name}"] = True


def _moved(page: Page[Any]) -> None:
    """The player rests at another half-step."""
    sent = st.session_state[f"play/{page.name}"]["position"]
    if sent["run"] == _digest(replace(page.settings, k=0)):
        page.keep(page.settings.with_(k=max(0, int(sent["k"]))))


def _digest(settings: Settings) -> str:
    """A short name for a run, the same in every process."""
    return hashlib.sha256(repr(settings).encode()).hexdigest()[:12]
