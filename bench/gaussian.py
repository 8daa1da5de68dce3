"""Gaussian mixtures and k-means beside scikit-learn's, and many starts beside one by one.

``measure()``, or ``python -m bench.gaussian``. Time per iteration is that of a long run minus that
of a short one, over the difference in iterations; processor time, the contenders take turns, and the
smallest of the repeats counts, so that a busy machine does not decide. One thread for everybody.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from time import process_time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture as Peer
from threadpoolctl import threadpool_limits

from em_core import GaussianMixture, GaussianParams, Recipe, datasets, fit, fit_many, hard
from em_core.models.gaussian.frame import Points
from em_core.protocol import Floats

SIZES = [(n, d, k) for n in (10_000, 100_000) for d in (2, 10) for k in (3, 8)]
Job = Callable[[int], int]  # at most so many iterations -> the iterations made


def overlapping(n: int, dimensions: int, components: int, seed: int = 0) -> Floats:
    """n points of groups that overlap, so that no method is done after three iterations."""
    random = np.random.Generator(np.random.PCG64(seed))
    centers = random.normal(size=(components, dimensions)) * 1.5 * (2 / dimensions) ** 0.5
    return centers[random.integers(components, size=n)] + random.normal(size=(n, dimensions))


def microseconds(jobs: list[Job], short: int, long: int, repeats: int) -> list[float]:
    """Microseconds per iteration of each job."""
    times: list[dict[int, list[float]]] = [{short: [], long: []} for _ in jobs]
    made: list[dict[int, int]] = [{} for _ in jobs]
    for _ in range(repeats):
        for job, time, count in zip(jobs, times, made, strict=True):
            for most in (short, long):
                began = process_time()
                count[most] = job(most)
                time[most].append(process_time() - began)
    return [
        (min(time[long]) - min(time[short])) / (count[long] - count[short]) * 1e6
        for time, count in zip(times, made, strict=True)
    ]


def mixtures(x: Floats, components: int) -> list[Job]:
    """Ours and scikit-learn's, full covariances, from the same start."""
    random = np.random.Generator(np.random.PCG64(1))
    means = x[random.choice(len(x), components, replace=False)]
    cov = np.atleast_2d(np.cov(x.T))
    start = GaussianParams(
        np.full(components, 1 / components), means, np.broadcast_to(cov, (components, *cov.shape))
    )
    data = Points(x)

    def ours(most: int) -> int:
        return fit(GaussianMixture(), data, start, max_iter=most, tol=0).iterations

    def theirs(most: int) -> int:
        peer = Peer(
            components, reg_covar=0, tol=0, max_iter=most, weights_init=start.weights, means_init=means,
            precisions_init=np.linalg.inv(start.covariances),
        )  # fmt: skip
        return int(peer.fit(x).n_iter_)

    return [ours, theirs]


def lloyds(x: Floats, components: int) -> list[Job]:
    """Hard EM and scikit-learn's Lloyd, from the same centres."""
    random = np.random.Generator(np.random.PCG64(1))
    means = x[random.choice(len(x), components, replace=False)]
    size = x.shape[1]
    start = GaussianParams(
        np.full(components, 1 / components), means, np.broadcast_to(np.eye(size), (components, size, size))
    )
    model, data = GaussianMixture("spherical", learn_weights=False, known_variance=1.0), Points(x)

    def ours(most: int) -> int:
        return fit(model, data, start, Recipe(hard), max_iter=most, tol=0).iterations

    def theirs(most: int) -> int:
        peer = KMeans(components, init=means, n_init=1, tol=0, max_iter=most, algorithm="lloyd")
        return int(peer.fit(x).n_iter_)

    return [ours, theirs]


def restarts(starts: int = 200, iterations: int = 100, repeats: int = 3) -> tuple[float, float]:
    """Seconds of ``fit_many`` and of one ``fit`` after the other, on Old Faithful with K = 2."""
    data, model = Points(datasets.OLD_FAITHFUL.x), GaussianMixture()
    random = np.random.Generator(np.random.PCG64(2))
    cov = np.cov(data.x.T)
    begin = [
        GaussianParams([0.5, 0.5], data.x[random.choice(len(data), 2, replace=False)], [cov, cov])
        for _ in range(starts)
    ]
    together: list[float] = []
    alone: list[float] = []
    for _ in range(repeats):
        for times, call in (
            (together, lambda: fit_many(model, data, begin, max_iter=iterations, tol=0)),
            (alone, lambda: [fit(model, data, start, max_iter=iterations, tol=0) for start in begin]),
        ):
            began = process_time()
            call()
            times.append(process_time() - began)
    return min(together), min(alone)


def measure(repeats: int = 5) -> dict[str, dict[str, float]]:
    """Print and return, for each size, microseconds per iteration and the ratio ours / theirs."""
    results: dict[str, dict[str, float]] = {}
    faithful = datasets.OLD_FAITHFUL.x
    sets: list[tuple[str, Floats, int]] = [("Old Faithful, K = 2", faithful, 2)]
    sets += [(f"N = {n}, D = {d}, K = {k}", overlapping(n, d, k), k) for n, d, k in SIZES]
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for what, make, goal in (("mixture", mixtures, 0.25), ("k-means", lloyds, 3.0)):
            for name, x, components in sets:
                few = len(x) < 1000
                if what == "k-means" and few:
                    continue  # done after two iterations, which is too short to be timed
                short, long = (3, 23) if what == "mixture" else (1, 21)
                ours, theirs = microseconds(make(x, components), short, long, repeats * (12 if few else 1))
                row = {"ours_us": ours, "theirs_us": theirs, "ratio": ours / theirs}
                results[f"{what}, {name}"] = row
                print(
                    f"{what}, {name}: {ours:.0f} us, scikit-learn {theirs:.0f} us per iteration: "
                    f"{row['ratio']:.2f} (to reach: {goal:g})",
                    flush=True,
                )
        together, alone = restarts()
        row = {"together_s": together, "alone_s": alone, "ratio": together / alone}
        results["200 starts"] = row
        print(
            f"200 starts, at most 100 iterations: {together:.3f} s together, {alone:.3f} s one by one: "
            f"{row['ratio']:.2f} (to reach: 0.15)"
        )
    return results


if __name__ == "__main__":
    measure()
