"""The results quoted in lesson 11, as numbers."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import numpy as np

from em_core import HMM, Diary, HMMParams, Recipe, fit, hard
from em_core import trace as half_steps
from lessons.hmm.paths import best_path, log_joint
from lessons.hmm.runs import Weather, diary, drawn, ends, one_state, start, weather
from lessons.hmm.settings import WEIGHTS, Settings
from lessons.hmm.starts import repeated

Facts = dict[str, Any]
PLAIN = Settings()
MODEL = HMM()
DAYS = (1, 11, 14, 27, 33)
UNIFORM = PLAIN.with_(stay=0.45, **dict.fromkeys(WEIGHTS, 1.0))
EQUAL = PLAIN.with_(h1=0.4, h2=0.3, h3=0.3, c1=0.4, c2=0.3, c3=0.3)
APART = PLAIN.with_(first=0.4, **dict.fromkeys(WEIGHTS, 1.0))
BEST_SORTED = range(10)  # seeds, among which the highest end of the sorted days is met


@cache
def steps(s: Settings = PLAIN, hardly: bool = False, most: int = 40) -> tuple[Any, ...]:
    """So many iterations and no stopping rule."""
    recipe = Recipe(hard) if hardly else Recipe()
    return tuple(half_steps(MODEL, diary(s), start(s), recipe, max_iter=most, tol=0).steps)


def limit(data: Diary, params: HMMParams, most: int = 1500) -> Any:
    """Where a run tends to."""
    return fit(MODEL, data, params, max_iter=most, tol=1e-14)


@cache
def end(s: Settings = PLAIN) -> Any:
    """Where soft EM tends to at these settings."""
    return limit(diary(s), start(s))


def on_stage(**changes: Any) -> Weather:
    """The run that a link shows."""
    run: Weather = weather(PLAIN.with_(**changes))
    return run


def facts() -> Facts:
    return (_run() | _first() | _end() | _hard() | _short() | _stuck() | _starts() | _orders()
            | {"zero_day": repeated(diary(PLAIN), start(PLAIN)).zero})  # fmt: skip


def _run() -> Facts:
    known: Facts = {f"ll{t}": steps()[2 * t].log_likelihood for t in (0, 1, 2, 3, 5, 10, 20)}
    return known | {
        "ll": end().log_likelihood,
        "one": one_state(PLAIN),
        "n": on_stage().trace.fit.iterations,
        "paths": 2 ** len(diary(PLAIN)),
        "edges": 4 * (len(diary(PLAIN)) - 1),
    }


def _first() -> Facts:
    """The first E-step and the first M-step."""
    e, m = steps()[1], steps()[2].params
    gamma = e.posterior.gamma[:, 1]
    known: Facts = {f"g{t}": float(gamma[t - 1]) for t in DAYS}
    for i, state in enumerate(("cold", "hot")):
        known |= {f"{state}_days{v + 1}": float(e.stats.days[i, v]) for v in range(3)}
        known |= {f"{state}_eats{v + 1}": float(m.emissions[i, v]) for v in range(3)}
        known |= {f"{state}_to_{to}": float(e.stats.moves[i, j]) for j, to in enumerate(("cold", "hot"))}
        known |= {f"{state}_then_{to}": float(m.moves[i, j]) for j, to in enumerate(("cold", "hot"))}
        known |= {f"{state}_stop": float(m.stop[i])}
    return known | {"hot_days": float(e.stats.days[1].sum()), "entropy": e.posterior.entropy(),
                    "first1": float(m.start[1])}  # fmt: skip


def _end() -> Facts:
    p = end().params
    by_step = [s.posterior.gamma[10, 1] for s in steps() if s.phase == "E"]
    return {
        "end_cold_cold": float(p.moves[0, 0]),
        "end_hot_hot": float(p.moves[1, 1]),
        "end_hot_stop": float(p.stop[1]),
        **{f"end_cold{v + 1}": float(p.emissions[0, v]) for v in range(3)},
        **{f"end_hot{v + 1}": float(p.emissions[1, v]) for v in range(3)},
        "end_first": float(p.start[1]),
        "eleven2": float(by_step[1]),
        "eleven3": float(by_step[2]),
    }


def _hard() -> Facts:
    walk = steps(hardly=True, most=10)
    best = best_path(diary(PLAIN), end().params)
    return {"hard_best0": walk[1].objective, "hard_best": walk[-1].objective,
            "hard_ll": walk[-1].log_likelihood, "soft_best": best}  # fmt: skip


def _short() -> Facts:
    s = PLAIN.with_(data="short")
    e = steps(s, most=1)[1]
    known: Facts = {f"short{t + 1}": float(e.posterior.gamma[t, 1]) for t in range(3)}
    at = diary(s), start(s)
    return known | {"short_ccc": log_joint(*at, (0, 0, 0)), "short_cch": log_joint(*at, (0, 0, 1))}


def _stuck() -> Facts:
    return {
        "alike0": steps(UNIFORM, most=3)[0].log_likelihood,
        "alike1": steps(UNIFORM, most=3)[2].log_likelihood,
        "equal": steps(EQUAL)[-1].log_likelihood,
        "apart1": steps(APART)[2].log_likelihood,
        "apart": end(APART).log_likelihood,
    }


def _starts() -> Facts:
    values = [round(one.log_likelihood, 2) for one in ends(PLAIN)]
    often = Counter(values).most_common()
    top = max(values)
    return {
        "starts": len(values),
        "starts_best": values.count(top),
        "starts_lower": sum(abs(value + 38.02) < 0.025 for value in values),
        "lower": next(value for value, _ in often if value != top),
    }


def _orders() -> Facts:
    in_order = PLAIN.with_(data="sorted")
    ways = [limit(diary(in_order), drawn(seed, True), 400).log_likelihood for seed in BEST_SORTED]
    shuffled = PLAIN.with_(data="shuffled")
    return {
        "sorted": end(in_order).log_likelihood,
        "sorted_best": float(np.max(ways)),
        "shuffled": end(shuffled).log_likelihood,
    }
