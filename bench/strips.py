"""Scenes as data for the contenders of ``bench.stage``: the app's own documents, in plain Plotly's words.

A document is what ``em_lesson.answers`` gives for a scene. Everybody plays the same ones: the app by its
stage, the others by ``figure`` below or its twin in JavaScript: base, opening and a frame over each other.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from em_figures import wire
from em_figures.theme import TOKENS
from em_lesson import answers
from em_lesson.lesson import Lesson
from lessons import GROUPS

STEPS = 6  # Nexts in a scene; the light pictures are of the half-step after them
MOVES = 4  # of the knob, to either side

Json = dict[str, Any]


class Part(NamedTuple):
    """What is played of a lesson: scenes in their order, a knob of the first, and where Next is timed."""

    path: str
    scenes: tuple[str, ...]
    knob: str
    played: tuple[str, ...]


PARTS = (
    Part("hard-soft", ("side-by-side", "write-up", "twist", "more-rounds", "ridge"), "a",
         ("side-by-side", "write-up")),
    Part("heights", ("play", "histogram", "mixture", "person", "names"), "m1", ("play",)),
    Part("lower-bound", ("maximum", "ladder", "q-and-elbo", "q-falls", "choose-q"), "a",
         ("maximum", "choose-q")),
    Part("gmm", ("play", "model", "e-step", "weights"), "m1x", ("play",)),
)  # fmt: skip
LESSONS: dict[str, Lesson[Any]] = {
    lesson.path: lesson for group in GROUPS.values() for lesson in group if lesson.scenes
}
PLACES = 3  # panels of a scene at most
# Of a panel on the app's stage in a window of 1366 x 768, by how many there are.
SIZES = {1: (784, 456), 2: (784, 219), 3: (386, 219)}


def ask(path: str, **params: str) -> Any:
    """The document that the app answers, with the light theme's colours in it."""
    answer = answers.answer(answers.read(LESSONS[path], {"lang": "en", **params})).decode()
    document = json.loads(coloured(answer))["document"]
    for panel in document["panels"] if "light" not in document else []:
        panel["strip"]["frames"] = wire.unfolded(panel["strip"]["frames"])
    return document


def coloured(text: str) -> str:
    """Tokens to colours, in a document's text."""
    return re.sub(r'"(@[\w-]+)"', lambda found: f'"{TOKENS["light"].get(found[1], found[1])}"', text)


def moved(part: Part, scene: Json, i: int) -> str:
    """The knob's value i steps from where the scene has it."""
    value = float(scene["settings"][part.knob]) + i * scene["live"][part.knob]["step"]
    return f"{value:.12g}"


def lights(part: Part, scene: Json) -> dict[str, Json]:
    """The light pictures around the first scene's start, by the knob's value."""
    k = str(scene["at"] + STEPS)
    values = [moved(part, scene, i) for i in range(-MOVES, MOVES + 1)]
    return {
        value: ask(part.path, scene=scene["scene"], light="1", k=k, **{part.knob: value}) for value in values
    }


def figure(strip: Json, k: int, count: int) -> Json:
    """A panel's whole figure at half-step k, where ``count`` panels share the room, as in stage_static."""
    data = [dict(trace) for trace in strip["base"]["data"]]
    frames = strip["frames"]
    for updates in (strip["opening"].get("data", {}), frames[min(k, len(frames) - 1)]):
        for index, update in updates.items():
            rest = dict(update)
            if upto := rest.pop("upto", None):
                name, n = upto
                rest |= {axis: values[:n] for axis, values in strip["tracks"][name].items()}
            data[int(index)] |= rest
    layout = dict(strip["base"]["layout"])
    for name, value in strip["opening"].get("layout", {}).items():
        layout[name] = {**layout.get(name, {}), **value} if isinstance(value, dict) else value
    width, height = SIZES[count]
    return {"data": data, "layout": {**layout, "width": width, "height": height, "showlegend": False}}


def laid_light(document: Json, light: Json) -> Json:
    """The document with a light picture as its only frame."""
    parts = {part["id"]: part for part in light["panels"]}
    panels = []
    for panel in document["panels"]:
        part = parts[panel["id"]]
        strip = {**panel["strip"], "frames": [part["frame"]]}
        panels.append({**panel, "strip": strip | {name: part[name] for name in ("opening", "tracks")}})
    return {**document, "panels": panels}
