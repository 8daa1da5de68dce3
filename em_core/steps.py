"""E rules and M rules: functions, not subclasses; those made here can be pickled if what they hold can.

An E rule maps (model, data, params, previous posterior) to a posterior and carries its ``beta``;
an M rule maps (model, stats, params) to params. Soft, annealed and hard EM are one rule with one
number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
from scipy.optimize import minimize_scalar

from em_core.checks import number, positive_beta, shown
from em_core.protocol import LatentModel

P = TypeVar("P")


class EStep(Protocol):
    """q(z) from the data and the current parameters; ``beta`` weighs the entropy in the objective."""

    @property
    def beta(self) -> float:
        """1 for the posterior itself, infinity for the hard E-step."""
        ...

    def __call__(self, model: Any, data: Any, params: Any, previous: Any) -> Any: ...


class MStep(Protocol):
    """The next parameters from the expected sufficient statistics."""

    def __call__(self, model: Any, stats: Any, params: Any) -> Any: ...


@dataclass(frozen=True)
class _Tempered:
    """q(z) proportional to p(x, z | params)^beta, for any model."""

    beta: float

    def __repr__(self) -> str:
        return "hard" if math.isinf(self.beta) else f"soft({'' if self.beta == 1 else f'{self.beta:g}'})"

    def __call__(self, model: LatentModel[Any, Any, Any, Any], data: Any, params: Any, previous: Any) -> Any:
        return model.infer(data, params, self.beta)


def soft(beta: float = 1.0) -> EStep:
    """The E-step q(z) proportional to p(x, z | params)^beta; beta = 1 is the exact posterior.

    The best q for E_q log p(x, z) + H(q) / beta (Ueda & Nakano 1998, eq. 9). Raises ValueError
    unless beta is a number above 0; infinity is allowed and is :data:`hard`.
    """
    return _Tempered(positive_beta(beta))


def usable_rule(name: str, rule: Any) -> None:
    """ValueError for a rule that cannot be called, and for ``soft`` without its brackets."""
    if rule is soft:
        raise ValueError(f"{name} must be a rule, got the function soft; write soft()")
    if not callable(rule):
        raise ValueError(f"{name} must be a rule that can be called, such as soft(), got {shown(rule)}")


_soft = soft()
hard: EStep = _Tempered(math.inf)
"""The E-step that gives each datum wholly to its most probable z; a tie goes to the lowest index."""


def maximize(model: LatentModel[Any, Any, Any, Any], stats: Any, params: Any) -> Any:
    """The exact M-step: argmax over params of E_q log p(x, z | params)."""
    return model.maximize(stats, params)


@dataclass(frozen=True)
class _Given:
    """A q that somebody chose, then another E rule."""

    posterior: Any
    then: EStep

    @property
    def beta(self) -> float:
        return self.then.beta

    def __call__(self, model: Any, data: Any, params: Any, previous: Any) -> Any:
        return self.posterior if previous is None else self.then(model, data, params, previous)


def given(posterior: Any, then: EStep = _soft) -> EStep:
    """The first E-step returns this q, whoever chose it; the later ones, and beta, are those of ``then``.

    Nothing else than its q(z) is used: what a posterior knows of the log-likelihood of the parameters it
    was made from is left out by its method ``alone()``. Raises ValueError when one without that method
    knows it, for what is no posterior, and unless ``then`` is a rule.
    """
    usable_rule("then", then)
    if not hasattr(posterior, "log_evidence"):
        raise ValueError(f"posterior must be a q such as Responsibilities(probs), got {shown(posterior)}")
    if hasattr(posterior, "alone"):
        posterior = posterior.alone()
    elif posterior.log_evidence is not None:
        raise ValueError(f"posterior must have log_evidence None, got {posterior.log_evidence!r}")
    return _Given(posterior, then)


@dataclass(frozen=True)
class _Along:
    """The best parameters on path(u), low <= u <= high."""

    path: Callable[[float], Any]
    low: float
    high: float

    def __call__(self, model: LatentModel[Any, Any, Any, Any], stats: Any, params: Any) -> Any:
        def loss(u: float) -> float:
            return -model.expected_log_joint(stats, self.path(float(u)))

        grid, fine = np.linspace(self.low, self.high, 17), 1e-9 * (self.high - self.low)
        losses = [loss(u) for u in grid]
        i = int(np.argmin(losses))
        around = (grid[max(i - 1, 0)], grid[min(i + 1, 16)])
        with np.errstate(all="ignore"):  # a curve may run into log 0: infinite, and not the minimum
            found = minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": fine})
        u = found.x if found.fun < losses[i] else grid[i]
        after = self.path(float(u))
        better = model.expected_log_joint(stats, after) > model.expected_log_joint(stats, params)
        return after if better else params


def along(path: Callable[[float], P], low: float, high: float) -> MStep:
    """The best parameters on the curve path(u), low <= u <= high: a generalised M-step.

    argmax over u of E_q log p(x, z | path(u)); of several tops, the one around the best of 17 points.
    The parameters stay as they were when that is not better, so the objective never falls, wherever
    the run started. Raises ValueError unless low < high.
    Dempster, Laird & Rubin, Maximum likelihood from incomplete data via the EM algorithm, J. R.
    Statist. Soc. B 39 (1977) 1-38, section 3, "GEM".
    """
    first, last = number("low", low), number("high", high)
    if not first < last:
        raise ValueError(f"low must be below high, got {low!r} and {high!r}")
    return _Along(path, first, last)
