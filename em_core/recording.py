"""A run kept whole: every half-step, and how it ended."""

from __future__ import annotations

from typing import Any, NamedTuple

from em_core.driver import Fit, run
from em_core.protocol import LatentModel, Snapshot
from em_core.recipe import PLAIN, Recipe


class Recording(NamedTuple):
    """steps: "start", then the E and M snapshots in turn, 1 + 2 T of T iterations; fit: how the run ended."""

    steps: tuple[Snapshot[Any, Any, Any], ...]
    fit: Fit[Any]


def trace(
    model: LatentModel[Any, Any, Any, Any],
    data: Any,
    params: Any,
    recipe: Recipe = PLAIN,
    *,
    max_iter: int = 100,
    tol: float = 1e-10,
) -> Recording:
    """All snapshots and the :class:`Fit` of one run; same arguments, same errors as :func:`run`.

    ``run`` hands the snapshots over one by one, and ``fit`` keeps none of them.
    """
    steps = run(model, data, params, recipe, max_iter=max_iter, tol=tol)
    kept: list[Snapshot[Any, Any, Any]] = []
    while True:
        try:
            kept.append(next(steps))
        except StopIteration as end:
            return Recording(tuple(kept), end.value)
