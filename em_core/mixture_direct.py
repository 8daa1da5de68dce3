"""The log-likelihood of a one-dimensional Gaussian mixture, maximised directly by L-BFGS.

EM's M-step is a ratio of counts. A gradient method needs parameters without borders instead (log
standard deviations, log ratios of weights), the gradient, and a line search. The gradient comes from
the responsibilities (Fisher's identity): d log p(x) / d theta = E[d log p(x, z) / d theta | x].
Redner & Walker, Mixture densities, maximum likelihood and the EM algorithm, SIAM Review 26 (1984).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from em_core.checks import number, whole
from em_core.models.gaussian.frame import points
from em_core.models.gaussian.mixture import GaussianMixture
from em_core.models.gaussian.params import GaussianParams
from em_core.protocol import Floats

NARROW, WIDE = np.log(1e-5), np.log(1e3)  # log sd, in the data's: the first is EM's border of a collapse
STEEP = 40.0  # |log (w_k / w_K)|, where the smaller weight is below 1e-17


class Look(NamedTuple):
    """After an iteration: evaluations so far (of value and gradient), and the log-likelihood (nats)."""

    evaluations: int
    log_likelihood: float


@dataclass(frozen=True, eq=False)
class Direct:
    """How it ended. path begins with the start; collapsed: an sd reached 1e-5 of the data's."""

    params: GaussianParams
    log_likelihood: float
    iterations: int
    evaluations: int
    converged: bool
    collapsed: bool
    path: tuple[Look, ...]


class Numbers(NamedTuple):
    """Without borders, of standardised data: means (K,), log_sd (K,) or (1,), log (w_k / w_K) (K - 1,)."""

    means: Floats
    log_sd: Floats
    ratios: Floats


@dataclass(frozen=True, eq=False)
class _Slope:
    """-log p(z) / N and its gradient, of standardised data z (N,) and k components.

    tied: they share one standard deviation; fixed: their weights (K,) where these are not looked for.
    """

    z: Floats
    k: int
    tied: bool
    fixed: Floats | None

    def numbers(self, start: GaussianParams, center: float, scale: float) -> Numbers:
        """A start of data with this mean and standard deviation."""
        sd, w = np.sqrt(start.covariances[:, 0, 0]) / scale, start.weights
        ratios = np.log(w[:-1] / w[-1]) if self.fixed is None else np.empty(0)
        return Numbers((start.means[:, 0] - center) / scale, np.log(sd[:1] if self.tied else sd), ratios)

    def parts(self, flat: Floats) -> Numbers:
        return Numbers(*np.split(flat, [self.k, self.k + (1 if self.tied else self.k)]))

    def weights(self, u: Numbers) -> Floats:
        if self.fixed is not None:
            return np.asarray(self.fixed)
        grown = np.exp(np.append(u.ratios, 0.0) - max(0.0, u.ratios.max(initial=0.0)))
        return np.asarray(grown / grown.sum())

    def value(self, flat: Floats) -> tuple[float, Floats]:
        """L-BFGS looks for a minimum, hence the minus."""
        z, u = self.z, self.parts(flat)
        w, sd = self.weights(u), np.exp(u.log_sd)
        away = (z[:, None] - u.means) / sd
        joint = np.log(w) - np.log(sd) - 0.5 * away**2 - 0.5 * np.log(2 * np.pi)
        top = joint.max(axis=1, keepdims=True)
        q = np.exp(joint - top)
        total = q.sum(axis=1, keepdims=True)
        q /= total
        by_mean = (q * away).sum(axis=0) / sd
        by_sd = (q * (away**2 - 1)).sum(axis=0)
        by_ratio = np.empty(0) if self.fixed is not None else (q.sum(axis=0) - len(z) * w)[:-1]
        slope = np.concatenate([by_mean, by_sd.sum(keepdims=True) if self.tied else by_sd, by_ratio])
        return -float((top + np.log(total)).sum()) / len(z), -slope / len(z)


def maximise_directly(
    model: GaussianMixture, data: ArrayLike, start: GaussianParams, *, max_iter: int = 200, tol: float = 1e-10
) -> Direct:
    """L-BFGS on the log-likelihood, from EM's start and with EM's stopping rule.

    Stops when an iteration raises the log-likelihood by at most tol times its size. data (N, 1);
    model: covariance "tied" (one standard deviation) or another, weights learnt or fixed.
    Raises ValueError unless the data have one column that varies and start fits them.
    """
    x = points(data).x
    if x.shape[1] != 1:
        raise ValueError(f"data must have shape (N, 1), got {x.shape}")
    if model.known_variance is not None:
        raise ValueError("known_variance must be None: the standard deviations are estimated here")
    max_iter, tol = whole("max_iter", max_iter), number("tol", tol, 0)
    began = model.log_likelihood(x, start)  # refuses a start that does not fit
    center, scale = float(x.mean()), float(x.std())
    if not scale > 0:
        raise ValueError("data must vary, got one value only")
    if not start.weights.min() > 0:
        raise ValueError(f"weights of the start must be above 0, got {start.weights.tolist()}")
    hill = _Slope((x[:, 0] - center) / scale, len(start.weights), model.covariance == "tied",
                  None if model.learn_weights else start.weights)  # fmt: skip
    shift = len(x) * np.log(scale)
    looks = [Look(1, began)]
    evaluations = 0

    def counted(flat: Floats) -> tuple[float, Floats]:
        nonlocal evaluations
        evaluations += 1
        return hill.value(flat)

    def after(intermediate_result: Any) -> None:
        looks.append(Look(evaluations, -float(intermediate_result.fun) * len(x) - shift))

    begin = hill.numbers(start, center, scale)
    found = minimize(
        counted,
        np.concatenate(begin),
        jac=True,
        method="L-BFGS-B",
        bounds=[
            *[(None, None)] * len(begin.means),
            *[(NARROW, WIDE)] * len(begin.log_sd),
            *[(-STEEP, STEEP)] * len(begin.ratios),
        ],
        callback=after,
        options={"maxiter": max_iter, "ftol": tol, "gtol": 0.0},
    )
    end = hill.parts(np.asarray(found.x))
    spread = np.broadcast_to(np.exp(end.log_sd) * scale, end.means.shape)
    params = GaussianParams(
        hill.weights(end), (end.means * scale + center)[:, None], (spread**2)[:, None, None]
    )
    collapsed = bool(end.log_sd.min() <= NARROW * (1 - 1e-12))
    return Direct(
        params,
        -float(found.fun) * len(x) - shift,
        int(found.nit),
        evaluations,
        bool(found.success) and not collapsed,
        collapsed,
        tuple(looks),
    )
