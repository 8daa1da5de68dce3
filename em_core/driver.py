"""The one EM loop: a generator of half-steps."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from em_core.checks import number, whole
from em_core.protocol import Event, LatentModel, Snapshot
from em_core.recipe import PLAIN, Recipe, admit
from em_core.sealed import Sealed

P = TypeVar("P")
Steps = Generator[Snapshot[Any, Any, Any], None, "Fit[Any]"]


@dataclass(frozen=True, eq=False)
class Fit(Sealed, Generic[P]):
    """How a run ended: its last parameters, their log-likelihood (nats), the number of M-steps,
    whether the stopping rule was met, and every event in order."""

    params: P
    log_likelihood: float
    iterations: int
    converged: bool
    events: tuple[Event, ...]


def run(
    model: LatentModel[Any, Any, Any, Any],
    data: Any,
    params: Any,
    recipe: Recipe = PLAIN,
    *,
    max_iter: int = 100,
    tol: float = 1e-10,
) -> Steps:
    """Yield "start", then E and M in turn; the generator's return value is the :class:`Fit`.

    Stops when |objective(M_t) - objective(M_(t-1))| <= tol * (1 + |objective(M_t)|), t >= 2, or
    after ``max_iter`` M-steps. (An M rule that is another one each iteration has ``at(iteration)``, which
    returns it, and ``cycle``: the rule must be met so many times running.) "objective_fell" is told when an
    M-step ends below the one before; after a rule whose ``watched`` is True also below its own E-step.
    One pass over the data per iteration and one at the end: the E-step after an M-step is made before the M
    snapshot is yielded, to fill in its log-likelihood.
    (A posterior that is not exact may hand the log-likelihood over as ``log_marginal``, as
    ``Responsibilities`` do; without it an iteration costs a second pass, by model.log_likelihood.)
    A posterior may also carry ``events``, which the E snapshot then tells; an M rule may carry
    ``penalty(model, total, params)``, which counts with the prior.
    A model may offer ``prepare(data)``, which is called once, before the first pass, and ``takes``.
    Snapshots hold the data's own statistics; the M-step and model.check see them with the prior.
    Raises ValueError, at the call and not at the first snapshot, when max_iter < 0, tol < 0, an argument
    is none of what the model takes, or a datum is impossible under the start.
    """
    max_iter, tol = whole("max_iter", max_iter), number("tol", tol, 0)
    data = admit(model, data, recipe, {"params": params})
    steps = _steps(model, data, params, recipe, max_iter, tol)
    return _after(next(steps), steps)  # the start is made now, so that what does not fit is told now


def fit(
    model: LatentModel[Any, Any, Any, Any],
    data: Any,
    params: Any,
    recipe: Recipe = PLAIN,
    *,
    max_iter: int = 100,
    tol: float = 1e-10,
) -> Fit[Any]:
    """Run to the end and keep no snapshots; same arguments, same cost, same result as :func:`run`."""
    steps = run(model, data, params, recipe, max_iter=max_iter, tol=tol)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: Fit[Any] = stop.value
            return result


def _after(first: Snapshot[Any, Any, Any], rest: Steps) -> Steps:
    yield first
    return (yield from rest)


def _steps(
    model: LatentModel[Any, Any, Any, Any], data: Any, params: Any, recipe: Recipe, max_iter: int, tol: float
) -> Steps:
    beta = getattr(recipe.e_step, "beta", 1.0)  # a plain function counts as beta = 1
    weight = 0.0 if math.isinf(beta) else 1.0 / beta  # of the entropy in the objective

    def log_prior(p: Any) -> float:
        return 0.0 if recipe.prior is None else model.expected_log_joint(recipe.prior, p)

    penalty = getattr(recipe.m_step, "penalty", None)
    at, cycle = getattr(recipe.m_step, "at", None), getattr(recipe.m_step, "cycle", 1)
    watched = getattr(recipe.m_step, "watched", False)

    def scores(stats: Any, total: Any, entropy: float, p: Any) -> tuple[float, float, float]:
        joint, prior = model.expected_log_joint(stats, p), log_prior(p)
        prior += penalty(model, total, p) if penalty else 0.0
        return joint + entropy, joint + weight * entropy + prior, prior

    def look(p: Any, previous: Any) -> tuple[Any, float]:
        q = recipe.e_step(model, data, p, previous)
        known = None  # an old q, handed on, knows the log-likelihood of old parameters only
        if q is not previous:
            known = q.log_evidence if q.log_evidence is not None else getattr(q, "log_marginal", None)
        return q, model.log_likelihood(data, p) if known is None else known

    q, log_l = look(params, None)
    yield Snapshot(0, "start", params, None, None, None, log_l, None, log_prior(params))
    events: list[Event] = []
    last: float | None = None  # the objective after the M-step before
    rest = 0  # for how many iterations it has not moved
    for t in range(1, max_iter + 1):
        stats, entropy = model.expected_stats(data, q), q.entropy()
        total = stats if recipe.prior is None else stats + recipe.prior
        elbo, objective, prior = scores(stats, total, entropy, params)
        noted = tuple(getattr(q, "events", ()))
        events += noted
        yield Snapshot(t, "E", params, q, stats, elbo, log_l, objective, prior, noted)

        highest = max(objective, objective if last is None else last) if watched else last
        after = (at(t) if at else recipe.m_step)(model, total, params)
        noted = model.check(total, params, after)
        if any(event.stops for event in noted):
            events += noted
            yield Snapshot(t, "M", params, q, stats, elbo, log_l, objective, prior, noted)
            return Fit(params, log_l, t, False, tuple(events))

        params = after
        elbo, objective, prior = scores(stats, total, entropy, params)
        if highest is not None and highest - objective > 1e-9 * (1 + abs(highest)):
            noted += (Event("objective_fell", None, highest - objective, False),)
        events += noted
        following, log_l = look(params, q)
        yield Snapshot(t, "M", params, q, stats, elbo, log_l, objective, prior, noted)
        still = last is not None and abs(objective - last) <= tol * (1 + abs(objective))
        rest = rest + 1 if still and math.isfinite(objective) else 0
        if rest >= cycle:
            return Fit(params, log_l, t, True, tuple(events))
        last, q = objective, following
    return Fit(params, log_l, max_iter, False, tuple(events))
