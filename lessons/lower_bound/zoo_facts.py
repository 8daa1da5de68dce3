"""The results quoted in lesson 05's bug zoo."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import run
from em_core.bugs import SPECIMENS
from lessons.common.tell import FIXED, pair

Facts = dict[str, float]
ZOO = ("hard-labels", "monitor", "weightless", "half-updated")  # programs one to four


def worst(name: str) -> tuple[list[Any], int]:
    """A specimen's half-steps, and the one in which its column falls most."""
    specimen = SPECIMENS[name]
    steps = list(run(specimen.model, specimen.data, specimen.start, specimen.recipe))
    column = [specimen.column(s) for s in steps[1:]]
    return steps, 2 + int(np.argmin(np.diff(np.array(column, dtype=float))))


def zoo() -> Facts:
    known: Facts = {}
    for i, name in enumerate(ZOO, 1):
        steps, k = worst(name)
        before, after = (SPECIMENS[name].column(step) for step in steps[k - 1 : k + 1])
        assert before is not None and after is not None
        known |= {
            f"z{i}_t": steps[k].iteration,
            f"z{i}_from": float(before),
            f"z{i}_to": float(after),
        }
    return known | _hard_labels() | _monitor() | _weightless() | _half_updated()


def by_hand(steps: list[Any], k: int) -> Any:
    """Where the credit of the half-step before leads: heads over flips of each coin, (2,)."""
    return FIXED.maximize(steps[k].stats, steps[k - 1].params).p_heads


def _hard_labels() -> Facts:
    steps, k = worst("hard-labels")
    a, b = steps[k].params.p_heads
    return {
        **pair("z1_{}0", steps[0].params.p_heads),
        **pair("z1_r{}", by_hand(steps, k)),
        "z1_qa": float(a),
        "z1_qb": float(b),
        "z1_ll0": float(steps[k - 1].log_likelihood),
        "z1_ll1": float(steps[k].log_likelihood),
        "z1_fall": float(steps[k - 1].elbo - steps[k].elbo),
    }


def _monitor() -> Facts:
    (steps, k), prior = worst("monitor"), SPECIMENS["monitor"].recipe.prior
    heads, tails = prior.counts[0]
    before, after = steps[k - 1], steps[k]
    return {
        **pair("z2_{}1", after.params.p_heads),
        "z2_heads": float(heads),
        "z2_tails": float(tails),
        "z2_alpha": float(heads + 1),
        "z2_beta": float(tails + 1),
        "z2_fall": float(before.elbo - after.elbo),
        "z2_prior": float(after.log_prior - before.log_prior),
        "z2_rise": float(after.objective - before.objective),
    }


def _weightless() -> Facts:
    steps, k = worst("weightless")
    return pair("z3_w{}", steps[k].params.weights) | {"z3_kl": float(steps[k].kl)}


def _half_updated() -> Facts:
    steps, k = worst("half-updated")
    whole = SPECIMENS["hard-labels"].recipe.m_step(FIXED, steps[k].stats, steps[k - 1].params)
    return {
        **pair("z4_{}1", steps[k].params.p_heads),
        **pair("z4_r{}", by_hand(steps, k)),
        **pair("z4_w{}", whole.p_heads),
        "z4_end": float(steps[-1].log_likelihood),
    }
