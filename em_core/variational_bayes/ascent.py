"""The loop of variational Bayes: q(theta) and q(z) in turn, each the best for the other."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from em_core.checks import number, whole
from em_core.protocol import Ints
from em_core.sealed import Sealed

COUNTABLE = 2**12  # assignments up to which the evidence is added up one by one


class BayesModel(Protocol):
    """A model of which theta is hidden like z; q(z, theta) = q(z) q(theta)."""

    def admit(self, data: Any, q_z: Any) -> tuple[Any, Any]:
        """The data and q(z) as the other methods like them. Raises ValueError when they do not fit."""
        ...

    def believe(self, data: Any, q_z: Any) -> Any:
        """q(theta) proportional to exp(E_q(z) log p(x, z, theta))."""
        ...

    def infer(self, data: Any, q_theta: Any) -> Any:
        """q(z) proportional to exp(E_q(theta) log p(x, z, theta))."""
        ...

    def bound(self, data: Any, q_z: Any, q_theta: Any) -> float:
        """E_q log p(x, z, theta) + H(q(z)) + H(q(theta)) <= log p(x), in nats."""
        ...

    def log_evidence(self, data: Any, components: int) -> float | None:
        """log p(x), added up over every z, in nats; None where there are more than COUNTABLE of them."""
        ...


@dataclass(frozen=True, eq=False)
class BayesSnapshot(Sealed):
    """One half-step: q(z), q(theta), the bound and, where it can be counted out, log p(x), in nats.

    phase: which of the two has just been renewed; at "start" there is a q(z) only, and no bound.
    converged: whether the stopping rule was met here.
    """

    iteration: int
    phase: Literal["start", "theta", "z"]
    q_z: Any
    q_theta: Any
    bound: float | None
    log_evidence: float | None
    converged: bool = False

    @property
    def gap(self) -> float | None:
        """KL(q(z) q(theta) || p(z, theta | x)) = log p(x) - bound; None where one of them is not known.

        A difference below 0 is rounding and counts as 0.
        """
        if self.bound is None or self.log_evidence is None:
            return None
        return max(self.log_evidence - self.bound, 0.0)


def ascend(
    model: BayesModel, data: Any, q_z: Any, *, max_iter: int = 1000, tol: float = 1e-10
) -> Generator[BayesSnapshot, None, None]:
    """From a q(z) on: q(theta), q(z), q(theta), ... The bound never falls.

    Stops when it rose by no more than tol (1 + |bound|) from one q(theta) to the next, t >= 2, after the q(z)
    that follows; or after ``max_iter`` iterations of both. Raises ValueError, at the call, when data or
    q(z) are not what the model takes.
    Jordan, Ghahramani, Jaakkola & Saul, An introduction to variational methods for graphical models, Machine
    Learning 37 (1999); Attias, A variational Bayesian framework for graphical models, NIPS 12 (2000), eq. 3.
    """
    data, q_z = model.admit(data, q_z)
    return _ascend(model, data, q_z, whole("max_iter", max_iter), number("tol", tol, 0))


def _ascend(
    model: BayesModel, data: Any, q_z: Any, max_iter: int, tol: float
) -> Generator[BayesSnapshot, None, None]:
    evidence = model.log_evidence(data, q_z.probs.shape[1])
    yield BayesSnapshot(0, "start", q_z, None, None, evidence)
    last: float | None = None
    for t in range(1, max_iter + 1):
        q_theta = model.believe(data, q_z)
        now = model.bound(data, q_z, q_theta)
        yield BayesSnapshot(t, "theta", q_z, q_theta, now, evidence)
        q_z = model.infer(data, q_theta)
        still = last is not None and abs(now - last) <= tol * (1 + abs(now))
        yield BayesSnapshot(t, "z", q_z, q_theta, model.bound(data, q_z, q_theta), evidence, still)
        if still:
            return
        last = now


def assignments(data: int, components: int) -> Ints | None:
    """Every z, (components^data, data); None where there are more than COUNTABLE."""
    if data * np.log(components) > np.log(COUNTABLE) + 1e-9:
        return None
    places = components ** np.arange(data)
    return np.asarray(np.arange(components**data)[:, None] // places % components)
