"""The truths of EM, asked of one recorded run of any model."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import settings

from em_core import Fit, Recipe, Snapshot, bound, run
from tests.core.cases import tables

# Sums of a few dozen logarithms, each good to 1e-16 of its size: 1e-10 leaves room for some 1e5 terms.
ROUNDING = 1e-10

# A few drawn cases in `make test`, thousands in `make faults`, which loads the thorough profile.
many = settings(max_examples=20 if settings.default.max_examples <= 100 else 2500)


def record(model: Any, data: Any, start: Any, recipe: Recipe, **options: Any) -> tuple[list[Snapshot], Fit]:
    steps, trace = run(model, data, start, recipe, **options), []
    while True:
        try:
            trace.append(next(steps))
        except StopIteration as stop:
            return trace, stop.value


def slack(value: float) -> float:
    return ROUNDING * (1 + abs(value))


def check_run(
    model: Any, data: Any, start: Any, recipe: Recipe, *, max_iter: int = 40, tol: float = 1e-10
) -> None:
    trace, fit = record(model, data, start, recipe, max_iter=max_iter, tol=tol)
    check_shape(trace, fit, max_iter)
    check_stopping(trace, fit, tol)
    for before, now in zip(trace, trace[1:], strict=False):
        check_half_step(model, data, recipe, before, now)
    check_objective(trace)


def check_shape(trace: list[Snapshot], fit: Fit, max_iter: int) -> None:
    phases = [(s.iteration, s.phase) for s in trace]
    assert phases == [(0, "start")] + [(t, p) for t in range(1, fit.iterations + 1) for p in "EM"]
    assert fit.params is trace[-1].params
    assert fit.log_likelihood == trace[-1].log_likelihood
    assert fit.events == tuple(event for s in trace for event in s.events)
    assert fit.converged or fit.iterations == max_iter
    first = trace[0]
    assert (first.posterior, first.stats, first.elbo, first.kl, first.objective) == (None,) * 5


def check_stopping(trace: list[Snapshot], fit: Fit, tol: float) -> None:
    objectives = [s.objective for s in trace if s.phase == "M"]
    still = [abs(b - a) <= tol * (1 + abs(b)) for a, b in zip(objectives, objectives[1:], strict=False)]
    assert not any(still[:-1])
    assert fit.converged == (bool(still) and still[-1])


def check_half_step(model: Any, data: Any, recipe: Recipe, before: Snapshot, now: Snapshot) -> None:
    assert all(math.isfinite(x) for x in (now.elbo, now.kl, now.log_likelihood))
    if before.phase == "start" and now.log_prior == -math.inf:  # the prior rules the start out
        assert now.objective == -math.inf
    else:
        assert math.isfinite(now.objective) and math.isfinite(now.log_prior)
    for probs in tables(now.posterior):
        # A row is K quotients by their own sum.
        rows = probs.sum(axis=tuple(range(1, probs.ndim)))
        np.testing.assert_allclose(rows, 1.0, rtol=0, atol=1e-14)
        assert not probs.flags.writeable
    assert now.elbo <= now.log_likelihood + slack(now.log_likelihood)
    assert abs(now.elbo - bound.elbo(model, data, now.posterior, now.params)) <= slack(now.elbo)
    assert abs(now.log_likelihood - model.log_likelihood(data, now.params)) <= slack(now.log_likelihood)
    # The other route to the same sum: KL from its own terms, not as the difference.
    apart = bound.divergence(model, data, now.posterior, now.params)
    assert apart >= -slack(0.0)
    assert abs(now.elbo + apart - now.log_likelihood) <= slack(now.log_likelihood)
    if now.phase == "E":
        assert now.log_likelihood == before.log_likelihood
        assert now.params is before.params
        assert (now.posterior.log_evidence is not None) == (recipe.e_step.beta == 1)
        if recipe.e_step.beta == 1:
            assert abs(now.kl) <= slack(now.log_likelihood)
    else:
        assert now.posterior is before.posterior
        assert now.stats is before.stats
        assert now.log_prior == (
            0.0 if recipe.prior is None else model.expected_log_joint(recipe.prior, now.params)
        )


def check_objective(trace: list[Snapshot]) -> None:
    """Both half-steps raise the objective: the E-step is its best q, the M-step its best parameters."""
    objectives = [s.objective for s in trace[1:]]
    assert all(b >= a - slack(a) for a, b in zip(objectives, objectives[1:], strict=False))
    assert not any(event.kind == "objective_fell" for s in trace for event in s.events)
