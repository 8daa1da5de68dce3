"""M rules that do not maximise: part of the way, or one part of the parameters at a time.

Generalised EM: Dempster, Laird & Rubin, Maximum likelihood from incomplete data via the EM algorithm, J. R.
Statist. Soc. B 39 (1977) 1-38, section 3. Every rule here can be pickled if what it holds can.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from em_core.checks import number, shown
from em_core.flat import Flat
from em_core.protocol import Floats
from em_core.steps import MStep, maximize, usable_rule

HALVINGS = 60


@dataclass(frozen=True)
class _Partial:
    """eta of the way to the M-step."""

    eta: float
    whole: MStep
    watched: ClassVar = True  # it may lower the objective: the driver looks at every half-step

    def __repr__(self) -> str:
        return f"partial({self.eta:g}{'' if self.whole is maximize else f', {self.whole!r}'})"

    def __call__(self, model: Any, stats: Any, params: Any) -> Any:
        after = self.whole(model, stats, params)
        eta = self.eta
        if eta == 1.0:
            return after
        flat = Flat(model, params)
        here, there = flat.to_vector(params), flat.to_vector(after)
        for _ in range(HALVINGS):
            found = _possible(model, stats, flat, here + eta * (there - here))
            if found is not None:
                return found
            eta = 1.0 + (eta - 1.0) / 2
        return after


def _possible(model: Any, stats: Any, flat: Flat, vector: Floats) -> Any:
    """The parameters of the vector, None where it is none or where the data cannot be."""
    try:
        params = flat.from_vector(vector)
        return params if math.isfinite(model.expected_log_joint(stats, params)) else None
    except ValueError:
        return None


def partial(eta: float, whole: MStep = maximize) -> MStep:
    """theta + eta (M(theta) - theta), on the numbers as they are: part of the way (eta < 1) or beyond it.

    eta = 1 is the M-step M itself. Up to 1 E_q log p(x, z) does not fall where it is concave in the numbers,
    as it is for probabilities; beyond 1 it may, and the run then says "objective_fell". A step that would
    leave the range of the parameters, or make the data impossible, is shortened: what eta exceeds 1 by is
    halved until it does not. Raises ValueError unless eta > 0.
    Peters & Walker, An iterative procedure for obtaining maximum-likelihood estimates of the parameters for a
    mixture of normal distributions, SIAM J. Appl. Math. 35 (1978) 362-378: converges for 0 < eta < 2.
    """
    usable_rule("whole", whole)
    size = number("eta", eta, 0)
    if size == 0:
        raise ValueError(f"eta must be above 0, got {eta!r}")
    return _Partial(size, whole)


@dataclass(frozen=True)
class _Coordinates:
    """One rule after the other, on the same expected statistics."""

    rules: tuple[MStep, ...]
    watched: ClassVar = True  # it may lower the objective: the driver looks at every half-step

    def __repr__(self) -> str:
        return f"coordinates({', '.join(map(repr, self.rules))})"

    def __call__(self, model: Any, stats: Any, params: Any) -> Any:
        for rule in self.rules:
            params = rule(model, stats, params)
        return params


def coordinates(*rules: MStep) -> MStep:
    """One part of the parameters after the other, all in one M-step: each rule is one conditional maximum.

    ``coordinates(newton(50, only=[0]), newton(50, only=[1]))``; the objective never falls if none of the
    rules lowers it. Raises ValueError unless there is at least one rule.
    Meng & Rubin, Maximum likelihood estimation via the ECM algorithm: a general framework, Biometrika 80
    (1993) 267-278, section 2.
    """
    return _Coordinates(_rules(rules))


@dataclass(frozen=True)
class _ByTurns:
    """Another rule each iteration."""

    rules: tuple[MStep, ...]
    watched: ClassVar = True  # it may lower the objective: the driver looks at every half-step

    def __repr__(self) -> str:
        return f"by_turns({', '.join(map(repr, self.rules))})"

    @property
    def cycle(self) -> int:
        """After so many iterations every rule has had its turn."""
        return len(self.rules)

    def at(self, iteration: int) -> MStep:
        """The rule of this iteration, the first of which is 1."""
        return self.rules[(iteration - 1) % len(self.rules)]

    def __call__(self, model: Any, stats: Any, params: Any) -> Any:
        raise ValueError("by_turns has another rule each iteration: take it with at(iteration)")


def by_turns(*rules: MStep) -> MStep:
    """One part of the parameters each iteration, with an E-step before each: the rules take turns.

    ``by_turns(hold(1), hold(0))`` is coin A, then coin B, then coin A. The driver passes on, and stops when
    nothing has moved for a whole turn. Raises ValueError unless there is at least one rule.
    Meng & Rubin (1993), section 5, the multicycle ECM algorithm.
    """
    return _ByTurns(_rules(rules))


def _rules(rules: tuple[MStep, ...]) -> tuple[MStep, ...]:
    if not rules:
        raise ValueError("rules must be at least one, got none")
    for i, rule in enumerate(rules, 1):
        usable_rule(f"rule {i}", rule)
        if hasattr(rule, "at"):
            raise ValueError(f"rule {i} must be the same in every iteration, got {shown(rule)}")
    return rules
