"""The player: one component that holds all panels of a screen and plays them in step.

``Screen`` (em_lesson) is what a lesson hands over. The whole run travels once (``whole``); while a start is
being dragged only the thetas and one frame do (``peek``). What the browser does with it stands in
``web/player.mjs``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from em_figures import wire
from em_figures.filmstrip import Translate
from em_figures.theme import TOKENS
from em_lesson.screen import Panel, Screen
from em_ui.player.assets import install

_WEB = Path(__file__).parent / "web"

component = st.components.v2.component(
    "em_player",
    html=(_WEB / "skeleton.html").read_text(encoding="utf-8"),
    js=(_WEB / "loader.js").read_text(encoding="utf-8"),
    isolate_styles=False,  # Plotly puts its CSS into the document's head
)

# Outside of every fragment, so that it can have the whole page run (web/connection.mjs says when).
pulse_component = st.components.v2.component("em_pulse", js=(_WEB / "pulse.js").read_text(encoding="utf-8"))


def strings(tr: Translate) -> dict[str, Any]:
    """The player's own words."""
    return {
        "failed": tr(
            "The player could not start. Reload the page; if that does not help, "
            "the rest of the page still reads well."
        ),
        "player": tr("Player"),
        "controls": tr("Step through the run"),
        "inputs": tr("Initial parameters"),
        "start": tr("To the start"),
        "back": tr("Back one half-step"),
        "play": tr("Play"),
        "pause": tr("Pause"),
        "next": tr("Next half-step"),
        "onward": tr("Next"),
        "end": tr("To the end"),
        "scrub": tr("Half-step"),
        "speed": tr("Speed"),
        "copy": tr("Copy the link to this screen"),
        "copied": tr("Copied."),
        "nothing": tr("nothing"),
        "waiting": tr("Waiting for the server …"),
        "range": tr("{label} must be a number between {min} and {max}, not {value}."),
        "plotly": {
            "Zoom in": tr("Zoom in"),
            "Zoom out": tr("Zoom out"),
            "Reset axes": tr("Reset the view"),
            "Reset": tr("Reset the view"),
        },
    }


def _panel(panel: Panel, have: Container[str]) -> dict[str, Any]:
    """A panel for the browser; a base that it says it has (a surface, a map) is not sent again."""
    strip = wire.full(panel.strip)
    base_id = hashlib.sha256(json.dumps(strip["base"]).encode()).hexdigest()[:16]
    if base_id in have:
        del strip["base"]
    return {"id": panel.id, "width": panel.width, "strip": {**strip, "base_id": base_id}}


def _name(screen: Screen, lang: str) -> str:
    """Tells screens apart: the same panels and inputs in the same language are one screen."""
    return "/".join([lang, *(p.id for p in screen.panels), *(str(tuple(i)) for i in screen.inputs)])


def whole(
    screen: Screen,
    values: Mapping[str, float],
    *,
    k: int,
    lang: str,
    tr: Translate,
    have: Container[str] = (),
) -> dict[str, Any]:
    """Everything the player needs for this run, but for the bases it has."""
    assets = install()
    last = len(screen.labels) - 1
    return {
        "light": False,
        "lang": lang,
        "screen": _name(screen, lang),
        "k": min(k, last),
        "caption": screen.captions[min(k, last)],
        "labels": list(screen.labels),
        "phases": list(screen.phases),
        "captions": list(screen.captions),
        "stop": screen.stop,
        "inputs": [
            {
                "id": i.id,
                "label": i.label,
                "min": i.low,
                "max": i.high,
                "step": i.step,
                "value": values[i.id],
            }
            for i in screen.inputs
        ],
        "panels": [_panel(panel, have) for panel in screen.panels],
        "tokens": TOKENS,
        "strings": strings(tr),
        "assets": assets.folder,
        "plotly": assets.plotly,
    }


def peek(screen: Screen, values: Mapping[str, float], *, k: int, lang: str, tr: Translate) -> dict[str, Any]:
    """The picture in between while a start is dragged: this run's thetas and its frame k."""
    assets = install()
    k = min(k, len(screen.labels) - 1)
    return {
        "light": True,
        "screen": _name(screen, lang),
        "lang": lang,
        "k": k,
        "n": len(screen.labels),
        "label": screen.labels[k],
        "phase": screen.phases[k],
        "caption": screen.captions[k],
        "values": dict(values),
        "panels": [wire.light(panel.strip, k) for panel in screen.panels],
        "strings": {"failed": strings(tr)["failed"]},
        "assets": assets.folder,
        "plotly": assets.plotly,
    }


def mount(
    key: str,
    data: Mapping[str, Any],
    *,
    on_start: Callable[[], None],
    on_added: Callable[[], None],
) -> None:
    """Put the player on the page; the callbacks run when it asks for a start, adds a point."""
    component(
        key=key,
        data=dict(data),
        on_start_change=on_start,
        on_added_change=on_added,
    )


def pulse(key: str, *, on_pulse: Callable[[], None], on_position: Callable[[], None]) -> None:
    """By which the browser has the whole page run and says the half-step; outside of fragments, unseen."""
    with st.container(key="pulse"):
        pulse_component(key=key, on_pulse_change=on_pulse, on_position_change=on_position)
