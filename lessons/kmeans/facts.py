"""The results quoted in lesson 07, most of them from the lesson's own screens."""

from __future__ import annotations

from math import exp, log

import numpy as np

from em_core import GaussianMixture, Points, fit, kmeans, starts
from em_figures.words import NAMES
from lessons.common.plane import spots
from lessons.kmeans import data, runs
from lessons.kmeans.facts_runs import (
    Facts,
    constant,
    end,
    final_j,
    inertia_of,
    last_labels,
    right,
    screen_run,
    settings,
    simulated,
    soft_runs,
)
from lessons.kmeans.facts_single import one_gaussian, story
from lessons.kmeans.soft import apart, undecided

RULES = ("random", "plusplus", "farthest")
SEEDS = range(1, 101)
SIGMAS = (2.0, 1.5, 1.0, 0.5, 0.1)
NARROW, WIDE = 0.1, 2.0


def facts() -> Facts:
    found = _first() | _local() | _starts() | _race() | _soft() | _sigma() | _weak()
    found |= one_gaussian() | story()
    return {name: value if isinstance(value, int) else float(value) for name, value in found.items()}


def _first() -> Facts:
    run = screen_run("START")
    values = [j or 0.0 for j in run.inertia]
    return {f"start_{name.lower()}": n for name, n in zip(NAMES, run.counts(1).tolist(), strict=False)} | {
        "n": len(run.plane.points),
        "start_n": run.trace[-1].iteration,
        "start_changed": run.changed(3),
        "start_e1": values[1],
        "start_m1": values[2],
        "start_e2": values[3],
        "start_m2": values[4],
        "start_j": values[-1],
        "digits": len(str(run.k ** len(run.plane.points))),
    }


def _local() -> Facts:
    run, empty = screen_run("LOCAL"), screen_run("EMPTY")
    sizes = run.counts(end(run)).tolist()
    return {
        "local_n": run.trace[-1].iteration,
        "local_j": final_j(run),
        "local_a": sizes[0],
        "local_b": sizes[1],
        "local_d": sizes[3],
        "empty_j": final_j(empty),
    }


def ends(rule: str, c: int = 4) -> list[kmeans.KMeans]:
    """k-means on the four groups from the rule's seeds."""
    x, _ = simulated("blobs")
    points = Points(x)
    return [kmeans.lloyd(points, spots(x, rule, c, seed, np.ones(2))) for seed in SEEDS]


def _starts() -> Facts:
    known: Facts = {}
    all_ends = {rule: ends(rule) for rule in RULES}
    best = min(e.inertia[-1] for found in all_ends.values() for e in found)
    for rule, found in all_ends.items():
        known[f"{rule}_hits"] = int(sum(e.inertia[-1] < best + 1e-6 for e in found))
        known[f"{rule}_first"] = float(np.mean([e.inertia[0] for e in found]))
        known[f"{rule}_n"] = float(np.mean([len(e.inertia) for e in found]))
    ten = [a.inertia for a in runs.attempts(settings("TEN"))]
    others = sorted({round(j, 6) for j in ten if j > best + 1e-6})
    for c in range(1, 7):
        tries = runs.attempts(settings("TEN", rule="plusplus", c=c))
        known[f"j_{c}"] = min(a.inertia for a in tries)
    return known | {
        "best_j": float(best),
        "promise": 8 * (log(4) + 2),
        "plusplus_ratio": float(np.mean([e.inertia[0] for e in all_ends["plusplus"]]) / best),
        "ten_hits": int(sum(j < best + 1e-6 for j in ten)),
        **{f"other_{i}": j for i, j in enumerate(others, 1)},
    }


def _race() -> Facts:
    race = runs.race(settings("COUNT"))
    lloyd, hamerly, tree = race.totals
    return {
        "race_points": race.points,
        "race_each": race.distances[0][0],
        "race_n": len(race.distances[0]),
        "race_lloyd": lloyd,
        "race_hamerly": hamerly,
        "race_tree": tree,
        "race_hamerly_share": hamerly / lloyd,
        "race_tree_share": tree / lloyd,
        "race_hamerly_last": race.distances[1][-1],
        "race_tree_first": race.distances[2][0],
    }


def _soft() -> Facts:
    pair = soft_runs(settings("SOFT").sigma)
    away = apart(pair, len(pair) - 1)
    a, b = (float(np.linalg.norm(run.places[-1][0] - run.places[-1][1])) for run in pair)
    return {f"soft_{name.lower()}": v for name, v in zip(NAMES, away, strict=False)} | {
        "soft_undecided": undecided(pair.soft, end(pair.soft)),
        "soft_closer": b - a,
    }


def _sigma() -> Facts:
    known: Facts = {}
    for sigma in SIGMAS:
        pair, name = soft_runs(sigma), f"{10 * sigma:.0f}"
        known[f"share_{name}"] = 1 / (1 + exp(-1 / (2 * sigma**2)))  # squares that differ by 1
        known[f"und_{name}"] = undecided(pair.soft, end(pair.soft))
        known[f"off_{name}"] = float(apart(pair, len(pair) - 1)[0])
    narrow, merged = soft_runs(NARROW).soft, soft_runs(WIDE).soft.places[-1][0]
    n, d = narrow.plane.points.x.shape
    scaled = -2 * NARROW**2 * (narrow.trace[-1].log_likelihood - n * constant(NARROW, narrow.k, d))
    return known | {
        "scaled_ll": scaled,
        "merged_x": merged[0],
        "merged_y": merged[1],
    }


def _weak() -> Facts:
    known: Facts = {}
    for preset, name in (("START", "blobs"), ("LONG", "long"), ("SIZES", "sizes")):
        x, drawn = simulated(name)
        run = screen_run(preset)
        found = "round" if name == "blobs" else name
        known[f"{found}_truth"] = inertia_of(x, drawn)
        if name == "blobs":
            known["round_right"] = right(last_labels(run), drawn)
        else:
            known[f"{found}_j"] = final_j(run)
            known[f"{found}_n"] = len(x)
    scaled = screen_run("SCALED")
    hard, soft = from_the_truth()
    x, drawn = simulated("outlier")
    three, stay = screen_run("OUTLIER", c=3), screen_run("TRUE_MEANS")
    return known | {
        "scaled_right": right(last_labels(scaled), simulated("long")[1]),
        "sizes_e1": stay.inertia[1] or 0.0,
        "sizes_stay": final_j(stay),
        "sizes_hard": hard,
        "sizes_soft": soft,
        "out_alone": final_j(screen_run("OUTLIER")),
        "out_groups": inertia_of(x, np.append(drawn, 1)),
        "out_three": final_j(three),
    }


def from_the_truth() -> tuple[int, int]:
    """Unequal groups, from the means they were drawn with: how many end right with k-means, and with EM."""
    x, drawn = simulated("sizes")
    means = data.truth("sizes").means
    model = GaussianMixture("spherical")
    params = fit(model, x, starts.around(x, means, "spherical"), max_iter=500).params
    winners = model.infer(x, params).probs.argmax(axis=1)
    return right(kmeans.lloyd(x, means).labels[-1], drawn), right(winners, drawn)
