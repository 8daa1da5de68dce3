"""Lesson 08's runs: EM and L-BFGS from the learner's start, and the models in the running."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from em_core import GaussianMixture, GaussianParams, Points, fit
from em_core.mixture_direct import Direct, maximise_directly
from em_core.protocol import Floats
from em_figures.trace import Trace, record
from em_lesson.own_rows import runs
from lessons.heights.record import Column, Heights
from lessons.heights.settings import STARTS, HeightsSettings, bare, column, shown
from lessons.heights.tables import Candidate

LONGEST, PASSES = 250, 6_000_000  # iterations of a run, and data that a run may read
RACED = 20_000  # data up to which L-BFGS runs beside EM


def most(n: int) -> int:
    """How many iterations a run on n data may take."""
    return max(15, min(LONGEST if n <= 4096 else 100, PASSES // n))


def races(s: HeightsSettings) -> bool:
    """Whether L-BFGS is run too: on more data a drag would have to wait for it."""
    return len(column(s).x) <= RACED


def model(s: HeightsSettings) -> GaussianMixture:
    """The mixture that the settings choose."""
    return GaussianMixture("tied" if s.variances == "equal" else "full", learn_weights=s.weights == "free")


def start(s: HeightsSettings) -> GaussianParams:
    """Equal weights, the learner's means, and the standard deviation of all data."""
    x = column(s).x
    low, high = column(s).box  # removed data leave their starts behind
    means: Any = [min(max(getattr(s, name), low), high) for name in STARTS[: s.groups]]
    if shown(s) == "regions":
        means = np.percentile(x, [[50], [25, 75], [20, 80, 50]][s.groups - 1]).tolist()
    return _spread_out(x, means)


def _spread_out(x: Floats, means: list[float]) -> GaussianParams:
    k = len(means)
    return GaussianParams([1 / k] * k, [[m] for m in means], [[[x.var()]]] * k)


def _run(s: HeightsSettings) -> Trace:
    data = points(s)
    return record(model(s), data, start(s), max_iter=most(len(data)))


_few, _held = lru_cache(maxsize=24)(_run), runs(_run)


def trace(s: HeightsSettings) -> Trace:
    """The run of these settings, whatever is asked or revealed."""
    key = replace(s, k=0, x=0.0, reveal=False)
    run: Trace = _held(key) if s.held else _few(key)
    return run


def _points(s: HeightsSettings) -> Points:
    return Points(column(s).data)


_points_held, _points_few = runs(_points), lru_cache(maxsize=24)(_points)


def points(s: HeightsSettings) -> Points:
    """The column, prepared for EM."""
    key = replace(
        bare(s), unit=s.unit, distance=s.distance, spread=s.spread, share=s.share, n=s.n, seed=s.seed
    )
    found: Points = _points_held(key) if s.held else _points_few(key)
    return found


def direct(s: HeightsSettings) -> Direct:
    """L-BFGS from EM's start."""
    key = replace(s, k=0, x=0.0, reveal=False)
    end: Direct = _direct_held(key) if s.held else _direct_few(key)
    return end


def _direct(s: HeightsSettings) -> Direct:
    return maximise_directly(model(s), column(s).data, start(s), max_iter=most(len(points(s))))


_direct_few, _direct_held = lru_cache(maxsize=24)(_direct), runs(_direct)


def candidates(s: HeightsSettings) -> tuple[Candidate, ...]:
    """One group, two with one standard deviation, two with one each, from a few starts; the best of each."""
    key = replace(bare(s), unit=s.unit)
    found: tuple[Candidate, ...] = _candidates(key)
    return found


def _compare(s: HeightsSettings) -> tuple[Candidate, ...]:
    data = points(s)
    x, n = data.x[:, 0], len(data)
    iterations = max(20, min(2000, 4_000_000 // n))
    pairs = [(25, 75), (10, 90), (50, 97), (3, 50)][: 4 if n <= 20_000 else 1]
    out = []
    for kind, covariance, at in (("one", "tied", [(50,)]), ("equal", "tied", pairs), ("free", "full", pairs)):
        mixture = GaussianMixture(covariance)  # type: ignore[arg-type]
        ends = [
            fit(mixture, data, _spread_out(x, np.percentile(x, p).tolist()), max_iter=iterations) for p in at
        ]
        whole_ends = [end.log_likelihood for end in ends if not any(event.stops for event in end.events)]
        free = mixture.free_parameters(len(at[0]), 1)
        best = max(whole_ends, default=None)
        out.append(Candidate(kind, best, free, None if best is None else -2 * best + free * np.log(n)))
    return tuple(out)


_candidates = runs(_compare)


def heights(s: HeightsSettings, named: Column) -> Heights:
    """Everything that the panels read; named: the column with translated names."""
    return Heights(
        trace(s),
        named,
        min(max(s.x, named.box[0]), named.box[1]),
        STARTS[: s.groups],
        s.reveal or shown(s) == "regions",
    )
