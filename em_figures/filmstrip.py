"""A filmstrip: one panel of the screen with one frame for every half-step.

A trace is sent to the browser once, as a few filmstrips, and the player shows frame k of all
of them at once; no half-step asks the server. Two kinds:

"plotly"  ``base`` is ``{"data": [...], "layout": {...}}``: what depends on the data alone (a
          surface, fixed axes). ``opening`` is laid over it once per run: what depends on the
          run as a whole (a log-likelihood line, its axis range). A frame maps the index of a
          trace to what changes there; ``upto(track, n)`` stands for the first n points of a
          named track, so that a growing path costs one number per frame and not n.
"html"    ``base`` is ``{"views": {name: html}}``. A frame is ``View(name, slots, rows)``. The
          markup holds places to fill: ``<span data-s="3"></span>`` takes slots[3] as text,
          ``data-w="3"`` takes slots[3] (0..1) as the CSS variable --w (a bar's length), and
          ``data-r="2"`` takes rows[picked][2] as text, where the learner picks the row. A button
          with ``data-set="seed=3&a=0.5"`` sets live inputs.
          Only numbers and short plain strings travel per frame.

Colours in a figure are written as tokens ("@ink", "@A", ...) that ``em_figures.theme`` gives a
value in the light and in the dark theme; "@mix A 0.25 B 0.75" is the blend of two or more of them.
A trace that is no scatter (a contour, a heatmap, a bar) lies on a sheet below the others, without an entry
in the legend; it may change too, but costs about 20 ms a frame. So bars are drawn as filled lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeVar, overload

Translate = Callable[[str], str]
T = TypeVar("T")


class Lazy(Sequence[T], Generic[T]):
    """n values that are made when they are asked for: while a slider is dragged only one is."""

    def __init__(self, n: int, make: Callable[[int], T]) -> None:
        self._n, self._make = n, make

    def __len__(self) -> int:
        return self._n

    @overload
    def __getitem__(self, k: int) -> T: ...
    @overload
    def __getitem__(self, k: slice) -> Sequence[T]: ...
    def __getitem__(self, k: int | slice) -> T | Sequence[T]:
        if isinstance(k, slice):
            return [self._make(i) for i in range(*k.indices(self._n))]
        if not -self._n <= k < self._n:
            raise IndexError(f"frame {k} of {self._n}")
        return self._make(k % self._n)

    def __iter__(self) -> Iterator[T]:
        return (self._make(i) for i in range(self._n))


class Upto(NamedTuple):
    """The first ``n`` points of the strip's track ``track`` (its x and y)."""

    track: str
    n: int


def upto(track: str, n: int) -> dict[str, Any]:
    """A frame's update for a trace that shows the first n points of a track."""
    return {"upto": Upto(track, n)}


class Handle(NamedTuple):
    """Something in a figure that can be dragged: where it is on the x and on the y axis.

    Each is the id of a live input (dragging sets it), a number (a fixed place on the axis, which
    only helps to tell which handle is nearest), or None (does not matter).
    """

    x: str | float | None
    y: str | float | None = None


class View(NamedTuple):
    """A frame of an "html" strip: which markup, and what goes into its places."""

    name: str
    slots: Sequence[str | float]
    rows: Sequence[Sequence[str | float]] = ()


@dataclass(frozen=True, eq=False)
class Filmstrip:
    """One panel; see the module's text for ``base``, ``opening`` and ``frames``.

    captions: one plain sentence per frame, the frame's text alternative.
    clicks: "jump" (a click jumps to the nearest half-step on the x axis), or the ids of the two
    initial parameters that a click or a drag on the plane (x, y) sets, or the handles of which a
    click or a drag takes the nearest, or "add" (a click adds a point to the learner's data), or None.
    ghost: trace index -> name of the track whose last run stays there, faint.
    """

    kind: Literal["plotly", "html"]
    title: str
    base: Mapping[str, Any]
    frames: Sequence[Any]
    captions: Sequence[str]
    opening: Mapping[str, Any] = field(default_factory=dict)
    tracks: Mapping[str, Mapping[str, Sequence[float]]] = field(default_factory=dict)
    ghost: Mapping[int, str] = field(default_factory=dict)
    clicks: Literal["jump", "add"] | tuple[str, str] | tuple[Handle, ...] | None = None

    def __post_init__(self) -> None:
        if not self.frames or len(self.frames) != len(self.captions):
            raise ValueError(
                f"a filmstrip needs one caption per frame and at least one frame, "
                f"got {len(self.frames)} frames and {len(self.captions)} captions"
            )
