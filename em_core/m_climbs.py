"""M rules that climb: a gradient or a Newton step of E_q log p(x, z | theta) in place of its maximum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np

from em_core.checks import number, shown, whole
from em_core.protocol import Floats
from em_core.steps import MStep

ROUNDING = 1e-15  # of the objective's size: a fall by no more than that is none
ENOUGH = 0.1  # of the rise that a step promises (Armijo 1966)
HALVINGS = 60


class Climbable(Protocol):
    """What a model offers beside the six methods for ``gradient`` and ``newton``; S coordinates.

    And, if Newton's step may be far too long, ``longest(stats, by)``: which share of it, at most 1, to try.
    """

    def gradient(self, stats: Any, params: Any) -> Floats:
        """The slope (S,) of expected_log_joint(stats, params) in the coordinates in which it climbs."""
        ...

    def hessian(self, stats: Any, params: Any) -> Floats:
        """Its second derivatives (S, S)."""
        ...

    def moved(self, stats: Any, params: Any, by: Floats) -> Any:
        """The parameters with these coordinates moved by so much, and with whatever has a closed form at its
        maximum. Raises ValueError where that is no place for parameters."""
        ...


@dataclass(frozen=True)
class _Gradient:
    """One step along the gradient."""

    step: float
    watched: ClassVar = True  # it may lower the objective: the driver looks at every half-step

    def __repr__(self) -> str:
        return f"gradient({self.step:g})"

    def __call__(self, model: Any, stats: Any, params: Any) -> Any:
        climbable(model, self)
        by = self.step * model.gradient(stats, params)
        for _ in range(HALVINGS):
            try:
                return model.moved(stats, params, by)
            except ValueError:
                by = by / 2
        return params


def gradient(step: float) -> MStep:
    """theta + step * the gradient of E_q log p(x, z | theta): at the parameters that made q the gradient of
    the log-likelihood (Fisher's identity), so that soft EM with it is gradient ascent.

    For a model that offers what :class:`Climbable` says. A step too long may lower the objective, which the
    run tells ("objective_fell"); one that leaves the range of the parameters is halved until it does not.
    Raises ValueError unless step > 0 and, in the M-step, for another model.
    Lange, A gradient algorithm locally equivalent to the EM algorithm, J. R. Statist. Soc. B 57 (1995),
    section 2 (there with the Newton step of :func:`newton`).
    """
    size = number("step", step, 0)
    if size == 0:
        raise ValueError(f"step must be above 0, got {step!r}")
    return _Gradient(size)


@dataclass(frozen=True)
class _Newton:
    """So many Newton steps."""

    times: int
    only: tuple[int, ...] | None
    watched: ClassVar = True  # it may lower the objective: the driver looks at every half-step

    def __repr__(self) -> str:
        return f"newton({self.times}{'' if self.only is None else f', only={self.only}'})"

    def __call__(self, model: Any, stats: Any, params: Any) -> Any:
        climbable(model, self)
        for _ in range(self.times):
            params, gain = newton_step(model, stats, params, self.only)
            if gain <= ROUNDING * (1 + abs(model.expected_log_joint(stats, params))):
                break
        return params


def newton(times: int = 1, *, only: Sequence[int] | None = None) -> MStep:
    """theta - H^-1 g of E_q log p(x, z | theta), ``times`` times; ``only``: in these coordinates (from 0).

    A step is halved until the objective rises by a tenth of what the step promises, so that it never falls;
    one that promised no more than the objective's rounding is the last.
    For a model that offers what :class:`Climbable` says. Raises ValueError unless times >= 1 and the
    coordinates are whole numbers >= 0, each once, and, in the M-step, for another model or a coordinate that
    it does not have.
    Lange, A gradient algorithm locally equivalent to the EM algorithm, J. R. Statist. Soc. B 57 (1995)
    425-437, equation 3.
    """
    chosen = None
    if only is not None:
        chosen = tuple(whole("a coordinate", i) for i in only)
        if not chosen or len(set(chosen)) < len(chosen):
            raise ValueError(f"only must name at least one coordinate, each once, got {shown(only)}")
    return _Newton(whole("times", times, 1), chosen)


def climbable(model: Any, rule: MStep) -> None:
    """ValueError naming the rule for a model that does not offer what :class:`Climbable` says."""
    missing = [name for name in ("gradient", "hessian", "moved") if not callable(getattr(model, name, None))]
    if missing:
        raise ValueError(
            f"model must be one whose M-step can climb, got {shown(model)} without {missing}; "
            f"{rule!r} is for FeatureCoins, with another model write maximize or partial(eta)"
        )


def newton_step(
    model: Any, stats: Any, params: Any, only: tuple[int, ...] | None = None
) -> tuple[Any, float]:
    """The parameters after one Newton step, halved until it raises the objective by a tenth of what it
    promises, and that promise of the whole step, g' H^-1 g, in nats: 0 when there is no step to make.

    A coordinate whose slope and curvature are lost in the objective's rounding stays.
    """
    slope, curvature = model.gradient(stats, params), model.hessian(stats, params)
    at = np.arange(slope.size) if only is None else np.array(only)
    if at.max() >= slope.size:
        raise ValueError(f"a coordinate must be at most {slope.size - 1} here, got {at.max()}")
    by = np.zeros(slope.size)
    least = model.expected_log_joint(stats, model.moved(stats, params, by))
    rounding = ROUNDING * (1 + abs(least))
    at = at[np.maximum(np.abs(slope), np.abs(np.diagonal(curvature)))[at] > rounding]
    by[at] = direction(slope[at], curvature[np.ix_(at, at)])
    gain = float(slope @ by)
    if not gain > 0:
        return model.moved(stats, params, 0 * by), 0.0
    share = model.longest(stats, by) if hasattr(model, "longest") else 1.0
    for _ in range(HALVINGS):
        try:
            after = model.moved(stats, params, share * by)
            if model.expected_log_joint(stats, after) >= least + ENOUGH * share * gain - rounding:
                return after, gain
        except ValueError:  # too far
            pass
        share /= 2
    return model.moved(stats, params, 0 * by), 0.0


def direction(slope: Floats, curvature: Floats) -> Floats:
    """The Newton step -H^-1 g (S,); where H leaves it open the shortest, in units of each one's curvature."""
    size = np.sqrt(np.maximum(-np.diagonal(curvature), 0.0))
    size = np.maximum(size, 1e-6 * size.max(initial=0.0))
    size = np.where(size > 0, size, 1.0)
    return np.asarray(np.linalg.lstsq(-curvature / size / size[:, None], slope / size, rcond=1e-13)[0] / size)
