"""Lesson 14's five boxes: rounds of two hands, the hidden coin of each, and an M-step that must climb."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from em_core import Conserved
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import column
from em_figures.slots import Slots, Table, five_slots
from em_figures.words import fixed
from lessons.common.boxes import picked
from lessons.generalized_em.runs import Climb, captions, of_hands

COINS = ("A", "B")


def slots(run: Climb, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; the heads and flips of either hand are all credited to some coin."""
    data = run.trace.data
    rows = picked(len(data))
    names, more = [f"{n + 1}" for n in rows], len(data) - len(rows)
    hands = (tr("left"), tr("right"))
    seen = tuple(
        (name, hands[int(data.features[n, 0])], str(data.heads[n]), str(data.flips[n]))
        for name, n in zip(names, rows, strict=True)
    )
    x = Table(tr("Heads and flips of every round, and the hand."),
              (tr("Round"), tr("hand"), tr("heads"), tr("flips")), seen, more)  # fmt: skip
    z = Table(tr("Which coin made the round: nobody noted it."), (tr("Round"), tr("coin")),
              tuple((name, "A/B?") for name in names), more)  # fmt: skip
    true = np.zeros((2, 2))
    np.add.at(true, data.features[:, 0].astype(int), np.stack([data.heads, data.flips], axis=1))

    def at(k: int) -> Slots:
        s = run.trace[k]
        b = fixed(float(s.params.slopes[0]))
        each = zip(COINS, s.params.intercepts.tolist(), strict=True)
        theta = Table(tr("The log-odds of heads: α, and b more by the right hand."), ("", "α", "b"),
                      tuple((c, fixed(a), b) for c, a in each))
        made = run.trace[max(k, 1)]
        assert made.posterior is not None and made.stats is not None
        probs = made.posterior.probs
        q = Table(tr("The responsibilities γ: each coin’s share of the round."), (tr("Round"), *COINS),
                  tuple((name, *column(probs[n], 1)) for name, n in zip(names, rows, strict=True)), more)
        counts = made.stats.counts
        sums, conserved = [], []
        for r in (0, 1):
            for values, total in ((counts[r, :, 0], true[r, 0]), (counts[r].sum(axis=1), true[r, 1])):
                sums.append(column(values, total))
                conserved.append(Conserved(f"cell {r}", float(values.sum()), float(total)))
        heads = (tr("left h"), tr("left n"), tr("right h"), tr("right n"))
        found = Table(tr("The heads h and flips n of either hand, credited to each coin."), ("", *heads),
                      tuple(zip(COINS, *sums, strict=True)))  # fmt: skip
        if s.stats is None:
            q, found = q.empty(), found.empty()
        return Slots(x, z, theta, q, found, tuple(conserved))

    return Lazy(len(run), at)


@of_hands
def five_boxes(run: Climb, *, tr: Translate = str) -> Filmstrip:
    """The run in five boxes."""
    return five_slots(slots(run, tr), [s.phase for s in run.trace], captions(run, tr), tr=tr,
                      m_step=tr("no closed form: climb"))  # fmt: skip
