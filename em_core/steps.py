"""E rules and M rules: functions, not subclasses.

An E rule maps (model, data, params, previous posterior) to a posterior and carries its ``beta``;
an M rule maps (model, stats, params) to params. Soft, annealed and hard EM are one rule with one
number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import Any, Protocol

from em_core.protocol import LatentModel


class EStep(Protocol):
    """q(z) from the data and the current parameters; ``beta`` weighs the entropy in the objective."""

    @property
    def beta(self) -> float: ...

    def __call__(self, model: Any, data: Any, params: Any, previous: Any) -> Any: ...


class MStep(Protocol):
    """The next parameters from the expected sufficient statistics."""

    def __call__(self, model: Any, stats: Any, params: Any) -> Any: ...


@dataclass(frozen=True)
class _Tempered:
    """q(z) proportional to p(x, z | params)^beta, for any model."""

    beta: float

    def __call__(self, model: LatentModel[Any, Any, Any, Any], data: Any, params: Any, previous: Any) -> Any:
        return model.infer(data, params, self.beta)


def soft(beta: float = 1.0) -> EStep:
    """The E-step q(z) proportional to p(x, z | params)^beta; beta = 1 is the exact posterior.

    The best q for E_q log p(x, z) + H(q) / beta (Ueda & Nakano 1998, eq. 9). Raises ValueError
    unless beta is a number above 0; infinity is allowed and is :data:`hard`.
    """
    usable = isinstance(beta, Real) and not isinstance(beta, bool) and beta > 0 and 1 / beta < math.inf
    if not usable:
        raise ValueError(f"beta must be a number above 0 (infinity is the hard E-step), got {beta!r}")
    return _Tempered(float(beta))


hard: EStep = _Tempered(math.inf)
"""The E-step that gives each datum wholly to its most probable z; a tie goes to the lowest index."""


def maximize(model: LatentModel[Any, Any, Any, Any], stats: Any, params: Any) -> Any:
    """The exact M-step: argmax over params of E_q log p(x, z | params)."""
    return model.maximize(stats, params)
