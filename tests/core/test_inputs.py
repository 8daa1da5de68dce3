"""What a run refuses, at the call and in which words; and that no model takes a beta unseen."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from em_core import (
    CoinMixture,
    CoinParams,
    GaussianMixture,
    GaussianParams,
    Linkage,
    Recipe,
    Responsibilities,
    Rounds,
    datasets,
    fit,
    fit_many,
    given,
    hard,
    hold,
    linkage,
    maximize,
    run,
    soft,
    starts,
    trace,
)
from tests.core.cases import CASES, Case, tables

ROUNDS, START = datasets.DO_BATZOGLOU.rounds, CoinParams([0.5, 0.5], [0.6, 0.5])
X = datasets.OLD_FAITHFUL.x
TWO = starts.around(X, X[:2])
LOOPS: dict[str, Callable[..., Any]] = {
    "run": run,
    "fit": fit,
    "trace": trace,
    "fit_many": lambda model, data, start, *rest: fit_many(model, data, [start], *rest),
}
loops = pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@every
@pytest.mark.parametrize("beta", [-1, 0, math.nan, -math.inf, "2", True, None, 1e-320])
def test_no_model_takes_a_beta_that_is_not_above_0(case: Case, beta: Any) -> None:
    with pytest.raises(ValueError, match=r"beta must be a number above 0 .*, got "):
        case.model.infer(case.data, case.start, beta)


@every
def test_a_beta_of_any_kind_of_number_will_do(case: Case) -> None:
    plain = tables(case.model.infer(case.data, case.start, 2.0))
    for beta in (2, np.float64(2), np.int64(2), np.float32(2)):
        for mine, theirs in zip(tables(case.model.infer(case.data, case.start, beta)), plain, strict=True):
            np.testing.assert_array_equal(mine, theirs)


REFUSED: dict[str, tuple[tuple[Any, ...], str]] = {
    "a list of heads": (
        (CoinMixture(), [5, 9, 8, 4, 7], START),
        "data must be Rounds, got [5, 9, 8, 4, 7]; write Rounds(heads, flips)",
    ),
    "a tuple for parameters": (
        (CoinMixture(), ROUNDS, ([0.5, 0.5], [0.6, 0.5])),
        " must be CoinParams, got ([0.5, 0.5], [0.6, 0.5]); write CoinParams(weights, p_heads)",
    ),
    "Gaussian parameters as a tuple": (
        (GaussianMixture(), X, ([1.0], [[3.0, 70.0]])),
        " must be GaussianParams, got ([1.0], [[3.0, 70.0]]); write GaussianParams(weights, means, cov",
    ),
    "parameters of another model": (
        (Linkage(), linkage.RAO, START),
        "; write LinkageParams(theta)",
    ),
    "counts as a list": (
        (Linkage(), [125, 18, 20, 34], linkage.LinkageParams(0.5)),
        "data must be Offspring, got [125, 18, 20, 34]; write Offspring(counts)",
    ),
    "a pair for a prior": (
        (CoinMixture(), ROUNDS, START, Recipe(prior=(2, 2))),
        "prior of the recipe must be CoinStatistics, got (2, 2)",
    ),
    "soft as the recipe": (
        (CoinMixture(), ROUNDS, START, soft(2)),
        "recipe must be a Recipe, got soft(2); write Recipe(e_step=soft(2))",
    ),
    "hard as the recipe": (
        (CoinMixture(), ROUNDS, START, hard),
        "recipe must be a Recipe, got hard; write Recipe(e_step=hard)",
    ),
    "the function soft as the recipe": (
        (CoinMixture(), ROUNDS, START, soft),
        "recipe must be a Recipe, got soft; write Recipe(e_step=soft())",
    ),
    "an M rule as the recipe": (
        (CoinMixture(), ROUNDS, START, maximize),
        "recipe must be a Recipe, got maximize; write Recipe(m_step=maximize)",
    ),
    "a number as the recipe": ((CoinMixture(), ROUNDS, START, 100), "recipe must be a Recipe, got 100"),
    "the class of the recipe": ((CoinMixture(), ROUNDS, START, Recipe), "recipe must be a Recipe, got <cl"),
    "the class of the model": (
        (CoinMixture, ROUNDS, START),
        "model must be an object, got the class CoinMixture; write CoinMixture()",
    ),
    "model and data swapped": (
        (ROUNDS, CoinMixture(), START),
        "without ['infer', 'expected_stats', 'maximize', 'expected_log_joint', 'log_likelihood', 'check']",
    ),
    "one column without a second axis": (
        (GaussianMixture(), X[:, 0], TWO),
        "data must have shape (N, D) with N, D >= 1, got (272,); for one column write x[:, None]",
    ),
    "words": ((GaussianMixture(), "heights", TWO), "data must be a table of numbers of shape (N, D), got"),
    "masked points": (
        (GaussianMixture(), np.ma.masked_greater(X, 90), TWO),
        "data must be without masked entries, got masked_array(",
    ),
    # What only the start's own E-step, or the prior, can tell.
    "a round that no coin can have made": (
        (CoinMixture(), ROUNDS, CoinParams([0.5, 0.5], [0.0, 1.0])),
        "round 1 (5 heads of 10 flips) is impossible for all coins",
    ),
    "parameters of other dimensions": (
        (GaussianMixture(), X, GaussianParams([1.0], [[3.0]], [[[1.0]]])),
        "data and means must have the same number of columns, got 2 and 1",
    ),
}
refused = pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)


@refused
@loops
def test_a_run_says_at_the_call_what_it_cannot_take(
    arguments: tuple[Any, ...], message: str, loop: Callable[..., Any]
) -> None:
    with pytest.raises(ValueError) as error:
        loop(*arguments)
    assert message in str(error.value)
    assert not message.startswith(" ") or str(error.value).startswith(("params must", "start 1 must"))
    assert "\n" not in str(error.value) and len(str(error.value)) < 330


def test_a_prior_of_other_components_is_told_at_the_call_too() -> None:
    three = linkage.LinkageStatistics(0.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="prior of the recipe must be CoinStatistics, got LinkageStatistics"):
        run(CoinMixture(), ROUNDS, START, Recipe(prior=three))
    wrong = CoinMixture().expected_stats(ROUNDS, Responsibilities(np.full((5, 3), 1 / 3)))
    with pytest.raises(ValueError, match="statistics must be of 2 coins like what they meet, got 3"):
        run(CoinMixture(), ROUNDS, START, Recipe(prior=wrong))


def test_many_starts_are_a_list() -> None:
    for model, data, start in ((CoinMixture(), ROUNDS, START), (GaussianMixture(), X, TWO)):
        with pytest.raises(ValueError, match=r"^starts must be a list of parameters, got .*; write \[start"):
            fit_many(model, data, start)
        with pytest.raises(ValueError, match=r"^start 2 must be \w+Params, got 0\.5; write"):
            fit_many(model, data, [start, 0.5])
        assert len(fit_many(model, data, (start, start), max_iter=1)) == 2
    with pytest.raises(ValueError, match="starts must be a list"):
        fit_many(CoinMixture(), ROUNDS, None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="recipe must be a Recipe"):
        fit_many(GaussianMixture(), X, [], hard)  # type: ignore[arg-type]


def test_a_model_that_names_no_types_is_given_what_one_likes() -> None:
    class Plain(CoinMixture):
        takes: dict[str, type] = {}

        def infer(self, data: Any, params: Any, beta: float = 1.0) -> Responsibilities:
            return super().infer(Rounds(data, 10), CoinParams([0.5, 0.5], params), beta)

        def log_likelihood(self, data: Any, params: Any) -> float:
            return super().log_likelihood(Rounds(data, 10), CoinParams([0.5, 0.5], params))

    steps = run(Plain(), [5, 9, 8, 4, 7], (0.6, 0.5), max_iter=0)
    assert next(steps).log_likelihood == pytest.approx(CoinMixture().log_likelihood(ROUNDS, START), rel=1e-15)


@pytest.mark.parametrize(("fields", "message"), [
    ({"e_step": soft}, r"e_step must be a rule, got the function soft; write soft\(\)"),
    ({"e_step": 2}, r"e_step must be a rule that can be called, such as soft\(\), got 2"),
    ({"m_step": None}, "m_step must be a rule that can be called, .*, got None"),
    ({"m_step": soft}, "m_step must be a rule, got the function soft"),
])  # fmt: skip
def test_a_recipe_is_made_of_rules(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Recipe(**fields)


def test_what_comes_after_a_chosen_q_is_a_rule_and_a_rule_s_beta_is_above_0() -> None:
    q = Responsibilities([[0.5, 0.5]] * 5)
    with pytest.raises(ValueError, match="then must be a rule, got the function soft"):
        given(q, soft)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match=r"posterior must be a q such as Responsibilities\(probs\), got"):
        given([[0.5, 0.5]] * 5)

    class Cold:
        beta = -1.0

        def __call__(self, model: Any, data: Any, params: Any, previous: Any) -> Any:
            return model.infer(data, params)

    with pytest.raises(ValueError, match="beta of e_step must be a number above 0"):
        Recipe(Cold())
    assert Recipe(given(q, hard), hold(0)).e_step.beta == math.inf
