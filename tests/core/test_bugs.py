"""The bug zoo: every mistake shows in the printed column, in the half-step it should, and only there."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from em_core import Recipe, bound, maximize, run, soft
from em_core.bugs import SPECIMENS, Specimen
from tests.core.truths import check_run, record, slack

FALL = 0.05  # nats: what a learner cannot overlook
WHERE = {"weightless": "E", "hard-labels": "M", "half-updated": "M", "monitor": "M"}
wrong = pytest.mark.parametrize("name", WHERE)
every = pytest.mark.parametrize("name", SPECIMENS)


def printed(specimen: Specimen, recipe: Recipe | None = None) -> tuple[list[Any], list[float]]:
    """The half-steps after the start, and the column beside them."""
    trace, _ = record(specimen.model, specimen.data, specimen.start, recipe or specimen.recipe)
    assert specimen.column(trace[0]) is None
    column = [specimen.column(s) for s in trace[1:]]
    assert all(value is not None and math.isfinite(value) for value in column)
    return trace[1:], column  # type: ignore[return-value]


def test_the_zoo_has_four_mistakes_and_a_healthy_program() -> None:
    assert list(SPECIMENS) == [*WHERE, "healthy"]
    assert all(name == specimen.name for name, specimen in SPECIMENS.items())
    with pytest.raises(TypeError):
        SPECIMENS["new"] = SPECIMENS["healthy"]  # type: ignore[index]


@wrong
def test_the_column_falls_and_only_in_its_half_step(name: str) -> None:
    steps, column = printed(SPECIMENS[name])
    falls = {s.phase: 0.0 for s in steps}
    for before, now, s in zip(column, column[1:], steps[1:], strict=False):
        falls[s.phase] = max(falls[s.phase], before - now)
    assert falls.pop(WHERE[name]) > FALL
    assert all(fall <= slack(column[0]) for fall in falls.values())


@every
def test_without_the_mistake_the_same_start_never_falls(name: str) -> None:
    specimen = SPECIMENS[name]
    recipe = Recipe(prior=specimen.recipe.prior)
    steps, _ = printed(specimen, recipe)
    column = [s.objective for s in steps]
    assert min(np.diff(column)) >= -slack(column[0])
    check_run(specimen.model, specimen.data, specimen.start, recipe)


def test_the_healthy_program_is_soft_em_with_the_right_column() -> None:
    healthy = SPECIMENS["healthy"]
    assert healthy.recipe == Recipe()
    steps, column = printed(healthy)
    assert column == [s.objective for s in steps]
    # Slow at first, as on a plateau, and yet it climbs: not everything that looks wrong is.
    first, second, most = column[2] - column[0], column[4] - column[2], max(np.diff(column))
    assert 0 < first < second < most
    assert column[-1] - column[0] > 0.4


@every
def test_every_specimen_stays_inside_and_ends(name: str) -> None:
    specimen = SPECIMENS[name]
    trace, end = record(specimen.model, specimen.data, specimen.start, specimen.recipe)
    assert end.converged
    for s in trace:
        assert np.all((s.params.p_heads > 0.05) & (s.params.p_heads < 0.97))


@every
def test_only_the_weightless_e_step_leaves_a_gap(name: str) -> None:
    specimen = SPECIMENS[name]
    steps, _ = printed(specimen)
    gaps = [
        bound.divergence(specimen.model, specimen.data, s.posterior, s.params)
        for s in steps
        if s.phase == "E"
    ]
    assert gaps[0] == pytest.approx(0, abs=1e-12)  # the weights of the start are equal
    assert (max(gaps) > FALL) == (name == "weightless")
    assert all(gap >= -1e-12 for gap in gaps)


@every
def test_the_m_step_by_hand_tells_which_programs_maximise(name: str) -> None:
    specimen = SPECIMENS[name]
    steps, _ = printed(specimen)
    prior, off = specimen.recipe.prior, 0.0
    for before, now in zip(steps, steps[1:], strict=False):
        if now.phase == "M":
            total = now.stats if prior is None else now.stats + prior
            right = maximize(specimen.model, total, before.params)
            off = max(off, float(np.abs(right.p_heads - now.params.p_heads).max()))
    assert (off > 0.02) == (name in ("hard-labels", "half-updated"))
    assert off > 0.02 or off == 0.0


def test_the_weightless_e_step_is_that_of_equal_weights() -> None:
    steps, _ = printed(SPECIMENS["weightless"])
    at = steps[2]  # E-step 2, the first with other weights
    heads, tails = SPECIMENS["weightless"].data.counts.T
    p = at.params.p_heads
    alike = p ** heads[:, None] * (1 - p) ** tails[:, None]
    np.testing.assert_allclose(at.posterior.probs, alike / alike.sum(axis=1, keepdims=True), rtol=1e-12)
    assert abs(at.params.weights[0] - 0.5) > 0.05


def test_the_hard_m_step_gives_quotients_of_whole_rounds() -> None:
    steps, _ = printed(SPECIMENS["hard-labels"])
    assert steps[1].params.p_heads.tolist() == [24 / 30, 9 / 20]
    assert 0 < steps[0].posterior.probs.min() < steps[0].posterior.probs.max() < 1
    assert steps[1].log_likelihood < steps[0].log_likelihood - FALL  # the likelihood itself goes down


def test_the_half_updated_coin_has_heads_and_flips_of_two_posteriors() -> None:
    specimen = SPECIMENS["half-updated"]
    steps, _ = printed(specimen)
    old, new = steps[0], steps[1]
    heads, flips = specimen.data.heads, specimen.data.flips
    first, second = old.posterior.probs.T
    assert new.params.p_heads[0] == pytest.approx(first @ heads / (first @ flips), rel=1e-14)
    p, b = new.params.p_heads[0], specimen.start.p_heads[1]
    r = 1 / (1 + (p / b) ** heads * ((1 - p) / (1 - b)) ** (flips - heads))
    assert new.params.p_heads[1] == pytest.approx(second @ heads / (r @ flips), rel=1e-12)
    # The log-likelihood alone would not have told: it rises while the bound falls.
    assert new.log_likelihood > old.log_likelihood + FALL
    assert new.elbo < old.elbo - FALL


def test_the_wrong_monitor_leaves_out_what_the_run_climbs() -> None:
    specimen = SPECIMENS["monitor"]
    steps, column = printed(specimen)
    assert specimen.recipe.e_step == soft() and specimen.recipe.m_step is maximize
    with_prior = [value + s.log_prior for value, s in zip(column, steps, strict=True)]
    assert with_prior == [s.objective for s in steps]
    assert min(np.diff(with_prior)) >= -slack(with_prior[0])


@wrong
def test_the_half_step_column_shows_what_whole_iterations_hide(name: str) -> None:
    """From M-step to M-step, as the driver compares, only the smallest of these falls are left."""
    specimen = SPECIMENS[name]
    told = [
        event.value
        for s in run(specimen.model, specimen.data, specimen.start, specimen.recipe)
        for event in s.events
        if event.kind == "objective_fell"
    ]
    assert max(told, default=0.0) < 1e-3
    assert bool(told) == (name == "weightless")
