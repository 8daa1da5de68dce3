"""The posterior of a Gaussian mixture, which carries the statistics of the pass that made it."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core.mixture import Responsibilities
from em_core.models.gaussian_e_step import apart, own_features, sweep
from em_core.models.gaussian_frame import BLOCK, Features, Points
from em_core.models.gaussian_m_step import NO_MASS, moments
from em_core.models.gaussian_params import State
from em_core.models.gaussian_shapes import natural
from em_core.models.gaussian_statistics import GaussianStatistics
from em_core.protocol import Event, Floats


class GaussianPosterior(Responsibilities):
    """Responsibilities that carry the statistics of the pass in which they were made.

    probs (N, K) of more than one block of points are made anew whenever they are asked for.
    """

    stats: GaussianStatistics
    points: Points

    def __init__(self, points: Points, features: Features, state: State, beta: float) -> None:
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
            _again=None if found.probs is not None else (theta, features, beta, local, deep),
            _probs=found.probs,
        )

    @property
    def probs(self) -> Floats:
        q = self.__dict__["_probs"]
        if q is None:
            theta, features, beta, local, deep = self.__dict__["_again"]
            q = np.empty((theta.shape[1], features.count))
            sweep(theta, features, beta, local, deep, q)
        q.setflags(write=False)
        return np.asarray(q.T)

    def made_of(self, data: Any) -> bool:
        """Whether these are the data of the pass."""
        return data is self.points or (not isinstance(data, Points) and np.array_equal(data, self.points.x))

    def entropy(self) -> float:
        """H(q), in nats, from the E-step itself."""
        value: float = self.__dict__["_entropy"]
        return value


def tabulate(probs: Floats, features: Features) -> GaussianStatistics:
    """sum_n q_nk phi_n for any q (N, K); components that turn out narrow once more, from their own centre."""
    frame, total = features.frame, np.zeros(())
    for at, phi in zip(range(0, features.count, BLOCK), features.blocks(), strict=True):
        total = total + phi @ probs[at : at + BLOCK]
    n = np.maximum(total[0], NO_MASS)
    mean, cov = moments(frame, None, total, n, n, False, None)
    found = natural(frame, mean, cov, np.zeros(len(n)))
    local = None if found is None else apart(frame, mean, cov, found)[1]
    if local is not None:
        total[:, local.rows] = 0.0
        for at, phi in zip(range(0, features.count, BLOCK), features.blocks(), strict=True):
            q = probs[at : at + BLOCK]
            for j, phi_j in own_features(features.frame, phi, local):
                total[:, j] += phi_j @ q[:, j]
    return GaussianStatistics.of(frame, local, total)
