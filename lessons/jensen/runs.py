"""Lesson 04's points and distributions for the settings, and the code that makes their numbers."""

from __future__ import annotations

from lessons.jensen import record
from lessons.jensen.detour import Detour, over
from lessons.jensen.divergence import Divergence, divergence
from lessons.jensen.record import Picture, counted
from lessons.jensen.settings import Settings


def run(s: Settings) -> Picture | Divergence | Detour:
    """What the settings show: points on a curve, two distributions, or the way from one to the other."""
    if s.view == "points":
        return record.picture(s.f, s.row("x"), s.row("w"))
    if s.view == "detour":
        return over(s.row("q"), s.row("p"), s.t)
    return divergence(s.row("q"), s.row("p"))


def code(s: Settings) -> str:
    """The calls that make this screen's numbers, to be copied."""
    if s.view == "points":
        return "\n".join([
            "from em_core import jensen",
            "",
            f"weights = jensen.shares('w', {counted(s.row('w'))})",
            f"jensen.jensen(jensen.FUNCTIONS['{s.f}'], {s.row('x')}, weights)",
        ])  # fmt: skip
    ways = {
        "kl": ["bound.kl(q, p), bound.kl(p, q)", "jensen.summands(q, p), jensen.kl_gap(q, p)"],
        "detour": [f"r = (1 - {s.t}) * q + {s.t} * p", "bound.kl(q, p), bound.kl(q, r) + bound.kl(r, p)"],
    }
    return "\n".join([
        "from em_core import bound, jensen",
        "",
        f"q = jensen.shares('q', {s.row('q')})",
        f"p = jensen.shares('p', {s.row('p')})",
        *ways[s.view],
    ])  # fmt: skip
