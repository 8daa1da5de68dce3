"""Many starts of a Gaussian mixture at once: the same EM as ``fit``, with the starts as one more axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from em_core.checks import number, shown, whole
from em_core.driver import Fit, fit
from em_core.models.gaussian.e_step import LOSES, sweep
from em_core.models.gaussian.frame import BLOCK, Points
from em_core.models.gaussian.m_step import NO_MASS, moments, shares
from em_core.models.gaussian.mixture import COLLAPSED, KINDS, GaussianMixture
from em_core.models.gaussian.params import GaussianParams
from em_core.models.gaussian.shapes import (
    Natural,
    greatest,
    least,
    log_weights,
    loss,
    natural,
    smallest_eigenvalues,
)
from em_core.protocol import Event, Floats, Ints
from em_core.recipe import Recipe, admit
from em_core.steps import hard, maximize

TABLE = 15_000  # responsibilities (K x starts x points) at a time: they stay in the processor's cache


def fit_many(
    model: Any, data: Any, starts: Sequence[Any], recipe: Recipe | None = None,
    *, max_iter: int = 100, tol: float = 1e-10,
) -> tuple[Fit[Any], ...]:  # fmt: skip
    """``fit`` from every start, in order; arguments and results as there.

    Gaussian mixtures with starts of equally many components, soft, annealed or hard, run side by side,
    equal to one by one but for rounding. With a prior or another M-step, other models, and starts on the
    way to a very narrow component run one by one. Raises ValueError unless ``starts`` is a list of them.
    """
    recipe = Recipe() if recipe is None else recipe
    max_iter, tol = whole("max_iter", max_iter), number("tol", tol, 0)
    if not isinstance(starts, Sequence):
        raise ValueError(f"starts must be a list of parameters, got {shown(starts)}; write [start]")
    data = admit(model, data, recipe, {f"start {i}": start for i, start in enumerate(starts, 1)})
    if not (
        isinstance(model, GaussianMixture)
        and recipe.prior is None
        and recipe.m_step is maximize
        and type(recipe.e_step) is type(hard)
        and len({start.size for start in starts}) == 1
    ):
        return tuple(fit(model, data, start, recipe, max_iter=max_iter, tol=tol) for start in starts)
    fits = _Abreast(model, data, starts, recipe.e_step.beta).run(max_iter, tol)
    return tuple(
        fit(model, data, start, recipe, max_iter=max_iter, tol=tol) if found is None else found
        for start, found in zip(starts, fits, strict=True)
    )


class _Abreast:
    """Starts side by side: weights (K, S), mean (D, K, S), covariance entries (Q, K, S).

    ``live`` (S,) are their numbers; those that have stopped are taken out, and so are those of which a
    component needs coordinates of its own: they have no fit here.
    """

    def __init__(
        self, model: GaussianMixture, points: Points, starts: Sequence[GaussianParams], beta: float
    ) -> None:
        self.model, self.beta, self.starts = model, beta, starts
        self.features = points.features(KINDS[model.covariance])
        self.frame = self.features.frame
        states = [model.seen(points, start)[1] for start in starts]
        self.weights = np.stack([start.weights for start in starts], axis=-1)
        self.mean = np.stack([state.mean for state in states], axis=-1)
        self.cov = np.stack([state.cov for state in states], axis=-1)
        self.live: Ints = np.arange(len(starts))
        self.fits: list[Fit[Any] | None] = [None] * len(starts)
        self.events: list[list[Event]] = [[] for _ in starts]
        found = natural(self.frame, self.mean, self.cov, log_weights(self.weights))
        assert found is not None  # model.seen has looked at every start
        self.natural = found
        self.leave(self.narrow())
        self.look()

    def run(self, max_iter: int, tol: float) -> list[Fit[Any] | None]:
        """Every start to its end, as ``driver.run`` has it."""
        weight = 0.0 if math.isinf(self.beta) else 1.0 / self.beta  # of the entropy in the objective
        last = np.full(len(self.live), np.nan)
        for t in range(1, max_iter + 1):
            if not self.live.size:
                break
            self.note(self.ties, lambda n: Event("tie", None, float(n), False))
            fallen = self.step(t)
            objective = self.joint() + weight * self.entropy
            fell = np.where(~fallen & (last - objective > 1e-9 * (1 + np.abs(last))), last - objective, 0.0)
            self.note(fell, lambda by: Event("objective_fell", None, float(by), False))
            self.look()
            narrow = self.narrow() & ~fallen
            still = ~(fallen | narrow) & (np.abs(objective - last) <= tol * (1 + np.abs(objective)))
            self.stop(still, t, True)
            done = fallen | still | narrow
            last = objective[~done]
            self.leave(done)
        self.stop(np.ones(len(self.live), dtype=bool), max_iter, False)
        return self.fits

    def narrow(self) -> NDArray[np.bool_]:
        """Which starts (S,) have a component that would lose digits in the data's coordinates."""
        if not self.live.size:
            return np.zeros(0, dtype=bool)
        farthest = float(np.square(self.mean).sum(axis=0).max())
        if greatest(self.natural.trace_p) * (self.frame.reach + farthest) <= LOSES:
            return np.zeros(self.live.shape, dtype=bool)
        return np.asarray((loss(self.frame, self.mean, self.cov, self.natural.trace_p) > LOSES).any(axis=0))

    def look(self) -> None:
        """The E-step: log-likelihoods, entropies and ties (S,), and the statistics (F, K, S)."""
        theta, size = self.natural.theta, len(self.live)
        width = max(1, TABLE // (theta.shape[1] * min(self.features.count, BLOCK)))
        self.evidence, self.entropy, self.ties = np.zeros((3, size))
        self.table = np.empty(theta.shape)
        for a in range(0, size, width):
            some = np.s_[..., a : a + width]
            found = sweep(theta[some], self.features, self.beta, None, True)
            self.evidence[some], self.entropy[some], self.ties[some] = found[:3]
            self.table[some] = found.table

    def step(self, t: int) -> NDArray[np.bool_]:
        """The M-step. Starts that end in a collapse (S,) stop with their parameters as they are."""
        model, frame, n = self.model, self.frame, self.table[0]
        empty, tied = None, model.covariance == "tied"
        if not least(n) > NO_MASS:
            empty, n = n <= NO_MASS, np.where(n <= NO_MASS, 1.0, n)
        mean, cov = moments(frame, None, self.table, n, self.table[0] if tied else n, tied, None)
        if model.known_variance is not None:
            cov = self.cov
        if empty is not None:
            mean, cov = np.where(empty, self.mean, mean), cov if tied else np.where(empty, self.cov, cov)
            for k, s in np.argwhere(empty):
                self.events[self.live[s]].append(Event("no_mass", int(k), float(self.table[0, k, s]), False))
        if not frame.near:
            scale, center = frame.scale_column[..., None], frame.origin_column[..., None]
            mean = (mean * scale + center - center) / scale
        weights = shares(self.table[0]) if model.learn_weights else self.weights
        found = natural(frame, mean, cov, log_weights(weights))
        fallen = np.zeros(len(self.live), dtype=bool)
        safe = found is not None and greatest(found.trace_p) * COLLAPSED * (frame.top or 0.0) < 1
        if model.known_variance is None and not safe:
            fallen = self.collapsed(cov, None if tied else empty)
        if fallen.any():
            self.stop(fallen, t, False)
            mean, cov = np.where(fallen, self.mean, mean), np.where(fallen, self.cov, cov)
            found = natural(frame, mean, cov, log_weights(weights))
        assert found is not None
        self.weights, self.mean, self.cov, self.natural = weights, mean, cov, found
        return fallen

    def collapsed(self, cov: Floats, spared: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
        """Which starts have a component whose covariance collapsed, with the events noted."""
        top = self.frame.top or 0.0
        values = smallest_eigenvalues(self.frame, cov)
        low = values <= COLLAPSED * top
        if spared is not None:
            low &= ~spared
        for s in np.flatnonzero(low.any(axis=0)):
            for k in [None] if self.model.covariance == "tied" else np.flatnonzero(low[:, s]):
                value = max(float(values[0 if k is None else k, s]) / (top or 1.0), 0.0)
                event = Event("collapse", None if k is None else int(k), value, True)
                self.events[self.live[s]].append(event)
        return np.asarray(low.any(axis=0))

    def joint(self) -> Floats:
        """E_q log p(x, z) (S,), with the statistics of the last E-step and the parameters as they are."""
        return np.asarray(np.einsum("fks,fks->s", self.natural.theta, self.table))

    def note(self, values: Any, event: Callable[[Any], Event]) -> None:
        """The event of every start whose value is not 0."""
        for s in np.flatnonzero(values):
            self.events[self.live[s]].append(event(values[s]))

    def stop(self, which: NDArray[np.bool_], t: int, converged: bool) -> None:
        """Fits of the starts that end here."""
        for s in np.flatnonzero(which):
            i = self.live[s]
            collapsed = bool(self.events[i]) and self.events[i][-1].stops
            params = self.starts[i] if t == 0 or (t == 1 and collapsed) else None
            if params is None:
                weights, mean, cov = (a[..., s].copy() for a in (self.weights, self.mean, self.cov))
                params = GaussianParams.made(weights, self.frame, mean, cov, self.model.covariance)
            self.fits[i] = Fit(params, float(self.evidence[s]), t, converged, tuple(self.events[i]))

    def leave(self, done: NDArray[np.bool_]) -> None:
        """Take these starts out."""
        if not done.any():
            return
        self.live = self.live[~done]
        for name in ("weights", "mean", "cov", "evidence", "entropy", "ties", "table"):
            if hasattr(self, name):
                setattr(self, name, np.ascontiguousarray(getattr(self, name)[..., ~done]))
        self.natural = Natural(*(np.ascontiguousarray(part[..., ~done]) for part in self.natural))
