"""The posterior of a Gaussian mixture, which carries the statistics of the pass that made it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from em_core.mixture import Responsibilities
from em_core.models.gaussian.e_step import LOSES, apart, log_joints, own_features, sweep
from em_core.models.gaussian.frame import BLOCK, Features, Points
from em_core.models.gaussian.local import Local, localise
from em_core.models.gaussian.m_step import NO_MASS, moments
from em_core.models.gaussian.params import State
from em_core.models.gaussian.shapes import FEW, LOG_ZERO, greatest, least, loss, natural
from em_core.models.gaussian.statistics import GaussianStatistics
from em_core.protocol import Event, Floats


class GaussianPosterior(Responsibilities):
    """Responsibilities that carry the statistics of the pass in which they were made.

    probs (N, K) of more than one block of points are made anew whenever they are asked for, and so are
    log_probs, which are finite where q_nk is too small for a float.
    """

    stats: GaussianStatistics
    points: Points

    def __init__(
        self, points: Points, features: Features, state: State, beta: float, tied: bool, known: bool
    ) -> None:
        """One pass with the parameters of ``state``; tied, known: the covariances of the M-step to follow."""
        frame = features.frame
        theta, local, deep = apart(frame, *state)
        found = sweep(theta, features, beta, local, deep)
        evidence = float(found.evidence)
        self.__dict__.update(
            log_evidence=evidence if beta == 1.0 else None,
            log_marginal=evidence,
            events=(Event("tie", None, float(found.ties), False),) if found.ties else (),
            points=points,
            stats=GaussianStatistics.of(frame, local, found.table),
            _entropy=float(found.entropy),
            _again=(theta, features, beta, local, deep),
            _probs=found.probs,
        )
        if not known and narrowed(self.stats, tied):
            self.__dict__["stats"] = sharpened(self.stats, self.probs, features, tied)

    def __getstate__(self) -> Any:
        values, sealed = super().__getstate__()
        theta, features, *rest = values["_again"]
        return {**values, "_again": (theta, features.frame.kind, *rest)}, sealed

    def __setstate__(self, state: Any) -> None:
        values, sealed = state
        theta, kind, *rest = values["_again"]
        again = theta, values["points"].features(kind), *rest
        super().__setstate__(({**values, "_again": again}, sealed))

    @property
    def probs(self) -> Floats:
        """gamma_nk (N, K), made anew where the pass did not keep them."""
        q = self.__dict__["_probs"]
        if q is None:
            theta, features, beta, local, deep = self.__dict__["_again"]
            q = np.empty((theta.shape[1], features.count))
            sweep(theta, features, beta, local, deep, q)
        q.setflags(write=False)
        return np.asarray(q.T)

    @property
    def log_probs(self) -> Floats | None:
        """log q_nk (N, K), made anew; None after a hard E-step."""
        theta, features, beta, local, _ = self.__dict__["_again"]
        if math.isinf(beta):
            return None
        low = log_joints(theta, features, local)
        low -= low.max(axis=0)
        low = np.where(low > LOG_ZERO * 1e-100, beta * low, -np.inf)
        low -= np.log(np.exp(low).sum(axis=0))
        low.setflags(write=False)
        return np.asarray(low.T)

    def made_of(self, data: Any) -> bool:
        """Whether these are the data of the pass."""
        x = data.x if isinstance(data, Points) else data
        return x is self.points.x or (not np.ma.is_masked(x) and np.array_equal(x, self.points.x))

    def entropy(self) -> float:
        """H(q), in nats, from the E-step itself."""
        value: float = self.__dict__["_entropy"]
        return value


def tabulate(probs: Floats, features: Features, tied: bool) -> GaussianStatistics:
    """sum_n q_nk phi_n for any q (N, K)."""
    total = np.zeros(())
    for at, phi in zip(range(0, features.count, BLOCK), features.blocks(), strict=True):
        total = total + phi @ probs[at : at + BLOCK]
    stats = GaussianStatistics.of(features.frame, None, total)
    return sharpened(stats, probs, features, tied) if narrowed(stats, tied) else stats


def narrowed(stats: GaussianStatistics, tied: bool) -> bool:
    """Whether the M-step will find a component too narrow for the coordinates in which it was added up.

    Leaves the means and covariances that it had to compute for the M-step.
    """
    frame, n = stats.frame, stats.table[0]
    if least(n) <= NO_MASS:
        n = np.maximum(n, NO_MASS)
        mean, cov = moments(frame, stats.local, stats.table, n, n, tied, None)
    else:
        mean, cov = moments(frame, stats.local, stats.table, n, n, tied, None)
        stats.moments = tied, mean, cov
    if frame.kind == "full" and frame.size == 2 and mean.shape[1] <= FEW and stats.local is None:
        for (x, y), (a, b, c) in zip(mean.T.tolist(), cov.T.tolist(), strict=True):
            if not (a > 0 and (a + c) * (x * x + y * y + a + c) <= LOSES * (a * c - b * b)):
                return True
        return False
    found = natural(frame, mean, cov, n)
    if found is None:
        return True
    grows = loss(frame, mean, cov, found.trace_p)
    if stats.local is not None:
        grows[stats.local.rows] = 0.0
    return greatest(grows) > LOSES


def sharpened(stats: GaussianStatistics, probs: Floats, features: Features, tied: bool) -> GaussianStatistics:
    """The same sums, narrow components once more, in coordinates in which they are standard normal.

    A component that has just become narrow would lose its digits in the sums that its former, wider
    self was given. One without any width (it has collapsed, or a prior will save it) keeps its
    coordinates, or is centred.
    """
    frame, k = features.frame, stats.table.shape[1]
    n = np.maximum(stats.table[0], NO_MASS)
    mean, cov = moments(frame, stats.local, stats.table, n, n, tied, None)
    known = {} if stats.local is None else stats.local.items()
    unit = frame.entries(np.eye(frame.size)[None])
    for j in range(k):
        found = natural(frame, mean[:, [j]], cov[:, [j]], np.zeros(1))
        if found is None:
            known.setdefault(j, localise(frame, mean[:, [j]], unit, np.zeros(1, dtype=np.int64)))
        elif loss(frame, mean[:, [j]], cov[:, [j]], found.trace_p)[0] > LOSES:
            known[j] = localise(frame, mean[:, [j]], cov[:, [j]], np.zeros(1, dtype=np.int64))
    rows = sorted(known)
    parts = [known[j] for j in rows]
    local = Local(
        np.array(rows),
        np.concatenate([part.mean for part in parts], axis=1),
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("root", "inverse")),
    )
    table = np.array(stats.table)
    table[:, rows] = 0.0
    for at, phi in zip(range(0, features.count, BLOCK), features.blocks(), strict=True):
        for j, phi_j in own_features(frame, phi, local):
            table[:, j] += phi_j @ probs[at : at + BLOCK, j]
    return GaussianStatistics.of(frame, local, table)
