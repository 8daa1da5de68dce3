"""Mixtures of K Gaussians in D dimensions, with four shapes of covariance.

z_n ~ weights, then x_n ~ N(means[z_n], covariances[z_n]). With covariance="spherical", a known
variance, fixed equal weights and the hard E-step this is k-means. McLachlan & Peel, Finite Mixture
Models (2000), section 3.2; the covariance shapes as in Celeux & Govaert, Gaussian parsimonious
clustering models, Pattern Recognition 28 (1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import number, positive_beta
from em_core.mixture import Responsibilities
from em_core.models.gaussian.e_step import apart, log_joints, sweep
from em_core.models.gaussian.frame import Features, Frame, Kind, Points, points
from em_core.models.gaussian.m_step import NO_MASS, moments, shares
from em_core.models.gaussian.params import GaussianParams, State
from em_core.models.gaussian.posterior import GaussianPosterior, tabulate
from em_core.models.gaussian.shapes import LOG_ZERO, greatest, least, loss, smallest_eigenvalues
from em_core.models.gaussian.statistics import GaussianStatistics
from em_core.protocol import Conserved, Event, Floats

Covariance = Literal["full", "diag", "tied", "spherical"]
KINDS: dict[str, Kind] = {"full": "full", "tied": "full", "diag": "diag", "spherical": "spherical"}
COLLAPSED = 1e-10  # smallest eigenvalue of a covariance, relative to the largest of the data's
FARTHEST = 1e240  # squared distances in standard deviations beyond which log densities are no floats
Data = Points | ArrayLike


@dataclass(frozen=True)
class GaussianMixture:
    """covariance: each its own ("full"), its own along the axes ("diag"), one for all ("tied"), v_k I
    ("spherical"). learn_weights=False keeps the start's weights; known_variance=v goes with
    "spherical" and keeps every covariance v I. Data are Points or (N, D) arrays.
    """

    covariance: Covariance = "full"
    learn_weights: bool = True
    known_variance: float | None = None
    takes: ClassVar = {"params": GaussianParams, "prior": GaussianStatistics}

    def __post_init__(self) -> None:
        if self.covariance not in KINDS:
            raise ValueError(f"covariance must be one of {', '.join(KINDS)}, got {self.covariance!r}")
        if self.known_variance is not None:
            if self.covariance != "spherical":
                raise ValueError(f"known_variance goes with covariance='spherical', not {self.covariance!r}")
            if number("known_variance", self.known_variance) <= 0:
                raise ValueError(f"known_variance must be above 0, got {self.known_variance!r}")

    def prepare(self, data: Data) -> Points:
        """The data, checked and centred once; the driver calls it before a run."""
        return points(data)

    def infer(self, data: Data, params: GaussianParams, beta: float = 1.0) -> GaussianPosterior:
        """gamma_nk proportional to (w_k N(x_n | m_k, C_k))^beta, (N, K), with its statistics.

        Raises ValueError unless beta is above 0 and the parameters fit the data.
        """
        x, beta = points(data), positive_beta(beta)
        known = self.known_variance is not None
        return GaussianPosterior(x, *self.seen(x, params), beta, self.covariance == "tied", known)

    def expected_stats(self, data: Data, posterior: Responsibilities) -> GaussianStatistics:
        """sum_n gamma_nk (1, x_n, x_n x_n'). Raises ValueError unless N agrees."""
        if isinstance(posterior, GaussianPosterior) and posterior.made_of(data):
            return posterior.stats
        x, q = points(data), posterior.probs
        if len(q) != len(x):
            raise ValueError(f"posterior must have one row per point, got {len(q)} for {len(x)} points")
        return tabulate(q, x.features(KINDS[self.covariance]), self.covariance == "tied")

    def maximize(self, stats: GaussianStatistics, previous: GaussianParams) -> GaussianParams:
        """w_k = n_k / N, m_k = x_k / n_k, C_k = xx_k / n_k - m_k m_k' in the model's shape.

        A component without mass keeps its mean and its covariance. A covariance may have collapsed,
        which ``check`` tells.
        """
        stats.agree(*previous.size)
        stats = stats.of_kind(KINDS[self.covariance], previous.size[0])
        frame = stats.frame
        mean_n, cov_n = stats.mean_n, stats.cov_n
        empty, tied = None, self.covariance == "tied"
        if not least(mean_n) > NO_MASS:
            empty, mean_n = mean_n <= NO_MASS, np.where(mean_n <= NO_MASS, 1.0, mean_n)
            cov_n = cov_n if tied else np.where(cov_n <= NO_MASS, 1.0, cov_n)
        if stats.moments is not None and stats.moments[0] == tied:
            _, mean, cov = stats.moments
        elif self.known_variance is not None and stats.local is None:
            mean = cov = stats.table[1 : 1 + frame.size] / mean_n
        else:
            mean, cov = moments(frame, stats.local, stats.table, mean_n, cov_n, tied, stats.once)
        if empty is not None or self.known_variance is not None:
            before = previous.state(frame)
            if self.known_variance is not None:
                cov = before.cov
            elif not tied:
                cov = np.where(stats.cov_n <= NO_MASS, before.cov, cov)
            mean = mean if empty is None else np.where(empty, before.mean, mean)
        learn = self.learn_weights and greatest(stats.weight_n) > 0
        weights = shares(stats.weight_n) if learn else previous.weights
        return GaussianParams.made(weights, frame, mean, cov, self.covariance)

    def parts(self, stats: GaussianStatistics, previous: GaussianParams) -> tuple[GaussianParams, ...]:
        """The M-step one kind of parameter at a time: weights, then means, then covariances.

        Each raises E_q log p(x, z | params); the last is ``maximize``'s.
        """
        best = self.maximize(stats, previous)
        weights = GaussianParams(best.weights, previous.means, previous.covariances)
        return weights, GaussianParams(best.weights, best.means, previous.covariances), best

    def expected_log_joint(self, stats: GaussianStatistics, params: GaussianParams) -> float:
        """sum_nk gamma_nk log (w_k N(x_n | m_k, C_k)), in nats; of a prior log p(params) plus a constant."""
        stats.agree(*params.size)
        return stats.expected_log_joint(params, self.covariance == "tied")

    def log_joint(self, data: Data, params: GaussianParams) -> Floats:
        """log p(x_n, z_n = k) = log w_k + log N(x_n | m_k, C_k), shape (N, K), in nats."""
        features, state = self.seen(points(data), params)
        theta, local, _ = apart(features.frame, *state)
        table = log_joints(theta, features, local).T
        return np.where(table > LOG_ZERO * 1e-100, table, -np.inf)

    def log_likelihood(self, data: Data, params: GaussianParams) -> float:
        """sum_n log sum_k w_k N(x_n | m_k, C_k), in nats."""
        features, state = self.seen(points(data), params)
        theta, local, deep = apart(features.frame, *state)
        return float(sweep(theta, features, 1.0, local, deep).evidence)

    def check(
        self, stats: GaussianStatistics, previous: GaussianParams, params: GaussianParams
    ) -> tuple[Event, ...]:
        """ "no_mass" for a component that was credited with nothing; "collapse", which ends the run, for a
        covariance whose smallest eigenvalue is at most 1e-10 of the largest of the data's.

        Both are measured with every column of the data in units of its own spread; "tied" has one
        covariance, and its collapse no component. A prior with a scatter keeps covariances apart from
        0, so under it only a covariance that rounding has made singular counts.
        """
        events: tuple[Event, ...] = ()
        empty = stats.mean_n <= NO_MASS
        if least(stats.mean_n) <= NO_MASS:
            events = tuple(
                Event("no_mass", int(k), float(stats.mean_n[k]), False) for k in np.flatnonzero(empty)
            )
        if self.known_variance is not None:
            return events
        known, spread = params.known(stats.frame), stats.spread()
        limit = 0.0 if stats.once is not None else COLLAPSED * spread
        if known is not None and greatest(known.natural.trace_p) * limit < 1:
            return events
        _, cov = stats.frame.into(params.means, params.covariances)
        values = smallest_eigenvalues(stats.frame, cov)
        fallen = (values <= limit) & ~(empty & (stats.cov_n <= NO_MASS))
        if known is None and not fallen.any():  # singular, if only by rounding
            fallen = values == values.min()
        of = [None] if self.covariance == "tied" else [int(k) for k in np.flatnonzero(fallen)]
        scale = spread if spread > 0 else 1.0
        return events + tuple(
            Event("collapse", k, max(float(values.min() if k is None else values[k]) / scale, 0.0), True)
            for k in (of if fallen.any() else ())
        )

    def conserved(self, data: Data, stats: GaussianStatistics) -> tuple[Conserved, ...]:
        """sum_k N_k = N; sum_k x_k = sum_n x_n, column by column; sum_k tr xx_k = sum_n |x_n|^2."""
        x = points(data).x
        sums, squares = stats.x.sum(axis=0).tolist(), float(np.trace(stats.xx.sum(axis=0)))
        return (
            Conserved("points", float(stats.weight_n.sum()), float(len(x))),
            *(Conserved(f"sum of column {j}", value, expected)
              for j, (value, expected) in enumerate(zip(sums, x.sum(axis=0).tolist(), strict=True), 1)),
            Conserved("sum of squares", squares, float(np.square(x).sum())),
        )  # fmt: skip

    def free_parameters(self, components: int, dimensions: int) -> int:
        """How many numbers are estimated: the k of BIC = -2 log L + k log N."""
        k, d = components, dimensions
        of_cov = {"full": k * d * (d + 1) // 2, "tied": d * (d + 1) // 2, "diag": k * d, "spherical": k}
        covariances = 0 if self.known_variance is not None else of_cov[self.covariance]
        return k * d + covariances + (k - 1 if self.learn_weights else 0)

    def seen(self, x: Points, params: GaussianParams) -> tuple[Features, State]:
        """The data's features and the parameters in their frame. ValueError when they do not fit."""
        features = x.features(KINDS[self.covariance])
        if params.shape != self.covariance or params.size[1] != features.frame.size:
            self._accept(features.frame, params)
        return features, params.state(features.frame)

    def _accept(self, frame: Frame, params: GaussianParams) -> None:
        if params.size[1] != frame.size:
            raise ValueError(
                f"data and means must have the same number of columns, got {frame.size} "
                f"and {params.size[1]}"
            )
        params.takes(self.covariance)
        v = self.known_variance
        if v is not None and not np.allclose(params.covariances[:, 0, 0], v, rtol=1e-12, atol=0):
            raise ValueError(
                f"covariances must be known_variance = {v:g} times the identity, "
                f"got {params.covariances.tolist()}"
            )
        at = params.state(frame).natural
        grows = loss(frame, *params.state(frame)[:2], at.trace_p)
        for k in np.flatnonzero(~(np.maximum(grows, at.trace_p) < FARTHEST))[:1]:
            raise ValueError(f"component {k + 1} is too narrow for its distance from the data: {params!r}")
