"""The results quoted in lesson 06."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np

from em_core import CoinParams, Recipe, Rounds, bound, coin_grid, datasets, run, soft
from em_core.climbers import Climb, conjugate_gradients, gradient_ascent, lbfgs, newton
from em_core.coin_hill import coin_hill
from em_core.mixture import Responsibilities
from em_core.models.held import hold
from em_core.protocol import frozen
from lessons.common.tell import FIXED, HALF, Facts, Pair, limit, pair, walk
from lessons.coordinate_ascent.linkage_facts import linkage_facts

DB = datasets.DO_BATZOGLOU
START: Pair = (0.6, 0.5)
HIDDEN = 4  # the round without a label
THETA_B, KNOB = 0.45, 0.3  # coin B, known, and where theta_A starts
SPOILT = (0.0, 0.81)  # q and theta_A of a start whose q is not the posterior
NEAR, OUT, LOW = (0.8, 0.5), (0.5, 0.2), (0.7, 0.1)  # starts near a peak, bad for Newton, of the lower peak
STEPS = {"slow": 0.001, "": 0.01, "edge": 0.02, "out": 0.03}
TWO_PEAKS = Rounds([5, 9, 8, 1, 5], 10)  # two peaks of different height, and their mirror images
WALL = (0.8, 0.9)  # from there conjugate gradients leave the square
CREPT = 10  # iterations, in which EM has arrived
WITHIN = 1e-6  # of the top of the log-likelihood: how near is near enough to compare iterations


def facts() -> Facts:
    found = _knobs() | _spoilt() | _climbers() | _failures() | _peaks() | linkage_facts()
    return {name: value.item() if isinstance(value, np.generic) else value for name, value in found.items()}


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


def _knobs() -> Facts:
    rounds = four_labelled()
    steps, top = turn(KNOB, 2), turn(KNOB, 100)[-1]
    mine = rounds.labels == 0
    known: Facts = {}
    for k, name in enumerate("ab"):
        known |= {f"{name}_{i}": n + 1 for i, n in enumerate(np.flatnonzero(rounds.labels == k), 1)}
    for t in (1, 2):
        after_e, after_m = steps[2 * t - 1], steps[2 * t]
        known |= {
            f"k_q{t}": after_e.posterior.probs[HIDDEN, 0],
            f"k_a{t}": after_m.params.p_heads[0],
            f"k_fe{t}": after_e.elbo,
            f"k_fm{t}": after_m.elbo,
        }
    return known | {
        "hidden_round": HIDDEN + 1,
        "hidden_heads": rounds.heads[HIDDEN],
        "hidden_flips": rounds.flips[HIDDEN],
        "theta_b": THETA_B,
        "theta_b_tails": 1 - THETA_B,
        "heads_a": rounds.heads[mine].sum(),
        "flips_a": rounds.flips[mine].sum(),
        "k_a0": KNOB,
        "k_q": top.posterior.probs[HIDDEN, 0],
        "k_a": top.params.p_heads[0],
        "k_f": top.elbo,
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
    known: Facts = {}
    for t, (theta, f, ll) in enumerate(spoilt()):
        known |= {f"sp_a{t}": theta, f"sp_f{t}": f, f"sp_ll{t}": ll}
    return known


def gradient_run(step: float) -> Climb:
    return gradient_ascent(coin_hill(DB.rounds), START, step, max_iter=1000)


def _climbers() -> Facts:
    hill, top = coin_hill(DB.rounds), limit(DB.rounds, START).log_likelihood
    quasi = reached(lbfgs(hill, START).values, top)
    lines = reached(conjugate_gradients(hill, START).values, top)
    beyond = conjugate_gradients(hill, WALL).outside
    return {
        "db_ll": top,
        "em_n": reached(em_heights(DB.rounds, START), top),
        "ga_n": reached(gradient_run(STEPS[""]).values, top),
        "lb_n": quasi,
        "lb_calls": lbfgs(hill, START, max_iter=quasi).evaluations.values,
        "cg_n": lines,
        "cg_calls": conjugate_gradients(hill, START, max_iter=lines).evaluations.values,
        **pair("cg_out_{}", beyond),
        "nt_near": reached(newton(hill, NEAR).values, top),
        "em_near": reached(em_heights(DB.rounds, NEAR), top),
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
        "step_small": STEPS["slow"],
        **pair("ga_slow_{}", gradient_run(STEPS["slow"]).path[CREPT]),
        "ga_slow_n": reached(gradient_run(STEPS["slow"]).values, end.log_likelihood),
        "ga_edge_n": reached(gradient_run(STEPS["edge"]).values, end.log_likelihood),
        "curve_most": most,
        "step_most": 2 / most,
        **pair("ga_out_{}", left.outside),
        **pair("nt_end_{}", saddle.path[-1]),
        "nt_n": saddle.iterations,
        **pair("nt_out_{}", gone.outside),
        **pair("s_{}", own),
        "saddle_along": along,
        "saddle_across": across,
        "saddle_ll": saddle.values[-1],
    }


def saddle_curvatures() -> Pair:
    """The curvature at the saddle of the pooled coin, along the diagonal and across it."""
    pooled = DB.rounds.heads.sum() / DB.rounds.flips.sum()
    table = coin_hill(DB.rounds).hessian(np.array([pooled, pooled]))
    return float(table[0, 0] + table[0, 1]), float(table[0, 0] - table[0, 1])


def _peaks() -> Facts:
    high, low = limit(TWO_PEAKS, START), limit(TWO_PEAKS, LOW)
    return {
        **{f"h_{i}": heads for i, heads in enumerate(TWO_PEAKS.heads, 1)},
        **pair("high_{}", high.params.p_heads),
        **pair("low_{}", low.params.p_heads),
        "high_ll": high.log_likelihood,
        "low_ll": low.log_likelihood,
        "times": exp(high.log_likelihood - low.log_likelihood),
        "low_share": low_share(),
        "db_rate": em_rate(),
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
