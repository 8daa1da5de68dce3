"""The results quoted in lesson 05."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np

from em_core import CoinParams, Recipe, Responsibilities, along, bound, datasets, given, hard, hold, run, soft
from em_core.bugs import SPECIMENS
from lessons.common.tell import FIXED, HALF, Facts, Pair, digits, limit, pair, pooled, walk

DB, FIVE = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE
START = DB.start  # theta_A of the first guess; theta_B, which the staircase takes as known
FAR, TOP = (0.9, START[1]), (0.8, START[1])  # beyond the peak; nearly on it
ON_LINE = 0.4  # the slice's start
PRIOR = Responsibilities(np.full((len(DB.rounds), 2), 0.5))
ZOO = ("hard-labels", "monitor", "weightless", "half-updated")  # programs one to four


def facts() -> Facts:
    return _stairs() | _two_coins() | _slice() | _q_falls() | _choose_q() | _prior() | _joint() | _zoo()


def stairs(start: Pair, chosen: Responsibilities | None = None) -> list[Any]:
    """The half-steps with theta_B known; chosen: the first q, when it is not the posterior."""
    e_step = soft() if chosen is None else given(chosen)
    return list(run(FIXED, DB.rounds, CoinParams(HALF, start), Recipe(e_step, hold(1))))


def q_value(step: Any) -> float:
    """Q(theta | theta_old) = ELBO - H(q) after a half-step."""
    return float(step.elbo - step.posterior.entropy())


def slope(params: CoinParams) -> float:
    """d log p(x) / d theta_A = sum_n gamma_nA (h / theta_A - t / (1 - theta_A)), lesson 02."""
    share, p = FIXED.infer(DB.rounds, params).probs[:, 0], params.p_heads[0]
    heads, tails = DB.rounds.counts.T
    return float((share * (heads / p - tails / (1 - p))).sum())


def _stairs() -> Facts:
    steps = stairs(START)
    start, first, second = steps[0], steps[2], steps[4]
    return {
        "st_a0": digits(START[0], 1),
        "st_b": digits(START[1], 1),
        "st_a1": digits(first.params.p_heads[0], 3),
        **{f"st_ll{t}": digits(s.log_likelihood, 3) for t, s in enumerate((start, first, second))},
        **{f"st_f{t}": digits(s.elbo, 3) for t, s in enumerate((first, second), 1)},
        **{f"st_kl{t}": digits(s.kl, 3) for t, s in enumerate((first, second), 1)},
        "st_rise_f": digits(first.elbo - steps[1].elbo, 3),
        "st_rise_ll": digits(first.log_likelihood - start.log_likelihood, 3),
        "st_slope": digits(slope(start.params), 2),
        "st_h1": digits(steps[1].posterior.entropy(), 3),
        "st_q0": digits(q_value(steps[1]), 3),
        "st_a": digits(steps[-1].params.p_heads[0], 3),
        "st_ll": digits(steps[-1].log_likelihood, 3),
        "zero": digits(abs(round(steps[1].kl, 9)), 0),
    }


def _two_coins() -> Facts:
    start, _, first = walk(DB.rounds, START, soft())[:3]
    return pair("tp_{}0", START, 1) | {
        "tp_ll0": digits(start.log_likelihood),
        "tp_f1": digits(first.elbo, 3),
        "tp_ll1": digits(first.log_likelihood),
        "tp_kl1": digits(first.kl, 3),
    }


def _slice() -> Facts:
    end = limit(DB.rounds, START)
    top = end.params.p_heads

    def line(u: float) -> CoinParams:  # from the peak at u = 0 to its mirror image at u = 1
        return CoinParams(HALF, top + u * (top[::-1] - top))

    recipe = Recipe(m_step=along(line, 0.0, 1.0))
    first: list[Any] = list(run(FIXED, DB.rounds, line(ON_LINE), recipe, max_iter=1))
    full = FIXED.maximize(first[1].stats, first[1].params)
    five = limit(FIVE.rounds, FIVE.start).params.p_heads
    return (
        pair("sl_{}", top, 3)
        | pair("sl_{}0", first[0].params.p_heads, 3)
        | pair("sl_{}1", first[2].params.p_heads, 3)
        | pair("sl_x{}", full.p_heads, 3)
        | pooled(DB.rounds)
        | {
            "sl_u0": digits(ON_LINE, 1),
            "sl_mid": digits(line(0.5).p_heads[0], 3),
            "sl_ll": digits(end.log_likelihood, 3),
            "sl_five": digits(five[0], 2),
            "sl_five_sum": digits(five.sum(), 2),
        }
    )


def _q_falls() -> Facts:
    steps = stairs(FAR)
    after = steps[2:10:2]  # M-steps 1 to 4
    rise = [float(b - a) for a, b in ((after[1].elbo, after[2].elbo), _entropies(after[1:3]))]
    known = {"far_a0": digits(FAR[0], 1), "far_q2e": digits(q_value(steps[3]), 3)}
    for t, s in enumerate(after, 1):
        known |= {
            f"far_q{t}": digits(q_value(s), 3),
            f"far_f{t}": digits(s.elbo, 3),
            f"far_ll{t}": digits(s.log_likelihood, 3),
        }
    return known | {
        "far_df": digits(rise[0], 3),
        "far_dh": digits(rise[1], 3),
        "far_dq": digits(q_value(after[1]) - q_value(after[2]), 3),
    }


def _entropies(steps: list[Any]) -> list[float]:
    return [step.posterior.entropy() for step in steps]


def _choose_q() -> Facts:
    start = CoinParams(HALF, START)
    exact = FIXED.infer(DB.rounds, start)
    moved = exact.probs.copy()
    moved[1] = 0.5
    labels = walk(DB.rounds, START, hard)[1]
    halves = stairs(START, PRIOR)[1]
    return {
        **{f"own_p{n}": digits(g, 3) for n, g in enumerate(exact.probs[:, 0], 1)},
        "own_cost2": digits(bound.divergence(FIXED, DB.rounds, Responsibilities(moved), start), 3),
        "own_hard": digits(labels.elbo, 3),
        "own_hard_kl": digits(labels.kl, 3),
        "pr_f0": digits(halves.elbo, 3),
        "pr_kl0": digits(halves.kl, 3),
    }


def _prior() -> Facts:
    steps = stairs(TOP, PRIOR)
    exact = FIXED.infer(DB.rounds, CoinParams(HALF, TOP)).probs[:, 0]
    return {
        "pr_a0": digits(TOP[0], 1),
        "pr_p2": digits(exact[1], 3),
        "pr_p4": digits(exact[3], 3),
        "pr_kl": digits(steps[1].kl, 3),
        "pr_f": digits(steps[1].elbo, 3),
        "pr_f1": digits(steps[2].elbo, 3),
        "pr_ll0": digits(steps[0].log_likelihood, 3),
        "pr_ll1": digits(steps[2].log_likelihood, 3),
    }


def _joint() -> Facts:
    start, weights = CoinParams(HALF, START), (0.9, 0.1)
    joint = np.exp(FIXED.log_joint(DB.rounds, start))
    exact = FIXED.infer(DB.rounds, start).probs
    over = len(DB.rounds) * log(2)  # p(x | z) = 2 p(x, z) for every round
    return {
        "jt_a": digits(joint[1, 0]),
        "jt_b": digits(joint[1, 1]),
        "jt_x": digits(joint[1].sum()),
        "jt_pa": digits(exact[1, 0], 3),
        "jt_pb": digits(exact[1, 1], 3),
        "jt_pa6": digits(exact[1, 0]),
        "jt_pb6": digits(exact[1, 1]),
        "jt_la": digits(joint[1, 0] / HALF[0]),
        "jt_lb": digits(joint[1, 1] / HALF[1]),
        "jt_x1": digits(joint[0].sum()),
        "jt_over": digits(over, 3),
        "jt_wrong": digits(FIXED.log_likelihood(DB.rounds, start) + over, 3),
        "jt_w": digits(weights[0], 1),
        "jt_w_right": digits(FIXED.infer(DB.rounds, CoinParams(weights, START)).probs[0, 0], 3),
        "jt_w_wrong": digits(exact[0, 0], 3),
    }


def worst(name: str) -> tuple[list[Any], int]:
    """A specimen's half-steps, and the one in which its column falls most."""
    specimen = SPECIMENS[name]
    steps = list(run(specimen.model, specimen.data, specimen.start, specimen.recipe))
    column = [specimen.column(s) for s in steps[1:]]
    return steps, 2 + int(np.argmin(np.diff(np.array(column, dtype=float))))


def _zoo() -> Facts:
    known: Facts = {}
    for i, name in enumerate(ZOO, 1):
        steps, k = worst(name)
        before, after = (SPECIMENS[name].column(step) for step in steps[k - 1 : k + 1])
        assert before is not None and after is not None
        known |= {
            f"z{i}_t": str(steps[k].iteration),
            f"z{i}_from": digits(before, 3),
            f"z{i}_to": digits(after, 3),
        }
    return known | _hard_labels() | _monitor() | _weightless() | _half_updated()


def by_hand(steps: list[Any], k: int) -> Any:
    """Where the credit of the half-step before leads: heads over flips of each coin, (2,)."""
    return FIXED.maximize(steps[k].stats, steps[k - 1].params).p_heads


def _hard_labels() -> Facts:
    steps, k = worst("hard-labels")
    a, b = steps[k].params.p_heads
    return {
        **pair("z1_{}0", steps[0].params.p_heads, 3),
        **pair("z1_r{}", by_hand(steps, k), 3),
        "z1_qa": digits(a, 2),
        "z1_qb": digits(b, 2),
        "z1_ll0": digits(steps[k - 1].log_likelihood, 3),
        "z1_ll1": digits(steps[k].log_likelihood, 3),
        "z1_fall": digits(steps[k - 1].elbo - steps[k].elbo, 3),
    }


def _monitor() -> Facts:
    (steps, k), prior = worst("monitor"), SPECIMENS["monitor"].recipe.prior
    heads, tails = prior.counts[0]
    before, after = steps[k - 1], steps[k]
    return {
        **pair("z2_{}1", after.params.p_heads, 3),
        "z2_heads": digits(heads, 0),
        "z2_tails": digits(tails, 0),
        "z2_alpha": digits(heads + 1, 0),
        "z2_beta": digits(tails + 1, 0),
        "z2_fall": digits(before.elbo - after.elbo, 3),
        "z2_prior": digits(after.log_prior - before.log_prior, 3),
        "z2_rise": digits(after.objective - before.objective, 3),
    }


def _weightless() -> Facts:
    steps, k = worst("weightless")
    return pair("z3_w{}", steps[k].params.weights, 3) | {"z3_kl": digits(steps[k].kl, 3)}


def _half_updated() -> Facts:
    steps, k = worst("half-updated")
    whole = SPECIMENS["hard-labels"].recipe.m_step(FIXED, steps[k].stats, steps[k - 1].params)
    return {
        **pair("z4_{}1", steps[k].params.p_heads, 3),
        **pair("z4_r{}", by_hand(steps, k), 3),
        **pair("z4_w{}", whole.p_heads, 2),
        "z4_end": digits(steps[-1].log_likelihood, 3),
    }
