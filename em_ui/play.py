"""What happens in a lesson's player: its runs, what it asks for, and what it reports."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from em_lesson.fields import Bad, Notice
from em_lesson.rows import Rows
from em_ui import links, messages, player
from em_ui.visit import Sent, Visit


def play(visit: Visit, *, adds: bool) -> Notice | None:
    """Draw the player for the settings as they stand, or answer what it has asked for.

    Returns what is to be said about the link's half-step, if it was none of this run's.
    """
    asked = messages.start(_said(visit, "start"))
    visit.dragging, dragging = False, visit.dragging
    notice = None
    if dragging:
        shown = visit.lesson.screen(visit.settings, visit.tr)
        data = player.peek(shown, _live(visit), k=visit.settings.k, lang=visit.lang, tr=visit.tr)
    else:
        notice = _answer(visit)
        assert visit.sent is not None
        data = dict(visit.sent.data)
        links.write(visit.name, visit.lang, visit.settings.to_link())
    visit.opening = False
    data["seq"] = asked.seq if asked else 0
    data["session"] = visit.session
    player.mount(
        f"play/{visit.name}",
        data,
        on_start=lambda: _started(visit),
        on_added=lambda: _added(visit, adds),
    )
    return notice


def listen(visit: Visit) -> None:
    """Draw what the browser has the whole page run by; outside of the player's fragment."""
    player.pulse(f"pulse/{visit.name}", on_pulse=links.touch, on_position=lambda: _moved(visit))


def _answer(visit: Visit) -> Notice | None:
    """Bring ``visit.sent`` up to date with the settings."""
    settings, sent, notice = visit.settings, visit.sent, None
    # bases are left out of an answer to the player's own request, which says what it has
    have, visit.have = visit.have, None
    at, visit.at = visit.at, None
    key = (replace(settings, k=0), visit.lang, visit.go)
    stale = sent is None or sent.key != key or (visit.opening and sent.partial)
    if at is not None or have is not None or stale:
        shown = visit.lesson.screen(settings, visit.tr)
        last = len(shown.labels) - 1
        if at is not None:
            settings = settings.with_(k=range(last + 1)[at])
        elif settings.k > last:
            if sent is None:  # by a link; when a start is moved, the player knows
                notice = Notice(
                    "The link asks for half-step {k}; this run ends at {last}, which is shown.",
                    {"k": settings.k, "last": last},
                )
            settings = settings.with_(k=last)
        visit.keep(settings)
        data = player.whole(
            shown, _live(visit), k=settings.k, lang=visit.lang, tr=visit.tr, have=have or ()
        )
        visit.sent = Sent(key, data | {"run": visit.run, "go": visit.go}, bool(have))
    elif visit.opening and sent is not None:  # a page that is opened again stands where it was left
        captions = sent.data["captions"]
        k = min(settings.k, len(captions) - 1)
        visit.keep(settings.with_(k=k))
        sent.data.update(k=k, caption=captions[k])
    return notice


def _said(visit: Visit, what: str, by: str = "play") -> Any:
    """The player's last message of this name, of whatever shape it is."""
    state = st.session_state.get(f"{by}/{visit.name}")
    return state.get(what) if hasattr(state, "get") else None


def _live(visit: Visit) -> dict[str, float]:
    return {
        name: getattr(visit.settings, name)
        for name, spec in visit.lesson.settings.specs().items()
        if spec.live
    }


def _started(visit: Visit) -> None:
    """The player asks for another start; what it sends is checked like a link."""
    sent = messages.start(_said(visit, "start"))
    if sent is None:
        return
    values: dict[str, Any] = {}
    for name, spec in visit.lesson.settings.specs().items():
        raw = sent.k if name == "k" else sent.values.get(name) if spec.live else None
        if raw is None:
            continue
        try:
            values[name] = spec.read(repr(raw), getattr(visit.settings, name), name)
        except Bad as bad:
            values[name] = bad.instead
    visit.forgive()
    visit.keep(visit.settings.with_(**values))
    visit.dragging, visit.have = not sent.final, sent.have


def _added(visit: Visit, adds: bool) -> None:
    """A click has added a point, to three digits of what a pixel is worth."""
    point = messages.point(_said(visit, "added"))
    if point is None or not adds:
        return
    old = visit.settings.own_rows(2)
    row = np.array([visit.settings.raw_point(*(float(f"{value:.4g}") for value in point))])
    visit.take(Rows(row) if old is None else Rows(np.vstack([old.values, row]), old.names))
    visit.outside = True


def _moved(visit: Visit) -> None:
    """The learner stands at another half-step, and has touched something outside of the player."""
    links.touch()
    sent = messages.position(_said(visit, "position", by="pulse"))
    if sent is not None and sent.run == visit.run:
        visit.keep(visit.settings.with_(k=sent.k))
