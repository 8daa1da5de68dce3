"""The results quoted in lesson 03, as numbers; quotients of whole numbers as they are written."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp
from typing import Any

import numpy as np

from em_core import CoinParams, Rounds, coin_grid, datasets, hard, soft
from em_core import single_coin as one
from em_core.coin_grid import EndKind
from lessons.common.tell import FIXED, FREE, HALF, Facts, limit, pair, walk
from lessons.hard_soft import runs
from lessons.hard_soft.ridge import TEXTBOOK, after_one, heads_chance
from lessons.hard_soft.settings import Settings
from lessons.hard_soft.split import SMALL_CHANGE, moves, splits
from lessons.hard_soft.spread import spread_of

DB, FIVE, FALLS = datasets.DO_BATZOGLOU, datasets.FIVE_OF_FIVE, datasets.HARD_FALLS
SLOW = Rounds([5, 9, 7, 5, 7], 10)  # nearly as varied as one coin's rounds: EM crawls
SLIP = [2.7, 2.7, 0.292, 2.7, 2.7]  # the write-up's denominators, as printed
OTHER = {0: 0.9, 3: 0.5}  # shares of coin A in rounds 1 and 4 that leave its counts as they are


def facts() -> Facts:
    known = _smallest() | _do_batzoglou() | _five_of_five() | _write_up() | _many() | _three() | _falls()
    return known | _map() | _weights() | _slow()


def quotient(name: str, value: float) -> Facts:
    """A quotient of small whole numbers: quotient("rho_{}", 5 / 11) has the names rho_top and rho_bottom."""
    found = Fraction(float(value)).limit_denominator(2000)
    return {name.format("top"): found.numerator, name.format("bottom"): found.denominator}


def best_labels(rounds: Rounds, p_heads: Any) -> float:
    """sum_n max_k log p(x_n, z_n = k): the objective of hard EM, at any coins."""
    return float(FIXED.log_joint(rounds, CoinParams(HALF, p_heads)).max(axis=1).sum())


def split_factor(rounds: Rounds) -> float:
    """sum (h - n p)^2 / (p (1 - p) sum n), p pooled: what one iteration does to a small split near p."""
    h, n = rounds.heads, rounds.flips
    p = h.sum() / n.sum()
    return float(((h - n * p) ** 2).sum() / (p * (1 - p) * n.sum()))


def _smallest() -> Facts:
    run = runs.both(Settings(data="small", a=0.4))
    return {f"t{i}": float(run.soft[2 * i].params.p_heads[0]) for i in (1, 2, 3)}


def _both(name: str, data: datasets.CoinData) -> tuple[Facts, list[Any]]:
    """What is told of both data sets: the soft run, the hard run, and each other's objective."""
    steps, labelled = walk(data.rounds, data.start, soft()), walk(data.rounds, data.start, hard)
    end = limit(data.rounds, data.start)
    known: Facts = {f"{name}_g{n}": float(g) for n, g in enumerate(steps[1].posterior.probs[:, 0], 1)}
    for t in (1, 10):
        known |= pair(f"{name}_{{}}{t}", steps[2 * t].params.p_heads)
    return known | {
        f"{name}_ll": end.log_likelihood,
        f"{name}_hard_ll": labelled[-1].log_likelihood,
        f"{name}_soft_best": best_labels(data.rounds, end.params.p_heads),
        f"{name}_hard_best": labelled[-1].objective,
        f"{name}_hard_best0": labelled[1].objective,
    }, steps


def _do_batzoglou() -> Facts:
    known, steps = _both("db", DB)
    rounds, pooled = DB.rounds, float(DB.rounds.heads.sum() / DB.rounds.flips.sum())
    share = float(steps[1].posterior.probs[1, 0])
    return (
        known
        | pair("db_{}", limit(rounds, DB.start).params.p_heads)
        | pair("db_hard_{}", walk(rounds, DB.start, hard)[-1].params.p_heads)
        | pair("tie_{}", walk(rounds, (0.6, 0.6), hard)[-1].params.p_heads)
        | {f"db_ll{t}": steps[2 * t].log_likelihood for t in (0, 1, 2)}
        | {
            "pooled": pooled,
            "pooled_ll": FIXED.log_likelihood(rounds, CoinParams(HALF, (pooled, pooled))),
            "db_n": steps[-1].iteration,
            "nudge_n": walk(rounds, (0.601, 0.6), soft())[-1].iteration,
            "db_round2_a": 9 * share,
            "db_round2_b": 9 * (1 - share),
            "db_g2_rest": 1 - share,
            "db_rho": split_factor(rounds),
        }
    )


def _five_of_five() -> Facts:
    known, steps = _both("five", FIVE)
    labelled = walk(FIVE.rounds, FIVE.start, hard)
    h, n = FIVE.rounds.heads, FIVE.rounds.flips
    p, truth = float(h.sum() / n.sum()), FIVE.truth or HALF
    return (
        known
        | pair("five_{}2", steps[4].params.p_heads)
        | quotient("hard_{}_a", labelled[-1].params.p_heads[0])
        | quotient("hard_{}_b", labelled[-1].params.p_heads[1])
        | quotient("rho_{}", split_factor(FIVE.rounds))
        | {
            "five_labels": " ".join("AB"[k] for k in labelled[1].posterior.probs.argmax(axis=1)),
            "five_pooled": p,
            "five_truth_ll": FIXED.log_likelihood(FIVE.rounds, CoinParams(HALF, truth)),
            "five_var_one": 5 * p * (1 - p),
            "five_var_seen": float(np.mean((h - 5 * p) ** 2)),
        }
    )


def _write_up() -> Facts:
    """The first soft iteration on the five rounds of five, and the write-up's."""
    first, h, n = walk(FIVE.rounds, FIVE.start, soft())[1], FIVE.rounds.heads, FIVE.rounds.flips
    share = first.posterior.probs[:, 0]
    (heads_a, tails_a), (heads_b, tails_b) = first.stats.counts
    likelihoods = [exp(one.log_likelihood(theta, h[0], n[0])) for theta in FIVE.start]
    return (
        quotient("five_{}_a", heads_a / (heads_a + tails_a))
        | quotient("five_{}_b", heads_b / (heads_b + tails_b))
        | quotient("heads_{}", heads_a)
        | quotient("flips_{}", heads_a + tails_a)
        | pair("five_l1{}", likelihoods)
        | pair("five_any{}", [comb(5, int(h[0])) * likelihood for likelihood in likelihoods])
        | {f"flips_{i + 1}": float(5 * g) for i, g in enumerate(share)}
        | {
            "slip_printed": heads_a / sum(SLIP),
            "slip_row3": heads_a / (sum(SLIP) - SLIP[2] + round(5 * float(share[2]), 3)),
            "count_heads": float(heads_a),
            "count_flips": float(heads_a + tails_a),
            "other_1": OTHER[0],
            "other_4": OTHER[3],
        }
    )


def _many() -> Facts:
    ends = dict(zip((5, 50, 500, 5_000, 50_000, 500_000), runs.growing(Settings()), strict=True))
    many = runs.both(Settings(data="many", many="500000", a=0.7, b=0.3))
    at = spread_of(many.soft)
    return (
        pair("many1_{}", ends[5_000])
        | pair("many2_{}", ends[50_000])
        | pair("many3_{}", ends[500_000])
        | {"few_50": ends[50][0], "few_500": ends[500][0], "many_seen": at.seen, "many_one": at.one}
    )


def _three() -> Facts:
    known: Facts = {}
    for i, start in enumerate(TEXTBOOK, 1):
        end = after_one(start)
        known |= pair(f"three{i}_{{}}", end.params.p_heads) | {f"three{i}_w": float(end.params.weights[0])}
    return known | {"three_ll": end.log_likelihood, "three_heads": heads_chance(end.params)}


def _falls() -> Facts:
    start, first, second = walk(FALLS.rounds, FALLS.start, hard)[:3]
    return pair("falls_{}0", FALLS.start) | {
        "falls_ll0": start.log_likelihood,
        "falls_ll1": second.log_likelihood,
        "falls_best0": first.objective,
        "falls_best1": second.objective,
    }


def _map() -> Facts:
    shared, labelled = coin_grid(DB.rounds), coin_grid(DB.rounds, hard=True)
    off = shared.iterations[shared.kind != EndKind.DIAGONAL]
    splits = [point for point in labelled.points if point[0] > point[1]]
    return {
        "map_least": int(off.min()),
        "map_most": int(off.max()),
        **pair("hard_split1_{}", splits[0]),
        **pair("hard_split2_{}", splits[1]),
        "hard_unused": float(np.mean(labelled.kind == EndKind.UNUSED)),
    }


def _weights() -> Facts:
    best = limit(DB.rounds, DB.start, model=FREE).params
    five = [limit(FIVE.rounds, FIVE.start, model=FREE, weight=w).params.weights[0] for w in (0.5, 0.8)]
    return pair("w_{}", best.p_heads) | {
        "w_pi": float(best.weights[0]),
        "w_five_1": float(five[0]),
        "w_five_2": float(five[1]),
    }


def far(rounds: Rounds, start: tuple[float, float], iterations: int) -> CoinParams:
    """The coins after so many iterations, whether a rule is content or not."""
    params = CoinParams(HALF, start)
    for _ in range(iterations):
        params = FIXED.maximize(FIXED.expected_stats(rounds, FIXED.infer(rounds, params)), params)
    return params


def _slow() -> Facts:
    """Where a run beside the saddle and one that crawls are stopped."""
    flat = walk(DB.rounds, (0.60001, 0.6), soft())[-1]
    slow = runs.both(Settings(data="own", rounds="5/10 9/10 7/10 5/10 7/10")).soft
    content = next(t for t, change in enumerate(moves(slow), 1) if change <= SMALL_CHANGE)
    rho, later = split_factor(SLOW), far(SLOW, (0.6, 0.5), 1000)
    return (
        pair("flat_{}", flat.params.p_heads)
        | pair("slow_{}", slow[2 * content].params.p_heads)
        | pair("slow_{}100", slow[-1].params.p_heads)
        | {
            "flat_n": flat.iteration,
            "slow_pooled": float(SLOW.heads.sum() / SLOW.flips.sum()),
            "slow_n": content,
            "slow_rho": rho,
            "slow_rate": 1 - rho,
            "slow_split": splits(slow)[-1],
            "slow_split1000": 1e3 * float(-np.diff(later.p_heads)[0]),
            "slow_split5000": 1e6 * float(-np.diff(far(SLOW, tuple(later.p_heads), 4000).p_heads)[0]),
        }
    )
