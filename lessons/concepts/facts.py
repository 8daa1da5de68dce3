"""The numbers that lesson 18 quotes."""

from __future__ import annotations

from typing import Any

from em_core import fit
from lessons.common.tell import pair
from lessons.concepts.bayes import parts
from lessons.concepts.labels import MODEL, labelled, start
from lessons.concepts.ways import both


def _end(n: int, a: float = 0.6, b: float = 0.5, most: int = 1000) -> Any:
    """Where EM ends with n labels."""
    return fit(MODEL, labelled(n), start(a, b), max_iter=most, tol=0.0).params.p_heads


def facts() -> dict[str, Any]:
    """By name."""
    out: dict[str, Any] = {}
    for n in (0, 1, 2):
        out |= pair(f"end{n}_{{}}", _end(n))
    out |= pair("end5_{}", _end(5, most=1))
    out["stuck"] = float(_end(0, 0.6, 0.6, 50)[0])
    out |= pair("first_{}", _end(1, 0.6, 0.6, 1))
    out |= pair("parted_{}", _end(1, 0.6, 0.6))
    p = parts(0.5)
    for name in ("likelihood", "joint", "posterior"):
        out |= pair(f"{name}_{{}}", getattr(p, name))
    out["total"] = p.total
    b = both()
    out |= {
        "intercept": b.alone[0],
        "slope": b.alone[1],
        "implied_intercept": b.implied[0],
        "implied_slope": b.implied[1],
        "given_joint": b.given[0],
        "given_alone": b.given[1],
        "right": b.right,
    }
    return out
