"""Lesson 08's five boxes: a column of numbers, the hidden group of each, and the mixture's parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slots import Slots, Table, five_slots
from em_figures.words import NAMES, fixed
from lessons.common.boxes import counted, hidden, picked, shared, shares
from lessons.heights.record import Heights, normals, value_text


def slots(h: Heights, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; N_k, sums and sums of squares are shared out whole."""
    values, k, n = h.column.x, h.k, len(h.column.x)
    rows, names = picked(n), NAMES[:h.k]
    name = h.column.name
    x = Table(tr("One number of every person."), ("n", name),
              tuple((f"{i + 1:,}", value_text(float(values[i]))) for i in rows), n - len(rows))  # fmt: skip
    z = hidden(tr("Which group: nobody noted it."), tr("component"), rows, n, k, tr)

    def at(i: int) -> Slots:
        s = h.trace[i]
        now = normals(s.params)
        sizes = zip(names, now.weights.tolist(), now.means.tolist(), now.sds.tolist(), strict=True)
        sought = tuple((c, fixed(w), value_text(m, 2), value_text(sd, 2)) for c, w, m, sd in sizes)
        theta = Table(tr("The weight, mean and standard deviation of each component."), ("", "π", "μ", "σ"),
                      sought)  # fmt: skip
        made = h.trace[max(i - (s.phase == "M"), 1)]  # of the start only the rows' names are shown
        assert made.stats is not None
        q = shared(tr("The responsibilities γ: each component’s share of the person."),
                   shares(h.trace, made, values[:, None], rows), rows, n)  # fmt: skip
        stats = made.stats
        conserved = h.model.conserved(h.trace.data, stats)
        sums = np.column_stack([stats.weight_n, stats.x[:, 0], stats.xx[:, 0, 0]])
        counts = counted(tr("What each component is credited with."), ("N_k", "Σ γ x", "Σ γ x²"), sums,
                         conserved)  # fmt: skip
        if s.stats is None:
            q, counts = q.empty(), counts.empty()
        return Slots(x, z, theta, q, counts, conserved)

    return Lazy(len(h.trace), at)


def five_boxes(h: Heights, *, tr: Translate = str) -> Filmstrip:
    """The run in five boxes."""
    told = h.told(tr)
    said = Lazy(len(h), lambda i: h.frame(i, tr).caption)
    return five_slots(slots(told, tr), [s.phase for s in h.trace], said, tr=tr,
                      m_step=tr("weighted mean, weighted spread"))  # fmt: skip
