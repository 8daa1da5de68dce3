"""The results quoted in lesson 13, as numbers."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from em_core import CoinParams, Recipe, beta_prior, fit
from em_core import trace as half_steps
from lessons.common.tell import Facts, pair
from lessons.map_em import runs
from lessons.map_em.eruptions import next_sd
from lessons.map_em.every import many_ends
from lessons.map_em.fork import factor, pooled
from lessons.map_em.runs import FIXED, HALF, ROUNDS, highest, objective
from lessons.map_em.scales import top
from lessons.map_em.settings import Settings

THREE = beta_prior(3, 3, coins=2)
DB = ROUNDS["db"]


def facts() -> Facts:
    return _three() | _fell() | _five() | _one() | _edge() | _scales() | _strong() | _geyser() | _library()


@cache
def steps(data: str, at: tuple[float, float], c: float = 2, most: int = 10) -> tuple[Any, ...]:
    """So many iterations under c invented heads and tails per coin, and no stopping rule."""
    recipe = Recipe(prior=beta_prior(1 + c, 1 + c, coins=2))
    start = CoinParams(HALF, at)
    return tuple(half_steps(FIXED, ROUNDS[data], start, recipe, max_iter=most, tol=0).steps)


@cache
def limit(data: str, at: tuple[float, float], c: float = 2) -> Any:
    """Where such a run tends to."""
    recipe = Recipe(prior=beta_prior(1 + c, 1 + c, coins=2))
    return fit(FIXED, ROUNDS[data], CoinParams(HALF, at), recipe, max_iter=3000, tol=0)


def log_prior(params: CoinParams, c: float = 2) -> float:
    """Of both coins, without the constant."""
    return FIXED.expected_log_joint(beta_prior(1 + c, 1 + c, coins=2), params)


def _three() -> Facts:
    made, end = steps("db", (0.6, 0.5)), limit("db", (0.6, 0.5))
    known: Facts = {f"both{t}": objective(made[2 * t]) for t in (0, 1, 2)}
    for t in (1, 2, 10):
        known |= pair(f"db_{{}}{t}", made[2 * t].params.p_heads)
    counts = made[1].stats.counts
    return (
        known
        | pair("db_{}", end.params.p_heads)
        | {
            "both": end.log_likelihood + log_prior(end.params),
            "ll": end.log_likelihood,
            "heads_a": float(counts[0, 0]),
            "flips_a": float(counts[0].sum()),
            "g2": float(made[1].posterior.probs[1, 0]),
        }
    )


def _fell() -> Facts:
    best = highest("db")
    made = steps("db", (best[0], best[1]))
    known: Facts = {}
    for t in (0, 1, 2, 3):
        known |= {f"fell_ll{t}": made[2 * t].log_likelihood, f"fell_both{t}": objective(made[2 * t])}
    return known | pair("mle_{}", best) | pair("fell_{}", made[2].params.p_heads)


def _five() -> Facts:
    end = limit("five", (0.7, 0.3))
    return pair("five_{}", steps("five", (0.7, 0.3))[2].params.p_heads) | {
        "five": float(end.params.p_heads[0]),
        "five_ll": end.log_likelihood,
        "five_plain": highest("five")[0],
    }


def _one() -> Facts:
    seven, eight = (limit("db", (0.8, 0.5), c).params.p_heads for c in (7, 8))
    return (
        pair("seven_{}", seven)
        | pair("eight_{}", eight)
        | {"rho7": factor(DB, 7), "rho8": factor(DB, 8), "rho0": factor(DB, 0), "pooled8": pooled(DB, 8)}
    )


def _edge() -> Facts:
    start = Settings(data="loser", a=0.7, b=0.5)
    plain, two = (runs.coins(start.with_(pa=a, pb=a)).trace[-1].params.p_heads for a in (1.0, 2.0))
    return {"edge_a": float(plain[0]), "edge2_a": float(two[0])}


def _scales() -> Facts:
    nine = runs.coins(Settings(data="nine"))
    found: Facts = {}
    for name, odds in (("p", False), ("odds", True)):
        above, below = top(nine, odds)
        found |= {f"{name}_top": int(above), f"{name}_bottom": int(below), f"{name}_map": above / below}
    return found


def _strong() -> Facts:
    one = Settings(pa=20, pb=20)
    apart = Settings(kind="different", pa=20, pb=5, qa=5, qb=20)
    ends = many_ends(one)
    return pair("apart_{}", many_ends(apart)[0, 1]) | {
        "starts": len(ends),
        "strong": float(ends[0, 1, 0]),
    }


def _geyser() -> Facts:
    alone = runs.geyser(Settings(data="geyser"))
    four = runs.geyser(Settings(data="geyser", nu=4)).trace
    end = four[-1]
    known: Facts = {
        "fallen": unguarded(next_sd(alone)),
        "tiny": round(-np.log10(next_sd(alone))),
        "alone": alone.trace[0].log_likelihood,
    }
    return (
        known
        | pair("mean_{}", end.params.means[:, 0])
        | pair("var_{}", end.params.covariances[:, 0, 0])
        | pair("sd_{}", np.sqrt(end.params.covariances[:, 0, 0]))
        | {
            "weight": float(end.params.weights[0]),
            "points_ll": end.log_likelihood,
            "points_n": four.fit.iterations,
            "absurd": four[0].log_prior,
            "free_ll": runs.geyser(Settings(data="geyser", begin="mle")).trace[0].log_likelihood,
        }
    )


def unguarded(sd: float) -> float:
    """The log-likelihood after the M-step that is refused: component B stands on its one value."""
    step, x = runs.geyser(Settings(data="geyser")).trace[-1], runs.eruptions().x[:, 0]
    assert step.posterior is not None
    q = step.posterior.probs
    n = q.sum(axis=0)
    m = (q * x[:, None]).sum(axis=0) / n
    v = float((q[:, 0] * (x - m[0]) ** 2).sum() / n[0])
    first = np.log(n[0] / len(x)) - 0.5 * np.log(2 * np.pi * v) - 0.5 * (x - m[0]) ** 2 / v
    away = np.where(np.abs(x - m[1]) < 1e-9, 0.0, np.inf)
    second = np.log(n[1] / len(x)) - 0.5 * np.log(2 * np.pi) - np.log(sd) - away
    return float(np.logaddexp(first, second).sum())


def _library() -> Facts:
    fell = runs.geyser(Settings(data="geyser", begin="mle", eps="0.05")).trace
    stuck = runs.geyser(Settings(data="geyser", eps="1e-6")).trace
    return {
        "lib_ll0": fell[0].log_likelihood,
        "lib_ll1": fell[2].log_likelihood,
        "lib_ll2": fell[4].log_likelihood,
        "lib_ll": fell[-1].log_likelihood,
        "stuck_ll": stuck[-1].log_likelihood,
        "stuck_n": stuck.fit.iterations,
    }
