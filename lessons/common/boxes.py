"""What the five boxes of the Gaussian mixtures share: which points are shown, and how they are shared."""

from __future__ import annotations

import numpy as np

from em_core import Conserved, Points
from em_core.mixture import responsibilities
from em_core.protocol import Floats, Ints
from em_figures.filmstrip import Translate
from em_figures.slot_numbers import column, text
from em_figures.slots import ROWS, Table
from em_figures.trace import Half, Trace
from em_figures.words import NAMES
from lessons.common.plane import FEW


def picked(n: int) -> Ints:
    """At most four of n data, evenly spaced, the first and the last among them."""
    return np.unique(np.linspace(0, n - 1, min(ROWS, n)).round().astype(np.int64))


def shares(trace: Trace, made: Half, x: Floats, rows: Ints) -> Floats:
    """q of these rows of x (R, K) after the E-step ``made``; of many points the others are not looked at."""
    assert made.posterior is not None
    if len(x) <= FEW:
        return np.asarray(made.posterior.probs[rows])
    joint = trace.model.log_joint(Points(x[rows]), made.params)
    return responsibilities(joint, trace.recipe.e_step.beta).probs


def seen(x: Floats, rows: Ints, tr: Translate) -> Table:
    """x: the places of points in the plane."""
    said = tuple((f"{i + 1:,}", *(text(value) for value in x[i].tolist())) for i in rows)
    return Table(tr("Two numbers of every point."), ("n", "x", "y"), said, len(x) - len(rows))


def hidden(says: str, which: str, rows: Ints, n: int, k: int, tr: Translate) -> Table:
    """z: of every datum nobody noted the component."""
    of = "/".join(NAMES[:k]) if k <= 3 else f"{NAMES[0]}…{NAMES[k - 1]}"
    return Table(says, ("n", which), tuple((f"{i + 1:,}", f"{of}?") for i in rows), n - len(rows))


def shared(says: str, q: Floats, rows: Ints, n: int, digits: int = 3) -> Table:
    """q: a row of shares per datum."""
    cells = (column(row, 1) if digits else [f"{p:.0f}" for p in row] for row in q.tolist())
    said = tuple((f"{i + 1:,}", *row) for i, row in zip(rows, cells, strict=True))
    return Table(says, ("n", *NAMES[: q.shape[1]]), said, n - len(rows))


def counted(says: str, head: tuple[str, ...], sums: Floats, conserved: tuple[Conserved, ...]) -> Table:
    """counts: sums (K, C) per component, each column printed as parts of its conserved total."""
    k = len(sums)
    columns = [column(values, one.expected) for values, one in zip(sums.T, conserved, strict=True)]
    rows = zip(NAMES[:k], *columns, strict=True)
    return Table(says, ("", *head), tuple(rows)[:ROWS], max(0, k - ROWS))
