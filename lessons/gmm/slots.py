"""Lesson 09's five boxes: points in the plane, the hidden component of each, and the mixture's parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.mixtures.run import Run
from em_figures.slot_numbers import text
from em_figures.slots import ROWS, Slots, Table, five_slots
from em_figures.words import NAMES, fixed
from lessons.common.boxes import counted, hidden, picked, seen, shared, shares
from lessons.gmm.record import MixtureRun


def slots(run: Run, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; N_k, sums and sums of squares are shared out whole."""
    points, k = run.plane.points.x, run.k
    n, names = len(points), NAMES[: run.k]
    rows = picked(n)
    x = seen(points, rows, tr)
    z = hidden(tr("Which component: nobody noted it."), tr("component"), rows, n, k, tr)

    def at(i: int) -> Slots:
        s = run.trace[i]
        sought = []
        for name, w, m, c in zip(names, s.params.weights, s.params.means, s.params.covariances, strict=True):
            spread = (text(v, 3) for v in (c[0, 0], c[0, 1], c[1, 1]))
            sought.append((name, fixed(w), *(text(v) for v in m), *spread))
        head = ("", "π", "μ_x", "μ_y", "Σ_xx", "Σ_xy", "Σ_yy")
        theta = Table(tr("Weight, mean and covariance of each component."), head, tuple(sought[:ROWS]),
                      max(0, k - ROWS))  # fmt: skip
        made = run.trace[max(run.since[i], 1)]  # of the start only the rows' names are shown
        assert made.stats is not None
        q = shared(tr("The responsibilities γ: each component’s share of the point."),
                   shares(run.trace, made, points, rows), rows, n)  # fmt: skip
        stats = made.stats
        conserved = run.model.conserved(run.trace.data, stats)
        sums = np.column_stack([stats.weight_n, stats.x, np.trace(stats.xx, axis1=1, axis2=2)])
        counts = counted(tr("What each component is credited with."),
                         ("N_k", "Σ γ x", "Σ γ y", "Σ γ (x²+y²)"), sums, conserved)  # fmt: skip
        if s.stats is None:
            q, counts = q.empty(), counts.empty()
        return Slots(x, z, theta, q, counts, conserved)

    return Lazy(len(run), at)


def five_boxes(run: MixtureRun, *, tr: Translate = str) -> Filmstrip:
    """The run in five boxes."""
    said = Lazy(len(run), lambda i: run.frame(i, tr).caption)
    return five_slots(slots(run, tr), [s.phase for s in run.trace], said, tr=tr,
                      m_step=tr("weighted share, mean, covariance"))  # fmt: skip
