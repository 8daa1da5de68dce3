"""Lesson 08's runs: EM and L-BFGS from the learner's start, the models in the running, the code."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import GaussianMixture, GaussianParams, fit
from em_core.mixture_direct import Direct, maximise_directly
from em_core.protocol import Floats
from em_figures.trace import Trace, record
from em_lesson.remembered import remembered
from lessons.heights.data import DATA, column, in_hand, points, shown
from lessons.heights.record import Column, Heights
from lessons.heights.settings import STARTS, Settings
from lessons.heights.tables import Candidate

MODEL = ("groups", "variances", "weights", "m1", "m2", "m3")  # which mixture, from where
LONGEST, PASSES = 250, 6_000_000  # iterations of a run, and data that a run may read
RACED = 20_000  # data up to which L-BFGS runs beside EM


def most(n: int) -> int:
    """How many iterations a run on n data may take."""
    return max(15, min(LONGEST if n <= 4096 else 100, PASSES // n))


def races(s: Settings) -> bool:
    """Whether L-BFGS is run too: on more data a drag would have to wait for it."""
    return len(column(s).x) <= RACED


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
    """One group, two with one standard deviation, two with one each, from a few starts; the best of each."""
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


def heights(s: Settings, named: Column) -> Heights:
    """Everything that the panels read; named: the column with translated names."""
    return Heights(
        trace(s),
        named,
        min(max(s.x, named.box[0]), named.box[1]),
        STARTS[: s.groups],
        s.reveal or shown(s) == "regions",
    )


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
        "steps = list(run(model, x, start))\n"
    )
