"""Lesson 08's runs: EM and L-BFGS from the learner's start, the models in the running, the code."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from em_core import GaussianMixture, GaussianParams, fit
from em_core.mixture_direct import Direct, maximise_directly
from em_core.protocol import Floats
from em_figures.trace import Trace, record
from em_lesson.lesson import Ranges
from em_lesson.remembered import remembered
from lessons.heights.data import DATA, column, in_hand, points, shown
from lessons.heights.histogram import tidy
from lessons.heights.record import Heights
from lessons.heights.settings import PLACES, STARTS, Settings

MODEL = ("groups", "variances", "weights", "m1", "m2", "m3")  # which mixture, from where
LONGEST, PASSES = 250, 6_000_000  # iterations of a run, and data that a run may read


class Candidate(NamedTuple):
    """A model in the running: its kind, the log-likelihood (None: no maximum was found), free parameters."""

    kind: str
    log_likelihood: float | None
    parameters: int
    bic: float | None


def most(n: int) -> int:
    """How many iterations a run on n data may take."""
    return max(15, min(LONGEST if n <= 4096 else 100, PASSES // n))


def model(s: Settings) -> GaussianMixture:
    """The mixture that the settings choose."""
    return GaussianMixture("tied" if s.variances == "equal" else "full", learn_weights=s.weights == "free")


def start(s: Settings) -> GaussianParams:
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


@remembered(*DATA, *MODEL, most=24)
def trace(s: Settings) -> Trace:
    """The run of these settings, whatever is asked or revealed."""
    data = points(s)
    return record(model(s), data, start(s), max_iter=most(len(data)))


@remembered(*DATA, *MODEL, most=24)
def direct(s: Settings) -> Direct:
    """L-BFGS from EM's start."""
    return maximise_directly(model(s), column(s).data, start(s), max_iter=most(len(points(s))))


@remembered("data", "points", "unit")
def candidates(s: Settings) -> tuple[Candidate, ...]:
    """One component, two with one standard deviation, two with one each: the best of a few starts each."""
    data = points(s)
    x, n = data.x[:, 0], len(data)
    iterations = max(20, min(2000, 2_000_000 // n))
    pairs = [(25, 75), (10, 90), (50, 97), (3, 50)][: 4 if n <= 2000 else 2 if n <= 20_000 else 1]
    out = []
    for kind, covariance, at in (("one", "tied", [(50,)]), ("equal", "tied", pairs), ("free", "full", pairs)):
        mixture = GaussianMixture(covariance)  # type: ignore[arg-type]
        ends = [
            fit(mixture, data, _spread_out(x, np.percentile(x, p).tolist()), max_iter=iterations, tol=1e-13)
            for p in at
        ]
        whole_ends = [end.log_likelihood for end in ends if not any(event.stops for event in end.events)]
        free = mixture.free_parameters(len(at[0]), 1)
        best = max(whole_ends, default=None)
        out.append(Candidate(kind, best, free, None if best is None else -2 * best + free * np.log(n)))
    return tuple(out)


def heights(s: Settings) -> Heights:
    """The run of these settings with all that the panels read."""
    shown_column = column(s)
    low, high = shown_column.box
    return Heights(trace(s), shown_column, min(max(s.x, low), high), STARTS[: s.groups],
                   s.reveal or s.data == "regions", s)  # fmt: skip


def within(s: Settings) -> Ranges:
    """What lies on the column's axis moves along all of it; what belongs to no group here, nowhere."""
    low, high = column(s).box
    here = (*STARTS[: s.groups], "x") if s.data != "regions" else ()
    step = max(tidy((high - low) / 1000), 1e-6)
    return {name: (low, high, step) if name in here else None for name in PLACES}


def code(s: Settings) -> str:
    """The call that makes this screen's run, to be copied."""
    begun, mixture, what = start(s), model(s), shown(s)
    truth = f"{(168 - s.distance / 2, 168 + s.distance / 2)}, {s.spread}, {s.share}, {s.n}, {s.seed}"
    in_cm = s.unit == "cm" and s.data == "galton"
    own = "..."
    if what == "own":
        way = in_hand(s)
        if way.offset[0] or way.scale != 1:
            own = f"(... - {way.offset[0]!r}) / {way.scale!r}"
    name, line = {
        "galton": ("datasets, ", f"x = datasets.GALTON.x{' * 2.54' * in_cm}"),
        "regions": ("two_normals, ", f"x = two_normals.simulate({truth})[0][:, None]"),
        "own": ("", f"x = {own}  # your own column, (N, 1)"),
    }[what]
    return (
        f"from em_core import {name}GaussianMixture, GaussianParams, run\n\n"
        f"{line}\n"
        f"model = GaussianMixture({mixture.covariance!r}, learn_weights={mixture.learn_weights})\n"
        f"weights = {[1 / s.groups] * s.groups}\n"
        f"start = GaussianParams(weights, {begun.means.tolist()}, [[[x.var()]]] * {s.groups})\n\n"
        f"steps = list(run(model, x, start, max_iter={most(len(column(s).x))}))\n"
    )
