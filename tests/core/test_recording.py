"""A run kept whole, and what a snapshot says of the gap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from em_core import Fit, Recipe, Recording, Snapshot, bound, fit, run, trace
from tests.core.cases import CASES, E_RULES, Case
from tests.core.truths import record

every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.mark.parametrize(("case", "rule"), [(c, r) for c in CASES for r in c.rules],
                         ids=[f"{r}-{c.name}" for c in CASES for r in c.rules])  # fmt: skip
def test_a_recording_is_what_run_yields_and_returns(case: Case, rule: str) -> None:
    recipe, options = Recipe(E_RULES[rule], prior=case.prior), {"max_iter": 4, "tol": 1e-3}
    steps, end = record(case.model, case.data, case.start, recipe, **options)
    kept = trace(case.model, case.data, case.start, recipe, **options)
    assert isinstance(kept, Recording) and isinstance(kept.steps, tuple) and isinstance(kept.fit, Fit)
    assert [(s.iteration, s.phase) for s in kept.steps] == [(s.iteration, s.phase) for s in steps]
    for name in ("log_likelihood", "elbo", "objective", "log_prior", "events"):
        assert [getattr(s, name) for s in kept.steps] == [getattr(s, name) for s in steps]
    for name in ("log_likelihood", "iterations", "converged", "events"):
        assert getattr(kept.fit, name) == getattr(end, name)
    assert kept.fit.params is kept.steps[-1].params
    assert len(kept.steps) == 1 + 2 * kept.fit.iterations


def test_without_arguments_it_is_soft_em_to_the_end() -> None:
    case = CASES[0]
    steps, end = trace(case.model, case.data, case.start)
    alone = fit(case.model, case.data, case.start)
    assert end.converged and (end.iterations, end.log_likelihood) == (alone.iterations, alone.log_likelihood)
    assert len(list(run(case.model, case.data, case.start))) == len(steps)


def test_a_recording_cannot_be_changed() -> None:
    kept = trace(CASES[0].model, CASES[0].data, CASES[0].start, max_iter=1)
    with pytest.raises(AttributeError):
        kept.fit = None  # type: ignore[misc]
    with pytest.raises(TypeError):
        kept.steps[0] = None  # type: ignore[index]


@pytest.mark.parametrize(("case", "rule"), [(c, r) for c in CASES for r in c.rules],
                         ids=[f"{r}-{c.name}" for c in CASES for r in c.rules])  # fmt: skip
def test_the_gap_is_never_below_0_and_else_what_it_was(case: Case, rule: str) -> None:
    steps, _ = trace(case.model, case.data, case.start, Recipe(E_RULES[rule]), max_iter=8, tol=0.0)
    for step in steps[1:]:
        assert step.kl is not None and step.elbo is not None and step.kl >= 0
        assert step.kl == pytest.approx(step.log_likelihood - step.elbo, rel=0, abs=1e-9)
        direct = bound.divergence(case.model, case.data, step.posterior, step.params)
        # Two sums of up to a thousand in size, each good to 1e-13 of it.
        assert step.kl == pytest.approx(direct, rel=1e-9, abs=1e-10 * (1 + abs(step.log_likelihood)))


def snapshot(elbo: Any, log_likelihood: float) -> Snapshot[Any, Any, Any]:
    return Snapshot(1, "E", None, None, None, elbo, log_likelihood, elbo)


def test_a_gap_below_0_is_rounding_and_what_is_no_number_stays_none() -> None:
    below = np.nextafter(-20.0, -21.0)  # one unit in the last place
    assert below < -20.0 and snapshot(-20.0, below).kl == 0.0
    assert snapshot(-20.0, -19.5).kl == 0.5
    assert snapshot(None, -20.0).kl is None
    assert np.isnan(snapshot(-np.inf, -np.inf).kl)
