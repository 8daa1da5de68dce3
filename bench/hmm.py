"""Hidden Markov models beside hmmlearn's, and the milliseconds of a lesson's diary.

``measure()``, or ``python -m bench.hmm``. Time per iteration as in ``bench.gaussian``: processor time, a long
run minus a short one, the contenders in turn, the smallest of the repeats. One thread for everybody.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from time import process_time

import numpy as np
from hmmlearn.hmm import CategoricalHMM
from threadpoolctl import threadpool_limits

from bench.gaussian import Job, microseconds
from em_core import HMM, Diary, HMMParams, Recipe, datasets, fit, hard, run

SIZES = [(10_000, 5, 6), (10_000, 2, 3), (1_000, 5, 6)]  # days, states, symbols
GOALS = {"log": 0.4, "scaling": 2.5}  # of hmmlearn's two ways, at 10,000 days and 5 states


def problem(days: int, states: int, symbols: int) -> tuple[Diary, HMMParams]:
    """A diary drawn without states, so that no method is done early, and a start that likes to stay."""
    random = np.random.Generator(np.random.PCG64(0))
    moves = 0.3 * random.dirichlet(np.ones(states), size=states) + 0.7 * np.eye(states)
    emissions = random.dirichlet(np.ones(symbols), size=states)
    start = HMMParams(random.dirichlet(np.ones(states)), moves, emissions)
    return Diary(random.integers(symbols, size=days), symbols), start


def jobs(data: Diary, start: HMMParams) -> list[Job]:
    """Ours, and hmmlearn's in logarithms and with scaling, from the same start."""

    def ours(most: int) -> int:
        return fit(HMM(), data, start, max_iter=most, tol=0).iterations

    def theirs(way: str) -> Job:
        def job(most: int) -> int:
            peer = CategoricalHMM(
                start.start.size, n_iter=most, tol=-math.inf, init_params="", implementation=way,
                n_features=data.symbols,
            )  # fmt: skip
            peer.startprob_, peer.transmat_, peer.emissionprob_ = start.start, start.moves, start.emissions
            peer.fit(data.days[:, None])
            return int(peer.monitor_.iter)

        return job

    return [ours, *map(theirs, GOALS)]


def milliseconds(job: Callable[[], object], repeats: int = 15) -> float:
    """The smallest processor time of some calls."""
    times = []
    for _ in range(repeats):
        began = process_time()
        job()
        times.append(process_time() - began)
    return min(times) * 1e3


def dragging(iterations: int = 30) -> dict[str, float]:
    """Milliseconds of a half-step with its snapshot, while a slider of Eisner's diary is dragged."""
    diary, start = datasets.EISNER.diary, datasets.EISNER.start

    def soft() -> None:
        list(run(HMM(), diary, start, max_iter=iterations, tol=0))

    def viterbi() -> None:
        list(run(HMM(), diary, start, Recipe(hard), max_iter=iterations, tol=0))

    # Hard EM stops by itself after three iterations.
    halves = {"soft": 2 * iterations, "Viterbi": 2 * fit(HMM(), diary, start, Recipe(hard), tol=0).iterations}
    return {name: milliseconds(job) / halves[name] for name, job in (("soft", soft), ("Viterbi", viterbi))}


def measure(repeats: int = 7) -> dict[str, dict[str, float]]:
    """Print and return, for each size, microseconds per iteration and the ratios ours / theirs."""
    results: dict[str, dict[str, float]] = {}
    logging.disable(logging.WARNING)  # hmmlearn's, of more parameters than data
    try:
        with threadpool_limits(1):
            for days, states, symbols in SIZES:
                ours, *theirs = microseconds(jobs(*problem(days, states, symbols)), 2, 12, repeats)
                row = {"ours_us": ours}
                text = f"T = {days}, K = {states}: {ours:.0f} us per iteration"
                for (way, goal), peer in zip(GOALS.items(), theirs, strict=True):
                    row |= {f"{way}_us": peer, f"ratio_{way}": ours / peer}
                    text += f'; hmmlearn "{way}" {peer:.0f} us: {ours / peer:.2f}'
                    text += f" (to reach: {goal:g})" if (days, states) == SIZES[0][:2] else ""
                results[f"T = {days}, K = {states}"] = row
                print(text, flush=True)
            row = dragging()
    finally:
        logging.disable(logging.NOTSET)
    results["T = 33, K = 2"] = {f"{name}_ms": value for name, value in row.items()}
    told = ", ".join(f"{name} {value:.3f} ms" for name, value in row.items())
    print(f"T = 33, K = 2, a half-step with its snapshot: {told} (to reach: 0.5)")
    return results


if __name__ == "__main__":
    measure()
