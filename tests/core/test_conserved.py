"""What no q changes: expected sufficient statistics share out the data, and lose nothing of them."""

from __future__ import annotations

import numpy as np
import pytest

from em_core import Recipe, run
from tests.core.cases import CASES, RUNS, Case

SHARED = [case for case in CASES if hasattr(case.model, "conserved")]
NOTHING = {"Student"}  # models of whose statistics nothing is the same for every q


def holds(case: Case, stats: object) -> None:
    found = case.model.conserved(case.data, stats)
    assert found and len({one.name for one in found}) == len(found)
    for one in found:
        assert abs(one.value - one.expected) <= 1e-9 * (1 + abs(one.expected)), one


@pytest.mark.parametrize(
    ("case", "recipe"), [r[1:] for r in RUNS if r[1] in SHARED], ids=[r[0] for r in RUNS if r[1] in SHARED]
)
def test_in_every_half_step(case: Case, recipe: Recipe) -> None:
    for snapshot in run(case.model, case.data, case.start, recipe, max_iter=5):
        if snapshot.stats is not None:
            holds(case, snapshot.stats)


@pytest.mark.parametrize("case", SHARED, ids=[case.name for case in SHARED])
def test_for_any_q(case: Case) -> None:
    random = np.random.default_rng(3)
    for _ in range(5):
        holds(case, case.model.expected_stats(case.data, case.any_q(random)))


def test_every_model_says_what_is_conserved_or_is_known_to_have_nothing() -> None:
    assert {type(case.model).__name__ for case in CASES if case not in SHARED} == NOTHING


@pytest.mark.parametrize("case", SHARED, ids=[case.name for case in SHARED])
def test_statistics_that_lose_a_millionth_are_found(case: Case) -> None:
    stats = case.model.expected_stats(case.data, case.model.infer(case.data, case.start))
    holds(case, stats)
    with pytest.raises(AssertionError):
        holds(case, stats * (1 - 1e-6))
