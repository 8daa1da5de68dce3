"""The E-step in a family of products: each z has parts, and q may not say that they belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import shown, whole
from em_core.mixture import CountedResponsibilities, Responsibilities
from em_core.protocol import Floats, frozen
from em_core.steps import EStep
from em_core.tables import finite_rows

STILL = 1e-14  # of a probability: a sweep that moves none by more has arrived
SWEEPS = 20_000  # at most, where none are named


class Factorised(Protocol):
    """What a model offers beside the six methods for ``mean_field``: z of a datum has B parts of two values.

    The data may say with ``times`` (R,) how often each row was seen.
    """

    @property
    def factors(self) -> tuple[int, ...]:
        """(2, ..., 2), B times: the columns of q as a table, the last part moving fastest."""
        ...

    def log_joint(self, data: Any, params: Any) -> Floats:
        """log p(x_r, z), shape (R, 2^B)."""
        ...


@dataclass(frozen=True, eq=False)
class _MeanField:
    """The best product near a start."""

    sweeps: int | None
    start: Floats
    warm: bool
    beta: ClassVar[float] = 1.0

    def __repr__(self) -> str:
        some = "" if self.sweeps is None else f"sweeps={self.sweeps}, "
        return f"mean_field({some}start={self.start.tolist()}{', warm=True' * self.warm})"

    def __call__(self, model: Any, data: Any, params: Any, previous: Any) -> CountedResponsibilities:
        factors = getattr(model, "factors", None)
        if factors is None:
            raise ValueError(
                f"model must say of which parts its z is made (factors), got {shown(model)}; "
                "mean_field is for Witness, with another model write soft()"
            )
        table = model.log_joint(data, params)
        times = getattr(data, "times", np.ones(len(table)))
        if self.start.shape != (len(table), len(factors)):
            raise ValueError(f"start must have shape ({len(table)}, {len(factors)}), got {self.start.shape}")
        q = np.array(self.start)
        if self.warm and previous is not None:
            q = marginals(previous.probs, len(factors))
        for _ in range(SWEEPS if self.sweeps is None else self.sweeps):
            before = q.copy()
            for part in range(len(factors)):
                q[:, part] = _update(table, q, part)
            if np.abs(q - before).max() <= STILL:
                break
        probs = products(q)
        for i in np.flatnonzero((times > 0) & ((probs > 0) & (table == -np.inf)).any(axis=1))[:1]:
            raise ValueError(
                f"row {i + 1} of the data is impossible for the product of {q[i].tolist()}, "
                f"on which the sweeps from {self.start[i].tolist()} ended; start elsewhere"
            )
        return CountedResponsibilities(Responsibilities(probs), times)


def mean_field(sweeps: int | None = None, *, start: ArrayLike, warm: bool = False) -> EStep:
    """The E-step whose q(z) = q_1(z_1) ... q_B(z_B), for a model with ``factors``; log_evidence is None.

    By turns log q_b(z_b) = E_(other parts) log p(x, z) + a constant, ``sweeps`` times through all parts;
    None: until no probability moves by more than 1e-14. start (R, B): the probability of each part's first
    value, from which every E-step sets out; ``warm``: the later ones set out from the q before, so that the
    bound never falls. Each turn raises the bound E_q log p(x, z) + H(q), which stays below log p(x) by
    KL(q || p(z | x)) > 0 unless the posterior itself is a product. There may be several ends.
    Raises ValueError unless sweeps >= 1 and the start is a table of probabilities, and, in the E-step, for
    another model, another shape and a q that would make a datum impossible.
    Jordan, Ghahramani, Jaakkola & Saul, An introduction to variational methods for graphical models, Machine
    Learning 37 (1999) 183-233, section 6.1; Wainwright & Jordan, Graphical models, exponential families, and
    variational inference (2008), equation 5.22.
    """
    table = finite_rows("start", start, "row", 1.0)
    if table.min() < 0:
        raise ValueError(f"start must hold probabilities, got {shown(table.tolist())}")
    return _MeanField(None if sweeps is None else whole("sweeps", sweeps, 1), table, bool(warm))


def products(q: Floats) -> Floats:
    """The table (R, 2^B) of q_1 ... q_B from each part's probability of its first value (R, B)."""
    out = np.ones((len(q), 1))
    for part in q.T:
        out = (out[:, :, None] * np.stack([part, 1 - part], axis=1)[:, None, :]).reshape(len(q), -1)
    return frozen(out)


def marginals(probs: Floats, parts: int) -> Floats:
    """Each part's probability of its first value (R, B), of any q (R, 2^B)."""
    table = probs.reshape(len(probs), *(2,) * parts)
    rest = tuple(range(1, parts + 1))
    sums = [table.sum(axis=tuple(axis for axis in rest if axis != at))[:, 0] for at in rest]
    return np.asarray(np.clip(np.stack(sums, axis=1), 0.0, 1.0))


def _update(table: Floats, q: Floats, part: int) -> Floats:
    """The probability (R,) of the first value of this part, the others given."""
    rows, parts = q.shape
    others = products(np.delete(q, part, axis=1)).reshape(rows, 1, -1)
    joint = np.moveaxis(table.reshape(rows, *(2,) * parts), part + 1, 1).reshape(rows, 2, -1)
    never = np.isneginf(joint)
    lost = (others * never).sum(axis=2)  # the probability of what cannot be: log 0 outweighs all else
    mean = (others * np.where(never, 0.0, joint)).sum(axis=2)
    lead, odds = lost[:, 1] - lost[:, 0], np.clip(mean[:, 0] - mean[:, 1], -745.0, 745.0)
    even = 1 / (1 + np.exp(-odds))
    return np.asarray(np.where(np.abs(lead) > 1e-12, (lead > 0).astype(float), even))
