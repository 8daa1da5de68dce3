"""The results quoted in lesson 07, most of them from the lesson's own screens."""

from __future__ import annotations

from math import exp, log

import numpy as np

from em_core import GaussianMixture, Points, fit, kmeans, starts
from em_figures.words import NAMES
from lessons.common.plane import spots
from lessons.common.tell import Facts, digits
from lessons.kmeans import data, runs
from lessons.kmeans.facts_runs import (
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
from lessons.kmeans.many import thousands
from lessons.kmeans.soft import apart, undecided

RULES = ("random", "plusplus", "farthest")
SEEDS = range(1, 101)
SIGMAS = (2.0, 1.5, 1.0, 0.5, 0.1)
NARROW, WIDE = 0.1, 2.0


def facts() -> Facts:
    return _first() | _local() | _starts() | _race() | _soft() | _sigma() | _weak() | one_gaussian() | story()


def _first() -> Facts:
    run = screen_run("START")
    values = [digits(j or 0.0, 2) for j in run.inertia]
    return {f"start_{name.lower()}": str(n) for name, n in zip(NAMES, run.counts(1), strict=False)} | {
        "n": str(len(run.plane.points)),
        "start_n": str(run.trace[-1].iteration),
        "start_changed": str(run.changed(3)),
        "start_e1": values[1],
        "start_m1": values[2],
        "start_e2": values[3],
        "start_m2": values[4],
        "start_j": values[-1],
        "digits": str(len(str(run.k ** len(run.plane.points)))),
    }


def _local() -> Facts:
    run, empty = screen_run("LOCAL"), screen_run("EMPTY")
    sizes = run.counts(end(run))
    return {
        "local_n": str(run.trace[-1].iteration),
        "local_j": digits(final_j(run), 2),
        "local_a": str(sizes[0]),
        "local_b": str(sizes[1]),
        "local_d": str(sizes[3]),
        "empty_j": digits(final_j(empty), 2),
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
        known[f"{rule}_hits"] = str(sum(e.inertia[-1] < best + 1e-6 for e in found))
        known[f"{rule}_first"] = digits(float(np.mean([e.inertia[0] for e in found])), 1)
        known[f"{rule}_n"] = digits(float(np.mean([len(e.inertia) for e in found])), 1)
    ten = [a.inertia for a in runs.attempts(settings("TEN"))]
    others = sorted({digits(j, 2) for j in ten if j > best + 1e-6})
    for c in range(1, 7):
        tries = runs.attempts(settings("TEN", rule="plusplus", c=c))
        known[f"j_{c}"] = digits(min(a.inertia for a in tries), 2)
    return known | {
        "best_j": digits(float(best), 2),
        "promise": digits(8 * (log(4) + 2), 1),
        "plusplus_ratio": digits(float(np.mean([e.inertia[0] for e in all_ends["plusplus"]]) / best), 1),
        "ten_hits": str(sum(j < best + 1e-6 for j in ten)),
        **{f"other_{i}": j for i, j in enumerate(others, 1)},
    }


def _race() -> Facts:
    s = settings("COUNT")
    at = data.centres(s, data.prepared(s, True))
    race = runs.race(s, tuple(map(tuple, at.tolist())))
    lloyd, hamerly, tree = race.totals
    return {
        "race_points": str(race.points),
        "race_each": thousands(race.distances[0][0]),
        "race_n": str(len(race.distances[0])),
        "race_lloyd": thousands(lloyd),
        "race_hamerly": thousands(hamerly),
        "race_tree": thousands(tree),
        "race_hamerly_share": digits(100 * hamerly / lloyd, 1),
        "race_tree_share": digits(100 * tree / lloyd, 1),
        "race_hamerly_last": thousands(race.distances[1][-1]),
        "race_tree_first": thousands(race.distances[2][0]),
    }


def _soft() -> Facts:
    pair = soft_runs(settings("SOFT").sigma)
    away = apart(pair, len(pair) - 1)
    a, b = (float(np.linalg.norm(run.places[-1][0] - run.places[-1][1])) for run in pair)
    return {f"soft_{name.lower()}": digits(v, 2) for name, v in zip(NAMES, away, strict=False)} | {
        "soft_undecided": str(undecided(pair.soft, end(pair.soft))),
        "soft_closer": digits(b - a, 2),
    }


def _sigma() -> Facts:
    known: Facts = {}
    for sigma in SIGMAS:
        pair, name = soft_runs(sigma), f"{10 * sigma:.0f}"
        known[f"und_{name}"] = str(undecided(pair.soft, end(pair.soft)))
        known[f"off_{name}"] = digits(float(apart(pair, len(pair) - 1)[0]), 4)
    narrow, merged = soft_runs(NARROW).soft, soft_runs(WIDE).soft.places[-1][0]
    n, d = narrow.plane.points.x.shape
    scaled = -2 * NARROW**2 * (narrow.trace[-1].log_likelihood - n * constant(NARROW, narrow.k, d))
    return known | {
        "share_1": digits(1 / (1 + exp(-1 / 2)), 3),
        "share_half": digits(1 / (1 + exp(-2)), 3),
        "share_fifth": digits(1 / (1 + exp(-12.5)), 6),
        "scaled_ll": digits(scaled, 2),
        "merged_x": digits(merged[0], 2),
        "merged_y": digits(merged[1], 2),
    }


def _weak() -> Facts:
    known: Facts = {}
    for preset, name in (("START", "blobs"), ("LONG", "long"), ("SIZES", "sizes")):
        x, drawn = simulated(name)
        run = screen_run(preset)
        found = "round" if name == "blobs" else name
        known[f"{found}_truth"] = digits(inertia_of(x, drawn), 2)
        if name == "blobs":
            known["round_right"] = str(right(last_labels(run), drawn))
        else:
            known[f"{found}_j"] = digits(final_j(run), 2)
            known[f"{found}_n"] = str(len(x))
    scaled = screen_run("SCALED")
    hard, soft = from_the_truth()
    x, drawn = simulated("outlier")
    three = screen_run("OUTLIER", c=3)
    return known | {
        "scaled_right": str(right(last_labels(scaled), simulated("long")[1])),
        "sizes_hard": str(hard),
        "sizes_soft": str(soft),
        "out_alone": digits(final_j(screen_run("OUTLIER")), 2),
        "out_groups": digits(inertia_of(x, np.append(drawn, 1)), 2),
        "out_three": digits(final_j(three), 2),
    }


def from_the_truth() -> tuple[int, int]:
    """Unequal groups, from the means they were drawn with: how many end right with k-means, and with EM."""
    x, drawn = simulated("sizes")
    means = data.truth("sizes").means
    model = GaussianMixture("spherical")
    params = fit(model, x, starts.around(x, means, "spherical"), max_iter=500).params
    winners = model.infer(x, params).probs.argmax(axis=1)
    return right(kmeans.lloyd(x, means).labels[-1], drawn), right(winners, drawn)
