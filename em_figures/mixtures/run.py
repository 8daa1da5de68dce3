"""A run of EM on points in the plane, as lesson 09's panels read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from em_core.models.gaussian.frame import Points
from em_core.models.gaussian.mixture import GaussianMixture
from em_core.protocol import Floats
from em_figures.trace import Half, Trace
from em_figures.typed import packed

Part = Literal["start", "E", "weights", "means", "covariances", "M"]
Range = tuple[float, float]
GRID = 41


def coordinates(values: Floats) -> Any:
    """Coordinates for a trace, NaN for a gap: packed where seven digits will do, else as a list."""
    known = values[~np.isnan(values)]
    top, span = np.abs(known).max(), np.ptp(known)
    if top < 1e38 and top < 1e4 * span:
        return packed(values, "f4")
    return [None if np.isnan(v) else float(f"{v:.12g}") for v in values.tolist()]


@dataclass(frozen=True, eq=False)
class Plane:
    """Points in the plane: all of them (N, 2), those that are drawn (M, 2), the axes' names and ranges."""

    points: Points
    drawn: Points
    names: tuple[str, str]
    box: tuple[Range, Range]

    @property
    def sampled(self) -> bool:
        """Whether fewer points are drawn than there are."""
        return len(self.drawn) < len(self.points)

    @cached_property
    def grid(self) -> tuple[Floats, Floats, Points]:
        """x (G,), y (G,) and their G^2 points, rows of the grid one after the other."""
        x, y = (np.linspace(*span, GRID) for span in self.box)
        table = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        return x, y, Points(table)


class OfAMixture:
    """A run of EM on a Gaussian mixture."""

    trace: Trace

    @property
    def k(self) -> int:
        """How many components."""
        return len(self.trace[0].params.weights)

    @property
    def model(self) -> GaussianMixture:
        """The model."""
        model: GaussianMixture = self.trace.model
        return model


@dataclass(frozen=True, eq=False)
class Run(OfAMixture):
    """The trace, with the M-step in one half-step or in three, and the points it runs on.

    parts: what each frame shows. since: the frame at which each frame's responsibilities were made.
    """

    trace: Trace
    plane: Plane
    parts: Sequence[Part]
    since: Sequence[int]
    _seen: dict[int, Floats] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.trace)

    def probs(self, i: int) -> Floats | None:
        """The drawn points' responsibilities (M, K) at frame i; None at the start."""
        at = self.since[i]
        if at == 0:
            return None
        if at not in self._seen:
            s = self.trace[at]
            if self.plane.sampled:
                found = self.model.infer(self.plane.drawn, s.params).probs
            else:
                assert s.posterior is not None
                found = s.posterior.probs
            self._seen[at] = found
        return self._seen[at]


def run(trace: Trace, plane: Plane, *, opened: bool = False) -> Run:
    """The run as frames; ``opened`` M-steps move the weights, then the means, then the covariances."""
    steps: list[Half] = []
    parts: list[Part] = []
    since: list[int] = []
    at = 0
    for s in trace:
        if s.phase == "M" and opened and not any(event.stops for event in s.events):
            for name, part in zip(("weights", "means"), _between(trace, s, steps[at].params), strict=False):
                steps.append(part)
                parts.append("weights" if name == "weights" else "means")
                since.append(at)
            steps.append(s)
            parts.append("covariances")
        else:
            at = len(steps) if s.phase == "E" else at
            steps.append(s)
            parts.append(s.phase)
        since.append(at)
    shown = trace if not opened else Trace(
        trace.model, trace.data, trace.recipe, steps, trace.fit, max_iter=trace.max_iter, tol=trace.tol
    )  # fmt: skip
    return Run(shown, plane, parts, since)


def _between(trace: Trace, s: Half, before: Any) -> list[Half]:
    """The M-step's first two parts as half-steps of their own: the bound rises with each."""
    model: GaussianMixture = trace.model
    assert s.stats is not None and s.posterior is not None
    prior = trace.recipe.prior
    total = s.stats if prior is None else s.stats + prior
    penalty = getattr(trace.recipe.m_step, "penalty", None)
    entropy, out = s.posterior.entropy(), []
    for params in model.parts(total, before)[:2]:  # what an M rule adds comes with the covariances
        elbo = model.expected_log_joint(s.stats, params) + entropy
        log_prior = 0.0 if prior is None else model.expected_log_joint(prior, params)
        log_prior += penalty(model, total, params) if penalty else 0.0
        found = model.log_likelihood(trace.data, params)
        out.append(replace(s, params=params, elbo=elbo, log_likelihood=found, objective=elbo + log_prior,
                           log_prior=log_prior, events=()))  # fmt: skip
    return out
