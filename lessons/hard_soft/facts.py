"""The results quoted in lesson 03."""

from __future__ import annotations

from fractions import Fraction
from math import exp
from typing import Any

import numpy as np

from em_core import CoinParams, Rounds, coin_grid, datasets, hard, soft
from em_core import single_coin as one
from em_core.coin_grid import EndKind
from lessons.common.tell import FIXED, FREE, HALF, Facts, digits, limit, pair, pooled, ratio, short, walk

DB, FIVE, FALLS = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE, datasets.HARD_FALLS
SLOW = Rounds([5, 9, 7, 5, 7], 10)  # nearly as varied as one coin's rounds: EM crawls


def facts() -> Facts:
    return _do_batzoglou() | _five_of_five() | _falls() | _map() | _weights() | _stopping()


def best_labels(rounds: Rounds, p_heads: Any) -> float:
    """sum_n max_k log p(x_n, z_n = k): the objective of hard EM, at any coins."""
    return float(FIXED.log_joint(rounds, CoinParams(HALF, p_heads)).max(axis=1).sum())


def split_factor(rounds: Rounds) -> float:
    """sum (h - n p)^2 / (p (1 - p) sum n), p pooled: what one iteration does to a small split."""
    h, n = rounds.heads, rounds.flips
    p = h.sum() / n.sum()
    return float(((h - n * p) ** 2).sum() / (p * (1 - p) * n.sum()))


def _both(name: str, data: datasets.CoinData) -> tuple[Facts, list[Any]]:
    """What is told of both data sets: the soft run, the hard run, and each other's objective."""
    steps, labelled = walk(data.rounds, data.start, soft()), walk(data.rounds, data.start, hard)
    end = limit(data.rounds, data.start)
    known = {f"{name}_g{n}": short(g) for n, g in enumerate(steps[1].posterior.probs[:, 0], 1)}
    for t in (1, 10):
        known |= pair(f"{name}_{{}}{t}", steps[2 * t].params.p_heads)
    return known | {
        f"{name}_ll": digits(end.log_likelihood),
        f"{name}_hard_ll": digits(labelled[-1].log_likelihood),
        f"{name}_soft_best": digits(best_labels(data.rounds, end.params.p_heads)),
        f"{name}_hard_best": digits(labelled[-1].objective),
        f"{name}_hard_best0": digits(labelled[1].objective),
    }, steps


def _do_batzoglou() -> Facts:
    known, steps = _both("db", DB)
    end, labelled = limit(DB.rounds, DB.start).params.p_heads, walk(DB.rounds, DB.start, hard)[-1]
    share = steps[1].posterior.probs[1, 0]
    nudged = walk(DB.rounds, (0.601, 0.6), soft())
    return (
        known
        | pooled(DB.rounds, 6)
        | {
            **pair("db_{}", end),
            **pair("db_{}_short", end, 3),
            **pair("db_hard_{}", labelled.params.p_heads, 2),
            **pair("tie_{}", walk(DB.rounds, (0.6, 0.6), hard)[-1].params.p_heads, 2),
            **{f"db_ll{t}": digits(steps[2 * t].log_likelihood) for t in (0, 1, 2)},
            "db_n": str(steps[-1].iteration),
            "nudge_n": str(nudged[-1].iteration),
            "db_round2_a": digits(9 * share, 3),
            "db_round2_b": digits(9 * (1 - share), 3),
            "db_round2_a_short": digits(9 * share, 1),
            "db_g2_short": digits(share, 3),
            "db_g2_rest": digits(1 - share, 3),
            "db_rho": digits(split_factor(DB.rounds), 3),
        }
    )


def _five_of_five() -> Facts:
    known, steps = _both("five", FIVE)
    labelled = walk(FIVE.rounds, FIVE.start, hard)
    first, h, n = steps[1], FIVE.rounds.heads, FIVE.rounds.flips
    p = h.sum() / n.sum()
    like = [exp(one.log_likelihood(theta, h[0], n[0])) for theta in FIVE.start]
    share = first.posterior.probs[:, 0]
    slip, row3 = [2.7, 2.7, 0.292, 2.7, 2.7], float(5 * share[2])  # its denominators, as printed
    (heads_a, tails_a), (heads_b, tails_b) = first.stats.counts
    quotients = [Fraction(ratio(heads / (heads + tails))) for heads, tails in first.stats.counts]
    return (
        known
        | pair("five_l1{}", like, 5)
        | pair("five_{}2", steps[4].params.p_heads)
        | {
            "five_labels": " ".join("AB"[k] for k in labelled[1].posterior.probs.argmax(axis=1)),
            **{
                f"five_hard_{coin}": ratio(p)
                for coin, p in zip("ab", labelled[-1].params.p_heads, strict=True)
            },
            **{f"flips_{i + 1}": digits(5 * g, 3 if i == 2 else 1) for i, g in enumerate(share)},
            "slip_printed": digits(heads_a / sum(slip), 4),
            "slip_row3": digits(heads_a / (sum(slip) - slip[2] + round(row3, 3)), 4),
            "five_heads_a": ratio(heads_a),
            "five_flips_a": ratio(heads_a + tails_a),
            **{f"five_top_{coin}": str(q.numerator) for coin, q in zip("ab", quotients, strict=True)},
            **{f"five_bottom_{coin}": str(q.denominator) for coin, q in zip("ab", quotients, strict=True)},
            "five_pooled": digits(p, 2),
            "five_truth_ll": digits(FIXED.log_likelihood(FIVE.rounds, CoinParams(HALF, FIVE.truth or HALF))),
            "five_var_one": digits(5 * p * (1 - p), 3),
            "five_var_seen": digits(np.mean((h - 5 * p) ** 2), 2),
            "five_rho": ratio(split_factor(FIVE.rounds)),
        }
    )


def _falls() -> Facts:
    start, first, second = walk(FALLS.rounds, FALLS.start, hard)[:3]
    return pair("falls_{}0", FALLS.start, 1) | {
        "falls_heads": " ".join(map(str, FALLS.rounds.heads)),
        "falls_ll0": digits(start.log_likelihood, 3),
        "falls_ll1": digits(second.log_likelihood, 3),
        "falls_best0": digits(first.objective, 3),
        "falls_best1": digits(second.objective, 3),
    }


def _map() -> Facts:
    shared, labelled = coin_grid(DB.rounds), coin_grid(DB.rounds, hard=True)
    off = shared.iterations[shared.kind != EndKind.DIAGONAL]
    splits = [point for point in labelled.points if point[0] > point[1]]
    return {
        "map_least": str(off.min()),
        "map_most": str(off.max()),
        **pair("hard_split1_{}", splits[0], 2),
        "hard_split2_a": digits(splits[1][0], 2),
        "hard_split2_b": digits(splits[1][1], 4),
        "hard_unused": digits(100 * np.mean(labelled.kind == EndKind.UNUSED), 0),
    }


def _weights() -> Facts:
    best = limit(DB.rounds, DB.start, model=FREE).params
    five = [limit(FIVE.rounds, FIVE.start, model=FREE, weight=w).params.weights[0] for w in (0.5, 0.8)]
    return pair("w_{}", best.p_heads) | {
        "w_pi": digits(best.weights[0]),
        "w_five_1": digits(five[0], 3),
        "w_five_2": digits(five[1], 3),
    }


def _stopping() -> Facts:
    flat = walk(DB.rounds, (0.60001, 0.6), soft())[-1]
    slow = walk(SLOW, (0.6, 0.5), soft(), max_iter=100)[-1].params.p_heads
    rho = split_factor(SLOW)
    return (
        pair("flat_{}", flat.params.p_heads)
        | pair("slow_{}", slow, 3)
        | {
            "flat_n": str(flat.iteration),
            "slow_heads": " ".join(map(str, SLOW.heads)),
            "slow_pooled": pooled(SLOW)["pooled"],
            "slow_rho": digits(rho, 3),
            "slow_percent": digits(100 * (1 - rho), 1),
            "slow_split": digits(slow[0] - slow[1], 3),
        }
    )
