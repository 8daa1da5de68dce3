"""The results quoted of the linkage example: EM and Newton on one parameter."""

from __future__ import annotations

from itertools import count
from typing import Any

from em_core import run
from em_core.models import linkage
from em_core.models.linkage import RAO


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


def _right(path: list[float], top: float) -> int:
    """The first iterate with nine right decimals: an error below half a unit of the ninth."""
    return next(k for k in count() if abs(path[k] - top) < 5e-10)


def linkage_facts() -> dict[str, Any]:
    top = linkage_path(0.5, 100)[-1]
    em, by_newton = linkage_path(0.5, 30), linkage_newton(0.5, 15)
    have, whole = linkage.observed_information(RAO, top), linkage.complete_information(RAO, top)
    known: dict[str, Any] = {}
    for k in range(1, 5):
        known |= {
            f"lk_em{k}": em[k],
            f"lk_r{k}": (em[k] - top) / (em[k - 1] - top),
            f"lk_nt{k}": by_newton[k],
        }
    first, *apart, last = RAO.counts.tolist()
    return known | {
        "lk_total": RAO.counts.sum(),
        "lk_first": first,
        **{f"lk_other{i}": count for i, count in enumerate(apart, 1)},
        "lk_last": last,
        "lk_rest": sum(apart) + last,
        "lk_em": top,
        "lk_ratio": 1 - have / whole,
        "lk_obs": have,
        "lk_comp": whole,
        "lk_em_n": _right(em, top),
        "lk_nt_n": _right(by_newton, top),
        "lk_em_far": _right(linkage_path(0.01, 30), top),
        "lk_nt_far": _right(linkage_newton(0.01, 15), top),
    }
