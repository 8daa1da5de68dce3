"""The numbers that lesson 14 quotes."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import (
    CoinParams,
    MStep,
    Recipe,
    Rounds,
    by_turns,
    fit,
    hold,
    maximize,
    newton,
    partial,
    run,
)
from lessons.common.tell import HALF, Facts, pair
from lessons.generalized_em import race, rules, runs, slopes
from lessons.generalized_em.cells import cells, ignoring
from lessons.generalized_em.line import line
from lessons.generalized_em.qs import qs
from lessons.generalized_em.settings import STARTS, Settings

COINS = Settings()
HANDS = Settings(data="hands")
OUT = {"a": 0.05, "b": 0.4, "eta": 3.0}  # a start from which a long step leaves the square
RIGHT = HANDS.with_(right=True)


def facts() -> Facts:
    known = _lengths() | _first_steps() | _beyond() | _turns() | _q()
    return known | _hands() | _rules() | _slopes() | _flat()


def walk(rule: MStep, most: int) -> list[Any]:
    """Half-steps of the two coins from their start, without a stopping rule."""
    start = CoinParams(HALF, STARTS["coins"])
    return list(run(runs.COINS, runs.DATA["coins"], start, Recipe(m_step=rule), max_iter=most, tol=0))


def _name(value: float) -> str:
    return f"{round(100 * value)}"


def _lengths() -> Facts:
    known: Facts = {}
    for one in race.raced(COINS)[:-1]:
        known[f"n{_name(one.eta)}"] = one.needed
    return known


def _first_steps() -> Facts:
    known: Facts = {}
    for name, eta in (("half", 0.5), ("one", 1.0), ("more", 1.5)):
        known |= pair(f"{name}_{{}}", runs.trace(COINS.with_(eta=eta))[2].params.p_heads)
    end = fit(runs.COINS, runs.DATA["coins"], CoinParams(HALF, STARTS["coins"]), max_iter=3000, tol=0)
    top = end.params.p_heads
    # how much of what is left one whole M-step leaves: near the end a constant
    away = [float(np.abs(s.params.p_heads - top).max()) for s in walk(maximize, 14) if s.phase == "M"]
    rate = away[11] / away[10]
    known |= {"top": end.log_likelihood, "rate": rate, "half_rate": (1 + rate) / 2}
    return known | pair("top_{}", top)


def _beyond() -> Facts:
    first = line(runs.climb(COINS), 1)
    assert first is not None
    known: Facts = {"gain": first.unit, "rises": first.falls, "ll_rises": first.loses}
    two = [s for s in walk(partial(2.0), 8) if s.phase != "start"]
    falls = [m.iteration for e, m in zip(two[::2], two[1::2], strict=True) if m.elbo < e.elbo - 1e-12]
    known |= {f"fall{i}": t for i, t in enumerate(falls, 1)}
    known["two_bound0"], known["two_bound1"] = two[0].elbo, two[1].elbo
    far = [s.log_likelihood for s in walk(partial(2.5), 1)]
    known |= {"ll0": far[0], "far_ll": far[-1]}
    away = runs.climb(COINS.with_(**OUT))
    e = away.trace[1]
    assert e.stats is not None
    would = e.params.p_heads + 3 * (runs.COINS.maximize(e.stats, e.params).p_heads - e.params.p_heads)
    made = line(away, 1)
    assert made is not None
    known |= pair("would_{}", would)
    return known | {"made": made.eta}


def _turns() -> Facts:
    steps = [s for s in walk(by_turns(hold(1), hold(0)), 40) if s.phase != "E"]
    end = _first_steps()["top"]
    far = [s.iteration for s in steps if abs(s.log_likelihood - end) > race.WITHIN]
    return {"turns": far[-1] + 1}


def _q() -> Facts:
    five = COINS.with_(data="five", a=STARTS["five"][0], b=STARTS["five"][1], eta=1.0)
    at = qs(runs.climb(five))
    return {f"{name}{t}": values[t - 1] for t in (1, 2) for name, values in
            (("q", at.q), ("h", at.entropy), ("f", at.bound))}  # fmt: skip


def _hands() -> Facts:
    data, start = runs.HANDS, runs.start(HANDS)
    end = fit(runs.FEATURES, data, start, max_iter=300, tol=0)
    p, ends = cells(end.params), slopes.vector(end.params)
    flat = ignoring(HANDS)
    without = runs.COINS.log_likelihood(Rounds(data.heads, data.flips), CoinParams(HALF, flat))
    return {
        "hands0": runs.FEATURES.log_likelihood(data, start), "hands": end.log_likelihood,
        "alpha_a": float(ends[0]), "alpha_b": float(ends[1]), "b": float(ends[2]),
        "without": without,
    } | pair("without_{}", flat) | pair("left_{}", p[0]) | pair("right_{}", p[1])  # fmt: skip


def _rules() -> Facts:
    names = [*rules.PLAIN, *(f"g{_name(step)}" for step in rules.STEPS)]
    known: Facts = {}
    for name, one in zip(names, rules.costs(HANDS), strict=True):
        known |= {f"{name}_n": one.e_steps, f"{name}_inner": one.inner, f"{name}_falls": one.falls}
    return known


def _slopes() -> Facts:
    first = runs.climb(HANDS)
    e, m = first.trace[1], first.trace[2]
    known: Facts = {}
    assert e.stats is not None
    for name, at in (("", e), ("after_", m)):
        assert at.stats is not None
        q, ll = runs.FEATURES.gradient(at.stats, at.params), slopes.slope_of_likelihood(first, at.params)
        both = [("ll_slope", ll)] if name else [("slope", q), ("ll_slope", ll)]
        known |= {f"{name}{what}_{of}": float(v[i]) for what, v in both
                  for i, of in enumerate(("alpha_a", "alpha_b", "b"))}  # fmt: skip
    counts, joint = e.stats, runs.FEATURES.expected_log_joint
    one = newton()(runs.FEATURES, counts, e.params)
    gain = joint(counts, m.params) - joint(counts, e.params)
    share = (joint(counts, one) - joint(counts, e.params)) / gain
    known |= {"share": 100 * share, "inside": runs.FEATURES.climb(counts, e.params)[1]}
    heads, tails = counts.counts[0, 0].tolist()
    return known | {"heads_left": heads, "flips_left": heads + tails}


def _flat() -> Facts:
    free = runs.trace(RIGHT.with_(rule="newton"))
    tied = runs.trace(RIGHT.with_(rule="newton", kappa=0.1))
    return {
        "flat_n": free.fit.iterations,
        "kappa_b": float(tied[-1].params.slopes[0]),
    }  # fmt: skip
