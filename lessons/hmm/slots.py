"""Lesson 11's five boxes: a diary, the weather of every day, and two tables of expected counts in one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import column
from em_figures.slots import Slots, Table, five_slots
from em_figures.words import fixed
from lessons.common.boxes import picked
from lessons.hmm.runs import Weather
from lessons.hmm.settings import CONES


def slots(run: Weather, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; days of each number and moves are shared out whole."""
    diary, n = run.diary, len(run.diary)
    rows = picked(n)
    names = (tr("cold"), tr("hot"))
    days = [f"{t + 1}" for t in rows]
    more = n - len(rows)
    seen = tuple((day, str(diary.days[t] + 1)) for day, t in zip(days, rows, strict=True))
    x = Table(tr("The cones of every day."), (tr("day"), tr("cones")), seen, more)
    either = "/".join(names) + "?"
    z = Table(tr("The weather of every day: nobody noted it."), (tr("day"), tr("weather")),
              tuple((day, either) for day in days), more)  # fmt: skip
    to_cold, to_hot = (tr("→ {state}").format(state=name) for name in names)

    def at(k: int) -> Slots:
        s = run.trace[k]
        p = s.params
        sought = tuple(
            (name, *(fixed(v, 2) for v in (p.start[i], *p.moves[i], *p.emissions[i])))
            for i, name in enumerate(names)
        )
        theta = Table(tr("The first day, what comes tomorrow, the appetite."),
                      ("", tr("first day"), to_cold, to_hot, "1", "2", "3"), sought)  # fmt: skip
        made = run.trace[max(k, 1)]
        assert made.posterior is not None and made.stats is not None
        gamma, stats = made.posterior.gamma, made.stats
        shares = tuple((day, *column(gamma[t], 1)) for day, t in zip(days, rows, strict=True))
        says = tr("γ: P(weather of the day); ξ of every move likewise.")
        q = Table(says, (tr("day"), *names), shares, more)
        found = {one.name: one for one in run.trace.model.conserved(diary, stats)}
        conserved = (*(found[f"days with symbol {v}"] for v in range(CONES)), found["days"], found["moves"])
        sums = np.column_stack([stats.days, stats.days.sum(axis=1), stats.moves.sum(axis=1)])
        parts = [column(values, one.expected) for values, one in zip(sums.T, conserved, strict=True)]
        counts = Table(tr("Days with 1, 2, 3 cones, all days, and moves to a next day."),
                       ("", "1", "2", "3", tr("days"), tr("moves")),
                       tuple(zip(names, *parts, strict=True)))  # fmt: skip
        if s.stats is None:
            q, counts = q.empty(), counts.empty()
        return Slots(x, z, theta, q, counts, conserved)

    return Lazy(len(run), at)


def five_boxes(run: Weather, *, tr: Translate = str) -> Filmstrip:
    """The run in five boxes."""
    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    return five_slots(slots(run, tr), [s.phase for s in run.trace], said, tr=tr,
                      m_step=tr("row / its sum"))  # fmt: skip
