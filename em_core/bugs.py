"""The bug zoo: EM with one deliberate mistake each, as a rule that plugs into a Recipe.

An M rule that looks at the data once more has them as its first argument: partial(rule, data).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from em_core.datasets import DO_BATZOGLOU
from em_core.mixture import Responsibilities
from em_core.models.coins import CoinMixture, CoinParams, CoinStatistics, Rounds, beta_prior
from em_core.protocol import Snapshot
from em_core.recipe import Recipe
from em_core.steps import EStep


class Specimen(NamedTuple):
    """A program to be checked: its model, data, start and recipe, and the number it prints each half-step.

    column is None at "start", where no posterior is there yet.
    """

    name: str
    model: CoinMixture
    data: Rounds
    start: CoinParams
    recipe: Recipe
    column: Callable[[Snapshot[Any, Any, Any]], float | None]


@dataclass(frozen=True)
class _Weightless:
    """Wrong: q_nk proportional to p_k^h_n (1 - p_k)^(n_n - h_n), without w_k. The column falls in E-steps.

    The KL after those E-steps is not 0; the M-steps are in order.
    """

    beta: float = 1.0

    def __call__(self, model: CoinMixture, data: Rounds, params: CoinParams, previous: Any) -> Any:
        flat = np.full(params.weights.size, 1 / params.weights.size)
        q = model.infer(data, CoinParams(flat, params.p_heads))
        return Responsibilities(q.probs)  # without its normaliser, which is that of other parameters


weightless: EStep = _Weightless()


def on_hard_labels(data: Rounds, model: Any, stats: Any, params: CoinParams) -> Any:
    """Wrong: the M-step counts each round wholly for its likelier coin. The column falls in M-steps.

    heads_k and flips_k are sums over the rounds that are labelled k; the E-step is in order, its KL is 0.
    """
    labels = model.infer(data, params, math.inf)
    return model.maximize(model.expected_stats(data, labels), params)


def half_updated(data: Rounds, model: Any, stats: CoinStatistics, params: CoinParams) -> CoinParams:
    """Wrong: a coin's heads are of the old q, its flips of a q made midway. The column falls in M-steps.

    The first coin is updated as it should be; then p_k = (sum_n q_nk h_n) / (sum_n r_nk n_n) for the
    others, with r the posterior under the first coin's new p and the others' old. The E-step is in
    order, its KL is 0. Raises ValueError where the quotient is above 1.
    """
    after: CoinParams = model.maximize(stats, params)
    mixed = CoinParams(after.weights, np.append(after.p_heads[:1], params.p_heads[1:]))
    flips = model.expected_stats(data, model.infer(data, mixed)).counts.sum(axis=1)
    return CoinParams(after.weights, np.append(after.p_heads[:1], stats.counts[1:, 0] / flips[1:]))


def _objective(step: Snapshot[Any, Any, Any]) -> float | None:
    return step.objective


def _elbo(step: Snapshot[Any, Any, Any]) -> float | None:
    """Wrong in a run with a prior: the column leaves the log prior out, and falls in M-steps.

    The run is in order: elbo + log_prior never falls, and the KL after the E-step is 0.
    """
    return step.elbo


_DB = DO_BATZOGLOU.rounds
_HALF = [0.5, 0.5]
_FREE, _EQUAL = CoinMixture(), CoinMixture(learn_weights=False)

SPECIMENS: Mapping[str, Specimen] = MappingProxyType({
    specimen.name: specimen
    for specimen in (
        Specimen("weightless", _FREE, _DB, CoinParams(_HALF, [0.7, 0.3]), Recipe(weightless), _objective),
        Specimen(
            "hard-labels", _EQUAL, _DB, CoinParams(_HALF, [0.797, 0.52]),
            Recipe(m_step=partial(on_hard_labels, _DB)), _objective,
        ),
        Specimen(
            "half-updated", _EQUAL, _DB, CoinParams(_HALF, [0.35, 0.8]),
            Recipe(m_step=partial(half_updated, _DB)), _objective,
        ),
        Specimen(
            "monitor", _EQUAL, _DB, CoinParams(_HALF, [0.797, 0.52]),
            Recipe(prior=beta_prior(5, 5, coins=2)), _elbo,
        ),
        Specimen("healthy", _EQUAL, _DB, CoinParams(_HALF, [0.67, 0.65]), Recipe(), _objective),
    )
})  # fmt: skip
