"""Lesson 13's five boxes: as without a prior, but that expected counts have invented ones below them."""

from __future__ import annotations

from collections.abc import Sequence

from em_core import Conserved
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import column
from em_figures.slots import ROWS, Slots, Table, five_slots
from em_figures.words import NAMES, fixed
from lessons.map_em.runs import Coins, Run, on_coins


def slots(run: Coins, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; heads and flips, seen and invented, sum to all of both."""
    trace, data = run.trace, run.trace.data
    shown, names = range(min(ROWS, len(data))), NAMES[:2]
    more = len(data) - len(shown)
    heads, flips = data.heads.tolist(), data.flips.tolist()
    x = Table(
        tr("The heads and flips of every round."),
        (tr("Round"), tr("heads"), tr("flips")),
        tuple((str(i + 1), str(heads[i]), str(flips[i])) for i in shown),
        more,
    )
    z = Table(
        tr("Which coin made the round: nobody noted it."),
        (tr("Round"), tr("coin")),
        tuple((str(i + 1), "A/B?") for i in shown),
        more,
    )
    extra = [(float(h), float(h + t)) for h, t in run.invented]

    def at(k: int) -> Slots:
        s = trace[k]
        theta = Table(
            tr("How often each coin shows heads."),
            ("", "θ"),
            tuple((c, fixed(float(p))) for c, p in zip(names, s.params.p_heads, strict=True)),
        )
        made = trace[1] if s.stats is None else s
        assert made.stats is not None and made.posterior is not None
        shares = tuple((str(i + 1), *column(made.posterior.probs[i], 1)) for i in shown)
        q = Table(
            tr("The responsibilities γ: each coin’s share of the round."), (tr("Round"), *names), shares, more
        )
        counts = made.stats.counts
        totals = [
            (float(counts[:, 0].sum()), float(data.heads.sum())),
            (float(counts.sum()), float(data.flips.sum())),
        ]
        added = [sum(row[j] for row in extra) for j in (0, 1)]
        conserved = tuple(
            Conserved(name, value + plus, expected + plus)
            for name, (value, expected), plus in zip(("heads", "flips"), totals, added, strict=True)
        )
        columns = []
        for j, values in enumerate((counts[:, 0], counts.sum(axis=1))):
            columns.append(column([*values.tolist(), *(row[j] for row in extra)], conserved[j].expected))
        called = (*names, *(tr("{coin} invented").format(coin=c) for c in names))
        credited = Table(
            tr("What each coin is credited with, and what the prior adds."),
            ("", tr("heads"), tr("flips")),
            tuple(zip(called, *columns, strict=True)),
            hatched=(2, 3),
        )
        if s.stats is None:
            q, credited = q.empty(), credited.empty()
        return Slots(x, z, theta, q, credited, conserved)

    return Lazy(len(trace), at)


def five_boxes(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """EM with a prior in five boxes."""
    if not on_coins(run) or not isinstance(run, Coins):
        return None
    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    rule = tr("θ = (heads + invented) / (flips + invented)")
    return five_slots(
        slots(run, tr),
        [s.phase for s in run.trace],
        said,
        m_step=rule,
        title=tr("EM with a prior in the same five boxes"),
        tr=tr,
    )
