"""Several ways up one hill from one start, iteration by iteration: EM and what knows only the slopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from em_core import Rounds
from em_core.climbers import (
    Climb,
    Evaluations,
    Kind,
    conjugate_gradients,
    gradient_ascent,
    lbfgs,
    newton,
)
from em_core.coin_hill import LevelPoint, coin_hill, level_points, nearest
from em_core.protocol import frozen
from em_figures.filmstrip import Lazy, Translate
from em_figures.trace import Trace
from em_figures.words import fixed
from em_lesson.runs import Frame

MAX_ITER = 100  # frames of a screen
CROWD = 12  # more level points than that are a ridge or a plateau
RESTING = ("converged", "stuck")  # endings at a level point
WITHIN = 1e-6  # nats: so close to the highest peak a climb has arrived
NONE = "\u2013"
SIGNS: dict[Kind, str] = {"peak": "triangle-up-open", "saddle": "x-thin", "valley": "triangle-down-open",
                          "flat": "line-ew"}  # the level points' markers
Json = dict[str, Any]


class Style(NamedTuple):
    """How a method is drawn, the same in every panel: colour, dash, marker, and its class in a table."""

    colour: str
    dash: str
    symbol: str
    css: str


STYLES = {
    "EM": Style("@ink", "solid", "circle", "em"),
    "gradient ascent": Style("@C", "dash", "triangle-up", "gradient"),
    "Newton": Style("@D", "dot", "diamond", "newton"),
    "L-BFGS": Style("@star", "dashdot", "square", "lbfgs"),
    "conjugate gradients": Style("@B", "longdash", "pentagon", "conjugate"),
}
EM, GRADIENT, NEWTON, LBFGS = range(4)


@dataclass(frozen=True, eq=False)
class Climbs:
    """The climbs, EM's first, the hill's level points, and where each climb ends (or None)."""

    trace: Trace
    climbs: tuple[Climb, ...]
    points: tuple[LevelPoint, ...]
    ends: tuple[LevelPoint | None, ...]

    @property
    def styles(self) -> tuple[Style, ...]:
        """How each climb is drawn."""
        return tuple(STYLES[climb.method] for climb in self.climbs)

    def __len__(self) -> int:
        """How many frames: the longest climb's iterations, and the start."""
        return max(climb.iterations for climb in self.climbs) + 1

    def frame(self, k: int, tr: Translate) -> Frame:
        return Frame(str(k), "M" if k else "start", sentence(self, k, tr))

    def stop(self, tr: Translate) -> str:
        """How each of them ended, and at what."""
        parts = []
        for m, (climb, name) in enumerate(zip(self.climbs, names(self, tr), strict=True)):
            at = there(self, m, tr)
            text = tr("{name}: {end}") if at == NONE else tr("{name}: {end}, {at}")
            parts.append(text.format(name=name, end=ending(climb, tr), at=at))
        return tr("; ").join(parts)


@lru_cache(maxsize=64)
def _points(heads: tuple[int, ...], flips: tuple[int, ...]) -> tuple[LevelPoint, ...]:
    return level_points(Rounds(heads, flips))


def points_of(rounds: Rounds) -> tuple[LevelPoint, ...]:
    """The hill's level points, which do not depend on the start."""
    return _points(tuple(rounds.heads.tolist()), tuple(rounds.flips.tolist()))


def em_climb(trace: Trace) -> Climb:
    """EM's run as a climb: the start and what every M-step made of it; it asks for no slope."""
    steps = [s for s in trace if s.phase != "E"]
    ending = "converged" if trace.fit.converged else "max_iter"
    return Climb("EM", frozen([s.params.p_heads for s in steps]), frozen([s.log_likelihood for s in steps]),
                 Evaluations(), ending)  # type: ignore[arg-type]


def climbs(trace: Trace, step: float, *, conjugate: bool = False) -> Climbs:
    """The climbs from a trace's start (two coins with weights 1/2); step: of gradient ascent.

    Beside EM and gradient ascent: Newton and L-BFGS, or ``conjugate`` gradients.
    """
    hill, start = coin_hill(trace.data), trace[0].params.p_heads
    others = (conjugate_gradients,) if conjugate else (newton, lbfgs)
    found = (
        em_climb(trace),
        gradient_ascent(hill, start, step, max_iter=MAX_ITER),
        *(climber(hill, start, max_iter=MAX_ITER) for climber in others),
    )
    points = points_of(trace.data)
    ends = tuple(nearest(points, climb.path[-1]) if climb.ending in RESTING else None for climb in found)
    return Climbs(trace, found, points, ends)


def names(run: Climbs, tr: Translate) -> tuple[str, ...]:
    """The methods, in the order of the climbs."""
    words = {"EM": tr("EM"), "gradient ascent": tr("gradient ascent"), "Newton": tr("Newton"),
             "L-BFGS": tr("L-BFGS"), "conjugate gradients": tr("conjugate gradients")}
    return tuple(words[climb.method] for climb in run.climbs)


def short_name(point: LevelPoint, points: Sequence[LevelPoint], tr: Translate) -> str:
    """ "peak 1", "saddle", "plateau": numbered where there are several, mirror images with a prime."""
    words = {"peak": tr("peak"), "saddle": tr("saddle"), "valley": tr("valley"), "flat": tr("plateau")}
    name = words[point.kind]
    if point.kind == "peak" or max(q.number for q in points if q.kind == point.kind) > 1:
        name = f"{name} {point.number}"
    return f"{name}\u2032" if point.mirror else name


def point_name(point: LevelPoint, points: Sequence[LevelPoint], tr: Translate) -> str:
    """As ``short_name``, and "peak 1′ (mirrored)"."""
    name = short_name(point, points, tr)
    return tr("{name} (mirrored)").format(name=name) if point.mirror else name


def where(x: Any) -> str:
    """A pair of coins: "(0.797, 0.520)"."""
    return f"({fixed(float(x[0]))}, {fixed(float(x[1]))})"


def ending(climb: Climb, tr: Translate) -> str:
    """Why a climb stopped, in a few words."""
    outside = where(climb.outside) if climb.outside is not None else ""
    return {
        "converged": tr("came to rest"),
        "max_iter": tr("stopped at {n} iterations"),
        "left the box": tr("left the square, to {outside}"),
        "not finite": tr("the slope is not finite"),
        "singular": tr("no step: level in one direction"),
        "stuck": tr("no higher point found"),
    }[climb.ending].format(n=climb.iterations, outside=outside)


def there(run: Climbs, m: int, tr: Translate) -> str:
    """What kind of point climb m came to rest at; a dash where it did not."""
    point, climb = run.ends[m], run.climbs[m]
    if climb.ending not in RESTING:
        return NONE
    ridge = len(run.points) > CROWD and climb.values[-1] > run.points[0].value - WITHIN
    if (point is None or point.kind == "flat") and ridge:
        return tr("a whole ridge")
    return tr("plateau") if point is None else point_name(point, run.points, tr)


def sentence(run: Climbs, k: int, tr: Translate) -> str:
    """Where each of them is after iteration k."""
    parts = []
    for climb, name in zip(run.climbs, names(run, tr), strict=True):
        i = min(k, climb.iterations)
        if k > climb.iterations and climb.outside is not None:
            parts.append(tr("{name} has left the square").format(name=name))
            continue
        at = {"name": name, "where": where(climb.path[i]), "value": fixed(float(climb.values[i]))}
        parts.append((tr("{name} at {where}, {value}") if k <= climb.iterations
                      else tr("{name} at {where}, {value} (ended)")).format(**at))
    text = tr("Iteration {k}, coins and log-likelihood: {all}.")
    return text.format(k=k, all=tr("; ").join(parts))


def captions(run: Climbs, tr: Translate = str) -> Lazy[str]:
    """The sentence of every iteration."""
    return Lazy(len(run), lambda k: sentence(run, k, tr))
