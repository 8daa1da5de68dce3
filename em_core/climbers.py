"""Other ways up the hill that EM climbs: gradient ascent, Newton's method, and scipy's L-BFGS-B and CG.

A hill is a function on a box with its slope and its curvature; a climb is the path up it. Every climber
stops at max |gradient| <= tol (1 + |value|), where at a wall of the box only what leads inwards counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from em_core.checks import number, unmasked, whole
from em_core.protocol import Floats, frozen
from em_core.sealed import Sealed

Ending = Literal["converged", "max_iter", "left the box", "not finite", "singular", "stuck"]
Kind = Literal["peak", "valley", "saddle", "flat"]
TOL = 1e-8
WALL = 1e-6  # how far L-BFGS-B keeps from the walls, in parts of the box: a log may be infinite there


@dataclass(frozen=True, eq=False)
class Hill(Sealed):
    """value: (D,) -> float; gradient: (D,) -> (D,); hessian: (D,) -> (D, D); low, high (D,): the box."""

    value: Callable[[Floats], float]
    gradient: Callable[[Floats], Floats]
    hessian: Callable[[Floats], Floats]
    low: Floats
    high: Floats


class Evaluations(NamedTuple):
    """How often a climber asked for the height, the slope and the curvature."""

    values: int = 0
    gradients: int = 0
    hessians: int = 0


@dataclass(frozen=True, eq=False)
class Climb(Sealed):
    """path (T, D): the start and every iterate in the box; values (T,): the heights there, for the record
    and not counted; evaluations: what the climber itself asked for; ending: why it stopped; outside (D,):
    the step that left the box.

    "converged": level ground. "max_iter": still going. "left the box", "not finite": the last step cannot
    be used. "singular": no Newton step, the curvature vanishes in some direction. "stuck": no higher point
    was found along the last line.
    """

    method: str
    path: Floats
    values: Floats
    evaluations: Evaluations
    ending: Ending
    outside: Floats | None = None

    @property
    def iterations(self) -> int:
        """The steps made, without one that left the box."""
        return len(self.path) - 1

    @property
    def falls(self) -> int:
        """How many steps went down, beyond rounding."""
        slack = 1e-12 * (1 + np.abs(self.values[1:]))
        return int((np.diff(self.values) < -slack).sum())

    def reached(self, value: float, within: float = 1e-6) -> int | None:
        """The first iteration whose height is not more than ``within`` below ``value``; None for none."""
        found = np.flatnonzero(self.values >= value - within)
        return int(found[0]) if found.size else None


def gradient_ascent(
    hill: Hill, start: ArrayLike, step: float, *, max_iter: int = 100, tol: float = TOL
) -> Climb:
    """x <- x + step * gradient, one gradient an iteration. Raises ValueError for a start outside the box
    or a step that is not above 0."""
    if number("step", step, 0) == 0:
        raise ValueError("step must be above 0, got 0")

    def move(x: Floats, slope: Floats) -> Floats:
        return x + step * slope

    return _walk("gradient ascent", hill, start, move, max_iter, tol)


def newton(hill: Hill, start: ArrayLike, *, max_iter: int = 100, tol: float = TOL) -> Climb:
    """x <- x - hessian^-1 gradient: to where the fitted paraboloid is level, be that a peak or not.

    One gradient and one Hessian an iteration. Raises ValueError for a start outside the box.
    """

    def move(x: Floats, slope: Floats) -> Floats | None:
        curvature = hill.hessian(x)
        sizes = np.abs(np.linalg.eigvalsh(curvature)) if np.isfinite(curvature).all() else np.zeros(1)
        if sizes.min() <= 1e-13 * sizes.max():
            return None
        return np.asarray(x - np.linalg.solve(curvature, slope))

    return _walk("Newton", hill, start, move, max_iter, tol)


def lbfgs(hill: Hill, start: ArrayLike, *, max_iter: int = 100, tol: float = TOL) -> Climb:
    """scipy's L-BFGS-B, which keeps WALL away from the walls; the path is its accepted iterates.

    Byrd, Lu, Nocedal & Zhu, A limited memory algorithm for bound constrained optimization, SIAM J. Sci.
    Comput. 16 (1995). Raises ValueError for a start outside the box.
    """
    margin = WALL * (hill.high - hill.low)
    walls = hill.low + margin, hill.high - margin
    return _by_scipy("L-BFGS", hill, start, max_iter, tol, {"ftol": 1e-17}, walls)


def conjugate_gradients(hill: Hill, start: ArrayLike, *, max_iter: int = 100, tol: float = TOL) -> Climb:
    """scipy's nonlinear conjugate gradients (Polak & Ribière 1969); the path is its accepted iterates.

    It knows no walls, and ends where an iterate lies beyond one. Raises ValueError for a start outside the
    box.
    """
    return _by_scipy("conjugate gradients", hill, start, max_iter, tol, {}, None)


def _by_scipy(
    method: str, hill: Hill, start: ArrayLike, max_iter: int, tol: float, more: dict[str, float],
    walls: tuple[Floats, Floats] | None,
) -> Climb:  # fmt: skip
    """L-BFGS-B within the walls; without them CG."""
    x = _start(hill, start)
    path = [x]
    asked = 0

    def downhill(at: Floats) -> tuple[float, Floats]:
        nonlocal asked
        asked += 1
        return -hill.value(at), -hill.gradient(at)

    def accepted(intermediate_result: Any) -> None:
        path.append(np.array(intermediate_result.x))

    # ftol below rounding: it ends on level ground only, as the others do
    limit = number("tol", tol, 0) * (1 + abs(hill.value(x)))
    result = minimize(
        downhill,
        x if walls is None else np.clip(x, *walls),
        jac=True,
        method="CG" if walls is None else "L-BFGS-B",
        bounds=None if walls is None else list(zip(*walls, strict=True)),
        callback=accepted,
        options={"maxiter": whole("max_iter", max_iter), "gtol": limit, **more},
    )
    ending: Ending = "converged" if result.status == 0 else "max_iter" if result.status == 1 else "stuck"
    beyond = [k for k, at in enumerate(path) if not ((at >= hill.low) & (at <= hill.high)).all()]
    outside = None
    if beyond:
        ending, outside = "left the box", frozen(path[beyond[0]])
        path = path[: beyond[0]]
    return _climb(method, hill, path, Evaluations(asked, asked, 0), ending, outside)


def kind_of(hessian: ArrayLike, tol: float = 1e-9) -> Kind:
    """What a point with slope zero is, by the signs of the curvatures: all down, all up, both, or one 0
    (relative to the largest)."""
    curvatures = np.linalg.eigvalsh(np.atleast_2d(np.asarray(hessian, dtype=float)))
    if np.abs(curvatures).min() <= tol * np.abs(curvatures).max():
        return "flat"
    if curvatures.max() < 0:
        return "peak"
    return "valley" if curvatures.min() > 0 else "saddle"


def level(hill: Hill, x: Floats, slope: Floats, tol: float = TOL) -> bool:
    """Whether max |slope| <= tol (1 + |value|) at x; at a wall a slope that leads out of the box is none."""
    held = ((x <= hill.low) & (slope < 0)) | ((x >= hill.high) & (slope > 0))
    return bool(np.abs(np.where(held, 0.0, slope)).max() <= tol * (1 + abs(hill.value(x))))


def _start(hill: Hill, start: ArrayLike) -> Floats:
    unmasked("start", start)
    x = np.array(start, dtype=float)
    if x.shape != hill.low.shape or not ((x >= hill.low) & (x <= hill.high)).all():
        raise ValueError(
            f"start must lie in the box {hill.low.tolist()} to {hill.high.tolist()}, got {start!r}"
        )
    return x


def _walk(
    method: str, hill: Hill, start: ArrayLike, move: Callable[[Floats, Floats], Floats | None], max_iter: int,
    tol: float,
) -> Climb:  # fmt: skip
    """Step by step until the ground is level, the step cannot be used, or the iterations are used up."""
    path = [_start(hill, start)]
    hessians = 0
    ending: Ending = "max_iter"
    outside: Floats | None = None
    for t in range(whole("max_iter", max_iter) + 1):
        slope = hill.gradient(path[-1])
        if not np.isfinite(slope).all():
            ending = "not finite"
            break
        if level(hill, path[-1], slope, number("tol", tol, 0)):
            ending = "converged"
            break
        if t == max_iter:
            break
        after = move(path[-1], slope)
        hessians += method == "Newton"
        if after is None:
            ending = "singular"
            break
        if not np.isfinite(after).all():
            ending = "not finite"
            break
        if not ((after >= hill.low) & (after <= hill.high)).all():
            ending, outside = "left the box", frozen(after)
            break
        path.append(after)
    # the slope at the last point is asked for too, to see that it is level (or not, at max_iter)
    return _climb(method, hill, path, Evaluations(0, t + 1, hessians), ending, outside)


def _climb(
    method: str,
    hill: Hill,
    path: list[Floats],
    evaluations: Evaluations,
    ending: Ending,
    outside: Floats | None,
) -> Climb:
    values = [hill.value(x) for x in path]
    return Climb(method, frozen(path), frozen(values), evaluations, ending, outside)
