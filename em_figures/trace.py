"""A recorded run: every half-step with the model, the data and the recipe it came from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, overload

from em_core import Fit, Recipe, Snapshot, trace
from em_figures.filmstrip import Translate

Half = Snapshot[Any, Any, Any]


class Trace(Sequence[Half]):
    """The snapshots of one run in order ("start", 1E, 1M, 2E, ...), and what they came from."""

    def __init__(
        self, model: Any, data: Any, recipe: Recipe, snapshots: Sequence[Half], fit: Fit[Any], *,
        max_iter: int, tol: float,
    ) -> None:
        self.model, self.data, self.recipe, self.fit = model, data, recipe, fit
        self.max_iter, self.tol = max_iter, tol
        self._snapshots = tuple(snapshots)

    @property
    def hard(self) -> bool:
        """Whether the E-step gives each datum wholly to one component (beta = inf)."""
        return math.isinf(self.recipe.e_step.beta)

    def __len__(self) -> int:
        return len(self._snapshots)

    @overload
    def __getitem__(self, k: int) -> Half: ...
    @overload
    def __getitem__(self, k: slice) -> Sequence[Half]: ...
    def __getitem__(self, k: int | slice) -> Half | Sequence[Half]:
        return self._snapshots[k]

    def at(self, k: int) -> Half:
        """Half-step k, or the last one: a run that has ended stays where it is."""
        return self._snapshots[min(k, len(self) - 1)]


SOFT = Recipe()


def record(
    model: Any, data: Any, params: Any, recipe: Recipe = SOFT, *, max_iter: int = 100, tol: float = 1e-10
) -> Trace:
    """Run EM and keep every half-step; arguments and errors are those of :func:`em_core.trace`."""
    kept = trace(model, data, params, recipe, max_iter=max_iter, tol=tol)
    return Trace(model, data, recipe, kept.steps, kept.fit, max_iter=max_iter, tol=tol)


def label(snapshot: Half, tr: Translate = str) -> str:
    """The half-step's name: "start", "1E", "1M", "2E", ..."""
    return tr("start") if snapshot.phase == "start" else f"{snapshot.iteration}{snapshot.phase}"


def moves(snapshot: Half) -> int:
    """How many parameter values the run has visited up to this half-step, the start included."""
    return snapshot.iteration + (snapshot.phase != "E")


class Stop(NamedTuple):
    """Why a run ended; change: of the objective in the last iteration; limit: what it had to get below."""

    why: Literal["converged", "max_iter", "event"]
    iterations: int
    change: float | None
    limit: float | None


def stop(trace: Trace) -> Stop:
    """Why the run ended: |change| <= limit = tol (1 + |objective|), an event, or neither within max_iter."""
    objectives = [s.objective for s in trace if s.phase == "M" and s.objective is not None]
    change = objectives[-1] - objectives[-2] if len(objectives) > 1 else None
    limit = trace.tol * (1 + abs(objectives[-1])) if objectives else None
    if trace.fit.converged:
        return Stop("converged", trace.fit.iterations, change, limit)
    stopped = any(event.stops for event in trace[-1].events)
    return Stop("event" if stopped else "max_iter", trace.fit.iterations, change, limit)
