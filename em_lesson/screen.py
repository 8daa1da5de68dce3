"""What the player shows for some settings: panels, half-steps, and the inputs that are dragged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_lesson.fields import Number
from em_lesson.runs import Run
from em_lesson.settings import Settings

Width = Literal["half", "full"]
Within = Mapping[str, tuple[float, float, float]]  # id -> (low, high, step)


class Panel(NamedTuple):
    """A filmstrip and the room it takes on a wide screen; on a phone every panel is full width."""

    id: str
    strip: Filmstrip
    width: Width = "half"


class Input(NamedTuple):
    """A live initial parameter: a slider with a number field inside the player."""

    id: str
    label: str
    low: float
    high: float
    step: float = 0.001


class Screen(NamedTuple):
    """What the player shows: panels, the half-steps' names, phases and sentences, and the inputs."""

    panels: Sequence[Panel]
    labels: Sequence[str]
    phases: Sequence[str]
    captions: Sequence[str]
    stop: str
    inputs: Sequence[Input] = ()


def screen(run: Run, panels: Sequence[Panel], inputs: Sequence[Input] = (), *, tr: Translate) -> Screen:
    """The screen of a run; sentences are made when they are asked for."""
    n = len(run)
    frame = cache(lambda k: run.frame(k, tr))
    return Screen(
        panels,
        Lazy(n, lambda k: str(frame(k).label)),
        Lazy(n, lambda k: str(frame(k).phase)),
        Lazy(n, lambda k: str(frame(k).caption)),
        run.stop(tr),
        inputs,
    )


def inputs(
    kind: type[Settings], names: Iterable[str], *, tr: Translate, within: Within | None = None
) -> tuple[Input, ...]:
    """The live inputs of these fields, with their labels; ``within``: ranges that follow the data."""
    specs, out = kind.specs(), []
    for name in names:
        spec: Any = specs[name]
        if not isinstance(spec, Number):
            raise TypeError(f"{name} must be a number to be dragged, got {spec!r}")
        low, high, step = (within or {}).get(name, (spec.low, spec.high, spec.step))
        out.append(Input(name, tr(spec.label), low, high, step))
    return tuple(out)
