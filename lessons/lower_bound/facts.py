"""The results quoted in lesson 05, as numbers; probabilities of single rounds in thousandths."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np

from em_core import CoinParams, Recipe, Responsibilities, along, bound, datasets, given, hard, hold, run, soft
from lessons.common.tell import FIXED, HALF, Pair, limit, pair, walk
from lessons.lower_bound.zoo_facts import Facts, zoo

DB, FIVE = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE
START = DB.start  # theta_A of the first guess; theta_B, which the staircase takes as known
FAR, TOP = (0.9, START[1]), (0.8, START[1])  # beyond the peak; nearly on it
LOW = (0.2, START[1])  # far below it
MOVED = {0: 0.15, 1: 0.15, 4: -0.3}  # of coin A's shares, so that heads and flips add up as before
THOUSAND = 1000.0
ON_LINE = 0.4  # the slice's start
PRIOR = Responsibilities(np.full((len(DB.rounds), 2), 0.5))


def facts() -> Facts:
    known = _stairs() | _low() | _two_coins() | _slice() | _q_falls() | _choose_q() | _counts() | _prior()
    return known | _joint() | _quotient() | zoo()


def pooled() -> Facts:
    """One coin for all rounds: its probability of heads and its log-likelihood."""
    p = float(DB.rounds.heads.sum() / DB.rounds.flips.sum())
    return {"pooled": p, "pooled_ll": FIXED.log_likelihood(DB.rounds, CoinParams(HALF, (p, p)))}


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
        "st_a0": START[0],
        "st_b": START[1],
        "st_a1": float(first.params.p_heads[0]),
        **{f"st_ll{t}": float(s.log_likelihood) for t, s in enumerate((start, first, second))},
        **{f"st_f{t}": float(s.elbo) for t, s in enumerate((first, second), 1)},
        **{f"st_kl{t}": float(s.kl) for t, s in enumerate((first, second), 1)},
        "st_rise_f": float(first.elbo - steps[1].elbo),
        "st_rise_ll": float(first.log_likelihood - start.log_likelihood),
        "st_slope": float(slope(start.params)),
        "st_h1": float(steps[1].posterior.entropy()),
        "st_q0": float(q_value(steps[1])),
        "st_a": float(steps[-1].params.p_heads[0]),
        "st_ll": float(steps[-1].log_likelihood),
        "zero": abs(round(float(steps[1].kl), 9)),
    }


def _low() -> Facts:
    steps = stairs(LOW)
    rises = np.diff([step.log_likelihood for step in steps[::2]]).tolist()
    return {
        "low_a0": LOW[0],
        "low_ll0": float(steps[0].log_likelihood),
        "low_slope": slope(steps[0].params),
        "low_a1": float(steps[2].params.p_heads[0]),
        "low_f1": float(steps[2].elbo),
        **{f"low_rise{t}": rises[t - 1] for t in (1, 2, 6)},
    }


def _two_coins() -> Facts:
    start, _, first = walk(DB.rounds, START, soft())[:3]
    return pair("tp_{}0", START) | {
        "tp_ll0": float(start.log_likelihood),
        "tp_f1": float(first.elbo),
        "tp_ll1": float(first.log_likelihood),
        "tp_kl1": float(first.kl),
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
        pair("sl_{}", top)
        | pair("sl_{}0", first[0].params.p_heads)
        | pair("sl_{}1", first[2].params.p_heads)
        | pair("sl_x{}", full.p_heads)
        | pooled()
        | {
            "sl_u0": ON_LINE,
            "sl_mid": float(line(0.5).p_heads[0]),
            "sl_ll": float(end.log_likelihood),
            "sl_five": float(five[0]),
            "sl_five_sum": float(five.sum()),
        }
    )


def _q_falls() -> Facts:
    steps = stairs(FAR)
    after = steps[2:10:2]  # M-steps 1 to 4
    rise = [float(b - a) for a, b in ((after[1].elbo, after[2].elbo), _entropies(after[1:3]))]
    known = {
        "far_a0": FAR[0],
        "far_h1": float(after[0].posterior.entropy()),
        "far_q2e": float(q_value(steps[3])),
    }
    for t, s in enumerate(after, 1):
        known |= {
            f"far_q{t}": float(q_value(s)),
            f"far_f{t}": float(s.elbo),
            f"far_ll{t}": float(s.log_likelihood),
        }
    return known | {
        "far_df": float(rise[0]),
        "far_dh": float(rise[1]),
        "far_dq": float(q_value(after[1]) - q_value(after[2])),
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
        **{f"own_p{n}": float(g) for n, g in enumerate(exact.probs[:, 0], 1)},
        "own_cost2": float(bound.divergence(FIXED, DB.rounds, Responsibilities(moved), start)),
        "own_hard": float(labels.elbo),
        "own_hard_kl": float(labels.kl),
        "pr_f0": float(halves.elbo),
        "pr_kl0": float(halves.kl),
    }


def moved() -> Responsibilities:
    """The posterior of the first guess, changed so that coin A's expected heads and flips stay."""
    shares = FIXED.infer(DB.rounds, CoinParams(HALF, START)).probs[:, 0].copy()
    for i, change in MOVED.items():
        shares[i] += change
    return Responsibilities(np.stack([shares, 1 - shares], axis=1))


def _counts() -> Facts:
    first = stairs(START)[1]
    (heads, tails), other = first.stats.counts[0], moved()
    return {
        "ct_heads": float(heads),
        "ct_flips": float(heads + tails),
        "ct_up": MOVED[0],
        "ct_down": -MOVED[4],
        **{f"ct_q{i + 1}": float(other.probs[i, 0]) for i in MOVED},
        "ct_kl": bound.divergence(FIXED, DB.rounds, other, first.params),
    }


def _prior() -> Facts:
    steps = stairs(TOP, PRIOR)
    exact = FIXED.infer(DB.rounds, CoinParams(HALF, TOP)).probs[:, 0]
    return {
        "pr_a0": TOP[0],
        "pr_p2": float(exact[1]),
        "pr_p4": float(exact[3]),
        "pr_kl": float(steps[1].kl),
        "pr_f": float(steps[1].elbo),
        "pr_f1": float(steps[2].elbo),
        "pr_ll0": float(steps[0].log_likelihood),
        "pr_ll1": float(steps[2].log_likelihood),
    }


def _joint() -> Facts:
    start, weights = CoinParams(HALF, START), (0.9, 0.1)
    joint = THOUSAND * np.exp(FIXED.log_joint(DB.rounds, start))
    exact = FIXED.infer(DB.rounds, start).probs
    over = len(DB.rounds) * log(2)  # p(x | z) = 2 p(x, z) for every round
    return {
        "jt_a": float(joint[1, 0]),
        "jt_b": float(joint[1, 1]),
        "jt_x": float(joint[1].sum()),
        "jt_pa": float(exact[1, 0]),
        "jt_pb": float(exact[1, 1]),
        "jt_la": float(joint[1, 0] / HALF[0]),
        "jt_lb": float(joint[1, 1] / HALF[1]),
        "jt_x1": float(joint[0].sum()),
        "jt_over": over,
        "jt_wrong": float(FIXED.log_likelihood(DB.rounds, start) + over),
        "jt_w": weights[0],
        "jt_w_right": float(FIXED.infer(DB.rounds, CoinParams(weights, START)).probs[0, 0]),
        "jt_w_wrong": float(exact[0, 0]),
    }


def _quotient() -> Facts:
    """Round 1 after the first M-step: the logs of joint and posterior, and what both coins say of p(x)."""
    params = stairs(START)[2].params
    joint, posterior = FIXED.log_joint(DB.rounds, params)[0], np.log(FIXED.infer(DB.rounds, params).probs[0])
    return pair("qr_j{}", joint) | pair("qr_p{}", -posterior) | {"qr_x": float(joint[0] - posterior[0])}
