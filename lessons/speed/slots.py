"""Lesson 17's five boxes: numbers, a hidden precision behind each, and sums of their weights."""

from __future__ import annotations

from collections.abc import Sequence

from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slots import Slots, Table, five_slots
from em_figures.words import fixed
from lessons.common.boxes import picked
from lessons.speed.outliers import Student15, X, captions, on_student


def slots(run: Student15, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; the hidden precision is continuous, and no sum is conserved."""
    n = len(X)
    rows = [int(i) for i in picked(n)]
    names = [str(i + 1) for i in rows]
    x = Table(tr("One difference for every pair of plants."), ("n", "x"),
              tuple((name, f"{X[i]:.0f}".replace("-", "−")) for name, i in zip(names, rows, strict=True)),
              n - len(rows))  # fmt: skip
    z = Table(tr("The precision behind every number, any u > 0."), ("n", "u"),
              tuple((name, "u > 0?") for name in names), n - len(rows))  # fmt: skip

    def at(k: int) -> Slots:
        s = run.trace[k]
        known = f"ν = {run.settings.dof}"
        sought = (known, fixed(s.params.mean), fixed(s.params.scale))
        theta = Table(tr("Mean and scale."), ("", "μ", "σ"), (sought,))
        w = run.weights[k]
        q = Table(tr("A Gamma density each; shown is its mean w."), ("n", "w"),
                  tuple((name, fixed(float(w[i]))) for name, i in zip(names, rows, strict=True)),
                  n - len(rows))  # fmt: skip
        sums = (float(w.sum()), float(w @ X), float(w @ X**2))
        counts = Table(tr("Sums over all numbers."), ("", "Σ w", "Σ w x", "Σ w x²"),
                       (("Σ", fixed(sums[0]), fixed(sums[1], 2), fixed(sums[2], 1)),))  # fmt: skip
        if s.phase == "start":
            q, counts = q.empty(), counts.empty()
        return Slots(x, z, theta, q, counts)

    return Lazy(len(run), at)


@on_student
def five_boxes(run: Student15, *, tr: Translate = str) -> Filmstrip:
    """The run in five boxes."""
    return five_slots(slots(run, tr), [s.phase for s in run.trace], captions(run, tr), tr=tr,
                      m_step=tr("weighted mean, weighted squares / Σ w") if run.settings.expanded
                      else tr("weighted mean, weighted squares / N"))  # fmt: skip
