"""What a stage lets choose, as the browser is told: settings that are dragged, and controls beside them."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from em_figures.filmstrip import Translate
from em_lesson.fields import Choice, Flag, Number, Typed
from em_lesson.lesson import Lesson


def live(lesson: Lesson[Any], settings: Any, link: Container[str], tr: Translate) -> dict[str, Any]:
    """The settings that can be dragged, by knob or in a picture, where they matter: label, range, step."""
    within = lesson.within(settings) if lesson.within else {}
    out = {}
    for name, spec in lesson.settings.specs().items():
        if spec.live and isinstance(spec, Number) and name in link:
            found = within.get(name, (spec.low, spec.high, spec.step))
            if found:
                out[name] = {"label": tr(spec.label), **dict(zip(("min", "max", "step"), found, strict=True))}
    return out


def control(lesson: Lesson[Any], settings: Any, name: str, tr: Translate) -> dict[str, Any]:
    """A setting that is chosen: what it is called and what may be chosen."""
    spec, value = lesson.settings.specs()[name], getattr(settings, name)
    out = {"id": name, "label": tr(spec.label), "value": spec.write(value)}
    if isinstance(spec, Choice):
        out["kind"] = "scale" if spec.scale else "choice"
        return out | {"options": [[id, tr(label)] for id, label in spec.options.items()]}
    if isinstance(spec, Flag):
        return out | {"kind": "flag"}
    if isinstance(spec, Typed):
        help = tr(spec.help) if spec.help else ""
        return out | {"kind": "lines" if spec.lines else "text", "help": help, "most": spec.most}
    assert isinstance(spec, Number), name
    return out | {"kind": "number", "min": spec.low, "max": spec.high, "step": spec.step}
