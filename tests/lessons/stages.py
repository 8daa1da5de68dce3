"""Lessons of scenes as a browser asks for them, and what may be wrong with an answer, a sentence each."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from em_figures import wire
from em_lesson import answers
from em_lesson.fields import Choice, Flag, Number, Typed
from em_lesson.lesson import Lesson
from em_lesson.rounds_text import tidy_rounds
from em_lesson.scene import FREE, Scene
from lessons import GROUPS
from tests.lessons.outline import numbers

LESSONS = [lesson for group in GROUPS.values() for lesson in group]
STAGED = [lesson for lesson in LESSONS if not lesson.single]
SINGLE = [lesson for lesson in LESSONS if lesson.single]  # the first page: a stage, and no story of scenes


class Shown(NamedTuple):
    """A scene at settings that the lesson itself shows."""

    lesson: Lesson[Any]
    scene: Scene
    name: str
    settings: Any

    def __str__(self) -> str:
        return f"{self.lesson.name}-{self.scene.id}-{self.name}"


def shown_by(lesson: Lesson[Any]) -> Iterator[Shown]:
    """Every scene's example and what settles its question; everything at once, at all of these too."""
    yield Shown(lesson, lesson.all, "start", lesson.settings())
    for scene in lesson.scenes:
        example = lesson.example(scene)
        yield Shown(lesson, scene, "example", example)
        if scene.opens:
            yield Shown(lesson, lesson.all, scene.id, example)
        if scene.settled_by:
            settled = example.with_(**scene.settled_by)
            yield Shown(lesson, scene, "settled", settled)
            yield Shown(lesson, lesson.all, f"{scene.id}-settled", settled)


def link(settings: Any) -> dict[str, str]:
    """The settings as an answer says them: without the half-step, which the browser keeps beside them."""
    said = settings.to_link()
    return {name: text for name, text in said.items() if name != "k"}


def difference(lesson: Lesson[Any], scene: Scene, settings: Any) -> dict[str, str]:
    """What the browser writes of a scene's settings: those that its example says otherwise, or not at all."""
    example = link(lesson.example(scene))
    return {name: text for name, text in link(settings).items() if example.get(name) != text}


def plain(content: bytes) -> dict[str, Any]:
    """An answer as a browser reads it; NaN and Infinity are no JSON."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is no JSON")

    found: dict[str, Any] = json.loads(content, parse_constant=refuse)
    for panel in found.get("document", {}).get("panels", []):
        if "strip" in panel:
            panel["strip"]["frames"] = wire.unfolded(panel["strip"]["frames"])
    return found


def ask(lesson: Lesson[Any], params: Mapping[str, str], **more: str) -> dict[str, Any]:
    """The answer to a link's parameters."""
    return plain(answers.answer(answers.read(lesson, {**params, **more})))


def changes(lesson: Lesson[Any], scene: Scene, settings: Any) -> Iterator[tuple[str, str]]:
    """Every choice that the stage offers there, and every knob at its ends: (name, value)."""
    found = ask(lesson, {"scene": scene.id, **difference(lesson, scene, settings)})["document"]
    for control in found["controls"]:
        if control["kind"] in ("choice", "scale"):
            yield from ((control["id"], value) for value, _ in control["options"])
        elif control["kind"] == "flag":
            yield from ((control["id"], value) for value in "01")
        elif control["kind"] == "number":
            yield from ((control["id"], f"{control[end]:.15g}") for end in ("min", "max"))
        else:
            rounds = lesson.settings.specs()[control["id"]].tidy is tidy_rounds
            yield control["id"], "3/5 0/4" if rounds else control["value"]
    for name in found["knobs"]:
        yield from ((name, f"{found['live'][name][end]:.15g}") for end in ("min", "max"))


# ---- what may be wrong ---------------------------------------------------------------------------


def order(source: str, scenes: Sequence[Scene], heads: Sequence[tuple[str, str]]) -> list[str]:
    """``heads``: ("section" or "predict", id) as they stand in a text; each scene is a section, in its order,
    and its question stands right after it."""
    wanted = [("section", "question")]
    for scene in scenes:
        wanted.append(("section", scene.id))
        if scene.question:
            wanted.append(("predict", scene.question))
    if list(heads) == wanted:
        return []
    first = next((i for i, pair in enumerate(zip(heads, wanted, strict=False)) if len(set(pair)) > 1), -1)
    return [f"{source}: {len(heads)} parts, {len(wanted)} wanted; the first that differs is {first}"]


def unfit(specs: Mapping[str, Any], scene: Scene) -> list[str]:
    """Knobs that cannot be dragged and controls that cannot be drawn, or that say nothing."""
    found = []
    for name in scene.knobs:
        if not (isinstance(specs[name], Number) and specs[name].live):
            found.append(f"{scene.id}: the knob {name} is not live")
    for name in scene.controls:
        if not isinstance(specs[name], (Choice, Flag, Number, Typed)):
            found.append(f"{scene.id}: the control {name} is neither choice, flag, number nor typed")
        if isinstance(specs[name], Typed) and not specs[name].help:
            found.append(f"{scene.id}: the control {name} does not say how it is typed")
    for name in (*scene.knobs, *scene.controls):
        if not specs[name].label:
            found.append(f"{scene.id}: {name} has no label")
    both = set(scene.knobs) & set(scene.controls)
    return found + [f"{scene.id}: {name} is both knob and control" for name in sorted(both)]


def places(scene: Scene, count: int, settled: int, same: bool) -> list[str]:
    """Half-steps that lie outside the example's run of ``count`` and the run that settles of ``settled``
    (``same``: at the example's settings), and questions that are settled on arrival."""
    found = []
    if not -count <= scene.at < count:
        found.append(f"{scene.id}: at={scene.at} of {count}")
    if scene.question and not -settled <= scene.settled_at < settled:
        found.append(f"{scene.id}: settled_at={scene.settled_at} of {settled}")
    if scene.question and same and scene.at % count == scene.settled_at % settled:
        found.append(f"{scene.id}: the scene opens where its question is settled")
    if scene.settled_by and not scene.question:
        found.append(f"{scene.id}: settled_by without a question")
    return found


def wrong(document: Mapping[str, Any], least: int = 2) -> list[str]:
    """What a browser could not play of an answer's document, which has as many half-steps at least."""
    n, found = len(document["labels"]), []
    if not least <= n == len(document["phases"]) == len(document["captions"]):
        found.append("labels, phases and captions of different lengths, or one alone")
    kept = document.get("kept", range(n))
    lists = [document[of] for of in ("labels", "phases", "captions")]
    texts = [said[k] for said in lists for k in kept if k < len(said)]
    if not all([*texts, document["stop"]]):
        found.append("an empty label, phase, caption or reason to stop")
    if document["phases"][:1] != ["start"]:
        found.append("the first phase is not the start")
    if not 0 <= document["at"] < n:
        found.append(f"at={document['at']} of {n}")
    panels = document["panels"]
    if not 1 <= len(panels) <= (3 if document["scene"] != FREE else len(panels)):
        found.append(f"{len(panels)} panels")
    if len({panel["id"] for panel in panels}) < len(panels):
        found.append("a panel stands twice")
    for panel in panels:
        strip = panel["strip"]
        frames, captions = len(strip["frames"]), len(strip["captions"])
        if not strip["title"] or not 1 <= frames <= n:
            found.append(f"{panel['id']}: {frames} frames for {n} half-steps, or no title")
        there = {min(k, captions - 1) for k in kept}
        if strip["kind"] == "plotly" and (
            captions != frames or not all(strip["captions"][k] for k in there)
        ):
            found.append(f"{panel['id']}: {captions} captions for {frames} frames, or an empty one")
        if not all(map(math.isfinite, numbers(strip))):
            found.append(f"{panel['id']}: a number that is not finite")
    if "nan" in " ".join([*document["captions"], document["stop"]]).lower():
        found.append("a caption says nan")
    for name, knob in document["live"].items():
        value = float(document["settings"][name])
        if not (knob["label"] and knob["min"] <= value <= knob["max"] and knob["step"] > 0):
            found.append(f"{name} = {value}: {knob}")
    unknown = set(document["knobs"]) - set(document["live"])
    return found + [f"the knob {name} cannot be dragged" for name in sorted(unknown)]

