"""The parameters of a Gaussian mixture, and what they look like in a frame."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from em_core.checks import numbers, simplex, unmasked
from em_core.flat import Block
from em_core.models.gaussian.frame import LARGEST, SMALLEST, Frame
from em_core.models.gaussian.shapes import Natural, log_weights, natural
from em_core.protocol import Floats, frozen

SYMMETRIC = 1e-9  # of the standard deviations' product: a covariance typed or computed elsewhere


class State(NamedTuple):
    """Parameters in a frame: means (D, K), covariance entries (Q, K), and theta."""

    mean: Floats
    cov: Floats
    natural: Natural


class _Cache:
    """Keeps what is not a parameter out of vars(params)."""

    __slots__ = ("_home", "_shape", "_states", "size")
    size: tuple[int, int]  # K, D
    _home: tuple[Frame, Floats, Floats] | None
    _states: dict[bytes, State]
    _shape: str | None


class GaussianParams(_Cache):
    """weights (K,), means (K, D), covariances (K, D, D) of K Gaussians in D dimensions, read-only.

    Raises ValueError when the weights are not on the simplex (within 1e-9), a number is not finite,
    or a covariance is not symmetric and positive definite.
    """

    weights: Floats
    means: Floats
    covariances: Floats
    blocks: ClassVar = (
        Block("weights", "simplex"), Block("means", "real"), Block("covariances", "covariance"),
    )  # fmt: skip

    def __init__(self, weights: ArrayLike, means: ArrayLike, covariances: ArrayLike) -> None:
        w = numbers("weights", weights, "component", 0, 1)
        simplex("weights", w)
        m = finite_table("means", means, (w.size, None), LARGEST)
        c = finite_table("covariances", covariances, (w.size, m.shape[1], m.shape[1]), LARGEST**2)
        positive_definite(c)
        self.__dict__.update(weights=w, means=m, covariances=c)
        self._remember(m.shape, None, {}, None)

    @classmethod
    def made(cls, weights: Floats, frame: Frame, mean: Floats, cov: Floats, shape: str) -> GaussianParams:
        """What an M-step found, in its frame; unlike a start it may hold a covariance that collapsed.

        ``means`` and ``covariances`` in the data's own units are made when they are asked for.
        """
        params: GaussianParams = object.__new__(cls)
        weights.setflags(write=False)
        params.__dict__["weights"] = weights
        if not frame.near:  # let the rounded means be the parameters, not the exact ones
            params.__dict__["means"] = means = _raw_means(frame, mean)
            mean = (means.T - frame.origin_column) / frame.scale_column
        found = natural(frame, mean, cov, log_weights(weights))
        states = {} if found is None else {frame.key: State(mean, cov, found)}
        params._remember((mean.shape[1], mean.shape[0]), shape, states, (frame, mean, cov))
        return params

    def _remember(
        self, size: tuple[int, ...], shape: str | None, states: dict[bytes, State],
        home: tuple[Frame, Floats, Floats] | None,
    ) -> None:  # fmt: skip
        keep = object.__setattr__
        keep(self, "size", size)
        keep(self, "_shape", shape)
        keep(self, "_states", states)
        keep(self, "_home", home)

    def __getstate__(self) -> Any:
        return vars(self), (self.size, self._shape, self._states, self._home)

    def __setstate__(self, state: Any) -> None:
        values, kept = state
        for array in values.values():
            array.setflags(write=False)
        self.__dict__.update(values)
        self._remember(*kept)

    def __getattr__(self, name: str) -> Floats:
        """The means and covariances that an M-step left in its frame."""
        if name not in ("means", "covariances") or self._home is None:
            raise AttributeError(f"GaussianParams has no {name}")
        frame, mean, cov = self._home
        values = _raw_means(frame, mean) if name == "means" else frame.matrices(cov * frame.units)
        values.setflags(write=False)
        self.__dict__[name] = values
        return values

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"GaussianParams cannot be changed, and so not {name}")

    def __repr__(self) -> str:
        return (
            f"GaussianParams(weights={self.weights.tolist()}, means={self.means.tolist()}, "
            f"covariances={self.covariances.tolist()})"
        )

    @property
    def shape(self) -> str | None:
        """The covariance shape that made them or that has accepted them."""
        return self._shape

    def known(self, frame: Frame) -> State | None:
        """The state in a frame; None where a covariance collapsed (the M-step finds it in its own frame)."""
        made_here = self._home is not None and self._home[0].key == frame.key
        return self._states.get(frame.key) if made_here else self._seen(frame)

    def state(self, frame: Frame) -> State:
        """The parameters in ``frame``. Raises ValueError naming a covariance that collapsed."""
        known = self._seen(frame)
        if known is None:
            positive_definite(self.covariances)
            raise ValueError(
                "covariances must be positive definite by more than rounding errors in the data's units, "
                f"got {self.covariances.tolist()}"
            )
        return known

    def _seen(self, frame: Frame) -> State | None:
        """The state in a frame, computed once; None where the covariances are singular there."""
        known = self._states.get(frame.key)
        if known is None:
            mean, cov = frame.into(self.means, self.covariances)
            found = natural(frame, mean, cov, log_weights(self.weights))
            if found is not None:
                known = self._states[frame.key] = State(mean, cov, found)
        return known

    def takes(self, shape: str) -> None:
        """ValueError unless the covariances have the shape ("full", "diag", "tied", "spherical")."""
        if self._shape == shape:
            return
        c = self.covariances
        if shape == "tied":
            wrong = np.abs(c - c[:1]).max(axis=(1, 2)) > SYMMETRIC * np.abs(c[0]).max()
            must = "equal that of component 1 (covariance='tied')"
        elif shape == "full":
            wrong, must = np.zeros(len(c), dtype=bool), ""
        else:
            size = c.shape[-1]
            diagonal = np.diagonal(c, axis1=1, axis2=2)
            rest = np.abs(c - diagonal[:, :, None] * np.eye(size)).max(axis=(1, 2))
            wrong = rest > SYMMETRIC * diagonal.min(axis=1)
            must = f"be diagonal (covariance='{shape}')"
            if shape == "spherical":
                wrong |= np.ptp(diagonal, axis=1) > SYMMETRIC * diagonal.max(axis=1)
                must = "be a multiple of the identity (covariance='spherical')"
        for k in np.flatnonzero(wrong)[:1]:
            raise ValueError(f"the covariance of component {k + 1} must {must}, got {c[k].tolist()}")
        object.__setattr__(self, "_shape", shape)


def _raw_means(frame: Frame, mean: Floats) -> Floats:
    means = (mean * frame.scale_column + frame.origin_column).T
    means.setflags(write=False)
    return means


def finite_table(name: str, values: Any, shape: tuple[int | None, ...], largest: float) -> Floats:
    unmasked(name, values)
    try:
        array = np.asarray(values)
        array = array.astype(np.float64) if array.dtype.kind in "iuf" else np.empty(0)
    except ValueError:  # lists of unequal shapes
        array = np.empty(0)
    fits = array.ndim == len(shape) and all(n in (None, m) for n, m in zip(shape, array.shape, strict=True))
    if not fits or 0 in array.shape:
        axes = ", ".join("D" if n is None else str(n) for n in shape)
        raise ValueError(f"{name} must be numbers of shape ({axes}), got {values!r}")
    for at in np.argwhere(~(np.abs(array) <= largest))[:1]:
        raise ValueError(f"{name} of component {at[0] + 1} must be finite, got {array[tuple(at)]}")
    return frozen(array)


def positive_definite(covariances: Floats) -> None:
    for k, c in enumerate(covariances, 1):
        variances = np.diagonal(c)
        sd = np.sqrt(np.maximum(variances, 0.0))
        good = bool(variances.min() >= SMALLEST**2)
        if good:
            correlations = c / sd / sd[:, None]
            good = bool(np.abs(correlations - correlations.T).max() <= SYMMETRIC)
            try:
                np.linalg.cholesky(correlations)
            except np.linalg.LinAlgError:
                good = False
        if not good:
            raise ValueError(
                f"the covariance of component {k} must be symmetric and positive definite, got {c.tolist()}"
            )
