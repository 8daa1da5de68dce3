"""What the pictures show in symbols, with the learner's own numbers: the inequality, or KL."""

from __future__ import annotations

from typing import Any

from em_figures.filmstrip import Filmstrip, Translate
from lessons.jensen.divergence import Divergence
from lessons.jensen.divergence_numbers import formula
from lessons.jensen.numbers import inequality
from lessons.jensen.record import Picture


def symbols(run: Any, *, tr: Translate = str) -> Filmstrip | None:
    """The formulas of every move."""
    if isinstance(run, Picture):
        return inequality(run, tr=tr)
    return formula(run, tr=tr) if isinstance(run, Divergence) else None
