"""A scene: one idea of a lesson, with the pictures it is about and the half-step it opens at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from em_figures.filmstrip import Filmstrip
from em_lesson.runs import Run

Draw = Callable[..., Filmstrip | None]
FREE = "free"  # the scene that shows everything, made from the others
EVERY_COLUMN, LINES = -1, -2  # what a scene may load beside one or two columns


def drawn_on(kind: Callable[[Any], bool]) -> Callable[[Draw], Draw]:
    """For a panel that has nothing to draw of a run that is not of this kind."""

    def wrap(draw: Draw) -> Draw:
        @wraps(draw)
        def panel(run: Any, **more: Any) -> Filmstrip | None:
            return draw(run, **more) if kind(run) else None

        return panel

    return wrap


@dataclass(frozen=True, eq=False)
class Scene:
    """A section of the prose and what stands beside it.

    id: of the section in en.md and zh.md, and in the link. run: makes the run of some settings. stage: one to
    three functions (run, *, tr) -> Filmstrip, drawn in this order; None where there is nothing to draw; a
    panel's id is its function's name. knobs: settings that are dragged on the stage, live. controls: settings
    that are chosen beside it. opens: the settings that differ from the lesson's own start. at: the half-step
    it opens at, -1 for the last. question: of the section's prediction; settled_at and settled_by: the
    half-step and the settings at which the stage shows its answer; settled_in: the panel that shows it, where
    one stands at a time (else the first). rows: so many columns of the learner's own numbers (1, 2 or
    EVERY_COLUMN) are loaded in this section, or their lines of text (LINES). meets: the numbers of the wrong
    ideas that an act in this scene meets.
    listing: a function whose source is shown, folded, below the question once it has been answered.
    """

    id: str
    run: Callable[[Any], Run]
    stage: Sequence[Draw]
    knobs: Sequence[str] = ()
    controls: Sequence[str] = ()
    opens: Mapping[str, Any] = field(default_factory=dict)
    at: int = 0
    question: str = ""
    settled_at: int = -1
    settled_by: Mapping[str, Any] = field(default_factory=dict)
    settled_in: Draw | None = None
    rows: int = 0
    meets: Sequence[int] = ()
    listing: Any = None
