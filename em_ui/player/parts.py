"""The stage and what belongs to it: components that share one module of the page (``web/lesson.mjs``).

``stage`` is the stage beside the story, ``free`` the place of the one that shows everything, ``question`` a
prediction in the story, ``wire`` carries questions to the server where there is no route for them, ``visits``
marks in the list of lessons what was opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from em_figures.filmstrip import Translate
from em_figures.theme import TOKENS
from em_ui.player.assets import install

_WEB = Path(__file__).parent / "web"

component = st.components.v2.component(
    "em_part",
    html=(_WEB / "part.html").read_text(encoding="utf-8"),
    js=(_WEB / "part.js").read_text(encoding="utf-8"),
    isolate_styles=False,  # Plotly puts its CSS into the document's head
)


def part(role: str, key: str, data: Mapping[str, Any], **on: Callable[[], None]) -> None:
    """Put a part on the page; ``on``: callbacks by Streamlit's names for them."""
    assets = install()
    common = {"role": role, "assets": assets.folder, "plotly": assets.plotly}
    component(key=key, data={**common, **data}, **on)


def failed(tr: Translate) -> str:
    """What stands in the place of a part that cannot be shown."""
    return tr(
        "The player could not start. Reload the page; if that does not help, "
        "the rest of the page still reads well."
    )


def words(tr: Translate) -> dict[str, Any]:
    """What the stage says itself."""
    return {
        "stage": tr("Stage"),
        "controls": tr("Step through the run"),
        "inputs": tr("Initial parameters"),
        "more": tr("More settings"),
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
        "range": tr("{label} must be a number between {min} and {max}, not {value}."),
        "letters": tr("{label}: this is not a number. A number between {min} and {max} is needed."),
        "long": tr("This text would take {count} characters in the link, and at most {most} fit. Write less; "
                   "a letter takes one, a sign three, a Chinese character nine."),
        "unsent": tr("This is not in the picture yet. Leave the field or press Ctrl+Enter."),
        "waiting": tr("Waiting for the server …"),
        "broken": tr("The server could not compute this. What you chose is kept; try another start."),
        "place": tr("Scene {n} of {all}"),
        "all": tr("Everything at once"),
        "list": tr("All scenes"),
        "own": tr("changed by you"),
        "asks": tr("question"),
        "hit": tr("answered"),
        "missed": tr("answered wrongly"),
        "shortcuts": tr("N, P: next and previous scene. Left, right: half-step. F: presenter mode."),
        "former": tr("Previous scene"),
        "following": tr("Next scene"),
        "story": tr("Back to the text"),
        "changed": tr("These are not the settings of the lesson’s example."),
        "lost": tr("The server was restarted and no longer has your data: load them again."),
        "laid": tr("The link says laid = {given}; what cannot be read of it is left out."),
        "empty": tr("There is no picture of this scene at these settings."),
        "undrawn": tr("This is not in the picture at this half-step."),
        "settled": tr("This shows the answer to the question."),
        "example": tr("The lesson’s example"),
        "mine": tr("Use my start here"),
        "data": tr("Use my data here"),
        "return": tr("Back to: {title}"),
        "panels": tr("Panels"),
        "panel": tr("Picture {n} of {all}: {title}"),
        "close": tr("Close"),
        "code": tr("The code that ran"),
        "present": tr("Present (F)"),
        "ready": tr("All scenes are here: no network needed."),
        "loading": tr("Fetching the lesson: {share} %"),
        "keys": tr("PageDown, PageUp: scene. Left, right: half-step. Space: play. 1, 2, 3: picture. "
                   "B: blank. ?: keys. F or Esc: end."),
        "print": tr("The picture was not on the stage; see {link}"),
        "plotly": {
            "Zoom in": tr("Zoom in"),
            "Zoom out": tr("Zoom out"),
            "Reset axes": tr("Reset the view"),
            "Reset": tr("Reset the view"),
        },
    }


def asking(tr: Translate) -> dict[str, str]:
    """What a question says itself."""
    return {
        "predict": tr("Predict, then reveal"),
        "commit": tr("Commit to this answer"),
        "choose": tr("Choose an answer first."),
        "right": tr("✓ Right."),
        "wrong": tr("✗ Not quite."),
        "show": tr("Show it on the stage"),
        "retired": tr("This question is about the lesson’s example; the stage shows other settings now."),
        "example": tr("The lesson’s example"),
        "listing": tr("The program, now that you have answered"),
    }


def visits(tr: Translate) -> dict[str, str]:
    """What is said of the lessons that somebody has opened in this browser."""
    return {
        "opened": tr("✓ opened"),
        "seen": tr("✓ opened, {n} of {all} scenes seen"),
        "kept": tr("Opened so far: {n} of {all}. Only this browser knows; nothing is sent."),
        "forget": tr("Forget it"),
        "forgotten": tr("Forgotten."),
    }


def colours() -> dict[str, Any]:
    """The theme's tokens in both themes."""
    return TOKENS
