"""Lesson 04's points and distributions for the settings, and the code that makes their numbers."""

from __future__ import annotations

from lessons.jensen import record
from lessons.jensen.divergence import Divergence, divergence
from lessons.jensen.record import Picture, counted
from lessons.jensen.settings import Settings


def picture(s: Settings) -> Picture:
    """The points on the chosen curve."""
    return record.picture(s.f, s.row("x"), s.row("w"))


def shapes(s: Settings) -> Divergence:
    """The two distributions."""
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
    return "\n".join([
        "from em_core import bound, jensen",
        "",
        f"q = jensen.shares('q', {s.row('q')})",
        f"p = jensen.shares('p', {s.row('p')})",
        "bound.kl(q, p), bound.kl(p, q)",
        "jensen.summands(q, p), jensen.kl_gap(q, p)",
    ])  # fmt: skip
