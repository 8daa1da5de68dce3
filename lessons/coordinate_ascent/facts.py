"""The results quoted in lesson 06."""

from __future__ import annotations

from itertools import count
from math import exp
from typing import Any

import numpy as np

from em_core import CoinParams, Recipe, Rounds, bound, coin_grid, datasets, run, soft
from em_core.climbers import Climb, gradient_ascent, lbfgs, newton
from em_core.coin_hill import coin_hill
from em_core.mixture import Responsibilities
from em_core.models import linkage
from em_core.models.coins import hold
from em_core.models.linkage import RAO
from em_core.protocol import frozen
from lessons.common.tell import FIXED, HALF, Facts, Pair, digits, limit, pair, walk

DB = datasets.DO_BATZOGLOU
START: Pair = (0.6, 0.5)
HIDDEN = 4  # the round without a label
THETA_B, KNOB = 0.45, 0.3  # coin B, known, and where theta_A starts
SPOILT = (0.0, 0.81)  # q and theta_A of a start whose q is not the posterior
NEAR, OUT, LOW = (0.8, 0.5), (0.5, 0.2), (0.7, 0.1)  # starts near a peak, bad for Newton, of the lower peak
STEPS = {"slow": 0.001, "": 0.01, "edge": 0.02, "out": 0.03}
TWO_PEAKS = Rounds([5, 9, 8, 1, 5], 10)  # two peaks of different height, and their mirror images
WITHIN = 1e-6  # of the top of the log-likelihood: how near is near enough to compare iterations


def facts() -> Facts:
    return _knobs() | _spoilt() | _climbers() | _failures() | _peaks() | _linkage()


def four_labelled() -> Rounds:
    """Do & Batzoglou's rounds with the labels of four of them."""
    assert DB.labels is not None
    labels = DB.labels.copy()
    labels[HIDDEN] = -1
    return Rounds(DB.rounds.heads, DB.rounds.flips, labels)


def turn(theta_a: float, max_iter: int) -> list[Any]:
    """The half-steps of EM with the two knobs q = P(z_5 = A) and theta_A."""
    start, recipe = CoinParams(HALF, (theta_a, THETA_B)), Recipe(soft(), hold(1))
    return list(run(FIXED, four_labelled(), start, recipe, max_iter=max_iter))


def shares(q: float) -> Responsibilities:
    """The credit with round 5's share of coin A set to q, and the labelled rounds as they are."""
    assert DB.labels is not None
    table = np.eye(2)[DB.labels]
    table[HIDDEN] = q, 1 - q
    return Responsibilities(frozen(table))


def reached(values: Any, top: float) -> int:
    """The first iteration that comes WITHIN of the top."""
    return int(np.flatnonzero(np.asarray(values) >= top - WITHIN)[0])


def em_heights(rounds: Rounds, start: Pair) -> list[float]:
    """EM's log-likelihood, iteration by iteration."""
    return [step.log_likelihood for step in walk(rounds, start, soft()) if step.phase != "E"]


def linkage_path(theta: float, iterations: int) -> list[float]:
    """EM's iterates of the linkage example."""
    steps = run(linkage.Linkage(), RAO, linkage.LinkageParams(theta), max_iter=iterations, tol=0.0)
    return [step.params.theta for step in steps if step.phase != "E"]


def linkage_newton(theta: float, iterations: int) -> list[float]:
    """Newton's iterates of the linkage example."""
    path = [theta]
    for _ in range(iterations):
        path.append(path[-1] + linkage.score(RAO, path[-1]) / linkage.observed_information(RAO, path[-1]))
    return path


def _knobs() -> Facts:
    rounds = four_labelled()
    steps, top = turn(KNOB, 2), turn(KNOB, 100)[-1]
    mine = rounds.labels == 0
    known = {
        f"rounds_{name}": ", ".join(str(n + 1) for n in np.flatnonzero(rounds.labels == k))
        for k, name in enumerate("ab")
    }
    for t in (1, 2):
        after_e, after_m = steps[2 * t - 1], steps[2 * t]
        known |= {
            f"k_q{t}": digits(after_e.posterior.probs[HIDDEN, 0], 4),
            f"k_a{t}": digits(after_m.params.p_heads[0], 4),
            f"k_fe{t}": digits(after_e.elbo, 4),
            f"k_fm{t}": digits(after_m.elbo, 4),
        }
    return known | {
        "hidden_round": str(HIDDEN + 1),
        "hidden_heads": str(rounds.heads[HIDDEN]),
        "hidden_flips": str(rounds.flips[HIDDEN]),
        "theta_b": digits(THETA_B, 2),
        "theta_b_tails": digits(1 - THETA_B, 2),
        "heads_a": str(rounds.heads[mine].sum()),
        "flips_a": str(rounds.flips[mine].sum()),
        "k_a0": digits(KNOB, 1),
        "k_q": digits(top.posterior.probs[HIDDEN, 0], 4),
        "k_a": digits(top.params.p_heads[0], 4),
        "k_f": digits(top.elbo, 4),
    }


def spoilt() -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """theta_A, F and log-likelihood before and after an M-step from a q that is not the posterior."""
    rounds, (q, theta) = four_labelled(), SPOILT
    before = CoinParams(HALF, (theta, THETA_B))
    after = hold(1)(FIXED, FIXED.expected_stats(rounds, shares(q)), before)

    def told(p: CoinParams) -> tuple[float, float, float]:
        height = bound.elbo(FIXED, rounds, shares(q), p)
        return float(p.p_heads[0]), height, FIXED.log_likelihood(rounds, p)

    return told(before), told(after)


def _spoilt() -> Facts:
    known = {"sp_q": digits(SPOILT[0], 0)}
    for t, (theta, f, ll) in enumerate(spoilt()):
        known |= {f"sp_a{t}": digits(theta, 2), f"sp_f{t}": digits(f, 3), f"sp_ll{t}": digits(ll, 3)}
    return known


def gradient_run(step: float) -> Climb:
    return gradient_ascent(coin_hill(DB.rounds), START, step, max_iter=1000)


def _climbers() -> Facts:
    hill, top = coin_hill(DB.rounds), limit(DB.rounds, START).log_likelihood
    quasi = reached(lbfgs(hill, START).values, top)
    return {
        "db_ll": digits(top),
        "em_n": str(reached(em_heights(DB.rounds, START), top)),
        "ga_n": str(reached(gradient_run(STEPS[""]).values, top)),
        "lb_n": str(quasi),
        "lb_calls": str(lbfgs(hill, START, max_iter=quasi).evaluations.values),
        "nt_near": str(reached(newton(hill, NEAR).values, top)),
        "em_near": str(reached(em_heights(DB.rounds, NEAR), top)),
    }


def _failures() -> Facts:
    hill, end = coin_hill(DB.rounds), limit(DB.rounds, START)
    most = float(-np.linalg.eigvalsh(hill.hessian(end.params.p_heads)).min())
    saddle, gone = newton(hill, START), newton(hill, OUT)
    left = gradient_run(STEPS["out"])
    assert left.outside is not None and gone.outside is not None
    first = FIXED.infer(DB.rounds, CoinParams(HALF, START))
    own = np.array(START) * (1 - np.array(START)) / (first.probs.T @ DB.rounds.flips)
    along, across = saddle_curvatures()
    return {
        "step_small": digits(STEPS["slow"], 3),
        "ga_slow_n": str(reached(gradient_run(STEPS["slow"]).values, end.log_likelihood)),
        "ga_edge_n": str(reached(gradient_run(STEPS["edge"]).values, end.log_likelihood)),
        "curve_most": digits(most, 1),
        "step_most": digits(2 / most, 4),
        **pair("ga_out_{}", left.outside, 3),
        **pair("nt_end_{}", saddle.path[-1], 2),
        "nt_n": str(saddle.iterations),
        **pair("nt_out_{}", gone.outside, 3),
        **pair("s_{}", own, 4),
        "saddle_along": digits(along, 1),
        "saddle_across": digits(across, 1),
        "saddle_ll": digits(saddle.values[-1]),
    }


def saddle_curvatures() -> Pair:
    """The curvature at the saddle of the pooled coin, along the diagonal and across it."""
    pooled = DB.rounds.heads.sum() / DB.rounds.flips.sum()
    table = coin_hill(DB.rounds).hessian(np.array([pooled, pooled]))
    return float(table[0, 0] + table[0, 1]), float(table[0, 0] - table[0, 1])


def _peaks() -> Facts:
    high, low = limit(TWO_PEAKS, START), limit(TWO_PEAKS, LOW)
    return {
        "two_heads": " ".join(map(str, TWO_PEAKS.heads)),
        **pair("high_{}", high.params.p_heads, 3),
        **pair("low_{}", low.params.p_heads, 3),
        "high_ll": digits(high.log_likelihood, 3),
        "low_ll": digits(low.log_likelihood, 3),
        "times": digits(exp(high.log_likelihood - low.log_likelihood), 2),
        "low_share": digits(100 * low_share(), 0),
    }


def low_share() -> float:
    """The part of all starts from which EM ends on the lower peak or its mirror image."""
    grid, low = coin_grid(TWO_PEAKS), np.sort(limit(TWO_PEAKS, LOW).params.p_heads)
    near = np.abs(np.sort(grid.ends, axis=-1) - low).max(axis=-1) < 0.01  # the peaks are 0.2 apart
    return float(near.mean())


def em_rate() -> float:
    """The factor by which EM's error shrinks at the top of Do & Batzoglou's surface."""
    end = limit(DB.rounds, START).params.p_heads
    step = 1e-5

    def after(p: Any) -> Any:
        return walk(DB.rounds, tuple(p), soft(), max_iter=1)[-1].params.p_heads

    columns = [(after(end + move) - after(end - move)) / (2 * step) for move in step * np.eye(2)]
    return float(np.abs(np.linalg.eigvals(np.stack(columns, axis=1))).max())


def _right(path: list[float], top: float) -> int:
    """The first iterate with nine right decimals: an error below half a unit of the ninth."""
    return next(k for k in count() if abs(path[k] - top) < 5e-10)


def _linkage() -> Facts:
    top = linkage_path(0.5, 100)[-1]
    em, by_newton = linkage_path(0.5, 30), linkage_newton(0.5, 15)
    have, whole = linkage.observed_information(RAO, top), linkage.complete_information(RAO, top)
    known: Facts = {}
    for k in range(1, 5):
        known |= {
            f"lk_em{k}": digits(em[k], 7),
            f"lk_r{k}": digits((em[k] - top) / (em[k - 1] - top), 4),
            f"lk_nt{k}": digits(by_newton[k], 7),
        }
    first, *apart, last = RAO.counts.tolist()
    return known | {
        "lk_counts": ", ".join(map(str, RAO.counts)),
        "lk_total": str(RAO.counts.sum()),
        "lk_first": str(first),
        "lk_last": str(last),
        "lk_rest": str(sum(apart) + last),
        "lk_em": digits(top, 7),
        "lk_top": digits(top, 9),
        "lk_ratio": digits(1 - have / whole, 4),
        "lk_obs": digits(have, 1),
        "lk_comp": digits(whole, 1),
        "lk_em_n": str(_right(em, top)),
        "lk_nt_n": str(_right(by_newton, top)),
        "lk_em_far": str(_right(linkage_path(0.01, 30), top)),
        "lk_nt_far": str(_right(linkage_newton(0.01, 15), top)),
        "db_rate": digits(em_rate(), 2),
    }
