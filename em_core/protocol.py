"""What a model must offer, and what a half-step of EM is.

To add a model, write one file in ``em_core/models/`` whose class has the six methods of
:class:`LatentModel`, and one row in ``tests/core/cases.py``. The model inherits nothing; records
with read-only arrays are ``Sealed``, so that their copies are read-only too.

Array axes are named by one letter everywhere: N data, K components, D dimensions, T time
steps, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from em_core.sealed import Sealed

D_contra = TypeVar("D_contra", contravariant=True)
P = TypeVar("P")
Q = TypeVar("Q")
S = TypeVar("S")
Self = TypeVar("Self", bound="Statistics")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Phase = Literal["start", "E", "M"]
EventKind = Literal["no_mass", "tie", "collapse", "objective_fell"]


def frozen(values: Any, dtype: Any = np.float64) -> NDArray[Any]:
    """A read-only copy of ``values``: a frozen dataclass does not freeze its arrays, this does."""
    array = np.array(values, dtype=dtype)
    array.setflags(write=False)
    return array


class Statistics(Protocol):
    """Expected sufficient statistics: they add up over data and scale by a number."""

    def __add__(self: Self, other: Self) -> Self: ...

    def __mul__(self: Self, factor: float) -> Self: ...


class Posterior(Protocol):
    """A distribution q(z) over the hidden variables.

    One that knows more than its q(z), such as the log-likelihood of the parameters it was made from, has a
    method ``alone()`` that returns the q without it, for ``given``.
    """

    @property
    def log_evidence(self) -> float | None:
        """The E-step's normaliser log p(x | params); None unless q is the exact posterior."""
        ...

    def entropy(self) -> float:
        """H(q) = -sum_z q(z) log q(z), in nats."""
        ...

    def kl(self, other: Any) -> float:
        """KL(q || other) = sum_z q(z) log(q(z) / other(z)) >= 0, in nats, computed directly."""
        ...


@dataclass(frozen=True)
class Event:
    """Something the learner should be told; the words for it are in the app, in both languages.

    kind: "no_mass" (a component received no data and keeps its value), "tie" (a hard E-step
    broke a tie towards the lowest index; value = how many), "collapse", "objective_fell"
    (value = by how much). stops: whether the run ends here. where: what the component is, in a model with
    several kinds of rows ("page", "topic"); None where there is one kind.
    """

    kind: EventKind
    component: int | None
    value: float
    stops: bool
    where: str | None = None


@dataclass(frozen=True)
class Conserved:
    """A sum over the expected sufficient statistics that is the same for every q(z), beside the data's.

    |value - expected| <= 1e-9 (1 + |expected|), whatever q the statistics were made with.
    """

    name: str
    value: float
    expected: float


class LatentModel(Protocol[D_contra, P, Q, S]):
    """What EM needs to know of a model with data D, parameters P, posterior Q and statistics S.

    Three more things, if the model has them. ``conserved(data, stats)`` returns what no q changes, as a tuple
    of :class:`Conserved`; where nothing is, the method is left out. The other two are for the driver:
    ``takes``, a dict on the class, names its types under "data", "params" and "prior" (as far as it is that
    strict): a run refuses others by name.
    ``prepare(data)`` returns the data as the six methods like them, or raises ValueError.
    """

    def infer(self, data: D_contra, params: P, beta: float = 1.0) -> Q:
        """q(z) proportional to p(x, z | params)^beta; beta = inf is the hard E-step.

        Raises ValueError unless beta is above 0 (``positive_beta`` in checks.py says it).
        """
        ...

    def expected_stats(self, data: D_contra, posterior: Q) -> S:
        """E_q of the sufficient statistics of p(x, z)."""
        ...

    def maximize(self, stats: S, previous: P) -> P:
        """argmax over params of expected_log_joint(stats, params); no mass keeps the previous row."""
        ...

    def expected_log_joint(self, stats: S, params: P) -> float:
        """E_q log p(x, z | params), which depends on q through the statistics alone."""
        ...

    def log_likelihood(self, data: D_contra, params: P) -> float:
        """log p(x | params)."""
        ...

    def check(self, stats: S, previous: P, params: P) -> tuple[Event, ...]:
        """The events of one M-step, called by the driver after it."""
        ...


@dataclass(frozen=True, eq=False)
class Snapshot(Sealed, Generic[P, Q, S]):
    """One half-step of EM: where the parameters, the posterior and the three numbers stand.

    elbo = E_q log p(x, z | params) + H(q) <= log_likelihood.
    objective = E_q log p(x, z | params) + H(q) / beta + log_prior (H / beta is 0 at beta = inf), where
    log_prior is the prior's, and after the start the M rule's penalty if it has one.
    At "start" there is no posterior yet: posterior, stats, elbo, kl and objective are None.
    """

    iteration: int
    phase: Phase
    params: P
    posterior: Q | None
    stats: S | None
    elbo: float | None
    log_likelihood: float
    objective: float | None
    log_prior: float = 0.0
    events: tuple[Event, ...] = ()

    @property
    def kl(self) -> float | None:
        """KL(q || p(z | x, params)) = log_likelihood - elbo >= 0, in nats; None at "start".

        A difference below 0 is rounding and counts as 0.
        """
        return None if self.elbo is None else max(self.log_likelihood - self.elbo, 0.0)
