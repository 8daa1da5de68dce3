"""Lesson 03's five boxes: rounds of flips, the hidden coin of each, and what soft EM makes of them."""

from __future__ import annotations

from collections.abc import Sequence

from em_core import Conserved, Tally
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import column
from em_figures.slots import ROWS, Slots, Table, five_slots
from em_figures.trace import Trace
from em_figures.words import NAMES, fixed
from lessons.hard_soft.runs import Both, Run


def slots(trace: Trace, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; expected heads and flips sum to all that were flipped."""
    data, model = trace.data, trace.model
    shown = range(min(ROWS, len(data)))
    names = NAMES[: len(trace[0].params.p_heads)]
    counted, learn = isinstance(data, Tally), bool(model.learn_weights)
    kinds = (str(i + 1) for i in shown)
    heads, flips = data.heads.tolist(), data.flips.tolist()
    times = data.times.tolist() if counted else []
    more = len(data) - len(shown)
    seen = [(name, str(heads[i]), str(flips[i]), *([f"{times[i]:,}"] if counted else []))
            for i, name in enumerate(kinds)]  # fmt: skip
    columns = (tr("Round"), tr("heads"), tr("flips"), *([tr("times seen")] if counted else []))
    x = Table(tr("The heads and flips of every round."), columns, tuple(seen), more)
    which = "/".join(names) + "?"
    z = Table(tr("Which coin made the round: nobody noted it."), (tr("Round"), tr("coin")),
              tuple((row[0], which) for row in seen), more)  # fmt: skip

    def at(k: int) -> Slots:
        s = trace[k]
        p, w = s.params.p_heads.tolist(), s.params.weights.tolist()
        sought = tuple((c, fixed(p[j]), *([fixed(w[j])] if learn else [])) for j, c in enumerate(names))
        theta = Table(tr("How often each coin shows heads."), ("", "θ", *(["π"] if learn else [])), sought)
        first = trace[1] if s.stats is None else s  # of the start only the names of the rows are shown
        assert first.stats is not None and first.posterior is not None
        probs, stats = first.posterior.probs, first.stats
        shares = tuple((row[0], *column(probs[i], 1)) for i, row in enumerate(seen))
        q = Table(tr("The responsibilities γ: each coin’s share of the round."), (tr("Round"), *names),
                  shares, more)  # fmt: skip
        found = {one.name: one for one in model.conserved(data, stats)}
        of_heads, of_tails = found["heads"], found["tails"]
        of_flips = Conserved("flips", of_heads.value + of_tails.value, of_heads.expected + of_tails.expected)
        parts = [(of_heads, stats.counts[:, 0]), (of_flips, stats.counts.sum(axis=1))]
        if learn:
            parts.insert(0, (found["rounds"], stats.rounds))
        said = zip(names, *(column(values, one.expected) for one, values in parts), strict=True)
        heads_of = {"rounds": tr("rounds"), "heads": tr("heads"), "flips": tr("flips")}
        counts = Table(tr("What each coin is credited with."),
                       ("", *(heads_of[one.name] for one, _ in parts)), tuple(said))  # fmt: skip
        if s.stats is None:
            q, counts = q.empty(), counts.empty()
        return Slots(x, z, theta, q, counts, tuple(one for one, _ in parts))

    return Lazy(len(trace), at)


def five_boxes(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Soft EM in five boxes; there is none of the smallest EM, whose M-step is another."""
    if not isinstance(run, Both):
        return None
    trace = run.soft
    said = Lazy(len(trace), lambda k: run.frame(k, tr).caption)
    rule = tr("θ = heads / flips")
    return five_slots(slots(trace, tr), [s.phase for s in trace], said, m_step=rule,
                      title=tr("Soft EM in the same five boxes"), tr=tr)  # fmt: skip
