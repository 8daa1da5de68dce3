"""Lesson 16's five boxes: the same as ever, but counts are renewed by pieces, and may fade."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from em_core import Conserved
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import column
from em_figures.slots import ROWS, Slots, Table, five_slots
from em_figures.words import fixed
from lessons.online_em.exchange import parts
from lessons.online_em.record import Online


def slots(run: Online, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes. Of the stepwise method S is an average of one piece: its flips are ten a
    round at any rate, its heads are conserved by no q, as the weights of the rounds change."""
    n, last = len(run.x), len(run.moments) - 1
    rows = list(range(min(ROWS, n)))
    more = n - len(rows)
    names = [f"{i + 1}" for i in rows]
    what = tr("heads") if run.coins else tr("minutes")
    each = tr("flips") if run.coins else tr("points")
    x = Table(tr("The data in the order in which they are read."), (tr("number"), what),
              tuple((name, f"{run.x[i]:.0f}") for name, i in zip(names, rows, strict=True)),
              more)  # fmt: skip
    z = Table(tr("Which of the two made it: nobody noted it."), (tr("number"), ""),
              tuple((name, "A/B?") for name in names), more)  # fmt: skip
    symbol = "θ" if run.coins else "μ"
    step = run.settings.method == "step"
    size = min(run.settings.size, n) if step else n
    all_of = float(run.x.sum())

    def at(k: int) -> Slots:
        theta = run.theta(k)
        watched = theta if run.coins else theta[1:3]
        sought = Table(tr("One number for each of the two."), ("", symbol),
                       tuple((name, fixed(value, 3 if run.coins else 2))
                             for name, value in zip("AB", watched, strict=True)))  # fmt: skip
        kept = run.shares(min(k, last) if run.moments[k].update else 1)
        shares = tuple(
            (name, *(column([kept[i], 1 - kept[i]], 1) if not np.isnan(kept[i]) else ("–", "–")))
            for name, i in zip(names, rows, strict=True)
        )
        says = tr("Shares of what has been read; the others wait.")
        q = Table(says, (tr("number"), "A", "B"), shares, more)
        u = run.update(k if run.moments[k].update else 1)
        up_a, down_a, up_b, down_b = parts(run, u.stats)
        of_all = (10.0 if run.coins else 1.0) * size
        conserved: tuple[Conserved, ...] = (Conserved(each, down_a + down_b, of_all),)
        if not step:
            conserved += (Conserved(what, up_a + up_b, all_of),)
        cells = column([down_a, down_b], of_all), column([up_a, up_b], up_a + up_b)
        says = tr("S: an average in which old pieces fade.") if step else tr("S: the parts of all the data.")
        found = Table(says, ("", each, what), tuple(zip("AB", *cells, strict=True)))
        if not run.moments[k].update:
            q, found = q.empty(), found.empty()
        return Slots(x, z, sought, q, found, conserved)

    return Lazy(len(run), at)


def five_boxes(run: Online, *, tr: Translate = str) -> Filmstrip:
    """The run in five boxes."""
    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    rule = tr("θ = heads / flips") if run.coins else tr("μ = minutes / points")
    return five_slots(slots(run, tr), [m.phase for m in run.moments], said, m_step=rule, tr=tr)
