"""Lesson 07's five boxes: points, the centre each belongs to, and the centres."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from em_core import Conserved
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import text
from em_figures.slots import ROWS, Slots, Table, five_slots
from em_figures.words import NAMES
from lessons.common.boxes import counted, hidden, picked, seen, shared, shares
from lessons.kmeans.panels import plain
from lessons.kmeans.record import Clusters
from lessons.kmeans.runs import Shown


def slots(run: Clusters, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step of k-means in five boxes; points and their sums, on the axes, are dealt out whole."""
    points, k, unit = run.plane.points.x, run.k, run.unit
    n, names = len(points), NAMES[: run.k]
    rows = picked(n)
    x = seen(points, rows, tr)
    z = hidden(tr("Which centre it belongs to."), tr("centre"), rows, n, k, tr)

    def at(i: int) -> Slots:
        s = run.trace[i]
        places = zip(names, run.places[i].tolist(), strict=True)
        theta = Table(tr("The centres."), ("", "x", "y"),
                      tuple((name, *(text(v) for v in place)) for name, place in places)[:ROWS],
                      max(0, k - ROWS))  # fmt: skip
        made = run.trace[max(run.since(i), 1)]  # of the start only the rows' names are shown
        assert made.stats is not None
        q = shared(tr("All or nothing: each point is its nearest centre’s."),
                   shares(run.trace, made, run.scaled, rows), rows, n, 0)  # fmt: skip
        of_points, *of_sums = run.trace.model.conserved(run.trace.data, made.stats)[:3]
        back = zip(of_sums, unit.tolist(), strict=True)  # from the units in which distances count
        conserved = of_points, *(Conserved(one.name, one.value * u, one.expected * u) for one, u in back)
        sums = np.column_stack([made.stats.weight_n, made.stats.x * unit])
        counts = counted(tr("Each centre’s points, and their sums."), (tr("points"), "Σ x", "Σ y"), sums,
                         conserved)  # fmt: skip
        if s.stats is None:
            q, counts = q.empty(), counts.empty()
        return Slots(x, z, theta, q, counts, conserved)

    return Lazy(len(run), at)


def five_boxes(run: Shown, *, tr: Translate = str) -> Filmstrip | None:
    """k-means in five boxes."""
    if not plain(run):
        return None
    said = Lazy(len(run), lambda i: run.frame(i, tr).caption)
    return five_slots(slots(run.run, tr), [s.phase for s in run.run.trace], said, tr=tr,
                      m_step=tr("centre = sum / points"))  # fmt: skip
